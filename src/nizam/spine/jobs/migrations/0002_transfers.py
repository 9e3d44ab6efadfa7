# SPDX-License-Identifier: EUPL-1.2

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import nizam.kit.models
import nizam.kit.uids
import nizam.spine.jobs.models


class Migration(migrations.Migration):
    dependencies = [
        ("jobs", "0001_initial"),
        ("org", "0003_appointment"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportRecord",
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
                ("resource", models.CharField(max_length=150, verbose_name="list")),
                (
                    "form",
                    models.CharField(
                        choices=[("csv", "CSV"), ("xlsx", "XLSX")], max_length=4, verbose_name="kind of file"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=nizam.spine.jobs.models.transfer_states, max_length=12, verbose_name="state"
                    ),
                ),
                ("size", models.PositiveBigIntegerField(default=0, editable=False, verbose_name="size")),
                ("sha256", models.CharField(blank=True, editable=False, max_length=64, verbose_name="SHA-256")),
                ("address", models.CharField(blank=True, editable=False, max_length=100, verbose_name="address")),
                ("finished_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="finished")),
                ("file_name", models.CharField(max_length=255, verbose_name="file")),
                ("headers", models.JSONField(default=list, editable=False)),
                ("faults", models.JSONField(default=list, editable=False)),
                ("rows", models.PositiveIntegerField(default=0, editable=False, verbose_name="rows")),
                ("adds", models.PositiveIntegerField(default=0, editable=False, verbose_name="to be added")),
                ("changes", models.PositiveIntegerField(default=0, editable=False, verbose_name="to be changed")),
                ("same", models.PositiveIntegerField(default=0, editable=False, verbose_name="unchanged")),
                ("faulty", models.PositiveIntegerField(default=0, editable=False, verbose_name="with faults")),
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
                    "job",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="jobs.job",
                        verbose_name="job",
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
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="for",
                    ),
                ),
            ],
            options={
                "verbose_name": "import",
                "verbose_name_plural": "imports",
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line", models.PositiveIntegerField(verbose_name="line")),
                (
                    "outcome",
                    models.CharField(
                        choices=nizam.spine.jobs.models.row_outcomes, max_length=6, verbose_name="outcome"
                    ),
                ),
                ("cells", models.JSONField(default=dict)),
                ("changes", models.JSONField(default=dict)),
                ("faults", models.JSONField(default=list)),
                ("revision", models.PositiveIntegerField(null=True)),
                ("object_uid", models.UUIDField(null=True)),
                ("written_revision", models.PositiveIntegerField(null=True)),
                ("written_at", models.DateTimeField(null=True, verbose_name="written")),
                ("undone_at", models.DateTimeField(null=True, verbose_name="undone")),
                ("refusals", models.JSONField(default=list)),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="jobs.importrecord"
                    ),
                ),
            ],
            options={
                "verbose_name": "line of an import",
                "verbose_name_plural": "lines of imports",
                "ordering": ["record", "line"],
            },
        ),
        migrations.CreateModel(
            name="ExportFile",
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
                ("resource", models.CharField(max_length=150, verbose_name="list")),
                (
                    "form",
                    models.CharField(
                        choices=[("csv", "CSV"), ("xlsx", "XLSX")], max_length=4, verbose_name="kind of file"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=nizam.spine.jobs.models.transfer_states, max_length=12, verbose_name="state"
                    ),
                ),
                ("size", models.PositiveBigIntegerField(default=0, editable=False, verbose_name="size")),
                ("sha256", models.CharField(blank=True, editable=False, max_length=64, verbose_name="SHA-256")),
                ("address", models.CharField(blank=True, editable=False, max_length=100, verbose_name="address")),
                ("finished_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="finished")),
                ("query", models.TextField(blank=True, verbose_name="filters")),
                ("rows", models.PositiveBigIntegerField(default=0, editable=False, verbose_name="rows")),
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
                    "job",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="jobs.job",
                        verbose_name="job",
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
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="for",
                    ),
                ),
            ],
            options={
                "verbose_name": "export",
                "verbose_name_plural": "exports",
                "ordering": ["-created_at"],
                "indexes": [models.Index(fields=["user", "created_at"], name="jobs_exportfile_user")],
            },
        ),
        migrations.AddIndex(
            model_name="importrecord",
            index=models.Index(fields=["user", "created_at"], name="jobs_importrecord_user"),
        ),
        migrations.AddIndex(
            model_name="importrow",
            index=models.Index(fields=["record", "outcome", "line"], name="jobs_importrow_outcome"),
        ),
        migrations.AddConstraint(
            model_name="importrow",
            constraint=models.UniqueConstraint(fields=("record", "line"), name="jobs_importrow_line"),
        ),
    ]
