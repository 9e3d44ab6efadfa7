# SPDX-License-Identifier: EUPL-1.2
"""One home, from its founding to the report: charters and mail of the reference data, by the command a user has."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

pytestmark = pytest.mark.one_engine

PASSWORD = "dəmir-qapı-və-köhnə-körpü-9"
TODAY = dt.datetime.now(dt.UTC).date()
PERIOD = f"{TODAY.year}-Q{(TODAY.month + 2) // 3}"

# What one line of `nizam mail import --json` holds, and what it may say.
FIELDS = {
    "file": str,
    "envelope": str,
    "case": (str, type(None)),
    "number": (str, type(None)),
    "duplicate_of": (str, type(None)),
    "language": (str, type(None)),
    "units": list,
    "due_on": (str, type(None)),
    "due_at": (str, type(None)),
    "law": (dict, type(None)),
    "disposition": str,
    "held_for": (str, type(None)),
    "earlier": (str, type(None)),
    "flags": list,
    "error": (str, type(None)),
}
DISPOSITIONS = {
    *("new", "reply", "duplicate", "held", "own", "bounce"),
    *("auto-reply", "delivery-report", "oversize", "unreadable"),
}

# What the office does with a letter, done by its acts in the home that the commands made.
ANSWER = """
import json, sys
import django
django.setup()
from nizam.kit.actions import Actor
from nizam.spine.cases.actions import answer_case, assign_case, close_case, sign_answer_case
from nizam.spine.cases.models import Case
from nizam.spine.org.actions import grant_role, open_user
from nizam.spine.org.models import Institution, User
from nizam.spine.records.blobs import read_bytes

operator = Actor(user=User.objects.get(username="operator"), door="command")
house = Institution.objects.get()
head = open_user(operator, username="mudir", institution=house, password=sys.argv[2], language="")
grant_role(operator, user=head, role="head", institution=house)
actor = Actor(user=User.objects.get(username="mudir"), door="office")
case = Case.objects.visible_to(actor.user).get(uid=sys.argv[1])
assign_case(actor, case, unit=case.unit)
answer_case(actor, case, body="Müraciətinizə baxıldı. Cavab əlavə olunur.")
sign_answer_case(actor, case)
case = Case.objects.get(uid=case.uid)
close_case(actor, case, outcome=case.procedure.outcome_choices()[0][0])
paper = case.papers.get(role="answer").document
version = paper.versions.latest("pk")
sys.stdout.buffer.write(read_bytes(version.blob))
"""


@dataclass(frozen=True)
class Home:
    """A home and what was said in it so far."""

    folder: Path
    first: subprocess.CompletedProcess[str]
    second: subprocess.CompletedProcess[str]
    charters: list[dict[str, Any]]
    cases_between: int

    def database(self, question: str) -> list[tuple[Any, ...]]:
        """Ask the database of the home directly."""
        return ask(self.folder, question)


def environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("NIZAM_", "DATABASE_URL"))}
    return kept | {"NIZAM_HOME": str(folder), "DJANGO_SETTINGS_MODULE": "nizam.site.settings"}


def nizam(folder: Path, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "nizam.site.command", *arguments],
        env=environment(folder),
        input=given,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def ask(folder: Path, question: str) -> list[tuple[Any, ...]]:
    with contextlib.closing(sqlite3.connect(folder / "nizam.sqlite3")) as connection:
        return connection.execute(question).fetchall()


@pytest.fixture(scope="module")
def sources() -> Path:
    folder = os.environ.get("NIZAM_REFERENCE", "")
    if not folder:
        pytest.skip("NIZAM_REFERENCE is not set: this story reads reference charters and mail")
    return Path(folder)


@pytest.fixture(scope="module")
def home(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Found a house, load the four charters, bring the mail in twice."""
    folder = tmp_path_factory.mktemp("letter") / "home"
    founded = nizam(
        folder,
        *("init", "--institution", "nizami", "--name", "Nizami İdarəsi", "--country", "AZ"),
        *("--languages", "az,uz,tr,ru,en", "--admin", "texnik"),
        given=f"{PASSWORD}\n",
    )
    assert founded.returncode == 0, founded.stderr
    assert PASSWORD not in founded.stdout + founded.stderr
    charters = []
    for gold in sorted((sources / "gold").glob("*.json")):
        loaded = nizam(
            folder, "charter", "import", str(sources / "charters" / f"{gold.stem}.txt"), "--confirm", "--json"
        )
        assert loaded.returncode == 0, loaded.stderr
        charters.append(json.loads(loaded.stdout))
    mail = str(sources / "data" / "mail")
    first = nizam(folder, "mail", "import", mail, "--json")
    between = ask(folder, "SELECT count(*) FROM cases_case")[0][0]
    second = nizam(folder, "mail", "import", mail, "--json")
    return Home(folder, first, second, charters, between)


def lines(said: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in said.stdout.splitlines()]


def test_four_charters_are_in_force_with_their_duties(home: Home) -> None:
    assert len(home.charters) == 4
    assert all(charter["provisions"] > 20 and charter["duties"] > 5 for charter in home.charters)


