# SPDX-License-Identifier: EUPL-1.2
"""The key of the mailbox passwords travels with the keys of a backup, and the doctor misses it when it is gone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nizam.site.tests.conftest import run, run_code

KEEP = """
from nizam.kit.registry import registry
from nizam.spine.org.actions import operator_actor, set_secret_mailbox
from nizam.spine.org.models import Institution
box = registry.resource("org.mailbox").generated("add")(
    operator_actor(), institution=Institution.objects.get(), address="a@adil.example", arrives_by="imap",
    host="mail.adil.example", login="a", security="tls")
set_secret_mailbox(operator_actor(), box, secret="Gizli-0000")
"""
OPEN = "from nizam.spine.org.models import Mailbox; print(Mailbox.objects.get().open_secret())"


def state(home: Path) -> tuple[str, str]:
    rows = json.loads(run(home, "doctor", "--json").stdout)
    found = next(row for row in rows if row["code"] == "mailboxes")
    return found["state"], found["sentence"] + found["cure"]


@pytest.mark.one_engine
def test_the_key_is_in_the_keys_file_alone_and_comes_back_from_it(home: Path, tmp_path: Path) -> None:
    run_code(home, KEEP)
    assert state(home)[0] == "ok"
    backup, keys = tmp_path / "backup", tmp_path / "keys.json"
    assert run(home, "backup", str(backup), "--keys", str(keys)).returncode == 0
    key = (home / "keys" / "mailbox-key").read_bytes()
    for path in backup.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert key not in content, path
            assert b"Gizli-0000" not in content, path
    whole, bare = tmp_path / "whole", tmp_path / "bare"
    assert run(whole, "restore", str(backup), "--keys", str(keys)).returncode == 0
    assert run_code(whole, OPEN).strip() == "Gizli-0000"
    assert (whole / "keys" / "mailbox-key").stat().st_mode & 0o777 == 0o600
    assert run(bare, "restore", str(backup)).returncode == 0
    found, words = state(bare)
    assert found == "fail"
    assert "a@adil.example" in words
    assert "mailbox-key" in words
    (whole / "keys" / "mailbox-key").write_bytes(b"x" * 44)
    assert state(whole)[0] == "fail"
