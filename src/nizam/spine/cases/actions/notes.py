# SPDX-License-Identifier: EUPL-1.2
"""What people of the house write for each other on a case, and what each puts off for himself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from nizam.foundations.language import fold
from nizam.kit.actions import Actor, Input, action
from nizam.kit.errors import Refused
from nizam.kit.events import send_on_commit
from nizam.spine.cases.events import PersonMentioned
from nizam.spine.cases.models import Case, CaseNote, Mention, Snooze
from nizam.spine.cases.queries import is_open, sees_case
from nizam.spine.org.models import Person, User
from nizam.spine.org.rights import accounts_in_reach

_AT: Final = re.compile(r"(?<!\w)@([\w.\-]+)(?:[ \t]+([\w\-]+))?")


@action(
    "cases.note_case",
    title=_("Write a note"),
    available=lambda case: case.voided_at is None,
    fields={
        "text": Input(
            label=_("Note"),
            kind="long-text",
            help=_("It stays in the house. An @ before a family name or a sign-in name tells that person."),
        ),
        "mentioned": Input(label=_("Tell"), kind="models", model="org.person", required=False),
    },
)
def note_case(actor: Actor, case: Case, *, text: str, mentioned: Sequence[Person] = ()) -> Case:
    """Write a note on a case; it never leaves the house, and whoever is named in it is told.

    Named can be only who sees the case: a mention opens nothing. Raises Refused for anybody else.
    """
    if not text.strip():
        raise Refused(_("The note is empty."), code="text-missing")
    people = {person.pk: person for person in (*mentioned, *named_in(case, text))}
    blind = [str(person) for person in people.values() if not sees_case(person, case)]
    if blind:
        raise Refused(
            translate("These people do not see the case and cannot be told of it: %(names)s.")
            % {"names": ", ".join(sorted(blind))},
            code="does-not-see",
        )
    note = CaseNote(
        institution=case.institution,
        unit=case.unit,
        confidentiality=case.confidentiality,
        case=case,
        author=actor.user if actor.user.pk else None,
        text=text.strip(),
    )
    note.full_clean()
    note.save()
    for person in people.values():
        Mention.objects.create(
            institution=case.institution,
            unit=case.unit,
            confidentiality=case.confidentiality,
            case=case,
            note=note,
            person=person,
        )
        send_on_commit(PersonMentioned(uid=note.uid, actor_uid=getattr(actor.user, "uid", None), person=person.uid))
    return case


def named_in(case: Case, text: str) -> list[Person]:
    """Return whom a text names after an @, among those who see the case. Raises Refused where two bear the name."""
    asked = [(fold(one[1]), fold(f"{one[1]} {one[2]}") if one[2] else "") for one in _AT.finditer(text)]
    if not asked:
        return []
    accounts = accounts_in_reach(case)
    found: list[Person] = []
    for short, long in asked:
        meant = [one for one in accounts if long and long in _names(one)] or [
            one for one in accounts if short in _names(one)
        ]
        if len(meant) > 1:
            raise Refused(
                translate("Several people are called “%(name)s”: write the sign-in name after the @.")
                % {"name": short},
                code="ambiguous",
            )
        found.extend(one.person for one in meant if one.person is not None)
    return found


def _names(account: User) -> set[str]:
    person = account.person
    assert person is not None
    family, given = fold(person.family_name), fold(person.given_name)
    return {fold(account.username), family, f"{family} {given}", f"{given} {family}"}


@action(
    "cases.withdraw_casenote",
    title=_("Withdraw"),
    available=lambda note: note.voided_at is None,
    fields={"reason": Input(label=_("Reason"))},
    danger=_("The note is no longer shown; that it was written stays in the history."),
)
def withdraw_casenote(actor: Actor, note: CaseNote, *, reason: str) -> CaseNote:
    """Take a note of one's own back."""
    if note.author_id is None or note.author_id != actor.user.pk:
        raise Refused(_("Only who wrote a note takes it back."), code="not-yours")
    note.voided_at, note.void_reason = timezone.now(), reason[:500]
    note.save(update_fields=["voided_at", "void_reason"])
    return note


@action(
    "cases.snooze_case",
    title=_("Put off"),
    available=is_open,
    journal=False,
    fields={
        "until": Input(label=_("Until"), kind="date"),
        "reason": Input(label=_("Reason"), help=_("For example: the fee is waited for")),
    },
)
def snooze_case(actor: Actor, case: Case, *, until: date, reason: str) -> Case:
    """Put a case out of one's own sight on the page of the day until a day, with the reason. It moves no term.

    What somebody puts off is his own affair: it stands in no journal.

    Refused for today and days past, and for a day after the end of the term.
    """
    today = timezone.now().astimezone(case.institution.tzinfo).date()
    if until <= today:
        raise Refused(_("Choose a day that is still to come."), code="past")
    if case.due_on is not None and until > case.due_on:
        raise Refused(
            translate("The term of the case ends on %(day)s: it cannot be put off beyond that.")
            % {"day": date_format(case.due_on, "DATE_FORMAT")},
            code="after-term",
        )
    _end_snoozes(actor, [case], translate("put off anew"))
    row = Snooze(
        institution=case.institution, unit=case.unit, user=actor.user, case=case, until=until, reason=reason[:300]
    )
    row.full_clean()
    row.save()
    return case


@action(
    "cases.unsnooze_case",
    title=_("Take up again"),
    available=is_open,
    journal=False,
)
def unsnooze_case(actor: Actor, case: Case) -> Case:
    """Have a case that one put off stand on the page of the day again."""
    if not _end_snoozes(actor, [case], translate("taken up again")):
        raise Refused(_("You have not put this case off."), code="not-snoozed")
    return case


def _end_snoozes(actor: Actor, cases: Iterable[Case], reason: str) -> int:
    rows = Snooze.objects.filter(user=actor.user, case__in=list(cases), voided_at__isnull=True)
    return rows.update(voided_at=timezone.now(), void_reason=reason[:500])
