# SPDX-License-Identifier: EUPL-1.2
"""Small dictionaries made from the word families of these tests, so that no test needs those of the installation."""

from pathlib import Path

import pytest

from nizam.foundations.language import _dictionary, _stem
from nizam.foundations.language.build import __main__ as build
from nizam.foundations.language.build import tables

HERE = Path(__file__).parent
LEMMAS = {
    "tr": {
        "adını": "ad", "önem": "önem", "önemi": "önem", "önemliydi": "önem", "önemlinin": "önem", "evlice": "ev",
        "müdürlük": "müdürlük", "müdürlüğü": "müdürlük", "müdürlüğünün": "müdürlük", "ankara": "ankara",
        "Ankara": "Ankara", "ankaranın": "ankara", "gidiyor": "git", "gitti": "git", "git": "git", "kar": "kar",
        "kâr": "kâr", "karın": "karın", "sağlan": "sağla", "sağla": "sağla", "sağladı": "sağla", "değil": "değil",
        "x1": "x1", "belediye": "belediye", "belediyesi": "belediye", "belediyenin": "belediye",
    },
    "en": {"policy": "policy", "policies": "policy", "went": "go", "government": "government"},
    "ru": {"книга": "книга", "книгами": "книга", "министерство": "министерство"},
}  # fmt: skip


def families(language):
    """Return the families of one language: dictionary form to inflected forms."""
    lines = (HERE / f"families_{language}.txt").read_text("utf-8").splitlines()
    rows = (line.split(":") for line in lines if line and not line.startswith("#"))
    return {lemma: forms.split() for lemma, forms in rows}


def small_files(language):
    """Return dictionary files of few words."""
    if language in LEMMAS:
        return tables.lemma_files(language, LEMMAS[language])
    words = [form for forms in families(language).values() for form in forms]
    return tables.root_files(language, [*words, *(word.upper() for word in words[:50]), "Windows", "krt", "agac"])


def forget():
    """Let the next question read the dictionaries anew."""
    for cached in (_dictionary.lexicon, _dictionary.automaton, _stem._stem, _stem._bare):
        cached.cache_clear()


@pytest.fixture(scope="session")
def small_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dictionaries")
    before, _dictionary.FOLDER = _dictionary.FOLDER, folder
    try:
        build.main([], make=small_files, write=lambda line: None)
    finally:
        _dictionary.FOLDER = before
    return folder


@pytest.fixture
def small(small_folder, monkeypatch):
    """Put small dictionaries in the place of the real ones."""
    monkeypatch.setattr(_dictionary, "FOLDER", small_folder)
    forget()
    yield small_folder
    forget()


@pytest.fixture
def none(tmp_path, monkeypatch):
    """Take all dictionaries away."""
    monkeypatch.setattr(_dictionary, "FOLDER", tmp_path)
    forget()
    yield tmp_path
    forget()


def require_built(*languages):
    """Skip loudly unless the dictionaries of the installation are there."""
    missing = [state.language for state in _dictionary.dictionary_state() if not state.available]
    if wanted := sorted(set(languages) & set(missing)):
        pytest.skip(f"the dictionaries of {', '.join(wanted)} are not built: make install builds them")
