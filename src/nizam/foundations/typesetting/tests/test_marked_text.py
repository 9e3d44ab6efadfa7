# SPDX-License-Identifier: EUPL-1.2
"""Marked text: what is read, and that nothing typed is ever lost."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nizam.foundations.typesetting.marked_text import (
    checked_blocks,
    escape_marked_text,
    joined,
    plain_text,
    read_marked_text,
    read_plain_text,
    write_marked_text,
)


def paragraph(*runs):
    return {"kind": "paragraph", "runs": list(runs)}


def letters(text):
    return "".join(character for character in text if character.isalnum())


def test_a_plain_letter_keeps_its_paragraphs_and_lines():
    assert read_marked_text("Hörmətli vətəndaş,\nyazınız alındı.\n\nBaxılır.") == [
        paragraph({"text": "Hörmətli vətəndaş,", "break": True}, {"text": "yazınız alındı."}),
        paragraph({"text": "Baxılır."}),
    ]


def test_words_are_marked_strong_and_emphasised():
    assert read_marked_text("a **b *c*** d")[0]["runs"] == [
        {"text": "a "},
        {"text": "b ", "strong": True},
        {"text": "c", "strong": True, "emphasis": True},
        {"text": " d"},
    ]


def test_headings_quotes_and_lists():
    assert read_marked_text("# Baş\n\n##### dərin\n\n> sitat\n\n- bir\n- iki\n\n  yenə\n\n  3. üç") == [
        {"kind": "heading", "level": 1, "runs": [{"text": "Baş"}]},
        {"kind": "heading", "level": 3, "runs": [{"text": "dərin"}]},
        {"kind": "quote", "blocks": [paragraph({"text": "sitat"})]},
        {
            "kind": "list",
            "ordered": False,
            "start": 1,
            "items": [
                [paragraph({"text": "bir"})],
                [
                    paragraph({"text": "iki"}),
                    paragraph({"text": "yenə"}),
                    {"kind": "list", "ordered": True, "start": 3, "items": [[paragraph({"text": "üç"})]]},
                ],
            ],
        },
    ]


def test_a_table():
    assert read_marked_text("| Ad | Say |\n|---|--:|\n| **a** | 1 |\n| b |") == [
        {
            "kind": "table",
            "align": ["left", "right"],
            "header": [[{"text": "Ad"}], [{"text": "Say"}]],
            "rows": [[[{"text": "a", "strong": True}], [{"text": "1"}]], [[{"text": "b"}], []]],
        }
    ]


def test_a_table_with_more_cells_than_columns_stays_text():
    source = "| a | b |\n|---|---|\n| 1 | 2 | lost |"
    assert plain_text(read_marked_text(source)) == source


def test_numbers_stand_as_they_were_typed():
    blocks = read_marked_text("15. Birinci\n\n17. İkinci\n18. Üçüncü")
    assert [(block["start"], len(block["items"])) for block in blocks] == [(15, 1), (17, 2)]
    for line in ("01. 02. 2026", "5) beşinci", "2026. il", "- 007. agent"):
        assert letters(plain_text(read_marked_text(line))) == letters(line)
        assert all(block["kind"] == "paragraph" or not block["ordered"] for block in read_marked_text(line))


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "[məktub](https://example.org)",
        "![şəkil](x.png)",
        "`kod` &amp; <http://example.org>",
        "a\\b",
        "2 * 3 * 4",
        "snake_case_name",
        "[a]: http://example.org",
        "~~~ hasar",
        "---",
        "* * *",
        "Başlıq\n---",
    ],
)
def test_what_is_not_in_the_subset_is_text_as_typed(source):
    assert plain_text(read_marked_text(source)) == source
    assert all(block["kind"] == "paragraph" for block in read_marked_text(source))


def test_quotes_too_deep_to_be_drawn_keep_their_words():
    source = ">" * 3000 + " dərin"
    assert letters(plain_text(read_marked_text(source))) == "dərin"


def test_plain_text_of_every_block():
    source = "# Baş\n\n1. bir\n2. iki\n\n- üç\n-\n\n> dörd\n\n| a | b |\n|---|---|\n| c | d |"
    assert plain_text(read_marked_text(source)) == "Baş\n\n1. bir\n2. iki\n\n• üç\n•\n\ndörd\n\na\tb\nc\td"


def test_an_empty_text_has_no_blocks():
    assert read_marked_text("") == read_marked_text(" \n\n \t") == read_plain_text(" ") == []


def test_characters_no_paper_holds():
    assert plain_text(read_marked_text("a\0b\ud800c")) == "a\ufffdb\ufffdc"


MARKS = st.text(alphabet=st.sampled_from("ab1 .*_#>-+|\\\n\t:0)`<&[]ə\u2028"), max_size=60)
ANY = st.one_of(st.text(max_size=80), MARKS)


@given(ANY)
def test_no_letter_is_lost(source):
    assert letters(plain_text(read_marked_text(source))) == letters(source.replace("\0", ""))


@given(ANY)
def test_escaped_text_reads_as_its_own_lines(source):
    assert read_marked_text(escape_marked_text(source)) == read_plain_text(source)


@given(ANY)
def test_what_was_read_is_written_and_read_the_same(source):
    blocks = read_marked_text(source)
    again = read_marked_text(write_marked_text(blocks))
    assert letters(plain_text(again)) == letters(plain_text(blocks))


@pytest.mark.parametrize(
    "source",
    [
        "a **b** *c* ***d***",
        "# Baş\n\nmətn\nikinci sətir\n\n- bir\n\n  yenə\n- iki\n\n+ başqa\n\n1. a\n2. b\n\n> x\n>\n> y",
        "| a | b | c |\n| --- | :---: | ---: |\n| **1** | x\\|y |  |",
        "\\# deyil\n\\- deyil\n1\\. deyil\n\\> deyil\nulduz \\* və \\_",
        "wo**rd**s",
    ],
)
def test_sources_come_back_as_they_were(source):
    assert write_marked_text(read_marked_text(source)) == source


RUNS = st.lists(
    st.fixed_dictionaries(
        {"text": st.text(alphabet="ab .*\"'ə", min_size=1, max_size=6)},
        optional={"strong": st.just(True), "emphasis": st.just(True), "break": st.just(True)},
    ),
    min_size=1,
    max_size=5,
)


@given(RUNS)
def test_marks_never_cost_words(runs):
    written = write_marked_text([paragraph(*runs)])
    said = "".join(run["text"] + ("\n" if run.get("break") else "") for run in runs)
    lines = [line.strip() for line in said.split("\n")]
    assert plain_text(read_marked_text(written)).split() == " ".join(lines).split()


def test_marks_step_back_from_quotation_marks_inside_words():
    runs = [{"text": '"a"', "strong": True}, {"text": "b"}]
    assert write_marked_text([paragraph(*runs)]) == '**"a**"b'


def test_breaks_in_cells_and_headings_become_spaces():
    runs = [{"text": "a", "break": True}, {"text": "b"}]
    assert write_marked_text([{"kind": "heading", "level": 2, "runs": runs}]) == "## a b"


def test_runs_of_the_same_marks_are_one():
    runs = [
        {"text": ""},
        {"text": "a"},
        {"text": "b", "break": True},
        {"text": "", "break": True},
        {"text": "c"},
        {"text": ""},
    ]
    assert joined(runs) == [{"text": "ab", "break": True}, {"text": "c"}]
    assert joined([{"text": "a"}, {"text": "", "break": True}, {"text": "b"}]) == [
        {"text": "a", "break": True},
        {"text": "b"},
    ]


@given(ANY)
def test_blocks_come_back_from_outside_as_they_were(source):
    blocks = read_marked_text(source)
    assert checked_blocks(json.loads(json.dumps(blocks))) == blocks


@pytest.mark.parametrize(
    "given",
    [
        {},
        [1],
        [{"kind": "script"}],
        [{"kind": "paragraph"}],
        [{"kind": "paragraph", "runs": [1]}],
        [{"kind": "heading", "level": "x", "runs": []}],
        [{"kind": "list", "ordered": 1, "start": 1, "items": [3]}],
    ],
)
def test_what_are_no_blocks_is_refused(given):
    with pytest.raises(ValueError, match=r"."):
        checked_blocks(given)


def test_blocks_too_deep_are_refused():
    blocks = []
    for _level in range(60):
        blocks = [{"kind": "quote", "blocks": blocks}]
    with pytest.raises(ValueError, match="deep"):
        checked_blocks(blocks)


def test_a_row_wider_than_its_header_keeps_its_cells():
    table = {
        "kind": "table",
        "align": ["left"],
        "header": [[{"text": "a"}]],
        "rows": [[[{"text": "b"}], [{"text": "c"}]]],
    }
    assert plain_text(read_marked_text(write_marked_text([table]))) == "a\t\nb\tc"


def test_many_short_lines_are_read_once_each():
    lines = [f"line {number}" for number in range(5_000)]
    assert plain_text(read_marked_text("\n".join(lines))).split() == " ".join(lines).split()


def test_every_kind_of_block_comes_back_from_outside():
    run = [{"text": "a"}]
    paragraph = {"kind": "paragraph", "runs": run}
    blocks = [
        paragraph,
        {"kind": "heading", "level": 2, "runs": run},
        {"kind": "quote", "blocks": [paragraph]},
        {"kind": "list", "ordered": True, "start": 3, "items": [[paragraph]]},
        {"kind": "table", "align": ["right"], "header": [run], "rows": [[run]]},
    ]
    assert checked_blocks(blocks) == blocks
    assert read_marked_text(write_marked_text(blocks)) == blocks


@pytest.mark.parametrize("text", ["---", "***", "|-|", "a\n---", "| a |\n|---|"])
def test_rules_and_tables_that_were_only_typed_stay_letters(text):
    assert plain_text(read_marked_text(escape_marked_text(text))) == text
