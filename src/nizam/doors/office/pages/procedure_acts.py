# SPDX-License-Identifier: EUPL-1.2
"""Acts that need more than a plain form: a procedure's text edited with a preview, a case's kind chosen in words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from nizam.doors.office.pages.procedure import described
from nizam.kit.procedures import Fault, ProcedureFault, told
from nizam.kit.screens.acts import ActScreen
from nizam.kit.screens.forms import HouseForm
from nizam.spine.cases.actions.procedures import as_kept
from nizam.spine.cases.models import Case, Procedure
from nizam.spine.cases.procedures import read_own, spec_of
from nizam.spine.org.days import today_in

TEXT_ROWS = 30


class EditProcedureScreen(ActScreen):
    """The text of a procedure in a field: judged and drawn before it is saved as a new version."""

    object: Procedure

    def form(self, data: Any = None, files: Any = None) -> HouseForm:
        """Return the form with the text in use."""
        form = super().form(data, files)
        form.fields["text"] = forms.CharField(
            label=_("Text of the procedure"),
            strip=False,
            initial=self.object.toml,
            widget=forms.Textarea(
                attrs={"rows": TEXT_ROWS, "class": "nz-proc__text", "spellcheck": "false", "autocapitalize": "off"}
            ),
        )
        return form

    def show(
        self, form: HouseForm, *, refusals: list[str] | None = None, status: int = 200, **more: Any
    ) -> HttpResponse:
        """Show the text with its faults, or what it draws."""
        text = as_kept(form.data.get("text", "")) if form.is_bound else self.object.toml
        faults, preview = self._judged(text)
        known = {
            "faults": faults,
            **({"preview": True, **preview} if preview and form.is_bound else {}),
        }
        # What the act would refuse is told once, with its lines.
        return super().show(form, refusals=[] if faults else refusals, status=status, **known, **more)

    def page(self, template: str, context: Any = None, *, status: int = 200) -> HttpResponse:
        """Render the page of the text in place of the plain form."""
        return super().page("door_office/pages/procedure_edit.html", context, status=status)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Look at the text or save it."""
        if "look" not in request.POST:
            return super().post(request, **kwargs)
        self.prepare()
        return self.show(self.form(request.POST))

    def _judged(self, text: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        try:
            read = read_own(text)
        except ProcedureFault as fault:
            lines = text.splitlines()
            return [_told(one, lines) for one in fault.faults], {}
        institution = self.object.institution
        return [], described(read, institution.country, today_in(institution))


def _told(fault: Fault, lines: list[str]) -> dict[str, Any]:
    shown = lines[fault.line - 1].strip() if fault.line and fault.line <= len(lines) else ""
    return {"line": fault.line, "sentence": told(fault), "shown": shown[:120]}


class ClassifyCaseScreen(ActScreen):
    """Another kind of matter chosen from all that are in use, with its marks, each by its title."""

    object: Case

    def form(self, data: Any = None, files: Any = None) -> HouseForm:
        """Return the form: one choice of procedure and kind, the marks, the reason."""
        form = super().form(data, files)
        procedures = self._procedures()
        form.fields.pop("procedure")
        form.fields["variant"] = forms.ChoiceField(
            label=_("Kind of matter"),
            choices=_kinds(procedures),
            initial=f"{self.object.procedure.uid}/{self.object.variant}",
        )
        form.fields["marks"] = forms.MultipleChoiceField(
            label=_("Marks"),
            required=False,
            choices=_marks(procedures),
            initial=self.object.marks,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("Only those of the chosen procedure can be set."),
        )
        reason = form.fields.pop("reason")
        form.fields["reason"] = reason
        return form

    def run(self, form: HouseForm) -> Any:
        """Do it."""
        uid, _slash, variant = form.cleaned_data["variant"].partition("/")
        procedure = next(one for one in self._procedures() if str(one.uid) == uid)
        return self.act(
            self.actor,
            self.object,
            procedure=procedure,
            variant=variant,
            marks=form.cleaned_data["marks"],
            reason=form.cleaned_data["reason"],
            **self.override(form),
        )

    def _procedures(self) -> list[Procedure]:
        """Return the procedures in use; the case's own version stands in the place of the one in use."""
        case = self.object
        rows = Procedure.objects.visible_to(self.request.user).standing()
        in_use = list(rows.filter(institution=case.institution, current=True).order_by("title_sort"))
        return [case.procedure, *(one for one in in_use if one.code != case.procedure.code)]


def _kinds(procedures: list[Procedure]) -> list[tuple[str, Any]]:
    groups: list[tuple[str, Any]] = []
    for procedure in procedures:
        spec = spec_of(procedure)
        title = str(procedure.title)
        if spec is None or not spec.variants:
            groups.append((f"{procedure.uid}/", title))
        else:
            groups.append((title, [(f"{procedure.uid}/{one.code}", str(one.title)) for one in spec.variants]))
    return groups


def _marks(procedures: list[Procedure]) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for procedure in procedures:
        spec = spec_of(procedure)
        for mark in spec.marks if spec is not None else ():
            title = translate("%(mark)s (%(procedure)s)") % {"mark": mark.title, "procedure": procedure.title}
            found.setdefault(mark.code, title)
    return list(found.items())
