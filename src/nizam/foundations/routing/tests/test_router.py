# SPDX-License-Identifier: EUPL-1.2
import json
from typing import Any

import pytest

from nizam.foundations.routing import (
    DuplicateUnitError,
    Router,
    RoutingError,
    StoredRouterError,
    UnitText,
    default_threshold,
)


def fold(text: str) -> str:
    return text.replace("İ", "i").replace("I", "ı").lower()


UNITS = (
    UnitText(
        "it",
        "Bilgi İşlem Müdürlüğü",
        (
            "Sunucu, bilgisayar ve ağ altyapısını kurar, bakımını yapar ve yedekler.",
            "Kurumsal e-posta hesaplarını açar, kullanıcıların parola sorunlarını giderir.",
            "Yazılım geliştirir ve lisansları takip eder.",
        ),
    ),
    UnitText(
        "parks",
        "Park ve Bahçeler Müdürlüğü",
        (
            "Parklarda ağaç diker, ağaçları budar, çimleri sular.",
            "Çocuk oyun alanları ve yeşil alanların bakımını yapar.",
            "Fidan ve çiçek üretir.",
        ),
    ),
    UnitText(
        "vet",
        "Veteriner İşleri Müdürlüğü",
        (
            "Sokak hayvanlarını aşılar ve kısırlaştırır.",
            "Hayvan barınağını işletir, kuduz şüphesi olan köpekleri gözetim altına alır.",
            "Kurban satış yerlerini denetler.",
        ),
    ),
    UnitText("empty", "", ()),
)


@pytest.fixture(scope="module")
def router() -> Router:
    return Router.train(UNITS, fold=fold, stop={"ve", "yapar"})


@pytest.mark.parametrize(
    ("letter", "code"),
    [
        ("Bilgisayarım açılmıyor, e-posta parolamı unuttum.", "it"),
        ("PARKTAKİ AĞAÇLAR BUDANMALI, ÇİMLER SULANMALI", "parks"),
        ("Mahallemizdeki sokak hayvanları aşılanmadı, kuduz korkusu var.", "vet"),
    ],
)
def test_a_letter_goes_to_the_unit_whose_duties_it_names(router: Router, letter: str, code: str) -> None:
    suggestions = router.suggest(letter)
    assert suggestions[0].code == code
    assert default_threshold(3) <= suggestions[0].confidence <= 1


def test_reasons_stand_in_the_letter_as_written(router: Router) -> None:
    letter = "Sayın yetkili, SOKAK\n  Hayvanlarını kim aşılar? Köpeklerin sahibi yok."
    best = router.suggest(letter)[0]
    assert best.reasons[0] == "SOKAK Hayvanlarını"
    assert "aşılar" in best.reasons
    assert "Köpeklerin" in best.reasons
    assert all(reason in " ".join(letter.split()) for reason in best.reasons)
    assert "yetkili" not in best.reasons


def test_a_word_is_told_once_and_five_reasons_at_most(router: Router) -> None:
    best = router.suggest(
        "Sunucu, bilgisayar, ağ altyapısını, yedekler, parola, sunucu, lisansları, kullanıcıların, yazılım geliştirir"
    )[0]
    assert best.code == "it"
    assert len(best.reasons) == len(set(best.reasons)) == 5


def test_a_pair_replaces_its_words(router: Router) -> None:
    reasons = router.suggest("kuduz şüphesi, kuduz")[0].reasons
    assert reasons == ("kuduz şüphesi",)


@pytest.mark.parametrize(
    "letter",
    [
        "",
        "12.04.2026 № 15/3 — ???",
        "To be or not to be, that is the question",
        "ve yapar",
        "Merhaba, iyi günler dilerim.",
    ],
)
def test_a_letter_without_evidence_gets_no_unit(router: Router, letter: str) -> None:
    assert router.suggest(letter) == []
    assert router.suggest(letter, threshold=0.0) == []


def test_a_letter_between_two_units_gets_none_unless_the_threshold_allows(router: Router) -> None:
    letter = "bakımını ister, sokak, parola"
    assert router.suggest(letter, threshold=0.95) == []
    assert len(router.suggest(letter, threshold=0.0)) >= 2


def test_confidences_fall_and_the_limit_holds(router: Router) -> None:
    letter = "Parkta köpekler çimleri eziyor, bilgisayar odasına giriyor"
    both = router.suggest(letter, threshold=0.0)
    assert {"parks", "vet"} <= {suggestion.code for suggestion in both}
    confidences = [suggestion.confidence for suggestion in both]
    assert confidences == sorted(confidences, reverse=True)
    assert sum(confidences) <= 1 + 1e-9
    assert router.suggest(letter, limit=1, threshold=0.0) == both[:1]
    assert router.suggest(letter, limit=0, threshold=0.0) == []


