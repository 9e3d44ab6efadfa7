# SPDX-License-Identifier: EUPL-1.2
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="watch",
            options={"verbose_name": "watch", "verbose_name_plural": "watched by me"},
        ),
    ]
