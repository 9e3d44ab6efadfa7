# SPDX-License-Identifier: EUPL-1.2
import contextlib

from django.db import migrations

ROWS = 1_000


def address_key(address):
    """Return what tells two addresses apart, as the models compute it at this version."""
    local, at, domain = address.strip().casefold().rpartition("@")
    with contextlib.suppress(UnicodeError):
        domain = domain.encode("idna").decode("ascii")
    return f"{local}{at}{domain}"


def fill(apps, schema_editor):
    """Give the rows that are there the key of their address."""
    for name, address, key in (("Party", "email", "email_key"), ("Envelope", "sender_email", "sender_key")):
        model = apps.get_model("cases", name)
        some = []
        for row in model.objects.exclude(**{address: ""}).only("pk", address).iterator(chunk_size=ROWS):
            setattr(row, key, address_key(getattr(row, address))[:340])
            some.append(row)
            if len(some) == ROWS:
                model.objects.bulk_update(some, [key])
                some.clear()
        model.objects.bulk_update(some, [key])


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_rows_of_mail")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
