# SPDX-License-Identifier: EUPL-1.2
"""What else a letter tells: its kind of matter, what to keep confidential, whom it names, what it repeats."""

import tomllib
from functools import partial
from pathlib import Path

import pytest

from nizam.foundations.language import bare_stem, fold
from nizam.foundations.routing import (
    SAME_MATTER,
    confidentiality_hints,
    kind_hints,
    matter_hints,
    named_people,
    same_matter,
)
from nizam.foundations.routing.confidentiality import is_kimlik, is_pinfl

MATTERS = [
    ("appeal", "Xahiş edirəm, müraciətimə baxılsın: kəndimizdə su yoxdur, narazıyam."),
    ("appeal", "Mahallamizda gaz yoʻq, shikoyat qilaman, chora koʻrishingizni soʻrayman."),
    ("appeal", "Маҳалламизда газ йўқ, шикоят қиламан, чора кўришингизни сўрайман."),
    ("appeal", "Sokağımızdaki gürültüden şikayetçiyim, gereğini arz ederim."),
    ("appeal", "Прошу принять меры, моя жалоба осталась без ответа."),
    ("information-request", "İnformasiya əldə etmək haqqında Qanuna əsasən sənədin surətini verməyinizi xahiş edirəm."),
    ("information-request", "Axborot soʻrovi: kutubxonalar soni haqida statistik maʼlumot."),
    ("information-request", "4982 sayılı Kanun uyarınca bilgi edinme başvurusudur."),
    ("information-request", "Прошу предоставить информацию о числе библиотек."),
    ("information-request", "This is a freedom of information request for a copy of the document."),
    ("media-inquiry", "Qəzetimiz üçün müsahibə vermənizi xahiş edirik."),
    ("media-inquiry", "Telekanalimiz jurnalisti intervyu olmoqchi."),
    ("media-inquiry", "Телеканалимиз журналисти интервью олмоқчи."),
    ("media-inquiry", "Gazetemiz muhabiri röportaj yapmak istiyor."),
    ("media-inquiry", "Корреспондент нашей газеты просит об интервью."),
    ("official-letter", "12.03.2026 tarixli 15 nömrəli məktub: rəyinizi bildirməyinizi xahiş edirik. Nazirlik"),
    ("official-letter", "Vazirlikning 02-15/33-sonli xatiga javoban maʼlum qilamiz."),
    ("official-letter", "İlgi: 12.03.2026 tarihli ve 45 sayılı yazı. Bilgilerinizi ve gereğini rica ederim."),
    ("official-letter", "На ваш исх. № 12 направляем для сведения. Министерство"),
    ("assignment", "Tapşırılır: qərarın icrasını təmin edin, icrası barədə məlumat verin."),
    ("assignment", "Farmoyishi ijrosi nazoratda, topshirilsin va ijrosini taʼminlash soʻraladi."),
    ("assignment", "Во исполнение поручения доложить об исполнении в срок до 1 мая."),
    ("internal-request", "Xidməti yazı: şöbəmiz üçün iki stul ayrılmasını xahiş edirəm."),
    ("internal-request", "Birimimizin ihtiyacı olan iki sandalyenin birimimize tahsis edilmesi."),
    ("internal-request", "Служебная записка. Нашему отделу нужны два стула."),
    ("helpdesk-request", "Kompüterim açılmır, printer işləmir."),
    ("helpdesk-request", "Parolimni unutdim, kompyuterim yonmayapti."),
    ("helpdesk-request", "Şifremi unuttum, bilgisayarım açılmıyor."),
    ("helpdesk-request", "Принтер не печатает, забыл пароль."),
    ("helpdesk-request", "_ Şifremi _ unuttum _"),
    ("helpdesk-request", "I forgot my password and cannot log in."),
]


@pytest.mark.parametrize(("procedure", "letter"), MATTERS)
def test_the_kind_of_matter_is_told_with_the_letters_own_words(procedure: str, letter: str) -> None:
    best = matter_hints(letter, fold=fold)[0]
    assert best.procedure == procedure
    assert 0 < best.confidence < 1
    assert best.words
    assert all(word in " ".join(letter.split()) for word in best.words)


@pytest.mark.parametrize("letter", ["", "Salam.", "Merhaba, iyi günler.", "Xahiş edirəm.", "Лорем ипсум"])
def test_without_words_enough_nothing_is_told(letter: str) -> None:
    assert matter_hints(letter, fold=fold) == []


def test_between_two_kinds_nothing_is_told() -> None:
    assert matter_hints("Gazeteci. Bilgi edinme.", fold=fold) == []


