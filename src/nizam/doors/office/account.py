# SPDX-License-Identifier: EUPL-1.2
"""One's own account: language, look of the office, password. Nothing else of an account is one's own to change."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from wagtail.users.models import UserProfile

from nizam.kit.ports import JournalEntry, ports
from nizam.kit.screens.acts import error_summary
from nizam.kit.screens.base import OfficeScreen

LOOK = ("theme", "contrast", "density", "keyboard_shortcuts")


class LookForm(forms.ModelForm):
    """Language and look."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=[("", gettext_lazy("of the browser")), *settings.LANGUAGES],
        required=False,
    )
    field_order = ("language", *LOOK)

    class Meta:
        model = UserProfile
        fields = LOOK
        # The shell's own words name its maker, which tells a clerk nothing.
        labels: ClassVar = {"theme": gettext_lazy("Light or dark")}
        help_texts: ClassVar = {
            "keyboard_shortcuts": gettext_lazy("Single keys lead through lists and pages; press ? to see which.")
        }


@method_decorator(sensitive_post_parameters(), name="dispatch")
class AccountScreen(OfficeScreen):
    """Two small forms, each sent by itself."""

    title = gettext_lazy("Your account")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show both forms."""
        return self._show(self._look(), PasswordChangeForm(request.user))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep the form that was sent; the new password ends every other session of the account."""
        if "new_password1" in request.POST:
            password = PasswordChangeForm(request.user, request.POST)
            if not password.is_valid():
                return self._show(self._look(), password, status=400)
            with transaction.atomic():
                password.save()
                self._write("org.reset_user", {})
            update_session_auth_hash(request, password.user)
            messages.success(
                request, _("The new password holds from now on; other sessions of this account have ended.")
            )
            return redirect("office:account")
        look = self._look(request.POST)
        if not look.is_valid():
            return self._show(look, PasswordChangeForm(request.user), status=400)
        with transaction.atomic():
            look.save()
            self._keep_language(look.cleaned_data["language"])
        messages.success(request, _("Your choices are kept."))
        return redirect("office:account")

    def _look(self, data: Any = None) -> LookForm:
        user = self.request.user
        return LookForm(data, instance=UserProfile.get_for_user(user), initial={"language": user.language})

    def _keep_language(self, language: str) -> None:
        user = self.request.user
        if user.language == language:
            return
        before, user.language = user.language, language
        user.save(update_fields=["language"])
        self._write("org.change_user", {"language": (before, language)})

    def _write(self, action: str, changes: dict[str, tuple[Any, Any]]) -> None:
        user = self.request.user
        ports.journal.write(JournalEntry(actor=self.actor, action=action, obj=user, changes=changes))

    def _show(self, look: forms.Form, password: forms.Form, *, status: int = 200) -> HttpResponse:
        # Django's own form would take the focus, and the page would open at its lower half.
        password.fields["old_password"].widget.attrs.pop("autofocus", None)
        parts = [
            {"title": _("Language and look"), "button": _("Keep"), "form": look},
            {"title": _("Password"), "button": _("Set the new password"), "form": password},
        ]
        shown = parts if self.request.user.has_usable_password() else parts[:1]
        errors = [error for part in shown for error in error_summary(part["form"])]
        return self.page("door_office/account.html", {"parts": shown, "errors": errors}, status=status)
