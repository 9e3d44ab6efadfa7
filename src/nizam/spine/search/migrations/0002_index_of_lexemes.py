# SPDX-License-Identifier: EUPL-1.2
"""The index holds lexemes in the engine's own tables; rows of the former shape were never written, and go."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("org", "0012_purpose_of_access"),
        ("search", "0001_initial"),
    ]

    operations = [
        migrations.DeleteModel(name="IndexRow"),
        migrations.CreateModel(
            name="IndexRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("object_id", models.BigIntegerField()),
                ("thing_uid", models.UUIDField()),
                ("day", models.DateField(verbose_name="day")),
                ("language", models.CharField(blank=True, max_length=10, verbose_name="language")),
                ("pending", models.BooleanField(default=False, verbose_name="text of the file not read yet")),
                ("fingerprint", models.CharField(max_length=16)),
                (
                    "content_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="contenttypes.contenttype"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="org.unit"
                    ),
                ),
            ],
            options={
                "verbose_name": "index row",
                "verbose_name_plural": "index rows",
                "indexes": [
                    models.Index(
                        condition=models.Q(("pending", True)), fields=["pending"], name="search_indexrow_pending"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("content_type", "object_id"), name="search_indexrow_thing")
                ],
            },
        ),
        migrations.CreateModel(
            name="IndexedWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(max_length=60, unique=True)),
                ("head", models.CharField(max_length=1)),
                ("tail", models.CharField(max_length=2)),
                ("length", models.PositiveSmallIntegerField()),
            ],
            options={
                "verbose_name": "indexed word",
                "verbose_name_plural": "indexed words",
                "indexes": [
                    models.Index(fields=["head", "length"], name="search_word_head"),
                    models.Index(fields=["tail", "length"], name="search_word_tail"),
                ],
            },
        ),
    ]
