# SPDX-License-Identifier: EUPL-1.2
"""Files in object storage are in the backup, and go into the bucket of the home that is restored."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from nizam.site.tests.conftest import run
from nizam.site.tests.registrar import LETTER
from nizam.site.tests.s3_server import S3Server

pytestmark = pytest.mark.one_engine


@pytest.fixture
def s3() -> Iterator[S3Server]:
    server = S3Server()
    yield server
    server.close()


def test_files_of_a_bucket_are_backed_up_and_restored(home: Path, tmp_path: Path, s3: S3Server) -> None:
    letters, backup, new = tmp_path / "letters", tmp_path / "backup", tmp_path / "new"
    letters.mkdir()
    (letters / "1.eml").write_text(LETTER.format(number=1), "utf-8")
    done = run(home, "mail", "import", str(letters), **s3.settings("old"))
    assert done.returncode == 0, done.stderr
    before = s3.kept("old")
    assert (letters / "1.eml").read_bytes() in before.values()
    assert not (home / "blobs").exists()
    done = run(home, "backup", str(backup), **s3.settings("old"))
    assert done.returncode == 0, done.stderr
    kept = {
        path.relative_to(backup / "blobs").as_posix(): path.read_bytes()
        for path in (backup / "blobs").rglob("*")
        if path.is_file()
    }
    assert kept == before
    done = run(new, "restore", str(backup), **s3.settings("new"))
    assert done.returncode == 0, done.stderr
    assert s3.kept("new") == before
    s3.objects.pop(next(f"old/{key}" for key in before))
    done = run(home, "backup", str(tmp_path / "again"), **s3.settings("old"))
    assert done.returncode == 1
    assert "missing in this home" in done.stderr
