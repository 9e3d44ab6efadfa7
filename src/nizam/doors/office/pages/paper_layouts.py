# SPDX-License-Identifier: EUPL-1.2
"""Looks and templates of papers: what there is, each version, and editors that show the paper as it will be."""

from __future__ import annotations

import base64
import binascii
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nizam.doors.office.pages.entries import PageOfEntry
from nizam.foundations.typesetting import (
    PAPER_LANGUAGES,
    PictureFault,
    TypesettingError,
    letter_templates,
    preview,
    read_picture,
    shipped_source,
    wording,
)
from nizam.foundations.typesetting.wording import PARTS
from nizam.kit.ports import ports
from nizam.kit.registry import registry
from nizam.kit.screens.acts import ActScreen, MakeScreen
from nizam.kit.screens.addresses import act_address, entry_address
from nizam.kit.screens.base import OfficeScreen
from nizam.kit.screens.columns import as_text, field_label
from nizam.kit.screens.forms import HouseForm
from nizam.kit.texts import LANGUAGE_NAMES
from nizam.spine.org.models import Institution
from nizam.spine.records.actions.layouts import (
    LAYOUT_FIELDS,
    PREVIEW_SECONDS,
    check_layout,
    picture_sentence,
    template_sentence,
)
from nizam.spine.records.blobs import BlobDamaged
from nizam.spine.records.looks import as_layout, kind_of, layout_in_use, own_sample
from nizam.spine.records.models import DocumentType, PaperLayout, PaperTemplate

PAGES_SHOWN: Final = 2
SOURCE_ROWS: Final = 16
LAYOUT: Final = "records.paperlayout"
TEMPLATE: Final = "records.papertemplate"
SAMPLE: Final = "answer"


@dataclass(frozen=True)
class Drawn:
    """A sample as pictures of its pages, or the sentence that says why there is none."""

    pages: tuple[str, ...] = ()
    more: int = 0
    fault: str = ""
    diagnostic: str = ""


def draw(
    institution: Institution,
    kind: str,
    language: str,
    *,
    row: PaperLayout | None,
    pictures: Mapping[str, bytes] | None = None,
    own: Mapping[str, str] | None = None,
    source: str = "",
) -> Drawn:
    """Typeset sample values with looks, words and template, as pictures for a page of the office."""
    try:
        layout = as_layout(row, **(pictures or {})) if row is not None else None
        made = preview(
            kind,
            own_sample(institution, kind, language, own=own),
            source=source or None,
            layout=layout,
            timeout_seconds=PREVIEW_SECONDS,
        )
    except PictureFault as fault:
        return Drawn(fault=picture_sentence(fault))
    except BlobDamaged:
        return Drawn(fault=_("The stored crest cannot be read. Choose the picture again."))
    except TypesettingError as fault:
        return Drawn(fault=template_sentence(fault), diagnostic=getattr(fault, "diagnostic", ""))
    shown = tuple(f"data:image/png;base64,{base64.b64encode(page).decode()}" for page in made[:PAGES_SHOWN])
    return Drawn(pages=shown, more=len(made) - len(shown))


