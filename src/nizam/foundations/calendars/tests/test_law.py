# SPDX-License-Identifier: EUPL-1.2
from datetime import date
from itertools import chain

import pytest

from nizam.foundations.calendars import (
    COUNTRIES,
    CalendarError,
    LawFault,
    Term,
    UnknownCountryError,
    doubt_text,
    find_rule,
    find_term,
    law_rules,
    law_terms,
    read_law,
    rule_by_code,
    term_by_code,
)
from nizam.foundations.calendars.law import DOUBT_LANGUAGES, doubts, read_doubts

ACT = '[[act]]\ncode = "a"\ntitle = "Act"\nversion = "1"\n'
TERM = """
[[term]]
code = "t"
matter = "appeal"
kind = "base"
amount = 15
unit = "working-day"
start = "same-day"
act = "a"
article = "10"
source = "https://example.org/"
"""
RULE = """
[[rule]]
code = "r"
matter = "appeal"
kind = "repeat"
rule = "no-answer-owed"
act = "a"
article = "8"
source = "https://example.org/"
"""
FILE = f'country = "AZ"\n{ACT}{TERM}{RULE}'


def test_the_azerbaijani_appeal_changed_from_days_to_working_days_in_2015() -> None:
    before = find_term("AZ", "appeal", "base", date(2015, 9, 29))
    after = find_term("AZ", "appeal", "base", date(2015, 9, 30))
    assert before is not None
    assert after is not None
    assert before.term == Term(15, "calendar-day")
    assert after.term == Term(15, "working-day")
    assert after.law.as_json() == {
        "act": "“Vətəndaşların müraciətləri haqqında” Qanun",
        "article": "10.1",
        "version": "30.09.2015",
    }


@pytest.mark.parametrize(
    ("country", "matter", "kind", "code"),
    [
        ("AZ", "proposal", "base", "az-appeal-base"),
        ("AZ", "appeal", "forwarding-notice", "az-appeal-forwarding"),
        ("UZ", "proposal", "base", "uz-proposal-base"),
        ("UZ", "media-inquiry", "base", "uz-information-media"),
        ("TR", "proposal", "base", "tr-appeal-base"),
    ],
)
def test_one_row_may_hold_for_several_matters(country: str, matter: str, kind: str, code: str) -> None:
    found = find_term(country, matter, kind, date(2026, 1, 1))
    assert found is not None
    assert found.code == code
    assert term_by_code(code) is found


def test_what_the_law_does_not_state_is_none() -> None:
    assert find_term("TR", "appeal", "study", date(2026, 1, 1)) is None
    assert find_term("TR", "appeal", "forwarding", date(2026, 1, 1)) is None
    assert find_rule("TR", "appeal", "repeat", date(2026, 1, 1)) is None
    assert find_rule("AZ", "appeal", "anonymous", date(2015, 1, 1)) is None
    assert term_by_code("tr-appeal-forwarding") is None


def test_rules_without_a_figure_are_kept_with_their_article() -> None:
    anonymous = {country: find_rule(country, "appeal", "anonymous", date(2026, 1, 1)) for country in COUNTRIES}
    assert {country: rule and (rule.rule, rule.law.article) for country, rule in anonymous.items()} == {
        "AZ": ("not-considered", "6.3, 6.4"),
        "TR": ("not-examined", "4, 6"),
        "UZ": ("not-considered-with-conclusion", "29"),
    }
    repeat = find_rule("AZ", "appeal", "repeat", date(2026, 1, 1))
    assert repeat is not None
    assert (repeat.count, repeat.within) == (3, Term(12, "month"))


def test_every_row_names_its_law_and_its_source_and_doubt_is_said_in_words() -> None:
    rows = list(chain.from_iterable((*law_terms(country), *law_rules(country)) for country in COUNTRIES))
    assert len({row.code for row in rows}) == len(rows)
    for row in rows:
        assert row.code.startswith(f"{row.country.lower()}-")
        assert row.law.act
        assert row.source.startswith("http")
        assert row.law.article or row.uncertain
        assert row.uncertain == bool(row.doubt)
        assert not row.uncertain or row.doubt in doubts()


def test_no_law_is_kept_for_other_countries() -> None:
    with pytest.raises(UnknownCountryError, match="AZ, TR, UZ"):
        law_terms("RU")


def test_a_file_is_read_as_it_stands() -> None:
    (term,), (rule,) = read_law(FILE, "az.toml")
    assert (term.code, term.country, term.term, term.runs_from, term.valid_from) == (
        "t",
        "AZ",
        Term(15, "working-day"),
        "event",
        None,
    )
    assert (rule.rule, rule.count, rule.within, rule.doubt) == ("no-answer-owed", 0, None, "")


