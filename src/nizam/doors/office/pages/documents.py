# SPDX-License-Identifier: EUPL-1.2
"""The page of a document, the papers that wait for the reader's word or signature, and the handing in of a draft."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from nizam.doors.office.pages.drafting import preview_pdf
from nizam.doors.office.pages.entries import PageOfEntry
from nizam.doors.office.pages.files import FileScreen, download
from nizam.foundations.typesetting import TypesettingError
from nizam.foundations.typesetting.marked_text import read_marked_text
from nizam.kit.actions import Action
from nizam.kit.ports import ports
from nizam.kit.registry import registry
from nizam.kit.screens.acts import ActScreen
from nizam.kit.screens.addresses import entry_address, list_address, screen_address
from nizam.kit.screens.base import OfficeScreen
from nizam.kit.screens.forms import HouseForm, ScopedChoice
from nizam.kit.screens.offers import Offer, offers_for_entry
from nizam.kit.titles import titles
from nizam.spine.cases.models import Case, CaseDocument
from nizam.spine.org.models import Person, Position
from nizam.spine.records.actions import agree_document, sign_document
from nizam.spine.records.approving import way_of_type
from nizam.spine.records.drafting.keeping import Texts
from nizam.spine.records.models import ApprovalRound, Dispatch, Document
from nizam.spine.records.queries import UNISSUED, may_sign, members_open_to, needs_approval, waiting_for

STATE_TONES = {"draft": "due", "approval": "open", "approved": "open", "signed": "good", "voided": "hollow"}
ROUND_TONES = {"open": "open", "agreed": "good", "returned": "bad", "withdrawn": "hollow"}
DECISION_TONES = {"agreed": "good", "remarked": "good", "returned": "bad"}
DISPATCH_TONES = {"waiting": "due", "sent": "open", "failed": "bad", "delivered": "good", "handed": "good"}
# Of the acts that apply, the first of these is the next step.
DRAFT_STEPS = ("change_document", "submit_document", "sign_document")
STEPS = ("agree_document", "sign_document", "hand_over_document")
OFFERED_STEPS = 3
OFFERED_PEOPLE = 3
WAITING_SHOWN = 100


class DocumentScreen(PageOfEntry):
    """A document: its text, the way to its signature, its files, and how it left the house."""

    template = "door_office/pages/document.html"
    object: Document

    def entry_context(self) -> dict[str, Any]:
        """Return the parts of the page."""
        context = super().entry_context()
        document, offers = self.object, self.offers
        step = self._next(offers)
        rounds = self._rounds()
        return {
            **context,
            "next_step": step,
            "other_acts": [offer for offer in offers if offer is not step],
            "state_tone": STATE_TONES.get(document.state, "neutral"),
            "blocks": read_marked_text(document.body),
            "preview_url": reverse("office:paper_preview", args=(document.uid,)) if self._unissued() else "",
            "picture_url": reverse("office:draft_page", args=(document.uid, 1)) if self._unissued() else "",
            "case": self._case(),
            "facts": self._facts(),
            "rounds": rounds,
            "waits_for": self._waits_for(),
            "difference": self._difference(rounds),
            "files": self._files(),
            "dispatches": self._dispatches(),
        }

    @cached_property
    def offers(self) -> list[Offer]:
        """The acts on the paper that the reader may do; his word is offered only where it is wanted of him."""
        return offers_for(self.request.user, self.object)

    def _unissued(self) -> bool:
        return self.object.state in UNISSUED and self.object.voided_at is None

    def _next(self, offers: list[Offer]) -> Offer | None:
        by_name = {offer.name: offer for offer in offers}
        names: tuple[str, ...] = STEPS
        if self.object.state == "draft":
            # An empty draft is written first; one that was written goes on.
            names = DRAFT_STEPS if not self.object.body.strip() else DRAFT_STEPS[1:]
            if "submit_document" in by_name and "sign_document" in by_name:
                names = ("sign_document",)
        elif self.object.state == "signed" and self.object.dispatches.filter(voided_at=None).exists():
            names = ()
        return next((by_name[name] for name in names if name in by_name), None)

    def _case(self) -> dict[str, Any] | None:
        paper = CaseDocument.objects.filter(document=self.object, voided_at=None).first()
        if paper is None:
            return None
        case = Case.objects.visible_to(self.request.user).filter(pk=paper.case_id).first()
        if case is None:
            return {"role": paper.get_role_display()}
        return {"case": case, "url": entry_address(case), "role": paper.get_role_display()}

    def _facts(self) -> list[tuple[str, str]]:
        document, user = self.object, self.request.user
        named = titles(user, [one for one in (document.type, document.file_class, document.signatory) if one])
        closed = translate("not open to you")
        found = [
            (translate("Type"), named.get(document.type, closed) if document.type else ""),
            (translate("Addressee"), document.addressee),
            (translate("In reply to"), document.in_reply_to),
            (translate("Unit"), str(document.unit) if document.unit else ""),
            (translate("Prepared by"), document.author.display_name if document.author else ""),
            (translate("To be signed by"), named.get(document.signatory, closed) if document.signatory else ""),
            (translate("Filed under"), named.get(document.file_class, closed) if document.file_class else ""),
        ]
        return [(label, words) for label, words in found if words]

    # The way to the signature

    def _rounds(self) -> list[dict[str, Any]]:
        rows = self.object.rounds.select_related("submitted_by").prefetch_related(
            "steps__members__person", "steps__members__position", "steps__members__decided_by"
        )
        rounds = list(rows.order_by("-ordinal"))
        members = [member for row in rounds for step in row.steps.all() for member in step.members.all()]
        people = Person.objects.visible_to(self.request.user).in_bulk({one.person_id for one in members} - {None})
        posts = Position.objects.visible_to(self.request.user).in_bulk({one.position_id for one in members} - {None})
        closed = translate("not open to you")

        def member_of(one: Any, turn: bool) -> dict[str, Any]:
            who = people.get(one.person_id) if one.person_id else posts.get(one.position_id)
            return {
                "name": str(who) if who is not None else closed,
                "decision": one.get_decision_display(),
                "tone": DECISION_TONES.get(one.decision, "neutral"),
                "remark": one.remark,
                "at": one.decided_at,
                "by": one.decided_by.display_name if one.decided_by and (one.in_place or one.position_id) else "",
                "turn": turn and not one.decision,
            }

        return [
            {
                "row": row,
                "tone": ROUND_TONES.get(row.state, "neutral"),
                "by": row.submitted_by.display_name if row.submitted_by else "",
                "steps": [
                    {
                        "ordinal": step.ordinal,
                        "quorum": step.quorum,
                        "turn": _is_open(row, step),
                        "members": [member_of(one, _is_open(row, step)) for one in step.members.all()],
                        "count": len(step.members.all()),
                    }
                    for step in row.steps.all()
                ],
            }
            for row in rounds
        ]

    def _waits_for(self) -> str:
        document = self.object
        if document.state == "approved" and document.signatory is not None:
            seen = Person.objects.visible_to(self.request.user).filter(pk=document.signatory_id).first()
            return str(seen) if seen is not None else translate("not open to you")
        return ""

    def _difference(self, rounds: list[dict[str, Any]]) -> dict[str, Any] | None:
        """Return two texts of the paper beside each other: those asked for, else the last handed in and today's."""
        texts: list[tuple[str, str, ApprovalRound | Document]] = [
            (
                str(one["row"].ordinal),
                translate("Round %(ordinal)s") % {"ordinal": one["row"].ordinal},
                one["row"],
            )
            for one in reversed(rounds)
        ]
        texts.append(("now", translate("The text now"), self.object))
        known = {key: (label, row) for key, label, row in texts}
        if len(texts) < 2 or (len(texts) == 2 and _whole(texts[0][2]) == _whole(self.object)):
            return None
        before, after = self.request.GET.get("from", ""), self.request.GET.get("to", "")
        asked = before in known and after in known
        if not asked:
            before, after = texts[-2][0], "now"
            if len(texts) > 2 and _whole(texts[-2][2]) == _whole(self.object):
                before, after = texts[-3][0], texts[-2][0]
        return {
            "choices": [{"key": key, "label": label} for key, label, _row in texts],
            "from": before,
            "to": after,
            "before": _whole(known[before][1]),
            "after": _whole(known[after][1]),
            "before_label": known[before][0],
            "after_label": known[after][0],
            "open": asked,
        }

    def _files(self) -> list[dict[str, Any]]:
        prefetch_related_objects([self.object], "versions__blob", "signatures")
        return file_tiles(self.object)

    def _dispatches(self) -> list[dict[str, Any]]:
        resource = registry.resource("records.dispatch")
        rows = Dispatch.objects.visible_to(self.request.user).filter(document=self.object, voided_at=None)
        return [
            {
                "row": row,
                "tone": DISPATCH_TONES.get(row.state, "neutral"),
                "url": entry_address(row),
                "acts": offers_for_entry(resource, self.request.user, row),
            }
            for row in rows.order_by("created_at")
        ]


