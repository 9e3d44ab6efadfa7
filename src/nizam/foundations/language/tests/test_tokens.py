# SPDX-License-Identifier: EUPL-1.2
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nizam.foundations.language import Token, TokenKind, tokens
from nizam.foundations.language._characters import IGNORABLES


def kinds(text: str) -> list[tuple[str, str]]:
    return [(token.text, token.kind) for token in tokens(text) if token.kind is not TokenKind.PUNCTUATION]


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        (
            "word",
            ["taʼlim", "to‘g‘ri", "tog‘", "bog'", "Ankara'dan", "e-sənəd", "MS-Office", "Covid-19", "A4"]
            + ["Oʻzbekiston", "el\u00adektron", "so\u0308z", "бўлими", "file_name", "Isʼhoq", "kitob‑daftar"],
        ),
        ("number", ["5", "3,5", "1.234.567,89", "14:30", "2026-cı", "5'inci", "1\u00a0234\u00a0567,5", "2.9.1"]),
        ("date", ["23.11.2026", "1/2/2026", "2026-11-23", "01.02.26", "31-12-2025"]),
        ("phone", ["+994 12 493-11-22", "(012) 493 11 22", "0532 123 45 67", "+90 (312) 123 45 67", "+998712345678"]),
        (
            "act",
            ["№ 123-IVQ", "123-IVQD", "5651 sayılı", "26442 Sayılı", "ЎРҚ-637", "OʻRQ-637", "O'RQ-637-sonli", "PF-60"]
            + ["ПҚ-4996", "VMQ-15", "PF-60-son", "15-son", "O‘RQ–637", "2019/121"]
            + ["123 nömrəli", "15-sonli", "№ 12/7", "№15"],
        ),
        ("email", ["a.b@gov.az", "elektron-xat@idora.gov.uz"]),
        ("address", ["https://e-gov.az/x?y=1", "www.mail.ru", "gov.tr/yol", "Mail.ru"]),
        ("abbreviation", ["T.C.", "s.ə.", "va h.k.", "Dr.", "A.Ş.", "və s.", "vb."]),
        (
            "code",
            ["00:1A:2b:3c:4d:5e", "00-1A-2B-3C-4D-5E", "0a1b.2c3d.4e5f", "10.0.0.1/24", "192.168.1.1:80", "fe80::1"]
            + ["SW-2026/14", "ABC123-4", "123e4567-e89b-12d3-a456-426614174000", "2001:db8:1:2:3:4:5:6"],
        ),
    ],
)  # fmt: skip
def test_each_shape_is_one_token_wherever_it_stands(kind: str, texts: list[str]) -> None:
    for text in texts:
        for whole in (text, f"Bu {text} üçün", f"({text})", f"bax: {text}, sonra", f"{text}\n"):
            found = [token for token in tokens(whole) if token.text == text]
            assert [token.kind for token in found] == [kind], (whole, list(tokens(whole)))


def test_neighbours_stay_apart() -> None:
    assert kinds("3.1.2.4. Şöbə") == [("3.1.2.4", "number"), ("Şöbə", "word")]
    assert kinds("14.00-19.30") == [("14.00", "number"), ("19.30", "number")]
    assert kinds("«salam» 'söz' ‘gap’") == [("salam", "word"), ("söz", "word"), ("gap", "word")]
    assert kinds("'tog' so'zi") == [("tog", "word"), ("so'zi", "word")]
    assert kinds("bitdi.Az sonra") == [("bitdi", "word"), ("Az", "word"), ("sonra", "word")]
    assert kinds("bax www.a.az. Sonra") == [("bax", "word"), ("www.a.az", "address"), ("Sonra", "word")]
    assert kinds("15 son gün") == [("15", "number"), ("son", "word"), ("gün", "word")]
    assert kinds("") == kinds(" \u200b ") == []


