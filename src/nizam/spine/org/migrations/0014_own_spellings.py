# SPDX-License-Identifier: EUPL-1.2
"""Words that an institution spells in its own way in either Uzbek alphabet."""

from django.db import migrations, models

import nizam.spine.org.models.institution


class Migration(migrations.Migration):
    dependencies = [
        ("org", "0013_uzbek_cyrillic"),
    ]

    operations = [
        migrations.AddField(
            model_name="institution",
            name="own_spellings",
            field=models.TextField(
                blank=True,
                help_text="One word a line, Latin = Cyrillic: so it is written where a text is shown in the other alphabet.",
                max_length=20000,
                validators=[nizam.spine.org.models.institution.validate_spellings],
                verbose_name="own spellings of Uzbek words",
            ),
        ),
    ]