def _is_open(row: Any, step: Any) -> bool:
    return row.state == "open" and step.opened_at is not None and step.closed_at is None


def _whole(row: Any) -> str:
    return f"{row.subject}\n{row.addressee}\n\n{row.body}"


def offers_for(user: Any, document: Document) -> list[Offer]:
    """Return the acts on a paper that the reader may do: his word is offered only where it is wanted of him."""
    offers = offers_for_entry(registry.resource("records.document"), user, document)
    wanted = document.state == "approval" and members_open_to(user).filter(document=document).exists()
    signs = may_sign(user, document) and ports.access.has_perm(user, "records.sign_document", document)
    left_out = set()
    if not wanted:
        left_out.add("agree_document")
    if not wanted and not (document.state == "approved" and signs):
        left_out.add("return_document")
    if not signs:
        left_out.add("sign_document")
    handed_in = document.rounds.order_by("-ordinal").values_list("submitted_by_id", flat=True).first()
    if user.pk not in {document.author_id, handed_in}:
        left_out.add("withdraw_document")
    return [offer for offer in offers if offer.name not in left_out]


def dispatch_words(row: Dispatch) -> str:
    """Tell in one line how a paper left the house."""
    when = date_format(timezone.localtime(row.at), "DATE_FORMAT") if row.at is not None else ""
    return ", ".join(part for part in (row.get_door_display(), row.get_state_display(), when, row.tracking) if part)


