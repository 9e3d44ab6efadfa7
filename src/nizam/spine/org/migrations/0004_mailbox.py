# SPDX-License-Identifier: EUPL-1.2

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import nizam.kit.models
import nizam.kit.uids
import nizam.spine.org.models.mailboxes


class Migration(migrations.Migration):
    dependencies = [
        ("org", "0003_appointment"),
    ]

    operations = [
        migrations.CreateModel(
            name="Mailbox",
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
                ("address", models.EmailField(max_length=320, verbose_name="address")),
                ("address_key", models.CharField(blank=True, editable=False, max_length=340)),
                ("title", models.CharField(blank=True, max_length=200, verbose_name="note")),
                (
                    "arrives_by",
                    models.CharField(
                        choices=nizam.spine.org.models.mailboxes.arrivals,
                        default="listener",
                        max_length=20,
                        verbose_name="how mail arrives",
                    ),
                ),
                ("host", models.CharField(blank=True, max_length=255, verbose_name="mail server")),
                (
                    "port",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(65535),
                        ],
                        verbose_name="port",
                    ),
                ),
                (
                    "security",
                    models.CharField(
                        choices=nizam.spine.org.models.mailboxes.securities,
                        default="tls",
                        max_length=20,
                        verbose_name="protection of the way",
                    ),
                ),
                ("login", models.CharField(blank=True, max_length=320, verbose_name="account at the server")),
                ("folder", models.CharField(blank=True, default="INBOX", max_length=255, verbose_name="folder")),
                ("secret", models.TextField(blank=True, editable=False)),
                (
                    "secret_set_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="password set"),
                ),
                ("active", models.BooleanField(default=True, verbose_name="in use")),
                (
                    "last_checked_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="last looked"),
                ),
                (
                    "last_error",
                    models.CharField(blank=True, editable=False, max_length=500, verbose_name="what went wrong"),
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
                "verbose_name": "mailbox",
                "verbose_name_plural": "mailboxes",
                "ordering": ["address_key"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("voided_at__isnull", True)),
                        fields=("address_key",),
                        name="org_mailbox_address",
                        violation_error_message="This address is a mailbox already.",
                    )
                ],
            },
        ),
    ]
