# SPDX-License-Identifier: EUPL-1.2
"""The registers of the house: their lists, and the sheets that are printed, signed and laid into a folder."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from nizam.kit.errors import NotAllowed, Refused
from nizam.kit.ports import ports
from nizam.kit.registry import registry
from nizam.kit.screens.acts import error_summary
from nizam.kit.screens.addresses import list_address
from nizam.kit.screens.base import OfficeScreen
from nizam.kit.screens.forms import HouseForm, ScopedChoice
from nizam.kit.transfer.addresses import export_address
from nizam.spine.cases.printing import REGISTERS, begin_register_sheet, may_print
from nizam.spine.org.days import today_of
from nizam.spine.org.models import Institution

# What narrows the list of a resource to one register.
NARROWED: dict[str, dict[str, str]] = {
    "incoming": {},
    "outgoing": {"kind": "outgoing", "state": "signed"},
    "internal": {"kind": "internal", "state": "signed"},
}
EXPLAINED = {
    "incoming": _("Every case with its number: who wrote, what about, who works on it, until when."),
    "outgoing": _("Every signed paper that leaves the house: to whom, in reply to what, how it was sent."),
    "internal": _("Every signed paper that stays in the house."),
}


class SheetForm(HouseForm):
    """Which register, and of which days."""

    def __init__(self, user: Any, registers: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = today_of(user)
        self.fields["register"] = forms.ChoiceField(
            label=_("Which register"), choices=[(name, REGISTERS[name][1]) for name in registers]
        )
        institutions = Institution.objects.visible_to(user)
        if institutions.count() > 1:
            self.fields["institution"] = ScopedChoice(
                Institution, user, label=_("Institution"), initial=user.institution
            )
        for name, label, first in (("first", _("From"), today.replace(day=1)), ("last", _("Until"), today)):
            self.fields[name] = forms.DateField(
                label=label, initial=first, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
            )


class RegistersScreen(OfficeScreen):
    """The registers that the reader may see, and the form that has a sheet of one printed."""

    title = _("Registers")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the registers and the form."""
        printed = self.printed()
        return self.show(SheetForm(request.user, printed, initial={"register": request.GET.get("register", "")}))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Have a sheet made in the background, and lead to its progress."""
        printed = self.printed()
        if not printed:
            raise NotAllowed("cases.export_case")
        form = SheetForm(request.user, printed, request.POST)
        if not form.is_valid():
            return self.show(form, status=400)
        asked = form.cleaned_data
        institution = (
            asked.get("institution") or request.user.institution or Institution.objects.visible_to(request.user).first()
        )
        if institution is None:
            raise NotAllowed("org.view_institution")
        try:
            export = begin_register_sheet(self.actor, institution, asked["register"], asked["first"], asked["last"])
        except Refused as refused:
            return self.show(form, refusals=[str(refused)], status=409)
        return redirect(export_address(export))

    def printed(self) -> list[str]:
        """Return the registers of which the reader may print sheets; raises NotAllowed for who may see none."""
        held = ports.access.permissions(self.request.user)
        self.seen = [
            name for name, (key, _title) in REGISTERS.items() if registry.resource(key).view_permission in held
        ]
        if not self.seen:
            raise NotAllowed("cases.view_case")
        return [name for name in self.seen if may_print(self.request.user, name)]

    def show(self, form: SheetForm, *, refusals: list[str] | None = None, status: int = 200) -> HttpResponse:
        """Render the page."""
        registers = [
            {
                "title": REGISTERS[name][1],
                "about": EXPLAINED[name],
                "url": list_address(registry.resource(REGISTERS[name][0]), **NARROWED[name]),
            }
            for name in self.seen
        ]
        printed = [name for name, _title in form.fields["register"].choices]
        return self.page(
            "door_office/pages/registers.html",
            {
                "registers": registers,
                "form": form if printed else None,
                "errors": error_summary(form),
                "refusals": refusals or [],
            },
            status=status,
        )
