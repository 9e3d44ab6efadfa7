# SPDX-License-Identifier: EUPL-1.2
"""The routes that come from no declared resource, and how each is asked: one row a route and method.

A new route is added here with what a reader must see (`about`) or hold (`right`) to be answered; without a row the
permission matrix is red. A page that replaces a resource's own, such as that of a case, may be asked here too: the
real matter of unit A holds more than a sample row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import resolve, reverse

OFFICE = "wagtailadmin.access_admin"
LOOK = {"language": "en", "theme": "dark", "contrast": "system", "density": "default", "keyboard_shortcuts": "on"}


@dataclass(frozen=True)
class OtherRoute:
    """One way to ask a route that no resource has.

    `about` names things of `matters.Matters` that all must be open to the reader, else it is not there (404); the
    first is the one the address names, unless `uid` says another. A route that `leads_on` answers with where to go on.
    `right` is what the reader must hold, else 403.
    `public` routes answer without sign-in. `at` is the address where the route takes something else than a thing's uid.
    """

    route: str
    method: str = "GET"
    about: tuple[str, ...] = ()
    uid: str = ""
    right: str = OFFICE
    public: bool = False
    place: int = 0
    leads_on: bool = False
    query: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, str] = field(default_factory=dict)
    label: str = ""
    form: str = ""
    at: str = ""

    @property
    def key(self) -> str:
        """How the row stands in the matrix."""
        return f"{self.method} {self.route}[{self.label}]" if self.label else f"{self.method} {self.route}"

    def address(self, uid_of: Callable[[str], UUID]) -> str:
        """Return the address, with the identifiers that `uid_of` gives for the names of things."""
        found = self.at
        if not found:
            kwargs: dict[str, Any] = {"uid": uid_of(self.uid or self.about[0])} if self.about else {}
            if self.place:
                kwargs["place"] = self.place
            if self.form:
                kwargs["form"] = self.form
            found = reverse(self.route, kwargs=kwargs)
        return f"{found}?{urlencode(self.query)}" if self.query else found

    def mounted(self) -> tuple[str, str]:
        """Return name and pattern of the mounted route that answers; raises Resolver404 or NoReverseMatch."""
        match = resolve(self.address(lambda name: UUID(int=0)).partition("?")[0])
        return match.view_name, match.route.replace("^", "")


def _own(kind: str, thing: str, *pages: str) -> tuple[OtherRoute, ...]:
    names = (f"office:transfers_{kind}", *(f"office:transfers_{kind}_{page}" for page in pages))
    return tuple(OtherRoute(name, about=(thing,)) for name in names)


OTHER_ROUTES: tuple[OtherRoute, ...] = (
    # Open to everybody: what machines ask, and what leads to the sign-in page.
    OtherRoute("root", public=True),
    OtherRoute("healthz", public=True),
    # Its address is the key; this one opens nothing.
    OtherRoute("office:calendar_feed", public=True, at="/office/calendar/feed/wrong.ics"),
    OtherRoute("authority", public=True),
    OtherRoute("first_day", public=True),
    OtherRoute("first_day", "POST", public=True),
    OtherRoute("api_elsewhere", public=True, at="/api/v0/cases/case/"),
    OtherRoute("api:elsewhere", public=True, at="/api/v1/nothing/here/"),
    OtherRoute("wagtailadmin_login", public=True),
    OtherRoute("wagtailadmin_login", "POST", public=True, data={"username": "clerk_a", "password": "guessed"}),
    OtherRoute("wagtailadmin_javascript_catalog", public=True),
    OtherRoute("wagtailadmin_sprite", public=True),
    # Of the reader himself.
    OtherRoute("wagtailadmin_logout"),
    OtherRoute("wagtailadmin_logout", "POST"),
    OtherRoute("wagtailadmin_dismissibles"),
    OtherRoute("wagtailadmin_dismissibles", "PATCH", data={"hint": "closed"}),
    OtherRoute("office:account"),
    OtherRoute("office:account", "POST", data=LOOK, label="look"),
    OtherRoute("office:account", "POST", data={"new_password1": "x", "new_password2": "y"}, label="password"),
    OtherRoute("office:stream"),
    OtherRoute("office:calendar"),
    OtherRoute("office:calendar", query={"of": "unit", "as": "list"}, label="unit"),
    OtherRoute("office:calendar_feeds", right="org.add_calendarfeed"),
    OtherRoute("office:calendar_feeds", "POST", right="org.add_calendarfeed", data={"name": "", "whose": "me"}),
    OtherRoute("office:notices"),
    OtherRoute("office:notices", "POST"),
    OtherRoute("office:notice", about=("notice",), leads_on=True),
    OtherRoute("office:notice_choices"),
    OtherRoute("office:notice_choices", "POST", data={"time": "08:30", "late:office": "1"}),
    OtherRoute("office:transfers"),
    *_own("export", "export", "file", "progress"),
    *_own("import", "brought", "faults", "progress"),
    OtherRoute("office:transfers_import", "POST", about=("brought",), data={"step": "discard"}),
    # Pages counted from what the reader sees.
    OtherRoute("office:home"),
    OtherRoute("office:home", query={"of": "unit"}, label="unit"),
    OtherRoute("office:home", query={"of": "unit", "list": "new"}, label="new"),
    OtherRoute("office:home", query={"of": "unit", "list": "waiting"}, label="waiting"),
    OtherRoute("office:arrivals", right="cases.view_envelope"),
    OtherRoute("office:arrivals", right="cases.view_envelope", query={"queue": "withheld"}, label="withheld"),
    OtherRoute("office:by_hand", right="cases.open_by_hand_case"),
    OtherRoute("office:desks"),
    OtherRoute("office_health", right="jobs.view_job"),
    OtherRoute("office:find", query={"q": "gizli"}),
    OtherRoute("office:collegium", right="plans.view_collegiumitem"),
    OtherRoute("office:jump", query={"q": "gizli"}),
    OtherRoute("office:jump", label="opened-last"),
    OtherRoute("office:report", right="plans.view_report"),
    OtherRoute("office:report", right="plans.view_report", query={"figure": "came"}, label="figure"),
    OtherRoute("office:report", right="plans.view_report", query={"article": "none"}, label="elsewhere"),
    OtherRoute("office:report", right="plans.view_report", query={"cut": "people"}, label="people"),
    OtherRoute("office:report_pdf", right="plans.view_report"),
    OtherRoute("office:report_pdf", right="plans.view_report", query={"form": "xlsx"}, label="tables"),
    OtherRoute("office:institution_tree", right="org.view_unit"),
    OtherRoute("office:routing", right="cases.view_routingsetting"),
    OtherRoute("office:papers", right="records.view_paperlayout"),
    OtherRoute("office:roles", right="org.view_role"),
    OtherRoute("office:role", right="org.view_role", at="/office/roles/clerk/"),
    # The same for everybody in the office.
    OtherRoute("office:keys"),
    OtherRoute("office:components"),
    OtherRoute("api:openapi", right=""),
    # Files behind the right to see what they belong to.
    OtherRoute("office:letter_file", about=("letter",)),
    OtherRoute("office:attachment", about=("letter",), place=2),
    OtherRoute("office:attachment_text", about=("letter",), place=2),
    OtherRoute("office:picture", about=("letter",), place=1),
    OtherRoute("office:letter_hypertext", about=("letter",)),
    OtherRoute("office:receipt", about=("case",)),
    OtherRoute("office:paper_file", about=("paper",), uid="version"),
    OtherRoute("office:scan_file", about=("scan",), right="records.view_scannedpaper"),
    OtherRoute("office:scan_progress", about=("scan",), right="records.view_scannedpaper"),
    OtherRoute("office:paper_word", about=("paper",)),
    OtherRoute("office:draft_page", about=("paper",), place=1),
    OtherRoute("office:paper_preview", about=("paper",)),
    OtherRoute("office:approvals", right="records.view_document"),
    OtherRoute("office:draft_blocks", method="POST", about=("paper",), data={"body": "Salam"}),
    OtherRoute("office:draft_copy", method="POST", about=("paper",), right="records.keep_draftcopy"),
    OtherRoute("office:report_file", about=("report",)),
    OtherRoute("office:report_file", about=("report",), query={"form": "docx", "language": "tr"}, label="docx"),
    OtherRoute("office:charter_file", about=("charter",)),
    OtherRoute("office:charter_export", about=("charter",), right="charters.export_charter", form="json"),
    OtherRoute("office:charter_reading", about=("charter",), right="charters.view_provision"),
    OtherRoute("office:charter_changes", about=("charter",), right="charters.view_provisionchange"),
    OtherRoute("office:procedure_file", about=("procedure",), right="cases.export_procedure"),
    # Pages that stand where a resource's entry would, and the entries a matter leads to.
    OtherRoute("office:cases_case_entry", about=("case",), query={"letters": "all"}),
    OtherRoute("office:cases_case_history", about=("case",)),
    OtherRoute("office:cases_envelope_entry", about=("letter",)),
    OtherRoute("office:cases_party_entry", about=("party",)),
    OtherRoute("office:cases_task_entry", about=("task",)),
    OtherRoute("office:records_document_entry", about=("paper",)),
    OtherRoute("office:charters_charter_entry", about=("charter",)),
    OtherRoute("office:plans_report_entry", about=("report",)),
    OtherRoute("office:plans_report_entry", about=("report",), query={"figure": "all"}, label="cases"),
    OtherRoute("office:cases_procedure_entry", about=("procedure",), right="cases.view_procedure"),
    # Acts with a page of their own.
    OtherRoute("office:records_document_submit_document", about=("paper",), right="records.submit_document"),
    OtherRoute(
        "office:records_document_submit_document",
        "POST",
        about=("paper",),
        right="records.submit_document",
        data={"step1_quorum": "0"},
    ),
    OtherRoute("office:cases_case_classify_case", about=("case",), right="cases.classify_case"),
    OtherRoute("office:cases_case_classify_case", "POST", about=("case",), right="cases.classify_case"),
    OtherRoute("office:resolution_slip", about=("case", "resolution")),
    OtherRoute("office:task_sheet", about=("task",)),
    OtherRoute("office:registers", right="cases.view_case", at="/office/registers/"),
    OtherRoute(
        "office:registers",
        "POST",
        right="cases.export_case",
        at="/office/registers/",
        data={"register": "incoming", "first": "2026-11-22", "last": "2026-11-01"},
    ),
    OtherRoute("office:case_report_file", about=("handed",)),
    OtherRoute("office:case_print", about=("case",), right="cases.export_case"),
    OtherRoute("office:case_print", "POST", about=("case",), right="cases.export_case"),
    OtherRoute("office:cases_case_resolve_case", about=("case",), right="cases.resolve_case"),
    OtherRoute("office:cases_case_resolve_case", "POST", about=("case",), right="cases.resolve_case"),
    OtherRoute("office:cases_case_note_case", about=("case",), right="cases.note_case"),
    OtherRoute("office:cases_case_note_case", "POST", about=("case",), right="cases.note_case"),
    OtherRoute("office:cases_case_complete_case", about=("case",), right="cases.complete_case"),
    OtherRoute("office:cases_case_complete_case", "POST", about=("case",), right="cases.complete_case"),
    OtherRoute("office:cases_procedure_edit_procedure", about=("procedure",), right="cases.edit_procedure"),
    OtherRoute(
        "office:cases_procedure_edit_procedure",
        "POST",
        about=("procedure",),
        right="cases.edit_procedure",
        data={"text": "code = 1", "look": "1"},
    ),
)
