# SPDX-License-Identifier: EUPL-1.2
"""Doing: the add and change forms, and the form of every other act. Whatever is written, an action writes it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import CharField, HiddenInput
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from nizam.kit.actions import Action, is_visible
from nizam.kit.errors import Conflict, Refused
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import entry_address, list_address
from nizam.kit.screens.base import ScopedScreen
from nizam.kit.screens.columns import as_text, field_label
from nizam.kit.screens.forms import HouseForm, act_form, act_values, entry_form
from nizam.kit.screens.offers import can_be_filled
from nizam.kit.titles import title_of, titles


class DoingScreen(ScopedScreen, ABC):
    """A form that ends in one action."""

    act: Action
    object: Any = None

    @abstractmethod
    def form(self, data: Any = None, files: Any = None) -> HouseForm:
        """Return the form, bound to `data` when given."""

    @abstractmethod
    def run(self, form: HouseForm) -> Any:
        """Give the action what the form gathered."""

    @abstractmethod
    def prepare(self) -> None:
        """Find object and action, and check the right; raises Http404 or NotAllowed."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show the form with what the act will do."""
        self.prepare()
        refusal = self._not_now()
        return self.show(self.form(), refusals=[refusal] if refusal else [], status=409 if refusal else 200)

    def _not_now(self) -> str:
        if self.object is not None and not self.act.applies_to(self.object):
            return self.act.why_not()
        return ""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Run the action; whatever it says against it is shown on the form, which keeps what was written."""
        self.prepare()
        form = self.form(request.POST, request.FILES)
        if "override_reason" in request.POST:
            form.ask_override()
        if not form.is_valid():
            return self.show(form, status=400)
        try:
            result = self.run(form)
        except Refused as refused:
            if refused.code == "overridable" and "override_reason" not in form.fields:
                form.ask_override()
            return self.show(form, refusals=[str(reason) for reason in refused.reasons], status=409)
        except Conflict as conflict:
            return self.show_conflict(form, conflict)
        except ValidationError as error:
            form.take_errors(error)
            return self.show(form, status=400)
        return self.finish(result)

    def override(self, form: HouseForm) -> dict[str, Any]:
        """Return the override reason, when the form asked for one."""
        reason = form.cleaned_data.get("override_reason", "")
        return {"override_reason": reason} if reason else {}

    def show(
        self, form: HouseForm, *, refusals: list[str] | None = None, status: int = 200, **more: Any
    ) -> HttpResponse:
        """Show the form, with errors in a summary that leads to the fields."""
        cancel = entry_address(self.object) if self.object is not None else list_address(self.resource)
        known = {
            "form": form,
            "act": self.act,
            "danger": self.act.danger,
            "refusals": refusals or [],
            "errors": error_summary(form),
            "cancel_address": cancel,
        }
        return self.page("kit/screens/act.html", {**known, **more}, status=status)

    def show_conflict(self, form: HouseForm, conflict: Conflict) -> HttpResponse:
        """Say that somebody else was quicker; see ChangeScreen for what changed."""
        return self.show(form, refusals=[str(conflict.message)], status=412)

    def finish(self, result: Any) -> HttpResponse:
        """Go back where the page that offered the act says (`next`), else to what it made or changed, else to the list.

        A secret that is shown once gets its own page.
        """
        secret = getattr(result, "key", "") if self.act.creates and isinstance(result, Model) else ""
        if secret and "key" not in {f.name for f in result._meta.fields}:
            return self.page(
                "kit/screens/once.html",
                {
                    "secret": secret,
                    "made_title": title_of(self.request.user, result),
                    "made_address": entry_address(result),
                },
            )
        messages.success(self.request, _("Done: %(act)s.") % {"act": self.act.title})
        came_from = self.request.POST.get("next", "")
        here = self.request.get_host()
        if url_has_allowed_host_and_scheme(came_from, {here}, require_https=self.request.is_secure()):
            return redirect(came_from)
        if isinstance(result, Model) and result.pk is not None and registry.resource_of(type(result)) is not None:
            return redirect(entry_address(result))
        if self.object is not None and self.queryset().filter(uid=self.object.uid).exists():
            return redirect(entry_address(self.object))
        return redirect(list_address(self.resource))


class AddScreen(DoingScreen):
    """Adds a row through the generated `add` action."""

    def prepare(self) -> None:
        """Check the right to add."""
        self.act = _existing(self.resource.generated("add"))
        self.title = self.act.title
        self.require(self.act.permission)

    def thing_title(self) -> str:
        """Return what one such row is called."""
        return str(self.resource.model._meta.verbose_name)

    def form(self, data: Any = None, files: Any = None) -> HouseForm:
        """Return the empty form."""
        return entry_form(self.resource, self.request.user, data=data, files=files, given=self.request.GET)

    def run(self, form: HouseForm) -> Any:
        """Add the row."""
        return self.act(self.actor, **form.values(), **self.override(form))


class ChangeScreen(DoingScreen):
    """Changes a row through the generated `change` action, guarded by its revision."""

    def prepare(self) -> None:
        """Find the row and check the right to change it."""
        self.object = self.get_object()
        self.act = _existing(self.resource.generated("change"))
        self.title = self.act.title
        self.require(self.act.permission, self.object)

    def form(self, data: Any = None, files: Any = None) -> HouseForm:
        """Return the form with the row's values."""
        return entry_form(self.resource, self.request.user, obj=self.object, data=data, files=files)

    def run(self, form: HouseForm) -> Any:
        """Change the row, unless somebody else did so since it was read."""
        return self.act(
            self.actor, self.object, revision=form.cleaned_data.get("revision"), **form.values(), **self.override(form)
        )

    def show_conflict(self, form: HouseForm, conflict: Conflict) -> HttpResponse:
        """Show what stands now beside what was written; sending again then overwrites knowingly."""
        self.object = self.get_object()
        newer = [
            {
                "label": field_label(self.resource.model, name),
                "now": self._told(getattr(self.object, name)),
                "yours": self._told(value),
            }
            for name, value in form.values().items()
            if as_text(getattr(self.object, name)) != as_text(value)
        ]
        data = self.request.POST.copy()
        data["revision"] = str(self.object.revision)
        again = self.form(data, self.request.FILES)
        again.is_valid()
        return self.show(again, refusals=[str(conflict.message)], newer=newer, status=412)

    def _told(self, value: Any) -> str:
        if not isinstance(value, Model):
            return as_text(value)
        if hasattr(type(value)._default_manager, "visible_to") and not is_visible(self.request.user, value):
            return _("not open to you")
        return title_of(self.request.user, value)


