# SPDX-License-Identifier: EUPL-1.2

import django.db.models.deletion
from django.db import migrations, models

import nizam.spine.charters.models


class Migration(migrations.Migration):
    dependencies = [
        ("charters", "0002_conversation"),
        ("jobs", "0002_transfers"),
        ("org", "0008_ways_of_mail"),
    ]

    operations = [
        migrations.AddField(
            model_name="charter",
            name="fault",
            field=models.JSONField(blank=True, default=dict, editable=False, verbose_name="why it could not be read"),
        ),
        migrations.AddField(
            model_name="charter",
            name="job",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="jobs.job",
                verbose_name="job",
            ),
        ),
        migrations.AddField(
            model_name="charter",
            name="reading",
            field=models.CharField(
                choices=nizam.spine.charters.models.reading_states,
                default="read",
                editable=False,
                max_length=10,
                verbose_name="reading of the file",
            ),
        ),
        migrations.AddField(
            model_name="charter",
            name="wishes",
            field=models.JSONField(blank=True, default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="provision",
            name="expected",
            field=models.CharField(
                blank=True, default="", editable=False, max_length=60, verbose_name="number expected here"
            ),
        ),
        migrations.AddConstraint(
            model_name="charter",
            constraint=models.CheckConstraint(
                condition=models.Q(("reading", "read"), ("draft", True), _connector="OR"),
                name="charters_charter_unread_is_draft",
                violation_error_message="A charter is a draft until its file is read.",
            ),
        ),
    ]
