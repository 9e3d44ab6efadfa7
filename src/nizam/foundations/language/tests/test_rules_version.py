# SPDX-License-Identifier: EUPL-1.2
"""Stored keys are only as good as the rules they were made by."""

import hashlib

from nizam.foundations.language import LANGUAGES, RULES_VERSION, fold, sort_key

SAMPLE = (
    "Təhsil şöbəsinin müdiri Əliyev İ.Q. 2026-cı il",
    "Bilgi İşlem Müdürlüğü'nün görevleri – IŞIK, kâğıt, Iğdır",
    "Taʼlim boʻlimi boshligʻi Isʼhoq Choʻliyev, singil, 15-son",
    "Taʼlim bölimi boşliği, çora, öy, ğoz",
    "Таълим бўлими бошлиғи, сентябрь, объект, акция, ҳужжат, Европа",
    "Отдел образования, ёлка, щит, съезд, подъезд № 12/7",
    "Мәктәб мүдиринин гәрары, ҝөндәриш, ҹаваб",
    "The Department's first résumé, 007, 2.10, m², ½",
    "Çalýþma müdürlüðü, Þór, єўшимча іуєуєларининг",
    "Аxborot Oлий USBси ´ ` \u00ad\u200b\u00a0 ﬁ Ωμέγα 漢字 عربي",
)

RECORDED = (2, "b270cdd6648cfc7358e0a0ea2a154f17")


def test_a_changed_output_has_a_new_rules_version() -> None:
    outputs = [fold(text, language) for text in SAMPLE for language in (None, *LANGUAGES)]
    outputs += [sort_key(text, language) for text in SAMPLE for language in LANGUAGES]
    digest = hashlib.sha256("\n".join(outputs).encode()).hexdigest()[:32]
    assert (RULES_VERSION, digest) == RECORDED, (
        "fold or sort_key now gives other keys than the ones institutions have stored. Raise RULES_VERSION in "
        f"_codes.py by one and record that number with {digest!r} here; stored keys are then made again."
    )
