# SPDX-License-Identifier: EUPL-1.2
"""Shipped procedures and their rows: a file that changed becomes a new version; running cases keep theirs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils import timezone

from nizam.kit.equipment import equips_institution
from nizam.kit.procedures import Procedure as ProcedureFile
from nizam.kit.procedures import read_procedures

FOLDER = Path(__file__).resolve().parent


@equips_institution
def install_procedures(institution: Any) -> None:
    """Give the institution every shipped procedure with the term of its country's law; renew those that changed."""
    for read in read_procedures(FOLDER):
        _install(institution, read)


def _install(institution: Any, read: ProcedureFile) -> None:
    from nizam.spine.cases.models import Procedure
    from nizam.spine.org.models import NumberSeries

    current = Procedure.objects.filter(institution=institution, code=read.code, current=True).first()
    if current is not None and current.digest == read.digest:
        return
    series, _created = NumberSeries.objects.get_or_create(
        institution=institution,
        code=read.series.code,
        defaults={"title": read.series.title, "form": read.series.form, "on_arrival": read.series.on_arrival},
    )
    today = timezone.now().astimezone(institution.tzinfo).date()
    term = read.term_in(institution.country, today)
    if current is not None:
        current.current = False
        current.save(update_fields=["current"])
    Procedure(
        institution=institution,
        code=read.code,
        version=current.version + 1 if current else 1,
        title=read.title,
        audience=read.audience,
        default_for=list(read.default_for),
        capabilities=list(read.capabilities),
        series=series,
        term=None
        if term is None
        else {
            "amount": term.term.amount,
            "unit": term.term.unit,
            "start": term.term.start,
            "roll_forward": term.term.roll_forward,
            "uncertain": term.uncertain,
        },
        law=None if term is None else term.law.as_json(),
        outcomes=[{"code": code, "title": dict(title)} for code, title in read.outcomes],
        digest=read.digest,
    ).save()
