# SPDX-License-Identifier: EUPL-1.2
"""Rows of a big office: parties, cases with letters, tasks, papers, opened access and journal, three years of them.

One case in twenty is drawn with all that hangs on it, the others are its copies: with identifiers, numbers, letters and
senders of their own, and the same words and days. Events of copies have the body of the first, under a seal of today.
"""

from __future__ import annotations

import datetime as dt
import itertools
import random
import secrets
from collections import Counter as Tally
from collections.abc import Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from benchmarks.fill_office import ANSWER, DAYS, FAMILIES, GIVEN, MATTERS, PAPERS_A_CASE, WORDS, House
from benchmarks.office_rows import (
    Rows,
    copied_uid,
    ending_in_number,
    made_up_sha256,
    numbered,
    numbered_uid,
    random_sha256,
)
from nizam.foundations.evidence import canonical_json, leaf_hash
from nizam.spine.cases.clock import Counter, counted_clock
from nizam.spine.cases.clock import Rows as ClockRows
from nizam.spine.cases.models import (
    Case,
    CaseDocument,
    CaseLink,
    CoExecutor,
    Envelope,
    Extension,
    Forwarding,
    Party,
    Suspension,
    Task,
)
from nizam.spine.journal.models import Event
from nizam.spine.journal.sealing import seal_events
from nizam.spine.journal.writing import columns_in_body
from nizam.spine.org.models import Access, NumberSeries, SeriesYear, TakenNumber
from nizam.spine.org.numbers import format_number
from nizam.spine.outbox.models import Notification, Watch
from nizam.spine.records.actions import OUTGOING_SERIES
from nizam.spine.records.models import Blob, Document, DocumentType, Signature, Version

# One open matter in twenty-five: those of the last weeks, and a few forgotten ones.
OPEN_SHARE = 0.036
FORGOTTEN_SHARE = 0.004
# Degrees of confidentiality of a hundred matters.
DEGREES = (0,) * 92 + (1,) * 6 + (2,) + (3,)
DAY = dt.timedelta(days=1)
# Of so many cases one is written here, with all that hangs on it; the database copies it.
COPIES = 20
# Numbers are taken in these steps, so that those of the copies fit between.
STEP = 100
# Characters of a paper's code; those of a copy end in its number.
CODE = 20


