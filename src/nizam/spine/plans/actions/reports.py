# SPDX-License-Identifier: EUPL-1.2
"""Drawing up a report, writing beside its figures, signing it: from then on nothing of it moves."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from nizam.kit.actions import Actor, Input, action
from nizam.kit.errors import Refused
from nizam.kit.texts import TranslatedText
from nizam.spine.org.models import Institution, NumberSeries
from nizam.spine.org.numbers import take_number
from nizam.spine.plans.events import ReportSigned
from nizam.spine.plans.files import report_pdf
from nizam.spine.plans.layout import Sheet, counted_words, lay_out, spoken
from nizam.spine.plans.models import Report
from nizam.spine.plans.periods import Period, PeriodError, read_period
from nizam.spine.plans.rows import Counted, count_rows, is_equal, read_rows, summary_of, without
from nizam.spine.records.actions.signing import signature_lines
from nizam.spine.records.blobs import keep_bytes

SERIES: Final = "reports"
SERIES_TITLE: Final = TranslatedText({"az": "Hesabatlar", "uz": "Hisobotlar", "tr": "Raporlar", "en": "Reports"})
SECTION_CHARACTERS: Final = 20_000


def _is_draft(report: Any) -> bool:
    return bool(report.is_draft)


def _is_signed(report: Any) -> bool:
    return report.state == "signed" and report.voided_at is None


def _count_new(actor: Actor, obj: None, *, institution: Institution, period: str) -> dict[str, Any]:
    """Count the figures of a period before anything is locked. Raises Refused for what names no period."""
    try:
        read = read_period(period)
    except PeriodError:
        raise Refused(
            _("This names no period. Write 2026, 2026-H1, 2026-Q4, 2026-11 or 2026-W47."), code="period"
        ) from None
    counted = count_rows(actor.user, institution, read)
    return {"institution": institution, "period": period, "counted": counted}


def _count_again(actor: Actor, report: Report, **given: Any) -> dict[str, Any]:
    """Count the figures of a report's period, as they are now, before anything is locked."""
    period = Period(report.period, report.starts, report.ends)
    return {**given, "counted": count_rows(actor.user, report.institution, period)}


def _recount(actor: Actor, report: Report) -> dict[str, Any]:
    """Look whether the figures agree with their cases, before anything is locked. Raises Refused."""
    _require_equal(report)
    return {"checked": report.revision}


def _require_equal(report: Report) -> None:
    if not is_equal(read_rows(report.rows)):
        raise Refused(_("The figures do not agree with their cases. Count them anew, then sign."), code="unequal")


@action(
    "plans.draft_report",
    title=_("Draw up a report"),
    creates=True,
    primary=True,
    fields={
        "institution": Input(label=_("Institution"), kind="model", model="org.institution"),
        "period": Input(label=_("Period"), help=_("For example 2026, 2026-H1, 2026-Q4, 2026-11 or 2026-W47")),
    },
    prepare=_count_new,
)
def draft_report(actor: Actor, *, institution: Institution, period: str, counted: Counted | None = None) -> Report:
    """Draw up the report of a period: its figures are counted now from what the actor may see, words come beside them.

    Raises Refused for what names no period.
    """
    assert counted is not None
    read = counted.period
    report = Report(
        institution=institution,
        title=TranslatedText({code: institution.name.in_language(code) for code in institution.languages}),
        period=read.name,
        starts=read.starts,
        ends=read.ends,
        author=actor.user,
    )
    _take(actor, report, counted)
    report.full_clean()
    report.save()
    return report


@action(
    "plans.recount_report",
    title=_("Count anew"),
    available=_is_draft,
    otherwise=_("This report is frozen: its figures no longer move. A corrected one may take its place."),
    prepare=_count_again,
)
def recount_report(actor: Actor, report: Report, *, counted: Counted | None = None) -> Report:
    """Count a draft's figures anew, from what the actor may see; its words stay."""
    _take(actor, report, counted)
    report.save(update_fields=["rows", "summary", "counted_by", "counted_at"])
    return report


def _take(actor: Actor, report: Report, counted: Counted | None) -> None:
    assert counted is not None
    report.rows, report.summary = counted.rows, counted.summary
    report.counted_by, report.counted_at = actor.user, counted.at


