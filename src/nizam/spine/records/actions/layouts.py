# SPDX-License-Identifier: EUPL-1.2
"""Looks and templates of papers: changed by making the next version, taken back by making it like an older one."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import F, Max
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from nizam.foundations.typesetting import (
    LimitExceeded,
    PictureFault,
    TemplateError,
    TypesettingError,
    layout_faults,
    preview,
    read_picture,
    require_drawable,
)
from nizam.kit.actions import Actor, Input, action
from nizam.kit.errors import Conflict, Refused
from nizam.spine.org.models import Institution
from nizam.spine.records.blobs import keep_bytes
from nizam.spine.records.looks import as_layout, kind_of, own_sample
from nizam.spine.records.models import Blob, DocumentType, PaperLayout, PaperTemplate
from nizam.spine.records.models.layouts import crest_places, letterforms, paper_languages

MOST_SOURCE: Final = 60_000
MOST_WORDS: Final = 4_000
PREVIEW_SECONDS: Final = 10
_SAMPLED: Final = ("answer", "memorandum")

LAYOUT_FIELDS: Final = (
    "crest_alt",
    "crest_place",
    "crest_height",
    "second_logo_alt",
    "header",
    "footer",
    "font",
    "size",
    "margin_top",
    "margin_bottom",
    "margin_left",
    "margin_right",
)
_MARGIN: Final = Decimal("1.5")


def picture_sentence(fault: PictureFault) -> str:
    """Return what is wrong with a picture and what to do, in the reader's language."""
    sentences = {
        "size": _("The picture is larger than 512 KB. Make it smaller and choose it again."),
        "kind": _("This is no picture that papers can carry. Choose a PNG, JPEG or SVG file."),
        "damaged": _("The picture cannot be read: the file is damaged or not complete."),
        "sides": _("The picture has too many points (at most 4000 by 4000): %(detail)s."),
        "element": _(
            "The SVG holds something that is no shape: %(detail)s. Turn letters into outlines, save it plain."
        ),
        "reference": _("The SVG refers to something outside itself. Save it with everything inside."),
        "many": _("The SVG holds too many shapes. Simplify it and choose it again."),
    }
    return str(sentences[fault.code]) % {"detail": fault.detail} if fault.detail else str(sentences[fault.code])


def template_sentence(fault: TypesettingError) -> str:
    """Return in the reader's language why a template gives no paper, with the line and Typst's own words."""
    if isinstance(fault, LimitExceeded):
        if fault.limit == "memory":
            return translate("The template needs more memory than a paper may take.")
        if fault.limit == "queue":
            return translate("Other papers are being made just now. Try again in a moment.")
        return translate("The template takes longer than a paper may take. Does something in it repeat without end?")
    if not isinstance(fault, TemplateError):
        return translate("The paper could not be typeset: %(fault)s") % {"fault": fault}
    known = (
        ("file not found", _("The template asks for a file that is not there; it may use only what comes with it")),
        ("escape the project root", _("The template asks for a file outside its folder, which is not allowed")),
        ("failed to download package", _("The template asks for a package from the network; packages are not used")),
        ("unknown variable", _("The template names something that does not exist")),
        ("does not contain key", _("The template asks for a value that papers of this type do not have")),
        ("could not be displayed", _("The template writes a character that the letters do not have")),
        ("unclosed", _("Something that was opened in the template is not closed")),
        ("expected", _("The template is not written as Typst wants it")),
        ("panicked", _("The template stopped by itself")),
        ("depth exceeded", _("Something in the template calls itself without end")),
    )
    sentence = next(
        (str(said) for sign, said in known if sign in fault.message), translate("Typst refuses the template")
    )
    words = {"line": fault.line, "sentence": sentence, "words": fault.message}
    if fault.line is None:
        return translate("%(sentence)s (Typst says: %(words)s).") % words
    return translate("Line %(line)d: %(sentence)s (Typst says: %(words)s).") % words


def check_layout(layout: PaperLayout) -> None:
    """Hold looks against the law of the country. Raises ValidationError with a sentence at each field."""
    country = layout.institution.country
    sentences: dict[str, str] = {}
    for field, code, least, most in layout_faults(as_layout(layout), country):
        if code == "bounds" and least == most:
            sentences[field] = translate("The rules on letters of this country set this at %(least)s.") % {
                "least": f"{least:g}"
            }
        elif code == "bounds":
            sentences[field] = translate("This must lie between %(least)s and %(most)s.") % {
                "least": f"{least:g}",
                "most": f"{most:g}",
            }
        elif code == "lines":
            sentences[field] = translate("At most %(lines)d lines of %(letters)d letters each.") % {
                "lines": int(least),
                "letters": int(most),
            }
    if sentences:
        raise ValidationError(sentences)


def _looked_at(actor: Actor, obj: Any, **kwargs: Any) -> dict[str, Any]:
    """Read uploaded pictures and refuse bad ones before anything is locked."""
    for name in ("crest", "second_logo"):
        file = kwargs.get(name)
        if file is None:
            continue
        raw = file if isinstance(file, bytes) else file.read()
        try:
            read_picture(raw)
            require_drawable(raw)
        except PictureFault as fault:
            raise ValidationError({name: picture_sentence(fault)}) from fault
        except TypesettingError as fault:
            raise ValidationError({name: template_sentence(fault)}) from fault
        kwargs[name] = raw
    return kwargs


