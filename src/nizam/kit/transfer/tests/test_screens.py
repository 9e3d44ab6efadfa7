# SPDX-License-Identifier: EUPL-1.2
"""The pages of imports and exports, for whom they are and for whom not."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from nizam.kit.registry import registry
from nizam.kit.transfer import exports, imports
from nizam.kit.transfer.addresses import export_address, import_address, transfers_address
from nizam.spine.jobs.models import ExportFile, ImportRecord
from nizam.spine.jobs.worker import run_pending

EXPORT = "/office/r/assets/asset/export/"
IMPORT = "/office/r/assets/asset/import/"


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def upload(client, text, name="rows.csv"):
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, text.encode())})


def test_every_list_has_an_export_and_every_plain_register_an_import(world, keeper, office):
    client = office.client(keeper)
    for resource in registry.resources:
        name = f"office:{resource.label}_{resource.name}"
        page = client.get(reverse(f"{name}_export"))
        assert page.status_code == 200, resource.key
        assert ("for reading only" in page.content.decode()) is not resource.importable
        answer = client.post(reverse(f"{name}_export"), {"form": "csv"})
        assert answer.status_code == 200, resource.key
        assert body(answer).startswith(b"\xef\xbb\xbfuid,")
        if resource.importable:
            assert client.get(reverse(f"{name}_import")).status_code == 200
            assert body(client.get(reverse(f"{name}_import") + "?empty=1")).startswith(b"\xef\xbb\xbfuid,")


def test_the_list_offers_both_to_those_who_may(world, keeper, office):
    page = office.client(keeper).get("/office/r/assets/asset/?q=kamera").content.decode()
    assert f'href="{EXPORT}?q=kamera"' in page
    assert f'href="{IMPORT}"' in page
    page = office.client(world.clerk_a).get("/office/r/assets/asset/").content.decode()
    assert EXPORT in page
    assert IMPORT not in page


def test_an_export_is_answered_as_a_file(world, office):
    client = office.client(world.clerk_a)
    answer = client.post(EXPORT + "?q=skaner", {"form": "csv"})
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert len(office.rows(body(answer))) == 2
    answer = client.post(EXPORT, {"form": "xlsx"})
    assert len(office.rows(body(answer), "xlsx")) == 3
    assert client.post(EXPORT, {"form": "ods"}).status_code == 400


def test_many_rows_are_written_in_the_background_and_fetched_from_a_page(world, keeper, office, monkeypatch):
    monkeypatch.setattr(exports, "AT_ONCE", 2)
    client = office.client(keeper)
    answer = client.post(EXPORT, {"form": "csv"})
    export = ExportFile.objects.get()
    assert answer.url == export_address(export)
    page = client.get(answer.url).content.decode()
    assert '<meta http-equiv="refresh" content="2">' in page
    assert export_address(export, "progress") in page
    assert client.get(export_address(export, "progress")).json()["at_work"] is True
    assert client.get(export_address(export, "file")).status_code == 404
    run_pending()
    assert client.get(export_address(export, "progress")).json()["state"] == "ready"
    page = client.get(answer.url).content.decode()
    assert "http-equiv" not in page
    assert export_address(export, "file") in page
    assert len(office.rows(body(client.get(export_address(export, "file"))))) == 4
    assert export_address(export) in client.get(transfers_address()).content.decode()


def test_a_file_is_brought_in_looked_at_written_and_undone(world, keeper, office):
    client = office.client(keeper)
    answer = upload(client, "inventory_number,name,unit\n900,<b>Yeni</b>,nizami/a\n002,Skaner,nizami/a\n")
    record = ImportRecord.objects.get()
    assert answer.url == import_address(record)
    page = client.get(answer.url).content.decode()
    assert "Write all 2 rows" in page
    assert "&lt;b&gt;Yeni" in page
    assert client.post(answer.url, {"step": "undo"}).status_code == 409
    assert client.post(answer.url, {"step": "write"}).status_code == 302
    assert "Writing the rows" in client.get(answer.url).content.decode()
    assert client.post(answer.url, {"step": "write"}).status_code == 409
    run_pending()
    page = client.get(answer.url).content.decode()
    assert "Undo this import" in page
    assert client.post(answer.url, {"step": "undo"}).status_code == 302
    run_pending()
    assert "undone" in client.get(answer.url).content.decode()
    assert import_address(record) in client.get(transfers_address()).content.decode()
    assert client.post(answer.url, {"step": "nonsense"}).status_code == 404


def test_faults_offer_the_good_rows_only_and_a_file(world, keeper, office):
    client = office.client(keeper)
    address = upload(client, "inventory_number,name\n900,Yeni\n901,\n").url
    page = client.get(address).content.decode()
    assert "Write the 1 good row only" in page
    assert 'value="write"' not in page
    assert client.post(address, {"step": "write"}).status_code == 409
    faults = client.get(import_address(ImportRecord.objects.get(), "faults"))
    assert len(office.rows(body(faults))) == 2
    assert client.post(address, {"step": "write-good"}).status_code == 302
    assert upload(client, "x", "rows.doc").status_code == 400


def test_work_that_failed_is_said_and_goes_on_when_asked(world, keeper, office, monkeypatch):
    client = office.client(keeper)
    address = upload(client, "inventory_number,name\n900,Yeni\n").url
    client.post(address, {"step": "write"})
    record = ImportRecord.objects.get()
    type(record.job).objects.filter(pk=record.job_id).update(state="failed")
    page = client.get(address).content.decode()
    assert 'value="go-on"' in page
    assert client.post(address, {"step": "go-on"}).status_code == 302
    run_pending()
    record.refresh_from_db()
    assert record.state == "written"


@pytest.fixture
def transfers(world, keeper, office):
    record = office.bring(keeper, "assets.asset", "inventory_number,name\n900,Yeni\n")
    export = exports.begin_export(registry.resource("assets.asset"), imports.actor_of(record), "", "csv")
    run_pending()
    return [
        *(export_address(export, page) for page in ("", "file", "progress")),
        *(import_address(record, page) for page in ("", "faults", "progress")),
    ]


def test_the_transfers_of_others_are_not_there(world, office, transfers):
    for user in (*world.insiders, world.stranger):
        client = office.client(user)
        for address in transfers:
            assert client.get(address).status_code == 404, (user, address)
            assert b"rows.csv" not in client.get(address).content
        assert client.post(transfers[3], {"step": "write"}).status_code in (404, 405)
        assert b"rows.csv" not in client.get(transfers_address()).content


def test_without_the_right_there_is_neither_import_nor_export(world, office, transfers):
    techadmin, clerk = office.client(world.techadmin), office.client(world.clerk_a)
    assert techadmin.get(EXPORT).status_code == 403
    assert techadmin.post(EXPORT, {"form": "csv"}).status_code == 403
    assert clerk.get(IMPORT).status_code == 403
    assert upload(clerk, "name\nx\n").status_code == 403
    assert ImportRecord.objects.count() == 1
    from django.test import Client

    for address in (EXPORT, IMPORT, transfers_address(), *transfers):
        assert Client().get(address).status_code == 302
