# SPDX-License-Identifier: EUPL-1.2
"""Abbreviations with a full stop that offices of the five languages write; those of one letter are told by shape."""

from typing import Final

# They stand before a name, a number or a word they belong to: the full stop never ends a sentence.
_LEADING: Final[str] = """
    Dr dr Prof prof Doç doç Dos dos Dots dots Akad akad Yrd Öğr Gör Arş Uzm Av Sn Hz Alb Gen Müh Mim Ecz Bkz bkz Krş krş
    No no Nr nr Tel tel Fax Faks faks Cad cad Sok sok Mah mah Blv Bul Apt apt Mad mad Md md Örn örn Fak Bşk Müd
    Küç küç Pr pr Məs məs Bax bax Səh səh Koʻch koʻch Ko'ch ko'ch Tum tum Vil vil Mas mas Qar qar Mr Mrs Ms St Jr
    ул пр обл стр им см рис табл ст тов гр акад проф доц кв вил туман кўч Кўч
"""
# They close a row or a name: before a capital letter the full stop ends the sentence too.
_CLOSING: Final[tuple[str, ...]] = (
    r"v[əe] (?:s|b|d|i\.a|b\.k)\.", r"va (?:h\. ?k|b|sh\.k)\.", r"ва (?:ҳ\. ?к|б|ш\.к)\.",
    r"и (?:др|пр|т\. ?д|т\. ?п)\.", r"(?:vb|vs|etc|Şti|Ltd|Inc|mln|mlrd|млн|млрд|тыс|руб|коп)\.",
)  # fmt: skip

LEADING: Final[str] = "|".join(sorted(_LEADING.split(), key=len, reverse=True))
"""Of abbreviations that belong to what follows, without the full stop: the inside of a regular expression."""
CLOSING: Final[str] = rf"(?<!\w)(?:{'|'.join(_CLOSING)})"
"""Of abbreviations that may end a sentence, with the full stop."""
# Letters with full stops that close rather than lead.
ENDING_LETTERS: Final[frozenset[str]] = frozenset(
    {"h.k.", "ҳ.к.", "s.ə.", "b.k.", "sh.k.", "i.a.", "m.ö.", "m.s.", "a.ş.", "a.g.e.", "e.ə.", "b.e.", "т.д.", "т.п."}
)
"""Abbreviations of letters, in lower case, after which a sentence may end; others (T.C., initials) lead a name."""
