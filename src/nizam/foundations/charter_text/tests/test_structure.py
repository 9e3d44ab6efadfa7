# SPDX-License-Identifier: EUPL-1.2
"""What invented charters tell of the institution, in every language of the house, and what they do not."""

import os
from pathlib import Path

import pytest

from nizam.foundations import charter_text
from nizam.foundations.charter_text import structure

AZ = """1. Ümumi müddəalar
1.1. Nazirliyin aparatının bölməsi olan Rəqəmsal arxiv şöbəsi (bundan sonra - şöbə) qanunla işləyir.
1.2. Şöbə bilavasitə nazir müavininə tabedir.
1.3. Şöbənin strukturuna Sənədlərin mühafizəsi sektoru və Şəbəkə və server sektoru daxildir.
1.4. Şöbəyə nazir tərəfindən təyin edilən şöbə müdiri rəhbərlik edir.
1.5. Şöbənin ştatı şöbə müdirindən, bir baş məsləhətçidən və 3 mütəxəssisdən ibarətdir.
2. Şöbənin vəzifələri
2.1. Şöbə hər rübün sonunda görülmüş işlər barədə hesabat təqdim edir;
2.2. “Elektron arxiv” informasiya sistemini aparır;
2.3. serverlərin ehtiyat nüsxələrini hər gün çıxarır.
3. Sənədlərin mühafizəsi sektorunun vəzifələri aşağıdakılardır:
3.1. sənədləri qəbul edir.
4. Vəzifə bölgüsü
4.1. Aparıcı mütəxəssis - daxil olan sənədlərin qeydiyyatını aparır və onları saxlayır.
"""
UZ = """1. Umumiy qoidalar
1.1. Boshqarma tarkibi quyidagilardan iborat:
a) Dasturiy ta’minot bo‘limi;
b) Axborot xavfsizligi bo‘limi.
1.2. Boshqarma bevosita vazir o‘rinbosariga bo‘ysunadi.
1.3. Bo‘limga bo‘lim boshlig‘i rahbarlik qiladi.
1.4. Boshqarma har chorak yakunida hisobot taqdim etadi.
1.5. Boshqarma YIDXP portalini yuritadi.
"""
UZ_CYRILLIC = """1. Умумий қоидалар
1.1. Бошқарма таркибига Тармоқ хавфсизлиги бўлими ва Дастурий таъминот бўлими киради.
1.2. Бошқарма бевосита вазирга бўйсунади.
1.3. Ҳар ойда ҳисобот тақдим этади.
"""
TR = """MADDE 1- (1) Veri Müdürlüğü aşağıdaki birimlerden oluşur:
1. Açık Veri Servisi
2. Arşiv ve Yedekleme Servisi
MADDE 2- (1) Veri Müdürlüğü, Başkan Yardımcısına bağlıdır.
MADDE 3- (1) Müdürlük, üç ayda bir faaliyet raporu sunar.
MADDE 4- (1) Müdürlük, Coğrafi Bilgi Sistemini işletir ve EBYS yazılımını kullandırır.
MADDE 5- (1) Müdürlükte 1 şube müdürü, 2 mühendis, 4 memur görevlidir.
"""
RU = """1. Общие положения
1.1. Управление состоит из следующих подразделений:
а) Отдел разработки программ;
б) Сектор защиты данных.
1.2. Управление непосредственно подчиняется министру.
1.3. Управление представляет ежемесячный отчет.
"""


def told(text: str, kind: str) -> list[str]:
    return [one.subject for one in structure.tell(charter_text.parse(text)) if one.kind == kind]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        (AZ, ["Rəqəmsal arxiv şöbəsi", "Sənədlərin mühafizəsi sektoru", "Şəbəkə və server sektoru"]),
        (UZ, ["Dasturiy ta’minot bo‘limi", "Axborot xavfsizligi bo‘limi"]),
        (UZ_CYRILLIC, ["Тармоқ хавфсизлиги бўлими", "Дастурий таъминот бўлими"]),
        (TR, ["Açık Veri Servisi", "Arşiv ve Yedekleme Servisi"]),
        (RU, ["Отдел разработки программ", "Сектор защиты данных"]),
    ],
)
def test_units_are_told_once_by_their_names(text: str, units: list[str]) -> None:
    assert told(text, structure.UNIT) == units


