# SPDX-License-Identifier: EUPL-1.2
"""The page where a draft is written: its text, what helps to write it, who else is at it, and how it will print."""

from __future__ import annotations

import copy
import hashlib
import io
import json
import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pypdfium2
from django import forms
from django.contrib import messages
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.templatetags.static import static
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from nizam.doors.office.pages.files import FileScreen, download
from nizam.foundations.typesetting import TypesettingError
from nizam.foundations.typesetting.marked_text import checked_blocks, read_marked_text, write_marked_text
from nizam.kit.errors import Conflict
from nizam.kit.screens.acts import ActScreen
from nizam.kit.screens.addresses import act_address
from nizam.kit.screens.base import ScopedScreen
from nizam.kit.screens.forms import HouseForm
from nizam.kit.texts import LANGUAGE_NAMES
from nizam.spine.cases.attachments import mark_words
from nizam.spine.cases.letters import case_fields, letter_language, letter_languages
from nizam.spine.cases.models import Case, CaseDocument
from nizam.spine.org.days import today_in
from nizam.spine.records.actions import drop_draftcopy, keep_draftcopy, save_draft, signature_lines
from nizam.spine.records.drafting.fields import Field, document_fields, fill_fields
from nizam.spine.records.drafting.keeping import (
    TEXT_FIELDS,
    DraftCollision,
    Texts,
    copy_in_hand,
    newer_text,
    others_at,
)
from nizam.spine.records.drafting.requirements import judge, unprintable
from nizam.spine.records.models import Document, DraftText, Phrase, ScannedPaper
from nizam.spine.records.models.documents import fault_of_text
from nizam.spine.records.paper import typeset_document
from nizam.spine.records.queries import UNISSUED
from nizam.spine.records.word import LARGEST_FILE, WORD_TYPE, NotWord, read_word, word_document

# Made by the front-end build; without it the field with marks stands.
EDITOR = "kit/vendor/editor/editor.js"
TEXT_ROWS = 22
PHRASES = 60
EARLIER_TEXTS = 20
PREVIEW_SCALE = 1.6
PREVIEW_PAGES = 20
LAST_REVISION = 999_999_999
_PREVIEW_SECONDS = 600