@action(
    "plans.write_report",
    title=_("Write beside the figures"),
    available=_is_draft,
    otherwise=_("This report is frozen: its text no longer moves. A corrected one may take its place."),
    fields={
        "section": Input(label=_("Section")),
        "text": Input(label=_("Text"), kind="long-text", required=False),
        "had": Input(label=_("Revision of the text you had before you"), kind="number", required=False),
    },
)
def write_report(actor: Actor, report: Report, *, section: str, text: str = "", had: int | None = None) -> Report:
    """Write the text of one section of a draft: `introduction`, `conclusion`, or `article:`, `unit:` … with a uid.

    `had` is the revision of the text the writer had before him. Raises Refused when somebody wrote there meanwhile, and
    for a section the report has not.
    """
    if section not in sections_of(report):
        raise Refused(_("The report has no such section."), code="section")
    stands = report.texts.get(section, {"revision": 0, "by": "", "text": ""})
    if had is not None and had != stands["revision"]:
        sentence = _(
            "%(who)s wrote here meanwhile, so nothing was saved. There stands now: “%(text)s”. Your text is kept in "
            "the form: put both together and save again."
        )
        raise Refused(sentence % {"who": stands["by"], "text": stands["text"]}, code="conflict")
    if len(text) > SECTION_CHARACTERS:
        raise Refused(_("This text is too long: %(most)s characters at most.") % {"most": SECTION_CHARACTERS})
    report.texts = {
        **report.texts,
        section: {
            "text": text.strip(),
            "by": actor.user.display_name,
            "at": timezone.now().isoformat(),
            "revision": stands["revision"] + 1,
        },
    }
    report.save(update_fields=["texts"])
    return report


def sections_of(report: Report) -> list[str]:
    """Return the sections of a report in which words may stand."""
    rows = figures_of_report(report)
    return [
        "introduction",
        *(f"article:{line['provision']}" for line in rows["articles"]),
        *(f"unit:{line['unit'] or 'none'}" for line in rows["units"]),
        *(f"person:{line['person'] or 'none'}" for line in rows["people"]),
        *(f"procedure:{line['procedure']}" for line in rows["procedures"]),
        "conclusion",
    ]


def figures_of_report(report: Report) -> dict[str, Any]:
    """Return the figures of a report without its cases, as `summary_of` gives them."""
    kept: dict[str, Any] | None = report.summary
    return kept if kept is not None else summary_of(read_rows(report.rows))


@action(
    "plans.remark_report",
    title=_("Remark in the margin"),
    available=_is_draft,
    fields={
        "section": Input(label=_("Section")),
        "text": Input(label=_("Remark"), kind="long-text"),
    },
)
def remark_report(actor: Actor, report: Report, *, section: str, text: str) -> Report:
    """Put a remark in the margin of a draft; it is not printed. Raises Refused for a section the report has not."""
    if section not in sections_of(report):
        raise Refused(_("The report has no such section."), code="section")
    remark = {
        "id": 1 + max((one["id"] for one in report.remarks), default=0),
        "section": section,
        "text": text.strip()[:2000],
        "by": actor.user.display_name,
        "at": timezone.now().isoformat(),
        "settled": "",
    }
    report.remarks = [*report.remarks, remark]
    report.save(update_fields=["remarks"])
    return report


@action(
    "plans.settle_report",
    title=_("Settle a remark"),
    available=_is_draft,
    fields={"remark": Input(label=_("Remark no."), kind="number")},
)
def settle_report(actor: Actor, report: Report, *, remark: int) -> Report:
    """Mark a remark in the margin as settled. Raises Refused when there is none of that number."""
    if all(one["id"] != remark for one in report.remarks):
        raise Refused(_("There is no such remark."), code="remark")
    report.remarks = [
        {**one, "settled": actor.user.display_name} if one["id"] == remark else one for one in report.remarks
    ]
    report.save(update_fields=["remarks"])
    return report


