# SPDX-License-Identifier: EUPL-1.2
from hypothesis import given, settings
from hypothesis import strategies as st

from nizam.foundations.language import Passage, identify_passages

AZ = "Şöbənin rəisi daxil olan məktubları iki iş günü ərzində cavablandırır."
TR = "Müdürlük, gelen yazılara iki iş günü içinde cevap verir."
EN = "The department answers incoming letters within two working days."
UZ = "Бўлим бошлиғи келган хатларга икки иш кунида жавоб беради."


def found(text: str) -> list[tuple[str, str | None]]:
    return [(text[passage.start : passage.end], passage.language) for passage in identify_passages(text)]


def test_sentences_in_different_languages_are_parted() -> None:
    assert found(f"{AZ} {AZ}\n\n{EN} {TR}\n{UZ}") == [
        (f"{AZ} {AZ}", "az"), (EN, "en"), (TR, "tr"), (UZ, "uz-Cyrl"),
    ]  # fmt: skip


def test_scripts_are_parted_inside_a_sentence() -> None:
    assert found("Отдел отвечает на входящие письма, the department answers incoming letters") == [
        ("Отдел отвечает на входящие письма,", "ru"), ("the department answers incoming letters", "en"),
    ]  # fmt: skip
    assert len(identify_passages("Отдел Microsoft Windows отвечает на входящие письма граждан")) == 1


def test_one_or_two_words_go_with_their_neighbours() -> None:
    assert found(f"Salam! {AZ} Bəli. {EN}") == [(f"Salam! {AZ} Bəli.", "az"), (EN, "en")]
    assert found("Salam! Şöbə.") == [("Salam! Şöbə.", "az")]


def test_a_short_doubtful_sentence_goes_with_those_around_it() -> None:
    assert found(f"{AZ} Bu bir ad. {AZ}") == [(f"{AZ} Bu bir ad. {AZ}", "az")]


def test_nothing_gives_nothing() -> None:
    assert identify_passages("") == identify_passages(" \n") == []
    assert identify_passages("2026") == [Passage(0, 4, None, 0.0)]


@given(st.text(max_size=80))
@settings(max_examples=100, deadline=None)
def test_passages_are_in_order_and_differ(text: str) -> None:
    reached = 0
    before: object = ""
    for passage in identify_passages(text):
        assert reached <= passage.start < passage.end <= len(text)
        assert passage.language != before
        reached, before = passage.end, passage.language