@pytest.mark.parametrize(
    ("text", "who", "to"),
    [
        (AZ, "Şöbə", "nazir müavininə"),
        (UZ, "Boshqarma", "vazir o‘rinbosariga"),
        (UZ_CYRILLIC, "Бошқарма", "вазирга"),
        (TR, "Veri Müdürlüğü", "Başkan Yardımcısına"),
        (RU, "Управление", "министру"),
    ],
)
def test_who_answers_to_whom(text: str, who: str, to: str) -> None:
    (one,) = [one for one in structure.tell(charter_text.parse(text)) if one.kind == structure.ANSWERS_TO]
    assert (one.subject, one.values["to"]) == (who, to)


@pytest.mark.parametrize(
    ("text", "every", "period"),
    [(AZ, 1, "quarter"), (UZ, 1, "quarter"), (UZ_CYRILLIC, 1, "month"), (TR, 1, "quarter"), (RU, 1, "month")],
)
def test_reports_are_due_every_so_often_and_copies_are_no_reports(text: str, every: int, period: str) -> None:
    deadlines = [one for one in structure.tell(charter_text.parse(text)) if one.kind == structure.DEADLINE]
    assert [(one.values["every"], one.values["period"]) for one in deadlines] == [(every, period)]


@pytest.mark.parametrize(
    ("words", "every", "period"),
    [
        ("Müdürlük her 2 ayda bir rapor verir.", 2, "month"),
        ("Müdürlük 6 aylık raporları hazırlar.", 1, "half-year"),
        ("Şöbə həftəlik hesabat təqdim edir.", 1, "week"),
        ("Bo‘lim yillik hisobotni topshiradi.", 1, "year"),
        ("Birim günlük rapor tutar.", 1, "day"),
    ],
)
def test_periods_in_words_and_figures(words: str, every: int, period: str) -> None:
    (one,) = structure.tell(charter_text.parse(f"1. Qaydalar\n1.1. {words}\n"))
    assert one.values == {"every": every, "period": period}
    assert one.place == 1


def test_posts_and_heads_with_their_number() -> None:
    found = {one.subject: one for one in structure.tell(charter_text.parse(AZ)) if one.kind in ("post", "head")}
    assert found["baş məsləhətçi"].values == {"count": 1}
    assert found["mütəxəssis"].values == {"count": 3}
    assert found["şöbə müdiri"].kind == structure.HEAD
    assert found["Aparıcı mütəxəssis"].kind == structure.POST
    assert told(UZ, structure.HEAD) == ["bo‘lim boshlig‘i"]
    assert told(TR, structure.POST) == ["mühendis", "memur"]


def test_systems_by_quotes_capitals_and_acronyms() -> None:
    assert told(AZ, structure.SYSTEM) == ["Elektron arxiv"]
    assert told(UZ, structure.SYSTEM) == ["YIDXP"]
    assert told(TR, structure.SYSTEM) == ["Coğrafi Bilgi Sistemi", "EBYS"]


def test_every_thing_told_names_its_words_and_its_place() -> None:
    provisions = charter_text.parse(AZ)
    for one in structure.tell(provisions):
        assert one.kind in structure.KINDS
        assert one.words
        assert 0 <= one.place < len(provisions)


@pytest.mark.parametrize(
    "words",
    [
        "Şöbənin vəzifələri aşağıdakılardır:",
        "idarənin bölmələri ilə əlaqələri qurur;",
        "sistemin fasiləsiz işini təmin edir;",
        "bilgisayar sistemine bağlı cihazları onarır;",
        "“İnformasiya haqqında” Qanunu rəhbər tutur;",
        "hesabat hazırlayır; hər ay iclas keçirir",
    ],
)
def test_common_words_name_nothing(words: str) -> None:
    assert structure.tell(charter_text.parse(f"1. Qaydalar\n1.1. {words}\n")) == []


def test_reference_charters_tell_their_sectors() -> None:
    reference = os.environ.get("NIZAM_REFERENCE")
    if not reference:
        pytest.skip("NIZAM_REFERENCE is not set: the reference charters are not at hand")
    counts = {}
    for file in sorted(Path(reference, "charters").glob("00[0124]_*.txt")):
        found = structure.tell(charter_text.read(file))
        counts[file.name[:3]] = (
            sum(one.kind == structure.UNIT for one in found),
            sum(one.kind == structure.ANSWERS_TO for one in found),
        )
    assert counts == {"000": (3, 1), "001": (1, 1), "002": (1, 0), "004": (4, 0)}
