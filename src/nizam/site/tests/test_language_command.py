# SPDX-License-Identifier: EUPL-1.2
"""`nizam language` as a program among pipes: lines in, lines out, nothing loaded that it does not need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from nizam.foundations import language as rules

pytestmark = pytest.mark.one_engine
PROGRAM = [sys.executable, "-W", "error", "-m", "nizam.site.command", "language"]


def say(text: str | bytes, *words: str, code: int = 0) -> str:
    raw = text.encode() if isinstance(text, str) else text
    done = subprocess.run([*PROGRAM, *words], input=raw, capture_output=True, check=False)
    assert done.returncode == code, done.stderr
    return (done.stdout if code == 0 else done.stderr).decode("utf-8", "surrogateescape")


def test_identify_prints_code_and_confidence() -> None:
    rows = say("Şöbənin rəisi bu məktubu göndərdi\nБўлим бошлиғи келди\n\n", "identify").splitlines()
    assert [row.split("\t")[0] for row in rows] == ["az", "uz-Cyrl", "unknown"]
    assert all(0 <= float(row.split("\t")[1]) <= 1 for row in rows)


def test_fold_prints_one_key_a_line() -> None:
    assert say("Şöbəsi\nбўлими\nsöz\u00ad", "fold") == "sobesi\nbolimi\nsoz\n"
    assert say("галды\n", "fold", "--language", "az") == "qaldi\n"


def test_normalize_prints_the_official_spelling() -> None:
    assert say("ТАЪЛИМ bo'limi\n", "normalize", "--language", "uz") == "taʼlim boʻlimi\n"
    assert say("IŞIK\n", "normalize", "--language", "tr") == "ışık\n"


def test_repair_prints_the_mended_line() -> None:
    assert say("Çalýþma müdürlüðü\nGuðrún og Þór\n", "repair") == "Çalışma müdürlüğü\nGuðrún og Þór\n"


def test_sort_prints_the_lines_in_the_order_of_the_alphabet() -> None:
    assert say("zal\nşal\nsal\nəl\nel\n", "sort", "--language", "az") == "el\nəl\nsal\nşal\nzal\n"
    assert say("b\na\n", "sort", "--language", "en", "--keys") == "B\nA\n"


def test_tokens_prints_kind_and_token() -> None:
    assert say("№ 123-IVQ\n\nproses-lərin", "tokens") == "act\t№ 123-IVQ\n\n\nword\tproses-lərin\n\n"
    assert say("proses-lərin", "tokens", "--fine") == "word\tproses\npunctuation\t-\nword\tlərin\n\n"


def test_translit_prints_another_script(tmp_path: Path) -> None:
    ways = ("--from", "uz-Cyrl", "--to")
    assert say("Сентябрь, объект\n", "translit", *ways, "uz") == "Sentabr, obyekt\n"
    assert say("Ўзбекистон шаҳри\n", "translit", *ways, "uz-Latn-x-2026") == "Özbekiston şahri\n"
    own = tmp_path / "own.tsv"
    own.write_text("шаҳар\ttown\n\n", encoding="utf-8")
    assert say("Шаҳарда\n", "translit", *ways, "uz", "--exceptions", str(own)) == "Townda\n"
    own.write_text("шаҳар town\n", encoding="utf-8")
    assert "no tab" in say("", "translit", *ways, "uz", "--exceptions", str(own), code=2)
    own.write_text("икки сўз\ttown\n", encoding="utf-8")
    assert "not one word" in say("", "translit", *ways, "uz", "--exceptions", str(own), code=2)
    assert "no way" in say("", "translit", *ways, "az", code=2)


def test_words_prints_numbers_in_words_and_reads_them() -> None:
    assert say("2026\n2.5\nx\n", "words", "--language", "az") == "iki min iyirmi altı\niki tam onda beş\nunknown\n"
    assert say("23\n", "words", "--language", "tr", "--ordinal") == "yirmi üçüncü\n"
    assert say("1.50\n", "words", "--language", "uz", "--currency", "UZS") == "bir soʻm ellik tiyin\n"
    assert say("1923\n", "words", "--language", "tr", "--joined") == "bindokuzyüzyirmiüç\n"
    assert say("2026-11-23\n1\n", "words", "--language", "tr", "--date") == (
        "yirmi üç Kasım iki bin yirmi altı\nunknown\n"
    )
    assert say("yuz elli\nüç beş\n", "words", "--language", "az", "--read") == "150\nunknown\n"
    assert "--ordinal" in say("", "words", "--language", "az", "--read", "--date", code=2)


def test_inflect_prints_a_case() -> None:
    assert say("Ankara\n2026\n", "inflect", "--language", "tr", "--case", "ablative", "--proper") == (
        "Ankara’dan\n2026’dan\n"
    )
    assert say("Təhsil Nazirliyi\n", "inflect", "--language", "az", "--case", "dative", "--possessive") == (
        "Təhsil Nazirliyinə\n"
    )


def test_names_prints_a_likeness() -> None:
    likely, unlike = map(float, say("Əliyev\tАлиев\nAnar\n", "names").split())
    assert likely > 0.8 > unlike


def test_stem_prints_one_stem_a_word() -> None:
    first, second = say("şöbələr\nşöbəsinin\n", "stem", "--language", "az").splitlines()
    assert first == second == "şöbə"
    first, second = say("Şöbəsinin, 5\nsobesi 5\n", "stem", "--bare", "--language", "az").splitlines()
    assert first == second
    assert say("Bu məktublar haqqında məlumat verilir\n汉字\n", "stem").count("\n") == 2


def test_suggest_prints_words_or_says_what_is_missing() -> None:
    try:
        rules.suggest("a", "az", 1)
    except rules.DictionaryUnavailableError:
        assert "dictionary" in say("kitab\n", "suggest", "--language", "az", code=4)
    else:
        assert say("\nkitab\n", "suggest", "--language", "az").count("\n") == 2


def test_translit_tells_the_script_it_reads() -> None:
    assert say("бўлим\nbölim\nboʻlim\n", "translit", "--language", "uz") == "boʻlim\nboʻlim\nboʻlim\n"
    assert say("boʻlim\nбўлим\n", "translit", "--to", "uz-Cyrl") == "бўлим\nбўлим\n"
    assert say("Мәктәб\n", "translit", "--to", "az") == "Məktəb\n"


def test_passages_are_printed_one_a_line() -> None:
    line = "Şöbənin rəisi bu məktubu göndərdi. The department answers incoming letters.\n"
    rows = [row.split("\t") for row in say(line, "identify", "--passages").splitlines()]
    assert [(row[0], row[2]) for row in rows] == [
        ("az", "Şöbənin rəisi bu məktubu göndərdi."), ("en", "The department answers incoming letters."),
    ]  # fmt: skip


def test_usage_is_named() -> None:
    assert "'az', 'uz', 'uz-Cyrl'" in say("", "fold", "--language", "xx", code=2)
    assert "--language" in say("", "sort", code=2)


def test_bytes_that_are_no_utf8_stop_nothing() -> None:
    assert say(b"\xff\xfe a\xe7b\r\n\x80\nc", "fold") == "a b\n\nc\n"
    assert say(b"b\xff\na\n", "sort", "--language", "tr") == "a\nb\udcff\n"
    assert say(b"\xff\xfe bu m\xe7 \xc4\n", "identify").count("\n") == 1


def test_an_answer_comes_before_the_next_line_is_asked_for() -> None:
    with subprocess.Popen([*PROGRAM, "fold"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        for line, answer in ((b"A\n", b"a\n"), (b"B\n", b"b\n")):
            program.stdin.write(line)
            program.stdin.flush()
            assert program.stdout.readline() == answer
        program.stdin.close()
        assert program.stdout.read() == b""
        assert program.wait() == 0


def test_a_reader_who_leaves_is_no_fault() -> None:
    with subprocess.Popen(
        [*PROGRAM, "fold"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        assert program.stderr is not None
        program.stdout.close()
        program.stdin.write(b"salam\n" * 10)
        program.stdin.close()
        assert program.stderr.read() == b""
        assert program.wait() == 0


def test_no_verb_loads_django() -> None:
    code = (
        "import sys\nfrom click.testing import CliRunner\nfrom nizam.site.command import cli\n"
        "from nizam.site.command import language\n"
        "assert set(language.language.commands) >= {'fold', 'identify', 'sort'}\n"
        "for name in ('nizam.site.settings', 'django', 'numpy', 'py3langid'):\n"
        "    assert name not in sys.modules, name\n"
        "cli(['language', 'fold'], standalone_mode=False)\n"
        "assert 'django' not in sys.modules and 'numpy' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", code], input=b"A\n", capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (0, b"a\n"), done.stderr
