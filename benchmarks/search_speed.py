# SPDX-License-Identifier: EUPL-1.2
"""Inside a temporary home: many cases indexed, and asked for as a clerk and as the head of all units."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import subprocess
import sys
import time
from typing import Any

UNITS = 20
ASKED = 120
SHOWN = 20
OFFERED = 8
WORDS_OF_A_SUBJECT, WORDS_OF_DETAILS = 5, 15
# Words met often stand first: the word of rank n is drawn in proportion to 1 / (n + COMMON).
COMMON = 20
AT_ONCE = 1_000
SEED = 2311


def main(title: str, entries: str, processes: str) -> None:
    """Fill, index and ask; print one JSON line a figure."""
    _set_up()
    from django.db import connection

    institution, root, units = founded()
    count = int(entries)
    subjects = _fill(institution, units, count)
    command = [sys.executable, "-m", "benchmarks.search_speed", "index", processes]
    running = [
        subprocess.Popen([*command, str(part)], stdout=subprocess.PIPE, text=True) for part in range(int(processes))
    ]
    # Each tells how many it indexed in a second once it was loaded; they work at the same time.
    rate = sum(float(one.communicate()[0]) for one in running)
    what = f"entries indexed per second, {count:,} entries, {processes} process(es), {title}"
    print(json.dumps({"what": what, "figure": rate, "unit": "1/s", "beside": "aim: 2,000"}), flush=True)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    _ask(institution, root, units[3], subjects, f"{count:,} entries", title)


def _set_up() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "nizam.site.settings"
    import django

    django.setup()


def founded() -> tuple[Any, Any, list[Any]]:
    """Found an institution; return it, its root and the units below."""
    from nizam.kit.texts import TranslatedText
    from nizam.spine.org.actions import found_institution, open_unit, operator_actor
    from nizam.spine.org.models import Unit

    operator = operator_actor()
    institution = found_institution(
        operator, code="sinaq", name=TranslatedText({"az": "Sınaq İdarəsi"}), country="AZ", languages=["az"]
    )
    root = Unit.objects.get(institution=institution, parent=None)
    units = [
        open_unit(operator, code=f"u{place}", name=TranslatedText({"az": f"Bölmə {place}"}), parent=root)
        for place in range(UNITS)
    ]
    return institution, root, units


def _fill(institution: Any, units: list[Any], count: int) -> list[list[str]]:
    """Write the cases, in all languages; return the words of some subjects."""
    from benchmarks.office_rows import Rows
    from nizam.kit.turns import write_transaction
    from nizam.spine.cases.models import Case, Party
    from nizam.spine.cases.opening import default_procedure
    from nizam.spine.search.tests.judged import read_texts

    dice = random.Random(SEED)
    vocabularies = []
    for language in ("az", "uz", "uz-Cyrl", "tr"):
        texts = [f"{one.subject} {one.text}" for one in read_texts() if one.language == language]
        words = sorted({word.strip(".,()") for text in texts for word in text.split()})
        dice.shuffle(words)
        vocabularies.append((language, words, [1 / (rank + COMMON) for rank in range(len(words))]))
    procedure = default_procedure(institution, "mail")
    party = Party.objects.create(institution=institution, unit=units[0], name="Aygün Məmmədova", email="a@example.org")
    began = dt.datetime(2024, 1, 5, 5, 0, tzinfo=dt.UTC)
    step = dt.timedelta(days=1000) / count
    subjects = []
    with write_transaction():
        rows = Rows(Case, institution=institution, procedure=procedure, party=party, state="closed")
        for place in range(count):
            language, words, weights = dice.choice(vocabularies)
            drawn = dice.choices(words, weights, k=WORDS_OF_A_SUBJECT + WORDS_OF_DETAILS)
            moment = began + place * step
            subject = [*drawn[:WORDS_OF_A_SUBJECT], str(place)]
            if place % max(1, count // ASKED) == 0:
                subjects.append(drawn[:WORDS_OF_A_SUBJECT])
            rows.add(
                unit_id=dice.choice(units).pk,
                number_text=f"M-{place + 1}/2026",
                subject=" ".join(subject),
                details={"text": " ".join(drawn[WORDS_OF_A_SUBJECT:])},
                language=language,
                registered_at=moment,
                registered_on=moment.date(),
                due_on=moment.date(),
                due_at=moment,
            )
        rows.close()
    return subjects


def index(processes: str, part: str) -> None:
    """Index every so many-th batch of the cases that are there."""
    _set_up()
    from nizam.kit.registry import registry
    from nizam.kit.turns import write_transaction
    from nizam.spine.cases.models import Case
    from nizam.spine.search.indexing import index_things

    keys = list(Case.objects.order_by("pk").values_list("pk", flat=True))
    batches = [keys[first : first + AT_ONCE] for first in range(0, len(keys), AT_ONCE)]
    began, done = time.perf_counter(), 0
    for batch in batches[int(part) :: int(processes)]:
        with write_transaction():
            done += index_things(registry.resource("cases.case"), batch)
    print(done / (time.perf_counter() - began))


def _ask(institution: Any, root: Any, unit: Any, subjects: list[list[str]], among: str, title: str) -> None:
    from benchmarks.lines import percentile
    from nizam.kit.testing.world import make_account
    from nizam.spine.search.searching import search, things_of

    readers = {
        "clerk of one unit": make_account("reader-clerk", institution, "clerk", unit),
        "head of all": make_account("reader-head", institution, "head", root),
    }
    for reader, user in readers.items():
        for how, typing, shown, aim in (("two words, counts", False, SHOWN, 100), ("as one types", True, OFFERED, 50)):
            taken, hits = [], 0
            for words in subjects:
                text = f"{words[0]} {words[1][:4]}" if typing else f"{words[0]} {words[1]}"
                began = time.perf_counter()
                found = search(user, text, typing=typing, correct=False)
                things_of(user, found.hits[:shown])
                taken.append((time.perf_counter() - began) * 1000)
                hits += len(found.hits)
            for name, share in (("p50", 0.5), ("p95", 0.95)):
                what = f"{among}, {how}, {reader}, {name}, {title}"
                beside = f"aim: {aim} ms; {hits / len(subjects):,.0f} hits on average"
                line = {"what": what, "figure": percentile(taken, share), "unit": "ms", "beside": beside}
                print(json.dumps(line), flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "index":
        index(*sys.argv[2:])
    else:
        main(*sys.argv[1:])
