# SPDX-License-Identifier: EUPL-1.2
"""Signing in, slowed down for those who guess.

Ten failures for a name, or fifty from an address, within fifteen minutes close the door for that name or address until
the oldest of them is fifteen minutes old. The count comes before the password is looked at, so that a closed door
tells nothing about it, and costs no hashing.
"""

from __future__ import annotations

import ipaddress
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.auth import LoginForm

from nizam.spine.org.models import SignInFailure

WINDOW = timedelta(minutes=15)
KEPT = timedelta(hours=1)
PER_NAME = 10
PER_ADDRESS = 50


def name_digest(name: str) -> str:
    """Return how a typed name is kept: keyed SHA-256, for people type passwords into the wrong field."""
    folded = name.strip().casefold()
    return salted_hmac("nizam.sign-in", folded, secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()


def is_closed(digest: str, address: str | None) -> bool:
    """Tell whether too many sign-ins failed lately for the name or from the address."""
    recent = SignInFailure.objects.filter(at__gt=timezone.now() - WINDOW)
    if recent.filter(name_digest=digest)[:PER_NAME].count() >= PER_NAME:
        return True
    return address is not None and recent.filter(address=address)[:PER_ADDRESS].count() >= PER_ADDRESS


def note_failure(digest: str, address: str | None) -> None:
    """Keep one failure, and forget those older than an hour."""
    now = timezone.now()
    SignInFailure.objects.filter(at__lt=now - KEPT).delete()
    SignInFailure.objects.create(name_digest=digest, address=address, at=now)


class SignInForm(LoginForm):
    """Name and password, refused for a while after too many failures."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Wagtail gives the field no label, and Django then makes one of its name, in English for everybody.
        self.fields["password"].label = _("Password")

    error_messages = {
        **LoginForm.error_messages,
        "closed": _(
            "Too many sign-ins failed for this name or from this place. Wait fifteen minutes and try again, or ask"
            " your administrator for a new password."
        ),
    }

    def clean(self) -> Any:
        """Count first, then look at the password; a failure is kept, a success forgets the name's failures."""
        digest = name_digest(self.cleaned_data.get("username") or "")
        address = self._address()
        if is_closed(digest, address):
            raise ValidationError(self.error_messages["closed"], code="closed")
        try:
            cleaned = super().clean()
        except ValidationError:
            note_failure(digest, address)
            raise
        if self.user_cache is not None:
            SignInFailure.objects.filter(name_digest=digest).delete()
        return cleaned

    def _address(self) -> str | None:
        try:
            return str(ipaddress.ip_address(self.request.META.get("REMOTE_ADDR", "")))
        except ValueError:
            return None
