# SPDX-License-Identifier: EUPL-1.2
from django.db import migrations

from nizam.spine.org.models.mailboxes import address_key

ROWS = 1_000


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
    dependencies = [("cases", "0002_law_and_mail")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