class PapersScreen(OfficeScreen):
    """What papers of an institution look like and say: the looks in use, every type in every language."""

    title = gettext_lazy("Looks of papers")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one institution's papers."""
        self.require(registry.resource(LAYOUT).view_permission)
        rows = PaperLayout.objects.visible_to(request.user).filter(current=True, voided_at__isnull=True)
        layouts = list(rows.select_related("institution").order_by("institution__name_sort"))
        if not layouts:
            return self.page("door_office/pages/papers.html", {"institutions": []})
        asked = request.GET.get("institution", "")
        own = next((one for one in layouts if one.institution_id == request.user.institution_id), layouts[0])
        layout = next((one for one in layouts if str(one.institution.uid) == asked), own)
        institution = layout.institution
        context = {
            "institution": institution,
            "institutions": [
                {
                    "title": str(one.institution.name),
                    "url": f"{reverse('office:papers')}?{urlencode({'institution': one.institution.uid})}",
                    "current": one is layout,
                }
                for one in layouts
            ],
            "layout": layout,
            "layout_url": entry_address(layout),
            "change_url": _act_url(request.user, LAYOUT, "change_paperlayout", layout),
            "drawn": draw(institution, SAMPLE, institution.main_language, row=layout),
            "languages": [{"code": code, "name": LANGUAGE_NAMES[code]} for code in languages_of(institution)],
            "types": self._types(institution),
        }
        return self.page("door_office/pages/papers.html", context)

    def _types(self, institution: Institution) -> list[dict[str, Any]]:
        user = self.request.user
        types = DocumentType.objects.visible_to(user).filter(institution=institution, voided_at__isnull=True)
        own = {
            (row.document_type_id, row.language): row
            for row in PaperTemplate.objects.visible_to(user).filter(
                institution=institution, current=True, voided_at__isnull=True
            )
        }
        write = registry.resource(TEMPLATE).action("change_papertemplate")
        may_write = write is not None and ports.access.has_perm(user, write.permission)
        found = []
        for kind in types.order_by("title_sort"):
            cells = []
            for code in languages_of(institution):
                row = own.get((kind.pk, code))
                url = entry_address(row) if row else write_address(kind, code) if may_write else ""
                cells.append({"language": LANGUAGE_NAMES[code], "row": row, "url": url})
            found.append({"title": str(kind.title), "cells": cells})
        return found


def languages_of(institution: Institution) -> list[str]:
    """Return the languages an institution writes papers in, its state language first."""
    return [code for code in institution.languages if code in PAPER_LANGUAGES] or ["en"]


def write_address(kind: DocumentType, language: str) -> str:
    """Return where the words of a type are written in a language."""
    act = registry.resource(TEMPLATE).action("change_papertemplate")
    assert act is not None
    query = urlencode({"document_type": kind.uid, "language": language})
    return f"{act_address(registry.resource(TEMPLATE), act)}?{query}"


def _act_url(user: Any, key: str, name: str, obj: Any) -> str:
    resource = registry.resource(key)
    act = resource.action(name)
    may = act is not None and act.applies_to(obj) and ports.access.has_perm(user, act.permission, obj)
    return act_address(resource, act, obj) if act is not None and may else ""


class VersionedEntry(PageOfEntry):
    """A version, drawn, with the other versions and what each changed."""

    template = "door_office/pages/paper_version.html"

    def entry_context(self) -> dict[str, Any]:
        """Add the drawn sample, the versions and a difference when one is asked for."""
        versions = list(self.versions())
        against = next((one for one in versions if str(one.version) == self.request.GET.get("against", "")), None)
        own = entry_address(self.object)
        return {
            **super().entry_context(),
            "drawn": self.drawn(),
            "papers_url": f"{reverse('office:papers')}?{urlencode({'institution': self.object.institution.uid})}",
            "versions": [
                {
                    "row": one,
                    "url": entry_address(one),
                    "here": one == self.object,
                    "against_url": "" if one == self.object else f"{own}?against={one.version}#difference",
                }
                for one in versions
            ],
            "against": against,
            "before": self.told(against) if against else "",
            "after": self.told(self.object) if against else "",
        }

    def versions(self) -> Any:
        """Return all versions the reader may see, newest first."""
        raise NotImplementedError

    def drawn(self) -> Drawn:
        """Return the sample."""
        raise NotImplementedError

    def told(self, row: Any) -> str:
        """Return a version as text, for the difference."""
        raise NotImplementedError


class PaperLayoutScreen(VersionedEntry):
    """One version of the looks."""

    object: PaperLayout

    def versions(self) -> Any:
        """Return the versions of this institution's looks."""
        rows = self.queryset().filter(institution=self.object.institution)
        return rows.select_related("made_by", "crest", "second_logo").order_by("-version")

    def drawn(self) -> Drawn:
        """Return an answer in these looks."""
        institution = self.object.institution
        return draw(institution, SAMPLE, institution.main_language, row=self.object)

    def told(self, row: PaperLayout) -> str:
        """Return every setting on its line; pictures by the beginning of their hash."""
        lines = [f"{field_label(PaperLayout, name)}: {_shown(row, name)}" for name in LAYOUT_FIELDS]
        lines += [f"{label}: {blob.sha256[:12]}" for label, blob in _pictures(row) if blob]
        return "\n".join(lines)


