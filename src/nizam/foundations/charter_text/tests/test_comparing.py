# SPDX-License-Identifier: EUPL-1.2
"""Two versions of a charter are aligned by their words: renumbering, moves and small changes do not lose an article."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nizam.foundations.charter_text import comparing
from nizam.foundations.charter_text.comparing import Pair
from nizam.foundations.charter_text.parsing import Provision, parse

OLD = """1. Ümumi müddəalar
1.1. Şöbə idarənin struktur bölməsidir.
1.2. Şöbə qanunvericiliyi rəhbər tutur.
2. Vəzifələr
2.1. vətəndaşların müraciətlərinə qanunla müəyyən olunmuş qaydada baxır;
2.2. elektron poçtun fasiləsiz işini təmin edir;
2.3. serverlərin ehtiyat nüsxələrini hər gün çıxarır və saxlayır;
2.4. köhnə avadanlığı silir.
"""


def kinds(old: str, new: str) -> dict[str, str]:
    """Return by number, the new one where there is one, what became of each provision."""
    before, after = parse(old), parse(new)
    return {
        str((after[pair.new] if pair.new is not None else before[pair.old or 0]).number): pair.kind
        for pair in comparing.compare(before, after)
    }


def test_the_same_text_is_unchanged() -> None:
    assert set(kinds(OLD, OLD).values()) == {"unchanged"}


def test_an_inserted_article_renumbers_and_changes_nothing() -> None:
    new = OLD.replace("2.1. v", "2.1. yeni vəzifə icra edir;\n2.2. v").replace("2.2. e", "2.3. e")
    new = new.replace("2.3. s", "2.4. s").replace("2.4. köh", "2.5. köh")
    found = kinds(OLD, new)
    assert found["2.1."] == "added"
    assert {found[number] for number in ("2.2.", "2.3.", "2.4.", "2.5.")} == {"renumbered"}


def test_changed_words_stay_one_article_also_under_another_number() -> None:
    new = OLD.replace("2.3. serverlərin ehtiyat nüsxələrini hər gün", "2.5. serverlərin ehtiyat nüsxələrini hər saat")
    assert kinds(OLD, new)["2.5."] == "changed"


def test_an_article_that_stands_elsewhere_is_moved() -> None:
    line = "2.2. elektron poçtun fasiləsiz işini təmin edir;\n"
    new = OLD.replace(line, "").replace("2. Vəzifələr\n", "").replace("1.2. Şöbə", line + "1.2. Şöbə")
    found = kinds(OLD, new)
    assert found["2.2."] == "moved"
    assert found["2."] == "removed"


def test_an_article_on_another_level_is_moved() -> None:
    one = [Provision("1.", 1, "article", "Şöbə işləyir.", 1)]
    other = [Provision("1.", 2, "item", "Şöbə işləyir.", 1)]
    assert comparing.compare(one, other) == [Pair("moved", 0, 0, 1.0)]


def test_an_article_without_counterpart_is_removed_where_it_stood() -> None:
    new = OLD.replace("2.1. vətəndaşların müraciətlərinə qanunla müəyyən olunmuş qaydada baxır;\n", "")
    pairs = comparing.compare(parse(OLD), parse(new))
    place = next(n for n, pair in enumerate(pairs) if pair.kind == "removed")
    assert pairs[place - 1].old == 3
    first = comparing.compare(parse(OLD), parse(OLD)[1:])[0]
    assert (first.kind, first.old) == ("removed", 0)


def test_a_short_change_in_place_is_one_article_and_elsewhere_two() -> None:
    before = [Provision("1.", 1, "article", "a", 1), Provision("2.", 1, "article", "bir iki üç dörd beş altı", 2)]
    after = [Provision("1.", 1, "article", "a", 1), Provision("2.", 1, "article", "bir iki x y z w", 2)]
    assert [pair.kind for pair in comparing.compare(before, after)] == ["unchanged", "changed"]
    after[1] = Provision("9.", 1, "article", "bir iki x y z w", 2)
    assert [pair.kind for pair in comparing.compare(before, after)] == ["unchanged", "removed", "added"]


def test_words_tell_what_went_and_what_came() -> None:
    pieces = comparing.words_changed("hər gün nüsxə çıxarır", "hər saat tam nüsxə")
    assert [(piece.what, piece.words) for piece in pieces] == [
        ("same", "hər"),
        ("gone", "gün"),
        ("new", "saat tam"),
        ("same", "nüsxə"),
        ("gone", "çıxarır"),
    ]


ROWS = st.lists(
    st.builds(
        lambda number, level, text: Provision(f"{number}.", level, "article", text, 1),
        st.integers(1, 5),
        st.sampled_from((0, 1, 2, 8)),
        st.lists(st.sampled_from(("bir", "iki", "üç", "dörd")), min_size=0, max_size=5).map(" ".join),
    ),
    max_size=12,
)


@given(ROWS, ROWS)
@settings(max_examples=60, deadline=None)
def test_every_provision_stands_in_one_pair(old: list[Provision], new: list[Provision]) -> None:
    pairs = comparing.compare(old, new)
    assert sorted(pair.old for pair in pairs if pair.old is not None) == list(range(len(old)))
    assert [pair.new for pair in pairs if pair.new is not None] == list(range(len(new)))
    for pair in pairs:
        assert (pair.old is None) == (pair.kind == "added")
        assert (pair.new is None) == (pair.kind == "removed")
        if pair.old is not None and pair.new is not None:
            same = old[pair.old].text.split() == new[pair.new].text.split()
            assert same == (pair.kind != "changed")


@given(ROWS)
@settings(max_examples=25, deadline=None)
def test_renumbering_alone_is_only_renumbering(old: list[Provision]) -> None:
    new = [Provision(f"{place + 70}.", one.level, one.kind, one.text, 1) for place, one in enumerate(old)]
    assert Counter(pair.kind for pair in comparing.compare(old, new)) == Counter(renumbered=len(old))


@pytest.mark.parametrize(("old", "new"), [([], []), (parse(OLD), []), ([], parse(OLD))])
def test_empty_versions(old: list[Provision], new: list[Provision]) -> None:
    assert len(comparing.compare(old, new)) == len(old) + len(new)
