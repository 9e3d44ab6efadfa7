# SPDX-License-Identifier: EUPL-1.2
"""Forms made from declarations. None of them saves: what they gather is given to an action."""

from __future__ import annotations

import contextlib
import inspect
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ImproperlyConfigured, ValidationError
from django.db import models
from django.forms.boundfield import BoundField
from django.forms.models import ModelChoiceIterator, fields_for_model, model_to_dict
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from nizam.kit.actions import Action, Input, is_visible
from nizam.kit.declare import Resource
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import screen_address
from nizam.kit.screens.filters import SHORT_LIST, found_by, offered, standing, with_parents, words_sent
from nizam.kit.texts import TranslatedFormField
from nizam.kit.titles import title_of, titles
from nizam.kit.wording import sentence


class ShortIterator(ModelChoiceIterator):
    """Offers the chosen row and at most SHORT_LIST others; the rest is found by typing, or by words that were sent."""

    def __iter__(self) -> Any:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        self.field.widget.attrs.pop("data-choose", None)
        if self.field.is_long:
            self.field.widget.attrs["data-choose"] = self.field.choose_url
        rows = self.field.short_list()
        chosen = self.field.sent_row(rows) or self.field.chosen
        if chosen is not None and all(row.pk != chosen.pk for row in rows):
            rows.insert(0, chosen)
        self.field.titles = titles(self.field.user, rows)
        if chosen is not None and rows and rows[0] is chosen and not is_visible(self.field.user, chosen):
            self.field.titles[chosen] = translate("not open to you")
        for row in rows:
            yield self.choice(row)


class ScopedChoice(forms.ModelChoiceField):
    """A choice among the rows of one model that the reader may see; addresses them by uid."""

    iterator = ShortIterator

    def __init__(self, model: type[models.Model], user: Any, *, chosen: Any = None, **kwargs: Any) -> None:
        manager = model._default_manager
        if not hasattr(manager, "visible_to"):
            raise ImproperlyConfigured(f"{model._meta.label} has no visible_to, so no form can choose from it")
        rows = standing(manager.visible_to(user))
        declared = registry.resource_of(model)
        self.chosen = chosen
        self.user = user
        self.titles: dict[models.Model, str] = {}
        self.declared = declared
        self.words = ""
        self.choose_url = screen_address(declared, "choose") if declared is not None else ""
        self._sent: Any = None
        self._offered: tuple[Any, list[Any]] | None = None
        kwargs.setdefault("empty_label", "" if kwargs.get("required", True) else "—")
        super().__init__(with_parents(rows), to_field_name="uid", **kwargs)

    @property
    def is_long(self) -> bool:
        """Whether there is more to choose from than a short list offers."""
        return bool(self.choose_url) and len(self._first_rows()) > SHORT_LIST

    def short_list(self) -> list[Any]:
        """Return the rows offered: of a long list those found by `words`, when any were sent."""
        if not self.choose_url:
            return list(self._first_rows())
        if self.declared is not None and self.is_long and self.words.strip():
            return found_by(self.queryset, self.declared, self.user, self.words)
        return self._first_rows()[:SHORT_LIST]

    def _first_rows(self) -> list[Any]:
        if self._offered is None or self._offered[0] is not self.queryset:
            self._offered = (self.queryset, offered(self.queryset))
        return self._offered[1]

    def label_from_instance(self, obj: Any) -> str:
        """Call a row as the reader may call it."""
        return self.titles.get(obj) or title_of(self.user, obj)

    def get_bound_field(self, form: Any, field_name: str) -> BoundField:
        """Return the field on its form, and remember what was sent for it."""
        bound = super().get_bound_field(form, field_name)
        self._sent = bound.data if form.is_bound else None
        return bound

    def sent_row(self, rows: Sequence[Any]) -> Any:
        """Return the row that was sent when it is none of `rows`: found by script or other words, it stays chosen."""
        if self._sent in self.empty_values or any(str(row.uid) == str(self._sent) for row in rows):
            return None
        with contextlib.suppress(ValidationError):
            return self.to_python(self._sent)
        return None

    def prepare_value(self, value: Any) -> Any:
        """Show a row by its uid."""
        if isinstance(value, models.Model):
            return value.uid
        return super().prepare_value(value)

    def to_python(self, value: Any) -> Any:
        """Accept what stands already even when it could not be chosen anew; refuse malformed uids as unknown."""
        if value in self.empty_values:
            return None
        if self.chosen is not None and str(self.chosen.uid) == str(value):
            return self.chosen
        return super().to_python(value)


class NamedIterator(ModelChoiceIterator):
    """Offers every row, each called as the reader may call it."""

    def __iter__(self) -> Any:
        rows = list(self.queryset)
        self.field.titles = titles(self.field.user, rows)
        for row in rows:
            yield self.choice(row)


class ManyBoxes(forms.CheckboxSelectMultiple):
    """One box a row, in a frame that scrolls; works without any script."""

    template_name = "kit/widgets/many.html"