def _decimal(label: Any, initial: Any = None) -> Input:
    return Input(label=label, kind="number", initial=initial)


@action(
    "records.change_paperlayout",
    title=_("Change the looks"),
    fields={
        "crest": Input(label=_("Crest (PNG, JPEG or SVG)"), kind="file", required=False),
        "remove_crest": Input(label=_("Take the crest away"), kind="flag", required=False),
        "crest_alt": Input(
            label=_("Crest in words"), required=False, help=_("For who cannot see it: for example “Coat of arms”.")
        ),
        "crest_place": Input(label=_("Place of the crest"), kind="choice", choices=crest_places),
        "crest_height": _decimal(_("Height of the crest, cm")),
        "second_logo": Input(label=_("Second logo (PNG, JPEG or SVG)"), kind="file", required=False),
        "remove_second_logo": Input(label=_("Take the second logo away"), kind="flag", required=False),
        "second_logo_alt": Input(label=_("Second logo in words"), required=False),
        "header": Input(
            label=_("Lines above the name"),
            kind="long-text",
            required=False,
            help=_("One a line. Left empty, what the country's rules want stands there."),
        ),
        "footer": Input(
            label=_("Lines at the foot"),
            kind="long-text",
            required=False,
            help=_("One a line. Left empty, address and phone of the institution stand there."),
        ),
        "font": Input(label=_("Letterforms"), kind="choice", choices=letterforms),
        "size": _decimal(_("Size of letters, points")),
        "margin_top": _decimal(_("Top margin, cm")),
        "margin_bottom": _decimal(_("Bottom margin, cm")),
        "margin_left": _decimal(_("Left margin, cm")),
        "margin_right": _decimal(_("Right margin, cm")),
    },
    available=lambda layout: layout.current and layout.voided_at is None,
    otherwise=_(
        "Somebody has made a newer version meanwhile. What you wrote still stands here: open the newer version beside "
        "it and change that one."
    ),
    prepare=_looked_at,
)
def change_paperlayout(
    actor: Actor,
    layout: PaperLayout,
    *,
    crest: Any = None,
    remove_crest: bool = False,
    crest_alt: str = "",
    crest_place: str = "centre",
    crest_height: Decimal = Decimal(2),
    second_logo: Any = None,
    remove_second_logo: bool = False,
    second_logo_alt: str = "",
    header: str = "",
    footer: str = "",
    font: str = "sans",
    size: Decimal = Decimal(11),
    margin_top: Decimal = _MARGIN,
    margin_bottom: Decimal = _MARGIN,
    margin_left: Decimal = _MARGIN,
    margin_right: Decimal = _MARGIN,
) -> PaperLayout:
    """Make the next version of the looks; papers issued from now on follow it, those issued stay as they are."""
    made = PaperLayout(
        institution=layout.institution,
        crest=_picture(layout.crest, crest, remove_crest),
        crest_alt=crest_alt[:100],
        crest_place=crest_place,
        crest_height=crest_height,
        second_logo=_picture(layout.second_logo, second_logo, remove_second_logo),
        second_logo_alt=second_logo_alt[:100],
        header=header.replace("\r\n", "\n").strip(),
        footer=footer.replace("\r\n", "\n").strip(),
        font=font,
        size=size,
        margin_top=margin_top,
        margin_bottom=margin_bottom,
        margin_left=margin_left,
        margin_right=margin_right,
    )
    return _next_layout(actor, layout.institution, made)


@action(
    "records.revert_paperlayout",
    title=_("Take back to this version"),
    available=lambda layout: not layout.current and layout.voided_at is None,
    otherwise=_("This version is in use already."),
    danger=_("A new version like this one is made and used for every paper from now on."),
)
def revert_paperlayout(actor: Actor, layout: PaperLayout) -> PaperLayout:
    """Make the next version of the looks like an older one."""
    made = PaperLayout(
        institution=layout.institution,
        crest=_again(layout.crest),
        second_logo=_again(layout.second_logo),
        **{name: getattr(layout, name) for name in LAYOUT_FIELDS},
    )
    return _next_layout(actor, layout.institution, made)


def _picture(before: Blob | None, raw: Any, remove: bool) -> Blob | None:
    if raw:
        return keep_bytes(raw)
    return None if remove else _again(before)


def _again(blob: Blob | None) -> Blob | None:
    """Count one reference more to a picture that an older version holds too."""
    if blob is not None:
        Blob.objects.filter(pk=blob.pk).update(references=F("references") + 1)
    return blob


def _next_layout(actor: Actor, institution: Institution, made: PaperLayout) -> PaperLayout:
    rows = PaperLayout.objects.select_for_update().filter(institution=institution)
    made.version = (rows.aggregate(most=Max("version"))["most"] or 0) + 1
    made.made_by = actor.user
    check_layout(made)
    _try(institution, as_layout(made))
    for row in rows.filter(current=True):
        row.current = False
        row.save(update_fields=["current"])
    made.full_clean()
    made.save()
    return made


