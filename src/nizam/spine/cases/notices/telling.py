# SPDX-License-Identifier: EUPL-1.2
"""What who wrote is to be told of a matter, by which day, and the draft of the letter that tells it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from nizam.foundations.calendars import CalendarError, LawTerm
from nizam.kit.actions import Actor
from nizam.spine.cases.clock import Counter, Rows, rows_of
from nizam.spine.cases.law import TOLD_OF_EXTENSION, law_json, rule_of, started_at, stated, term_of
from nizam.spine.cases.models import AddressHealth, Case, CaseDocument, Extension, Forwarding, Suspension
from nizam.spine.cases.notices import DAY, word_notice
from nizam.spine.cases.receipts import letter_language
from nizam.spine.org.actions import open_alike, operator_actor
from nizam.spine.org.models import Institution
from nizam.spine.records.actions import compose_document
from nizam.spine.records.approving import put_away
from nizam.spine.records.models import Document
from nizam.spine.records.queries import UNISSUED

_WITH: Final = ("case__procedure", "case__institution")

Told = Forwarding | Extension | Suspension
"""What a notice is about: each is told once, and keeps its notice."""


def told_at(row: Told) -> Any:
    """Return when who wrote was told; None while they were not."""
    return row.notified_at if isinstance(row, Forwarding) else row.told_at


def kind_of(row: Told) -> str:
    """Return which of the notices tells of `row`; empty where none does."""
    if isinstance(row, Forwarding):
        return "forwarded" if row.whole else "forwarded-part"
    if isinstance(row, Extension):
        return "extended"
    return row.reason if row.reason in {"fee", "clarification"} else ""


def notice_term(row: Told) -> LawTerm | None:
    """Return the law's own term to tell who wrote, where it states one.

    Forwarding: Azerbaijan, law on appeals, art. 7.10, and law on obtaining information, art. 23.1; Uzbekistan,
    OʻRQ-445, art. 25 and 28, and OʻRQ-369. Extension: Turkey, law 4982, art. 11; Uzbekistan, OʻRQ-445, art. 28 for a
    proposal. What is missing in a request: Azerbaijan, law on obtaining information, art. 24.4.
    """
    if isinstance(row, Forwarding):
        kinds: tuple[str, ...] = ("forwarding-notice", "not-held-notice")
    elif isinstance(row, Extension):
        kinds = ("extension-notice", "study-notice")
    else:
        kinds = ("defect",) if row.reason == "clarification" else ()
    return next((term for kind in kinds if (term := term_of(row.case, kind)) is not None), None)


def tell_by(row: Told, counter: Counter) -> date | None:
    """Count by which day who wrote is to be told; None where the law states none, or the calendar does not reach."""
    term = notice_term(row)
    if term is None:
        return None
    case = row.case
    # The day by which an extension is told of moves with the days on which the clock stood before.
    stood = Rows(suspensions=rows_of(case).suspensions) if isinstance(row, Extension) else None
    kept = stated(term.term, uncertain=term.uncertain, code=term.code)
    try:
        clock = counter.clock(kept, law_json(term), started_at(case, term.term.start, counter.calendar), stood)
    except CalendarError:
        return None
    return clock.due_on


def renew_tell_by(institution: Institution, counter: Counter) -> None:
    """Count anew by which day who wrote is to be told, of what they were not told yet; inside the caller's act."""
    standing = {"institution": institution, "voided_at__isnull": True, "tell_by__isnull": False}
    rows: list[Told] = list(Forwarding.objects.filter(**standing, notified_at__isnull=True).select_related(*_WITH))
    rows += Extension.objects.filter(**standing, told_at__isnull=True).select_related(*_WITH)
    rows += Suspension.objects.filter(**standing, told_at__isnull=True).select_related(*_WITH)
    for row in rows:
        day = tell_by(row, counter)
        if day is not None and day != row.tell_by:
            row.tell_by = day
            row.save(update_fields=["tell_by"])


