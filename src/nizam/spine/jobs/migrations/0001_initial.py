# SPDX-License-Identifier: EUPL-1.2

import django.core.serializers.json
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import nizam.kit.models
import nizam.kit.uids
import nizam.spine.jobs.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("org", "0003_appointment"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Schedule",
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
                ("name", models.CharField(max_length=150, unique=True, verbose_name="name")),
                ("task", models.CharField(max_length=150, verbose_name="task")),
                ("every_seconds", models.PositiveIntegerField(verbose_name="every (seconds)")),
                ("lease_until", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="next")),
                ("lease_holder", models.CharField(blank=True, editable=False, max_length=150, verbose_name="begun by")),
                ("last_run_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="last begun")),
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
            ],
            options={
                "verbose_name": "schedule",
                "verbose_name_plural": "schedules",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Job",
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
                ("task", models.CharField(max_length=150, verbose_name="task")),
                ("title", models.CharField(blank=True, max_length=300, verbose_name="title")),
                (
                    "payload",
                    models.JSONField(
                        default=dict, editable=False, encoder=django.core.serializers.json.DjangoJSONEncoder
                    ),
                ),
                ("key", models.CharField(blank=True, editable=False, max_length=200, verbose_name="key")),
                (
                    "state",
                    models.CharField(
                        choices=nizam.spine.jobs.models.job_states,
                        default="queued",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("priority", models.SmallIntegerField(default=0, verbose_name="priority")),
                ("run_after", models.DateTimeField(default=django.utils.timezone.now, verbose_name="not before")),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="tries")),
                ("maximum_tries", models.PositiveSmallIntegerField(default=5, editable=False)),
                ("worker", models.CharField(blank=True, editable=False, max_length=150, verbose_name="worker")),
                (
                    "heartbeat_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="last sign of life"),
                ),
                ("started_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="begun")),
                ("finished_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="finished")),
                ("progress_done", models.PositiveBigIntegerField(default=0, editable=False, verbose_name="steps made")),
                (
                    "progress_total",
                    models.PositiveBigIntegerField(blank=True, editable=False, null=True, verbose_name="steps in all"),
                ),
                ("progress_note", models.CharField(blank=True, editable=False, max_length=300, verbose_name="note")),
                (
                    "resume_state",
                    models.JSONField(
                        default=dict, editable=False, encoder=django.core.serializers.json.DjangoJSONEncoder
                    ),
                ),
                (
                    "result",
                    models.JSONField(
                        blank=True,
                        editable=False,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        null=True,
                        verbose_name="result",
                    ),
                ),
                ("error", models.TextField(blank=True, editable=False, verbose_name="last error")),
                (
                    "cancel_requested",
                    models.BooleanField(default=False, editable=False, verbose_name="to be cancelled"),
                ),
                ("from_schedule", models.BooleanField(default=False, editable=False, verbose_name="from the schedule")),
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="for",
                    ),
                ),
            ],
            options={
                "verbose_name": "job",
                "verbose_name_plural": "jobs",
                "ordering": ["-created_at"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "queued")),
                        fields=["-priority", "run_after", "id"],
                        name="jobs_job_queued",
                    ),
                    models.Index(
                        condition=models.Q(("state", "running")), fields=["heartbeat_at"], name="jobs_job_running"
                    ),
                    models.Index(fields=["user", "created_at"], name="jobs_job_user"),
                    models.Index(fields=["state", "finished_at"], name="jobs_job_finished"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["queued", "running"]), models.Q(("key", ""), _negated=True)),
                        fields=("key",),
                        name="jobs_job_one_unfinished_per_key",
                    )
                ],
            },
        ),
    ]
