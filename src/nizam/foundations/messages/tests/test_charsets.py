# SPDX-License-Identifier: EUPL-1.2
"""Letters of the region under right, wrong, unknown and missing labels."""

import codecs

import pytest

from nizam.foundations.messages import read

TURKISH = "Sayın yetkili, ağ bağlantısı kesildi. Şikâyetim var, İnternet çalışmıyor."
RUSSIAN = "Прошу сообщить, когда будет восстановлена связь."
AZERI = "Hörmətli cənab, şəbəkə işləmir. Əlaqə üçün gözləyirəm."
UZBEK = "Ҳурматли ходим, тармоқ ишламаяпти, ғамхўрлик қилинг."
FRENCH = "L'été est déjà là, monsieur."


def body(data: bytes, charset: str | None) -> tuple[str, set[str]]:
    label = f"; charset={charset}" if charset else ""
    message = read(b"From: a@x.y\nContent-Type: text/plain" + label.encode() + b"\n\n" + data)
    wanted = {"charset-guessed", "mojibake-repaired", "unknown-charset", "replaced", "control-characters"}
    return message.text, set(message.flags) & wanted


@pytest.mark.parametrize(
    "text, encoding, charset, flags",
    [
        (TURKISH, "cp1254", None, {"charset-guessed"}),
        (TURKISH, "cp1254", "us-ascii", {"charset-guessed"}),
        (TURKISH, "cp1254", "utf-8", {"charset-guessed"}),
        (TURKISH, "cp1254", "x-unknown", {"charset-guessed", "unknown-charset"}),
        (TURKISH, "cp1254", "iso-8859-1", {"mojibake-repaired"}),
        (TURKISH, "cp1254", "windows-1252", {"mojibake-repaired"}),
        (TURKISH, "cp1254", "windows-1254", set()),
        (TURKISH, "iso-8859-9", '"ISO-8859-9"', set()),
        (TURKISH, "utf-8", "iso-8859-9", {"mojibake-repaired"}),
        (TURKISH, "utf-8", None, {"charset-guessed"}),
        (TURKISH, "utf-8", "utf-8", set()),
        (TURKISH, "utf-8", "unicode_escape", {"charset-guessed", "unknown-charset"}),
        (TURKISH, "utf-8", "bad name", {"charset-guessed", "unknown-charset"}),
        (RUSSIAN, "cp1251", None, {"charset-guessed"}),
        (RUSSIAN, "cp1251", "iso-8859-1", {"mojibake-repaired"}),
        (RUSSIAN, "cp1251", "windows-1251", set()),
        (RUSSIAN, "koi8-r", "koi8-r", set()),
        (RUSSIAN, "koi8-r", None, {"charset-guessed"}),
        (RUSSIAN, "koi8-r", "iso-8859-1", {"mojibake-repaired"}),
        (RUSSIAN, "koi8-r", "windows-1254", {"mojibake-repaired"}),
        (RUSSIAN.upper(), "cp1251", None, {"charset-guessed"}),
        ("ЖАЛОБА. Прошу ответа.", "cp1251", None, {"charset-guessed"}),
        (AZERI, "utf-8", "utf-8", set()),
        (AZERI, "utf-8", "iso-8859-1", {"mojibake-repaired"}),
        (AZERI, "utf-7", "utf-7", set()),
        (AZERI, "utf-16-le", "utf-16-le", set()),
        (UZBEK, "utf-8", None, {"charset-guessed"}),
        (RUSSIAN, "cp1251", "iso-8859-9", {"mojibake-repaired"}),
        (TURKISH, "cp1254", "windows-1251", {"mojibake-repaired"}),
        (TURKISH, "cp1254", "koi8-r", {"mojibake-repaired"}),
        (RUSSIAN, "iso8859-5", "iso-8859-5", set()),
        ("Son üç ay", "cp1254", None, {"charset-guessed"}),
        ("Son üç ay", "cp1254", "iso-8859-1", set()),
        ("Son üç ay", "cp1254", "iso-8859-9", set()),
        (FRENCH, "cp1252", "iso-8859-1", set()),
        (FRENCH, "cp1252", None, {"charset-guessed"}),
        ("Þetta er í lagi, Guðmundur.", "cp1252", "iso-8859-1", set()),
        ("テスト", "iso-2022-jp", "iso-2022-jp", set()),
        ("テスト", "cp932", "shift_jis", set()),
        ("plain", "ascii", "utf-8", set()),
        ("plain", "ascii", "nonsense", {"unknown-charset"}),
    ],
)
def test_letters_survive(text: str, encoding: str, charset: str | None, flags: set[str]) -> None:
    assert body(text.encode(encoding), charset) == (text, flags)


