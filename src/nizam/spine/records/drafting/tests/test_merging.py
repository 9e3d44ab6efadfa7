# SPDX-License-Identifier: EUPL-1.2
"""Two people at one text: nothing of either is lost unseen."""

from hypothesis import given
from hypothesis import strategies as st

from nizam.spine.records.drafting.merging import Collision, Merged, merge_lines, merge_texts

BASE = "Hörmətli vətəndaş,\n\nYazınız alındı.\n\nHörmətlə"


def test_changes_of_different_paragraphs_are_both_kept():
    mine = BASE.replace("Hörmətli vətəndaş", "Hörmətli Leyla xanım")
    theirs = BASE.replace("Hörmətlə", "Hörmətlə,\nKərimov") + "\n\nƏlavə: 2 vərəq"
    assert merge_texts(BASE, mine, theirs) == Merged(
        "Hörmətli Leyla xanım,\n\nYazınız alındı.\n\nHörmətlə,\nKərimov\n\nƏlavə: 2 vərəq"
    )


def test_one_paragraph_changed_by_both_collides_and_keeps_mine_in_the_text():
    mine, theirs = BASE.replace("alındı", "qəbul edildi"), BASE.replace("alındı", "baxıldı")
    merged = merge_texts(BASE, mine, theirs)
    assert merged.text == mine
    assert merged.collisions == (Collision("Yazınız alındı.", "Yazınız qəbul edildi.", "Yazınız baxıldı."),)


def test_neighbours_changed_by_one_each_are_both_kept():
    assert merge_texts("a\n\nb", "a\n\nB", "A\n\nb") == Merged("A\n\nB")


def test_what_both_put_at_one_place_stands_twice():
    assert merge_texts("a\n\nb", "a\n\nm\n\nb", "a\n\nt\n\nb") == Merged("a\n\nt\n\nm\n\nb")


def test_a_paragraph_taken_out_by_one_is_gone_and_changed_by_the_other_collides():
    merged = merge_texts("a\n\nb\n\nc", "a\n\nc", "a\n\nB\n\nc")
    assert merged.text == "a\n\nc"
    assert merged.collisions == (Collision("b", "", "B"),)


def test_lines_of_one_value():
    assert merge_lines("a", "a", "b") == Merged("b")
    assert merge_lines("a", "b", "a") == merge_lines("a", "b", "b") == Merged("b")
    assert merge_lines("a", "b", "c") == Merged("b", (Collision("a", "b", "c"),))


TEXTS = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=6).map("\n\n".join)


@given(TEXTS, TEXTS, TEXTS)
def test_every_new_paragraph_of_both_is_in_the_text_or_told(base, mine, theirs):
    merged = merge_texts(base, mine, theirs)
    told = "\n\n".join([merged.text, *(one.theirs for one in merged.collisions)]).split("\n\n")
    for new in (set(mine.split("\n\n")) | set(theirs.split("\n\n"))) - set(base.split("\n\n")):
        assert not new or new in told


@given(TEXTS, TEXTS)
def test_a_change_by_one_alone_is_that_change(base, changed):
    clean = "\n\n".join(part for part in changed.split("\n\n") if part)
    assert merge_texts(base, changed, base) == Merged(clean)
    assert merge_texts(base, base, changed) == Merged(clean)


def test_thousands_of_equal_paragraphs_are_brought_together_at_once():
    many = "\n\n".join(["x"] * 100_000)
    assert merge_texts(many, f"a\n\n{many}", f"{many}\n\nb") == Merged(f"a\n\n{many}\n\nb")
    merged = merge_texts(many, f"a\n\n{many}\n\nc", f"b\n\n{many}\n\nd")
    assert [one.theirs[:4] for one in merged.collisions] == ["b\n\nx"]
