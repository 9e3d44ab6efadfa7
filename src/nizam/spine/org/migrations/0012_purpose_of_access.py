# SPDX-License-Identifier: EUPL-1.2

from typing import Any

from django.db import migrations, models


def name_the_purpose(apps: Any, _editor: Any) -> None:
    """Mark what resolutions opened before: of accounts, they alone let into a case to act there."""
    rows = apps.get_model("org", "Access").objects.filter(user__isnull=False, may_act=True)
    kinds = {"content_type__app_label": "cases", "content_type__model__in": ["case", "resolution"]}
    rows.filter(**kinds).update(purpose="resolution")


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("org", "0011_calendar_feeds"),
    ]

    operations = [
        migrations.AddField(
            model_name="access",
            name="purpose",
            field=models.CharField(blank=True, default="", editable=False, max_length=20),
            preserve_default=False,
        ),
        migrations.RunPython(name_the_purpose, migrations.RunPython.noop, elidable=True),
    ]