def test_eight_bit_bytes_under_a_seven_bit_label() -> None:
    assert body(TURKISH.encode("cp1254"), "iso-2022-jp") == (TURKISH, {"charset-guessed"})


def test_utf8_that_was_encoded_twice() -> None:
    twice = AZERI.encode().decode("latin-1").encode()
    assert body(twice, "utf-8") == (AZERI, {"mojibake-repaired"})
    assert body(TURKISH.encode().decode("cp1252", "ignore").encode(), "utf-8")[0] == TURKISH


@pytest.mark.parametrize("text, encoding", [(TURKISH, "cp1254"), (RUSSIAN, "cp1251")])
def test_letters_a_carrier_took_for_western_ones(text: str, encoding: str) -> None:
    assert body(text.encode(encoding).decode("cp1252").encode(), "utf-8") == (text, {"mojibake-repaired"})


@pytest.mark.parametrize(
    "text",
    [
        FRENCH,
        "Þetta er í lagi, Guðmundur Þór.",
        "Guðmundur, Þorbjörg",
        "Çok güzel, öğle üstü; Guðmundur, Þorbjörg, Ýmir",
        "üç öz ÜÇ ÖÇ öç",
    ],
)
def test_western_letters_of_sound_utf8_stay(text: str) -> None:
    assert body(text.encode(), "utf-8") == (text, set())


@pytest.mark.parametrize("text", ["Ã¼ ağ", "Ü ö ç", "é Ã alone", "just one Ã¼"])
def test_sound_utf8_is_left_alone(text: str) -> None:
    assert body(text.encode(), "utf-8") == (text, set())


def test_byte_order_marks() -> None:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        assert body(mark + AZERI.encode(encoding), None)[0] == AZERI


def test_a_rare_broken_byte_does_not_cost_the_rest() -> None:
    text, flags = body(AZERI.encode() * 2 + b"\xff" + AZERI.encode(), "utf-8")
    assert text.replace("\ufffd", "") == AZERI * 3
    assert flags == {"replaced"}


def test_controls_and_surrogates_do_not_get_through() -> None:
    assert body(b"a\x00b\x1bc\td\re", None) == ("abc\td\ne", {"control-characters"})
    assert body(b"x +2AA- y", "utf-7") == ("x \ufffd y", {"replaced"})


@pytest.mark.parametrize("text", [TURKISH, "Şikâyet", "Göğüs hastalıkları", "Жалоба", "Ağ"])
def test_raw_eight_bit_subject(text: str) -> None:
    encoding = "cp1251" if text == "Жалоба" else "cp1254"
    message = read(b"Subject: " + text.encode(encoding) + b"\nFrom: " + text.encode(encoding) + b" <a@x.y>\n\nx")
    assert message.subject == text
    assert message.sender is not None
    assert message.sender.name == text
    assert "charset-guessed" in message.flags


def test_mislabelled_encoded_word() -> None:
    message = read(b"Subject: =?iso-8859-1?Q?=DEik=E2yet_ba=F0lant=FDs=FD?=\n\nx")
    assert message.subject == "Şikâyet bağlantısı"
    assert "mojibake-repaired" in message.flags
