# SPDX-License-Identifier: EUPL-1.2
"""An index by which the list of papers is walked from the latest on."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0005_looks_of_papers")]

    operations = [
        migrations.AddIndex(
            model_name="document",
            index=models.Index(fields=["-created_at", "-id"], name="records_document_latest"),
        ),
    ]
