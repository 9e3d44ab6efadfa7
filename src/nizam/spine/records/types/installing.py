# SPDX-License-Identifier: EUPL-1.2
"""Giving institutions the shipped document types and the example of a file plan, and finding them again."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Any

from nizam.kit.equipment import equips_institution
from nizam.kit.texts import TranslatedText
from nizam.spine.records.types.reading import (
    SHIPPED_LANGUAGES,
    ClassText,
    TypeText,
    digest_of,
    read_file_plan,
    read_types,
)


@lru_cache(maxsize=1)
def shipped_types() -> tuple[TypeText, ...]:
    """Return the document types that come with the program."""
    return tuple(read_types(_text("types.toml"), languages=SHIPPED_LANGUAGES))


@lru_cache(maxsize=1)
def example_classes() -> tuple[ClassText, ...]:
    """Return the file plan that comes with the program as an example."""
    return tuple(read_file_plan(_text("file_plan.toml"), languages=SHIPPED_LANGUAGES))


def _text(name: str) -> str:
    return files("nizam.spine.records.types").joinpath(name).read_text("utf-8")


@equips_institution
def install_types(institution: Any) -> None:
    """Give the institution every shipped document type; renew those that nobody edited there."""
    from nizam.spine.records.models import DocumentType

    rows = {row.code: row for row in DocumentType.objects.filter(institution=institution)}
    for read in shipped_types():
        row = rows.get(read.code)
        if row is None:
            row = DocumentType(institution=institution, code=read.code)
        elif row.digest == read.digest or row.digest != digest_of(row.as_entry()):
            # The same text, or one that was edited here, which stays.
            continue
        entry = read.as_entry()
        dates = {"valid_from": read.valid_from, "valid_until": read.valid_until}
        for name, value in {**entry, **dates, "title": TranslatedText(entry["title"])}.items():
            setattr(row, name, value)
        row.digest = read.digest
        row.save()


@equips_institution
def install_classes(institution: Any) -> None:
    """Give an institution that has no file plan the example of one, marked as such."""
    from nizam.spine.records.models import FileClass

    if FileClass.objects.filter(institution=institution).exists():
        return
    for read in example_classes():
        FileClass(
            institution=institution,
            code=read.code,
            title=read.title,
            retention_years=read.retention_years,
            permanent=read.permanent,
            law=read.law,
            source="Nizam",
            example=True,
        ).save()


def type_of(institution: Any, code: str) -> Any:
    """Return the institution's document type called `code`; None when it has none."""
    from nizam.spine.records.models import DocumentType

    return DocumentType.objects.standing().filter(institution=institution, code=code).first() if code else None


def file_class_of(institution: Any, code: str) -> Any:
    """Return the class `code` of the institution's file plan; None when it has none."""
    from nizam.spine.records.models import FileClass

    return FileClass.objects.standing().filter(institution=institution, code=code).first() if code else None