class Matters:
    """Writes everything that hangs on `count` cases."""

    def __init__(self, house: House, dice: random.Random, count: int) -> None:
        self.house, self.dice, self.count = house, dice, count // COPIES
        self.now = timezone.now()
        self.zone = house.institution.tzinfo
        shared: dict[str, Any] = {"institution": house.institution, "copies": COPIES}
        self.shared = shared
        self.parties = Rows(Party, **shared, kind="citizen")
        self.cases = Rows(Case, **shared, language="az")
        self.letters = Rows(Envelope, **shared, door="mail", disposition="new", language="az")
        self.tasks = Rows(Task, **shared)
        self.papers = Rows(Document, **shared, language="az")
        self.of_cases = Rows(CaseDocument, **shared)
        self.versions = Rows(Version, **shared, ordinal=1, media_type="application/pdf", file_name="cavab.pdf")
        self.signatures = Rows(Signature, **shared, position="Şöbə müdiri", name="Məmmədova Aygün")
        self.taken = Rows(TakenNumber, copies=COPIES)
        self.opened = Rows(Access, **shared, may_act=True)
        self.others = {
            model: Rows(model, **shared) for model in (CoExecutor, CaseLink, Suspension, Extension, Forwarding)
        }
        self.events = Rows(Event, institution=house.institution, door="office", copies=COPIES)
        self.ordinals: Tally[tuple[int, int]] = Tally()
        self.clocks: dict[tuple[int, dt.date], Any] = {}
        self.counter = Counter(house.institution)
        self.outgoing = NumberSeries.objects.get(institution=house.institution, code=OUTGOING_SERIES)
        types = DocumentType.objects.filter(institution=house.institution)
        self.types = dict(types.values_list("code", "pk"))
        self.case_kind = ContentType.objects.get_for_model(Case).pk
        self.paper_kind = ContentType.objects.get_for_model(Document).pk
        # The bytes of all papers are one file's: what is measured opens no PDF.
        self.file = Blob.objects.first()
        self.unit_of = {unit.pk: unit for unit in (*house.units, house.root)}
        self.users_of = {user.person_id: user for user in house.users}

    def write(self) -> Iterator[str]:
        """Write all; tell after each part what was written."""
        party_keys = [self._party(place) for place in range(max(10, self.count // 4))]
        yield f"{self.parties.count:,} parties"
        for place in range(self.count):
            self._case(place, self.dice.choice(party_keys))
        while self.papers.count < self.count * PAPERS_A_CASE:
            self._other_paper()
        yield f"{self.cases.count:,} cases"
        for rows in self._all():
            rows.copy(self._all(), self._changed(rows))
            rows.close()
            yield f"{rows.count:,} {rows.model._meta.verbose_name_plural}"
        for (series, year), last in self.ordinals.items():
            SeriesYear.objects.update_or_create(series_id=series, year=year, defaults={"last": last + STEP})
        self._told()
        seal_events()
        yield "sealed"

    def _all(self) -> list[Rows]:
        return [
            self.taken, self.parties, self.cases, self.letters, self.tasks, self.papers, self.of_cases, self.versions,
            self.signatures, self.opened, *self.others.values(), self.events,
        ]  # fmt: skip

    def _changed(self, rows: Rows) -> dict[str, str]:
        """Return in SQL what differs in the copies of a row beside its references."""
        raw, folded = "/20", " 20"
        if rows is self.taken:
            return {
                "ordinal": "ordinal + n",
                "text": numbered("text", raw),
                "subject_uid": numbered_uid("subject_uid"),
            }
        if rows is self.cases or rows is self.papers:
            texts = {
                "number_text": numbered("number_text", raw),
                "subject_folded": numbered("subject_folded", folded),
            }
            code = {"verification_code": ending_in_number("verification_code", CODE - 3)}
            return texts | (code if rows is self.papers else {})
        if rows is self.letters:
            address = "replace({0}, '@', '.' || n || '@')"
            return {
                "sha256": random_sha256(),
                "identity": "identity || '-' || n",
                "message_id": address.format("message_id"),
                "sender_email": address.format("sender_email"),
                "sender_key": address.format("sender_key"),
            }
        if rows is self.parties:
            return {name: f"replace({name}, '@', '.' || n || '@')" for name in ("email", "email_key")}
        if rows is self.opened:
            return {"object_id": "object_id + n"}
        if rows is self.events:
            return {
                "object_uid": numbered_uid("object_uid"),
                "object_number": numbered("object_number", raw),
            }
        return {}

    def _party(self, place: int) -> int:
        email = f"s{place}@example.org"
        name = f"{FAMILIES[place % 9]} {GIVEN[place // 9 % 11]} {place}"
        return self.parties.add(unit_id=self.house.root.pk, name=name, email=email, email_key=email)

    def _moment(self, place: int) -> dt.datetime:
        """Return when the case at `place` was registered: in order, in the hours of work."""
        day = self.now - DAY * (DAYS * (self.count - place) / self.count)
        return day.replace(hour=5 + place % 8, minute=place % 60, second=place % 59, microsecond=0)

    def _case(self, place: int, party: int) -> None:
        dice, house = self.dice, self.house
        moment = min(self._moment(place), self.now - dt.timedelta(minutes=5))
        recent = place >= self.count * (1 - OPEN_SHARE)
        is_open = (recent and dice.random() < 0.95) or dice.random() < FORGOTTEN_SHARE
        state = dice.choices(("new", "assigned", "answered"), (12, 70, 18))[0] if is_open else "closed"
        procedure = dice.choice(house.procedures)
        unit = dice.choice(house.units)
        people = house.staff[unit.pk]
        person = dice.choice(people) if state != "new" else None
        if state == "new" and dice.random() < 0.6:
            unit = house.root
        clock = self._clock(procedure, moment)
        answered = None
        if state in {"answered", "closed"}:
            answered = min(moment + DAY * dice.uniform(0.5, 24), self.now - dt.timedelta(minutes=1))
        uid, degree = copied_uid(), dice.choice(DEGREES)
        subject = f"{WORDS[place % 11]} {MATTERS[place // 11 % 8]} {WORDS[place // 88 % 11]} {place}"
        number, text = self._number(procedure.series, moment, "cases.case", uid)
        pk = self.cases.add(
            uid=uid, unit_id=unit.pk, confidentiality=degree, procedure_id=procedure.pk, party_id=party,
            responsible_id=person.pk if person else None, state=state, subject=subject,
            number_id=number, number_text=text, registered_at=moment, arrived_at=moment,
            registered_on=moment.astimezone(self.zone).date(), created_at=moment, updated_at=answered or moment,
            due_on=clock.due_on if clock else None, due_at=clock.due_at if clock else None,
            clock=clock.arithmetic if clock else None, law=procedure.law,
            answered_at=answered, closed_at=answered if state == "closed" else None,
            outcome=procedure.outcomes[0]["code"] if state == "closed" else "",
            suggestions=[{"unit": unit.code, "confidence": 0.8, "reasons": ["words"]}] if state == "new" else [],
        )  # fmt: skip
        where = {"unit_id": unit.pk, "confidentiality": degree, "created_at": moment, "updated_at": moment}
        self._letter(pk, place, party, subject, moment, where)
        self._hangs_on(pk, place, moment, is_open, person, unit, where)
        self._event("cases.open_by_hand_case", "cases.case", uid, text, moment, unit, degree)
        if person is not None:
            self._event("cases.assign_case", "cases.case", uid, text, moment, unit, degree, person)
        if answered is not None:
            self._paper(moment=answered, subject=subject, where=where, case=pk, signed=True)
        elif state == "assigned" and dice.random() < 0.3:
            self._paper(moment=moment, subject=subject, where=where, case=pk, signed=False)

    def _clock(self, procedure: Any, moment: dt.datetime) -> Any:
        key = (procedure.pk, moment.date())
        if key not in self.clocks:
            like = Case(
                institution=self.house.institution, procedure=procedure, registered_at=moment, arrived_at=moment,
                registered_on=moment.date(),
            )  # fmt: skip
            self.clocks[key] = counted_clock(like, self.counter, ClockRows())
        return self.clocks[key]

    def _number(self, series: Any, moment: dt.datetime, kind: str, uid: Any) -> tuple[int, str]:
        year = moment.astimezone(self.zone).year
        key = (series.pk, year)
        if key not in self.ordinals:
            known = SeriesYear.objects.filter(series=series, year=year).values_list("last", flat=True).first()
            self.ordinals[key] = -(-(known or 0) // STEP) * STEP
        self.ordinals[key] += STEP
        text = format_number(series.form, self.ordinals[key], year)
        pk = self.taken.add(
            series_id=series.pk, year=year, ordinal=self.ordinals[key], text=text, taken_at=moment, subject_kind=kind,
            subject_uid=uid,
        )  # fmt: skip
        return pk, text

    def _letter(
        self, case: int, place: int, party: int, subject: str, moment: dt.datetime, where: dict[str, Any]
    ) -> None:
        uid = copied_uid()
        blob = self.house.blobs[place % len(self.house.blobs)]
        sender = f"s{(party - self.parties.first) // COPIES}@example.org"
        self.letters.add(
            **where, case_id=case, blob_id=blob.pk, sha256=made_up_sha256(), kept_at=moment, sent_at=moment,
            message_id=f"<{uid}@load.example.org>", identity=f"load {uid}", sender_name=f"Sakin {place}",
            sender_email=sender, sender_key=sender, subject=subject, text=f"Salam. {subject} yazıram.", trust="pass",
        )  # fmt: skip

    def _hangs_on(
        self, case: int, place: int, moment: dt.datetime, is_open: bool, person: Any, unit: Any, where: dict[str, Any]
    ) -> None:
        dice, house = self.dice, self.house
        if person is not None and dice.random() < 0.6:
            due = (moment + DAY * 10).date()
            done = None if is_open and dice.random() < 0.7 else moment + DAY
            self.tasks.add(
                **where, case_id=case, person_id=person.pk, order=f"Yoxlayın və nəticəni yazın ({place})", due_on=due,
                done_at=done, done_note="Yoxlanıldı" if done else "",
            )  # fmt: skip
        other = dice.choice(house.units)
        if dice.random() < 0.10 and other.pk != unit.pk:
            self.opened.add(
                content_type_id=self.case_kind, object_id=case, unit_id=other.pk, reason="Göndərilib", created_at=moment
            )
            if dice.random() < 0.4:
                self.others[CoExecutor].add(
                    **where, case_id=case, executor_id=other.pk, order="Rəyinizi bildirin",
                    ended_at=None if is_open else moment + DAY * 5,
                )  # fmt: skip
        if place and dice.random() < 0.03:
            earlier = self.cases.first + COPIES * dice.randrange(place)
            self.others[CaseLink].add(**where, case_id=case, other_id=earlier, relation="related")
        chance = dice.random()
        if chance < 0.02:
            self.others[Suspension].add(
                **where, case_id=case, reason="clarification", starts_at=moment + DAY, decided_by="Rəis",
                ends_at=moment + DAY * 4,
            )  # fmt: skip
        elif chance < 0.04:
            self.others[Extension].add(
                **where, case_id=case, reason="Arayış gözlənilir", decided_at=moment + DAY, decided_by="Rəis",
                term={"amount": 10, "unit": "working-day", "start": "same-day", "roll_forward": False},
                told_at=moment + DAY * 2,
            )  # fmt: skip
        elif chance < 0.06:
            sent = None if is_open else moment + DAY * 2
            self.others[Forwarding].add(
                **where, case_id=case, body_id=self.parties.first, reason="Aidiyyəti üzrə",
                due_on=(moment + DAY * 5).date(), forwarded_at=sent, notified_at=sent,
            )  # fmt: skip

    def _paper(
        self, *, moment: dt.datetime, subject: str, where: dict[str, Any], case: int | None, signed: bool,
        kind: str = "outgoing", role: str = "answer",
    ) -> None:  # fmt: skip
        head = self.house.heads.get(where["unit_id"]) or next(iter(self.house.heads.values()))
        user = self.users_of[head.pk]
        uid = copied_uid()
        number, text = self._number(self.outgoing, moment, "records.document", uid) if signed else (None, "")
        where = {**where, "created_at": moment, "updated_at": moment}
        paper = self.papers.add(
            **where, uid=uid, kind=kind, state="signed" if signed else "draft", subject=subject, body=ANSWER,
            addressee="Sakin", number_id=number, number_text=text, author_id=user.pk,
            issued_on=moment.astimezone(self.zone).date() if signed else None,
            verification_code=f"{secrets.token_hex(CODE)[: CODE - 3]}000",
            type_id=self.types.get("answer" if role == "answer" else "memorandum" if kind == "internal" else "letter"),
        )  # fmt: skip
        if case is not None:
            self.of_cases.add(**where, case_id=case, document_id=paper, role=role)
        if signed:
            version = self.versions.add(**where, document_id=paper, blob_id=self.file.pk)
            self.signatures.add(
                **where, document_id=paper, version_id=version, signatory_id=user.pk, signed_at=moment, method="hand"
            )
        if self.dice.random() < 0.02:
            self.opened.add(
                content_type_id=self.paper_kind, object_id=paper, unit_id=self.dice.choice(self.house.units).pk,
                reason="Göndərilib", created_at=moment,
            )  # fmt: skip

    def _other_paper(self) -> None:
        """Write a paper of no answer: a memorandum within the house, or an enclosure of some case."""
        dice = self.dice
        moment = self.now - DAY * dice.uniform(0.1, DAYS)
        unit = dice.choice(self.house.units)
        where = {"unit_id": unit.pk, "confidentiality": dice.choice(DEGREES)}
        of_case = self.cases.first + COPIES * dice.randrange(self.count) if dice.random() < 0.35 else None
        word = f"{WORDS[self.papers.count % 11]} {MATTERS[self.papers.count // 11 % 8]} {self.papers.count}"
        kind = dice.choice(("internal", "internal", "incoming", "outgoing"))
        self._paper(
            moment=moment, subject=word, where=where, case=of_case, signed=dice.random() < 0.985, kind=kind,
            role="other",
        )  # fmt: skip

    def _event(
        self, action: str, kind: str, uid: Any, number: str, at: dt.datetime, unit: Any, degree: int, person: Any = None
    ) -> None:
        user = self.dice.choice(self.house.users)
        event = Event(
            uid=copied_uid(), institution=self.house.institution, unit=unit, confidentiality=degree, at=at,
            actor_name=user.username, actor_uid=user.uid, door="office", action=action, object_kind=kind,
            object_uid=uid, object_number=number,
        )  # fmt: skip
        changes = {} if person is None else {"responsible_id": [None, person.pk]}
        canonical = canonical_json({**columns_in_body(event), "changes": changes, "reason": "", "details": {}})
        self.events.add(
            uid=event.uid, unit_id=unit.pk, confidentiality=degree, at=at, actor_name=user.username,
            actor_uid=user.uid, action=action, object_kind=kind, object_uid=uid, object_number=number,
            body=canonical.decode(), leaf=leaf_hash(canonical).hex(),
        )  # fmt: skip

    def _told(self) -> None:
        """Let everybody watch some of the latest cases, and have what they were told lie behind the bell."""
        newest = list(Case.objects.order_by("-pk")[: min(self.count * COPIES, 2_000)].only("uid", "pk", "number_text"))
        watches, told = (
            Rows(Watch, institution=self.house.institution),
            Rows(Notification, institution=self.house.institution),
        )
        for user in self.house.users:
            for case in self.dice.sample(newest, min(len(newest), 30)):
                watches.add(user_id=user.pk, object_kind="cases.case", object_uid=case.uid)
            for place, case in enumerate(itertools.islice(itertools.cycle(newest), 120)):
                at = self.now - dt.timedelta(hours=place)
                told.add(
                    user_id=user.pk, text=f"{case.number_text}: yenilik", told_at=at,
                    read_at=at if place > 12 else None,
                )  # fmt: skip
        watches.close()
        told.close()
