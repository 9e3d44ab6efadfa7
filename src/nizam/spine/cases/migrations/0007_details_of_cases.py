# SPDX-License-Identifier: EUPL-1.2
from django.db import migrations, models

import nizam.kit.texts
import nizam.spine.cases.models.case


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_notices"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="details",
            field=models.JSONField(blank=True, default=dict, verbose_name="details"),
        ),
        migrations.AddField(
            model_name="case",
            name="details_folded",
            field=nizam.kit.texts.FoldedField(default="", sources=("details",)),
        ),
        migrations.AlterField(
            model_name="case",
            name="channel",
            field=models.CharField(
                choices=nizam.spine.cases.models.case.channels, default="mail", max_length=20, verbose_name="came by"
            ),
        ),
    ]
