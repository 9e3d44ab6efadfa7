# SPDX-License-Identifier: EUPL-1.2
"""Texts in several languages, and columns derived from human text: folded for search, keyed for order."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from nizam.foundations import language as languages
from nizam.kit.scripts import OTHER_SCRIPT, in_script, reader_language

LANGUAGE_NAMES: dict[str, str] = {
    "az": "Azərbaycanca",
    "uz": "Oʻzbekcha",
    "uz-Cyrl": "Ўзбекча",
    "tr": "Türkçe",
    "en": "English",
    "ru": "Русский",
}


class TranslatedText(dict[str, str]):
    """One text in several languages, by language code; prints in the reader's language, else in the nearest there is.

    Nearest: Uzbek in the other alphabet, put into the reader's; then English, Azerbaijani, Turkish, Uzbek, Russian.
    """

    def in_language(self, code: str) -> str:
        """Return the text in `code`, else the nearest; an empty string when there is none at all."""
        other = OTHER_SCRIPT.get(code)
        if other is not None and not self.get(code) and self.get(other):
            return in_script(self[other], code)
        for candidate in [code, "en", "az", "tr", "uz", "uz-Cyrl", "ru"]:
            if self.get(candidate):
                return self[candidate]
        return ""

    def __str__(self) -> str:
        return self.in_language(reader_language())


class TranslatedWidget(forms.MultiWidget):
    """One line a language, each labelled with the language's own name."""

    template_name = "kit/widgets/translated.html"

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        self.codes = list(LANGUAGE_NAMES)
        super().__init__({code: forms.TextInput(attrs={"lang": code}) for code in self.codes}, attrs)

    def decompress(self, value: Any) -> list[str]:
        """Spread the stored mapping over the lines."""
        if isinstance(value, str):
            value = json.loads(value or "{}")
        value = value or {}
        return [value.get(code, "") for code in self.codes]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Add the languages' names and an accessible label to each line."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        for code, sub in zip(self.codes, context["widget"]["subwidgets"], strict=True):
            sub["language_name"] = LANGUAGE_NAMES[code]
            sub["attrs"]["aria-label"] = LANGUAGE_NAMES[code]
            sub["attrs"].pop("required", None)
        return context


class TranslatedFormField(forms.MultiValueField):
    """A text in several languages; at least one of them when required."""

    widget = TranslatedWidget

    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("encoder", None)
        kwargs.pop("decoder", None)
        required = kwargs.pop("required", True)
        super().__init__(
            [forms.CharField(required=False, max_length=500) for _code in LANGUAGE_NAMES],
            require_all_fields=False,
            required=False,
            **kwargs,
        )
        self.at_least_one = required

    def compress(self, values: list[str]) -> TranslatedText:
        """Gather the filled lines; raises ValidationError when one is needed and none was filled."""
        text = TranslatedText(
            {code: value.strip() for code, value in zip(LANGUAGE_NAMES, values or [], strict=False) if value}
        )
        if self.at_least_one and not text:
            raise ValidationError(_("Write this in at least one language."), code="required")
        return text

    def clean(self, value: Any) -> TranslatedText:
        """Accept a mapping too (the API and imports give one)."""
        if isinstance(value, Mapping):
            value = [value.get(code, "") for code in LANGUAGE_NAMES]
        result: TranslatedText = super().clean(value)
        return result if result else self.compress([])


class TranslatedTextField(models.JSONField):
    """Stores a TranslatedText as JSON; unknown language codes are refused."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> TranslatedText | None:
        """Turn the stored JSON into a TranslatedText."""
        loaded = super().from_db_value(value, expression, connection)
        return None if loaded is None else TranslatedText(loaded)

    def to_python(self, value: Any) -> Any:
        """Wrap a plain mapping."""
        return TranslatedText(value) if isinstance(value, Mapping) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Give the instance the printing kind of mapping, whatever it was assigned."""
        value = getattr(model_instance, self.attname)
        if isinstance(value, Mapping) and not isinstance(value, TranslatedText):
            value = TranslatedText(value)
            setattr(model_instance, self.attname, value)
        return value

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """Refuse unknown languages and non-texts."""
        super().validate(value, model_instance)
        if not isinstance(value, Mapping) or any(
            code not in LANGUAGE_NAMES or not isinstance(text, str) for code, text in value.items()
        ):
            raise ValidationError(_("A text by language is expected."), code="invalid")

    def formfield(self, **kwargs: Any) -> forms.Field:
        """Use one line a language."""
        return super().formfield(**{"form_class": TranslatedFormField, **kwargs})


class DerivedText(models.TextField):
    """A column computed from other text columns of the row at every save; never edited, never in the journal."""

    derived = True

    def __init__(self, *, sources: tuple[str, ...] = (), **kwargs: Any) -> None:
        self.sources = sources
        kwargs["editable"] = False
        kwargs.setdefault("default", "")
        kwargs["blank"] = True
        super().__init__(**kwargs)

    def deconstruct(self) -> Any:
        """Keep `sources` in migrations."""
        name, path, args, kwargs = super().deconstruct()
        kwargs["sources"] = self.sources
        kwargs.pop("editable", None)
        kwargs.pop("blank", None)
        return name, path, args, kwargs

    def compute(self, instance: models.Model) -> str:
        """Return the value for `instance`."""
        raise TypeError("a derived column is Folded or SortKey")

    def source_text(self, instance: models.Model) -> str:
        """Return the sources' text, every language of a translated one and every text of a mapping."""
        parts: list[str] = []
        for source in self.sources:
            value = getattr(instance, source)
            several = isinstance(value, Mapping)
            parts.extend([one for one in value.values() if isinstance(one, str)] if several else [str(value or "")])
        return " ".join(part for part in parts if part)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Compute on the way to the database."""
        value = self.compute(model_instance)
        setattr(model_instance, self.attname, value)
        return value


class FoldedField(DerivedText):
    """Search key of the sources (foundations.language.fold): one form for all spellings."""

    def compute(self, instance: models.Model) -> str:
        """Fold every source."""
        return languages.fold(self.source_text(instance))


class SortKeyField(DerivedText):
    """Order key of the first source in the row's language (`text_language()` of the row, else English)."""

    def compute(self, instance: models.Model) -> str:
        """Return the key whose byte order is the alphabet's order."""
        code = getattr(instance, "text_language", lambda: "en")() or "en"
        value = getattr(instance, self.sources[0])
        text = TranslatedText(value).in_language(code) if isinstance(value, Mapping) else str(value or "")
        return languages.sort_key(text, code if code in languages.LANGUAGES else "en")
