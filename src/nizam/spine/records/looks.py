# SPDX-License-Identifier: EUPL-1.2
"""Which looks and which template a paper is typeset with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet

from nizam.foundations.typesetting import (
    SAMPLE_ADDRESS,
    DataError,
    Layout,
    Picture,
    letter_templates,
    read_picture,
    sample_data,
    shipped_templates,
)
from nizam.spine.org.models import Institution
from nizam.spine.records.blobs import BlobDamaged, read_bytes
from nizam.spine.records.models import Blob, Document, DocumentType, PaperLayout, PaperTemplate

FALLBACK: Final = "letter"


@dataclass(frozen=True, kw_only=True)
class Looks:
    """What a paper is typeset with: the shipped template `kind`, and the institution's own rows where it has any."""

    kind: str
    layout: PaperLayout | None = None
    template: PaperTemplate | None = None

    @property
    def own(self) -> Mapping[str, str]:
        """The institution's own words by part."""
        return self.template.wording if self.template else {}

    @property
    def source(self) -> str | None:
        """The institution's own Typst template, if it has one."""
        return (self.template.source or None) if self.template else None

    def drawn(self) -> Layout | None:
        """Return the layout as templates take it. Raises TypesettingError."""
        try:
            return as_layout(self.layout) if self.layout else None
        except BlobDamaged as error:
            raise DataError(f"a picture of the looks is gone or damaged: {error}") from error


def kind_of(document_type: DocumentType | None) -> str:
    """Return the shipped template of a document type, else the letter."""
    asked = document_type.template if document_type is not None else ""
    return asked if asked in shipped_templates() else FALLBACK


def layout_in_use(institution: Institution) -> PaperLayout | None:
    """Return the looks an institution's papers have now; none before it is equipped."""
    rows = PaperLayout.objects.filter(institution=institution, current=True, voided_at__isnull=True)
    return rows.select_related("crest", "second_logo", "institution").first()


def layout_of(institution: Institution) -> Layout | None:
    """Return the looks an institution's papers have now, as templates take them."""
    row = layout_in_use(institution)
    return as_layout(row) if row else None


def looks_of(document: Document) -> Looks:
    """Return what a document would be typeset with now."""
    kind, layout = kind_of(document.type), layout_in_use(document.institution)
    if kind not in letter_templates():
        # Sheets are made of rows, which a document has none of: one written by hand is a memorandum or a letter.
        return Looks(kind="memorandum" if document.kind == "internal" else FALLBACK, layout=layout)
    template = _templates(document.language).filter(document_type_id=document.type_id).first()
    return Looks(kind=kind, layout=layout, template=template)


def looks_for(institution: Institution, code: str, language: str) -> Looks:
    """Return what a paper of the shipped template `code` that is no document would be typeset with now."""
    template = _templates(language).filter(institution=institution, document_type__code=code).first()
    return Looks(kind=code, layout=layout_in_use(institution), template=template)


def _templates(language: str) -> QuerySet[PaperTemplate]:
    return PaperTemplate.objects.filter(language=language, current=True, voided_at__isnull=True)


def as_layout(row: PaperLayout, *, crest: bytes | None = None, second_logo: bytes | None = None) -> Layout:
    """Return the looks of a row as templates take them; pictures given stand in place of those kept.

    Raises PictureFault, and BlobDamaged when a kept picture is gone.
    """
    return Layout(
        crest=_picture(row.crest, crest),
        crest_alt=row.crest_alt,
        crest_place=row.crest_place,
        crest_height=float(row.crest_height),
        second_logo=_picture(row.second_logo, second_logo),
        second_logo_alt=row.second_logo_alt,
        header=tuple(line.strip() for line in row.header.splitlines() if line.strip()),
        footer=tuple(line.strip() for line in row.footer.splitlines() if line.strip()),
        font=row.font,
        size=float(row.size),
        margins={
            "top": float(row.margin_top),
            "bottom": float(row.margin_bottom),
            "left": float(row.margin_left),
            "right": float(row.margin_right),
        },
    )


def _picture(blob: Blob | None, raw: bytes | None) -> Picture | None:
    if raw is not None:
        return read_picture(raw) if raw else None
    return read_picture(read_bytes(blob)) if blob is not None else None


def own_sample(
    institution: Institution, kind: str, language: str, *, own: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return sample values that bear the institution's own name and address."""
    from nizam.spine.records.paper import paper_base, qr_svg

    data = sample_data(kind, language, institution.country, own=own)
    base = paper_base(institution, language, unit=None, timestamp=data["timestamp"])
    return data | {"institution": base["institution"], "qr_svg": qr_svg(SAMPLE_ADDRESS)}
