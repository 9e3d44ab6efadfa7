# SPDX-License-Identifier: EUPL-1.2
"""What follows when a paper is issued, taken back or sent: parts above papers say it once, each act runs it within.

A function runs in the transaction of the act; what it refuses stops the act.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nizam.kit.actions import Actor

Following = Callable[[Actor, Any], None]

_before: list[Following] = []
_issued: list[Following] = []
_recalled: list[Following] = []
_handed_over: list[Following] = []


def before_issue(function: Following) -> Following:
    """Run `function(actor, document)` before a paper takes its number: it may say under which class it is filed."""
    return _once(_before, function)


def on_issue(function: Following) -> Following:
    """Run `function(actor, document)` once a paper is signed and issued."""
    return _once(_issued, function)


def on_recall(function: Following) -> Following:
    """Run `function(actor, document)` when an issued paper is voided, or its signature failed."""
    return _once(_recalled, function)


def on_hand_over(function: Following) -> Following:
    """Run `function(actor, document)` when a paper was handed over or posted."""
    return _once(_handed_over, function)


def _once(functions: list[Following], function: Following) -> Following:
    if function not in functions:
        functions.append(function)
    return function


def prepare_issue(actor: Actor, document: Any) -> None:
    """Run what comes before the number."""
    for function in _before:
        function(actor, document)


def follow_issue(actor: Actor, document: Any) -> None:
    """Run what follows the issue."""
    for function in _issued:
        function(actor, document)


def follow_recall(actor: Actor, document: Any) -> None:
    """Run what follows when an issued paper is taken back."""
    for function in _recalled:
        function(actor, document)


def follow_hand_over(actor: Actor, document: Any) -> None:
    """Run what follows the handing over."""
    for function in _handed_over:
        function(actor, document)
