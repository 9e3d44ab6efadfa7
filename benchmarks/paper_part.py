# SPDX-License-Identifier: EUPL-1.2
"""How long an official letter of one page takes from values to PDF/A."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from benchmarks.lines import Line, percentile, timed
from nizam.foundations.typesetting import JSON, typeset

BODY = "Müraciətinizə cavab olaraq bildiririk ki, kənddə internet bağlantısı noyabrın 20-dək bərpa olunacaq. " * 4
LETTER: dict[str, JSON] = {
    "lang": "az",
    "country": "AZ",
    "timestamp": 1_794_600_000,
    "institution": {
        "name": "Nizami Rayon İdarəsi",
        "above": [],
        "unit": "Rəqəmsal xidmətlər şöbəsi",
        "address": ["Bakı, Nizami küçəsi 1"],
    },
    "labels": {
        "number": "№",
        "date": "Tarix",
        "subject": "Mövzu",
        "reference": "İstinad",
        "executor": "İcraçı",
        "attachments": "Əlavələr",
    },
    "number": "Ç-12/2026",
    "date": "16 noyabr 2026",
    "addressee": ["Aygün Məmmədova"],
    "references": ["M-7/2026"],
    "subject": "İnternet bağlantısı haqqında",
    "content": [{"kind": "paragraph", "runs": [{"text": BODY}]}] * 4,
    "appeal": "",
    "closing": "",
    "signatory": {"position": ["Şöbə müdiri"], "name": "E. Quliyev"},
    "executor": ["S. Həsənli"],
    "attachments": [],
}


def measure() -> Iterator[Line]:
    """Measure the whole way, its child process included, each letter with a number and words of its own."""
    numbers = itertools.count(1)

    def one() -> None:
        number = next(numbers)
        typeset("answer", {**LETTER, "number": f"Ç-{number}/2026", "subject": f"Bağlantı {number}"})

    taken = timed(one, times=20)
    yield Line("one letter to PDF/A, median", percentile(taken, 0.5), "ms", "aim: 50 ms; over 20,000 ms it is refused")
    yield Line("one letter to PDF/A, p95", percentile(taken, 0.95), "ms")
