# SPDX-License-Identifier: EUPL-1.2

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_indexes_of_letters"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="case",
            name="hints",
        ),
    ]
