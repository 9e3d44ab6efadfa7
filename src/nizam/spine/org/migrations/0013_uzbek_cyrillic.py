# SPDX-License-Identifier: EUPL-1.2

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("org", "0012_purpose_of_access"),
    ]

    operations = [
        migrations.AlterField(
            model_name="user",
            name="language",
            field=models.CharField(
                blank=True,
                choices=[
                    ("az", "Azərbaycanca"),
                    ("uz", "Oʻzbekcha"),
                    ("uz-Cyrl", "Ўзбекча"),
                    ("tr", "Türkçe"),
                    ("en", "English"),
                ],
                max_length=10,
                verbose_name="language",
            ),
        ),
    ]
