# SPDX-License-Identifier: EUPL-1.2
"""Invented charters as files, each with the provisions that a person reads in it.

The expectations stand beside each text, a row for every provision: line, level, number, doubts, text.
"""

import re
from collections import Counter
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nizam.foundations.charter_text import parse, read
from nizam.foundations.charter_text.numbering import DOUBTS

CHARTERS = sorted((Path(__file__).parent / "charters").glob("*.txt"))


def rows(path: Path) -> list[tuple[str, ...]]:
    return [
        (str(item.line), str(item.level), item.number or "", " ".join(item.doubts), item.text) for item in read(path)
    ]


@pytest.mark.parametrize("path", CHARTERS, ids=lambda path: path.stem)
def test_an_invented_charter(path: Path) -> None:
    expected = path.with_suffix(".tsv").read_text("utf-8").splitlines()
    assert rows(path) == [tuple(line.split("\t")) for line in expected]


def test_every_doubt_is_met() -> None:
    met = Counter(doubt for path in CHARTERS for item in read(path) for doubt in item.doubts)
    assert set(met) == DOUBTS


@pytest.mark.parametrize("path", CHARTERS, ids=lambda path: path.stem)
def test_a_charter_reads_the_same_with_other_line_ends_and_spaces(path: Path) -> None:
    text = path.read_text("utf-8")
    same = [(item.number, item.level, item.text, item.line) for item in parse(text)]
    changed = text.replace("\n", "\r\n").replace(" ", "\u00a0")
    assert [(item.number, item.level, item.text, item.line) for item in parse(changed)] == same


# fmt: off
PIECES = st.sampled_from([
    "1.", "2.", "3.", "1.1.", "1.2", "1.2.", "2.0.1.", "1)", "(2)", "a)", "(b)", "a-", "b-", "v.", "•", "-",
    "I.", "II.", "III", "Madde 1-", "MADDE 2 – (l)", "Maddə 3.", "1-modda.", "1-BOB.", "Birinci Bölüm",
    "B Ö L Ü M", "EK-1", "2-ilova", "A) ARXİV", "B. ARXİV", "Amaç", ":", ";", ".", ",", "söz", "Söz", "SÖZ",
    "А.", "©", "7", "12", "https://a.b", "İ", "ı", "ə", "‘", "*", "**", "#", "A. Abcd", "İçindekiler",
    "Imzo:", "[1]", "Səhifə 3", "\f", "_____", "söz " * 60, "\n", "\n\n", "\n\n\n\n\n\n", " ", "\u00ad\n",
    "-\n",
])
# fmt: on


@settings(deadline=None, max_examples=300)
@given(st.text() | st.lists(PIECES, max_size=60).map(" ".join) | st.lists(PIECES, max_size=60).map("".join))
def test_no_text_raises_and_nothing_is_invented_or_moved(text: str) -> None:
    provisions = parse(text)
    lines = [item.line for item in provisions]
    assert lines == sorted(lines)
    assert all(set(item.doubts) <= DOUBTS for item in provisions)
    source = iter(text)
    read_back = "".join(f"{item.number or ''}{item.text}" for item in provisions)
    missing = [letter for letter in read_back if not letter.isspace() and letter not in source]
    assert missing == []


WORDS = st.lists(
    st.sampled_from(["arxiv", "sənəd", "müdir", "hisobot", "ағ", "görev", "saytı", "100,5", "2031-ci"]), max_size=40
)
STYLES = [
    ("{0}. Bölmə başlığı\n", "{0}.{1}. ", "{0}.{1}.{2}. "),
    ("BÖLÜM {0}\nGENEL\n", "MADDE {1} – ", "{2}) "),
    ("{0}-BOB. QOIDALAR\n", "{0}{1}. ", "• "),
    ("{0}-боб. Қоидалар\n", "{1}. ", "({2}) "),
]


@settings(deadline=None, max_examples=150)
@given(
    st.sampled_from(STYLES),
    st.lists(st.lists(st.lists(WORDS, max_size=3), max_size=4), min_size=1, max_size=3),
    st.randoms(),
)
def test_no_word_of_the_body_is_lost(
    style: tuple[str, str, str], chapters: list[list[list[list[str]]]], chance
) -> None:  # type: ignore[no-untyped-def]
    text, wanted, serial = "", [], count()

    def sentence(words: list[str], end: str) -> str:
        broken = ""
        for word in [*words, "son"]:
            # A serial number in letters makes every word of the text another.
            own = word + "".join("abcdefghij"[int(digit)] for digit in str(next(serial)))
            wanted.append(own)
            broken += own + chance.choice([" ", " ", " ", " ", "\n", "\n\n\n7\n\n"])
        return f"{broken.strip()}{end}\n"

    for chapter, articles in enumerate(chapters, start=1):
        text += style[0].format(chapter)
        for article, items in enumerate(articles, start=1):
            text += style[1].format(chapter, article) + "Söz " + sentence([], ":" if items else ".")
            for item, words in enumerate(items, start=1):
                text += style[2].format(chapter, article, item) + sentence(words, ";" if item < len(items) else ".")
    found = re.findall(r"\S+", " ".join(f"{item.number or ''} {item.text}" for item in parse(text)))
    bare = [word.rstrip(".;:") for word in found]
    assert [word for word in bare if word in set(wanted)] == wanted
