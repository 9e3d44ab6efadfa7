# SPDX-License-Identifier: EUPL-1.2

from django.conf import settings
from django.db import migrations, models

import nizam.spine.outbox.models


class Migration(migrations.Migration):
    dependencies = [
        ("org", "0008_ways_of_mail"),
        ("outbox", "0002_watch_names"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="notification",
            name="by_mail",
            field=models.BooleanField(default=False, editable=False, verbose_name="in the mail of the day"),
        ),
        migrations.AddField(
            model_name="notification",
            name="in_office",
            field=models.BooleanField(default=True, editable=False, verbose_name="in the office"),
        ),
        migrations.AddField(
            model_name="notification",
            name="kind",
            field=models.CharField(
                choices=nizam.spine.outbox.models.notice_kinds,
                default="work",
                editable=False,
                max_length=30,
                verbose_name="kind",
            ),
        ),
        migrations.AddField(
            model_name="notification",
            name="mailed_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="mailed"),
        ),
        migrations.AddField(
            model_name="notification",
            name="object_kind",
            field=models.CharField(blank=True, editable=False, max_length=100),
        ),
        migrations.AddField(
            model_name="notification",
            name="object_uid",
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(
                condition=models.Q(("by_mail", True), ("mailed_at__isnull", True), ("read_at__isnull", True)),
                fields=["user", "told_at"],
                name="outbox_notification_to_mail",
            ),
        ),
    ]
