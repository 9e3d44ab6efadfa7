# SPDX-License-Identifier: EUPL-1.2
"""Indexes of what waits for a word or a signature, and of numbers wherever they were given."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0006_latest_papers")]

    operations = [
        migrations.AlterField(
            model_name="document",
            name="number_text",
            field=models.CharField(blank=True, db_index=True, max_length=80, verbose_name="number"),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(fields=["unit"], condition=models.Q(state="approval"), name="records_document_to_agree"),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                fields=["signatory"], condition=models.Q(state="approved"), name="records_document_to_sign"
            ),
        ),
    ]
