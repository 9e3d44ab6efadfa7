# SPDX-License-Identifier: EUPL-1.2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nizam.foundations.language._automaton import Automaton, AutomatonDamagedError
from nizam.foundations.language.build import packing
from nizam.foundations.language.build.packing import TooLargeError, pack


def walked(words, node=1, prefix=""):
    for letter, target, ends in words.children(node):
        if ends:
            yield prefix + letter
        if target:
            yield from walked(words, target, prefix + letter)


@given(st.sets(st.text(alphabet="abəşʻ", min_size=1, max_size=6), max_size=60))
def test_automaton_holds_exactly_the_words_packed(words):
    automaton = Automaton(pack(sorted(words)))
    assert all(word in automaton for word in words)
    assert sorted(walked(automaton) if words else []) == sorted(words)
    assert "zz" not in automaton
    assert "" not in automaton


@given(
    st.dictionaries(
        st.text(alphabet="abc", min_size=1, max_size=5), st.text(alphabet="0123xy", max_size=4), max_size=40
    )
)
def test_values_come_back(pairs):
    keys = sorted(f"{word}\t0{value}" for word, value in pairs.items())
    automaton = Automaton(pack(keys))
    assert {word: automaton.value(word) for word in pairs} == {word: f"0{value}" for word, value in pairs.items()}
    assert all(word in automaton for word in pairs)
    assert automaton.value("z") is None


def test_a_word_without_value_has_none():
    automaton = Automaton(pack(["ev", "evler\t3"]))
    assert automaton.value("ev") is None
    assert automaton.value("evler") == "3"
    assert automaton.value("evle") is None
    assert "evle" not in automaton
    assert sorted(walked(automaton)) == ["ev", "evler"]


def test_equal_ends_are_stored_once():
    endings = ["da", "dan", "lar", "larda", "lardan", "ning"]
    one = len(Automaton(pack(sorted("bog" + ending for ending in endings))))
    two = len(Automaton(pack(sorted(root + ending for root in ("bog", "dars") for ending in endings))))
    assert two - one < 8


def test_words_must_come_sorted_and_once():
    with pytest.raises(ValueError, match="does not come after"):
        pack(["b", "a"])
    with pytest.raises(ValueError, match="does not come after"):
        pack(["a", "a"])


def test_more_letters_than_an_edge_can_name_are_refused():
    with pytest.raises(ValueError, match="letters"):
        pack(sorted(chr(0x4E00 + number) for number in range(256)))


def test_more_edges_than_an_edge_can_point_to_are_refused(monkeypatch):
    monkeypatch.setattr(packing, "MOST_EDGES", 4)
    with pytest.raises(TooLargeError):
        pack(["abc", "bca", "cab"])


@pytest.mark.parametrize("data", [b"", b"{}\n", b"[]\n1234", b'{"letters": "a"}\n123', b"\xff\n"])
def test_damaged_bytes_are_refused(data):
    with pytest.raises(AutomatonDamagedError):
        Automaton(data)


def test_no_words_are_an_automaton_too():
    automaton = Automaton(pack([]))
    assert "a" not in automaton
    assert automaton.value("a") is None
    assert list(automaton.children(0)) == []
