# SPDX-License-Identifier: EUPL-1.2
"""The first day: a code from the terminal, one form, then the page is gone."""

from __future__ import annotations

import re
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from nizam.site.first_day import TRIES, close_first_day, code_is_right, is_open, open_first_day
from nizam.site.tests.conftest import PASSWORD
from nizam.site.tests.running import Server

pytestmark = pytest.mark.one_engine


def test_code_is_taken_as_people_type_it(tmp_path: Path) -> None:
    code = open_first_day(tmp_path)
    assert code_is_right(tmp_path, code)
    assert code_is_right(tmp_path, f" {code.lower().replace('-', ' ')} ")
    assert code not in (tmp_path / "run" / "first-day.json").read_text()
    assert (tmp_path / "run" / "first-day.json").stat().st_mode & 0o077 == 0


def test_five_wrong_codes_end_it(tmp_path: Path) -> None:
    code = open_first_day(tmp_path)
    for _try in range(TRIES):
        assert is_open(tmp_path)
        assert not code_is_right(tmp_path, "22222-22222")
    assert not is_open(tmp_path)
    assert not code_is_right(tmp_path, code)
    assert is_open(tmp_path) is False
    again = open_first_day(tmp_path)
    assert again != code
    assert code_is_right(tmp_path, again)


def test_no_code_no_day(tmp_path: Path) -> None:
    assert close_first_day(tmp_path) == ""
    assert not is_open(tmp_path)
    assert not code_is_right(tmp_path, "22222-22222")


@pytest.mark.concurrency
def test_the_whole_day(empty_home: Path) -> None:
    server = Server(empty_home)
    try:
        code = server.wait_for(r"One-time code: (\S+)").group(1)
        page = f"{server.address}/first-day/"
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        shown = browser.open(page, timeout=60).read().decode()
        assert "<script" not in shown
        token = re.search(r'name="csrfmiddlewaretoken" value="(.+?)"', shown)
        assert token is not None
        answers = {
            "csrfmiddlewaretoken": token.group(1),
            "one_time_code": "22222-22222",
            "name": "Bakı Rəqəmsal İdarəsi",
            "code": "baki",
            "country": "AZ",
            "main_language": "az",
            "languages": ["en", "ru"],
            "login": "texnik",
            "password": PASSWORD,
            "password_again": PASSWORD,
        }

        def send(**changed: str) -> tuple[int, str]:
            data = urllib.parse.urlencode(answers | changed, doseq=True).encode()
            try:
                with browser.open(page, data, timeout=60) as answer:
                    return answer.status, answer.read().decode()
            except urllib.error.HTTPError as error:
                with error:
                    return error.code, error.read().decode()

        status, said = send()
        assert status == 422
        assert "Bakı Rəqəmsal İdarəsi" in said
        assert PASSWORD not in said
        assert send(one_time_code=code, password_again="another thing 9")[0] == 422
        assert send(one_time_code=code, password="123", password_again="123")[0] == 422
        assert send(one_time_code=code)[0] == 200
        assert server.ask("/first-day/")[0] == 404
        assert send(one_time_code=code)[0] == 404
    finally:
        server.end()
