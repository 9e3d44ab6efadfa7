# SPDX-License-Identifier: EUPL-1.2
"""What an office has in hand beside letters: drafts, approvals, scans, plans, signed reports; and the pages of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from browser_office import ADVISER, CLERK, HEAD, LEADER, TECHNICIAN
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from nizam.doors.office.pages.paper_layouts import write_address
from nizam.foundations.typesetting import typeset
from nizam.foundations.typesetting.samples import sample_data
from nizam.kit.actions import Actor
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import act_address, entry_address, list_address
from nizam.spine.cases import actions as case_acts
from nizam.spine.cases.models import Case, Procedure
from nizam.spine.jobs.models import Job
from nizam.spine.org.models import Institution, User
from nizam.spine.plans import actions as plan_acts
from nizam.spine.plans.coverage import quarter_now, today_in
from nizam.spine.plans.periods import period_before
from nizam.spine.records import actions as record_acts
from nizam.spine.records.looks import layout_in_use
from nizam.spine.records.models import DocumentType

# Resources whose list is one of the desks of the house, and who keeps it.
LISTS = (
    ("records.scannedpaper", CLERK),
    ("records.dispatch", CLERK),
    ("records.documenttype", HEAD),
    ("records.fileclass", HEAD),
    ("records.phrase", CLERK),
    ("plans.plan", HEAD),
    ("plans.report", HEAD),
    ("cases.procedure", HEAD),
    ("cases.task", ADVISER),
    ("cases.calendarday", HEAD),
    ("cases.officehours", HEAD),
    ("org.savedview", HEAD),
    ("org.unit", HEAD),
    ("org.absence", HEAD),
    ("org.institution", TECHNICIAN),
    ("org.user", TECHNICIAN),
    ("org.mailbox", TECHNICIAN),
    ("jobs.job", TECHNICIAN),
    ("jobs.schedule", TECHNICIAN),
    ("outbox.message", TECHNICIAN),
    ("journal.event", TECHNICIAN),
)

# What is done with a case, and by whom: each act has a form.
ACTS = (
    ("assign_case", HEAD),
    ("resolve_case", HEAD),
    ("split_case", HEAD),
    ("join_case", HEAD),
    ("suspend_case", HEAD),
    ("extend_case", HEAD),
    ("forward_case", HEAD),
    ("ask_case", HEAD),
    ("close_case", HEAD),
    ("answer_case", ADVISER),
    ("note_case", ADVISER),
)


def _act(verb: str, key: str) -> Any:
    found = registry.resource(key).generated(verb)
    assert found is not None, f"{key} has no {verb}"
    return found


def lay_out() -> list[tuple[str, str, str]]:
    """Do some of everybody's work; return each page it shows on: its name, who looks at it, its address."""
    here = Institution.objects.get(code="cinarova")
    people = {user.username: user for user in User.objects.filter(institution=here).select_related("person")}
    adviser, head, leader = (Actor(people[login]) for login in (ADVISER, HEAD, LEADER))
    mine = Case.objects.visible_to(people[ADVISER]).filter(state="assigned").order_by("number_text")
    case = mine.first()
    assert case is not None
    case_acts.resolve_case(
        head, case, text="İncelensin, sonucu bildirilsin.", person=people[ADVISER].person, under_control=True
    )
    pages = [*_papers(here, case, people, adviser), *_plans(here, case, head, leader)]
    cases = registry.resource("cases.case")
    for name, login in ACTS:
        act = cases.action(name)
        assert act is not None, name
        pages.append((name.replace("_", "-"), login, act_address(cases, act, case)))
    pages += [(f"list-{key.partition('.')[2]}", login, list_address(registry.resource(key))) for key, login in LISTS]
    procedure = Procedure.objects.filter(institution=here, current=True).order_by("code").first()
    edit = registry.resource("cases.procedure").action("edit_procedure")
    assert procedure is not None
    assert edit is not None
    home = reverse("office:home")
    pages += [
        ("today-clerk", CLERK, home),
        ("today-unit", HEAD, f"{home}?of=unit"),
        ("today-leader", LEADER, home),
        ("resolved-case", HEAD, entry_address(case)),
        ("registers", CLERK, list_address(registry.resource("records.document"), kind="outgoing")),
        ("notices", HEAD, reverse("office:notices")),
        ("switches", HEAD, reverse("office:notice_choices")),
        ("calendar", HEAD, reverse("office:calendar")),
        ("calendar-list", HEAD, f"{reverse('office:calendar')}?of=unit&as=list"),
        ("calendar-feeds", HEAD, reverse("office:calendar_feeds")),
        ("routing", HEAD, reverse("office:routing")),
        ("procedure", HEAD, entry_address(procedure)),
        ("edit-procedure", HEAD, act_address(registry.resource("cases.procedure"), edit, procedure)),
        ("roles", TECHNICIAN, reverse("office:roles")),
        ("role", TECHNICIAN, reverse("office:role", args=["clerk"])),
        ("person", HEAD, entry_address(people[ADVISER].person)),
        ("institution", TECHNICIAN, entry_address(here)),
    ]
    job = Job.objects.order_by("pk").first()
    if job is not None:
        pages.append(("job", TECHNICIAN, entry_address(job)))
    missing = [name for name, _login, address in pages if not address]
    assert not missing, missing
    return pages


