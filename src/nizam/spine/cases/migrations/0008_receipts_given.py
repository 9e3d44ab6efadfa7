# SPDX-License-Identifier: EUPL-1.2
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_details_of_cases"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="receipt_given_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="receipt handed over"),
        ),
    ]