def is_owed(row: Told) -> bool:
    """Tell whether who wrote is still to be told: by law, or since the matter waits for what they send."""
    if row.voided_at is not None or told_at(row) is not None:
        return False
    if isinstance(row, Forwarding):
        return row.forwarded_at is not None
    if isinstance(row, Extension):
        return row.case.institution.country in TOLD_OF_EXTENSION
    return row.notice_id is not None and row.ends_at is None


def draft_notice(actor: Actor, row: Told) -> None:
    """Draft the letter that tells who wrote of `row`, in their language where the institution works in it.

    Nothing is drafted where nobody is named, nothing is to be told, or it was told already. Runs inside the caller's
    act, which may be one of somebody without the right to compose papers: the draft is the system's, in their name.
    """
    case = row.case
    kind = kind_of(row)
    if case.party is None or not kind or row.notice_id is not None or told_at(row) is not None:
        return
    language = letter_language(case)
    words = word_notice(kind, language, _values(row), _law(row))
    document = compose_document(
        operator_actor(door=actor.door),
        institution=case.institution,
        unit=case.unit,
        subject=words.subject,
        addressee=str(case.party),
        body=words.body,
        language=language,
        in_reply_to=case.number_text,
        confidentiality=case.confidentiality,
    )
    document.author = actor.user if actor.user.pk else None
    document.save(update_fields=["author"])
    row.notice = CaseDocument.objects.create(
        institution=case.institution,
        unit=case.unit,
        confidentiality=case.confidentiality,
        case=case,
        document=document,
        role="notice",
    )
    row.save(update_fields=["notice"])
    open_alike(document, case)


def missing_day(row: Told) -> date | None:
    """Return the last day of the term that the draft of a notice should name and does not; None when all is well.

    The calendar may have moved the day since the draft was made; a signatory reads it before the signature.
    """
    document = row.notice.document if row.notice is not None else None
    if document is None or document.state not in UNISSUED or document.voided_at is not None:
        return None
    due_on = row.case.due_on
    if kind_of(row) not in {"extended", "forwarded-part"} or due_on is None:
        return None
    return None if due_on.strftime(DAY) in document.body else due_on


def drop_draft(row: Told, reason: str) -> None:
    """Void the notice of something withdrawn, as long as it is a draft."""
    if row.notice is None:
        return
    # As it is now: somebody may have signed it since it was read.
    document = Document.objects.select_for_update(no_key=True).get(pk=row.notice.document_id)
    if document.state in UNISSUED and document.voided_at is None:
        put_away(document, reason)


def goes_by_mail(case: Case) -> bool:
    """Tell whether a letter to who wrote goes by mail: theirs came so, and their address does not fail."""
    party = case.party
    if case.channel != "mail" or party is None or not party.email:
        return False
    fails = AddressHealth.objects.filter(institution=case.institution, address_key=party.email_key, permanent=True)
    return not fails.exists()


def _values(row: Told) -> dict[str, str | date | None]:
    case = row.case
    zone = case.institution.tzinfo
    values: dict[str, str | date | None] = {
        "number": case.number_text or "–",
        "registered": case.registered_on,
        "due_on": case.due_on,
    }
    if isinstance(row, Forwarding):
        sent = row.forwarded_at.astimezone(zone).date() if row.forwarded_at else None
        about = {"body": str(row.body), "extract": row.extract, "sent_on": sent, "sent_number": row.number_text}
        return {**values, **about, "reason": row.reason}
    if isinstance(row, Extension):
        return {**values, "decided_on": row.decided_at.astimezone(zone).date(), "reason": row.reason}
    return {
        **values,
        "since": row.starts_at.astimezone(zone).date(),
        "lapses_on": row.lapses_on,
        "reason": row.note,
    }


def _law(row: Told) -> Mapping[str, Any]:
    """Return the law a notice names: that of the row, else that of its notice."""
    if row.law:
        return row.law
    stated_term = notice_term(row)
    if stated_term is not None:
        return stated_term.law.as_json()
    rule = rule_of(row.case, "defect") if kind_of(row) == "clarification" else None
    return rule.law.as_json() if rule is not None else {}
