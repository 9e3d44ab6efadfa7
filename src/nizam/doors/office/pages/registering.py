# SPDX-License-Identifier: EUPL-1.2
"""Forms that ask the questions of a procedure: what comes by hand is taken in, and what is known of a case filled in.

Whoever changes the procedure gets its questions with the next press, everything else kept as written; no script needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from nizam.kit.procedures import FormField
from nizam.kit.screens.acts import ActScreen, MakeScreen
from nizam.kit.screens.forms import HouseForm, ScopedChoice, act_values, use_native_inputs
from nizam.spine.cases.counter import own_input
from nizam.spine.cases.details import field_name, questions
from nizam.spine.cases.models import Case, Procedure
from nizam.spine.cases.opening import default_procedure
from nizam.spine.org.models import Institution

# The acts by which something is taken in by hand, each with its channel.
CHANNELS: Final[Mapping[str, str]] = {
    "open_by_hand_case": "counter",
    "open_by_phone_case": "phone",
    "open_by_post_case": "paper",
    "open_by_scan_case": "scan",
}
ASK: Final = "ask"
ASKED: Final = "asked"
# A box that is not ticked would be taken for an answer.
YES, NO = "yes", "no"


def question_field(question: FormField, value: Any = None, *, required: bool = True) -> forms.Field:
    """Return the form's field for a question; `value` is the answer kept so far."""
    common: dict[str, Any] = {"label": str(question.label), "required": question.required and required}
    if question.kind == "flag":
        return forms.TypedChoiceField(
            choices=[("", ""), (YES, translate("yes")), (NO, translate("no"))],
            coerce=lambda chosen: chosen == YES,
            empty_value=None,
            initial={True: YES, False: NO}.get(value),
            **common,
        )
    if question.kind == "choice":
        choices = [("", ""), *((choice.code, str(choice.title)) for choice in question.choices)]
        return forms.ChoiceField(choices=choices, initial=value, **common)
    if question.kind == "long-text":
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 5}), initial=value, **common)
    makers: dict[str, type[forms.Field]] = {
        "text": forms.CharField,
        "date": forms.DateField,
        "number": forms.DecimalField,
    }
    shown = date.fromisoformat(value) if question.kind == "date" and value else value
    field = makers[question.kind](initial=shown, **common)
    use_native_inputs(field)
    return field


def given_details(form: HouseForm, asked: Iterable[FormField]) -> dict[str, Any]:
    """Return the answers of a valid form by the codes of their questions."""
    return {
        one.code: form.cleaned_data.get(field_name(one.code)) for one in asked if field_name(one.code) in form.fields
    }