KIMLIK = "10000000146"
PINFL = "31505891234567"


def test_marks_and_subjects_are_shown_as_they_stand() -> None:
    hints = dict(confidentiality_hints("HİZMETE ÖZEL. Ekte eşimin sağlık\nraporu var.", fold=fold))
    assert hints == {"marking": ("HİZMETE ÖZEL",), "health": ("sağlık raporu",)}


@pytest.mark.parametrize(
    ("letter", "code"),
    [
        ("Tam məxfi sənəd əlavə olunur", "marking"),
        ("Хизмат доирасида фойдаланиш учун", "marking"),
        ("Для служебного пользования", "marking"),
        ("Övladlığa götürmə barədə", "family"),
        ("Oilaviy zoʻravonlik haqida", "family"),
        ("Прилагаю диагноз", "health"),
        ("Şəxsiyyət vəsiqəmin surəti", "identity"),
        (f"Kimliğim {KIMLIK}, gereğini arz ederim", "personal-number"),
        (f"ЖШШИР: {PINFL}.", "personal-number"),
        ("FİN: 5ABC12D", "personal-number"),
        ("FIN kodum 7XY2K1M", "personal-number"),
        ("Pasportim AB 1234567", "passport"),
        ("Pasaportum U12345678", "passport"),
    ],
)
def test_each_sign_is_seen(letter: str, code: str) -> None:
    assert code in {hint.code for hint in confidentiality_hints(letter, fold=fold)}


@pytest.mark.parametrize(
    "letter",
    ["", "Parkdaki ağac", "Telefon 10000000147", "Hesab 12345678901234", "FİN: ABCDEFG", "01234567890", "Kod 5ABC12D"],
)
def test_other_numbers_are_no_persons(letter: str) -> None:
    assert confidentiality_hints(letter, fold=fold) == []


def test_numbers_of_people_are_not_repeated_whole() -> None:
    [hint] = confidentiality_hints(f"{KIMLIK} ve yine {KIMLIK}", fold=fold)
    assert hint.words == ("••••••••146",)


def test_identity_numbers_are_checked() -> None:
    assert is_kimlik(KIMLIK)
    assert not is_kimlik("10000000156")
    assert not is_kimlik("0" + KIMLIK[1:])
    assert not is_kimlik("1234")
    assert is_pinfl(PINFL)
    assert not is_pinfl("33205891234567")
    assert not is_pinfl("71505891234567")
    assert not is_pinfl("315")


PEOPLE = [
    (1, ("Nigar", "Əliyeva")),
    (2, ("Kamran", "Əliyev")),
    (3, ("Ayşe", "Öztürk")),
    (4, ("Oʻtkir", "Gʻaniyev")),
    (5, ("Kenan", "Er")),
    (6, ("Tek",)),
]


@pytest.mark.parametrize(
    ("letter", "keys", "words"),
    [
        ("Nigar Əliyevaya təşəkkür edirəm", [1], "Nigar Əliyevaya"),
        ("Kamran Əliyevin cavabı gecikir", [2], "Kamran Əliyevin"),
        ("Алиевой Нигар Камрановне", [1], "Алиевой Нигар"),
        ("Нигар Алиевой от жителей", [1], "Нигар Алиевой"),
        ("Ayşe Öztürk'ün dikkatine", [3], "Ayşe Öztürk'ün"),
        ("Sayın Öztürk, dilekçem ektedir", [3], "Sayın Öztürk"),
        ("Gʻaniyev O. ga maʼlumot uchun", [4], "Gʻaniyev O"),
        ("Ўткир Ғаниевга", [4], "Ўткир Ғаниевга"),
        ("Kenan Er geldi", [5], "Kenan Er"),
        ("Kenan Erdal geldi", [], ""),
        ("Əliyev küçəsi 5", [], ""),
        ("Hörmətli Əliyeva", [1], "Hörmətli Əliyeva"),
        ("ayşe öztürk sokağı", [], ""),
        ("Tek kişi", [], ""),
    ],
)
def test_people_are_known_in_their_cases_and_by_no_less_than_two_words(
    letter: str, keys: list[int], words: str
) -> None:
    found = named_people(letter, PEOPLE, fold=fold)
    assert [named.key for named in found] == keys
    assert [named.words for named in found] == ([words] if words else [])


def test_several_people_come_in_the_order_of_the_letter() -> None:
    letter = "Ayşe Öztürk ile Kamran Əliyev. Kamran Əliyev yine."
    assert [named.key for named in named_people(letter, PEOPLE, fold=fold)] == [3, 2]


