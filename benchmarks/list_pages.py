# SPDX-License-Identifier: EUPL-1.2
"""Inside a temporary home: fills the register with 100,000 cases and opens pages of its list."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import sys
from typing import Any

CASES = 100_000
UNITS = 8
PAGES = 30
PEER = "Open Zaak, 1,000,000 cases, 10 pods: median 150-200 ms"
WORDS = ("Müraciət", "şəbəkə", "printer", "imza", "portal", "server", "parol", "arxiv", "telefon", "kamera", "sayt")


def main(engine: str) -> None:
    """Fill and measure; print one JSON line a figure."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "nizam.site.settings"
    import django

    django.setup()
    from benchmarks.lines import percentile, timed

    institution, units = _founded()
    _fill(institution, units)
    for reader, unit in (("head of a unit", units[3]), ("leadership", None)):
        client = _client(institution, unit)
        for what, address in _addresses(client).items():
            taken = timed(lambda address=address, client=client: _get(client, address), times=PAGES)
            for name, share in (("p50", 0.5), ("p95", 0.95)):
                title = f"{CASES:,} cases, {what}, {reader}, {name}, {engine}"
                print(json.dumps({"what": title, "figure": percentile(taken, share), "unit": "ms", "beside": PEER}))


def _get(client: Any, address: str) -> bytes:
    answer = client.get(address, headers={"host": "localhost"})
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: {answer.status_code}")
    return bytes(answer.content)


def _addresses(client: Any) -> dict[str, str]:
    from nizam.kit.registry import registry
    from nizam.kit.screens.addresses import list_address

    first = list_address(registry.resource("cases.case"))
    after = re.search(r"after=([0-9a-f-]{36})", _get(client, first).decode())
    found = {"first page": first, "search": f"{first}?q=printer+4711", "filter": f"{first}?state=assigned"}
    if after:
        found["next page"] = f"{first}?after={after[1]}"
    return found


def _client(institution: Any, unit: Any) -> Any:
    from django.test import Client

    from nizam.kit.testing.world import make_account

    role = "head" if unit is not None else "leadership"
    client = Client()
    client.force_login(make_account(f"reader-{role}", institution, role, unit))
    return client


def _founded() -> tuple[Any, list[Any]]:
    from nizam.kit.texts import TranslatedText
    from nizam.spine.org.actions import found_institution, open_unit, operator_actor
    from nizam.spine.org.models import Unit

    operator = operator_actor()
    institution = found_institution(
        operator, code="sinaq", name=TranslatedText({"az": "Sınaq İdarəsi"}), country="AZ", languages=["az"]
    )
    root = Unit.objects.get(institution=institution, parent=None)
    units = [
        open_unit(operator, code=f"u{place}", name=TranslatedText({"az": f"Şöbə {place}"}), parent=root)
        for place in range(UNITS)
    ]
    return institution, units


def _fill(institution: Any, units: list[Any]) -> None:
    from django.db import connection

    from nizam.spine.cases.models import Case, Party
    from nizam.spine.cases.opening import default_procedure

    procedure = default_procedure(institution, "mail")
    party = Party.objects.create(institution=institution, unit=units[0], name="Aygün Məmmədova", email="a@example.org")
    began = dt.datetime(2026, 1, 5, 5, 0, tzinfo=dt.UTC)
    states = ("new", "assigned", "answered", "closed", "closed", "closed")
    for first in range(0, CASES, 5000):
        rows = []
        for place in range(first, first + 5000):
            moment = began + dt.timedelta(minutes=4 * place)
            subject = f"{WORDS[place % 11]} {WORDS[(place // 11) % 11]} {place}"
            rows.append(
                Case(
                    institution=institution,
                    unit=units[place % UNITS],
                    procedure=procedure,
                    party=party,
                    number_text=f"M-{place + 1}/2026",
                    state=states[place % len(states)],
                    subject=subject,
                    language="az",
                    registered_at=moment,
                    registered_on=moment.date(),
                    due_on=(moment + dt.timedelta(days=21)).date(),
                    due_at=moment + dt.timedelta(days=21),
                )
            )
        Case.objects.bulk_create(rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    main(*sys.argv[1:])
