# SPDX-License-Identifier: EUPL-1.2
"""A file of pages is kept at once and read in the background: shown, stopped, killed, repeated, and never twice."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from nizam.foundations import charter_text
from nizam.foundations.typesetting import typeset
from nizam.kit.actions import Actor
from nizam.kit.errors import NotAllowed, Refused
from nizam.kit.tasks import Cancelled, Interrupted
from nizam.spine.charters import actions
from nizam.spine.charters.actions import reading
from nizam.spine.charters.models import Charter
from nizam.spine.jobs.models import Job, JobState
from nizam.spine.jobs.queue import claim, reap
from nizam.spine.jobs.runs import Run, execute, settle
from nizam.spine.jobs.worker import run_one, run_pending, worker_name
from nizam.spine.outbox.models import Notification

pytestmark = pytest.mark.django_db

LINES = [
    "NÜMUNƏ ŞÖBƏSİNİN ƏSASNAMƏSİ",
    "1. Ümumi müddəalar",
    "1.1. Şöbə idarənin struktur bölməsidir.",
    "2. Şöbənin vəzifələri",
    "2.1. vətəndaşların müraciətlərinə baxır;",
    "2.2. serverlərin ehtiyat nüsxələrini çıxarır.",
]
SOURCE = """
#set page(paper: "a6")
#for line in json(bytes(sys.inputs.data)).lines { par(line); pagebreak(weak: true) }
"""


@pytest.fixture(scope="module")
def paper() -> bytes:
    """The charter as a PDF, a line a page."""
    return typeset("own", {"timestamp": 0, "lines": LINES}, source=SOURCE)


@pytest.fixture
def loaded(operator: Any, world: Any, paper: bytes) -> Charter:
    charter: Charter = actions.load_charter(
        Actor(user=world.head_a), institution=world.institution, raw=paper, file_name="numune.pdf", unit=world.unit_a,
        at_once=False,
    )  # fmt: skip
    return charter


def anew(charter: Charter) -> Charter:
    return Charter.objects.select_related("job").get(pk=charter.pk)


def begun(charter: Charter) -> Run:
    """Begin the job as a worker does."""
    job = claim(worker_name())
    assert job is not None
    assert job == charter.job
    return Run(job)


@pytest.fixture
def at_page(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int, Callable[[], Any]], None]]:
    """Let something happen once, just before the page with this number is read."""

    def let(page: int, happen: Callable[[], Any]) -> None:
        decode = charter_text.decode
        happened: list[bool] = []

        def watched(raw: bytes, *, languages: Any, progress: Any) -> str:
            def tell(done: int, total: int | None) -> None:
                if done == page - 1 and not happened:
                    happened.append(True)
                    happen()
                progress(done, total)

            return decode(raw, languages=languages, progress=tell)

        monkeypatch.setattr(reading.charter_text, "decode", watched)

    return let


def test_the_bytes_are_kept_before_anything_is_read(loaded: Charter, paper: bytes) -> None:
    kept = anew(loaded)
    assert bytes(kept.source) == paper
    assert (kept.reading, kept.draft, kept.in_force, kept.provisions.count()) == ("waiting", True, False, 0)
    assert kept.job is not None
    assert kept.job.state == JobState.QUEUED


def test_the_job_reads_the_articles_and_tells_who_waits(loaded: Charter, world: Any) -> None:
    run_pending()
    charter = anew(loaded)
    assert (charter.reading, charter.draft, charter.language) == ("read", True, "az")
    assert [p.number for p in charter.provisions.all()] == ["1.", "1.1.", "2.", "2.1.", "2.2."]
    assert charter.provisions.get(number="2.2.").capabilities.filter(capability="backup-archiving").exists()
    assert str(charter.title) == LINES[0]
    (told,) = Notification.objects.filter(user=world.head_a)
    assert "numune.pdf" in told.text
    assert str(charter.uid) in told.url
    assert charter.job is not None
    assert (charter.job.progress_done, charter.job.progress_total) == (5, 6)


def test_what_was_wished_is_done_when_it_is_read(operator: Any, world: Any, paper: bytes) -> None:
    before = actions.load_charter(
        operator, institution=world.institution, raw="1. Vəzifələr\n1.1. Arxiv saxlanır.".encode(), file_name="e.txt"
    )
    charter = actions.load_charter(
        operator, institution=world.institution, raw=paper, file_name="n.pdf", title="Yeni əsasnamə", confirm=True,
        supersedes=before,
    )  # fmt: skip
    assert anew(before).in_force
    run_one(charter.job)
    charter = anew(charter)
    assert (charter.in_force, charter.draft, str(charter.title)) == (True, False, "Yeni əsasnamə")
    assert not anew(before).in_force
    assert charter.provisions.get(number="2.2.").capabilities.filter(state="confirmed").exists()


def test_a_file_without_articles_says_so_and_can_be_read_again(world: Any) -> None:
    raw = typeset("own", {"timestamp": 0, "lines": ["yalnız sözlər"]}, source=SOURCE)
    head = Actor(user=world.head_a)
    charter = actions.load_charter(head, institution=world.institution, raw=raw, file_name="s.pdf", unit=world.unit_a)
    run_pending()
    charter = anew(charter)
    assert (charter.reading, charter.fault["code"]) == ("unreadable", "no-provisions")
    assert reading.fault_words(charter.fault)
    with pytest.raises(Refused):
        actions.enforce_charter(head, charter)
    actions.reread_charter(head, charter)
    assert run_pending() == 1
    assert anew(charter).reading == "unreadable"


def test_damaged_bytes_are_kept_with_their_fault(operator: Any, world: Any) -> None:
    charter = actions.load_charter(operator, institution=world.institution, raw=b"%PDF-1.7 broken", file_name="b.pdf")
    run_pending()
    charter = anew(charter)
    assert charter.reading == "unreadable"
    assert "damaged" in charter.fault["marks"]


def test_stopped_while_it_is_read_nothing_is_stored_and_it_can_be_read_again(
    loaded: Charter, world: Any, at_page: Any
) -> None:
    head = Actor(user=world.head_a)
    run = begun(loaded)
    at_page(3, lambda: actions.stop_charter(head, anew(loaded)))
    outcome = execute(run)
    with pytest.raises(Refused):
        actions.reread_charter(head, anew(loaded))
    settle(run, outcome)
    assert outcome.kind == "cancelled"
    stopped = anew(loaded)
    assert (stopped.reading, stopped.provisions.count()) == ("stopped", 0)
    actions.reread_charter(head, stopped)
    run_pending()
    assert anew(loaded).provisions.count() == 5


def test_a_worker_that_has_to_stop_gives_the_reading_back(loaded: Charter, at_page: Any) -> None:
    run = begun(loaded)
    run.stopping = threading.Event()
    at_page(2, run.stopping.set)
    outcome = execute(run)
    assert outcome.kind == "stopped"
    settle(run, outcome)
    assert anew(loaded).reading == "waiting"
    run_pending()
    assert anew(loaded).is_read


def test_a_killed_worker_leaves_a_reading_that_another_begins_anew(loaded: Charter, at_page: Any) -> None:
    run = begun(loaded)

    class Killed(BaseException):
        pass

    def die() -> None:
        raise Killed

    with pytest.MonkeyPatch.context() as patch:
        decode = charter_text.decode
        patch.setattr(
            reading.charter_text,
            "decode",
            lambda raw, *, languages, progress: decode(raw, languages=languages, progress=lambda *_: die()),
        )
        with pytest.raises(Killed):
            execute(run)
    assert anew(loaded).at_work
    Job.objects.update(heartbeat_at="2020-01-01T00:00:00Z")
    assert reap() == 1
    run_pending()
    assert anew(loaded).provisions.count() == 5
    # The one believed dead comes back: it reads nothing twice and ends nothing.
    with pytest.raises(Interrupted):
        run.progress(1)
    assert reading.run_reading(run, str(loaded.uid)) == {"provisions": 5}
    assert anew(loaded).provisions.count() == 5


def test_a_reading_that_failed_for_good_is_offered_again(loaded: Charter, world: Any) -> None:
    Job.objects.filter(pk=loaded.job_id).update(state=JobState.FAILED)
    failed = anew(loaded)
    assert (failed.reading, failed.at_work) == ("waiting", False)
    actions.reread_charter(Actor(user=world.head_a), failed)
    run_pending()
    assert anew(loaded).is_read


def test_a_charter_voided_meanwhile_stays_without_articles(loaded: Charter, operator: Any, at_page: Any) -> None:
    run = begun(loaded)
    at_page(6, lambda: Charter.objects.filter(pk=loaded.pk).update(voided_at="2026-11-22T00:00:00Z"))
    assert execute(run).kind == Cancelled.__name__.lower()
    assert anew(loaded).provisions.count() == 0


def test_what_somebody_changes_while_the_pages_are_read_stays(loaded: Charter, world: Any, at_page: Any) -> None:
    at_page(3, lambda: Charter.objects.filter(pk=loaded.pk).update(confidentiality=2, unit=world.unit_b))
    run_pending()
    charter = anew(loaded)
    assert (charter.reading, charter.confidentiality, charter.unit) == ("read", 2, world.unit_b)
    assert {one.unit for one in charter.provisions.all()} == {world.unit_b}


def test_reading_is_stopped_and_repeated_by_who_loads_charters(loaded: Charter, world: Any) -> None:
    with pytest.raises(NotAllowed):
        actions.stop_charter(Actor(user=world.clerk_a), loaded)
    with pytest.raises(Refused):
        actions.reread_charter(Actor(user=world.head_a), loaded)


def test_no_version_follows_one_that_is_not_read(loaded: Charter, operator: Any, world: Any) -> None:
    with pytest.raises(Refused):
        actions.load_charter(
            operator, institution=world.institution, raw=b"1. Bir\n1.1. Iki.", file_name="y.txt", supersedes=loaded
        )
