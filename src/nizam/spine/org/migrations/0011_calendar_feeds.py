# SPDX-License-Identifier: EUPL-1.2

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import nizam.kit.models
import nizam.kit.uids
import nizam.spine.org.models.feeds


class Migration(migrations.Migration):
    dependencies = [
        ("org", "0010_shared_views"),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "uid",
                    models.UUIDField(
                        default=nizam.kit.uids.uuid7, editable=False, unique=True, verbose_name="identifier"
                    ),
                ),
                (
                    "confidentiality",
                    models.PositiveSmallIntegerField(
                        choices=nizam.kit.models.confidentiality_degrees, default=0, verbose_name="confidentiality"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("revision", models.PositiveIntegerField(default=1, editable=False, verbose_name="revision")),
                ("voided_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="voided")),
                (
                    "void_reason",
                    models.CharField(blank=True, editable=False, max_length=500, verbose_name="reason of voiding"),
                ),
                (
                    "language_rules",
                    models.PositiveSmallIntegerField(default=nizam.kit.models.language_rules_version, editable=False),
                ),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                (
                    "whose",
                    models.CharField(
                        choices=nizam.spine.org.models.feeds.feed_ranges,
                        default="me",
                        max_length=10,
                        verbose_name="whose calendar",
                    ),
                ),
                ("prefix", models.CharField(editable=False, max_length=12, verbose_name="begins with")),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                ("last_used_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="last used")),
                (
                    "institution",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.institution",
                        verbose_name="institution",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                        verbose_name="unit",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calendar_feeds",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
            ],
            options={
                "verbose_name": "calendar address",
                "verbose_name_plural": "calendar addresses",
            },
        ),
    ]
