# SPDX-License-Identifier: EUPL-1.2
"""People and posts are found by what offices call them; what several go by is asked back, never guessed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from nizam.kit.transfer.columns import natural_texts
from nizam.spine.org.models import Appointment, Delegation, Person, Position


def person(world, name, email, **more):
    return Person.objects.create(
        institution=world.institution, unit=world.unit_a, family_name=name, given_name="Ad", email=email, **more
    )


def post(world, unit, **title):
    return Position.objects.create(institution=world.institution, unit=unit, title=title)


def told(record):
    return {line.line: [one["text"] for one in line.faults] for line in record.lines.filter(outcome="fault")}


PEOPLE = "institution,unit,family_name,given_name,email\n"


def test_a_person_is_found_by_the_e_mail_address(world, keeper, office):
    known = person(world, "Əliyev", "ali@example.net")
    record = office.bring(
        keeper,
        "org.person",
        PEOPLE + "nizami,nizami/b,Əliyev,Ad,ali@example.net\nnizami,nizami/a,Quliyev,Ad,quli@example.net\n"
        "nizami,nizami/a,Adsız,Bir,\nnizami,nizami/a,Adsız,İki,\n",
    )
    assert (record.adds, record.changes, record.faulty) == (3, 1, 0)
    office.write(record)
    known.refresh_from_db()
    assert known.unit == world.unit_b
    assert Person.objects.filter(email="quli@example.net").count() == 1


def test_an_address_of_several_people_is_asked_back_with_what_to_do(world, keeper, office):
    person(world, "Əliyev", "sobe@example.net")
    person(world, "Quliyev", "sobe@example.net")
    lines = PEOPLE + "nizami,nizami/b,Əliyev,Ad,sobe@example.net\n"
    record = office.bring(keeper, "org.person", lines)
    assert "identifier (uid)" in told(record)[2][0]
    fresh = "uid," + lines.replace("\nnizami", "\nnew,nizami")
    record = office.bring(keeper, "org.person", fresh)
    assert (record.adds, record.faulty) == (1, 0)
    office.write(record)
    assert Person.objects.filter(email="sobe@example.net").count() == 3


def test_somebody_who_left_does_not_stand_in_the_way(world, keeper, office):
    person(world, "Köhnə", "yer@example.net", voided_at=timezone.now())
    record = office.bring(keeper, "org.person", PEOPLE + "nizami,nizami/a,Yeni,Ad,yer@example.net\n")
    assert (record.adds, record.faulty) == (1, 0)


def test_a_post_is_found_by_its_title_in_any_language(world, keeper, office):
    post(world, world.unit_a, az="Müdir", tr="Müdür")
    post(world, world.unit_b, az="Müdir")
    record = office.bring(keeper, "org.position", "unit,title.tr,is_head\nnizami/a,Müdür,true\nnizami/a,Şef,false\n")
    assert (record.adds, record.changes, record.faulty) == (1, 1, 0)
    changed = record.lines.get(outcome="change")
    assert changed.changes == {"is_head": ["false", "true"]}


def test_posts_of_one_title_are_added_as_new_ones(world, keeper, office):
    lines = "uid,unit,title.az\n"
    record = office.bring(keeper, "org.position", lines + ",nizami/a,Mütəxəssis\n,nizami/a,Mütəxəssis\n")
    assert "Line 2" in told(record)[3][0]
    record = office.bring(keeper, "org.position", lines + "new,nizami/a,Mütəxəssis\nnew,nizami/a,Mütəxəssis\n")
    assert (record.adds, record.faulty) == (2, 0)
    office.write(record)
    assert Position.objects.count() == 2
    record = office.bring(keeper, "org.position", lines + ",nizami/a,Mütəxəssis\n")
    assert "identifier (uid)" in told(record)[2][0]


def test_an_appointment_names_person_and_post_as_people_do(world, keeper, office):
    somebody = person(world, "Əliyev", "ali@example.net")
    head = post(world, world.unit_a, az="Müdir", tr="Müdür")
    head_line = "institution,person,position,starts\n"
    record = office.bring(
        keeper, "org.appointment", head_line + "nizami,nizami/ali@example.net,nizami/a/Müdür,2026-01-01\n"
    )
    assert told(record) == {}
    office.write(record)
    appointment = Appointment.objects.get()
    assert (appointment.person, appointment.position) == (somebody, head)
    head_row, *rows = office.rows(office.export(keeper, "org.appointment"))
    row = dict(zip(head_row, rows[0], strict=True))
    assert (row["person"], row["position"]) == ("nizami/ali@example.net", "nizami/a/Müdir")


def test_rows_from_a_file_pass_the_guard_each_after_those_before_it(world, keeper, office):
    minister, accomplice = person(world, "Nazir", "nazir@example.net"), person(world, "Ortaq", "ortaq@example.net")
    world.leader.person = minister
    world.leader.save(update_fields=["person"])
    head = post(world, world.unit_a, az="Müdir")
    lines = "institution,person,position,starts,acting\n" + "".join(
        f"nizami,{one.uid},{head.uid},2026-01-01,{acting}\n"
        for one, acting in ((accomplice, "true"), (minister, "false"))
    )
    record = office.write(office.bring(world.techadmin, "org.appointment", lines), good_only=True)
    assert [row.person for row in Appointment.objects.all()] == [accomplice]
    assert "beyond your own reach" in record.lines.get(line=3).refusals[0]
    tomorrow = Appointment.objects.get().starts
    delegations = (
        f"institution,principal,deputy,starts,ends\nnizami,{minister.uid},{accomplice.uid},{tomorrow},{tomorrow}\n"
    )
    record = office.write(office.bring(world.techadmin, "org.delegation", delegations), good_only=True)
    assert not Delegation.objects.exists()
    assert "beyond your own reach" in record.lines.get(line=2).refusals[0]


@pytest.mark.parametrize("same", ["Müdür", "Müdir"])
def test_what_two_go_by_is_exported_by_identifier_and_refused_by_name(world, keeper, office, same):
    somebody, other = person(world, "Əliyev", "sobe@example.net"), person(world, "Quliyev", "sobe@example.net")
    head, second = post(world, world.unit_a, az="Müdir"), post(world, world.unit_a, az="Baş", tr=same)
    Appointment.objects.create(institution=world.institution, person=somebody, position=head, starts="2026-01-01")
    content = office.export(keeper, "org.appointment")
    assert str(somebody.uid).encode() in content
    assert (str(head.uid).encode() in content) is (same == "Müdir")
    record = office.bring(keeper, "org.appointment", content)
    assert (record.rows, record.same) == (1, 1)
    record = office.bring(
        keeper,
        "org.appointment",
        f"institution,person,position,starts\nnizami,nizami/sobe@example.net,{second.uid},2026-01-01\n",
    )
    assert "Several rows are called" in told(record)[2][0]
    assert other.email in told(record)[2][0]


def test_every_language_of_a_title_is_a_name():
    assert natural_texts(["a/b", {"tr": "Müdür", "az": "Müdir", "en": ""}]) == ["a\\/b/Müdir", "a\\/b/Müdür"]
    assert natural_texts(["a", ""]) == natural_texts(["a", {}]) == []


def test_names_are_looked_up_for_all_rows_of_a_file_at_once(world, keeper, office):
    head = post(world, world.unit_a, az="Müdir")

    def questions(count):
        for number in range(count):
            somebody = person(world, "Əliyev", f"ali{number}-{count}@example.net")
            Appointment.objects.create(
                institution=world.institution, person=somebody, position=head, starts="2026-01-01"
            )
        with CaptureQueriesContext(connection) as asked:
            assert b"nizami/ali0" in office.export(keeper, "org.appointment")
        return len(asked)

    questions(1)
    assert questions(2) == questions(9)
