# SPDX-License-Identifier: EUPL-1.2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nizam.foundations.language import sentences


@pytest.mark.parametrize(
    "expected",
    [
        ["5. maddə dəyişdirildi.", "19. Yüzyıl bitti.", "II. Murat geldi.", "Son."],
        ["T.C. Maliye Bakanlığı yazdı.", "Dr. Əliyev gəldi!", "İ.Q. Əliyev getdi?", "Bəli."],
        ["Qərar 2026.", "Bu 23.11.2026.", "Sonra 3,5 mln. manat, 5.5 faiz oldu.", "2.9. Şöbə işləyir."],
        ["«Gel.» dedi.", '"Geldi."', "Sonra gitti...", "Bitti…", "(Evet.)", "A.Ş.", "Masa, iskemle vb.", "Yeni."],
        ["BAŞLIQ", "1. Birinci bənd;", "2. ikinci bənd:", "a) alt;", "- bir\nsətir davamı."],
        ["Stol, stul va h.k.", "Yana.", "O. Ch. Karimov keldi.", "Sh. Mirziyoyev."],
        ["5651. Madde uygulanır.", "Toplam 5651.", "Yeni."],
        ["Отдел, служба и др.", "Новый раздел г. Баку.", "Конец"],
        ["Kim gəldi", "Sən!"],
    ],
)
def test_sentences_end_where_a_reader_ends_them(expected: list[str]) -> None:
    text = (
        " ".join(expected) if expected[0][0] not in "BK" else "\n\n".join(expected[:2]) + "\n" + "\n".join(expected[2:])
    )
    assert [text[start:end] for start, end in sentences(text)] == expected


def test_a_stop_with_nothing_before_it_ends() -> None:
    assert list(sentences('" . Bir')) == [(0, 3), (4, 7)]
    assert list(sentences(" \n ")) == []


@given(st.one_of(st.text(max_size=80), st.text(alphabet='aB.!?… \n"»)1)5-Vs', max_size=80)))
@settings(max_examples=400, deadline=None)
def test_everything_but_white_space_is_in_one_sentence(text: str) -> None:
    reached = 0
    rest = ""
    for start, end in sentences(text):
        assert reached <= start < end
        assert text[start:end] == text[start:end].strip()
        rest += text[reached:start]
        reached = end
    assert not (rest + text[reached:]).strip()
