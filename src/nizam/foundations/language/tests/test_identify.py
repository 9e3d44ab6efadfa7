# SPDX-License-Identifier: EUPL-1.2
import csv
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nizam.foundations.language import (
    LANGUAGES,
    Identification,
    IdentifierUnavailableError,
    LanguageError,
    _identify,
    identify,
)

OWN = [
    ("az", "Şöbənin rəisi daxil olan məktubları iki iş günü ərzində cavablandırır."),
    ("az", "Bakı şəhər məhkəməsi"),
    ("az", "Sobenin reisi daxil olan mektublara iki gun erzinde cavab verir ve bu haqda qeyd edir."),
    ("az", "Zehmet olmasa erizeye baxilmasini xahis edirem"),
    ("az", "Мәктәб мүдири"),
    ("az", "Мәктәбин мүдири бу һагда ҹаваб ҝөндәрди."),
    ("uz", "Boʻlim boshligʻi kelgan xatlarga ikki ish kunida javob beradi."),
    ("uz", "Bo'lim boshlig'i kelgan xatlarga javob beradi"),
    ("uz", "Bölim boşliği kelgan xatlarga ikki iş kunida javob beradi."),
    ("uz", "Şahar hokimligi qaroriga köra taşkil etilgan komissiya"),
    ("uz", "Bolim boshligi bilan uchrashuv haqida"),
    ("uz-Cyrl", "Бўлим бошлиғи келган хатларга икки иш кунида жавоб беради."),
    ("uz-Cyrl", "Ходимларнинг малакасини ошириш бошкармаси билан келишилсин"),
    ("tr", "Müdürlük, gelen yazılara iki iş günü içinde cevap verir."),
    ("tr", "Mudurluk gelen yazilara iki is gunu icinde cevap verir ve kayit eder."),
    ("tr", "Belediye başkanlığı kararı"),
    ("tr", "Tokyo'dan gelen heyet ile yapılan toplantı"),
    ("en", "The department answers incoming letters within two working days."),
    ("en", "Please see the dog's licence"),
    ("ru", "Отдел отвечает на входящие письма в течение двух рабочих дней."),
    ("ru", "Порядок работы отдела"),
]


@pytest.mark.parametrize(("language", "text"), OWN)
def test_office_sentences_are_recognised(language: str, text: str) -> None:
    found = identify(text)
    assert found.language == language
    assert 0.5 <= found.confidence <= 1.0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "2026/117",
        "ok",
        "https://www.example.org/tehsil info@example.org",
        "وزارة التربية والتعليم",
        "教育部",
        "Die Verwaltung der Stadt hat den Antrag des Bürgers abgelehnt.",
        "Le ministère de l'éducation nationale a publié un décret hier.",
        "Қазақстан Республикасының үкіметі қаулы қабылдады",
        "Міністерство освіти і науки України",
        "Министерството на образованието и науката обяви днес новите правила за приемане на учениците",
    ],
)
def test_nothing_to_go_by_or_another_language_is_unknown(text: str) -> None:
    found = identify(text)
    assert found.language is None
    assert 0.0 <= found.confidence < 0.5


def test_one_stray_letter_does_not_make_a_russian_text_foreign() -> None:
    text = "Отдел отвечает на входящие письма и заявления граждан в течение двух рабочих дней со дня поступления їх."
    assert identify(text).language == "ru"


def test_addresses_do_not_decide() -> None:
    assert identify("Müraciətə baxılsın: john.smith@department.example.org").language == "az"


def test_capitals_do_not_decide() -> None:
    assert identify("İSTANBUL BÜYÜKŞEHİR BELEDİYE BAŞKANLIĞI").language == "tr"
    assert identify("TƏHSİL ŞÖBƏSİNİN MÜDİRİ").language == "az"
    assert identify("ТАЪЛИМ БЎЛИМИ БОШЛИҒИ").language == "uz-Cyrl"


@given(st.one_of(st.text(max_size=60), st.text(alphabet=st.characters(), max_size=60)))
@settings(max_examples=200, deadline=None)
def test_any_text_gets_an_answer(text: str) -> None:
    found = identify(text)
    assert found.language is None or found.language in LANGUAGES
    assert 0.0 <= found.confidence <= 1.0


def test_apostrophes_before_endings_tell() -> None:
    assert identify("Liverpool'daki maç").language == "tr"
    assert identify("Liverpool'ning yutuqlari").language == "uz"


def test_letters_of_no_alphabet_of_ours_make_a_text_doubtful() -> None:
    assert identify("Bộ giáo dục đã công bố quy định mới cho các trường học").language is None


def test_result_is_immutable_data() -> None:
    assert identify("") == Identification(None, 0.0)
    with pytest.raises(AttributeError):
        identify("").language = "az"  # type: ignore[misc]


def test_threads_share_one_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_identify, "_model", None)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda row: identify(row[1]).language, OWN * 5))
    assert found == [language for language, _ in OWN] * 5


