# SPDX-License-Identifier: EUPL-1.2
"""Settings: a wrong one stops the start and says what is allowed; each one has its line in the docs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nizam.site.environment import SETTINGS, SettingError, read_settings
from nizam.site.tests.conftest import run

pytestmark = pytest.mark.one_engine

DOCS = Path(__file__).resolve().parents[4] / "docs"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NIZAM_PORT", "seventy"),
        ("NIZAM_PORT", "70000"),
        ("NIZAM_BIND", "everywhere"),
        ("DATABASE_URL", "mysql://a@b/c"),
        ("NIZAM_PUBLIC_ADDRESS", "nizam.example"),
        ("NIZAM_TRUSTED_PROXY", "10.0.0.0/99"),
        ("NIZAM_RELAY", "http://mail.example"),
        ("NIZAM_MAIL_BIND", "25"),
        ("NIZAM_MAIL_BIND", "127.0.0.1:0"),
        ("NIZAM_MAIL_BIND", "127.0.0.1:65536"),
        ("NIZAM_MAIL_BIND", "127.0.0.1:٢٥"),
        ("NIZAM_MAIL_BIND", "mail.example:25"),
        ("NIZAM_MAIL_BIND", "::1:25"),
        ("NIZAM_MAIL_BIND", "[127.0.0.1]:25"),
        ("NIZAM_DEBUG", "perhaps"),
        ("NIZAM_WORKERS", "0"),
        ("NIZAM_SECRET_KEY", "short"),
    ],
)
def test_wrong_value_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingError) as caught:
        read_settings({name: value})
    said = str(caught.value)
    assert said.startswith(name)
    assert "Allowed: " in said
    secret = next(setting.secret for setting in SETTINGS if setting.name == name)
    assert (value in said) is not secret


def test_where_the_mail_listener_listens() -> None:
    for text, read in {"10.0.0.5:25": ("10.0.0.5", 25), "[::1]:2525": ("::1", 2525), "": None}.items():
        assert read_settings({"NIZAM_MAIL_BIND": text})["NIZAM_MAIL_BIND"] == read


def test_defaults_are_right() -> None:
    assert set(read_settings({})) == {setting.name for setting in SETTINGS}


def test_secret_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("postgresql://u:p@h/n\n")
    assert read_settings({"DATABASE_URL_FILE": str(tmp_path / "url")})["DATABASE_URL"] == "postgresql://u:p@h/n"
    with pytest.raises(SettingError, match="DATABASE_URL_FILE"):
        read_settings({"DATABASE_URL_FILE": str(tmp_path / "absent")})


def test_wrong_setting_stops_every_command(tmp_path: Path) -> None:
    for command in ("up", "doctor"):
        done = run(tmp_path / "home", command, NIZAM_PORT="seventy")
        assert done.returncode == 2
        assert done.stderr.strip() == "NIZAM_PORT is 'seventy'. Allowed: 0 to 65535."
        assert done.stdout == ""


def test_every_setting_has_its_line() -> None:
    rows = re.findall(r"^\| `([A-Z0-9_]+)` \| (?:`(.*?)`|empty) \|", (DOCS / "settings.md").read_text("utf-8"), re.M)
    assert dict(rows) == {setting.name: setting.default for setting in SETTINGS}
    assert len(rows) == len(SETTINGS)