def test_a_figure_changes_by_an_end_and_a_new_row() -> None:
    later = TERM.replace('"t"', '"t2"').replace("amount = 15", "amount = 10\nvalid_from = 2030-01-01")
    ended = TERM.replace("amount = 15", "amount = 15\nvalid_until = 2029-12-31")
    terms, _rules = read_law(f'country = "AZ"\n{ACT}{ended}{later}', "az.toml")
    assert [term.code for day in (date(2029, 12, 31), date(2030, 1, 1)) for term in terms if term.holds_on(day)] == [
        "t",
        "t2",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("country = ", "az.toml: "),
        (FILE.replace('"AZ"', '"RU"'), "az.toml: country: one of AZ, TR, UZ, not 'RU'"),
        (FILE.replace('country = "AZ"\n', ""), "az.toml: country: str expected, None found"),
        (FILE.replace("amount = 15", "amout = 15"), "az.toml: t: amout: no such field"),
        (FILE.replace("amount = 15", "amount = true"), "az.toml: t: amount: int expected, True found"),
        (FILE.replace("amount = 15", 'amount = "15"'), "az.toml: t: amount: int expected, '15' found"),
        (FILE.replace("amount = 15", "amount = 0"), "az.toml: t: amount: a term has an amount of one or more"),
        (FILE.replace("working-day", "week"), "az.toml: t: amount: no unit of terms is called 'week'"),
        (FILE.replace("amount = 15", "amount = 15\nroll_forward = 1"), "az.toml: t: roll_forward: bool expected"),
        (FILE.replace('kind = "base"', 'kind = "bas"'), "az.toml: t: kind: 'bas' is none of base, study"),
        (FILE.replace('matter = "appeal"\nkind = "base"', 'kind = "base"'), "az.toml: t: matter: str expected"),
        (FILE.replace('act = "a"\narticle = "10"', 'act = "b"\narticle = "10"'), "az.toml: t: act: 'b' is none of a"),
        (FILE.replace('article = "10"\n', ""), "az.toml: t: article: str expected, None found"),
        (FILE.replace('article = "10"', 'article = ""'), "az.toml: t: article: str expected, '' found"),
        (FILE.replace("amount = 15", 'amount = 15\nalso = ["appeal"]'), "az.toml: t: also: 'appeal' is no matter/kind"),
        (FILE.replace("amount = 15", 'amount = 15\nalso = ["x/base"]'), "az.toml: t: also: 'x/base' is no matter/kind"),
        (
            FILE.replace("amount = 15", 'amount = 15\nvalid_from = "2015"'),
            "az.toml: t: valid_from: a day expected, '2015' found",
        ),
        (
            FILE.replace("amount = 15", "amount = 15\nvalid_from = 2015-01-02\nvalid_until = 2015-01-01"),
            "az.toml: t: valid_until: lies before valid_from",
        ),
        (FILE.replace('code = "t"\n', ""), "az.toml: term 1: code: str expected"),
        (FILE + TERM, "az.toml: t: code: two rows have it"),
        (FILE + TERM.replace('"t"', '"t2"'), "az.toml: t2: valid_from: holds together with t for appeal/base"),
        (FILE.replace('code = "r"', 'code = "t"'), "az.toml: t: code: two rows have it"),
        (f'term = [1]\ncountry = "AZ"\n{ACT}', "az.toml: term: a list of tables expected"),
        (FILE.replace('rule = "', 'within_amount = 0\nwithin_unit = "month"\nrule = "'), "az.toml: r: within_amount:"),
    ],
)
def test_a_fault_names_the_file_the_entry_and_the_field(text: str, message: str) -> None:
    with pytest.raises(LawFault) as caught:
        read_law(text, "az.toml")
    assert str(caught.value).startswith(message)
    assert caught.value.file == "az.toml"
    assert issubclass(LawFault, CalendarError)


def test_an_article_that_was_not_read_is_left_out_only_with_a_doubt() -> None:
    text = FILE.replace('article = "10"', 'uncertain = "article-not-read"')
    (term,), _rules = read_law(text, "az.toml")
    assert (term.law.article, term.uncertain) == ("", True)


def test_a_doubt_is_told_in_the_language_asked_for_and_else_in_english() -> None:
    rule = rule_by_code("uz-appeal-registration")
    assert rule is not None
    told = {language: doubt_text(rule.doubt, language) for language in DOUBT_LANGUAGES}
    assert len(set(told.values())) == len(DOUBT_LANGUAGES)
    assert doubt_text(rule.doubt, "uz-Cyrl") == told["uz"]
    assert doubt_text(rule.doubt, "ru") == told["en"]
    assert doubt_text("in people's own words", "tr") == "in people's own words"
    assert rule_by_code("no-such-rule") is None


def test_a_doubt_without_its_words_is_a_fault() -> None:
    whole = dict.fromkeys(DOUBT_LANGUAGES, "x")

    def file(told: dict[str, str]) -> str:
        return "[why]\n" + "\n".join(f'{language} = "{words}"' for language, words in told.items())

    assert read_doubts(file(whole), "doubts.toml") == {"why": whole}
    for language in DOUBT_LANGUAGES:
        with pytest.raises(LawFault, match=language):
            read_doubts(file({name: words for name, words in whole.items() if name != language}), "doubts.toml")
    with pytest.raises(LawFault, match="ru"):
        read_doubts(file({**whole, "ru": "x"}), "doubts.toml")
    with pytest.raises(LawFault):
        read_doubts('why = "x"', "doubts.toml")
    with pytest.raises(LawFault):
        read_doubts("why", "doubts.toml")
    with pytest.raises(LawFault, match="uncertain"):
        read_law(FILE.replace('article = "10"', 'article = "10"\nuncertain = "no such reason"'), "xx.toml")