@action(
    "plans.sign_report",
    title=_("Sign and freeze"),
    emits=ReportSigned,
    primary=True,
    available=_is_draft,
    otherwise=_("This report is signed already, or was discarded."),
    danger=_("Number and date are taken now. Figures, cases and words no longer move; the paper is kept as it is."),
    prepare=_recount,
    binds_to=lambda report: [report],
)
def sign_report(actor: Actor, report: Report, *, checked: int = 0) -> Report:
    """Sign a draft: its number is taken, rows and words are frozen, the PDF/A made from them is kept.

    What is signed are the figures the draft shows, so whoever signs must have counted them from what is open to him.
    Raises Refused.
    """
    if report.counted_by_id != actor.user.pk:
        raise Refused(
            _(
                "These figures were counted by %(who)s, from what is open to that person. Count them anew, read them, "
                "then sign."
            )
            % {"who": report.counted_by.display_name if report.counted_by else "–"},
            code="counted",
        )
    if checked != report.revision:
        # Somebody wrote in it between the look and the lock.
        _require_equal(report)
    now = timezone.now()
    series, _made = NumberSeries.objects.get_or_create(
        institution=report.institution, code=SERIES, defaults={"title": SERIES_TITLE, "form": "{n}/{year}"}
    )
    report.number = take_number(series, report, at=now)
    report.number_text = report.number.text
    report.state = "signed"
    report.issued_by, report.signed_at = actor.user, now
    # In the language of the paper, as under every other.
    language, day = report.institution.main_language, now.astimezone(report.institution.tzinfo).date()
    report.signed_post, report.signed_name = signature_lines(actor.user, language, day)
    report.blob = keep_bytes(report_pdf(sheet_of(report, report.institution.main_language), now, issued=True))
    report.full_clean()
    report.save()
    return report


@action(
    "plans.correct_report",
    title=_("Draw up a corrected report"),
    available=lambda report: _is_signed(report) and not Report.objects.filter(replaces=report).exists(),
    otherwise=_("Only a signed report whose place nothing has taken yet is corrected."),
    fields={"reason": Input(label=_("Why it is corrected"), kind="long-text")},
    prepare=_count_again,
)
def correct_report(actor: Actor, report: Report, *, reason: str, counted: Counted | None = None) -> Report:
    """Draw up a report that takes the place of a signed one, with its words; the old one stays as it is."""
    corrected = Report(
        institution=report.institution,
        title=report.title,
        period=report.period,
        starts=report.starts,
        ends=report.ends,
        texts=report.texts,
        author=actor.user,
        replaces=report,
        correction=reason[:500],
    )
    _take(actor, corrected, counted)
    corrected.full_clean()
    corrected.save()
    return corrected


@action(
    "plans.discard_report",
    title=_("Discard the draft"),
    available=_is_draft,
    danger=_("The draft and its words are put away, marked with your reason. Signed reports are not touched."),
    fields={"reason": Input(label=_("Reason"), kind="long-text")},
)
def discard_report(actor: Actor, report: Report, *, reason: str) -> Report:
    """Put a draft away; what it would have corrected may then be corrected anew."""
    report.voided_at, report.void_reason, report.replaces = timezone.now(), reason[:500], None
    report.save(update_fields=["voided_at", "void_reason", "replaces"])
    return report


def sheet_of(report: Report, language: str, *, seen: frozenset[str] | None = None) -> Sheet:
    """Return a report as a sheet in `language`, made from its stored rows alone.

    With `seen`, cases not among these are counted and not named.
    """
    rows = read_rows(report.rows)
    if seen is not None:
        rows = without(rows, seen)
    with translation.override(spoken(language)):
        head = [counted_words(rows, language)]
        if report.number_text:
            head.append(translate("No. %(number)s") % {"number": report.number_text})
        if report.replaces is not None:
            head.append(
                translate("Takes the place of report no. %(number)s: %(reason)s")
                % {"number": report.replaces.number_text or report.replaces.period, "reason": report.correction}
            )
        signature: list[str] = []
        if report.signed_at is not None:
            signed_on = report.signed_at.astimezone(report.institution.tzinfo).date()
            signature = [report.signed_post, report.signed_name, str(date_format(signed_on, "DATE_FORMAT"))]
    return lay_out(
        rows, report.texts, language, head=[one for one in head if one], signature=[one for one in signature if one]
    )


def moment_of(report: Report) -> datetime:
    """Return the moment that dates the files of a report: when it was signed, else when it was counted."""
    return report.signed_at or report.counted_at or report.created_at
