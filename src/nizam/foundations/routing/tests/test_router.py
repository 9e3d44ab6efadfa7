# SPDX-License-Identifier: EUPL-1.2
import pytest

from nizam.foundations.routing import (
    Confidence,
    DuplicateUnitError,
    Lesson,
    Router,
    RoutingError,
    UnitText,
    ceiling,
    default_threshold,
    lesson_features,
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


def test_stems_join_forms_that_share_no_beginning_and_are_told_as_written() -> None:
    stems = {"ağları": "ağ", "ağdaki": "ağ", "ağlar": "ağ"}
    units = (
        UnitText("net", "", ("Ağları kurar.",)),
        UnitText("trees", "", ("Ağaçları budar.",)),
    )
    letter = "Bahçedeki AĞDAKİ yavaşlık"
    assert Router.train(units, fold=fold).rank(letter).units == ()
    best = Router.train(units, fold=fold, stem=lambda word: stems.get(word, word)).rank(letter).units[0]
    assert (best.code, best.reasons) == ("net", ("AĞDAKİ",))


def test_a_lesson_teaches_stems_too() -> None:
    def stem(word: str) -> str:
        return word.removesuffix("lar").removesuffix("da")

    router = Router.train(UNITS[:2], fold=fold, stem=stem)
    assert router.learn(Lesson({"saz": 1, "sazlar": 1}, "parks", accepted=True))
    assert router.rank("Sazda").units[0].code == "parks"


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


def test_nobody_is_surer_of_a_unit_than_its_texts_can_bear(router: Router) -> None:
    assert [ceiling(texts) for texts in (1, 4, 9)] == pytest.approx([0.75, 0.9, 0.95])
    assert ceiling(10_000) == 0.99
    letter = "Sokak hayvanlarını aşılar ve kısırlaştırır, hayvan barınağını işletir, kuduz şüphesi olan köpekler."
    before = router.suggest(letter)[0]
    vet = next(unit for unit in UNITS if unit.code == "vet")
    assert before.confidence == pytest.approx(ceiling(len(vet.texts) + bool(vet.name)))
    learner = Router.train(UNITS, fold=fold, stop={"ve", "yapar"})
    for _ in range(5):
        learner.learn(taught(letter, "vet"))
    assert learner.suggest(letter)[0].confidence > before.confidence
    many = Router.train(
        [UnitText(code, "", [f"{code} söz{number}" for number in range(200)]) for code in ("bir", "iki", "üç")],
        fold=fold,
    )
    assert many.suggest("bir", threshold=0.0)[0].confidence <= 0.99


def test_what_a_unit_has_in_common_with_those_below_it_does_not_take_their_letters() -> None:
    below = [
        UnitText("net", "Ağ", ["Kablosuz ağı kurar."]),
        UnitText("desk", "Destek", ["Yazıcıyı onarır."]),
    ]
    duties = ["Kablosuz internet ağını çalışır tutar.", "Yazıcı alımını yapar.", "Eğitim verir.", "Rapor yazar."]
    whole = Router.train([UnitText("it", "", duties), *below], fold=fold)
    shared = Router.train([UnitText("it", "", (), common=duties, below=2), *below], fold=fold)
    for letter, unit in (("Kablosuz ağını çalışır", "net"), ("Yazıcı onarımı", "desk")):
        before = {one.code: one.confidence for one in whole.rank(letter).units}
        after = {one.code: one.confidence for one in shared.rank(letter).units}
        assert after["it"] < before["it"] - 0.1
        assert after[unit] > before[unit]
    assert first(shared, "Eğitim istiyoruz") == "it", "what no unit below does stays with the unit above"


def test_a_unit_does_not_win_by_the_number_of_its_articles() -> None:
    things = ("masası", "ekranı", "kablosu", "çantası", "kılıfı", "tozu", "faresi", "klavyesi")
    many = UnitText("many", "", [f"Bilgisayar {thing} alır." for thing in things])
    units = [many, UnitText("few", "", ["Bilgisayar onarır."]), UnitText("parks", "", ["Park budar."])]
    ranked = Router.train(units, fold=fold).rank("Bilgisayar ekranı kablosu onarır").units
    # Without weighing down the many it is 0.12.
    assert next(one.confidence for one in ranked if one.code == "few") > 0.15


def test_two_units_under_one_code_are_refused() -> None:
    with pytest.raises(DuplicateUnitError, match="'a'"):
        Router.train([UnitText("a", "Bir", ()), UnitText("a", "", ())], fold=fold)
    assert issubclass(DuplicateUnitError, RoutingError)


def test_a_router_that_has_read_very_many_words_still_answers_the_same() -> None:
    router = Router.train(UNITS, fold=fold)
    letter = "Sokak hayvanlarını aşılar"
    before = router.suggest(letter)
    for start in range(0, 21_000, 500):
        router.suggest(" ".join(f"söz{number}x" for number in range(start, start + 500)))
    assert router.suggest(letter) == before


LETTER = "Kavşaktaki trafik ışığı yanmıyor, sinyalizasyon bozuk"


def taught(text: str, unit: str, accepted: bool = True) -> Lesson:
    return Lesson(lesson_features(text, fold=fold, stop={"ve", "yapar"}), unit, accepted)


def first(router: Router, letter: str) -> str:
    return router.suggest(letter, threshold=0.0)[0].code


def test_an_accepted_letter_teaches_its_words_at_once() -> None:
    router = Router.train(UNITS, fold=fold, stop={"ve", "yapar"})
    assert router.suggest(LETTER, threshold=0.0) == []
    assert router.learn(taught(LETTER, "parks"))
    best = router.suggest("Trafik ışığı sinyalizasyon arızası", threshold=0.0)[0]
    assert best.code == "parks"
    assert {"Trafik", "sinyalizasyon"} <= set(best.reasons)


def test_a_refused_unit_falls_behind(router: Router) -> None:
    letter = "Parkta köpekler çimleri eziyor, ağaçları budar mısınız, hayvanlarını aşılar mısınız"
    before = {one.code: one.confidence for one in router.suggest(letter, threshold=0.0)}
    refused = first(router, letter)
    learner = Router.train(UNITS, fold=fold, stop={"ve", "yapar"})
    for _ in range(3):
        assert learner.learn(taught(letter, refused, accepted=False))
    after = {one.code: one.confidence for one in learner.suggest(letter, threshold=0.0)}
    assert after.get(refused, 0.0) < before[refused]


def test_a_refusal_says_nothing_of_letters_with_other_words(router: Router) -> None:
    learner = Router.train(UNITS, fold=fold, stop={"ve", "yapar"}, lessons=[taught(LETTER, "vet", accepted=False)])
    letter = "Sokak hayvanlarını aşılar, kuduz köpekler"
    assert first(learner, letter) == first(router, letter) == "vet"


def test_lessons_may_come_in_any_order() -> None:
    lessons = [
        taught(LETTER, "parks"),
        taught("Sunucu odasında köpek var", "vet", accepted=False),
        taught("Lamba direği devrildi", "parks"),
        taught("Parola süresi doldu", "it"),
    ]
    routers = [Router.train(UNITS, fold=fold, lessons=given) for given in (lessons, lessons[::-1])]
    letters = (LETTER, "Sunucu parolası ve köpek", "Lamba yanmıyor")
    for letter in letters:
        assert routers[0].rank(letter) == routers[1].rank(letter)


def test_learning_at_once_and_training_anew_agree_on_the_unit() -> None:
    online, anew = (Router.train(UNITS, fold=fold, lessons=lessons) for lessons in ([], [taught(LETTER, "parks")]))
    online.learn(taught(LETTER, "parks"))
    assert first(online, LETTER) == first(anew, LETTER) == "parks"


def test_a_unit_without_articles_is_known_by_its_letters() -> None:
    unit = UnitText("lights", "", ())
    assert "lights" not in Router.train([*UNITS, unit], fold=fold).codes
    router = Router.train([*UNITS, unit], fold=fold, lessons=[taught(LETTER, "lights")])
    assert first(router, "trafik ışığı") == "lights"


def test_lessons_of_units_that_are_no_more_are_passed_over() -> None:
    router = Router.train(UNITS, fold=fold, lessons=[taught(LETTER, "closed"), taught("x", "empty", accepted=False)])
    assert router.codes == ("it", "parks", "vet")
    assert not router.learn(taught(LETTER, "closed"))
    assert not router.learn(Lesson({}, "it", True))


def test_an_abstaining_router_still_says_what_it_would_have_said(router: Router) -> None:
    ranking = router.rank("bakımını ister, sokak, parola", threshold=0.99)
    assert ranking.abstains
    assert ranking.threshold == 0.99
    assert ranking.units
    assert not router.rank("Sokak hayvanlarını aşılar ve kısırlaştırır").abstains
    assert router.rank("Sokak hayvanlarını aşılar ve kısırlaştırır").threshold == router.threshold
    assert router.rank("").abstains


def test_a_router_of_many_texts_finds_its_own_threshold() -> None:
    def unit(code: str, own: str) -> UnitText:
        return UnitText(code, own, [f"{own} işi söz{number % 7} {code}{number}x" for number in range(40)])

    router = Router.train([unit("it", "sunucu"), unit("parks", "ağaç"), unit("vet", "köpek")], fold=fold)
    assert router.curve[0].coverage == 1
    assert router.curve[0].precision == 1
    assert router.threshold == router.curve[0].threshold
    assert router.calibration_error is not None
    assert router.calibration_error < 0.2
    refused = taught("köpek işi", "it", accepted=False)
    again = Router.train(
        [unit("it", "sunucu"), unit("parks", "ağaç"), unit("vet", "köpek")], fold=fold, lessons=[refused]
    )
    assert len(again.curve) <= len(router.curve) + 1
    assert again.curve[0].answers == router.curve[0].answers, "a refusal is no answer to be right or wrong about"


def test_of_a_very_long_letter_the_beginning_is_read(router: Router) -> None:
    beginning = "Sokak hayvanlarını aşılar. " + "uzun " * 1_500
    assert router.rank(beginning + "sunucu parola " * 500) == router.rank(beginning)


def test_where_no_threshold_is_good_enough_the_cautious_one_holds() -> None:
    units = [UnitText(code, "", [chr(base + n) for n in range(40)]) for code, base in (("a", 0x4E00), ("b", 0x5E00))]
    router = Router.train(units, fold=fold)
    assert router.curve
    assert router.threshold == default_threshold(2)


def test_a_given_confidence_is_kept() -> None:
    units = [UnitText(code, "", [f"{code} söz{number}" for number in range(40)]) for code in ("bir", "iki")]
    router = Router.train(units, fold=fold, confidence=Confidence(20.0))
    assert router.confidence == Confidence(20.0)
    assert router.curve == []
    assert router.suggest("bir", threshold=0.0)[0].confidence < 0.6


def test_a_router_of_given_confidence_learns_at_once() -> None:
    units = [UnitText(code, "", [f"{code} söz{number}" for number in range(40)]) for code in ("bir", "iki")]
    router = Router.train(units, fold=fold, confidence=Confidence(20.0))
    for _time in range(5):
        assert router.learn(taught("üçüncü mövzu", "iki"))
    assert router.rank("üçüncü mövzu", threshold=0.0).units[0].code == "iki"