def file_tiles(document: Document) -> list[dict[str, Any]]:
    """Return the files of a paper with their hashes and the state of their signatures."""
    signatures = {row.version_id: row for row in document.signatures.all()}
    found = []
    for version in document.versions.all():
        signature = signatures.get(version.pk)
        words, notes = "none", []
        if signature is not None:
            words = {"pending": "unchecked", "failed": "invalid"}.get(signature.state, signature.method)
            if signature.state == "failed":
                notes = [
                    translate("Number %(number)s was voided: %(reason)s")
                    % {"number": signature.number_text, "reason": signature.failure}
                ]
        found.append(
            {
                "name": version.file_name,
                "url": reverse("office:paper_file", args=(version.uid,)),
                "size": version.blob.size,
                "sha256": version.blob.sha256,
                "signature": words,
                "signed_by": signature.name if signature else "",
                "signed_at": signature.signed_at if signature else None,
                "notes": notes,
            }
        )
    return found


class PaperPreview(FileScreen):
    """A paper that is not issued yet as it would print now."""

    permission = "records.view_document"

    def file(self, uid: uuid.UUID, place: int) -> HttpResponse:
        """Return the PDF."""
        rows = Document.objects.visible_to(self.request.user).select_related("institution", "unit", "author", "type")
        document: Document = self.owner(rows.filter(state__in=UNISSUED), uid)
        try:
            pdf = preview_pdf(document, Texts.of(document), self.request.user)
        except TypesettingError as fault:
            sentence = translate("The paper could not be typeset: %(fault)s") % {"fault": fault}
            return self.page("door_office/pages/file_failed.html", {"sentence": sentence}, status=500)
        response = download(pdf, "preview.pdf", "application/pdf")
        response["Content-Disposition"] = 'inline; filename="preview.pdf"'
        return response


