# SPDX-License-Identifier: EUPL-1.2
"""Many processes at one register, and processes killed at any moment: nothing lost, nothing twice, no gap."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from concurrency_letters import Thread, make_threads, write_letters
from nizam.kit.texts import TranslatedText
from nizam.spine.cases.models import Case, Envelope
from nizam.spine.journal.models import Event
from nizam.spine.org.actions import found_institution, operator_actor
from nizam.spine.org.models import Institution, TakenNumber
from nizam.spine.records.blobs import read_bytes
from nizam.spine.records.models import Blob

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]

PROGRAM = Path(__file__).with_name("concurrency_import.py")


class Importers:
    """The program that imports folders, each in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self._errors = folder / "errors"
        with self._errors.open("w") as errors:
            self._program = subprocess.Popen(
                [sys.executable, str(PROGRAM)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )

    def begin(self, institution: Institution, folder: Path) -> int:
        """Start importing `folder`; return the process id."""
        return self._ask("import", institution.code, str(folder))

    def end(self, pid: int) -> None:
        """Wait until that import is through; it must have ended well."""
        assert self._ask("wait", str(pid)) == 0, self._errors.read_text()

    def kill(self, pid: int) -> bool:
        """End it as a power cut would; tell whether it was still at work."""
        os.kill(pid, signal.SIGKILL)
        return self._ask("wait", str(pid)) == -signal.SIGKILL

    def close(self) -> None:
        """End the program."""
        self._program.communicate()

    def _ask(self, *words: str) -> int:
        assert self._program.stdin is not None
        assert self._program.stdout is not None
        self._program.stdin.write("\t".join(words) + "\n")
        self._program.stdin.flush()
        answer = self._program.stdout.readline()
        assert answer, self._errors.read_text()
        return int(answer)


@pytest.fixture(scope="module")
def importers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Importers]:
    running = Importers(tmp_path_factory.mktemp("importers"))
    yield running
    running.close()


def found(code: str) -> Institution:
    institution: Institution = found_institution(
        operator_actor(),
        code=code,
        name=TranslatedText({"tr": f"{code} idaresi"}),
        country="TR",
        languages=["tr", "az", "uz"],
    )
    return institution


def thread_of(envelope: Envelope) -> str:
    return Path(envelope.source).stem.rpartition("-")[2]


def check_register(institution: Institution, threads: list[Thread]) -> None:
    """Compare all that stands in the register with what must become of the letters of `threads`."""
    envelopes = list(Envelope.objects.filter(institution=institution).select_related("blob", "case"))
    assert {e.sha256 for e in envelopes} == {letter.sha256 for thread in threads for letter in thread.letters}
    found_dispositions: dict[str, Counter[str]] = {thread.code: Counter() for thread in threads}
    cases: dict[str, set[Any]] = {thread.code: set() for thread in threads}
    for envelope in envelopes:
        found_dispositions[thread_of(envelope)][envelope.disposition] += 1
        if envelope.disposition not in {"held", "unreadable"}:
            cases[thread_of(envelope)].add(envelope.case_id)
        else:
            assert envelope.case_id is None
        assert (envelope.duplicate_of_id is not None) == (envelope.disposition == "duplicate")
    assert found_dispositions == {thread.code: thread.dispositions for thread in threads}
    for thread in threads:
        expected = 1 if thread.dispositions["new"] else 0
        assert len(cases[thread.code] - {None}) == len(cases[thread.code]) == expected, thread.code
    check_numbers(institution, sum(thread.dispositions["new"] for thread in threads))
    check_bytes(envelopes)
    check_journal(envelopes)


def check_numbers(institution: Institution, expected: int) -> None:
    cases = Case.objects.filter(institution=institution)
    taken = list(TakenNumber.objects.filter(series__institution=institution))
    assert cases.count() == len(taken) == expected
    by_year: dict[tuple[int, int], list[int]] = {}
    for number in taken:
        by_year.setdefault((number.series_id, number.year), []).append(number.ordinal)
    for ordinals in by_year.values():
        assert sorted(ordinals) == list(range(1, len(ordinals) + 1))
    assert {number.subject_uid for number in taken} == set(cases.values_list("uid", flat=True))
    assert len(set(cases.values_list("number_text", flat=True))) == expected


