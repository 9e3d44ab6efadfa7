# SPDX-License-Identifier: EUPL-1.2
"""Indexes by which a list narrowed to a state, a procedure or a unit is walked from the latest on, and of what is done."""

from django.db import migrations, models
from django.db.models.functions import Coalesce


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_names_of_fields")]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["state", "-registered_at", "-id"], name="cases_case_state_latest"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["procedure", "-registered_at", "-id"], name="cases_case_procedure_latest"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["unit", "-registered_at", "-id"], name="cases_case_unit_latest"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index("institution", Coalesce("answered_at", "closed_at"), name="cases_case_done"),
        ),
    ]
