# SPDX-License-Identifier: EUPL-1.2
"""The institution, above every unit."""

from __future__ import annotations

import zoneinfo
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import ScopedQuerySet
from nizam.kit.scripts import ScriptsError, read_own_words
from nizam.kit.texts import LANGUAGE_NAMES, FoldedField, SortKeyField, TranslatedTextField
from nizam.kit.uids import uuid7

ZONES = {"AZ": "Asia/Baku", "UZ": "Asia/Tashkent", "TR": "Europe/Istanbul"}


def countries() -> list[tuple[str, Any]]:
    """Return the countries whose law calendar the house carries."""
    return [("AZ", _("Azerbaijan")), ("UZ", _("Uzbekistan")), ("TR", _("Turkey"))]


def validate_zone(value: str) -> None:
    """Refuse a time zone the tz database does not know."""
    if value not in zoneinfo.available_timezones():
        raise ValidationError(_("There is no time zone “%(zone)s”."), params={"zone": value})


def validate_languages(value: Any) -> None:
    """Refuse anything but a list of known language codes."""
    if not isinstance(value, list) or not value or any(code not in LANGUAGE_NAMES for code in value):
        raise ValidationError(_("A list of language codes is expected, such as tr, en."))


def validate_spellings(value: str) -> None:
    """Refuse a line that is no word in both alphabets."""
    try:
        read_own_words(value)
    except ScriptsError as error:
        raise ValidationError(
            _("This line is not one Latin word, a sign of equality and one Cyrillic word: %(line)s"),
            code="spelling",
            params={"line": str(error)},
        ) from error


class Institution(models.Model):
    """A ministry, municipality, office or library: country, zone, languages and names hang on it."""

    SCOPE: ClassVar[str] = "institution"
    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    uid = models.UUIDField(_("identifier"), default=uuid7, unique=True, editable=False)
    code = models.CharField(
        _("code"),
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9-]*$", _("Small Latin letters, digits and hyphens."))],
    )
    name = TranslatedTextField(_("name"))
    name_folded = FoldedField(sources=("name",))
    name_sort = SortKeyField(sources=("name",))
    country = models.CharField(_("country"), max_length=2, choices=countries)
    zone = models.CharField(_("time zone"), max_length=40, validators=[validate_zone])
    languages = models.JSONField(_("languages"), default=list, validators=[validate_languages])
    parent = models.ForeignKey(
        "self",
        verbose_name=_("superior institution"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="subordinates",
    )
    state_code = models.CharField(_("state code"), max_length=40, blank=True)
    public_address = models.URLField(_("public address"), blank=True)
    postal_address = models.CharField(_("postal address"), max_length=300, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    own_spellings = models.TextField(
        _("own spellings of Uzbek words"),
        blank=True,
        max_length=20_000,
        validators=[validate_spellings],
        help_text=_("One word a line, Latin = Cyrillic: so it is written where a text is shown in the other alphabet."),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)
    revision = models.PositiveIntegerField(default=1, editable=False)
    voided_at = models.DateTimeField(null=True, blank=True, editable=False)
    void_reason = models.CharField(max_length=500, blank=True, editable=False)
    language_rules = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        ordering = ["name_sort"]

    def __str__(self) -> str:
        return str(self.name)

    def save(self, *args: Any, update_fields: Any = None, **kwargs: Any) -> None:
        """Save with derived columns, the rules' version and the next revision."""
        from nizam.foundations.language import RULES_VERSION

        if self.pk is not None and not self._state.adding:
            self.revision += 1
        self.language_rules = RULES_VERSION
        if update_fields is not None:
            update_fields = {*update_fields, "name_folded", "name_sort", "revision", "language_rules", "updated_at"}
        super().save(*args, update_fields=update_fields, **kwargs)

    @property
    def institution(self) -> Institution:
        """Itself, so that every row of the house answers the same question."""
        return self

    @property
    def main_language(self) -> str:
        """Return the language whose alphabet orders its lists."""
        return self.languages[0] if self.languages else "en"

    def text_language(self) -> str:
        """Return the language this row is sorted by."""
        return self.main_language

    @property
    def tzinfo(self) -> zoneinfo.ZoneInfo:
        """Return its time zone."""
        return zoneinfo.ZoneInfo(self.zone)
