# SPDX-License-Identifier: EUPL-1.2
"""Shipped procedures and their rows: a text that changed becomes a new version; running cases keep theirs.

What an institution edited itself stays in use; the newer shipped text then lies beside it, to be looked at and taken.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from nizam.kit.equipment import equips_institution
from nizam.kit.procedures import Procedure as ProcedureText
from nizam.kit.procedures import Variant, as_json, read_procedures
from nizam.kit.texts import TranslatedText

FOLDER = Path(__file__).resolve().parent


@equips_institution
def install_procedures(institution: Any) -> None:
    """Give the institution every shipped procedure; renew those whose text changed and that were not edited here."""
    from nizam.spine.cases.models import Procedure

    shipped = read_procedures(FOLDER)
    if not Procedure.objects.filter(institution=institution).exists():
        _install_first(institution, shipped)
        return
    for read, text in shipped:
        _install(institution, read, text)


def _install_first(institution: Any, shipped: list[tuple[ProcedureText, str]]) -> None:
    """Save the first version of every shipped procedure in an institution that has none: there is nothing to ask."""
    from nizam.spine.org.models import NumberSeries

    series = {row.code: row for row in NumberSeries.objects.filter(institution=institution)}
    for read, text in shipped:
        code = read.series.code
        if code not in series:
            series[code] = NumberSeries.objects.create(institution=institution, code=code, **_series_of(read))
        _version(institution, read, text, series[code], number=1, own=False, current=True).save()


def _install(institution: Any, read: ProcedureText, text: str) -> None:
    from nizam.spine.cases.models import Procedure

    rows = Procedure.objects.filter(institution=institution, code=read.code)
    shipped = rows.filter(own=False).order_by("-version").first()
    if shipped is not None and shipped.digest == read.digest:
        return
    edited_here = rows.filter(current=True, own=True).exists()
    new_version(institution, read, text, own=False, current=not edited_here)


def new_version(institution: Any, read: ProcedureText, text: str, *, own: bool, current: bool = True) -> Any:
    """Save `read` (whose text is `text`) as the next version of its procedure in the institution.

    A `current` version takes the place of the one in use; its series is made where the institution has none so called.
    """
    from nizam.spine.cases.models import Procedure
    from nizam.spine.org.models import NumberSeries

    rows = Procedure.objects.filter(institution=institution, code=read.code)
    last = rows.order_by("-version").first()
    series, _created = NumberSeries.objects.get_or_create(
        institution=institution,
        code=read.series.code,
        defaults=_series_of(read),
    )
    if current:
        put_out_of_use(rows)
    number = last.version + 1 if last is not None else 1
    row = _version(institution, read, text, series, number=number, own=own, current=current)
    row.save()
    return row


def _series_of(read: ProcedureText) -> dict[str, Any]:
    return {"title": TranslatedText(read.series.title), "form": read.series.form, "on_arrival": read.series.on_arrival}


def _version(
    institution: Any, read: ProcedureText, text: str, series: Any, *, number: int, own: bool, current: bool
) -> Any:
    from nizam.spine.cases.models import Procedure

    today = timezone.now().astimezone(institution.tzinfo).date()
    term = read.term_in(institution.country, today)
    return Procedure(
        institution=institution,
        code=read.code,
        version=number,
        current=current,
        own=own,
        title=TranslatedText(read.title),
        audience=read.audience,
        default_for=list(read.default_for),
        capabilities=list(read.capabilities),
        series=series,
        term=None if term is None else as_json(term),
        law=None if term is None else term.law.as_json(),
        outcomes=[{"code": one.code, "title": dict(one.title), "paper": one.paper} for one in read.outcomes],
        variants=[_kind(read, one, institution.country, today) for one in read.variants],
        steps=[
            {"code": one.code, "title": dict(one.title), "who": one.who, "act": one.act, "next": list(one.next)}
            for one in read.steps
        ],
        warnings=[one.as_json() for one in read.warnings],
        toml=text,
        digest=read.digest,
    )


def _kind(read: ProcedureText, kind: Variant, country: str, today: date) -> dict[str, Any]:
    """Return a kind as its version's row shows it, with the term it has today; cases count by the law of their day."""
    term = read.term_in(country, today, kind.code)
    return {
        "code": kind.code,
        "title": dict(kind.title),
        "marks": list(kind.marks),
        "term": None if term is None else as_json(term),
        "law": None if term is None else term.law.as_json(),
    }


def put_out_of_use(rows: Any) -> None:
    """Take the version in use among `rows` out of use."""
    for row in rows.filter(current=True):
        row.current = False
        row.save(update_fields=["current"])


def newer_shipped(procedure: Any) -> Any:
    """Return the shipped version that came after `procedure`, an edited one in use; None when there is none."""
    if not (procedure.current and procedure.own):
        return None
    rows = type(procedure).objects.filter(institution=procedure.institution_id, code=procedure.code, own=False)
    return rows.filter(version__gt=procedure.version).order_by("-version").first()
