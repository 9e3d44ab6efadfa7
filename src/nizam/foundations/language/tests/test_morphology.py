# SPDX-License-Identifier: EUPL-1.2
import pytest

from nizam.foundations.language._morphology import Morphology, MorphologyTableError, checked, load_table


def roots(language, word, folded=False):
    return set(Morphology(load_table(language), folded=folded).cheapest(word))


@pytest.mark.parametrize(
    ("language", "word", "root", "kind"),
    [
        ("az", "uşağımızdan", "uşaq", "N"),
        ("az", "ürəyində", "ürək", "N"),
        ("az", "fikrinə", "fikir", "N"),
        ("az", "şəhərdəkilərin", "şəhər", "N"),
        ("az", "gedəcəkdilər", "get", "V"),
        ("az", "işləyirdim", "işlə", "V"),
        ("az", "görmədiyimiz", "gör", "V"),
        ("az", "suyun", "suy", "N"),
        ("uz", "örtoğimning", "örtoq", "N"),
        ("uz", "yuraginggaça", "yurak", "N"),
        ("uz", "şahridagi", "şahar", "N"),
        ("uz", "çiqqanlarning", "çiq", "V"),
        ("uz", "işlayotgan", "işla", "V"),
        ("uz", "kelmaydigan", "kel", "V"),
        ("tr", "kitabımızdaki", "kitap", "N"),
        ("tr", "ağacından", "ağaç", "N"),
        ("tr", "gidiyorlardı", "git", "V"),
        ("tr", "yapabileceğimiz", "yap", "V"),
    ],
)
def test_a_word_is_read_from_its_end(language, word, root, kind):
    assert (root, kind) in roots(language, word)


@pytest.mark.parametrize(
    ("word", "root"),
    [
        ("evlar", "ev"),  # front vowel, back ending
        ("kitablər", "kitab"),
        ("almaı", "alma"),  # a buffer letter is missing
        ("evyə", "ev"),  # or one too many
    ],
)
def test_what_vowel_harmony_forbids_is_not_read(word, root):
    assert not [one for one in Morphology(load_table("az")).readings(word) if one.root == root]
    assert not {(root, "N"), (root, "V")} & roots("az", word)


def test_in_keys_endings_meet_without_diacritics():
    assert ("sobe", "N") in roots("az", "sobesinin", folded=True)
    assert ("usaq", "N") in roots("az", "usaginin", folded=True)
    assert ("ciq", "V") in roots("uz", "ciqqanlar", folded=True)


@pytest.mark.parametrize(
    ("language", "words"),
    [("az", "kitablarımızdan gəlmişdilər fikrini krtlar b"), ("uz", "yurakka evka çiqqan kelayotganlar")],
)
def test_every_reading_is_among_the_cheapest(language, words):
    morphology = Morphology(load_table(language))
    for word in words.split():
        assert {(one.root, one.kind) for one in morphology.readings(word)} == set(morphology.cheapest(word))


def test_endings_alone_are_known():
    morphology = Morphology(load_table("az"))
    assert morphology.is_ending("nin")
    assert morphology.is_ending("lərinin")
    assert not morphology.is_ending("kitab")
    assert not morphology.is_ending("acaq")  # an ending of verbs, and abbreviations are nouns


def test_a_word_without_vowels_has_no_root():
    assert roots("uz", "brrr") == set()


@pytest.mark.parametrize("language", ["az", "uz", "tr"])
def test_tables_fit_together(language):
    table = load_table(language)
    letters = set(table["alphabet"])
    assert set(table["vowels"]) <= letters
    assert {letter for edge in Morphology(table).edges for letter in edge.form if letter.islower()} <= letters


def test_nodes_that_do_not_meet_are_refused():
    nodes = {"final": ["N"]}
    with pytest.raises(MorphologyTableError, match="Nothing leads"):
        checked({"edges": [{"from": "X", "to": "N", "forms": "a"}], "nodes": nodes})
    with pytest.raises(MorphologyTableError, match="No word ends"):
        checked({"edges": [{"from": "N V", "to": "X", "forms": "a"}], "nodes": nodes})


def test_a_form_that_leaves_nothing_is_refused():
    table = dict(load_table("uz"))
    table["edges"] = [{"from": "N", "to": "N", "forms": "(i)"}]
    with pytest.raises(MorphologyTableError, match="leaves nothing"):
        Morphology(table)
