# SPDX-License-Identifier: EUPL-1.2
"""What is attached to a letter is noted with it, read in the background within limits, and never run."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Any

import pytest

from nizam.foundations.extraction import MARKS, Extracted
from nizam.kit.actions import Actor
from nizam.kit.errors import Refused
from nizam.spine.cases import actions, attachments
from nizam.spine.cases.attachments import READ_TASK, mark_words, refusal_of
from nizam.spine.cases.envelopes import keep
from nizam.spine.cases.intake import register
from nizam.spine.cases.models import Attachment, Envelope
from nizam.spine.cases.tasks import look_for_attachments
from nizam.spine.jobs.models import Job, JobState
from nizam.spine.jobs.queue import claim, reap
from nizam.spine.jobs.runs import Run, execute, settle

pytestmark = pytest.mark.django_db


def with_files(*files: tuple[str, str, bytes], message_id: str = "<1@example.org>", **headers: str) -> bytes:
    """Return a letter with `files`: name, type, bytes."""
    message = EmailMessage()
    message["From"], message["To"] = "Aygün <aygun@example.org>", "idare@example.net"
    message["Subject"], message["Message-ID"] = "Sənədlər", message_id
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("Sənədlər əlavədədir.")
    for name, content_type, content in files:
        maintype, _slash, subtype = content_type.partition("/")
        message.add_attachment(content, maintype=maintype, subtype=subtype, filename=name)
    return message.as_bytes()


def arrive(operator: Any, institution: Any, raw: bytes) -> Envelope:
    """Keep and register a letter."""
    envelope, _new = keep(operator, institution, raw, door="mail")
    register(operator, [envelope])
    envelope.refresh_from_db()
    return envelope


def work() -> list[str]:
    """Do what is queued, as a worker would, and return how each job ended."""
    ends = []
    while (job := claim("test")) is not None:
        run = Run(job)
        outcome = execute(run)
        settle(run, outcome)
        ends.append(outcome.kind)
        if outcome.kind == "failed":
            raise AssertionError(outcome.error)
    return ends


def test_attachments_are_noted_with_the_letter_and_read_afterwards(operator: Any, world: Any) -> None:
    raw = with_files(("siyahı.txt", "text/plain", "Məktəb 3: internet yoxdur".encode()))
    letter = arrive(operator, world.institution, raw)
    row = Attachment.objects.get()
    assert (row.envelope, row.ordinal, row.name, row.state) == (letter, 1, "siyahı.txt", "waiting")
    assert (row.unit_id, row.institution_id) == (letter.unit_id, letter.institution_id)
    assert work() == ["done"]
    row.refresh_from_db()
    assert (row.state, row.text) == ("read", "Məktəb 3: internet yoxdur")


def test_a_copy_and_a_robot_have_none(operator: Any, world: Any) -> None:
    raw = with_files(("a.txt", "text/plain", b"a"))
    arrive(operator, world.institution, raw)
    again = arrive(operator, world.institution, b"Received: by other\r\n" + raw)
    headers = {"message_id": "<2@example.org>", "In_Reply_To": "<1@example.org>", "Auto_Submitted": "auto-replied"}
    robot = with_files(("a.txt", "text/plain", b"a"), **headers)
    away = arrive(operator, world.institution, robot)
    assert (again.disposition, away.disposition) == ("duplicate", "auto-reply")
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "mark"),
    [
        ("hesab.pdf.exe", b"anything", "program"),
        ("photo.jpg", b"MZ\x90\x00", "program"),
        ("notes.txt", b"\x7fELF\x02", "program"),
        ("shortcut", b"L\x00\x00\x00\x01\x14\x02\x00", "program"),
        ("setup.msi", b"\xd0\xcf\x11\xe0", "program"),
        ("MACRO.VBS", b"x", "script"),
        ("read me", b"#!/bin/sh\nrm", "script"),
        ("letter.pdf", b"%PDF-1.7", ""),
        ("noextension", b"plain", ""),
    ],
)
def test_what_would_run_is_known_by_bytes_and_by_name(name: str, content: bytes, mark: str) -> None:
    assert refusal_of(name, content) == mark


def test_a_program_is_kept_and_not_opened(operator: Any, world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("a program was opened")

    monkeypatch.setattr(attachments, "extract", opened)
    arrive(operator, world.institution, with_files(("oyun.exe", "application/octet-stream", b"MZ...")))
    assert work() == []
    row = Attachment.objects.get()
    assert (row.state, row.marks, row.size) == ("refused", ["program"], 5)


def test_attachments_go_with_their_case(operator: Any, world: Any) -> None:
    letter = arrive(operator, world.institution, with_files(("a.txt", "text/plain", b"a")))
    actions.assign_case(operator, letter.case, unit=world.unit_b)
    assert Attachment.objects.visible_to(world.clerk_b).count() == 1
    assert Attachment.objects.visible_to(world.clerk_a).count() == 0


def kill(job: Job) -> None:
    """Leave a claimed job as a killed worker leaves it, and let the reaper find it."""
    Job.objects.filter(pk=job.pk).update(heartbeat_at="2020-01-01T00:00:00Z")
    reap()


def test_what_kills_its_worker_is_given_up_and_the_next_one_is_read(
    operator: Any, world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    plain = attachments.extract

    def extract(content: bytes, *, name: str, **kwargs: Any) -> Extracted:
        if name == "poison.txt":
            raise Killed
        return plain(content, name=name, **kwargs)

    monkeypatch.setattr(attachments, "extract", extract)
    files = [(name, "text/plain", name.encode()) for name in ("first.txt", "poison.txt", "last.txt")]
    arrive(operator, world.institution, with_files(*files))
    kills = 0
    while (job := claim("test")) is not None:
        run = Run(job)
        try:
            settle(run, execute(run))
        except Killed:
            kills += 1
            kill(job)
    assert kills == attachments.TRIES
    found = {row.name: (row.state, row.marks, row.text) for row in Attachment.objects.all()}
    assert found == {
        "first.txt": ("read", [], "first.txt"),
        "poison.txt": ("marked", ["given-up"], ""),
        "last.txt": ("read", [], "last.txt"),
    }


def test_what_a_failed_job_left_is_found_again(operator: Any, world: Any) -> None:
    arrive(operator, world.institution, with_files(("a.txt", "text/plain", b"words")))
    Job.objects.filter(task=READ_TASK).update(state=JobState.FAILED)
    assert work() == []
    look_for_attachments(Run(Job(task="cases.look_for_attachments", payload={})))
    assert work() == ["done"]
    assert Attachment.objects.get().text == "words"


def test_a_person_may_have_it_read_again(operator: Any, world: Any) -> None:
    letter = arrive(operator, world.institution, with_files(("a.txt", "text/plain", b"words")))
    actions.assign_case(operator, letter.case, unit=world.unit_a)
    work()
    Attachment.objects.update(text="", state="marked", marks=["out-of-time"])
    attachments.reread_attachment(Actor(world.clerk_a), Attachment.objects.get())
    assert work() == ["done"]
    row = Attachment.objects.get()
    assert (row.text, row.marks) == ("words", [])
    Attachment.objects.update(state="refused", marks=["program"])
    with pytest.raises(Refused):
        attachments.reread_attachment(Actor(world.clerk_a), Attachment.objects.get())


def test_lost_bytes_are_a_mark(operator: Any, world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    letter = arrive(operator, world.institution, with_files(("a.txt", "text/plain", b"words")))

    def gone(blob: Any) -> bytes:
        raise attachments.BlobDamaged(blob.sha256)

    monkeypatch.setattr(attachments, "read_bytes", gone)
    assert work() == ["done"]
    assert letter.attachments.get().marks == ["bytes-gone"]


def test_every_mark_has_words() -> None:
    assert set(MARKS) <= set(mark_words())