class DraftScreen(ActScreen):
    """Write a draft. Without JavaScript a field with marks and buttons that send it; with it an editor in its place."""

    object: Document
    collision: DraftCollision | None = None
    notice: str = ""
    shows_preview: bool = False
    compared: DraftText | None = None

    def form(self, data: Any = None, files: Any = None) -> HouseForm:
        """Return the form with what the writer has in hand, else the text as it stands."""
        if data is not None and "blocks" in data:
            data = data.copy()
            data["body"] = body_of(data)
            del data["blocks"]
        form = super().form(data, files)
        document = self.object
        kept = copy_in_hand(document, self.request.user)
        shown: Any = kept if kept is not None else document
        for name in TEXT_FIELDS:
            form.fields[name].initial = getattr(shown, name)
        body = form.fields["body"]
        body.widget = forms.Textarea(
            attrs={"rows": TEXT_ROWS, "class": "nz-draft__text", "lang": document.language, "data-draft-text": ""}
        )
        body.strip = False
        body.validators.append(_refuse_long)
        for name in ("subject", "addressee"):
            form.fields[name].max_length = 300
            form.fields[name].widget.attrs |= {"maxlength": 300, "lang": document.language}
        form.fields["revision"] = forms.IntegerField(
            widget=forms.HiddenInput,
            required=False,
            min_value=0,
            max_value=LAST_REVISION,
            initial=kept.base_revision if kept is not None else document.revision,
        )
        return form

    def run(self, form: HouseForm) -> Any:
        """Save; what others saved since this text was opened is brought together with it."""
        written = self._texts(form.cleaned_data)
        try:
            return save_draft(
                self.actor,
                self.object,
                replace(written, body=fill_fields(written.body, self.fields(written))),
                revision=self._made_from(form.cleaned_data["revision"]),
                **self.override(form),
            )
        except DraftCollision as collision:
            self.collision = collision
            raise

    def _made_from(self, revision: int | None) -> int:
        """Return the revision a text was made from, where the form says none. Raises Conflict when nobody can tell."""
        if revision is None and self.object.texts.exists():
            raise Conflict(self.act.name)
        return self.object.revision if revision is None else revision

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Save, or one of the steps between: look at the paper, put a phrase in, put the unsaved text away."""
        steps = {"look", "insert", "discard", "earlier", "compare", "word"} & set(request.POST)
        if not steps:
            return super().post(request, **kwargs)
        self.prepare()
        refusal = self._not_now()
        if refusal:
            return self.show(self.form(request.POST), refusals=[refusal], status=409)
        if "discard" in steps:
            drop_draftcopy(self.actor, self.object)
            messages.success(request, translate("What you had not saved was put away; this is the text as it stands."))
            return redirect(act_address(self.resource, self.act, self.object))
        data = request.POST.copy()
        data["body"] = body_of(data)
        data.pop("blocks", None)
        if "insert" in steps:
            phrase = self.phrases().filter(uid=_uid(request.POST["insert"])).first()
            if phrase is None:
                raise Http404("phrase")
            text = fill_fields(phrase.text, self.fields(self._texts(data)))
            data["body"] = "\n\n".join(part for part in (data.get("body", "").rstrip(), text) if part)
            self.notice = translate("“%(title)s” was put at the end of the text. Nothing is saved yet.") % {
                "title": phrase.title
            }
        if "earlier" in steps:
            row = self._earlier_text(request.POST["earlier"])
            data.update({name: getattr(row, name) for name in TEXT_FIELDS})
            self.notice = translate("The earlier text stands in the field. Save to take it back.")
        if "compare" in steps:
            self.compared = self._earlier_text(request.POST["compare"])
        refusals = self._take_word(data) if "word" in steps else []
        self.shows_preview = "look" in steps
        form = self.form(data)
        if form.is_valid():
            keep_draftcopy(
                self.actor,
                self.object,
                texts=self._texts(form.cleaned_data),
                base_revision=form.cleaned_data["revision"] or self.object.revision,
            )
        return self.show(form, refusals=refusals, status=200 if form.is_valid() and not refusals else 400)

    def _take_word(self, data: Any) -> list[str]:
        """Put the text of a Word file behind what stands in the field; return what speaks against it."""
        given = self.request.FILES.get("file")
        if given is None:
            return [translate("Choose the Word file (.docx) first.")]
        if (given.size or 0) > LARGEST_FILE:
            return [translate("The file is larger than %(size)s.") % {"size": filesizeformat(LARGEST_FILE)}]
        try:
            text = read_word(given.read(), given.name or "")
        except NotWord as fault:
            words = mark_words()
            told = "; ".join(str(words[mark]) for mark in fault.marks if mark in words)
            return [translate("The file could not be read as a Word file (.docx): %(why)s.") % {"why": told or "–"}]
        together = "\n\n".join(part for part in (data.get("body", "").rstrip(), text) if part)
        if too_long := fault_of_text(together):
            return [too_long]
        data["body"] = together
        self.notice = translate("The text of “%(name)s” stands at the end of the field. Nothing is saved yet.") % {
            "name": given.name
        }
        return []

    def show(
        self, form: HouseForm, *, refusals: list[str] | None = None, status: int = 200, **more: Any
    ) -> HttpResponse:
        """Show the text with all that helps to write it."""
        if self.collision is not None:
            form = self._after_collision(self.collision)
        document, user = self.object, self.request.user
        texts = self._texts(form.data if form.is_bound else {name: form[name].value() for name in TEXT_FIELDS})
        kept = copy_in_hand(document, user)
        revision = _whole(str(form["revision"].value() or ""), document.revision)
        newer = newer_text(document, revision)
        fields = self.fields(texts)
        too_long = bool(fault_of_text(texts.body))
        known = {
            "draft": document,
            "kept": kept if kept is not None and not form.is_bound else None,
            "newer": newer,
            "others": [one.user.display_name for one in others_at(document, user)],
            "fields": fields,
            "phrases": [
                {"phrase": one, "filled": fill_fields(one.text, fields), "uid": one.uid}
                for one in self.phrases()[:PHRASES]
            ],
            "findings": judge(document, texts),
            "unprintable": unprintable(texts),
            "earlier": list(self._earlier().defer("body")[:EARLIER_TEXTS]),
            "compared": self.compared,
            "notice": self.notice,
            "collision": self.collision,
            "preview": self._preview_pages(texts) if self.shows_preview and not too_long else None,
            "editor": {
                "blocks": None if too_long else read_marked_text(texts.body),
                "keep": reverse("office:draft_copy", args=(document.uid,)),
                "read": reverse("office:draft_blocks", args=(document.uid,)),
                "revision": revision,
                "bound": form.is_bound,
                "document": str(document.uid),
                "user": str(user.uid),
                "module": static(EDITOR) if finders.find(EDITOR) else "",
                "words": _editor_words(),
            },
        }
        return super().show(form, refusals=refusals, status=status, **known, **more)

    def page(self, template: str, context: Any = None, *, status: int = 200) -> HttpResponse:
        """Render the page of the draft in place of the plain form."""
        return super().page("door_office/pages/draft.html", context, status=status)

    def _after_collision(self, collision: DraftCollision) -> HouseForm:
        """Return the form with all that could be brought together; saving it again puts the writer's words there."""
        self.object = self.get_object()
        data = self.request.POST.copy()
        data.update({name: getattr(collision.merged, name) for name in TEXT_FIELDS})
        data["revision"] = str(self.object.revision)
        form = self.form(data)
        form.is_valid()
        keep_draftcopy(self.actor, self.object, texts=collision.merged, base_revision=self.object.revision)
        return form

    def fields(self, texts: Texts | None = None) -> list[Field]:
        """Return the fields of the paper and of its case, with their present values."""
        return draft_fields(self.request.user, self.object, texts)

    def phrases(self) -> Any:
        """Return the institution's phrases in the paper's language, for its type or for all."""
        document = self.object
        rows: Any = Phrase.objects.visible_to(self.request.user).standing()
        return rows.filter(
            Q(type=None) | Q(type=document.type_id), institution=document.institution, language=document.language
        ).order_by("title_sort")

    def _earlier(self) -> Any:
        rows = DraftText.objects.filter(document=self.object).select_related("saved_by").order_by("-of_revision")
        return rows.filter(of_revision__lt=self.object.revision)

    def _earlier_text(self, uid: str) -> DraftText:
        row: DraftText | None = self._earlier().filter(uid=_uid(uid)).first()
        if row is None:
            raise Http404("text")
        return row

    def _texts(self, values: Mapping[str, Any]) -> Texts:
        return Texts(*(_lines(str(values.get(name) or "")) for name in TEXT_FIELDS))

    def _preview_pages(self, texts: Texts) -> dict[str, Any]:
        try:
            count = len(pypdfium2.PdfDocument(preview_pdf(self.object, texts, self.request.user)))
        except TypesettingError as fault:
            return {"fault": str(fault), "pages": []}
        pages = range(1, min(count, PREVIEW_PAGES) + 1)
        return {
            "fault": "",
            "pages": [
                {"place": place, "url": reverse("office:draft_page", args=(self.object.uid, place))} for place in pages
            ],
        }


