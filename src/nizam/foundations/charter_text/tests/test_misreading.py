# SPDX-License-Identifier: EUPL-1.2
"""Numbers as scans show them: what the row demands is proposed, and the printed number stays."""

import pytest

from nizam.foundations.charter_text import parse
from nizam.foundations.charter_text.misreading import demanded, next_values, printed_number

BEFORE = """ŞÖBƏNİN ƏSASNAMƏSİ

3. Şöbənin vəzifələri
3.1. vətəndaşların müraciətlərinə baxır;
3.2. sənədləri qeydə alır;
"""


def last(*lines: str) -> tuple[str | None, str, int, tuple[str, ...]]:
    found = parse(BEFORE + "\n".join(lines) + "\n")[-1]
    return found.number, found.expected, found.level, found.doubts


@pytest.mark.parametrize(
    ("line", "printed", "expected"),
    [
        ("333. Arxivi qoruyur;", "333.", "3.3."),
        ("33. Arxivi qoruyur;", "33.", "3.3."),
        ("З.3. Arxivi qoruyur;", "З.3.", "3.3."),
        ("З.З. arxivi qoruyur;", "З.З.", "3.3."),
        ("3 .3. arxivi qoruyur;", "3 .3.", "3.3."),
        ("3. 3. Arxivi qoruyur;", "3. 3.", "3.3."),
        ("3,3. Arxivi qoruyur;", "3,3.", "3.3."),
        ("3.33. Arxivi qoruyur;", "3.33.", "3.3."),
        ("- 3.З Arxivi qoruyur;", "3.З", "3.3"),
        ("3.2.l. arxivi qoruyur;", "3.2.l.", "3.2.1."),
    ],
)
def test_a_misread_number_is_kept_and_the_demanded_one_proposed(line: str, printed: str, expected: str) -> None:
    number, proposed, level, doubts = last(line)
    assert (number, proposed) == (printed, expected)
    assert level == expected.rstrip(".").count(".")
    assert "misread" in doubts


def test_the_row_goes_on_behind_a_misread_number() -> None:
    number, expected, _, doubts = last("333. Arxivi qoruyur;", "3.4. Hesabat verir.")
    assert (number, expected) == ("3.4.", "")
    assert "misread" not in doubts


@pytest.mark.parametrize(
    "line", ["3.3. Arxivi qoruyur;", "3.5. Arxivi qoruyur;", "4. Hüquqlar", "3.2. Arxivi qoruyur;"]
)
def test_a_number_that_is_printed_clearly_is_never_called_misread(line: str) -> None:
    number, expected, _, doubts = last(line)
    assert (number, expected) == (line.split()[0], "")
    assert "misread" not in doubts


def test_amid_a_sentence_a_number_is_a_word() -> None:
    found = parse(BEFORE.replace("alır;", "alır və") + "33. maddəyə uyğun saxlayır.")[-1]
    assert (found.number, found.expected) == ("3.2.", "")
    assert found.text.endswith("33. maddəyə uyğun saxlayır.")


def test_a_chapter_whose_numeral_lost_a_stroke_is_told_by_the_one_behind_it() -> None:
    text = "I. Umumiy qoidalar\n1. Bo'lim ishlaydi.\n{}. Vazifalar\n2. Arxiv saqlaydi.\n{}. Huquqlar\n3. So'raydi.\n"
    misread = parse(text.format("II", "II") + "IV. Yakun\n4. Kuchga kiradi.\n")
    chapters = [(one.number, one.expected) for one in misread if one.level == 0]
    assert chapters == [("I.", ""), ("II.", ""), ("II.", "III."), ("IV.", "")]
    doubled = parse(text.format("II", "II") + "III. Yakun\n4. Kuchga kiradi.\n")
    assert not any(one.expected for one in doubled)


def test_more_than_one_number_demanded_is_none() -> None:
    assert demanded("11l", [(1, 1, 1), (11, 1)]) is None
    assert demanded("l.2.", [(1, 2), (1, 1, 1)]) == (1, 2)
    assert demanded("1.2.", [(1, 2)]) is None


def test_what_may_follow_a_number() -> None:
    assert next_values((3, 2)) == [(3, 2, 1), (3, 3), (4,)]
    assert next_values(()) == []


@pytest.mark.parametrize("line", ["So bu", "Is görür", "vətəndaşlar", "3.3.3", ""])
def test_words_are_no_numbers(line: str) -> None:
    assert printed_number(line) is None