def test_missing_model_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_identify, "_model", None)
    monkeypatch.setitem(sys.modules, "py3langid.langid", None)
    with pytest.raises(IdentifierUnavailableError, match="py3langid") as refusal:
        identify("Şöbənin rəisi")
    assert isinstance(refusal.value, LanguageError)


def test_importing_the_package_loads_neither_model_nor_numpy() -> None:
    code = (
        "import sys, nizam.foundations.language\n"
        "sys.exit(any(name in sys.modules for name in ('py3langid', 'numpy', 'django')))"
    )
    paths = os.pathsep.join(path for path in sys.path if path)
    done = subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": paths}, check=False)
    assert done.returncode == 0


# Accuracy on sentences none of the rules was fitted to.

BARE = str.maketrans("əıöüşçğâîûƏİÖÜŞÇĞ", "eiouscgaiuEIOUSCG", "ʻʼ‘’")
PAIRS = (("oʻ", "ö"), ("gʻ", "ğ"), ("Oʻ", "Ö"), ("Gʻ", "Ğ"), ("sh", "ş"), ("ch", "ç"), ("Sh", "Ş"), ("Ch", "Ç"))
CYRILLIC = str.maketrans("abdefghijklmnopqrstuvxyzöğşçʼ", "абдефгҳижклмнопқрстувхйзўғшчъ")


def as_of_2026(text: str) -> str:
    for mark in "ʼ‘’'`":
        text = text.replace(f"o{mark}", "oʻ").replace(f"g{mark}", "gʻ")
        text = text.replace(f"O{mark}", "Oʻ").replace(f"G{mark}", "Gʻ")
    for old, new in PAIRS:
        text = text.replace(old, new)
    return text


def in_cyrillic(text: str) -> str:
    text = as_of_2026(text).lower()
    for latin, cyrillic in (("yo", "ё"), ("yu", "ю"), ("ya", "я"), ("ye", "е"), ("ts", "ц")):
        text = text.replace(latin, cyrillic)
    return text.translate(CYRILLIC)


def without_diacritics(text: str) -> str:
    return text.translate(BARE)


def first_words(text: str) -> str:
    return " ".join(text.split()[:3])


def whole(text: str) -> str:
    return text


# Floors in per cent, a little under what was measured; "wrong" is the most that may be given another language.
FLOORS: list[tuple[str, str, Callable[[str], str], float, float]] = [
    ("az", "az", whole, 99.5, 0.5),
    ("az", "az", without_diacritics, 98.0, 2.0),
    ("az", "az", first_words, 93.5, 6.5),
    ("uz", "uz", whole, 99.5, 0.5),
    ("uz", "uz", without_diacritics, 99.0, 1.0),
    ("uz", "uz", as_of_2026, 99.0, 1.0),
    ("uz", "uz", first_words, 97.0, 3.0),
    ("uz", "uz-Cyrl", in_cyrillic, 99.0, 1.0),
    ("tr", "tr", whole, 99.5, 0.5),
    ("tr", "tr", without_diacritics, 98.5, 1.5),
    ("tr", "tr", first_words, 95.0, 5.0),
    ("ru", "ru", whole, 99.5, 0.5),
    ("ru", "ru", first_words, 99.0, 1.0),
    ("en", "en", whole, 99.5, 0.5),
    ("en", "en", first_words, 99.0, 1.0),
    ("uz_ut-first-half", "uz", whole, 99.0, 1.0),
    ("tr_boun-ud-dev", "tr", whole, 97.5, 1.0),
]


def reference_texts(name: str) -> list[str]:
    root = os.environ.get("NIZAM_REFERENCE")
    if not root:
        pytest.skip("NIZAM_REFERENCE is not set: identification was not measured on reference sentences")
    data = Path(root) / "data"
    if len(name) > 2:
        lines = (data / "ud" / f"{name}.conllu").read_text(encoding="utf-8").splitlines()
        return [line.removeprefix("# text = ") for line in lines if line.startswith("# text = ")]
    with (data / "routing" / f"{name}_sib200_topics.tsv").open(encoding="utf-8", newline="") as file:
        return [row["text"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


@pytest.mark.parametrize(
    ("source", "language", "spelled", "right", "wrong"),
    FLOORS,
    ids=[f"{source}-{language}-{spelled.__name__}" for source, language, spelled, _, _ in FLOORS],
)
def test_accuracy_on_reference_sentences(
    source: str, language: str, spelled: Callable[[str], str], right: float, wrong: float
) -> None:
    found = [identify(spelled(text)).language for text in reference_texts(source)]
    accuracy = 100 * found.count(language) / len(found)
    unknown = 100 * found.count(None) / len(found)
    sys.stdout.write(f"\n{source:18} {language:8} {spelled.__name__:20} {accuracy:6.2f} % unknown {unknown:5.2f} %\n")
    assert accuracy >= right
    assert 100 - accuracy - unknown <= wrong