A = "Kuyu Sokak 45/1234 numaralı binada internet yok. Dün Çınaraltı Meydanı'ndaki ağ da kapandı."
B = "Çınaraltı Meydanı'nda ağ hâlâ kapalı; Kuyu Sokak 45/1234 için cevap bekliyorum."
C = "Personelin yıllık izin çizelgesini ekte sunarız."


def test_the_same_matter_is_known_by_names_and_numbers() -> None:
    same, other = same_matter(A, B, fold=fold), same_matter(A, C, fold=fold)
    assert same.score > SAME_MATTER > other.score
    assert same.words[0] == "45/1234"
    assert "Çınaraltı" in same.words
    assert same_matter(A, A.upper(), fold=fold).score == same_matter(A, A, fold=fold).score == 1
    assert same_matter(A, "", fold=fold) == same_matter("", A, fold=fold) == (0.0, ())
    assert same_matter("su yoxdur", "su yoxdur", fold=fold).score == 0


AGAIN = tomllib.loads(Path(__file__).with_name("matters_again.toml").read_text("utf-8"))["person"]


def test_the_threshold_parts_a_letter_sent_again_from_other_letters_of_the_same_person() -> None:
    """Eleven people, six spellings: the second letter in the matter, and another with the same frame around it."""
    for person in AGAIN:
        again = same_matter(person["first"], person["again"], fold=fold)
        assert again.score >= SAME_MATTER, again
        assert again.words
        for letter in ("first", "again"):
            assert same_matter(person[letter], person["other"], fold=fold).score < SAME_MATTER, person["other"]


@pytest.mark.parametrize("language", ["az", "uz", "tr"])
def test_the_threshold_parts_them_by_stems_too_whatever_language_the_office_has(language: str) -> None:
    stem = partial(bare_stem, language=language)
    for person in AGAIN:
        again = same_matter(person["first"], person["again"], fold=fold, stem=stem)
        assert again.score >= SAME_MATTER, again
        assert all(word in person["first"] for word in again.words)
        for letter in ("first", "again"):
            assert same_matter(person[letter], person["other"], fold=fold, stem=stem).score < SAME_MATTER


def test_short_words_are_one_in_all_their_forms_by_stems() -> None:
    one, other = "Dünən gazımız kəsildi, soba söndü", "Xahiş: kənddə gazın təzyiqi azalıb"
    stems = {"gazimiz": "gaz", "gazin": "gaz"}
    assert same_matter(one, other, fold=fold).score == 0
    assert same_matter(one, other, fold=fold, stem=lambda word: stems.get(word, word)).words == ("gazımız",)


def test_what_both_letters_begin_and_end_with_tells_nothing() -> None:
    frame = "Hörmətli idarə! {} Hörmətlə, Aygün Məmmədova, Bakı şəhəri, Nizami rayonu"
    one = frame.format("Məktəbimizdə internet kabeli qırılıb, modem yanıb.")
    other = frame.format("Küçəmizdə ağaclar quruyub, onları kəsin.")
    assert same_matter(one, other, fold=fold).score == 0


def test_words_seldom_seen_weigh_more() -> None:
    a, b = "Binada modem arızası var, santral kabini bozuk", "Dün modem sorunu var dendi, telefon hattı çekmiyor"
    plain = same_matter(a, b, fold=fold, stop={"var"}).score
    rare = same_matter(a, b, fold=fold, stop={"var"}, rarity={"modem": 5.0}).score
    assert rare > plain > 0


def test_a_kind_is_told_by_the_beginnings_of_its_words_in_either_alphabet() -> None:
    kinds = {
        "application": ["xahiş", "прошу"],
        "complaint": ["şikayət", "shikoyat"],
        "collective": ["biz, aşağıda imza"],
        "proposal": ["təklif"],
    }
    assert kind_hints("Xahiş edirəm, xidmətdən ŞİKAYƏTÇİYƏM, şikayətə baxın", kinds, fold=fold) == [
        ("application", ("Xahiş",)),
        ("complaint", ("ŞİKAYƏTÇİYƏM",)),
    ]
    assert kind_hints("Газ йўқ, шикоятимиз бор", kinds, fold=fold) == [("complaint", ("шикоятимиз",))]
    assert kind_hints("Biz, aşağıda imzası olanlar", kinds, fold=fold) == [("collective", ("Biz, aşağıda imzası",))]
    assert kind_hints("Sabahınız xeyir", kinds, fold=fold) == []