class AnswerScreen(ActScreen):
    """Write an answer: in a language that letters about the matter may be written in."""

    object: Case

    def form(self, data: Any = None, files: Any = None) -> HouseForm:
        """Return the form with the languages of the case; the one it would have by itself is chosen."""
        form = super().form(data, files)
        form.fields["language"] = forms.ChoiceField(
            label=_("Language"),
            choices=[(code, LANGUAGE_NAMES[code]) for code in letter_languages(self.object)],
            initial=letter_language(self.object),
        )
        form.fields["body"].widget.attrs["rows"] = TEXT_ROWS // 2
        form.order_fields(["type", "language", "body"])
        return form


class DraftCopyScreen(ScopedScreen):
    """What the editor sends every few seconds: a sign of life, and the text when it changed."""

    object: Document

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Keep it; answer who else is there and whether somebody saved meanwhile."""
        document = self.object = self.get_object()
        revision = _whole(request.POST.get("revision"), document.revision)
        texts, fault = None, ""
        if "body" in request.POST or "blocks" in request.POST:
            given = request.POST
            texts = Texts(given.get("subject", ""), given.get("addressee", ""), body_of(given))
            if fault := fault_of_text(texts.body):
                texts = None
        keep_draftcopy(self.actor, document, texts=texts, base_revision=revision, leaving="leaving" in request.POST)
        newer = newer_text(document, revision)
        by = newer.saved_by.display_name if newer is not None and newer.saved_by is not None else ""
        now = timezone.localtime()
        others = [one.user.display_name for one in others_at(document, request.user)]
        shown = texts if texts is not None else Texts.of(document)
        findings = judge(document, shown) if texts is not None else None
        return JsonResponse(
            {
                "kept": texts is not None,
                "refused": fault,
                "at": formats.time_format(now, "H:i"),
                "open": document.state == "draft" and document.voided_at is None,
                "others": translate("Also open before: %(people)s.") % {"people": ", ".join(others)} if others else "",
                "newer": translate("%(person)s saved a newer text. Saving brings the two together.") % {"person": by}
                if newer is not None
                else "",
                "missing": None if findings is None else [one.part for one in findings if not one.met],
            }
        )


class DraftBlocksScreen(ScopedScreen):
    """A marked text read into blocks and blocks written as text, for the editor: only one program knows the marks."""

    object: Document

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Return what was given both ways."""
        self.object = self.get_object()
        body = body_of(request.POST)
        if fault := fault_of_text(body):
            return JsonResponse({"refused": fault}, status=413)
        return JsonResponse({"blocks": read_marked_text(body), "body": body})


