# SPDX-License-Identifier: EUPL-1.2
"""The page of a procedure: its way drawn, terms with their law, outcomes, numbers, the articles that follow."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from nizam.doors.office.pages.entries import PageOfEntry
from nizam.doors.office.pages.files import FileScreen, download
from nizam.foundations.calendars import LawRule, LawTerm
from nizam.kit.catalogue import capabilities
from nizam.kit.doubts import doubt_words
from nizam.kit.ports import ports
from nizam.kit.procedures import (
    BASE,
    alert_words,
    diagram,
    field_kind_words,
    kind_words,
    paper_words,
    rule_words,
    source_words,
    term_words,
)
from nizam.kit.procedures import Procedure as ProcedureText
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import act_address, entry_address, list_address
from nizam.spine.cases.models import Case, Procedure
from nizam.spine.cases.models.case import channels
from nizam.spine.cases.procedures import newer_shipped, spec_of
from nizam.spine.charters.models import Charter
from nizam.spine.org.days import today_in
from nizam.spine.org.models import Role, SeriesYear
from nizam.spine.org.numbers import format_number
from nizam.spine.plans.coverage import FollowingArticle, articles_following

# Kinds that hold only where a kind of matter names them, and what others owe.
NOT_OWED_HERE: Final = frozenset(
    {BASE, "urgent", "urgent-danger", "media", "oral", "complaint", "review", "review-decision", "review-extension"}
)
RULES_SHOWN: Final = ("registration", "forwarding", "extension", "defect", "exceptions")


@dataclass
class TermRow:
    """One term or rule of the law, as the page shows it."""

    title: str
    words: str
    law: str
    source: str
    validity: str
    doubt: str = ""
    of_kind: bool = False


@dataclass
class CharterArticles:
    """The articles of one charter that follow from a procedure's capabilities."""

    charter: Charter
    url: str
    rows: list[dict[str, Any]] = field(default_factory=list)