def check_bytes(envelopes: list[Envelope]) -> None:
    for envelope in envelopes:
        assert envelope.blob.sha256 == envelope.sha256
        # Raises BlobDamaged when the bytes are gone or others.
        assert len(read_bytes(envelope.blob)) == envelope.blob.size
    assert not Blob.objects.exclude(references=1).exists()
    assert Blob.objects.count() == Envelope.objects.count()


def check_journal(envelopes: list[Envelope]) -> None:
    told = Counter(
        Event.objects.filter(object_kind="cases.envelope", institution=envelopes[0].institution).values_list(
            "action", "object_uid"
        )
    )
    acts = ("cases.keep_envelope", "cases.register_envelope")
    assert told == Counter((act, envelope.uid) for act in acts for envelope in envelopes)


def register_at_once(importers: Importers, tmp_path: Path, *, processes: int, letters: int, seed: int) -> None:
    institution = found("postahane")
    threads = make_threads(letters, seed=seed, to="posta@example.net")
    # The same bytes come by several ways at the same moment: every share holds these.
    common = make_threads(6, seed=seed, to="posta@example.net", mark="c")
    for part in range(processes):
        write_letters([*common, *threads[part::processes]], tmp_path / f"share-{part}", seed=seed)
    connections.close_all()
    pids = [importers.begin(institution, tmp_path / f"share-{part}") for part in range(processes)]
    for pid in pids:
        importers.end(pid)
    check_register(institution, [*common, *threads])


def kill_and_resume(importers: Importers, tmp_path: Path, *, runs: int, letters: int, seed: int) -> None:
    """Import one postbag undisturbed, then `runs` equal ones, each killed at its moment and resumed."""
    chance = random.Random(seed)
    calm, threads, folder = _equal_postbag(tmp_path, "sakin", letters, seed)
    began = time.monotonic()
    importers.end(importers.begin(calm, folder))
    duration = time.monotonic() - began
    check_register(calm, threads)
    expected = outcome(calm)
    moments = [duration * (place + chance.random()) / runs for place in range(runs)]
    chance.shuffle(moments)
    killed = 0
    for place, moment in enumerate(moments):
        institution, threads, folder = _equal_postbag(tmp_path, f"kesik-{place}", letters, seed)
        pid = importers.begin(institution, folder)
        time.sleep(moment)
        killed += importers.kill(pid)
        importers.end(importers.begin(institution, folder))
        check_register(institution, threads)
        assert outcome(institution) == expected, f"killed after {moment:.3f} s"
    assert killed, "every run had ended before it was killed"


def _equal_postbag(tmp_path: Path, code: str, letters: int, seed: int) -> tuple[Institution, list[Thread], Path]:
    # Equal but for the address, so that the bytes of each run are stored anew.
    threads = make_threads(letters, seed=seed, to=f"{code}@example.net")
    write_letters(threads, tmp_path / code, seed=seed)
    return found(code), threads, tmp_path / code


def outcome(institution: Institution) -> dict[str, tuple[str, str, str]]:
    """Return for each file what became of it, its original, and the number of its case."""
    return {
        Path(envelope.source).name: (
            envelope.disposition,
            Path(envelope.duplicate_of.source).name if envelope.duplicate_of else "",
            envelope.case.number_text if envelope.case else "",
        )
        for envelope in Envelope.objects.filter(institution=institution).select_related("case", "duplicate_of")
    }


def test_four_processes_register_at_once(importers: Importers, tmp_path: Path) -> None:
    register_at_once(importers, tmp_path, processes=4, letters=80, seed=41)


@pytest.mark.slow
def test_eight_processes_register_2000_letters(importers: Importers, tmp_path: Path) -> None:
    register_at_once(importers, tmp_path, processes=8, letters=2000, seed=42)


def test_three_kills_leave_no_trace(importers: Importers, tmp_path: Path) -> None:
    kill_and_resume(importers, tmp_path, runs=3, letters=30, seed=43)


@pytest.mark.slow
def test_fifty_kills_leave_no_trace(importers: Importers, tmp_path: Path) -> None:
    kill_and_resume(importers, tmp_path, runs=50, letters=60, seed=44)
