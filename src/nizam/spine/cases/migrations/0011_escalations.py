# SPDX-License-Identifier: EUPL-1.2

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import nizam.kit.models
import nizam.kit.uids


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0010_resolutions_and_notes"),
        ("org", "0009_opened_to_posts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Escalation",
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
                ("step", models.PositiveSmallIntegerField(verbose_name="step")),
                ("to", models.JSONField(default=list, verbose_name="to whom")),
                ("term_end", models.DateTimeField(verbose_name="end of the term")),
                ("reached_at", models.DateTimeField(verbose_name="reached")),
                ("told_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="told")),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who was told",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="escalations",
                        to="cases.case",
                        verbose_name="case",
                    ),
                ),
                (
                    "institution",
                    models.ForeignKey(
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
            ],
            options={
                "verbose_name": "warning to superiors",
                "verbose_name_plural": "warnings to superiors",
                "ordering": ["reached_at", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("account__isnull", False), ("told_at__isnull", True)),
                        fields=["institution"],
                        name="cases_escalation_untold",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case", "term_end", "step", "account"), name="cases_escalation_once"
                    )
                ],
            },
        ),
    ]
