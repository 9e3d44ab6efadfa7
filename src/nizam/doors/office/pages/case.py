# SPDX-License-Identifier: EUPL-1.2
"""The page of a case: what happened on the left, who, where, until when and under which article on the right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from nizam.doors.office.pages.clock import clock_panel, task_term
from nizam.doors.office.pages.documents import STATE_TONES as STATE_TONES_OF_PAPERS
from nizam.doors.office.pages.documents import dispatch_words, file_tiles
from nizam.doors.office.pages.happenings import Happening
from nizam.doors.office.pages.letters import Segment, files_of, notes_of, parts_of, segments, with_files
from nizam.doors.office.pages.noticed import noticed_panel
from nizam.doors.office.pages.procedure import matter_words
from nizam.doors.office.pages.receipts import receipt_panel
from nizam.doors.office.pages.resolutions import control_panel, notes, reports, resolutions
from nizam.doors.office.pages.senders import senders_of
from nizam.doors.office.pages.steps import grouped, next_step
from nizam.doors.office.pages.terms import Terms
from nizam.kit.ports import ports
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import act_address, entry_address, list_address
from nizam.kit.screens.entries import EntryScreen
from nizam.kit.screens.offers import Offer
from nizam.spine.cases.actions import LIFT_CONTROL
from nizam.spine.cases.actions.forwarding import FORWARDED
from nizam.spine.cases.addresses import health_of
from nizam.spine.cases.details import answers_of
from nizam.spine.cases.following import JOINED
from nizam.spine.cases.models import Case, CaseLink, CoExecutor, Envelope, Party, Task, dispositions
from nizam.spine.cases.queries import letters_of, snoozed
from nizam.spine.org.models import Person, Unit
from nizam.spine.plans.coverage import articles_of, quarter_now
from nizam.spine.records.dispatching import dispatches_of
from nizam.spine.records.models import Document
from nizam.spine.records.queries import UNISSUED

LETTERS = 50
ALL_LETTERS = 500
TASKS = 200
EARLIER = 5
STATE_TONES = {"new": "open", "assigned": "neutral", "answered": "good", "closed": "hollow"}
# What became of a letter that opened or joined the case needs no word; the others are told.
UNREMARKABLE = frozenset({"", "new", "reply"})
# Acts whose own row stands in the timeline with all they said.
TOLD_BY_ROWS = frozenset({"cases.note_case", "cases.report_case"})


class CaseScreen(EntryScreen):
    """A case, whole, on one page."""

    object: Case

    def entry_context(self) -> dict[str, Any]:
        """Return the parts of the page."""
        context = super().entry_context()
        case, user = self.object, self.request.user
        terms = Terms()
        papers = self._papers()
        self._dispatches = dispatches_of(user, papers)
        answers = set(case.papers.filter(role="answer").values_list("document_id", flat=True))
        draft = next(
            (paper for paper in papers if paper.state in UNISSUED and paper.pk in answers and not paper.voided_at), None
        )
        offers = self.offers
        snoozed_until = self._snoozed_until()
        hidden = "unsnooze_case" if snoozed_until is None else "snooze_case"
        offers = [offer for offer in offers if offer.name != hidden]
        step = next_step(offers, case.state, has_draft=draft is not None, leads=self._may(LIFT_CONTROL))
        note = next((offer for offer in offers if offer.name == "note_case"), None)
        happenings = self._timeline(papers)
        return {
            **context,
            "next_step": step,
            "other_acts": [offer for offer in offers if offer is not step],
            "act_groups": grouped(offer for offer in offers if offer is not step),
            "control": control_panel(user, case),
            "has_resolution": case.resolutions.filter(voided_at__isnull=True).exists(),
            "may_print": ports.access.has_perm(user, self.resource.export_permission, case),
            "note_url": note.url if note is not None else "",
            "snoozed_until": snoozed_until,
            "draft": draft,
            "draft_url": entry_address(draft) if draft is not None and step is None else "",
            "state_tone": STATE_TONES.get(case.state, "neutral"),
            "chip": terms.chip(case),
            "outcome": self._outcome(),
            "matter": matter_words(case),
            "details": self._details(offers),
            "channel": case.get_channel_display(),
            "procedure_url": entry_address(case.procedure) if self._may("cases.view_procedure") else "",
            "happenings": happenings,
            "languages": {case.language, *(one.language for one in happenings)},
            "letters_left": self._letters_left,
            "all_letters_url": f"?{urlencode({'letters': 'all'})}#events",
            "hidden_papers": case.papers.count() - len(papers),
            "who": self._who(),
            "where": self._where(offers),
            "receipt": receipt_panel(user, case, offers),
            "clock": clock_panel(user, case, offers, terms),
            "articles": self._articles(),
            "links": self._links(),
            "noticed": noticed_panel(user, case, offers),
            "papers": [self._tile(paper) for paper in papers],
        }

    def _outcome(self) -> str:
        case = self.object
        known = dict(case.procedure.outcome_choices())
        if case.outcome == FORWARDED and FORWARDED not in known:
            return _("Forwarded to the competent body")
        if case.outcome == JOINED and JOINED not in known:
            return _("Joined to another case")
        return known.get(case.outcome, case.outcome)

    def _details(self, offers: Iterable[Offer]) -> dict[str, Any] | None:
        """Return what the procedure asks: the answers, and what is still to be filled in; None when it asks nothing."""
        answers = answers_of(self.object)
        url = next((offer.url for offer in offers if offer.name == "complete_case"), "")
        shown = [one for one in answers if one.words or (one.required and self.object.is_open)]
        return {"answers": shown, "url": url} if shown or url else None

    def _may(self, permission: str) -> bool:
        return permission in ports.access.permissions(self.request.user)

    # What happened

    def _timeline(self, papers: list[Document]) -> list[Happening]:
        user, case = self.request.user, self.object
        written = [*resolutions(user, case), *reports(user, case), *notes(user, case)]
        found = [*self._letters(), *self._tasks(), *map(self._paper, papers), *written, *self._acts()]
        return sorted(found, key=lambda one: one.at)

    def _letters(self) -> Iterable[Happening]:
        rows = letters_of(self.request.user, self.object)
        limit = ALL_LETTERS if self.request.GET.get("letters") == "all" else LETTERS
        newest = list(with_files(rows).order_by("-kept_at", "-pk")[: limit + 1])
        self._letters_left = rows.count() - limit if len(newest) > limit else 0
        asked = self.request.GET.get("read", "")
        words = dict(dispositions())
        self._proofs = [(row.sender_key, row.trust) for row in newest if row.disposition in ("new", "reply")]
        for envelope in newest[:limit]:
            copy = envelope.disposition == "duplicate"
            parts = None if copy else parts_of(envelope, at_any_size=asked == str(envelope.uid))
            yield Happening(
                at=envelope.kept_at,
                sign="letter",
                title=_("The same letter came again") if copy else envelope.subject or _("Letter without a subject"),
                who=envelope.sender_name or envelope.sender_email,
                url=entry_address(envelope),
                language=envelope.language,
                segments=[] if copy else segments(envelope.text, parts["quoted_from"] if parts else None),
                files=files_of(envelope, parts),
                notes=[*notes_of(envelope), *([shared] if (shared := self._shared(envelope)) else [])],
                tag="" if envelope.disposition in UNREMARKABLE else str(words.get(envelope.disposition, "")),
                raw_url="" if copy else reverse("office:letter_file", args=(envelope.uid,)),
                raw_size=envelope.blob.size,
                hypertext_url=reverse("office:letter_hypertext", args=(envelope.uid,))
                if parts and parts["hypertext"]
                else "",
                read_url="" if parts is not None or copy else f"?{urlencode({'read': envelope.uid})}#events",
                small=copy,
            )

    def _shared(self, envelope: Envelope) -> str:
        """Say of a letter that belongs to another case which one that is."""
        if envelope.case_id in (None, self.object.pk):
            return ""
        other = Case.objects.visible_to(self.request.user).filter(pk=envelope.case_id).first()
        number = other.number_text if other is not None else _("not open to you")
        return _("A letter of case %(number)s, read here too") % {"number": number}

    def _snoozed_until(self) -> date | None:
        today = timezone.now().astimezone(self.object.institution.tzinfo).date()
        row = snoozed(self.request.user, today).filter(case=self.object).first()
        return row.until if row is not None else None

    def _tasks(self) -> Iterable[Happening]:
        resource = registry.resource("cases.task")
        done = resource.action("complete_task")
        may_complete = done is not None and self._may(done.permission)
        rows = Task.objects.visible_to(self.request.user).filter(case=self.object, voided_at=None)
        tasks = list(rows.order_by("created_at")[:TASKS])
        people = Person.objects.visible_to(self.request.user).in_bulk({task.person_id for task in tasks})
        for task in tasks:
            person = str(people.get(task.person_id, _("not open to you")))
            acts: list[Offer] = []
            if done is not None and may_complete and task.done_at is None:
                acts = [Offer(done.name, str(done.title), act_address(resource, done, task))]
            yield Happening(
                at=task.created_at,
                sign="check",
                title=_("Task for %(person)s") % {"person": person},
                url=entry_address(task),
                segments=[] if task.resolution_id else [Segment("own", task.order)],
                notes=[words] if (words := task_term(task, self.object)) and task.done_at is None else [],
                tag=_("done") if task.done_at else _("open"),
                tone="good" if task.done_at else "open",
                acts=acts,
            )
            if task.done_at is not None:
                yield Happening(
                    at=task.done_at,
                    sign="check",
                    title=_("Task done: %(person)s") % {"person": person},
                    segments=[Segment("own", task.done_note)] if task.done_note else [],
                )

    def _papers(self) -> list[Document]:
        numbers = self.object.papers.values("document_id")
        rows = Document.objects.visible_to(self.request.user).filter(pk__in=numbers)
        return list(
            rows.select_related("author", "type").prefetch_related("versions__blob", "signatures").order_by("pk")
        )

    def _tile(self, paper: Document) -> dict[str, Any]:
        return {
            "title": paper.subject,
            "number": paper.number_text,
            "language": paper.language,
            "url": entry_address(paper),
            "state": _("voided") if paper.voided_at else paper.get_state_display(),
            "tone": STATE_TONES_OF_PAPERS.get(paper.state, "neutral"),
            "files": file_tiles(paper),
            "dispatches": [dispatch_words(row) for row in self._dispatches.get(paper.pk, [])],
        }

    def _paper(self, paper: Document) -> Happening:
        signed = next((one for one in paper.signatures.all() if one.state != "failed"), None)
        return Happening(
            at=signed.signed_at if signed else paper.created_at,
            sign="paper",
            title=f"{paper.number_text} {paper.subject}".strip(),
            who=str(signed.name if signed else getattr(paper.author, "display_name", "")),
            url=entry_address(paper),
            language=paper.language,
            segments=[Segment("own" if paper.state in UNISSUED else "rest", paper.body)],
            files=file_tiles(paper),
            notes=[dispatch_words(row) for row in self._dispatches.get(paper.pk, [])],
            tag=_("voided") if paper.voided_at else paper.get_state_display(),
            tone=STATE_TONES_OF_PAPERS.get(paper.state, "neutral"),
        )

    def _acts(self) -> Iterable[Happening]:
        if "journal" in ports.missing():
            return
        entries = list(ports.journal.history(self.object))
        names = self._names(entries)
        known = {act.permission: act for act in registry.actions}
        for entry in entries:
            if entry.action in TOLD_BY_ROWS:
                continue
            act = known.get(entry.action)
            told = self._changes(entry.changes, names)
            if entry.reason:
                told.append(act.reason_words(entry.reason) if act is not None else entry.reason)
            if entry.action == "cases.resolve_case" and not told:
                # The resolution itself stands there.
                continue
            yield Happening(
                at=entry.at,
                sign="dot",
                title=str(act.title) if act is not None else entry.action,
                who=entry.actor_name,
                notes=told,
                small=True,
            )

    def _names(self, entries: Iterable[Any]) -> dict[str, Mapping[int, Any]]:
        units: set[int] = set()
        people: set[int] = set()
        for entry in entries:
            units.update(v for v in entry.changes.get("unit_id", ()) if isinstance(v, int))
            people.update(v for v in entry.changes.get("responsible_id", ()) if isinstance(v, int))
        user = self.request.user
        return {
            "unit_id": Unit.objects.visible_to(user).in_bulk(units) if units else {},
            "responsible_id": Person.objects.visible_to(user).in_bulk(people) if people else {},
        }

    def _changes(self, changes: Mapping[str, Any], names: Mapping[str, Mapping[int, Any]]) -> list[str]:
        found = []
        for column, known in names.items():
            before, after = changes.get(column, (None, None))
            if after is not None:
                words = [str(known.get(value, _("not open to you"))) for value in (before, after) if value is not None]
                found.append(" → ".join(words))
        if "due_on" in changes:
            before, after = (self._day(value) for value in changes["due_on"])
            found.append(_("term: %(before)s → %(after)s") % {"before": before, "after": after})
        return found

    def _day(self, value: Any) -> str:
        day = parse_date(str(value or "")[:10])
        return date_format(day, "DATE_FORMAT") if day else "–"

    # Who, where, under which article

    def _who(self) -> dict[str, Any]:
        case, user = self.object, self.request.user
        party = Party.objects.visible_to(user).filter(pk=case.party_id).first() if case.party_id else None
        if party is None:
            return {"name": senders_of(user, [case]).get(case.pk, "")}
        health = health_of(party)
        earlier = Case.objects.visible_to(user).standing().filter(party=party).exclude(pk=case.pk)
        rows = list(earlier.order_by("-registered_at")[:EARLIER])
        count = earlier.count() if len(rows) == EARLIER else len(rows)
        return {
            "name": str(party),
            "kind": party.get_kind_display() if party.kind != "unknown" else "",
            "url": entry_address(party),
            "email": party.email if party.name else "",
            "phone": party.phone,
            "postal_address": party.postal_address,
            "health": health.words if health is not None else [],
            "unreachable": health is not None and health.permanent and case.is_open and case.channel == "mail",
            "trust": self._trust(party, known=bool(count)),
            "earlier": [{"case": row, "url": entry_address(row)} for row in rows],
            "earlier_count": count,
            "earlier_url": list_address(self.resource, party=party),
        }

    def _trust(self, party: Party, *, known: bool) -> str:
        """Say how far the sender is who they say: by the latest word of the mail server, else by earlier matters."""
        proofs = [trust for key, trust in self._proofs if party.email_key and key == party.email_key]
        if "fail" in proofs:
            return "suspect"
        if "pass" in proofs[:1]:
            return "verified"
        return "known" if known else "unverified"

    def _where(self, offers: Iterable[Offer]) -> dict[str, Any]:
        case, user = self.object, self.request.user
        by_name = {offer.name: offer for offer in offers}
        assign, refuse = by_name.get("assign_case"), by_name.get("refuse_suggestion_case")
        codes = [str(one.get("unit")) for one in case.suggestions]
        units = Unit.objects.visible_to(user).filter(institution=case.institution, voided_at=None)
        known = {unit.code: unit for unit in units.filter(code__in=codes)} if codes else {}
        suggestions = [
            {
                "unit": known[one["unit"]],
                "percent": round(100 * float(one.get("confidence") or 0)),
                "reasons": one.get("reasons") or [],
                "here": known[one["unit"]].pk == case.unit_id,
            }
            for one in case.suggestions
            if one.get("unit") in known
        ]
        return {
            "unit": case.unit,
            "unit_url": list_address(self.resource, unit=case.unit) if case.unit else "",
            "person": self._responsible(),
            "suggestions": suggestions,
            "assign_url": assign.url if assign else "",
            "refuse_url": refuse.url if refuse else "",
            "co_executors": self._co_executors(),
        }

    def _co_executors(self) -> list[dict[str, Any]]:
        resource = registry.resource("cases.coexecutor")
        release = resource.action("release_coexecutor")
        rows = CoExecutor.objects.visible_to(self.request.user).filter(case=self.object, ended_at=None, voided_at=None)
        may_release = release is not None and self._may(release.permission)
        return [
            {
                "unit": row.executor,
                "order": row.order,
                "url": entry_address(row),
                "release_url": act_address(resource, release, row) if release is not None and may_release else "",
            }
            for row in rows.select_related("executor").order_by("pk")
        ]

    def _links(self) -> list[dict[str, Any]]:
        """Return the matters this one hangs together with, as far as they are open to the reader."""
        case, user = self.object, self.request.user
        rows = CaseLink.objects.filter(Q(case=case) | Q(other=case), voided_at__isnull=True).order_by("pk")
        open_cases = Case.objects.visible_to(user).in_bulk(
            {row.other_id if row.case_id == case.pk else row.case_id for row in rows}
        )
        found = []
        for row in rows:
            other = open_cases.get(row.other_id if row.case_id == case.pk else row.case_id)
            if other is not None:
                found.append(
                    {
                        "case": other,
                        "url": entry_address(other),
                        "relation": row.get_relation_display(),
                        "reason": row.reason,
                    }
                )
        return found

    def _responsible(self) -> str:
        key = self.object.responsible_id
        if key is None:
            return ""
        person = Person.objects.visible_to(self.request.user).filter(pk=key).first()
        return _("not open to you") if person is None else str(person)

    def _articles(self) -> list[dict[str, Any]]:
        if not self._may("charters.view_provision"):
            return []
        period = quarter_now(self.object.institution)
        return [
            {
                "provision": line.provision,
                "charter": str(line.provision.charter),
                "url": f"{entry_address(line.provision.charter)}?{urlencode({'period': period.name})}"
                f"#a-{line.provision.uid}",
            }
            for line in articles_of(self.request.user, self.object)
        ]