class ScopedChoices(forms.ModelMultipleChoiceField):
    """A choice of several among the rows of one model that the reader may see; addresses them by uid."""

    iterator = NamedIterator
    widget = ManyBoxes

    def __init__(self, model: type[models.Model], user: Any, **kwargs: Any) -> None:
        manager = model._default_manager
        if not hasattr(manager, "visible_to"):
            raise ImproperlyConfigured(f"{model._meta.label} has no visible_to, so no form can choose from it")
        self.user = user
        self.titles: dict[models.Model, str] = {}
        super().__init__(with_parents(standing(manager.visible_to(user))), to_field_name="uid", **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        """Call a row as the reader may call it."""
        return self.titles.get(obj) or title_of(self.user, obj)

    def clean(self, value: Any) -> list[Any]:
        """Return the chosen rows as a list; refuses malformed uids as unknown."""
        return list(super().clean(value))


class HouseForm(forms.Form):
    """A form of the office: knows which fields are its own hidden ones and how errors reach their fields."""

    template_name = "kit/screens/form.html"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fixed: dict[str, Any] = {}

    def is_valid(self) -> bool:
        """Tell whether the form may be sent on; one sent to find rows of a long choice is only shown again."""
        if self.is_bound and self._looks_up():
            self._errors = ErrorDict()
            return False
        return super().is_valid()

    def _looks_up(self) -> bool:
        """Take in the words sent beside long choices; return whether to find by them is what the form was sent for."""
        asked = False
        for name, field in self.fields.items():
            if isinstance(field, ScopedChoice):
                field.words, finding = words_sent(self.data, self.add_prefix(name))
                asked |= finding
        return asked

    def values(self) -> dict[str, Any]:
        """Return what the action takes: the cleaned values and what was settled without asking."""
        own = {name: value for name, value in self.cleaned_data.items() if name not in {"revision", "override_reason"}}
        return {**self.fixed, **own}

    def take_errors(self, error: ValidationError) -> None:
        """Show the errors of an action beside their fields; those of fields not on the form stand above it."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            self.add_error(name if name in self.fields and name != NON_FIELD_ERRORS else None, errors)

    def ask_override(self) -> None:
        """Ask for the reason that overrides an objection."""
        self.fields["override_reason"] = forms.CharField(
            label=_("Reason for doing it all the same"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
        )

    @property
    def has_long_choice(self) -> bool:
        """Tell whether a field offers to find what it does not list."""
        return any(isinstance(field, ScopedChoice) and field.is_long for field in self.fields.values())

    @property
    def has_files(self) -> bool:
        """Tell whether the form takes a file."""
        return bool(self.is_multipart())


def _callback(user: Any, chosen: Mapping[str, Any]) -> Any:
    def make(field: models.Field, **kwargs: Any) -> forms.Field | None:
        if field.many_to_one or field.one_to_one:
            return ScopedChoice(
                field.related_model,
                user,
                chosen=chosen.get(field.name),
                required=not field.blank,
                label=sentence(field.verbose_name),
                help_text=field.help_text,
            )
        if isinstance(field, models.URLField):
            kwargs.setdefault("assume_scheme", "https")
        made: forms.Field | None = field.formfield(**kwargs)
        if made is not None:
            use_native_inputs(made)
        return made

    return make


def use_native_inputs(field: forms.Field) -> None:
    """Give days and times the browser's own inputs: no script, the reader's own format, keyboard and touch alike."""
    if isinstance(field, forms.DateTimeField):
        field.widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
        field.input_formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
    elif isinstance(field, forms.DateField):
        field.widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        field.input_formats = ["%Y-%m-%d"]
    elif isinstance(field, forms.TimeField):
        field.widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    elif isinstance(field.widget, forms.Textarea):
        field.widget.attrs.setdefault("rows", 5)


def entry_form(
    resource: Resource,
    user: Any,
    *,
    obj: models.Model | None = None,
    data: Any = None,
    files: Any = None,
    given: Mapping[str, str] | None = None,
) -> HouseForm:
    """Return the form that adds a row, or changes `obj`. The institution is not asked where there is only one.

    `given` fills a new row's fields in, as a link to the form may: rows by their uid, those that could be chosen.
    """
    chosen = {}
    if obj is not None:
        chosen = {
            f.name: getattr(obj, f.name) for f in obj._meta.concrete_fields if f.name in resource.form and f.is_relation
        }
    fields = fields_for_model(resource.model, fields=list(resource.form), formfield_callback=_callback(user, chosen))
    initial: dict[str, Any] = {}
    if obj is not None:
        initial = {
            **model_to_dict(obj, fields=list(resource.form)),
            **chosen,
            "revision": getattr(obj, "revision", None),
        }
    form = HouseForm(data, files, initial=initial)
    form.fields.update(fields)
    _settle_institution(resource, user, form, obj)
    if obj is not None:
        form.fields["revision"] = forms.IntegerField(widget=forms.HiddenInput, required=False)
    else:
        _choose_the_only_one(form, "unit")
        _fill_in(form, given or {})
    return form


def _fill_in(form: HouseForm, given: Mapping[str, str]) -> None:
    for name, field in form.fields.items():
        text = given.get(name, "")
        if not text:
            continue
        if not isinstance(field, ScopedChoice):
            field.initial = text
            continue
        try:
            field.chosen = field.queryset.filter(uid=uuid.UUID(text)).first()
        except ValueError:
            continue
        field.initial = field.chosen or field.initial


def _settle_institution(resource: Resource, user: Any, form: HouseForm, obj: models.Model | None) -> None:
    try:
        institution: Any = resource.model._meta.get_field("institution").related_model
    except FieldDoesNotExist:
        return
    asked = "institution" in form.fields
    if obj is not None and not asked:
        return
    mine = list(institution._default_manager.visible_to(user)[:2])
    if len(mine) == 1:
        form.fields.pop("institution", None)
        if obj is None:
            form.fixed["institution"] = mine[0]
    elif asked and obj is None and user.institution_id:
        form.fields["institution"].initial = user.institution
    elif obj is None and not asked and user.institution_id:
        form.fixed["institution"] = user.institution


def _choose_the_only_one(form: HouseForm, name: str) -> None:
    field = form.fields.get(name)
    if isinstance(field, ScopedChoice):
        rows = list(field.queryset[:2])
        if len(rows) == 1:
            field.initial = rows[0]


def act_form(act: Action, user: Any, *, objects: Sequence[Any] = (), data: Any = None, files: Any = None) -> HouseForm:
    """Return the form that asks for the keyword arguments of `act` on `objects`; those of a mapping its own page adds.

    Where several have choices of their own, what they have in common is offered.
    """
    form = HouseForm(data, files)
    parameters = inspect.signature(act.func).parameters
    for name, given in act.fields.items():
        if given.kind == "mapping":
            continue
        form.fields[name] = _input_field(given, user, parameters.get(name), objects)
    asked = form.fields.get("institution")
    if isinstance(asked, ScopedChoice) and asked.required:
        asked.initial = user.institution
        _choose_the_only_one(form, "institution")
    return form


def act_values(act: Action, form: HouseForm) -> dict[str, Any]:
    """Return the keyword arguments for `act`; what was left empty is left to the act's own default."""
    parameters = inspect.signature(act.func).parameters
    values: dict[str, Any] = {}
    for name, value in form.values().items():
        if name not in act.fields:
            continue
        parameter = parameters.get(name)
        has_default = parameter is not None and parameter.default is not parameter.empty
        if value in (None, "", []) and has_default:
            continue
        whole = parameter is not None and str(parameter.annotation).split("|")[0].strip() in {"int", "<class 'int'>"}
        values[name] = int(value) if whole and act.fields[name].kind == "number" and value is not None else value
    return values


def _choices(given: Input, objects: Sequence[Any]) -> list[tuple[str, Any]]:
    if given.choices_of is None:
        return list(given.choices() if given.choices is not None else [])
    offered = [given.choices_of(obj) for obj in objects]
    common = set.intersection(*({key for key, _title in choices} for choices in offered)) if offered else set()
    return [(key, title) for key, title in (offered[0] if offered else []) if key in common]


def _input_field(given: Input, user: Any, parameter: inspect.Parameter | None, objects: Sequence[Any]) -> forms.Field:
    default = None if parameter is None or parameter.default is parameter.empty else parameter.default
    default = default if given.initial is None else given.initial
    common: dict[str, Any] = {"label": given.label, "required": given.required, "help_text": given.help or ""}
    if given.kind == "model":
        return ScopedChoice(registry.resource(given.model).model, user, **common)
    if given.kind == "models":
        return ScopedChoices(registry.resource(given.model).model, user, **common)
    if given.kind == "choice":
        return forms.ChoiceField(choices=[("", ""), *_choices(given, objects)], initial=default, **common)
    if given.kind == "flag":
        return forms.BooleanField(initial=default, **{**common, "required": False})
    if given.kind == "translated":
        return TranslatedFormField(**common)
    if given.kind == "password":
        widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
        return forms.CharField(widget=widget, strip=False, max_length=1000, **common)
    makers: dict[str, type[forms.Field]] = {
        "text": forms.CharField,
        "long-text": forms.CharField,
        "date": forms.DateField,
        "datetime": forms.DateTimeField,
        "number": forms.DecimalField,
        "file": forms.FileField,
    }
    if given.kind not in makers:
        raise ImproperlyConfigured(f"an input has the unknown kind {given.kind!r}")
    if given.kind == "long-text":
        common["widget"] = forms.Textarea(attrs={"rows": 5})
    field = makers[given.kind](initial=default, **common)
    use_native_inputs(field)
    return field
