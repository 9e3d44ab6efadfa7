# SPDX-License-Identifier: EUPL-1.2

import django.db.models.deletion
from django.db import migrations, models

import nizam.kit.models
import nizam.kit.uids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("org", "0003_appointment"),
    ]

    operations = [
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveBigIntegerField(unique=True, verbose_name="number")),
                ("first", models.PositiveBigIntegerField(verbose_name="first event")),
                ("last", models.PositiveBigIntegerField(verbose_name="last event")),
                ("size", models.PositiveBigIntegerField(verbose_name="events in all")),
                ("root", models.CharField(max_length=64, verbose_name="root")),
                ("previous_root", models.CharField(max_length=64, verbose_name="previous root")),
                ("frontier", models.JSONField(default=list)),
                ("marks", models.BinaryField()),
                ("at", models.DateTimeField(verbose_name="sealed")),
            ],
            options={
                "verbose_name": "seal",
                "verbose_name_plural": "seals",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Event",
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
                ("at", models.DateTimeField(verbose_name="time")),
                ("actor_name", models.CharField(blank=True, max_length=300, verbose_name="who")),
                ("actor_uid", models.UUIDField(null=True, verbose_name="account")),
                ("door", models.CharField(blank=True, max_length=40, verbose_name="door")),
                ("address", models.CharField(blank=True, max_length=100, verbose_name="address")),
                ("os_user", models.CharField(blank=True, max_length=100, verbose_name="operating-system user")),
                ("action", models.CharField(max_length=150, verbose_name="act")),
                ("object_kind", models.CharField(blank=True, max_length=100, verbose_name="kind of object")),
                ("object_uid", models.UUIDField(null=True, verbose_name="object")),
                ("object_number", models.CharField(blank=True, max_length=100, verbose_name="number of the object")),
                ("body", models.TextField()),
                ("leaf", models.CharField(editable=False, max_length=64)),
                (
                    "position",
                    models.PositiveBigIntegerField(
                        editable=False, null=True, unique=True, verbose_name="place in the order"
                    ),
                ),
                (
                    "institution",
                    models.ForeignKey(
                        db_index=False,
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
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                        verbose_name="unit",
                    ),
                ),
                (
                    "seal",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="journal.seal",
                        verbose_name="seal",
                    ),
                ),
            ],
            options={
                "verbose_name": "journal event",
                "verbose_name_plural": "journal",
                "ordering": ["-at", "-uid"],
            },
        ),
        migrations.CreateModel(
            name="EventSecret",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("field", models.CharField(max_length=200)),
                ("salt", models.BinaryField(max_length=32)),
                ("value", models.TextField()),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="secrets", to="journal.event"
                    ),
                ),
            ],
            options={
                "verbose_name": "hidden value of an event",
                "verbose_name_plural": "hidden values of events",
                "constraints": [models.UniqueConstraint(fields=("event", "field"), name="journal_eventsecret_field")],
            },
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["object_kind", "object_uid", "at"], name="journal_event_object"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["institution", "at"], name="journal_event_institution"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["actor_uid", "at"], name="journal_event_actor"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("position__isnull", True)), fields=["at", "uid"], name="journal_event_unsealed"
            ),
        ),
    ]