def test_every_message_gets_one_line_with_exactly_the_fields(home: Home, sources: Path) -> None:
    messages = sorted(path for path in (sources / "data" / "mail").rglob("*") if path.is_file())
    for said in (home.first, home.second):
        told = lines(said)
        assert len(told) == len(messages) == 103
        assert {Path(one["file"]).name for one in told} == {path.name for path in messages}
        for one in told:
            assert list(one) == list(FIELDS)
            for name, kind in FIELDS.items():
                assert isinstance(one[name], kind), (one["file"], name, one[name])
            assert one["disposition"] in DISPOSITIONS
            assert all(set(unit) == {"unit", "confidence", "reasons"} for unit in one["units"])
            assert one["law"] is None or set(one["law"]) == {"act", "article", "version"}
            assert (one["case"] is None) == (one["number"] is None)
            assert one["disposition"] != "new" or (one["case"] and one["due_on"] and one["due_at"])


def test_exit_code_says_whether_all_could_be_read(home: Home) -> None:
    for said in (home.first, home.second):
        faulty = any(one["disposition"] == "unreadable" or one["error"] for one in lines(said))
        assert said.returncode == (1 if faulty else 0), said.stderr


def test_every_envelope_is_kept_byte_for_byte(home: Home, sources: Path) -> None:
    kept = dict(home.database("SELECT uid, sha256 FROM cases_envelope"))
    blobs = {path.name: path for path in (home.folder / "blobs").rglob("*") if path.is_file()}
    by_name = {path.name: path for path in (sources / "data" / "mail").rglob("*")}
    for one in lines(home.first):
        raw = by_name[Path(one["file"]).name].read_bytes()
        digest = kept[one["envelope"].replace("-", "")]
        assert digest == hashlib.sha256(raw).hexdigest(), one["file"]
        (stored,) = [path for name, path in blobs.items() if digest in name or digest == name]
        assert stored.read_bytes() == raw


def test_second_import_opens_nothing(home: Home) -> None:
    assert home.database("SELECT count(*) FROM cases_case")[0][0] == home.cases_between > 0
    first = {one["file"]: one for one in lines(home.first)}
    told = lines(home.second)
    assert Counter(one["disposition"] for one in told) == {"duplicate": 103}
    assert all(one["duplicate_of"] for one in told)
    known = {one["envelope"] for one in first.values()}
    assert {one["duplicate_of"] for one in told} <= known


def test_numbers_have_no_gap(home: Home) -> None:
    numbers = [row[0] for row in home.database("SELECT number_text FROM cases_case WHERE number_text <> ''")]
    by_series: dict[str, list[int]] = {}
    for number in numbers:
        series, _, rest = number.partition("-")
        by_series.setdefault(series, []).append(int(rest.partition("/")[0]))
    assert by_series
    for series, taken in by_series.items():
        assert sorted(taken) == list(range(1, len(taken) + 1)), series


def test_answered_letter_stands_in_the_report_under_its_article(home: Home, tmp_path: Path) -> None:
    before = report(home)
    row = next(case for case in before["cases"] if case["state"] == "new" and case["articles"])
    article = before["articles"][row["articles"][0]]
    done = subprocess.run(
        [sys.executable, "-c", ANSWER, row["case"], PASSWORD],
        env=environment(home.folder),
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    paper = tmp_path / "answer.pdf"
    paper.write_bytes(done.stdout)
    read = PdfReader(paper)
    assert b"pdfaid" in read.trailer["/Root"]["/Metadata"].get_data()
    assert "Müraciətinizə baxıldı" in " ".join(page.extract_text() for page in read.pages)

    after = report(home)
    same = next(line for line in after["articles"] if line["provision"] == article["provision"])
    assert same["in_time"] + same["late"] == article["in_time"] + article["late"] + 1
    assert same["open"] == article["open"] - 1
    printed = tmp_path / "report.pdf"
    made = nizam(home.folder, "report", "--period", PERIOD, "--pdf", str(printed), "--json")
    assert made.returncode == 0, made.stderr
    text = " ".join(page.extract_text() for page in PdfReader(printed).pages)
    assert row["number"] in text
    assert article["article"] in text


def report(home: Home) -> dict[str, Any]:
    said = nizam(home.folder, "report", "--period", PERIOD, "--json")
    assert said.returncode == 0, said.stderr
    told: dict[str, Any] = json.loads(said.stdout)
    assert told["total"]["came"] == home.cases_between
    return told


def test_charter_is_parsed_to_a_list_of_provisions(home: Home, sources: Path) -> None:
    gold = sorted((sources / "gold").glob("*.json"))[0]
    said = nizam(home.folder, "charter", "parse", str(sources / "charters" / f"{gold.stem}.txt"), "--json")
    assert said.returncode == 0, said.stderr
    told = json.loads(said.stdout)
    assert len(told) > 20
    assert all(set(one) == {"number", "level", "kind", "text", "line"} for one in told)


@pytest.mark.parametrize(
    "arguments",
    [
        ("report", "--period", "winter"),
        ("report",),
        ("mail", "import", "/there/is/no/such/folder", "--json"),
        ("charter", "import", "/there/is/no/such/file.txt"),
        ("init", "--institution", "x"),
        ("fly",),
    ],
    ids=lambda arguments: " ".join(arguments[:2]),
)
def test_wrong_usage_is_two_and_said_on_standard_error(home: Home, arguments: tuple[str, ...]) -> None:
    said = nizam(home.folder, *arguments)
    assert said.returncode == 2
    assert said.stderr
    assert not said.stdout
    assert "Traceback" not in said.stderr
