# SPDX-License-Identifier: EUPL-1.2
"""Routes of the pages that are no list. They stand before those of the declared resources and replace some of them."""

from __future__ import annotations

from django.urls import URLPattern, path

from nizam.doors.office.home import HomeScreen
from nizam.doors.office.pages.arrivals import ArrivalsScreen, ByHandScreen
from nizam.doors.office.pages.case import CaseScreen
from nizam.doors.office.pages.charter import CharterScreen
from nizam.doors.office.pages.charter_changes import CharterChangesScreen
from nizam.doors.office.pages.charter_reading import CharterReadingScreen
from nizam.doors.office.pages.collegium import CollegiumItemScreen, CollegiumScreen
from nizam.doors.office.pages.documents import DocumentScreen, PaperPreview, SubmitScreen, WaitingScreen
from nizam.doors.office.pages.drafting import (
    AnswerScreen,
    DraftBlocksScreen,
    DraftCopyScreen,
    DraftPage,
    DraftScreen,
    ScanFile,
    WordFile,
)
from nizam.doors.office.pages.entries import TaskScreen
from nizam.doors.office.pages.envelope import EnvelopeScreen
from nizam.doors.office.pages.files import (
    AttachmentFile,
    AttachmentText,
    CaseReportFile,
    CharterExport,
    CharterFile,
    LetterFile,
    LetterHypertext,
    PaperFile,
    PictureFile,
    ReceiptFile,
    ResolutionSlipFile,
    TaskSheetFile,
)
from nizam.doors.office.pages.institution_tree import InstitutionTreeScreen
from nizam.doors.office.pages.paper_layouts import (
    ChangeLayoutScreen,
    PaperLayoutScreen,
    PapersScreen,
    PaperTemplateScreen,
    WriteTemplateScreen,
)
from nizam.doors.office.pages.plans import MeasureScreen, PlanScreen
from nizam.doors.office.pages.procedure import ProcedureFile, ProcedureScreen
from nizam.doors.office.pages.procedure_acts import ClassifyCaseScreen, EditProcedureScreen
from nizam.doors.office.pages.registering import CompleteCaseScreen, RegisterScreen
from nizam.doors.office.pages.registers import RegistersScreen
from nizam.doors.office.pages.report import ReportScreen
from nizam.doors.office.pages.report_entry import ReportEntryScreen
from nizam.doors.office.pages.report_files import ReportFile, ReportPdf
from nizam.doors.office.pages.resolving import NoteCaseScreen, PrintCaseScreen, ResolveCaseScreen
from nizam.doors.office.pages.roles import RoleScreen, RolesScreen
from nizam.doors.office.pages.routing import RoutingScreen
from nizam.doors.office.pages.scans import ScanProgress, ScanScreen
from nizam.doors.office.pages.today import TodayScreen
from nizam.kit.registry import registry
from nizam.kit.screens.acts import ActScreen
from nizam.kit.screens.entries import EntryScreen

# Resource → the page that stands where its entry would.
ENTRIES: dict[str, type[EntryScreen]] = {
    "cases.case": CaseScreen,
    "cases.envelope": EnvelopeScreen,
    "cases.procedure": ProcedureScreen,
    "cases.task": TaskScreen,
    "charters.charter": CharterScreen,
    "plans.collegiumitem": CollegiumItemScreen,
    "plans.measure": MeasureScreen,
    "plans.plan": PlanScreen,
    "plans.report": ReportEntryScreen,
    "records.document": DocumentScreen,
    "records.paperlayout": PaperLayoutScreen,
    "records.papertemplate": PaperTemplateScreen,
    "records.scannedpaper": ScanScreen,
}

# Resource and act → the page that stands where the act's plain form would.
ACTS: dict[tuple[str, str], type[ActScreen]] = {
    ("cases.case", "classify_case"): ClassifyCaseScreen,
    ("cases.case", "complete_case"): CompleteCaseScreen,
    ("cases.case", "note_case"): NoteCaseScreen,
    ("cases.case", "resolve_case"): ResolveCaseScreen,
    ("cases.procedure", "edit_procedure"): EditProcedureScreen,
    ("records.paperlayout", "change_paperlayout"): ChangeLayoutScreen,
    ("cases.case", "answer_case"): AnswerScreen,
    ("cases.case", "answer_interim_case"): AnswerScreen,
    ("records.document", "change_document"): DraftScreen,
    ("records.document", "submit_document"): SubmitScreen,
}