def _try(institution: Institution, layout: Any) -> None:
    """Typeset samples with the new looks, so that a picture nobody can draw never stops a signature."""
    for kind in _SAMPLED:
        try:
            preview(
                kind, own_sample(institution, kind, institution.main_language), layout=layout, ppi=20,
                timeout_seconds=PREVIEW_SECONDS,
            )  # fmt: skip
        except TypesettingError as fault:
            raise Refused(template_sentence(fault), code="typesetting") from fault


def _tried(actor: Actor, obj: Any, **kwargs: Any) -> dict[str, Any]:
    """Typeset a sample with the template as it is meant to be, before anything is locked."""
    wording, source = dict(kwargs.get("wording") or {}), kwargs.get("source") or ""
    if len(source) > MOST_SOURCE:
        raise ValidationError({"source": translate("The template is too long.")})
    for part, text in wording.items():
        if len(text) > MOST_WORDS:
            raise ValidationError({part: translate("This is too long for a paper.")})
    try_template(kwargs["document_type"], kwargs["language"], wording, source)
    return kwargs


def try_template(document_type: DocumentType, language: str, wording: Mapping[str, str], source: str) -> None:
    """Typeset a sample of a type with own words and template. Raises Refused with the sentence of the fault."""
    kind = kind_of(document_type)
    data = own_sample(document_type.institution, kind, language, own=wording)
    try:
        preview(kind, data, source=source or None, ppi=20, timeout_seconds=PREVIEW_SECONDS)
    except TypesettingError as fault:
        raise Refused(template_sentence(fault), code="typesetting") from fault


@action(
    "records.change_papertemplate",
    title=_("Change what papers say"),
    creates=True,
    fields={
        "document_type": Input(label=_("Document type"), kind="model", model="records.documenttype"),
        "language": Input(label=_("Language"), kind="choice", choices=paper_languages),
        "wording": Input(label=_("Own words"), kind="mapping", required=False),
        "source": Input(label=_("Own template"), kind="long-text", required=False),
        "based_on": Input(label=_("Version"), kind="number", required=False),
    },
    prepare=_tried,
)
def change_papertemplate(
    actor: Actor,
    *,
    document_type: DocumentType,
    language: str,
    wording: Mapping[str, str] | None = None,
    source: str = "",
    based_on: int | None = None,
) -> PaperTemplate:
    """Make the next version of what papers of a type say in a language.

    `based_on` is the version the change began with (0: as shipped); when another stands meanwhile, Conflict is raised.
    """
    _one_at_a_time(document_type)
    present = PaperTemplate.objects.filter(document_type=document_type, language=language, current=True).first()
    if based_on is not None and based_on != (present.version if present else 0):
        raise Conflict("records.papertemplate")
    said = {part: str(text).replace("\r\n", "\n").strip() for part, text in (wording or {}).items()}
    made = PaperTemplate(
        institution=document_type.institution,
        document_type=document_type,
        language=language,
        wording=said,
        source=source.replace("\r\n", "\n").rstrip(),
    )
    return _next_template(actor, made)


@action(
    "records.revert_papertemplate",
    title=_("Take back to this version"),
    available=lambda template: not template.current and template.voided_at is None,
    otherwise=_("This version is in use already."),
    danger=_("A new version like this one is made and used for every such paper from now on."),
)
def revert_papertemplate(actor: Actor, template: PaperTemplate) -> PaperTemplate:
    """Make the next version of a template like an older one."""
    try_template(template.document_type, template.language, template.wording, template.source)
    made = PaperTemplate(
        institution=template.institution,
        document_type=template.document_type,
        language=template.language,
        wording=dict(template.wording),
        source=template.source,
    )
    return _next_template(actor, made)


@action(
    "records.retire_papertemplate",
    title=_("Go back to the shipped words"),
    available=lambda template: template.current and template.voided_at is None,
    otherwise=_("This version is no longer in use."),
    danger=_("Papers of this type follow the shipped words again. Your versions are kept and can be taken back."),
)
def retire_papertemplate(actor: Actor, template: PaperTemplate) -> PaperTemplate:
    """Let papers of this type and language follow the shipped words and template again."""
    template.current = False
    template.save(update_fields=["current"])
    return template


def _one_at_a_time(document_type: DocumentType) -> None:
    """Let others who write the words of the same type wait until this is done: versions follow each other."""
    DocumentType.objects.select_for_update(no_key=True).get(pk=document_type.pk)


def _next_template(actor: Actor, made: PaperTemplate) -> PaperTemplate:
    _one_at_a_time(made.document_type)
    rows = PaperTemplate.objects.select_for_update().filter(document_type=made.document_type, language=made.language)
    made.version = (rows.aggregate(most=Max("version"))["most"] or 0) + 1
    made.made_by = actor.user
    for row in rows.filter(current=True):
        row.current = False
        row.save(update_fields=["current"])
    made.full_clean()
    made.save()
    return made
