# SPDX-License-Identifier: EUPL-1.2
"""`nizam procedure` judges a text, takes it in, lists it and gives it out again as it came."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from nizam.site.command import cli
from nizam.spine.cases.models import Procedure
from nizam.spine.cases.procedures import FOLDER

pytestmark = pytest.mark.django_db


def nizam(*words: str) -> Result:
    return CliRunner().invoke(cli, ["--institution", "nizami", "procedure", *words], obj={})


def test_a_text_with_faults_is_told_line_by_line_and_refused(world: Any, tmp_path: Path) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text('code = "wrong"\ncolour = "red"\n')
    judged = nizam("check", str(file))
    assert judged.exit_code == 1
    assert f"{file}:2: colour: there is no such entry" in judged.output
    faults = json.loads(nizam("check", str(file), "--json").output)
    assert {"line": 2, "place": "colour", "fault": "there is no such entry"} in faults
    assert nizam("import", str(file)).exit_code == 1
    assert not Procedure.objects.filter(code="wrong").exists()


def test_a_text_is_taken_in_listed_and_given_out_byte_for_byte(world: Any, tmp_path: Path) -> None:
    file = tmp_path / "lost.toml"
    text = (FOLDER / "internal-request.toml").read_text("utf-8").replace("internal-request", "lost-property")
    file.write_text(text, "utf-8")
    assert nizam("check", str(file)).exit_code == 0
    assert "lost-property: version 1 is in use." in nizam("import", str(file)).output
    listed = {row["code"]: row for row in json.loads(nizam("list", "--json").output)}
    assert (listed["lost-property"]["own"], listed["lost-property"]["version"]) == (True, 1)
    assert "lost-property" in nizam("list").output
    assert nizam("export", "lost-property").output == text
    nizam("export", "lost-property", "--output", str(tmp_path / "again.toml"))
    assert (tmp_path / "again.toml").read_bytes() == file.read_bytes()
    assert nizam("export", "lost-property", "--version", "9").exit_code == 2
