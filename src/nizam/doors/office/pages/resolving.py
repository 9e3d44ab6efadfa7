# SPDX-License-Identifier: EUPL-1.2
"""The pages on which a resolution and a note are written: the letter beside, and only those to choose who see it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy

from nizam.doors.office.pages.letters import segments
from nizam.kit.screens.acts import ActScreen
from nizam.kit.screens.addresses import entry_address
from nizam.kit.screens.base import ScopedScreen
from nizam.kit.screens.forms import HouseForm
from nizam.kit.transfer.addresses import export_address
from nizam.spine.cases.models import Case, CaseNote, Resolution
from nizam.spine.cases.printing import begin_print
from nizam.spine.cases.queries import letters_of
from nizam.spine.org.rights import accounts_in_reach
from nizam.spine.records.models import Document

SHOWN = 3_000


class ResolveCaseScreen(ActScreen):
    """Writes a resolution with the letter in sight."""

    object: Case

    def show(
        self, form: HouseForm, *, refusals: list[str] | None = None, status: int = 200, **more: Any
    ) -> HttpResponse:
        """Show the form, the letter, what was resolved before and the units suggested."""
        user, case = self.request.user, self.object
        letter = letters_of(user, case).filter(direction="in").order_by("kept_at", "pk").first()
        text = letter.text[:SHOWN] if letter is not None else ""
        earlier = Resolution.objects.visible_to(user).filter(case=case, voided_at__isnull=True).order_by("created_at")
        more = {
            **more,
            "letter": letter,
            "letter_parts": [part for part in segments(text) if part.kind == "own"],
            "letter_cut": letter is not None and len(letter.text) > SHOWN,
            "earlier": list(earlier),
            "beside": "cases/_resolve_beside.html",
        }
        return super().show(form, refusals=refusals, status=status, **more)


class PrintCaseScreen(ScopedScreen):
    """Asks what stands in the print of a whole case, and has it made in the background."""

    title = gettext_lazy("Print the whole case")

    def find(self) -> Case:
        """Return the case; raises Http404 out of sight, NotAllowed without the right to take out what stands in it."""
        self.object: Case = self.get_object()
        self.require(self.resource.export_permission, self.object)
        return self.object

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show what will stand in it."""
        case = self.find()
        user = request.user
        return self.page(
            "cases/print.html",
            {
                "object": case,
                "letters": letters_of(user, case).count(),
                "papers": Document.objects.visible_to(user).filter(pk__in=case.papers.values("document_id")).count(),
                "notes": CaseNote.objects.visible_to(user).filter(case=case, voided_at__isnull=True).count(),
                "cancel_address": entry_address(case),
            },
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Queue it, and lead to its progress."""
        case = self.find()
        export = begin_print(self.actor, case, notes="notes" in request.POST)
        return redirect(export_address(export))


class NoteCaseScreen(ActScreen):
    """Writes a note; only who sees the case is offered to be told."""

    object: Case

    def form(self, data: Any = None, files: Any = None) -> HouseForm:
        """Return the form with the people whose accounts see the case."""
        form = super().form(data, files)
        seeing = [account.person_id for account in accounts_in_reach(self.object) if account != self.request.user]
        asked: Any = form.fields["mentioned"]
        asked.queryset = asked.queryset.filter(pk__in=seeing)
        return form
