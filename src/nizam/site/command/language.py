# SPDX-License-Identifier: EUPL-1.2
"""`nizam language`: the language library for lines of text, needs neither an institution nor Django."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator
from typing import IO, Any

import click

from nizam.foundations import language as rules

Work = Callable[[str], str]

EPILOG = (
    "Every verb reads lines of UTF-8 from standard input and writes them to standard output; bytes that are no UTF-8 "
    "pass through or are left out, and stop nothing."
)


def language_option(*, required: bool = False, codes: tuple[str, ...] = rules.LANGUAGES) -> Callable[[Any], Any]:
    """Return the option `--language`, which takes one of ``codes``."""
    return click.option(
        "--language",
        "code",
        type=click.Choice(codes),
        metavar="CODE",
        required=required,
        help=f"One of {', '.join(codes)}.",
    )


def each_line(work: Work) -> None:
    """Write ``work`` of each line of standard input as it comes; whoever stops reading ends it quietly."""
    _write(work(line) for line in _lines(sys.stdin.buffer))


def _lines(source: IO[bytes]) -> Iterator[str]:
    for line in source:
        yield line.removesuffix(b"\n").decode("utf-8", "surrogateescape")


def _write(lines: Iterator[str]) -> None:
    target = sys.stdout.buffer
    # A file is there as a whole; from a pipe or a terminal somebody may be waiting for each answer.
    at_once = not stat.S_ISREG(os.fstat(sys.stdin.fileno()).st_mode)
    try:
        for line in lines:
            target.write(line.encode("utf-8", "surrogateescape") + b"\n")
            if at_once:
                target.flush()
        target.flush()
    except BrokenPipeError:
        # What is still buffered must not be written again when the interpreter closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), target.fileno())


@click.group(epilog=EPILOG)
def language() -> None:
    """Identify, fold, normalise, sort and repair lines in Azerbaijani, Uzbek, Turkish, English and Russian."""


@language.command()
def identify() -> None:
    """Print the language of each line: CODE, a tab, the confidence from 0 to 1; `unknown` for none of the six."""

    def answer(line: str) -> str:
        found = rules.identify(line)
        return f"{found.language or 'unknown'}\t{found.confidence:.3f}"

    each_line(answer)


@language.command()
@language_option()
def fold(code: str | None) -> None:
    """Print the search key of each line: plain small letters and digits, the same for every spelling."""
    each_line(lambda line: rules.fold(line, code))


@language.command()
@language_option()
def normalize(code: str | None) -> None:
    """Print each line in its official spelling: small Latin letters with diacritics, one apostrophe."""
    each_line(lambda line: rules.normalize(line, code))


@language.command()
def repair() -> None:
    """Print each line with letters repaired that a wrong 8-bit table damaged, where the line itself shows it."""
    each_line(lambda line: rules.repair(line).text)


@language.command()
@language_option(required=True)
@click.option("--keys", is_flag=True, help="Print each line's sort key instead, as the lines come.")
def sort(code: str, keys: bool) -> None:
    """Print the lines in the alphabet's order of the language; reads all of them first, except with --keys."""
    if keys:
        each_line(lambda line: rules.sort_key(line, code))
        return
    lines = _lines(sys.stdin.buffer)
    _write(iter(sorted(lines, key=lambda line: rules.sort_key(line, code))))


@language.command()
@click.option("--fine", is_flag=True, help="Take words, numbers and acts apart at hyphens and slashes.")
def tokens(fine: bool) -> None:
    """Print the tokens of each line, one a line: KIND, a tab, the token; an empty line after each line read."""
    each_line(lambda line: "".join(f"{token.kind}\t{token.text}\n" for token in rules.tokens(line, fine=fine)))
