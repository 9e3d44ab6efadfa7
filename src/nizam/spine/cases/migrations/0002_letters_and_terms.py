# SPDX-License-Identifier: EUPL-1.2

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("org", "0008_ways_of_mail")]

    operations = [
        migrations.AddField(
            model_name="calendarday",
            name="closes_at",
            field=models.TimeField(
                blank=True, help_text="Only on a day that is worked in part", null=True, verbose_name="work ends at"
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="arrived_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="arrived"),
        ),
        migrations.AddField(
            model_name="case",
            name="warned",
            field=models.JSONField(blank=True, default=dict, editable=False, verbose_name="warnings given"),
        ),
        migrations.AddField(
            model_name="case", name="marks", field=models.JSONField(blank=True, default=list, verbose_name="marks")
        ),
        migrations.AddField(
            model_name="case", name="step", field=models.CharField(blank=True, max_length=60, verbose_name="step")
        ),
        migrations.AddField(
            model_name="case",
            name="suspended_since",
            field=models.DateTimeField(blank=True, null=True, verbose_name="suspended since"),
        ),
        migrations.AddField(
            model_name="case",
            name="term_moved_on",
            field=models.DateField(blank=True, db_index=True, null=True, verbose_name="term moved on"),
        ),
        migrations.AddField(
            model_name="case",
            name="variant",
            field=models.CharField(blank=True, max_length=40, verbose_name="kind within the procedure"),
        ),
        migrations.AddField(
            model_name="envelope",
            name="automatic",
            field=models.BooleanField(default=False, verbose_name="sent by the system"),
        ),
        migrations.AddField(
            model_name="envelope",
            name="delivered_to",
            field=models.JSONField(blank=True, default=list, verbose_name="delivered to"),
        ),
        migrations.AddField(
            model_name="envelope",
            name="earlier",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="later",
                to="cases.envelope",
                verbose_name="earlier letter it resembles",
            ),
        ),
        migrations.AddField(
            model_name="envelope",
            name="guesses",
            field=models.JSONField(blank=True, default=list, verbose_name="cases it may belong to"),
        ),
        migrations.AddField(
            model_name="envelope",
            name="held_for",
            field=models.CharField(blank=True, max_length=40, verbose_name="held because"),
        ),
        migrations.AddField(
            model_name="envelope",
            name="mailbox",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="org.mailbox",
                verbose_name="came to the mailbox",
            ),
        ),
        migrations.AddField(
            model_name="envelope", name="note", field=models.CharField(blank=True, max_length=500, verbose_name="note")
        ),
        migrations.AddField(
            model_name="envelope",
            name="recipient_email",
            field=models.CharField(blank=True, max_length=320, verbose_name="addressed to"),
        ),
        migrations.AddField(
            model_name="envelope",
            name="recipient_key",
            field=models.CharField(blank=True, db_index=True, editable=False, max_length=340),
        ),
        migrations.AddField(
            model_name="envelope",
            name="sender_key",
            field=models.CharField(blank=True, db_index=True, editable=False, max_length=340),
        ),
        migrations.AddField(
            model_name="envelope",
            name="trust",
            field=models.CharField(blank=True, max_length=20, verbose_name="proof of the sender"),
        ),
        migrations.AddField(
            model_name="party",
            name="email_key",
            field=models.CharField(blank=True, db_index=True, editable=False, max_length=340),
        ),
        migrations.AddField(
            model_name="procedure", name="own", field=models.BooleanField(default=False, verbose_name="edited here")
        ),
        migrations.AddField(
            model_name="procedure", name="steps", field=models.JSONField(blank=True, default=list, verbose_name="steps")
        ),
        migrations.AddField(
            model_name="procedure",
            name="toml",
            field=models.TextField(blank=True, verbose_name="text of the procedure"),
        ),
        migrations.AddField(
            model_name="procedure",
            name="variants",
            field=models.JSONField(blank=True, default=list, verbose_name="kinds within it"),
        ),
        migrations.AddField(
            model_name="procedure",
            name="warnings",
            field=models.JSONField(blank=True, default=list, verbose_name="warnings"),
        ),
        migrations.AlterField(
            model_name="case",
            name="suggestions",
            field=models.JSONField(blank=True, default=list, verbose_name="suggested units"),
        ),
        migrations.AddIndex(
            model_name="case", index=models.Index(fields=["institution", "number_text"], name="cases_case_number")
        ),
        migrations.AddIndex(
            model_name="envelope",
            index=models.Index(fields=["institution", "message_id"], name="cases_envelope_message"),
        ),
        migrations.AddIndex(
            model_name="envelope",
            index=models.Index(fields=["institution", "identity"], name="cases_envelope_identity"),
        ),
        migrations.AddIndex(
            model_name="party", index=models.Index(fields=["institution", "email_key"], name="cases_party_address")
        ),
    ]
