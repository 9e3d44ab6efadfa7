# SPDX-License-Identifier: EUPL-1.2
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0001_initial"),
        ("org", "0004_mailbox"),
    ]

    operations = [
        migrations.CreateModel(
            name="FetchedMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("account", models.CharField(max_length=600)),
                ("folder", models.CharField(max_length=255)),
                ("uid_validity", models.BigIntegerField()),
                ("message_uid", models.BigIntegerField()),
                ("fingerprint", models.CharField(max_length=64)),
                ("size", models.BigIntegerField()),
                ("miss", models.CharField(blank=True, max_length=20)),
                ("tries", models.PositiveSmallIntegerField(default=1)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "envelope",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.envelope"
                    ),
                ),
                (
                    "mailbox",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.mailbox"),
                ),
            ],
            options={
                "verbose_name": "fetched message",
                "verbose_name_plural": "fetched messages",
                "indexes": [models.Index(fields=["mailbox", "fingerprint"], name="door_mail_fingerprint")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("mailbox", "account", "folder", "uid_validity", "message_uid"),
                        name="door_mail_fetched_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("envelope__isnull", False), ("miss", "")),
                            models.Q(("envelope__isnull", True), models.Q(("miss", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="door_mail_fetched_or_missed",
                    ),
                ],
            },
        ),
    ]
