# SPDX-License-Identifier: EUPL-1.2
"""A folder of mail: everything is kept before anything is registered, and told in the order it lies there."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from nizam.doors.mail.imports import as_json, import_mail
from nizam.spine.cases.intake import registering
from nizam.spine.cases.models import Case, Envelope

pytestmark = pytest.mark.django_db


def write(folder: Path, name: str, ordinal: int, *, answers: int | None = None) -> None:
    message = EmailMessage()
    message["From"] = "Sevil Quliyeva <sevil@example.org>"
    message["To"] = "idare@example.net"
    message["Subject"] = f"Məktub {ordinal}"
    message["Message-ID"] = f"<{ordinal}@example.org>"
    if answers is not None:
        message["In-Reply-To"] = f"<{answers}@example.org>"
    message.set_content(f"Kənd kitabxanasında internet işləmir. {ordinal}")
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(message.as_bytes())


@pytest.fixture
def postbag(tmp_path: Path) -> Path:
    folder = tmp_path / "postbag"
    write(folder, "01-answer.eml", 1, answers=99)
    for ordinal in range(2, 12):
        write(folder, f"{ordinal:02}-letter.eml", ordinal)
    write(folder, "12-first.eml", 99)
    return folder


def test_an_answer_finds_its_letter_however_far_behind_it_lies(
    operator: Any, world: Any, postbag: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registering, "READ_AHEAD", 2)
    rows = [as_json(row) for row in import_mail(operator, world.institution, postbag)]
    assert [Path(row["file"]).name[:2] for row in rows] == [f"{place:02}" for place in range(1, 13)]
    assert rows[0]["disposition"] == "reply"
    assert rows[0]["case"] == rows[-1]["case"]
    assert [row["disposition"] for row in rows[1:]] == ["new"] * 11
    assert Case.objects.filter(institution=world.institution).count() == 11


def test_everything_is_kept_before_the_first_is_registered(
    operator: Any, world: Any, postbag: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Each letter in a transaction of its own, so that the import is interrupted after the first.
    monkeypatch.setattr(registering, "TURN_SECONDS", 0.0)
    rows = import_mail(operator, world.institution, postbag)
    next(rows)
    assert Envelope.objects.filter(institution=world.institution).count() == 12
    rows.close()
    again = [as_json(row) for row in import_mail(operator, world.institution, postbag)]
    assert Envelope.objects.filter(institution=world.institution, disposition="").count() == 0
    assert Case.objects.filter(institution=world.institution).count() == 11
    assert {row["disposition"] for row in again} == {"new", "duplicate"}


def test_the_same_file_twice_in_one_folder_is_told_twice_and_opens_one_case(
    operator: Any, world: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "twice"
    write(folder, "1.eml", 1)
    write(folder, "2.eml", 1)
    rows = [as_json(row) for row in import_mail(operator, world.institution, folder)]
    assert [row["disposition"] for row in rows] == ["new", "duplicate"]
    assert rows[1]["duplicate_of"] == rows[0]["envelope"]
    assert Case.objects.filter(institution=world.institution).count() == 1
