# SPDX-License-Identifier: EUPL-1.2
"""The command line as a whole: light to start, documented, and clear about who may do what."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest

from nizam.site.command import COMMANDS, cli, program_version
from nizam.site.tests.conftest import PASSWORD, run, run_code

CLERK = """
from nizam.spine.org.actions import grant_role, open_user, operator_actor
from nizam.spine.org.models import Institution
operator, institution = operator_actor(), Institution.objects.get()
user = open_user(operator, username="katip", institution=institution, password="correct horse 7 battery")
grant_role(operator, user=user, role="clerk", institution=institution)
"""

DOCS = Path(__file__).resolve().parents[4] / "docs"


def _commands(group: click.Group, before: str = "") -> list[tuple[str, click.Command]]:
    found = []
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        assert command is not None
        if isinstance(command, click.Group):
            found += _commands(command, f"{before}{name} ")
        else:
            found.append((f"{before}{name}", command))
    return found


@pytest.mark.one_engine
def test_help_and_completion_need_no_django() -> None:
    code = (
        "import sys\nfrom click.testing import CliRunner\nfrom nizam.site.command import cli\n"
        "for words in (['--help'], ['--version'], ['completion', 'bash'], ['completion', 'fish']):\n"
        "    done = CliRunner().invoke(cli, words, prog_name='nizam')\n"
        "    assert done.exit_code == 0 and done.output, (words, done.output)\n"
        "assert 'django' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.one_engine
def test_every_command_is_where_the_table_says() -> None:
    for name, entry in COMMANDS.items():
        module, _, attribute = entry.target.partition(":")
        assert isinstance(getattr(import_module(module), attribute), click.Command), name


@pytest.mark.one_engine
def test_every_command_has_its_section_and_options() -> None:
    text = (DOCS / "commands.md").read_text("utf-8")
    sections = dict(re.findall(r"^## `nizam (.+?)`\n(.*?)(?=^## |\Z)", text, re.M | re.S))
    known = dict(_commands(cli))  # type: ignore[arg-type]
    assert set(sections) == set(known)
    for name, command in known.items():
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert f"`{parameter.opts[-1]}" in sections[name], f"{name} {parameter.opts[-1]}"


@pytest.mark.one_engine
def test_reading_commands_speak_json() -> None:
    reading = {"doctor", "check", "verify-backup", "journal verify", "charter parse", "report"}
    known = dict(_commands(cli))  # type: ignore[arg-type]
    for name in reading:
        assert any("--json" in parameter.opts for parameter in known[name].params), name


@pytest.mark.one_engine
def test_version() -> None:
    done = run(Path("/nonexistent"), "--version")
    assert done.stdout == f"nizam {program_version()}\n"


@pytest.mark.one_engine
def test_wrong_usage_is_two_and_on_standard_error() -> None:
    done = run(Path("/nonexistent"), "no-such-command")
    assert (done.returncode, done.stdout) == (2, "")
    assert "no-such-command" in done.stderr


@pytest.mark.one_engine
def test_check_counts_what_is_declared(tmp_path: Path) -> None:
    done = run(tmp_path / "home", "check", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["resources"] > 0
    assert [message for message in found["messages"] if message["error"]] == []


@pytest.mark.one_engine
def test_founded_home_refuses_a_second_founding(home: Path) -> None:
    done = run(
        home,
        "init",
        "--institution",
        "b",
        "--name",
        "B",
        "--country",
        "AZ",
        "--languages",
        "az",
        "--admin",
        "x",
        given=f"{PASSWORD}\n",
    )
    assert done.returncode == 1
    assert "holds an institution already" in done.stderr


def test_account_without_the_right_is_refused(home: Path) -> None:
    run_code(home, CLERK)
    for arguments, said in (
        (["--as", "nobody", "journal", "verify"], "nobody"),
        (["--as", "katip", "journal", "seal"], "journal.seal_event"),
        (["--as", "katip", "refold"], "org.refold_institution"),
    ):
        done = run(home, *arguments)
        assert (done.returncode, done.stdout) == (3, "")
        assert said in done.stderr


def test_technical_administrator_seals_and_refolds(home: Path) -> None:
    assert run(home, "--as", "teknik", "journal", "seal").returncode == 0
    assert run(home, "--as", "teknik", "refold").returncode == 0


def test_journal_names_account_and_system_user(home: Path) -> None:
    code = (
        "from nizam.spine.journal.models import Event\n"
        "print(*Event.objects.values_list('actor_name', 'door', 'os_user').first(), sep='|')"
    )
    done = run(home, "manage", "shell", "--verbosity", "0", "-c", code)
    actor, door, user = done.stdout.strip().splitlines()[-1].split("|")
    assert (actor, door) == ("operator", "command")
    assert user


def test_seal_and_verify(home: Path) -> None:
    assert run(home, "journal", "seal").returncode == 0
    done = run(home, "journal", "verify", "--json")
    found = json.loads(done.stdout)
    assert done.returncode == 0
    assert found["ok"] is True
    assert found["sealed"] >= 3
    assert found["unsealed"] == 0
    assert found["heads"] >= 1


@pytest.mark.one_engine
def test_empty_password_is_refused(tmp_path: Path) -> None:
    done = run(
        tmp_path / "home",
        "init",
        "--institution",
        "b",
        "--name",
        "B",
        "--country",
        "AZ",
        "--languages",
        "az",
        "--admin",
        "x",
    )
    assert done.returncode == 2
    assert "No password" in done.stderr


@pytest.mark.one_engine
@pytest.mark.parametrize("bind", ["0.0.0.0", "192.0.2.7"])
def test_demonstration_stays_on_this_machine(tmp_path: Path, bind: str) -> None:
    done = run(tmp_path / "home", "up", "--demo", "--bind", bind)
    assert done.returncode == 2
    assert bind in done.stderr
    assert not (tmp_path / "home").exists()