class ActScreen(DoingScreen):
    """Any other act on a row."""

    def prepare(self) -> None:
        """Find the row and the act, and check the right."""
        self.object = self.get_object()
        self.act = _fillable(self.resource, self.kwargs["act"], creates=False)
        self.title = self.act.title
        self.require(self.act.permission, self.object)

    def form(self, data: Any = None, files: Any = None) -> HouseForm:
        """Return the form of the act's inputs; of an act that binds to a text, with the mark of the one that was read.

        The page that showed the text gives the mark in the address; without one, reading begins with this form.
        """
        form = act_form(self.act, self.request.user, objects=[self.object], data=data, files=files)
        if self.act.binds_to is not None:
            read = self.request.GET.get("seen") or self.act.mark_of(self.object)
            form.fields["seen"] = CharField(required=False, initial=read, widget=HiddenInput)
        return form

    def run(self, form: HouseForm) -> Any:
        """Do it; to the text that was read, where the act binds to one."""
        seen = {} if self.act.binds_to is None else {"seen": form.cleaned_data["seen"]}
        return self.act(self.actor, self.object, **act_values(self.act, form), **self.override(form), **seen)

    def show(
        self, form: HouseForm, *, refusals: list[str] | None = None, status: int = 200, **more: Any
    ) -> HttpResponse:
        """Show the form, and what it binds to, to be read."""
        return super().show(form, refusals=refusals, status=status, **{"binds_to": self._text(), **more})

    def _text(self) -> list[dict[str, str]]:
        if self.object is None or self.act.binds_to is None:
            return []
        text = self.act.binds_to(self.object)[:1]
        named = titles(self.request.user, [row for row in text if is_visible(self.request.user, row)])
        return [{"title": title, "url": entry_address(row)} for row, title in named.items() if entry_address(row)]


class MakeScreen(ActScreen):
    """An act that makes a new row."""

    def prepare(self) -> None:
        """Find the act and check the right."""
        self.act = _fillable(self.resource, self.kwargs["act"], creates=True)
        self.title = self.act.title
        self.require(self.act.permission)

    def thing_title(self) -> str:
        """Return nothing: an act that makes something says what in its own title."""
        return ""

    def run(self, form: HouseForm) -> Any:
        """Do it."""
        return self.act(self.actor, **act_values(self.act, form), **self.override(form))


def _existing(act: Action | None) -> Action:
    if act is None:
        raise Http404("no such act")
    return act


def _fillable(resource: Any, name: str, *, creates: bool) -> Action:
    act = _existing(resource.action(name))
    if act.creates is not creates or not can_be_filled(resource, act):
        raise Http404(name)
    if act in {resource.generated("add"), resource.generated("change")}:
        raise Http404(name)
    return act


def error_summary(form: HouseForm) -> list[dict[str, str]]:
    """Return every error with the id of the field it stands at, for the summary above the form."""
    if not form.is_bound:
        return []
    found = [{"text": str(text), "target": "", "label": ""} for text in form.non_field_errors()]
    for name, errors in form.errors.items():
        if name in form.fields:
            bound = form[name]
            target = bound.id_for_label or bound.auto_id
            found.extend({"text": str(text), "target": target, "label": str(bound.label)} for text in errors)
    return found
