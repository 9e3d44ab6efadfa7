# SPDX-License-Identifier: EUPL-1.2

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("jobs", "0002_transfers"),
    ]

    operations = [
        migrations.AlterField(
            model_name="exportfile",
            name="form",
            field=models.CharField(
                choices=[("csv", "CSV"), ("xlsx", "XLSX"), ("pdf", "PDF")], max_length=4, verbose_name="kind of file"
            ),
        ),
        migrations.AlterField(
            model_name="importrecord",
            name="form",
            field=models.CharField(
                choices=[("csv", "CSV"), ("xlsx", "XLSX"), ("pdf", "PDF")], max_length=4, verbose_name="kind of file"
            ),
        ),
    ]
