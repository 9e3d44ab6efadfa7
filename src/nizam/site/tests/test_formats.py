# SPDX-License-Identifier: EUPL-1.2
"""Days and hours as offices write them in each language of the program."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client
from django.utils import formats, translation

from nizam.kit.templatetags.components import percent
from nizam.spine.org.models import User

pytestmark = pytest.mark.one_engine

MOMENT = datetime(2026, 11, 5, 17, 12)  # noqa: DTZ001 - naive on purpose: it is only written out


@pytest.mark.parametrize(
    ("language", "day", "short", "moment"),
    [
        ("az", "5 noyabr 2026", "05.11.2026", "5 noyabr 2026, 17:12"),
        ("uz", "2026-yil 5-noyabr", "05.11.2026", "2026-yil 5-noyabr, 17:12"),
        ("uz-Cyrl", "2026-йил 5-ноябрь", "05.11.2026", "2026-йил 5-ноябрь, 17:12"),
        ("tr", "05 Kasım 2026", "05 Kas 2026", "05 Kasım 2026 17:12"),
        ("en", "5 November 2026", "5 Nov 2026", "5 November 2026, 17:12"),
    ],
)
def test_days_are_written_as_the_reader_writes_them(language: str, day: str, short: str, moment: str) -> None:
    with translation.override(language):
        assert formats.date_format(MOMENT, "DATE_FORMAT") == day
        assert formats.date_format(MOMENT, "SHORT_DATE_FORMAT") == short
        assert formats.date_format(MOMENT, "DATETIME_FORMAT") == moment


def test_per_cents_are_written_with_their_sign() -> None:
    with translation.override("en"):
        assert percent(46) == "46 %"


@pytest.mark.django_db
def test_the_shells_scripts_speak_the_readers_alphabet(client: Client, django_user_model: type[User]) -> None:
    client.force_login(django_user_model.objects.create(username="reader", language="uz-Cyrl"))
    said = client.get("/office/jsi18n/", HTTP_ACCEPT_LANGUAGE="en-US").content.decode()
    assert '"Search": "\\u049a\\u0438\\u0434\\u0438\\u0440\\u0438\\u0448"' in said


@pytest.mark.django_db
def test_browsers_codes_find_the_cyrillic_screens(client: Client) -> None:
    for code in ("uz-Cyrl-UZ", "uz-cyrl"):
        page = client.get("/office/login/", HTTP_ACCEPT_LANGUAGE=code)
        assert "Паролни киритинг" in page.content.decode() or "Пароль" in page.content.decode()
