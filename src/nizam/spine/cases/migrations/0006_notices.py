# SPDX-License-Identifier: EUPL-1.2
import django.db.models.deletion
from django.db import migrations, models

import nizam.spine.cases.models.papers


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_address_keys"),
    ]

    operations = [
        migrations.AddField(
            model_name="extension",
            name="notice",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.casedocument",
                verbose_name="notice to who wrote",
            ),
        ),
        migrations.AddField(
            model_name="extension",
            name="tell_by",
            field=models.DateField(blank=True, null=True, verbose_name="sender to be told by"),
        ),
        migrations.AddField(
            model_name="forwarding",
            name="notice",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.casedocument",
                verbose_name="notice to who wrote",
            ),
        ),
        migrations.AddField(
            model_name="forwarding",
            name="tell_by",
            field=models.DateField(blank=True, null=True, verbose_name="sender to be told by"),
        ),
        migrations.AddField(
            model_name="suspension",
            name="notice",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.casedocument",
                verbose_name="notice to who wrote",
            ),
        ),
        migrations.AddField(
            model_name="suspension",
            name="tell_by",
            field=models.DateField(blank=True, null=True, verbose_name="sender to be told by"),
        ),
        migrations.AddField(
            model_name="suspension",
            name="told_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="sender told"),
        ),
        migrations.AlterField(
            model_name="casedocument",
            name="role",
            field=models.CharField(
                choices=nizam.spine.cases.models.papers.paper_roles, max_length=20, verbose_name="role"
            ),
        ),
    ]
