# SPDX-License-Identifier: EUPL-1.2

import secrets
from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import nizam.kit.models
import nizam.kit.texts
import nizam.kit.uids
import nizam.spine.records.models.documents
import nizam.spine.records.models.drafting
import nizam.spine.records.models.scans

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def give_codes(apps: Any, schema_editor: Any) -> None:
    """Give every paper that stands a code of its own; by plain statements, since there may be hundreds of thousands."""
    documents = apps.get_model("records", "Document").objects.using(schema_editor.connection.alias)
    keys = list(documents.filter(verification_code=None).values_list("pk", flat=True))
    with schema_editor.connection.cursor() as cursor:
        for start in range(0, len(keys), 10_000):
            codes = [
                ("".join(secrets.choice(ALPHABET) for _character in range(20)), key)
                for key in keys[start : start + 10_000]
            ]
            cursor.executemany("UPDATE records_document SET verification_code = %s WHERE id = %s", codes)


class Migration(migrations.Migration):
    dependencies = [
        ("org", "0009_opened_to_posts"),
        ("records", "0003_types_and_approval"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # A default of its own for each row cannot be given with the column: the rows that stand get theirs between.
        migrations.AddField(
            model_name="document",
            name="verification_code",
            field=models.CharField(
                editable=False, max_length=40, null=True, unique=True, verbose_name="verification code"
            ),
        ),
        migrations.RunPython(give_codes, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name="document",
            name="verification_code",
            field=models.CharField(
                default=nizam.spine.records.models.documents.new_verification_code,
                editable=False,
                max_length=40,
                null=True,
                unique=True,
                verbose_name="verification code",
            ),
        ),
        migrations.AddField(
            model_name="version",
            name="role",
            field=models.CharField(
                choices=nizam.spine.records.models.documents.version_roles,
                default="paper",
                max_length=20,
                verbose_name="what it is",
            ),
        ),
        migrations.CreateModel(
            name="Phrase",
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
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("title_folded", nizam.kit.texts.FoldedField(default="", sources=("title", "text"))),
                ("title_sort", nizam.kit.texts.SortKeyField(default="", sources=("title",))),
                (
                    "language",
                    models.CharField(
                        choices=nizam.spine.records.models.drafting.phrase_languages,
                        max_length=10,
                        verbose_name="language",
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        help_text="Written like the text of a paper. [[number]], [[date]], [[due]], [[addressee]], [[subject]], [[unit]] and [[today]] are filled from the case.",
                        max_length=20000,
                        verbose_name="text",
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
                    "type",
                    models.ForeignKey(
                        blank=True,
                        help_text="Left empty, it is offered in papers of every type.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.documenttype",
                        verbose_name="document type",
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
                "verbose_name": "phrase",
                "verbose_name_plural": "phrases",
                "ordering": ["title_sort"],
            },
        ),
        migrations.CreateModel(
            name="ScannedPaper",
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
                ("file_name", models.CharField(max_length=255, verbose_name="file")),
                ("media_type", models.CharField(max_length=100, verbose_name="media type")),
                ("first_page", models.PositiveIntegerField(default=1, verbose_name="first page")),
                ("last_page", models.PositiveIntegerField(default=1, verbose_name="last page")),
                ("code", models.CharField(blank=True, max_length=64, verbose_name="code read from it")),
                (
                    "state",
                    models.CharField(
                        choices=nizam.spine.records.models.scans.scan_states,
                        default="reading",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                (
                    "blob",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="scans", to="records.blob"
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scans",
                        to="records.document",
                        verbose_name="document",
                    ),
                ),
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="scanned by",
                    ),
                ),
            ],
            options={
                "verbose_name": "scanned paper",
                "verbose_name_plural": "scanned papers",
                "ordering": ["-created_at", "first_page"],
            },
        ),
        migrations.CreateModel(
            name="DraftCopy",
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
                ("base_revision", models.PositiveIntegerField(default=1)),
                ("subject", models.CharField(blank=True, max_length=300, verbose_name="subject")),
                ("addressee", models.CharField(blank=True, max_length=300, verbose_name="addressee")),
                ("body", models.TextField(blank=True, verbose_name="text")),
                ("kept_at", models.DateTimeField(blank=True, null=True, verbose_name="kept")),
                ("seen_at", models.DateTimeField(blank=True, db_index=True, null=True, verbose_name="last open")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="copies", to="records.document"
                    ),
                ),
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "unsaved text",
                "verbose_name_plural": "unsaved texts",
                "constraints": [models.UniqueConstraint(fields=("document", "user"), name="records_draftcopy_once")],
            },
        ),
        migrations.CreateModel(
            name="DraftText",
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
                ("of_revision", models.PositiveIntegerField(verbose_name="revision")),
                ("subject", models.CharField(max_length=300, verbose_name="subject")),
                ("addressee", models.CharField(max_length=300, verbose_name="addressee")),
                ("body", models.TextField(verbose_name="text")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="texts", to="records.document"
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
                    "saved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="saved by",
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
                "verbose_name": "earlier text of a draft",
                "verbose_name_plural": "earlier texts of a draft",
                "ordering": ["document", "of_revision"],
                "constraints": [
                    models.UniqueConstraint(fields=("document", "of_revision"), name="records_drafttext_revision")
                ],
            },
        ),
    ]
