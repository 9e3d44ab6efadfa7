# SPDX-License-Identifier: EUPL-1.2
"""What papers bring."""

from django.utils.translation import gettext_lazy as _

from nizam.kit.declare import Api, Columns, Desk, Resource
from nizam.spine.records import actions
from nizam.spine.records.models import (
    Dispatch,
    Document,
    DocumentType,
    FileClass,
    PaperLayout,
    PaperTemplate,
    Phrase,
    ScannedPaper,
)

desk = Desk(
    label="records",
    title=_("Documents"),
    icon="doc-full-inverse",
    menu_order=200,
    capabilities=["records-correspondence"],
    permissions={
        # Kept while one writes, for oneself: no register holds them.
        "records.keep_draftcopy": _("Have what one writes in a draft kept before it is saved"),
        # Done for who brought the scan, in the background.
        "records.part_scannedpaper": _("Part a scan into its papers"),
        "records.drop_draftcopy": _("Put away what one wrote in a draft and did not save"),
        actions.FREE_FROM_APPROVAL: _("Give a draft of somebody else another type than one that wants it agreed"),
    },
    resources=[
        Resource(
            Document,
            empty=_(
                "Answers and other documents stand here from the draft to the signature and on to sending. The first "
                "one appears when somebody writes the answer on the page of a case."
            ),
            visible_to=Document.objects.visible_to,
            columns=Columns(
                "number_text",
                "subject",
                "addressee",
                "state",
                "issued_on",
                "unit",
                "signatory",
                "in_reply_to",
                default=("number_text", "subject", "addressee", "state", "issued_on", "unit"),
            ),
            details=[
                "number_text",
                "subject",
                "addressee",
                "state",
                "issued_on",
                "unit",
                "in_reply_to",
                "body",
                "author",
                "signatory",
                "type",
                "file_class",
            ],
            filters=["state", "kind", "type", "unit"],
            search={"subject": 10, "number_text": 5, "body": 1},
            actions=[
                actions.compose_document,
                actions.agree_document,
                actions.sign_document,
                actions.submit_document,
                actions.return_document,
                actions.change_document,
                actions.classify_document,
                actions.attach_scan_document,
                actions.hand_over_document,
                actions.withdraw_document,
                actions.fail_signature_document,
                actions.void_document,
            ],
            api=Api(fields=("uid", "number_text", "subject", "addressee", "state", "issued_on", "unit", "body")),
            icon="doc-full-inverse",
            watchable=True,
        ),
        Resource(
            Dispatch,
            empty=_(
                "Every signed paper that leaves the house stands here: by which way, to whom, and the proof that it "
                "arrived. Answers by e-mail come by themselves; what is handed over or posted is entered on the page "
                "of the document."
            ),
            visible_to=Dispatch.objects.visible_to,
            columns=Columns("document", "recipient", "door", "state", "at", "tracking"),
            details=["document", "recipient", "door", "state", "at", "tracking", "proof"],
            filters=["door", "state"],
            actions=[actions.confirm_dispatch, actions.fail_dispatch, actions.note_dispatch],
            api=Api(fields=("uid", "document", "recipient", "door", "state", "at", "tracking")),
            icon="upload",
        ),
        Resource(
            DocumentType,
            empty=_(
                "A document type says what a paper is: its template, its book of numbers, the class it is filed under, "
                "and who must agree before it is signed. The types come with the institution, for example “Answer”."
            ),
            visible_to=DocumentType.objects.visible_to,
            columns=Columns("title", "code", "kind", "series", "file_class", "template", default_order="title"),
            details=[
                "title",
                "code",
                "kind",
                "template",
                "series",
                "file_class",
                "requires",
                "chain",
                "source",
                "valid_from",
                "valid_until",
            ],
            filters=["kind"],
            search={"title": 10},
            form=["title", "series", "file_class", "requires", "chain", "valid_from", "valid_until"],
            generic=["change", "void"],
            api=Api(fields=("uid", "code", "title", "kind", "template", "series", "file_class", "requires", "chain")),
            icon="doc-empty",
        ),
        Resource(
            FileClass,
            empty=_(
                "The file plan says where matters and papers are filed, and how long they are kept by which law. Load "
                "the list of your institution; an example comes with the program."
            ),
            visible_to=FileClass.objects.visible_to,
            columns=Columns("code", "title", "retention", "law", "source", default_order="code"),
            details=["code", "title", "retention", "law", "source"],
            search={"title": 10, "code": 5},
            form=["code", "title", "retention_years", "permanent", "law", "source"],
            actions=[actions.load_fileclass],
            api=Api(fields=("uid", "code", "title", "retention_years", "permanent", "law", "source")),
            natural_key=["institution", "code"],
            icon="folder-open-inverse",
        ),
        Resource(
            Phrase,
            empty=_(
                "Phrases are turns of words your institution writes often: the opening of an answer, how to appeal, "
                "whom to call. Add one, and it stands beside every draft in its language, ready to be put in."
            ),
            visible_to=Phrase.objects.visible_to,
            columns=Columns("title", "language", "type", default_order="title"),
            details=["title", "language", "type", "text"],
            filters=["language", "type"],
            search={"title": 10, "text": 3},
            form=["title", "language", "type", "text"],
            api=Api(fields=("uid", "title", "language", "type", "text")),
            icon="openquote",
        ),
        Resource(
            ScannedPaper,
            empty=_(
                "Papers that were printed, signed by hand and scanned come back here. Give the file: the QR on each "
                "paper says which document it is, and you confirm it."
            ),
            visible_to=ScannedPaper.objects.visible_to,
            columns=Columns("file_name", "pages", "document", "state", "created_at"),
            details=["file_name", "pages", "document", "state", "note", "created_at"],
            filters=["state"],
            actions=[actions.bring_scannedpaper, actions.confirm_scannedpaper, actions.drop_scannedpaper],
            icon="upload",
        ),
        Resource(
            PaperLayout,
            empty=_(
                "The looks of papers are the crest, the lines at head and foot, letters and margins. The first version "
                "comes with the institution; every change makes the next one."
            ),
            visible_to=PaperLayout.objects.visible_to,
            columns=Columns("version", "current", "font", "size", "created_at", "made_by", default_order="-version"),
            details=[
                "version",
                "current",
                *actions.LAYOUT_FIELDS,
                "created_at",
                "made_by",
            ],
            filters=["current", "institution"],
            actions=[actions.change_paperlayout, actions.revert_paperlayout],
            api=Api(fields=("uid", "version", "current", "font", "size", "header", "footer")),
            icon="image",
            in_menu=False,
        ),
        Resource(
            PaperTemplate,
            empty=_(
                "A template says what papers of one type say in one language, beside their text: the opening, the "
                "closing, how to appeal. The shipped words hold until you write your own, for example for answers."
            ),
            visible_to=PaperTemplate.objects.visible_to,
            columns=Columns("document_type", "language", "version", "current", "created_at", "made_by"),
            details=["document_type", "language", "version", "current", "wording", "source", "created_at", "made_by"],
            filters=["current", "language", "document_type", "institution"],
            actions=[actions.change_papertemplate, actions.revert_papertemplate, actions.retire_papertemplate],
            api=Api(fields=("uid", "document_type", "language", "version", "current", "wording", "source")),
            icon="doc-full",
            in_menu=False,
        ),
    ],
)
