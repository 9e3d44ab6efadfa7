# SPDX-License-Identifier: EUPL-1.2
"""HTML pages as a reader sees them: numbers of lists, raised digits, nothing of scripts and menus."""

from nizam.foundations.extraction.hypertext import declared_encoding, html_text, is_html

PAGE = """<html><head><meta charset="utf-8"><title>Başlıq</title></head><body><nav><ul><li>Menyu</li></ul></nav>
<h1>Arxiv<br>qaydaları</h1><p><b>Maddə</b> 5<sup>1</sup> və m<sup>x</sup></p>
<ol type="a" start="2"><li>bir<li><p>iki</p></li><li value="7">yeddi</ol>
<ul><li>nöqtə</li></ul></ul></p></nav>
<table><tr><td>a</td><th>b</th></tr></table><script>x = "<p>yox</p>"; </script>
<svg><style>a</style><br>yox</svg>son</body></html>
"""


def test_a_page() -> None:
    assert html_text(PAGE).split("\n") == [
        "Arxiv", "qaydaları", "Maddə 5[1] və mx", "b. bir", "c. iki", "g. yeddi", "\u2022 nöqtə", "a b", "son", "", ""
    ]  # fmt: skip


def test_faulty_pages() -> None:
    assert html_text("a<![endif]>b<![x[c]]>d &#99999999999999999999; <!-- e").startswith("ab")
    assert html_text("<li>lone</li><ol start=x><li value='1000000000'>one</li></ol>") == "lone\n1. one\n\n"
    assert html_text("<script>a</p></script>b<br>") == "b\n\n"


def test_what_a_page_is_and_names() -> None:
    assert is_html("<!-- x --> <!DOCTYPE html>")
    assert not is_html("Arxiv <html>")
    assert declared_encoding(b"<meta http-equiv=Content-Type content='text/html; charset=KOI8-R'>") == "koi8-r"
    assert declared_encoding(b"<p>") is None
