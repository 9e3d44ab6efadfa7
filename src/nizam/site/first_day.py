# SPDX-License-Identifier: EUPL-1.2
"""The first day of an empty home: one page on this machine only, behind a code printed on the terminal."""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import ipaddress
import json
import os
import secrets
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from nizam.kit.actions import Actor
from nizam.kit.errors import Refused
from nizam.kit.scripts import reader_language, screen_language
from nizam.kit.texts import LANGUAGE_NAMES

# No 0, O, 1, I or L: the code is read from one screen and typed on another.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 10
TRIES = 5


def _code_file(home: Path) -> Path:
    return home / "run" / "first-day.json"


def open_first_day(home: Path) -> str:
    """Make a new one-time code for this home and return it; only its hash is kept."""
    code = "".join(secrets.choice(ALPHABET) for _letter in range(LENGTH))
    path = _code_file(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        json.dump({"digest": _digest(code), "wrong": 0}, stream)
    return f"{code[:5]}-{code[5:]}"


def close_first_day(home: Path) -> str:
    """Forget the code: this home is not empty. Returns an empty text, which is no code."""
    _code_file(home).unlink(missing_ok=True)
    return ""


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def code_is_right(home: Path, typed: str) -> bool:
    """Compare what was typed with the code, in constant time; a wrong one is counted, and the fifth ends the code.

    The count lies in a locked file: every web process counts in the same place.
    """
    normal = "".join(letter for letter in typed.upper() if letter.isalnum())
    try:
        descriptor = os.open(_code_file(home), os.O_RDWR)
    except FileNotFoundError:
        return False
    with os.fdopen(descriptor, "r+", encoding="ascii") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        kept = json.load(stream)
        right = hmac.compare_digest(kept["digest"], _digest(normal)) and kept["wrong"] < TRIES
        if not right:
            kept["wrong"] += 1
            stream.seek(0)
            stream.truncate()
            json.dump(kept, stream)
    return right


def is_open(home: Path) -> bool:
    """Tell whether a code is waiting that was not guessed at too often."""
    try:
        kept = json.loads(_code_file(home).read_text("ascii"))
    except (FileNotFoundError, ValueError):
        return False
    return int(kept["wrong"]) < TRIES


def _countries() -> list[tuple[str, Any]]:
    from nizam.spine.org.models.institution import countries

    return countries()


class FirstDayForm(forms.Form):
    """What the house must know to begin."""

    one_time_code = forms.CharField(
        label=gettext_lazy("One-time code"),
        help_text=gettext_lazy("It stands on the terminal where Nizam was started."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    name = forms.CharField(label=gettext_lazy("Name of the institution"), max_length=300)
    code = forms.SlugField(
        label=gettext_lazy("Short code"),
        help_text=gettext_lazy("Small Latin letters, digits and hyphens; it stands in addresses and commands."),
        max_length=40,
    )
    country = forms.ChoiceField(label=gettext_lazy("Country"), choices=_countries)
    main_language = forms.ChoiceField(
        label=gettext_lazy("Main language"),
        help_text=gettext_lazy("The language of the name above; lists are sorted by its alphabet."),
        choices=list(LANGUAGE_NAMES.items()),
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Further languages"),
        choices=list(LANGUAGE_NAMES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    login = forms.CharField(
        label=gettext_lazy("Your sign-in name"),
        help_text=gettext_lazy("You become the technical administrator: you grant roles and read no letters."),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        help_text=gettext_lazy("At least ten characters."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password_again = forms.CharField(
        label=gettext_lazy("Password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Compare the passwords, and ask the house's rules for them."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        password = values.get("password")
        if password and password != values.get("password_again"):
            self.add_error("password_again", _("The two passwords differ."))
        elif password:
            try:
                validate_password(password)
            except ValidationError as error:
                self.add_error("password", error)
        return values


def _is_here(request: HttpRequest) -> bool:
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


@sensitive_post_parameters("password", "password_again", "one_time_code")
@never_cache
@require_http_methods(["GET", "POST"])
def first_day(request: HttpRequest) -> HttpResponse:
    """Show and take the form of the first day. Not there (404) for anyone elsewhere, and once the day is over."""
    from nizam.site.maintenance.home import has_institution

    home = Path(settings.NIZAM_HOME)
    if not _is_here(request) or not is_open(home) or has_institution():
        raise Http404
    language = request.GET.get("language", "")
    if language in dict(settings.LANGUAGES):
        translation.activate(language)
    shown = translation.get_language() or "en"
    form = FirstDayForm(request.POST or None, initial={"main_language": screen_language(shown)}, label_suffix="")
    if request.method == "POST" and form.is_valid():
        if not code_is_right(home, form.cleaned_data["one_time_code"]):
            if not is_open(home):
                return _page(request, None, status=403)
            form.add_error("one_time_code", _("This is not the code on the terminal."))
        elif _found(request, form):
            close_first_day(home)
            return _page(request, None)
    return _page(request, form, status=422 if form.errors else 200)


def _page(request: HttpRequest, form: FirstDayForm | None, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "spent": status == 403,
        "languages": settings.LANGUAGES,
        "shown_language": reader_language(),
    }
    return render(request, "site/first_day.html", context, status=status)


def _found(request: HttpRequest, form: FirstDayForm) -> bool:
    from nizam.site.founding import found_house
    from nizam.spine.org.actions import operator_actor

    given = form.cleaned_data
    operator = operator_actor()
    actor = Actor(user=operator.user, door="first-day", address=request.META["REMOTE_ADDR"])
    try:
        found_house(
            actor,
            code=given["code"],
            name=given["name"],
            country=given["country"],
            languages=list(dict.fromkeys([given["main_language"], *given["languages"]])),
            login=given["login"],
            password=given["password"],
        )
    except ValidationError as error:
        for field, texts in getattr(error, "message_dict", {"__all__": error.messages}).items():
            target = {"username": "login"}.get(field, field)
            form.add_error(target if target in form.fields else None, texts)
        return False
    except Refused as refused:
        form.add_error(None, [str(reason) for reason in refused.reasons])
        return False
    return True