def pages() -> list[URLPattern]:
    """Return the routes."""
    return [
        path("", TodayScreen.as_view(), name="home"),
        path("arrivals/", ArrivalsScreen.as_view(), name="arrivals"),
        path("arrivals/by-hand/", ByHandScreen.as_view(), name="by_hand"),
        path("desks/", HomeScreen.as_view(), name="desks"),
        path("collegium/", CollegiumScreen.as_view(), name="collegium"),
        path("report/", ReportScreen.as_view(), name="report"),
        path("report/paper/", ReportPdf.as_view(), name="report_pdf"),
        path("structure/", InstitutionTreeScreen.as_view(), name="institution_tree"),
        path("routing/", RoutingScreen.as_view(), name="routing"),
        path("papers/", PapersScreen.as_view(), name="papers"),
        path(
            "r/records/papertemplate/act/<slug:act>/",
            WriteTemplateScreen.as_view(resource=registry.resource("records.papertemplate")),
            name="records_papertemplate_act",
        ),
        path("roles/", RolesScreen.as_view(), name="roles"),
        path("roles/<slug:code>/", RoleScreen.as_view(), name="role"),
        path("files/letters/<uuid:uid>/", LetterFile.as_view(), name="letter_file"),
        path("files/letters/<uuid:uid>/<int:place>/", AttachmentFile.as_view(), name="attachment"),
        path("files/letters/<uuid:uid>/<int:place>/text/", AttachmentText.as_view(), name="attachment_text"),
        path("files/letters/<uuid:uid>/<int:place>/picture/", PictureFile.as_view(), name="picture"),
        path("files/letters/<uuid:uid>/laid-out/", LetterHypertext.as_view(), name="letter_hypertext"),
        path("files/receipts/<uuid:uid>/", ReceiptFile.as_view(), name="receipt"),
        path("approvals/", WaitingScreen.as_view(), name="approvals"),
        path("files/resolutions/<uuid:uid>/", ResolutionSlipFile.as_view(), name="resolution_slip"),
        path("files/tasks/<uuid:uid>/", TaskSheetFile.as_view(), name="task_sheet"),
        path("registers/", RegistersScreen.as_view(), name="registers"),
        path("files/papers/<uuid:uid>/preview/", PaperPreview.as_view(), name="paper_preview"),
        path("files/papers/<uuid:uid>/", PaperFile.as_view(), name="paper_file"),
        path("files/case-reports/<uuid:uid>/", CaseReportFile.as_view(), name="case_report_file"),
        path("files/reports/<uuid:uid>/", ReportFile.as_view(), name="report_file"),
        path("files/charters/<uuid:uid>/", CharterFile.as_view(), name="charter_file"),
        path("files/charters/<uuid:uid>/<slug:form>/", CharterExport.as_view(), name="charter_export"),
        path(
            "r/charters/charter/<uuid:uid>/reading/",
            CharterReadingScreen.as_view(resource=registry.resource("charters.charter")),
            name="charter_reading",
        ),
        path(
            "r/charters/charter/<uuid:uid>/changes/",
            CharterChangesScreen.as_view(resource=registry.resource("charters.charter")),
            name="charter_changes",
        ),
        path(
            "r/records/document/<uuid:uid>/draft/copy/",
            DraftCopyScreen.as_view(resource=registry.resource("records.document")),
            name="draft_copy",
        ),
        path(
            "r/records/document/<uuid:uid>/draft/blocks/",
            DraftBlocksScreen.as_view(resource=registry.resource("records.document")),
            name="draft_blocks",
        ),
        path("files/papers/<uuid:uid>/word/", WordFile.as_view(), name="paper_word"),
        path("files/scans/<uuid:uid>/", ScanFile.as_view(), name="scan_file"),
        path("files/scans/<uuid:uid>/progress/", ScanProgress.as_view(), name="scan_progress"),
        path("files/drafts/<uuid:uid>/<int:place>/", DraftPage.as_view(), name="draft_page"),
        path("files/procedures/<uuid:uid>/", ProcedureFile.as_view(), name="procedure_file"),
        *[_entry(key, screen) for key, screen in ENTRIES.items()],
        path(
            "r/cases/case/<uuid:uid>/print/",
            PrintCaseScreen.as_view(resource=registry.resource("cases.case")),
            name="case_print",
        ),
        *[_act(key, act, screen) for (key, act), screen in ACTS.items()],
        path(
            "r/cases/case/act/<slug:act>/",
            RegisterScreen.as_view(resource=registry.resource("cases.case")),
            name="cases_case_act",
        ),
    ]


def _entry(key: str, screen: type[EntryScreen]) -> URLPattern:
    resource = registry.resource(key)
    return path(
        f"r/{resource.label}/{resource.name}/<uuid:uid>/",
        screen.as_view(resource=resource),
        name=f"{resource.label}_{resource.name}_entry",
    )


def _act(key: str, act: str, screen: type[ActScreen]) -> URLPattern:
    resource = registry.resource(key)
    return path(
        f"r/{resource.label}/{resource.name}/<uuid:uid>/act/{act}/",
        screen.as_view(resource=resource),
        {"act": act},
        name=f"{resource.label}_{resource.name}_{act}",
    )