def _shown(row: PaperLayout, name: str) -> str:
    chosen = getattr(row, f"get_{name}_display", None)
    return str(chosen()) if chosen else as_text(getattr(row, name))


def _pictures(row: PaperLayout) -> list[tuple[str, Any]]:
    return [(_("Crest"), row.crest), (_("Second logo"), row.second_logo)]


class PaperTemplateScreen(VersionedEntry):
    """One version of what papers of a type say in a language."""

    object: PaperTemplate

    def entry_context(self) -> dict[str, Any]:
        """Add the way to write the next version."""
        found = super().entry_context()
        kind = self.object.document_type
        write = registry.resource(TEMPLATE).action("change_papertemplate")
        may = write is not None and ports.access.has_perm(self.request.user, write.permission, self.object)
        return {
            **found,
            "write_url": write_address(kind, self.object.language) if may else "",
            "words": [(part_title(part), text) for part, text in self.object.wording.items()],
        }

    def versions(self) -> Any:
        """Return the versions of this type and language."""
        rows = self.queryset().filter(document_type=self.object.document_type, language=self.object.language)
        return rows.select_related("made_by", "document_type").order_by("-version")

    def drawn(self) -> Drawn:
        """Return a sample of the type."""
        row = self.object
        kind = kind_of(row.document_type)
        looks = layout_in_use(row.institution)
        return draw(row.institution, kind, row.language, row=looks, own=row.wording, source=row.source)

    def told(self, row: PaperTemplate) -> str:
        """Return own words and own template as text."""
        lines = [f"{part_title(part)}: {text}" for part, text in sorted(row.wording.items())]
        return "\n".join([*lines, row.source]).strip()


def part_title(part: str) -> str:
    """Return what a part of the wording is called."""
    titles = {
        "title": _("Title"),
        "opening": _("Opening, before the text"),
        "ending": _("Ending, after the text"),
        "closing": _("Closing words"),
        "appeal": _("How to appeal"),
    }
    return titles.get(part, part)


