# SPDX-License-Identifier: EUPL-1.2
from django.db import migrations
from django.db.models import OuterRef, Subquery


def name_institutions(apps, schema_editor):
    """Put every access opened before under the institution of its unit or account.

    Apart from the change of the table: PostgreSQL alters none that has rows with keys still to be checked.
    """
    accesses = apps.get_model("org", "Access").objects
    for holder in ("user", "unit"):
        found = apps.get_model("org", holder).objects.filter(pk=OuterRef(f"{holder}_id")).values("institution_id")[:1]
        accesses.filter(**{f"{holder}__isnull": False}).update(institution_id=Subquery(found))


class Migration(migrations.Migration):
    dependencies = [
        ("org", "0005_access_entry"),
    ]

    operations = [migrations.RunPython(name_institutions, migrations.RunPython.noop, elidable=True)]
