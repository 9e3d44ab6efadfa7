# SPDX-License-Identifier: EUPL-1.2
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import nizam.kit.models
import nizam.kit.uids
import nizam.spine.cases.models.resolutions


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0009_filed_under"),
        ("org", "0008_ways_of_mail"),
        ("records", "0002_index_of_numbers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="task",
            name="main",
            field=models.BooleanField(default=False, verbose_name="main executor"),
        ),
        migrations.CreateModel(
            name="CaseNote",
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
                ("text", models.TextField(verbose_name="note")),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="author",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
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
                "verbose_name": "note",
                "verbose_name_plural": "notes",
                "ordering": ["created_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ExecutorReport",
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
                ("text", models.TextField(verbose_name="report")),
                ("file_name", models.CharField(blank=True, max_length=255, verbose_name="file")),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="reported by",
                    ),
                ),
                (
                    "blob",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.blob",
                        verbose_name="file",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
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
                    "paper",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.document",
                        verbose_name="paper",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="cases.task",
                        verbose_name="task",
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
                "verbose_name": "report of an executor",
                "verbose_name_plural": "reports of executors",
                "ordering": ["created_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Resolution",
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
                ("text", models.TextField(verbose_name="resolution")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="to be done by")),
                (
                    "control",
                    models.CharField(
                        choices=nizam.spine.cases.models.resolutions.control_states,
                        default="none",
                        max_length=10,
                        verbose_name="control",
                    ),
                ),
                ("released_at", models.DateTimeField(blank=True, null=True, verbose_name="taken off control")),
                ("release_note", models.CharField(blank=True, max_length=500, verbose_name="why taken off")),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="entered by",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="resolutions",
                        to="cases.case",
                        verbose_name="case",
                    ),
                ),
                (
                    "controller",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.person",
                        verbose_name="controller",
                    ),
                ),
                (
                    "executor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.person",
                        verbose_name="main executor",
                    ),
                ),
                (
                    "executor_unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                        verbose_name="main executor: unit",
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
                    "released_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="taken off by",
                    ),
                ),
                (
                    "said_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.person",
                        verbose_name="in whose words",
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
                "verbose_name": "resolution",
                "verbose_name_plural": "resolutions",
                "ordering": ["created_at", "pk"],
            },
        ),
        migrations.AddField(
            model_name="coexecutor",
            name="resolution",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="co_executors",
                to="cases.resolution",
                verbose_name="resolution",
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="resolution",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tasks",
                to="cases.resolution",
                verbose_name="resolution",
            ),
        ),
        migrations.CreateModel(
            name="SharedLetter",
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
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shared_letters",
                        to="cases.case",
                        verbose_name="case",
                    ),
                ),
                (
                    "envelope",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shares",
                        to="cases.envelope",
                        verbose_name="letter",
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
                "verbose_name": "letter shared with another case",
                "verbose_name_plural": "letters shared with other cases",
            },
        ),
        migrations.CreateModel(
            name="Snooze",
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
                ("until", models.DateField(verbose_name="until")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="snoozes",
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
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
            ],
            options={
                "verbose_name": "matter put off",
                "verbose_name_plural": "matters put off",
                "ordering": ["until"],
            },
        ),
        migrations.CreateModel(
            name="Mention",
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
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
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
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mentions",
                        to="cases.casenote",
                        verbose_name="note",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.person",
                        verbose_name="person",
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
                "verbose_name": "mention",
                "verbose_name_plural": "mentions",
                "constraints": [models.UniqueConstraint(fields=("note", "person"), name="cases_mention_once")],
            },
        ),
        migrations.AddIndex(
            model_name="resolution",
            index=models.Index(
                condition=models.Q(("control", "open")),
                fields=["institution", "due_on"],
                name="cases_resolution_control",
            ),
        ),
        migrations.AddConstraint(
            model_name="resolution",
            constraint=models.CheckConstraint(
                condition=models.Q(("executor_unit__isnull", False), ("executor__isnull", False), _connector="OR"),
                name="cases_resolution_has_executor",
                violation_error_message="Name the unit or the person who carries it out.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sharedletter",
            constraint=models.UniqueConstraint(fields=("case", "envelope"), name="cases_sharedletter_once"),
        ),
        migrations.AddIndex(
            model_name="snooze",
            index=models.Index(fields=["user", "until"], name="cases_snooze_until"),
        ),
        migrations.AddConstraint(
            model_name="snooze",
            constraint=models.UniqueConstraint(
                condition=models.Q(("voided_at__isnull", True)), fields=("user", "case"), name="cases_snooze_once"
            ),
        ),
    ]