class WaitingScreen(OfficeScreen):
    """The papers that wait for the reader's word, and those that wait for the reader's signature."""

    title = _("Approvals and signatures")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show both lists; what is ticked is agreed or signed together, each paper by itself."""
        self.require("records.view_document")
        resource = registry.resource("records.document")
        waiting = waiting_for(request.user)
        lists = [
            {
                "name": "approval",
                "title": translate("Waiting for my approval"),
                "about": translate("Read each, then agree or send it back with a remark."),
                "act": "agree_document",
                "button": translate("Agree to the chosen"),
                **self._rows(waiting.approval, agree_document),
            },
            {
                "name": "signature",
                "title": translate("Waiting for my signature"),
                "about": translate("Everybody whose word was needed has agreed; with the signature they are issued."),
                "act": "sign_document",
                "button": translate("Sign the chosen"),
                **self._rows(waiting.signature, sign_document),
            },
        ]
        return self.page(
            "door_office/pages/waiting.html",
            {
                "lists": lists,
                "bulk_address": screen_address(resource, "bulk"),
                "documents_url": list_address(resource),
                "registers": self._registers(),
            },
        )

    def _rows(self, papers: Any, act: Action) -> dict[str, Any]:
        count = papers.count()
        rows = papers.select_related("unit", "author", "type", "institution").order_by("updated_at", "pk")
        return {
            "count": count,
            "left": max(0, count - WAITING_SHOWN),
            "rows": [
                {"document": row, "url": entry_address(row), "seen": act.mark_of(row)} for row in rows[:WAITING_SHOWN]
            ],
        }

    def _registers(self) -> list[dict[str, str]]:
        resource = registry.resource("records.document")
        found = [
            {"title": translate("Outgoing papers"), "url": list_address(resource, kind="outgoing", state="signed")},
            {"title": translate("Internal papers"), "url": list_address(resource, kind="internal")},
        ]
        if "cases.view_case" in ports.access.permissions(self.request.user):
            found.append({"title": translate("Incoming letters"), "url": list_address(registry.resource("cases.case"))})
        return found


class SubmitScreen(ActScreen):
    """A draft is handed in: who signs it, and who agrees before, step by step."""

    object: Document

    def form(self, data: Any = None, files: Any = None) -> HouseForm:
        """Return the form: signatory and note, then for each step its people, a post and the quorum."""
        form = super().form(data, files)
        user = self.request.user
        if self.object.signatory is not None:
            form.fields["signatory"].initial = self.object.signatory
        for step in range(1, OFFERED_STEPS + 1):
            for place in range(1, OFFERED_PEOPLE + 1):
                form.fields[f"step{step}_person{place}"] = ScopedChoice(
                    Person, user, required=False, label=_("Step %(step)s: person") % {"step": step}
                )
            form.fields[f"step{step}_post"] = ScopedChoice(
                Position, user, required=False, label=_("Step %(step)s: post") % {"step": step}
            )
            form.fields[f"step{step}_quorum"] = forms.IntegerField(
                required=False,
                min_value=1,
                max_value=OFFERED_PEOPLE + 1,
                label=_("Step %(step)s: how many must agree") % {"step": step},
                help_text=_("Empty: all of them"),
            )
        return form

    def show(
        self, form: HouseForm, *, refusals: list[str] | None = None, status: int = 200, **more: Any
    ) -> HttpResponse:
        """Show the steps as groups, and the way that holds where nobody is named."""
        groups = [
            {"step": step, "fields": [field for field in form if field.name.startswith(f"step{step}_")]}
            for step in range(1, OFFERED_STEPS + 1)
        ]
        plain = [field for field in form if not field.name.startswith("step")]
        user = self.request.user
        way = [[str(one) for one in (*step.posts, *step.people)] for step in way_of_type(self.object, user)]
        known = {"groups": groups, "plain": plain, "way": way, "needs_approval": needs_approval(self.object)}
        return super().show(form, refusals=refusals, status=status, **known, **more)

    def page(self, template: str, context: Any = None, *, status: int = 200) -> HttpResponse:
        """Render the page of the steps in place of the plain form."""
        return super().page("door_office/pages/submit.html", context, status=status)

    def run(self, form: HouseForm) -> Any:
        """Hand the draft in."""
        values = form.values()
        steps = {str(step): entry for step in range(1, OFFERED_STEPS + 1) if (entry := _step(values, step))}
        return self.act(
            self.actor,
            self.object,
            signatory=values.get("signatory"),
            note=values.get("note") or "",
            steps=steps or None,
            **self.override(form),
        )


def _step(values: dict[str, Any], step: int) -> dict[str, Any]:
    people: Iterable[Any] = (values.get(f"step{step}_person{place}") for place in range(1, OFFERED_PEOPLE + 1))
    post, quorum = values.get(f"step{step}_post"), values.get(f"step{step}_quorum")
    found: dict[str, Any] = {"people": list(dict.fromkeys(str(one.uid) for one in people if one is not None))}
    if post is not None:
        found["posts"] = [str(post.uid)]
    if not found["people"] and post is None:
        return {}
    if quorum is not None:
        found["quorum"] = quorum
    return found