def _papers(here: Institution, case: Case, people: dict[str, User], adviser: Actor) -> list[tuple[str, str, str]]:
    """Write one answer and send another for approval, bring a scan, change looks and words of papers."""
    documents = registry.resource("records.document")
    change, submit = documents.action("change_document"), documents.action("submit_document")
    assert change is not None
    assert submit is not None

    def written(body: str) -> Any:
        case_acts.answer_case(adviser, case, body=body)
        return case.papers.order_by("-pk").first().document

    draft = written("Hat onarıldı.\n\nOnarım ücretsizdir.")
    waiting = written("Kablo 27 Kasım gününe kadar değiştirilecektir.")
    way = {"1": {"people": [str(people[HEAD].person.uid)], "posts": []}}
    record_acts.submit_document(adviser, waiting, steps=way, signatory=people[HEAD].person, note="Öğlene kadar lütfen.")
    sheet = typeset("receipt", sample_data("receipt", "tr", "TR"))
    scan = record_acts.bring_scannedpaper(
        Actor(people[CLERK]), file=SimpleUploadedFile("tarama.pdf", sheet, "application/pdf")
    )
    papers = registry.resource("records.paperlayout")
    looks = record_acts.change_paperlayout(Actor(people[LEADER]), layout_in_use(here), footer="Meydan Cad. No: 1")
    restyle = papers.action("change_paperlayout")
    assert restyle is not None
    kind = DocumentType.objects.get(institution=here, code="answer")
    words = record_acts.change_papertemplate(
        Actor(people[LEADER]), document_type=kind, language="tr", wording={"closing": "Saygılarımızla."}
    )
    return [
        ("document", ADVISER, entry_address(draft)),
        ("draft", ADVISER, act_address(documents, change, draft)),
        ("submit", ADVISER, act_address(documents, submit, draft)),
        ("document-waiting", HEAD, entry_address(waiting)),
        ("approvals", HEAD, reverse("office:approvals")),
        ("scan", CLERK, entry_address(scan)),
        ("papers", LEADER, reverse("office:papers")),
        ("looks", LEADER, act_address(papers, restyle, looks)),
        ("looks-version", LEADER, entry_address(looks)),
        ("words", LEADER, write_address(kind, "tr")),
        ("words-version", LEADER, entry_address(words)),
    ]


def _plans(here: Institution, case: Case, head: Actor, leader: Actor) -> list[tuple[str, str, str]]:
    """Approve a plan, report a measure, ask the collegium, draft a report and freeze the one of the last quarter."""
    today, quarter = today_in(here), quarter_now(here)
    plan = _act("add", "plans.plan")(leader, institution=here, title="Dördüncü çeyrek iş planı", period=quarter.name)
    measures = [
        _act("add", "plans.measure")(
            leader,
            institution=here,
            plan=plan,
            what=what,
            due_on=today + timedelta(days=days),
            unit=case.unit,
            person=head.user.person,
        )
        for what, days in (("Okullarda kablosuz ağı yenilemek", 12), ("Yedekleri ayda bir geri yükleyip denemek", -2))
    ]
    plan_acts.approve_plan(leader, plan)
    plan_acts.report_measure(head, measures[0], how="Dört okulda tamamlandı.")
    item = _act("add", "plans.collegiumitem")(
        leader, institution=here, question="Sunucu odasının taşınması", sits_on=today + timedelta(days=9)
    )
    plan_acts.decide_collegiumitem(
        leader, item, decision="Keşif yapılsın.", due_on=today + timedelta(days=30), person=head.user.person
    )
    drafted = plan_acts.draft_report(head, institution=here, period=quarter.name)
    plan_acts.remark_report(head, drafted, section="introduction", text="Bağlantı kesintilerini de anlatalım.")
    signed = plan_acts.draft_report(leader, institution=here, period=period_before(quarter).name)
    plan_acts.sign_report(leader, signed)
    live = reverse("office:report")
    return [
        ("plan", LEADER, entry_address(plan)),
        ("measure", HEAD, entry_address(measures[0])),
        ("collegium", LEADER, reverse("office:collegium")),
        ("collegium-item", LEADER, entry_address(item)),
        ("report-draft", HEAD, entry_address(drafted)),
        ("report-frozen", LEADER, entry_address(signed)),
        ("report-figure", HEAD, f"{live}?figure=came"),
        ("report-people", HEAD, f"{live}?cut=people"),
    ]
