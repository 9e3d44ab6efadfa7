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
from nizam.doors.office.pages.envelope import EnvelopeScreen
from nizam.doors.office.pages.files import (
    AttachmentFile,
    AttachmentText,
    CharterExport,
    CharterFile,
    LetterFile,
    LetterHypertext,
    PaperFile,
    PictureFile,
    ReceiptFile,
    ReportFile,
)
from nizam.doors.office.pages.institution_tree import InstitutionTreeScreen
from nizam.doors.office.pages.procedure import ProcedureFile, ProcedureScreen
from nizam.doors.office.pages.procedure_acts import ClassifyCaseScreen, EditProcedureScreen
from nizam.doors.office.pages.registering import CompleteCaseScreen, RegisterScreen
from nizam.doors.office.pages.report import FrozenReportScreen, ReportPdf, ReportScreen
from nizam.doors.office.pages.roles import RoleScreen, RolesScreen
from nizam.doors.office.pages.routing import RoutingScreen
from nizam.doors.office.pages.today import TodayScreen
from nizam.kit.registry import registry
from nizam.kit.screens.acts import ActScreen
from nizam.kit.screens.entries import EntryScreen

# Resource → the page that stands where its entry would.
ENTRIES: dict[str, type[EntryScreen]] = {
    "cases.case": CaseScreen,
    "cases.envelope": EnvelopeScreen,
    "cases.procedure": ProcedureScreen,
    "charters.charter": CharterScreen,
    "plans.report": FrozenReportScreen,
}

# Resource and act → the page that stands where the act's plain form would.
ACTS: dict[tuple[str, str], type[ActScreen]] = {
    ("cases.case", "classify_case"): ClassifyCaseScreen,
    ("cases.case", "complete_case"): CompleteCaseScreen,
    ("cases.procedure", "edit_procedure"): EditProcedureScreen,
}


def pages() -> list[URLPattern]:
    """Return the routes."""
    return [
        path("", TodayScreen.as_view(), name="home"),
        path("arrivals/", ArrivalsScreen.as_view(), name="arrivals"),
        path("arrivals/by-hand/", ByHandScreen.as_view(), name="by_hand"),
        path("desks/", HomeScreen.as_view(), name="desks"),
        path("report/", ReportScreen.as_view(), name="report"),
        path("report/paper/", ReportPdf.as_view(), name="report_pdf"),
        path("structure/", InstitutionTreeScreen.as_view(), name="institution_tree"),
        path("routing/", RoutingScreen.as_view(), name="routing"),
        path("roles/", RolesScreen.as_view(), name="roles"),
        path("roles/<slug:code>/", RoleScreen.as_view(), name="role"),
        path("files/letters/<uuid:uid>/", LetterFile.as_view(), name="letter_file"),
        path("files/letters/<uuid:uid>/<int:place>/", AttachmentFile.as_view(), name="attachment"),
        path("files/letters/<uuid:uid>/<int:place>/text/", AttachmentText.as_view(), name="attachment_text"),
        path("files/letters/<uuid:uid>/<int:place>/picture/", PictureFile.as_view(), name="picture"),
        path("files/letters/<uuid:uid>/laid-out/", LetterHypertext.as_view(), name="letter_hypertext"),
        path("files/receipts/<uuid:uid>/", ReceiptFile.as_view(), name="receipt"),
        path("files/papers/<uuid:uid>/", PaperFile.as_view(), name="paper_file"),
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
        path("files/procedures/<uuid:uid>/", ProcedureFile.as_view(), name="procedure_file"),
        *[_entry(key, screen) for key, screen in ENTRIES.items()],
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
