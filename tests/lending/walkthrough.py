# SPDX-License-Identifier: EUPL-1.2
"""The throw-away desk in use; run by tests/test_throwaway_desk.py under its own settings."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from lending.models import Loan
from nizam.kit.ports import ports
from nizam.kit.registry import registry
from nizam.spine.org.models import Role
from nizam.spine.org.rights import expand
from test_permission_matrix import walk


@pytest.fixture
def office(world: Any) -> Client:
    with connection.schema_editor() as editor:
        editor.create_model(Loan)
    role = Role.objects.get(code="head")
    Role.objects.filter(pk=role.pk).update(permissions=[*role.permissions, "lending.*"])
    client = Client()
    client.force_login(world.head_a)
    return client


def add(office: Client, world: Any, thing: str) -> Loan:
    answer = office.post(
        reverse("office:lending_loan_add"),
        {"unit": str(world.unit_a.uid), "thing": thing, "borrower": "12 nömrəli məktəb", "until": "2026-12-31"},
    )
    if answer.status_code != 302:
        field = office.get(reverse("office:lending_loan_add")).content.decode()
        raise AssertionError(f"{answer.status_code}: {answer.content.decode()[:3000]}\n{field[:2000]}")
    return Loan.objects.get(thing=thing)


@pytest.mark.django_db(transaction=True)
def test_a_desk_of_one_page_has_everything(office: Client, world: Any) -> None:
    loan = add(office, world, "Proyektor")
    add(office, world, "Çap maşını")
    listed = office.get(reverse("office:lending_loan_list")).content.decode()
    assert listed.index("Çap maşını") < listed.index("Proyektor")
    assert "Proyektor" in office.get(reverse("office:lending_loan_list"), {"q": "PROYEKTOR"}).content.decode()
    entry = reverse("office:lending_loan_entry", args=[loan.uid])
    assert "12 nömrəli məktəb" in office.get(entry).content.decode()
    changed = office.post(
        reverse("office:lending_loan_change", args=[loan.uid]),
        {
            "unit": str(world.unit_a.uid),
            "thing": "Proyektor",
            "borrower": "7 nömrəli məktəb",
            "until": "2026-12-31",
            "revision": loan.revision,
        },
    )
    assert changed.status_code == 302
    loan.refresh_from_db()
    assert loan.borrower == "7 nömrəli məktəb"
    assert [e.action for e in ports.journal.history(loan)] == ["lending.change_loan", "lending.add_loan"]
    assert "lending" in office.get(reverse("office:lending_loan_history", args=[loan.uid])).content.decode().lower()
    assert "<svg" in office.get(reverse("office:lending_loan_label", args=[loan.uid])).content.decode()
    exported = office.post(reverse("office:lending_loan_export"), {"form": "csv"})
    sheet = b"".join(exported.streaming_content) if exported.streaming else exported.content
    assert "7 nömrəli məktəb" in sheet.decode("utf-8-sig")
    brought = office.post(
        reverse("office:lending_loan_import"), {"file": SimpleUploadedFile("loans.csv", sheet)}, follow=True
    )
    assert brought.status_code == 200
    record = registry.resource("jobs.importrecord").model.objects.get() if _has("jobs.importrecord") else None
    if record is not None:
        assert record.counts.get("add", 0) == record.counts.get("change", 0) == 0
    api = office.get(reverse("api:lending_loan_list"))
    assert {row["thing"] for row in json.loads(api.content)["items"]} == {"Proyektor", "Çap maşını"}
    voided = office.post(reverse("office:lending_loan_act", args=[loan.uid, "void_loan"]), {"reason": "qaytarıldı"})
    assert voided.status_code == 302
    loan.refresh_from_db()
    assert loan.void_reason == "qaytarıldı"
    assert loan.until == dt.date(2026, 12, 31)


def _has(key: str) -> bool:
    return any(resource.key == key for resource in registry.resources)


@pytest.mark.django_db(transaction=True)
def test_it_has_rows_in_the_matrix_and_leaks_nothing(office: Client, world: Any) -> None:
    assert {"lending.view_loan", "lending.add_loan", "lending.change_loan", "lending.void_loan"} <= registry.permissions
    assert "lending.view_loan" in expand(tuple(Role.objects.get(code="inspector").permissions))
    walk("lending.loan", world)


@pytest.mark.django_db(transaction=True)
def test_it_speaks_turkish(office: Client, world: Any) -> None:
    world.head_a.language = "tr"
    world.head_a.save(update_fields=["language"])
    assert "Ödünç verilenler" in office.get(reverse("office:lending_loan_list")).content.decode()
