# SPDX-License-Identifier: EUPL-1.2
"""Procedures as TOML: what kind of matter a case is, and the way it goes. A fault is named with its place."""

from nizam.kit.procedures.diagram import diagram
from nizam.kit.procedures.faults import Fault, ProcedureFault, told
from nizam.kit.procedures.reading import read_procedure, read_procedures
from nizam.kit.procedures.schema import (
    BASE,
    PAPERS,
    SHIPPED_LANGUAGES,
    Alert,
    Choice,
    FormField,
    Mark,
    Outcome,
    Procedure,
    Series,
    Step,
    Terms,
    Variant,
    as_json,
)
from nizam.kit.procedures.words import (
    alert_words,
    field_kind_words,
    kind_words,
    paper_words,
    rule_words,
    source_words,
    term_words,
)

__all__ = [
    "BASE",
    "PAPERS",
    "SHIPPED_LANGUAGES",
    "Alert",
    "Choice",
    "Fault",
    "FormField",
    "Mark",
    "Outcome",
    "Procedure",
    "ProcedureFault",
    "Series",
    "Step",
    "Terms",
    "Variant",
    "alert_words",
    "as_json",
    "diagram",
    "field_kind_words",
    "kind_words",
    "paper_words",
    "read_procedure",
    "read_procedures",
    "rule_words",
    "source_words",
    "term_words",
    "told",
]