def test_punctuation_is_one_sign_or_a_row_of_stops() -> None:
    assert [token.text for token in tokens("Nə?! Bəli... (_) %")] == ["Nə", "?!", "Bəli", "...", "(", "_", ")", "%"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("proses-lərin", ["proses", "lərin"]),
        ("2026-cı", ["2026", "cı"]),
        ("№ 123-IVQ", ["123", "IVQ"]),
        ("5651 sayılı", ["5651", "sayılı"]),
        ("SW-2026/14", ["SW", "2026", "14"]),
        ("va h.k.", ["va", "h", "k"]),
        ("T.C.", ["T.C."]),
        ("23.11.2026", ["23.11.2026"]),
        ("Ankara'dan", ["Ankara'dan"]),
        ("a@b.az", ["a@b.az"]),
    ],
)
def test_parts_are_words_and_numbers_with_places_in_the_whole(text: str, parts: list[str]) -> None:
    whole = f"Bu {text}"
    (token,) = [token for token in tokens(whole) if token.text == text]
    assert [part.text for part in token.parts] == parts
    assert [whole[part.start : part.end] for part in token.parts] == parts


def test_fine_tokens_are_what_treebanks_have() -> None:
    assert [token.text for token in tokens("10-noyabr, № 5", fine=True)] == ["10", "-", "noyabr", ",", "№", "5"]
    assert [token.text for token in tokens("Dr. Əli so\u0308z-\u00adsöz", fine=True)][:3] == ["Dr.", "Əli", "so\u0308z"]
    assert [token.text for token in tokens("a-5\u0301b", fine=True)] == ["a", "-", "5", "b"]


SHAPES = "aşogA'ʼ‘’.-–/:@№ \n\u00a0\u00ad\u0301129,()+%_IVQ sayılıхўPF"


@given(st.one_of(st.text(max_size=60), st.text(alphabet=SHAPES, max_size=60)), st.booleans())
@settings(max_examples=500, deadline=None)
def test_places_slice_the_text_and_nothing_is_lost(text: str, fine: bool) -> None:
    found = list(tokens(text, fine=fine))
    reached = 0
    rest = ""
    for token in found:
        assert isinstance(token, Token)
        assert token.start >= reached
        assert token.text == text[token.start : token.end] != ""
        rest += text[reached : token.start]
        reached = token.end
        for part in token.parts:
            assert part.text == text[part.start : part.end]
            assert token.start <= part.start < part.end <= token.end
    rest += text[reached:]
    assert not [sign for sign in rest if sign.isalnum() and sign not in IGNORABLES]


def treebank(name: str) -> list[tuple[str, list[tuple[int, int]]]]:
    root = os.environ.get("NIZAM_REFERENCE")
    if not root:
        pytest.skip("NIZAM_REFERENCE is not set: tokens were not measured on treebanks")
    found = []
    for block in (Path(root) / "data" / "ud" / f"{name}.conllu").read_text("utf-8").split("\n\n"):
        lines = block.splitlines()
        texts = [line.removeprefix("# text = ") for line in lines if line.startswith("# text = ")]
        if not texts:
            continue
        places: list[tuple[int, int]] = []
        reached = inside = 0
        for number, form, *_ in (line.split("\t") for line in lines if line and line[0] != "#"):
            if "-" in number:
                inside = int(number.split("-")[1])
            elif "." in number or int(number) <= inside:
                continue
            start = texts[0].index(form, reached)
            reached = start + len(form)
            places.append((start, reached))
        found.append((texts[0], places))
    return found


# A little under what was measured; signs and apostrophes inside words alone give 98.1 and 99.6.
@pytest.mark.parametrize(("name", "least"), [("tr_boun-ud-dev", 99.2), ("uz_ut-first-half", 99.6)])
def test_tokens_agree_with_treebanks(name: str, least: float) -> None:
    agreed = counted = 0
    for text, gold in treebank(name):
        ours = {(token.start, token.end) for token in tokens(text, fine=True)}
        agreed += len(ours & set(gold))
        counted += len(ours) + len(gold)
    f1 = 200 * agreed / counted
    sys.stdout.write(f"\ntokens {name:18} F1 {f1:6.2f}\n")
    assert f1 >= least