class RegisterScreen(MakeScreen):
    """The form of one channel: the procedure first, then what the channel asks, and what the procedure asks."""

    questions: tuple[FormField, ...] = ()
    asked_now = ""

    @property
    def asks(self) -> bool:
        """Tell whether the act takes in what came by hand; any other that makes a case has its plain form."""
        return self.act.name in CHANNELS

    def form(self, data: Any = None, files: Any = None) -> HouseForm:
        """Return the form with the questions of the procedure that stands in it."""
        form = super().form(data, files)
        if not self.asks:
            return form
        procedure = self._procedure(form, data)
        usual = self._usual(procedure.institution) if procedure is not None else None
        if usual is not None:
            help_text = translate("Left empty, it is: %(procedure)s.") % {"procedure": usual.title}
            form.fields["procedure"].help_text = help_text
        self.questions = questions(procedure) if procedure is not None else ()
        for question in self.questions:
            own = own_input(question.code)
            if own in self.act.fields:
                # The channel asks it already; the procedure says how it is called and whether it is needed.
                form.fields[own].label = str(question.label)
                form.fields[own].required = form.fields[own].required or question.required
            else:
                form.fields[field_name(question.code)] = question_field(question)
        self.asked_now = str(procedure.uid) if procedure is not None else ""
        form.fields[ASKED] = forms.CharField(required=False, widget=forms.HiddenInput, initial=self.asked_now)
        form.order_fields(self._order(form))
        return form

    def _order(self, form: HouseForm) -> list[str]:
        """Return the procedure, what the channel asks up to the text, the questions, then the rest."""
        names = [name for name in form.fields if name != "procedure" and not name.startswith(field_name(""))]
        place = names.index("text") + 1 if "text" in names else len(names)
        asked = [name for name in form.fields if name.startswith(field_name(""))]
        return ["procedure", *names[:place], *asked, *names[place:]]

    def _procedure(self, form: HouseForm, data: Any) -> Procedure | None:
        """Return the procedure chosen in `data`, else the one by which the channel's arrivals are taken."""
        chosen = self._chosen(form, "procedure", data)
        if chosen is not None:
            return chosen
        unit = self._chosen(form, "unit", data)
        if unit is not None:
            return self._usual(unit.institution)
        user: Any = self.request.user
        institution = user.institution or Institution.objects.visible_to(user).first()
        return self._usual(institution) if institution is not None else None

    def _chosen(self, form: HouseForm, name: str, data: Any) -> Any:
        field = form.fields[name]
        if not isinstance(field, ScopedChoice):
            return None
        if name == "procedure":
            field.queryset = field.queryset.filter(current=True)
        raw = data.get(name) if data is not None else self.request.GET.get(name)
        try:
            found = field.to_python(raw)
        except ValidationError:
            return None
        # The choice stays among those shown, however long the list is.
        field.chosen = found
        if data is None and found is not None:
            field.initial = found
        return found

    def _usual(self, institution: Any) -> Procedure | None:
        try:
            return default_procedure(institution, CHANNELS[self.act.name])
        except Procedure.DoesNotExist:
            return None

    def show(
        self, form: HouseForm, *, refusals: list[str] | None = None, status: int = 200, **more: Any
    ) -> HttpResponse:
        """Show the form with the press that asks for the questions of another procedure."""
        if not self.asks:
            return super().show(form, refusals=refusals, status=status, **more)
        ask = {"name": ASK, "title": translate("Show what this procedure asks"), "after": "procedure"}
        return super().show(form, refusals=refusals, status=status, step=ask, **more)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Ask what the chosen procedure asks, when that was not asked yet; else register."""
        self.prepare()
        self.form(request.POST)
        asked_before = request.POST.get(ASKED)
        is_new = asked_before is not None and asked_before != self.asked_now and bool(self.questions)
        if ASK not in request.POST and not is_new:
            return super().post(request, **kwargs)
        return self.show(self._as_written(request), notice=self._notice(), status=200)

    def _as_written(self, request: HttpRequest) -> HouseForm:
        """Return the form, not judged yet, with what was written so far."""
        form = self.form(request.POST)
        form.is_bound = False
        form.initial = {name: request.POST[name] for name in form.fields if name in request.POST and name != ASKED}
        for name, field in form.fields.items():
            if isinstance(field, forms.BooleanField):
                form.initial[name] = name in request.POST
        return form

    def _notice(self) -> str:
        if not self.questions:
            return translate("This procedure asks nothing more.")
        labels = ", ".join(str(one.label) for one in self.questions)
        return translate("This procedure also asks: %(names)s.") % {"names": labels}

    def run(self, form: HouseForm) -> Any:
        """Register it with its answers."""
        if not self.asks:
            return super().run(form)
        details = given_details(form, self.questions)
        return self.act(self.actor, **act_values(self.act, form), details=details, **self.override(form))


class CompleteCaseScreen(ActScreen):
    """The questions of a case's procedure with the answers so far; whatever is not known yet may stay empty."""

    object: Case

    def form(self, data: Any = None, files: Any = None) -> HouseForm:
        """Return the form with one field a question."""
        form = super().form(data, files)
        for question in questions(self.object.procedure):
            answer = self.object.details.get(question.code)
            field = question_field(question, answer, required=answer is not None)
            if question.required and answer is None:
                field.help_text = _("Needed; may be filled in later")
            form.fields[field_name(question.code)] = field
        return form

    def run(self, form: HouseForm) -> Any:
        """Keep the answers."""
        given = given_details(form, questions(self.object.procedure))
        return self.act(self.actor, self.object, details=given, **self.override(form))