class ProcedureScreen(PageOfEntry):
    """A procedure, whole, on one page."""

    object: Procedure
    template = "door_office/pages/procedure.html"

    def entry_context(self) -> dict[str, Any]:
        """Return the parts of the page."""
        context = super().entry_context()
        procedure, user = self.object, self.request.user
        self.held = ports.access.permissions(user)
        text = spec_of(procedure)
        today = today_in(procedure.institution)
        newer = newer_shipped(procedure)
        versions = self._versions()
        offers = self.offers
        leading = next((offer for offer in offers if offer.name == "edit_procedure"), None)
        # Articles are left out and taken back at the article, further down on the page.
        other = [o for o in offers if o is not leading and o.name not in {"narrow_procedure", "widen_procedure"}]
        return {
            **context,
            "next_step": leading,
            "other_acts": other,
            "text": text,
            "audience": procedure.get_audience_display(),
            "doors": self._doors(),
            "cases_url": self._cases_url(),
            "cases_count": Case.objects.visible_to(user).standing().filter(procedure=procedure).count(),
            "export_url": reverse("office:procedure_file", args=(procedure.uid,)) if self._may_export() else "",
            "newer": newer,
            "newer_url": entry_address(newer) if newer is not None else "",
            "versions": versions,
            "difference": self._difference(versions),
            **(described(text, procedure.institution.country, today) if text is not None else {}),
            "next_number": self._next_number(today),
            "series_url": entry_address(procedure.series) if "org.view_numberseries" in self.held else "",
            "capabilities": [_capability(code) for code in procedure.capabilities],
            "charters": self._charters(),
        }

    def _may_export(self) -> bool:
        return bool(self.object.toml) and self.resource.export_permission in self.held

    def _doors(self) -> str:
        known = dict(channels())
        return ", ".join(str(known.get(door, door)) for door in self.object.default_for)

    def _cases_url(self) -> str:
        if "cases.view_case" not in self.held:
            return ""
        return list_address(registry.resource("cases.case"), procedure=self.object)

    def _next_number(self, today: date) -> str:
        series = self.object.series
        last = SeriesYear.objects.filter(series=series, year=today.year).values_list("last", flat=True).first()
        return format_number(series.form, (last or 0) + 1, today.year)

    def _versions(self) -> list[dict[str, Any]]:
        rows = Procedure.objects.visible_to(self.request.user).filter(
            institution=self.object.institution, code=self.object.code
        )
        return [
            {
                "row": row,
                "here": row.pk == self.object.pk,
                "url": entry_address(row),
                "against_url": f"?{urlencode({'against': row.version})}#difference"
                if row.toml and self.object.toml and row.pk != self.object.pk
                else "",
            }
            for row in rows.order_by("-version")
        ]

    def _difference(self, versions: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
        """Return the two texts asked for, the earlier one first."""
        asked = self.request.GET.get("against", "")
        found = next((v["row"] for v in versions if str(v["row"].version) == asked and v["against_url"]), None)
        if found is None:
            return None
        earlier, later = sorted((found, self.object), key=lambda row: row.version)
        return {
            "before": earlier.toml,
            "after": later.toml,
            "before_label": _("Version %(version)s") % {"version": earlier.version},
            "after_label": _("Version %(version)s") % {"version": later.version},
        }

    def _charters(self) -> list[CharterArticles]:
        found: dict[int, CharterArticles] = {}
        addresses = {
            name: act_address(self.resource, act, self.object)
            for name in ("narrow_procedure", "widen_procedure")
            if (act := self.resource.action(name)) is not None
            and ports.access.has_perm(self.request.user, act.permission, self.object)
            and self.object.current
        }
        for article in articles_following(self.request.user, self.object):
            charter = article.line.provision.charter
            of_charter = found.setdefault(charter.pk, CharterArticles(charter, entry_address(charter)))
            of_charter.rows.append(self._article(article, addresses))
        return list(found.values())

    def _article(self, article: FollowingArticle, addresses: dict[str, str]) -> dict[str, Any]:
        provision = article.line.provision
        codes = [code for code in article.line.capabilities if code in self.object.capabilities]
        return {
            "provision": provision,
            "url": f"{entry_address(provision.charter)}#a-{provision.uid}",
            "capabilities": ", ".join(_capability(code) for code in codes),
            "unit": str(provision.unit) if provision.unit is not None else "",
            "left_out": article.narrowed is not None,
            "reason": article.narrowed.reason if article.narrowed is not None else "",
            "act_url": addresses.get("narrow_procedure" if article.narrowed is None else "widen_procedure", ""),
        }


def described(text: ProcedureText, country: str, today: date) -> dict[str, Any]:
    """Return what a text says of steps, terms, kinds, marks, outcomes, warnings and form, for a page."""
    roles = {role.code: str(role.name) for role in Role.objects.all()}
    papers = paper_words()
    titles = {step.code: str(step.title) for step in text.steps}
    return {
        "drawing": diagram(text, roles=roles),
        "steps": [
            {
                "title": str(step.title),
                "who": roles.get(step.who, step.who),
                "act": _act(step.act),
                "next": [titles[code] for code in step.next if code in titles],
            }
            for step in text.steps
        ],
        "term_rows": _term_rows(text, country, today),
        "marks": [_mark(text, mark, country, today) for mark in text.marks],
        "outcomes": [
            {"title": str(one.title), "paper": papers[one.paper], "needs": _labels(text, one.needs)}
            for one in text.outcomes
        ],
        "alerts": [alert_words(alert, roles) for alert in text.warnings],
        "form_fields": [
            {
                "label": str(one.label),
                "kind": field_kind_words()[one.kind],
                "required": one.required,
                "choices": [str(choice.title) for choice in one.choices],
            }
            for one in text.form
        ],
    }


def _labels(text: ProcedureText, codes: Iterable[str]) -> str:
    return ", ".join(str(one.label) for one in text.form if one.code in codes)


def _act(permission: str) -> str:
    act = next((act for act in registry.actions if act.permission == permission), None)
    return str(act.title) if act is not None else ""


def _capability(code: str) -> str:
    found = capabilities().get(code)
    return str(found.title) if found else code


def _term_rows(text: ProcedureText, country: str, today: date) -> list[TermRow]:
    rows = []
    for variant in text.variants or (None,):
        term = text.term_in(country, today, variant.code if variant is not None else "")
        title = str(variant.title) if variant is not None else kind_words()[BASE]
        rows.append(_row(title, term) if term is not None else TermRow(title, _("no term"), "", "", ""))
        rows[-1].of_kind = True
    terms = text.terms_of("")
    for kind in terms.kinds(country, today):
        term = terms.find(country, today, kind)
        if kind not in NOT_OWED_HERE and term is not None:
            rows.append(_row(kind_words()[kind], term))
    for kind in RULES_SHOWN:
        rule = terms.rule(country, today, kind)
        if rule is not None:
            rows.append(_rule_row(kind_words()[kind], rule))
    return rows


def _row(title: str, term: LawTerm) -> TermRow:
    return TermRow(title, term_words(term), source_words(term), term.source, _validity(term), doubt_words(term.doubt))


def _rule_row(title: str, rule: LawRule) -> TermRow:
    return TermRow(title, rule_words(rule), source_words(rule), rule.source, _validity(rule), doubt_words(rule.doubt))


def _validity(stated: LawTerm | LawRule) -> str:
    first, last = (date_format(day, "DATE_FORMAT") if day else "" for day in (stated.valid_from, stated.valid_until))
    if first and last:
        return f"{first} – {last}"
    if first:
        return _("since %(day)s") % {"day": first}
    return _("until %(day)s") % {"day": last} if last else ""


def _mark(text: ProcedureText, mark: Any, country: str, today: date) -> dict[str, Any]:
    rule = text.terms_of("").rule(country, today, mark.law) if mark.law else None
    outcome = text.outcome(mark.outcome)
    return {
        "title": str(mark.title),
        "outcome": str(outcome.title) if outcome is not None else "",
        "rule": _rule_row("", rule) if rule is not None else None,
    }


def matter_words(case: Case) -> dict[str, Any]:
    """Return what the page of a case says of its kind: kind, next step, marks with the law's rule and its outcome."""
    text = spec_of(case.procedure)
    if text is None:
        return {"kind": "", "step": "", "marks": []}
    variant = text.variant(case.variant) if case.variant else None
    marks = [mark for code in case.marks if (mark := text.mark(code)) is not None]
    return {
        "kind": str(variant.title) if variant is not None else "",
        "step": next((str(step.title) for step in text.steps if step.code == case.step), ""),
        "marks": [_mark(text, mark, case.institution.country, case.registered_on) for mark in marks],
    }


class ProcedureFile(FileScreen):
    """A procedure's text as a file, to be looked at, kept or imported elsewhere."""

    permission = "cases.export_procedure"

    def file(self, uid: uuid.UUID, place: int) -> HttpResponse:
        """Return the text of the version asked for."""
        procedure = self.owner(Procedure.objects.visible_to(self.request.user), uid)
        if not procedure.toml:
            raise Http404("text")
        return download(procedure.toml.encode(), f"{procedure.code}-{procedure.version}.toml", "application/toml")