class WordFile(FileScreen):
    """A paper as a Word file."""

    permission = "records.view_document"

    def file(self, uid: uuid.UUID, place: int) -> HttpResponse:
        """Return the file: the text as saved, in the frame of the paper."""
        rows = Document.objects.visible_to(self.request.user).select_related("institution", "unit", "author", "type")
        document: Document = self.owner(rows, uid)
        signature = document.signatures.order_by("signed_at").last()
        if signature is not None:
            position, name = signature.position, signature.name
        else:
            position, name = signature_lines(self.request.user, document.language, today_in(document.institution))
        raw = word_document(document, position=position, name=name)
        number = document.number_text.replace("/", "-") or translate("draft")
        return download(raw, f"{number}.docx", WORD_TYPE)


class ScanFile(FileScreen):
    """The pages of a scanned paper, for who scanned them."""

    permission = "records.view_scannedpaper"

    def file(self, uid: uuid.UUID, place: int) -> HttpResponse:
        """Return the pages as they were cut out of the scan."""
        scan = self.owner(ScannedPaper.objects.visible_to(self.request.user).select_related("blob"), uid)
        return download(self.bytes_of(scan.blob), scan.file_name, scan.media_type)


class DraftPage(FileScreen):
    """One page of a draft as it will print, as a picture: with the reader's own unsaved words where he has some."""

    permission = "records.view_document"

    def file(self, uid: uuid.UUID, place: int) -> HttpResponse:
        """Return the page."""
        rows = Document.objects.visible_to(self.request.user).select_related("institution", "unit", "author", "type")
        # Of what is issued there is one picture: that of the bytes that were signed.
        document: Document = self.owner(rows.filter(state__in=UNISSUED), uid)
        kept = copy_in_hand(document, self.request.user)
        texts = Texts.of(kept if kept is not None else document)
        try:
            pdf = preview_pdf(document, texts, self.request.user)
        except TypesettingError as fault:
            sentence = translate("The paper could not be typeset: %(fault)s") % {"fault": fault}
            return self.page("door_office/pages/file_failed.html", {"sentence": sentence}, status=500)
        with pypdfium2.PdfDocument(pdf) as paper:
            if not 1 <= place <= len(paper):
                raise Http404("page")
            picture = io.BytesIO()
            paper[place - 1].render(scale=PREVIEW_SCALE).to_pil().save(picture, "PNG")
        response = download(picture.getvalue(), f"{place}.png", "image/png")
        response["Content-Disposition"] = "inline"
        return response


