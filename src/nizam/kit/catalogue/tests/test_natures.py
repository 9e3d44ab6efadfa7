# SPDX-License-Identifier: EUPL-1.2
"""A provision's nature is told from its verb and from the heading above it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from benchmarks.capabilities_part import text_above

from nizam.foundations import charter_text
from nizam.foundations.language import fold
from nizam.kit.catalogue import NATURES, propose_nature

pytestmark = pytest.mark.one_engine


SENTENCES = [
    ("duty", "Arxivin vəzifələri", "Sənədləri qəbul etmək və saxlamaq;"),
    ("duty", "Arxiv xizmatining vazifalari", "Hujjatlarni qabul qiladi va saqlaydi;"),
    ("duty", "Архив хизматининг вазифалари", "Ҳужжатларни қабул қилади ва сақлайди;"),
    ("duty", "Arşiv Biriminin Görevleri", "Belgeleri teslim almak ve saklamak."),
    ("duty", "Duties of the archive", "Take in and keep documents."),
    ("duty", "Обязанности архива", "Принимать и хранить документы;"),
    ("duty", "", "Arşiv, belgeleri korumakla yükümlüdür."),
    ("right", "Arxivin hüquqları", "Bölmələrdən çatışmayan sənədləri tələb etmək;"),
    ("right", "Arxivin hüquqları\nArxivin vəzifələrini yerinə yetirmək üçün hüquqları:", "iclaslarda iştirak etmək;"),
    ("right", "Xizmatning huquqlari", "Boʻlimlardan hujjatlarni talab qilish;"),
    ("right", "Arşiv Müdürünün Yetkileri", "Birimlerden eksik belgeleri istemek."),
    ("right", "", "Arşiv müdürü eksik belgeleri isteyebilir."),
    ("right", "Права архива", "Требовать недостающие документы;"),
    ("right", "", "The head of the archive is entitled to enter every store."),
    ("responsibility", "", "Arxivin rəisi sənədlərin itməsinə görə məsuliyyət daşıyır."),
    ("responsibility", "", "Arxiv mudiri hujjatlarning yoʻqolishi uchun javobgardir."),
    ("responsibility", "", "Архив мудири ҳужжатларнинг йўқолиши учун жавобгардир."),
    ("responsibility", "", "Arşiv müdürü kayıp belgelerden sorumludur."),
    ("responsibility", "", "Заведующий несёт ответственность за утрату документов."),
    ("responsibility", "Javobgarlik", "hujjatlarning oʻz vaqtida topshirilishiga;"),
    ("structure", "", "Arxiv iki bölmədən ibarətdir."),
    ("structure", "", "Arxiv mudiri direktor tomonidan lavozimga tayinlanadi."),
    ("structure", "Teşkilat", "Arşiv birimi bir şef ve üç memurdan oluşur."),
    ("structure", "", "Архив состоит из двух отделов."),
    ("rule", "Ümumi müddəalar", "Arxiv öz işində qanunları rəhbər tutur."),
    ("rule", "Umumiy qoidalar", "Ushbu nizom arxiv ishini tartibga soladi."),
    ("rule", "Yürürlük", "Bu yönetmelik yayımı tarihinde yürürlüğe girer."),
    ("rule", "Общие положения", "Архив руководствуется законами."),
]


@pytest.mark.parametrize(("nature", "above", "text"), SENTENCES)
def test_nature_is_told(nature: str, above: str, text: str) -> None:
    proposed = propose_nature(text, above=above, kind="item")
    assert proposed.nature == nature
    assert proposed.nature in NATURES
    assert 0 < proposed.confidence <= 1


def test_the_words_that_spoke_are_named() -> None:
    proposed = propose_nature("Belgelerden sorumludur", above="Arşivin Sorumlulukları", kind="item")
    assert fold("sorumludur") in proposed.reasons
    assert all(reason.startswith("sorumlu") for reason in proposed.reasons)


def test_a_heading_is_structure_and_silence_a_rule() -> None:
    assert propose_nature("Hüquqlar", above="", kind="chapter").nature == "structure"
    silent = propose_nature("1234", above="", kind="item")
    assert (silent.nature, silent.reasons) == ("rule", ())
    assert silent.confidence < 0.3


def test_a_heading_that_lists_several_says_little() -> None:
    listed = propose_nature("Belgeleri saklamak.", above="Görev, Yetki ve Sorumluluk", kind="item")
    alone = propose_nature("Belgeleri saklamak.", above="Görevleri", kind="item")
    assert listed.nature == alone.nature == "duty"
    assert listed.confidence < alone.confidence


@pytest.mark.parametrize(
    ("charter", "heading", "nature"),
    [
        ("000", "vəzifələri", "duty"),
        ("000", "hüquqları", "right"),
        ("001", "vəzifələri", "duty"),
        ("001", "hüquqları", "right"),
        ("002", "vazifalari", "duty"),
        ("002", "funksiyalari", "duty"),
        ("002", "javobgarligi", "responsibility"),
    ],
)
def test_chapters_of_real_charters(charter: str, heading: str, nature: str) -> None:
    """Each chapter was read by a person: all of its items are of this nature."""
    reference = os.environ.get("NIZAM_REFERENCE")
    if not reference:
        pytest.skip("NIZAM_REFERENCE is not set: the charters are not in the repository")
    [path] = (Path(reference) / "charters").glob(f"{charter}_*")
    provisions = charter_text.read(path)
    told = [
        propose_nature(provision.text, above=text_above(provisions, place), kind=provision.kind).nature
        for place, provision in enumerate(provisions)
        if provision.level >= 1 and fold(heading) in fold(text_above(provisions, place).split("\n")[0]).split()[-1:]
    ]
    assert told
    assert told.count(nature) / len(told) >= 0.75
