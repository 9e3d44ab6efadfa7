# SPDX-License-Identifier: EUPL-1.2
import json

from nizam.foundations.language import dictionary_state
from nizam.foundations.language._dictionary import STATE_FILE, automaton, lexicon
from nizam.foundations.language.build import __main__ as build
from nizam.foundations.language.build.sources import SourceMissingError
from nizam.foundations.language.tests.conftest import forget, small_files


def states():
    return {state.language: (state.available, state.reason) for state in dictionary_state()}


def test_built_dictionaries_are_available(small):
    assert set(states().values()) == {(True, "")}
    assert all(len(state.digest) == 64 for state in dictionary_state())


def test_before_the_build_nothing_is(none):
    assert set(states().values()) == {(False, "not-built")}
    assert lexicon("az", False).known == {"N": {}, "V": {}}
    assert automaton("az.forms") is None


def test_a_missing_source_is_told_and_left_out(none):
    told = []

    def make(language):
        if language == "uz":
            raise SourceMissingError("No such package.")
        return small_files(language)

    assert build.main(["en", "uz"], make=make, write=told.append) == 0
    assert told[0].startswith("Dictionary of en: 0.0 MB")
    assert told[1] == "Dictionary of uz left out: No such package."
    assert states() | {} == {
        "az": (False, "not-built"),
        "uz": (False, "source-missing"),
        "tr": (False, "not-built"),
        "en": (True, ""),
        "ru": (False, "not-built"),
    }
    build.main(["ru"], make=make, write=told.append)
    assert states()["en"] == states()["ru"] == (True, "")


def test_damage_is_seen(none):
    build.main(["en", "az"], make=small_files, write=lambda line: None)
    (none / "en.forms").write_bytes(b"?")
    (none / "az.forms").unlink()
    assert states()["en"] == states()["az"] == (False, "damaged")
    forget()
    assert automaton("en.forms") is None
    (none / "az.roots.json").write_text(json.dumps({"edges": {}}))
    assert lexicon("az", False).known == {"N": {}, "V": {}}
    (none / STATE_FILE).write_text("[]")
    assert set(states().values()) == {(False, "not-built")}


def test_costs_of_endings_that_are_gone_are_passed_over(none):
    build.main(["az"], make=small_files, write=lambda line: None)
    data = json.loads((none / "az.roots.json").read_bytes())
    data["edges"] = dict(list(data["edges"].items())[:3]) | {"N\tX\tzzz": 1}
    (none / "az.roots.json").write_text(json.dumps(data))
    forget()
    assert lexicon("az", False).root("kitablar") == ("kitab", "N")
