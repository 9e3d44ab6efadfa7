# SPDX-License-Identifier: EUPL-1.2
"""Reading a charter through: the page works by its forms alone, and shows a reader what his role may see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from nizam.foundations.typesetting import typeset
from nizam.kit.testing.world import World
from nizam.spine.charters import actions
from nizam.spine.charters.models import Charter
from nizam.spine.jobs.models import Job
from nizam.spine.jobs.worker import run_pending
from nizam.spine.org.actions import operator_actor
from nizam.spine.org.models import Unit

SignIn = Callable[[Any], Client]

TEXT = """NÜMUNƏ ŞÖBƏSİNİN ƏSASNAMƏSİ

1. Ümumi müddəalar

1.1. Şöbə idarənin struktur bölməsidir.

2. Şöbənin vəzifələri

2.1. vətəndaşların müraciətlərinə baxır;
2.3. serverlərin ehtiyat nüsxələrini çıxarır.
"""


def load(world: World, text: str = TEXT, **values: Any) -> Charter:
    charter: Charter = actions.load_charter(
        operator_actor(),
        institution=world.institution,
        **{"raw": text.encode(), "file_name": "numune.txt", "at_once": False, **values},
    )
    return charter


def reading(charter: Charter) -> str:
    return reverse("office:charter_reading", args=(charter.uid,))


def test_loading_on_the_screen_leads_to_reading_it_through(world: World, as_user: SignIn) -> None:
    browser = as_user(world.head_a)
    answer = browser.post(
        reverse("office:charters_charter_act", args=("load_charter",)),
        {"institution": str(world.institution.uid), "raw": SimpleUploadedFile("numune.txt", TEXT.encode())},
        follow=True,
    )
    charter = Charter.objects.get()
    assert charter.draft
    assert answer.redirect_chain[-1][0] == reading(charter)
    assert "2.3." in answer.content.decode()


def test_a_doubtful_article_says_why_in_the_readers_language(world: World, as_user: SignIn) -> None:
    charter = load(world)
    page = as_user(world.head_a).get(reading(charter))
    assert b"numbers are left out before this one" in page.content
    assert page.context["undecided"][0]["count"] == 1


def test_the_chosen_article_is_lit_in_the_text_and_offers_what_the_reader_may(world: World, as_user: SignIn) -> None:
    charter = load(world)
    one = charter.provisions.get(number="2.1.")
    head = as_user(world.head_a).get(reading(charter), {"at": one.uid}).content.decode()
    assert f'<li id="l-{one.line}" value="{one.line}" class="nz-lit">' in head
    assert "join_provision" in head
    clerk = as_user(world.clerk_a).get(reading(charter), {"at": one.uid})
    assert clerk.status_code == 200
    assert not clerk.context["chosen"].panel["mending"]


def test_a_stranger_finds_nothing(world: World, as_user: SignIn) -> None:
    charter = load(world)
    for name in ("charter_reading", "charter_changes"):
        assert as_user(world.stranger).get(reverse(f"office:{name}", args=(charter.uid,))).status_code == 404


def test_an_act_leads_back_to_the_article_and_is_told_once(world: World, as_user: SignIn) -> None:
    charter = load(world)
    browser = as_user(world.head_a)
    one = charter.provisions.get(number="2.3.")
    answer = browser.post(
        reverse("office:charters_provision_act", args=(one.uid, "number_provision")),
        {"number": "2.2.", "next": f"{reading(charter)}?part=articles&at={one.uid}"},
        follow=True,
    )
    page = answer.content.decode()
    assert "<html" not in page
    assert "Done: Set the number." in page
    assert "2.2." in page
    assert b"Done" not in browser.get(reading(charter)).content


def test_questions_do_not_grow_with_the_articles(
    world: World, as_user: SignIn, django_assert_max_num_queries: Any
) -> None:
    longer = TEXT + "".join(f"2.{n}. vətəndaşların müraciətlərinə baxır;\n" for n in range(4, 60))
    charter = load(world, longer)
    browser = as_user(world.head_a)
    browser.get(reading(charter))
    with django_assert_max_num_queries(70):
        browser.get(reading(charter))


def test_a_charter_is_taken_out_in_every_form_by_who_may_export(world: World, as_user: SignIn) -> None:
    charter = load(world)
    page = as_user(world.head_a).get(reading(charter)).content.decode()
    for form, start in (("akn", b"<?xml"), ("docx", b"PK"), ("json", b"{")):
        address = reverse("office:charter_export", args=(charter.uid, form))
        assert address in page
        answer = as_user(world.head_a).get(address)
        assert answer.content.startswith(start)
        assert "attachment" in answer["Content-Disposition"]
        assert as_user(world.stranger).get(address).status_code == 404
    assert as_user(world.head_a).get(reverse("office:charter_export", args=(charter.uid, "exe"))).status_code == 404


def test_the_page_of_a_draft_leads_to_reading_it_through_and_its_acts_stay_in_reach(
    world: World, as_user: SignIn
) -> None:
    charter = load(world)
    browser = as_user(world.head_a)
    entry = reverse("office:charters_charter_entry", args=(charter.uid,))
    assert browser.get(entry)["Location"] == reading(charter)
    assert browser.get(entry, {"show": "all"}).status_code == 200
    actions.enforce_charter(operator_actor(), charter)
    assert browser.get(entry).status_code == 200


def test_changed_articles_are_shown_word_by_word_and_decided(world: World, as_user: SignIn) -> None:
    old = load(world, at_once=True)
    actions.bind_provision(operator_actor(), old.provisions.get(number="2.3."), capability="backup-archiving")
    new = load(world, TEXT.replace("nüsxələrini çıxarır", "nüsxələrini hər gün çıxarır"), supersedes=old)
    browser = as_user(world.head_a)
    address = reverse("office:charter_changes", args=(new.uid,))
    page = browser.get(address)
    assert "<ins>hər gün</ins>" in page.content.decode()
    (row,) = page.context["rows"]
    assert page.context["waiting"] == 1
    browser.post(row["decide_url"], {"decision": "carry", "next": address})
    assert new.provisions.get(number="2.3.").capabilities.get(capability="backup-archiving").state == "confirmed"
    assert browser.get(address).context["waiting"] == 0
    assert len(browser.get(address, {"show": "all"}).context["rows"]) == new.provisions.count()


def test_what_the_text_tells_is_confirmed_by_who_may_open_it(world: World, as_user: SignIn) -> None:
    charter = load(world, TEXT.replace("2.1. v", "2.1. Şöbə hər rübün sonunda hesabat verir;\n2.2. v"))
    page = as_user(world.head_a).get(reading(charter))
    (group,) = page.context["told"]
    (row,) = group["rows"]
    assert row["values"] == ["every 1 × quarter"]
    answer = as_user(world.head_a).post(row["acts"][0]["url"], {"next": reading(charter)})
    assert answer["Location"] == reading(charter)
    assert charter.proposals.get().state == "confirmed"


def test_a_unit_is_not_offered_to_who_may_not_open_it_unless_it_stands(world: World, as_user: SignIn) -> None:
    told = "1.1. Şöbənin strukturuna Şəbəkə və server sektoru və Arxiv sektoru daxildir."
    charter = load(world, TEXT.replace("1.1. Şöbə idarənin struktur bölməsidir.", told))
    unit = Unit(institution=world.institution, code="arxiv", name={"az": "Arxiv sektoru"}, parent=world.unit_a)
    unit.save()
    (group,) = as_user(world.head_a).get(reading(charter)).context["told"]
    offered = {row["subject"]: [act["name"] for act in row["acts"]] for row in group["rows"]}
    assert offered == {
        "Şəbəkə və server sektoru": ["refuse_charterproposal"],
        "Arxiv sektoru": ["confirm_charterproposal", "refuse_charterproposal"],
    }
    assert group["barred"]
    (group,) = as_user(world.leader).get(reading(charter)).context["told"]
    assert all(len(row["acts"]) == 2 for row in group["rows"])


def test_a_file_of_pages_shows_its_progress_then_its_articles(world: World, as_user: SignIn) -> None:
    source = "#for line in json(bytes(sys.inputs.data)).lines { par(line) }"
    raw = typeset("own", {"timestamp": 0, "lines": [line for line in TEXT.splitlines() if line]}, source=source)
    browser = as_user(world.head_a)
    load_url = reverse("office:charters_charter_act", args=("load_charter",))
    given = {"institution": str(world.institution.uid), "raw": SimpleUploadedFile("numune.pdf", raw)}
    waiting = browser.post(load_url, given, follow=True)
    charter = Charter.objects.get()
    assert waiting.redirect_chain[-1][0] == reading(charter)
    Job.objects.update(progress_done=3, progress_total=14)
    page = browser.get(reading(charter)).content.decode()
    assert '<progress max="14" value="3">' in page
    # Without scripts the page renews itself.
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in page
    told = browser.get(reading(charter), {"part": "progress"}).json()
    assert told == {"at_work": True, "done": 3, "total": 14}
    stop = reverse("office:charters_charter_act", args=(charter.uid, "stop_charter"))
    assert stop in page
    browser.post(stop, {"next": reading(charter)})
    stopped = browser.get(reading(charter)).content.decode()
    again = reverse("office:charters_charter_act", args=(charter.uid, "reread_charter"))
    assert again in stopped
    assert "<noscript><meta" not in stopped
    browser.post(again, {"next": reading(charter)})
    run_pending()
    assert browser.get(reading(charter), {"part": "progress"}).json()["at_work"] is False
    assert "2.3." in browser.get(reading(charter)).content.decode()


def test_a_file_that_cannot_be_read_says_why(world: World, as_user: SignIn) -> None:
    charter = load(world, raw=b"%PDF-1.7 broken")
    run_pending()
    page = as_user(world.head_a).get(reading(charter)).content.decode()
    assert "could not be read as text" in page
    assert "reread_charter" in page
    clerk = as_user(world.clerk_a).get(reading(charter)).content.decode()
    assert "reread_charter" not in clerk
    assert as_user(world.stranger).get(reading(charter), {"part": "progress"}).status_code == 404


def test_loading_offers_the_readers_institution_and_each_page_names_its_charter(world: World, as_user: SignIn) -> None:
    charter = load(world)
    client = as_user(world.head_a)
    form = client.get(reverse("office:charters_charter_act", args=("load_charter",))).content.decode()
    assert f'value="{world.institution.uid}" selected' in form
    for page in (reading(charter), reverse("office:charter_changes", args=(charter.uid,))):
        page_of_it = client.get(page).content.decode()
        title = page_of_it[page_of_it.index("nz-entry__title") :].partition("</h2>")[0]
        assert str(charter) in title
        assert "nz-onpaper" not in title


def test_the_number_a_row_demands_is_set_by_one_button(world: World, as_user: SignIn) -> None:
    charter = load(world, TEXT.replace("2.3. ", "22. "))
    one = charter.provisions.get(number="22.")
    assert one.expected == "2.2."
    browser = as_user(world.head_a)
    page = browser.get(reading(charter), {"at": one.uid}).content.decode()
    assert "2.2. is expected here" in page
    assert '<input type="hidden" name="number" value="2.2.">' in page
    browser.post(reverse("office:charters_provision_act", args=(one.uid, "number_provision")), {"number": "2.2."})
    page = browser.get(reading(charter), {"at": one.uid}).content.decode()
    assert "is expected here" not in page
    assert 'name="number" value="2.2." maxlength' in page