class DrawnEditor(ActScreen):
    """An act whose form shows the paper as it will be: at once with scripts, by a button without."""

    def page(self, template: str, context: Any = None, *, status: int = 200) -> HttpResponse:
        """Render the editor in place of the plain form."""
        return super().page("door_office/pages/paper_editor.html", context, status=status)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Draw what the form holds, or save it."""
        if "look" not in request.POST and "shipped" not in request.POST:
            return super().post(request, **kwargs)
        self.prepare()
        return self.show(self.form(request.POST, request.FILES))


class ChangeLayoutScreen(DrawnEditor):
    """The looks, changed beside a sample letter."""

    object: PaperLayout

    def form(self, data: Any = None, files: Any = None) -> HouseForm:
        """Return the form with the looks in use; a picture chosen for the preview is kept in it until saved."""
        kept, self._fault = {}, ""
        if data is not None:
            data = data.copy()
            for name in ("crest", "second_logo"):
                raw = self._chosen(name, data, files)
                if raw:
                    kept[name] = raw
                data[f"{name}_kept"] = base64.b64encode(raw).decode() if raw else ""
        self._kept: dict[str, bytes] = kept
        form = super().form(data, files)
        for name in LAYOUT_FIELDS:
            form.fields[name].initial = getattr(self.object, name)
        for name in ("crest_height", "size", *(f"margin_{side}" for side in ("top", "bottom", "left", "right"))):
            form.fields[name].widget.attrs["step"] = "0.1"
        for name in ("crest", "second_logo"):
            form.fields[name].widget.attrs["accept"] = "image/png,image/jpeg,image/svg+xml"
            form.fields[f"{name}_kept"] = forms.CharField(required=False, widget=forms.HiddenInput)
            if name in kept:
                form.fields[name].help_text = _("The picture you chose is kept here until you save.")
            elif getattr(self.object, name) is None:
                form.fields.pop(f"remove_{name}")
        types = DocumentType.objects.filter(institution=self.object.institution, voided_at__isnull=True)
        form.fields["sample"] = forms.ChoiceField(
            label=_("Show as"),
            required=False,
            initial=SAMPLE,
            choices=[(kind.template, str(kind.title)) for kind in types.order_by("title_sort")],
        )
        return form

    def _chosen(self, name: str, data: Any, files: Any) -> bytes:
        file = (files or {}).get(name)
        if file is not None:
            raw = bytes(file.read())
            try:
                read_picture(raw)
            except PictureFault as fault:
                self._fault = picture_sentence(fault)
                return b""
            return raw
        try:
            return base64.b64decode(data.get(f"{name}_kept", ""), validate=True)
        except (binascii.Error, ValueError):
            return b""

    def run(self, form: HouseForm) -> Any:
        """Make the next version."""
        if self._fault:
            raise ValidationError({"crest": self._fault})
        given = {name: form.cleaned_data[name] for name in LAYOUT_FIELDS}
        for name in ("crest", "second_logo"):
            given[name] = self._kept.get(name)
            given[f"remove_{name}"] = form.cleaned_data.get(f"remove_{name}", False)
        return self.act(self.actor, self.object, **given, **self.override(form))

    def show(
        self, form: HouseForm, *, refusals: list[str] | None = None, status: int = 200, **more: Any
    ) -> HttpResponse:
        """Show the form beside the sample."""
        return super().show(form, refusals=refusals, status=status, drawn=self._drawn(form), **more)

    def _drawn(self, form: HouseForm) -> Drawn:
        institution = self.object.institution
        language = institution.main_language
        if not form.is_bound:
            return draw(institution, SAMPLE, language, row=self.object)
        if self._fault:
            return Drawn(fault=self._fault)
        if not form.is_valid():
            return Drawn(fault=_("The sample is drawn again when everything is filled in."))
        row = PaperLayout(
            institution=institution,
            crest=None if form.cleaned_data.get("remove_crest") else self.object.crest,
            second_logo=None if form.cleaned_data.get("remove_second_logo") else self.object.second_logo,
            **{name: form.cleaned_data[name] for name in LAYOUT_FIELDS},
        )
        try:
            check_layout(row)
        except ValidationError as error:
            form.take_errors(error)
            return Drawn(fault=_("These looks are not allowed: see the fields that are marked."))
        kind = form.cleaned_data.get("sample") or SAMPLE
        return draw(institution, kind, language, row=row, pictures=self._kept)


class WriteTemplateScreen(MakeScreen, DrawnEditor):
    """What papers of a type say in a language: own words, own template, beside a sample."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show the editor; who has not said for which type and language chooses them first."""
        if "document_type" not in request.GET:
            super().prepare()
            return redirect("office:papers")
        return super().get(request, **kwargs)

    def prepare(self) -> None:
        """Find the type, the language and what holds now."""
        super().prepare()
        given = self.request.POST if self.request.method == "POST" else self.request.GET
        self.kind = self._type(given.get("document_type", ""))
        self.language = given.get("language", "")
        if self.language not in PAPER_LANGUAGES:
            raise Http404("language")
        self.require(self.act.permission, PaperTemplate(institution=self.kind.institution))
        self.present = PaperTemplate.objects.filter(
            document_type=self.kind, language=self.language, current=True, voided_at__isnull=True
        ).first()
        self.shipped = wording(kind_of(self.kind), self.language, self.kind.institution.country)
        self.title = _("%(type)s in %(language)s") % {
            "type": self.kind.title,
            "language": LANGUAGE_NAMES[self.language],
        }

    def _type(self, asked: str) -> DocumentType:
        try:
            uid = uuid.UUID(asked)
        except ValueError as error:
            raise Http404("document type") from error
        rows = DocumentType.objects.visible_to(self.request.user).filter(voided_at__isnull=True)
        found: DocumentType | None = rows.select_related("institution").filter(uid=uid).first()
        if found is None:
            raise Http404("document type")
        return found

    def form(self, data: Any = None, files: Any = None) -> HouseForm:
        """Return the form: the parts of the wording, then the own template."""
        if data is not None and "shipped" in data:
            data = data.copy()
            data["source"] = shipped_source(kind_of(self.kind))
        form = HouseForm(data)
        own = self.present.wording if self.present else {}
        for part in self._parts():
            ours = getattr(self.shipped, part)
            form.fields[part] = forms.CharField(
                label=part_title(part),
                required=False,
                initial=own.get(part, ours),
                help_text=_("As shipped: %(words)s") % {"words": ours} if ours else _("As shipped: nothing"),
                widget=forms.TextInput() if part in ("title", "closing") else forms.Textarea(attrs={"rows": 3}),
            )
            form.fields[part].widget.attrs["lang"] = self.language
        form.fields["source"] = forms.CharField(
            label=_("Own template (Typst)"),
            required=False,
            strip=False,
            initial=self.present.source if self.present else "",
            help_text=_(
                "Left empty, the shipped template is used. Values come as data; files and packages cannot be read."
            ),
            widget=forms.Textarea(
                attrs={
                    "rows": SOURCE_ROWS,
                    "class": "nz-proc__text",
                    "spellcheck": "false",
                    "autocapitalize": "off",
                    "dir": "ltr",
                }
            ),
        )
        for name, value in (("document_type", self.kind.uid), ("language", self.language)):
            form.fields[name] = forms.CharField(initial=value, widget=forms.HiddenInput)
        form.fields["based_on"] = forms.IntegerField(
            initial=self.present.version if self.present else 0, widget=forms.HiddenInput
        )
        return form

    def _parts(self) -> list[str]:
        """Return the parts that papers of this kind print."""
        letters = ("opening", "ending", "closing", "appeal")
        is_letter = kind_of(self.kind) in letter_templates()
        return [part for part in PARTS if (is_letter and part in letters) or (part == "title" and self.shipped.title)]

    def _own(self, form: HouseForm) -> dict[str, str]:
        """Return the words that differ from the shipped ones."""
        said = {part: form.cleaned_data.get(part, "").replace("\r\n", "\n").strip() for part in self._parts()}
        return {part: text for part, text in said.items() if text != getattr(self.shipped, part)}

    def run(self, form: HouseForm) -> Any:
        """Make the next version."""
        return self.act(
            self.actor,
            document_type=self.kind,
            language=self.language,
            wording=self._own(form),
            source=form.cleaned_data["source"],
            based_on=form.cleaned_data["based_on"],
        )

    def show_conflict(self, form: HouseForm, conflict: Any) -> HttpResponse:
        """Say who was quicker; what was written stands, and saving again knowingly makes the version after."""
        present = self.present.version if self.present else 0
        data = self.request.POST.copy()
        data["based_on"] = str(present)
        sentence = _(
            "Somebody made version %(version)d meanwhile. What you wrote is kept below; look at that version, then "
            "save again to put yours in its place."
        ) % {"version": present}
        again = self.form(data)
        again.is_valid()
        return self.show(again, refusals=[sentence], status=412)

    def show(
        self, form: HouseForm, *, refusals: list[str] | None = None, status: int = 200, **more: Any
    ) -> HttpResponse:
        """Show the form beside the sample; a fault of the template is told once."""
        drawn = self._drawn(form)
        told = [] if drawn.fault and refusals == [drawn.fault] else refusals
        present = {"present": self.present, "present_url": entry_address(self.present) if self.present else ""}
        known = {"drawn": drawn, "can_begin": True, "show_danger": False, **present}
        return super().show(form, refusals=told, status=status, **{**known, **more})

    def _drawn(self, form: HouseForm) -> Drawn:
        institution, kind = self.kind.institution, kind_of(self.kind)
        looks = layout_in_use(institution)
        if not form.is_bound:
            row = self.present
            own, source = (row.wording, row.source) if row else ({}, "")
        elif form.is_valid():
            own, source = self._own(form), form.cleaned_data["source"]
        else:
            return Drawn(fault=_("The sample is drawn again when everything is filled in."))
        return draw(institution, kind, self.language, row=looks, own=own, source=source.replace("\r\n", "\n"))
