# SPDX-License-Identifier: EUPL-1.2
"""The text of a procedure's version as data, and the term that its kinds have by it and by the law of a day."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from nizam.foundations.calendars import Law, LawTerm, Term
from nizam.kit.procedures import BASE, ProcedureFault, as_json, read_procedure
from nizam.kit.procedures import Procedure as ProcedureText
from nizam.kit.registry import registry


def spec_of(procedure: Any) -> ProcedureText | None:
    """Return what the text of `procedure` says.

    None for a version of the days when texts were not kept, and for one that names what has since left the catalogue or
    the law's tables: its columns then stand in.
    """
    return _read(procedure.toml) if procedure.toml else None


@lru_cache(maxsize=512)
def _read(text: str) -> ProcedureText | None:
    try:
        return read_procedure(text, "")
    except ProcedureFault:
        return None


def read_own(text: str, place: str = "") -> ProcedureText:
    """Read a text written here, held against the acts and roles there are. Raises ProcedureFault."""
    return read_procedure(text, place, acts=known_acts(), roles=known_roles())


def class_code(procedure: Any) -> str:
    """Return the code of the file plan's class that matters of `procedure` go to; empty when its text names none."""
    spec = spec_of(procedure)
    return spec.file_class if spec is not None else ""


def known_acts() -> frozenset[str]:
    """Return the acts a step may name."""
    return frozenset(act.permission for act in registry.actions)


def known_roles() -> frozenset[str]:
    """Return the roles a step or a warning may name."""
    from nizam.spine.org.models import Role

    return frozenset(Role.objects.values_list("code", flat=True))


def term_of(procedure: Any, *, day: date, variant: str = "", kind: str = BASE) -> LawTerm | None:
    """Return the term that a matter of `variant` (the default one when empty) has on `day` by the country's law.

    `kind` is base for the answer, else one of the law's: study, extension, forwarding, defect, fee … None when neither
    the procedure nor the law states one.
    """
    spec = spec_of(procedure)
    if spec is not None:
        return spec.term_in(procedure.institution.country, day, variant, kind)
    return _kept(procedure) if kind == BASE and procedure.term else None


def _kept(procedure: Any) -> LawTerm | None:
    """Return the term in the columns of a version whose text is not there or no longer reads."""
    stated = procedure.term
    law = procedure.law or {}
    return LawTerm(
        country=procedure.institution.country,
        law=Law(law.get("act", ""), law.get("article", ""), law.get("version", "")),
        source="",
        doubt="–" if stated.get("uncertain") else "",
        kind=BASE,
        term=Term(stated["amount"], stated["unit"], stated["start"], stated["roll_forward"]),
    )


def stated_term(procedure: Any, *, day: date, variant: str = "", kind: str = BASE) -> dict[str, Any] | None:
    """Return the same as figures, in the form a case and its clock keep."""
    found = term_of(procedure, day=day, variant=variant, kind=kind)
    return None if found is None else as_json(found)