def test_an_unlikely_second_unit_is_not_offered(router: Router) -> None:
    letter = "Sokak hayvanlarını aşılar ve kısırlaştırır, hayvan barınağını işletir, kuduz köpekleri. Parola."
    assert [suggestion.code for suggestion in router.suggest(letter)] == ["vet"]


def test_repeating_a_word_does_not_outvote_the_letter(router: Router) -> None:
    letter = "Sokak hayvanları aşılanmalı, kuduz köpekler barınağa alınmalı. Parola parola parola."
    assert router.suggest(letter, threshold=0.0)[0].code == "vet"


def test_the_order_of_units_does_not_matter(router: Router) -> None:
    turned = Router.train(reversed(UNITS), fold=fold, stop={"ve", "yapar"})
    letter = "Parkta ağaçları budar, köpekleri aşılar"
    first, second = router.suggest(letter, threshold=0.0), turned.suggest(letter, threshold=0.0)
    assert [suggestion.code for suggestion in first] == [suggestion.code for suggestion in second]
    assert first[0].confidence == pytest.approx(second[0].confidence, abs=1e-3)


def test_the_name_of_a_unit_is_evidence() -> None:
    router = Router.train([UnitText("law", "Hukuk", ()), UnitText("press", "Basın", ())], fold=fold)
    assert router.suggest("Hukuk görüşü", threshold=0.5)[0].code == "law"


def test_a_unit_without_words_is_never_suggested(router: Router) -> None:
    assert router.codes == ("it", "parks", "vet")


@pytest.mark.parametrize("units", [(), UNITS[-1:], UNITS[:1]])
def test_with_nothing_to_choose_between_the_router_abstains(units: tuple[UnitText, ...]) -> None:
    router = Router.train(units, fold=fold)
    assert router.suggest("Sunucu ve bilgisayar bakımını yapar", threshold=0.0) == []


def test_many_units_need_less_confidence_than_few() -> None:
    assert default_threshold(2) == pytest.approx(0.65)
    assert default_threshold(25) == pytest.approx(0.328)


def test_confidence_is_fitted_when_there_are_texts_enough() -> None:
    def unit(code: str, own: str, share: int) -> UnitText:
        # Every text holds a word of its own, one of the unit's, and in one of `share` texts another unit's.
        others = [other for other in ("sunucu", "ağaç", "köpek") if other != own]
        return UnitText(code, own, [f"{own if n % share else others[n % 2]} işi{n}{code}" for n in range(1, 41)])

    def trained(share: int) -> Router:
        units = [unit("it", "sunucu", share), unit("parks", "ağaç", share), unit("vet", "köpek", share)]
        return Router.train(units, fold=fold)

    sharp, blurred = trained(40), trained(3)
    letter = "Bozuk sunucu"
    assert sharp.suggest(letter, threshold=0.0)[0].code == "it"
    assert sharp.suggest(letter, threshold=0.0)[0].confidence > blurred.suggest(letter, threshold=0.0)[0].confidence


def test_two_units_under_one_code_are_refused() -> None:
    with pytest.raises(DuplicateUnitError, match="'a'"):
        Router.train([UnitText("a", "Bir", ()), UnitText("a", "", ())], fold=fold)
    assert issubclass(DuplicateUnitError, RoutingError)


def test_a_stored_router_answers_the_same(router: Router) -> None:
    again = Router.from_json(router.to_json(), fold=fold)
    for letter in ("Sunucu ve ağ yok", "Parktaki ağaçlar", "Köpek ve parola, bakımını", ""):
        assert again.suggest(letter, threshold=0.0) == router.suggest(letter, threshold=0.0)
    assert again.to_json() == router.to_json()


def stored(**changes: Any) -> str:
    data = json.loads(Router.train(UNITS, fold=fold).to_json())
    data.update(changes)
    return json.dumps(data)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "null",
        stored(version=2),
        stored(features={"wx": []}),
        stored(bias=None),
        stored(features=[]),
        stored(codes=["it"]),
        stored(features={"wx": [1.0, [3, 0.5]]}),
        stored(temperature=0),
    ],
)
def test_what_was_not_stored_by_this_version_is_refused(text: str) -> None:
    with pytest.raises(StoredRouterError):
        Router.from_json(text, fold=fold)


def test_a_router_that_has_read_very_many_words_still_answers_the_same() -> None:
    router = Router.train(UNITS, fold=fold)
    letter = "Sokak hayvanlarını aşılar"
    before = router.suggest(letter)
    for start in range(0, 21_000, 500):
        router.suggest(" ".join(f"söz{number}x" for number in range(start, start + 500)))
    assert router.suggest(letter) == before