def draft_fields(user: Any, document: Document, texts: Texts | None = None) -> list[Field]:
    """Return the fields of a paper, those of its case among them where the reader may see the case."""
    shown = Document(
        institution=document.institution,
        unit=document.unit,
        language=document.language,
        addressee=texts.addressee if texts is not None else document.addressee,
        subject=texts.subject if texts is not None else document.subject,
    )
    found = document_fields(shown)
    link = CaseDocument.objects.filter(document=document).first()
    case = Case.objects.visible_to(user).filter(pk=link.case_id).first() if link is not None else None
    return [*case_fields(case, document.language), *found] if case is not None else found


def preview_pdf(document: Document, texts: Texts, user: Any) -> bytes:
    """Return the paper of `document` with `texts` in place of its own, as if `user` signed it now; kept a while.

    Raises TypesettingError.
    """
    stamp = "\0".join((str(document.uid), str(document.revision), texts.subject, texts.addressee, texts.body))
    key = f"office.draft.2.{hashlib.sha256(stamp.encode()).hexdigest()}.{user.pk}"
    known: bytes | None = cache.get(key)
    if known is None:
        shown = copy.copy(document)
        shown.subject, shown.addressee, shown.body = texts.subject, texts.addressee, texts.body
        # What nobody has signed bears no number, and nothing that says where its truth is checked.
        shown.number_text = shown.verification_code = ""
        position, name = signature_lines(user, shown.language, today_in(shown.institution))
        known = typeset_document(shown, position=position, name=name, at=timezone.now())
        cache.set(key, known, _PREVIEW_SECONDS)
    return known


def body_of(data: Mapping[str, Any]) -> str:
    """Return the text that was sent: the editor's blocks where they came, else the field."""
    try:
        return write_marked_text(checked_blocks(json.loads(data["blocks"])))
    except (KeyError, ValueError):
        return _lines(str(data.get("body") or ""))


def _refuse_long(text: str) -> None:
    if fault := fault_of_text(text):
        raise ValidationError(fault, code="text-too-long")


def _lines(text: str) -> str:
    """Return a text as browsers mean it: they send every line end as two characters."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def _uid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Http404("uid") from None


def _editor_words() -> dict[str, str]:
    """Return the words of the editor, in the reader's language."""
    words = {
        "toolbar": _("Text tools"),
        "text": _("Text of the paper"),
        "strong": _("Bold"),
        "emphasis": _("Italic"),
        "paragraph": _("Paragraph"),
        "heading1": _("Heading"),
        "heading2": _("Subheading"),
        "heading3": _("Small heading"),
        "bullets": _("List"),
        "numbers": _("Numbered list"),
        "outdent": _("Out of the list"),
        "indent": _("Deeper"),
        "quote": _("Quote"),
        "table": _("Table"),
        "row": _("Row below"),
        "column": _("Column after"),
        "dropRow": _("Take the row out"),
        "dropColumn": _("Take the column out"),
        "dropTable": _("Take the table out"),
        "undo": _("Undo"),
        "redo": _("Redo"),
        "kept": _("Kept at %(time)s; not yet saved into the paper."),
        "offline": _(
            "Saved here, not yet in the office: the line is away. It is sent by itself when the line is back."
        ),
        "closed": _("This paper is no longer a draft. Your words are kept for you, but cannot be saved into it."),
        "refused": _("The office did not take it. Your words are kept on this computer."),
        "restored": _("Words that had not reached the office were found on this computer and stand in the text."),
        "there": _("Is in the text"),
        "lacks": _("Is missing"),
    }
    return {name: str(word) for name, word in words.items()}
