# SPDX-License-Identifier: EUPL-1.2
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import nizam.kit.models
import nizam.kit.uids


def give_identifiers(apps, schema_editor):
    """Give every access opened before an identifier of its own: one default would be the same for all rows."""
    Access = apps.get_model("org", "Access")
    for key in Access.objects.values_list("pk", flat=True):
        Access.objects.filter(pk=key).update(uid=nizam.kit.uids.uuid7())


class Migration(migrations.Migration):
    dependencies = [
        ("org", "0004_mailbox"),
    ]

    operations = [
        migrations.AddField(
            model_name="role",
            name="shipped_with",
            field=models.CharField(blank=True, editable=False, max_length=40, verbose_name="shipped with version"),
        ),
        migrations.AddField(
            model_name="access",
            name="uid",
            field=models.UUIDField(null=True, editable=False, verbose_name="identifier"),
        ),
        migrations.RunPython(give_identifiers, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name="access",
            name="uid",
            field=models.UUIDField(
                default=nizam.kit.uids.uuid7, editable=False, unique=True, verbose_name="identifier"
            ),
        ),
        migrations.AddField(
            model_name="access",
            name="institution",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="org.institution",
                verbose_name="institution",
            ),
        ),
        migrations.AddField(
            model_name="access",
            name="confidentiality",
            field=models.PositiveSmallIntegerField(
                choices=nizam.kit.models.confidentiality_degrees, default=0, verbose_name="confidentiality"
            ),
        ),
        migrations.AddField(
            model_name="access",
            name="updated_at",
            field=models.DateTimeField(auto_now=True, verbose_name="changed"),
        ),
        migrations.AddField(
            model_name="access",
            name="revision",
            field=models.PositiveIntegerField(default=1, editable=False, verbose_name="revision"),
        ),
        migrations.AddField(
            model_name="access",
            name="voided_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="voided"),
        ),
        migrations.AddField(
            model_name="access",
            name="void_reason",
            field=models.CharField(blank=True, editable=False, max_length=500, verbose_name="reason of voiding"),
        ),
        migrations.AddField(
            model_name="access",
            name="language_rules",
            field=models.PositiveSmallIntegerField(default=nizam.kit.models.language_rules_version, editable=False),
        ),
        migrations.AlterField(
            model_name="access",
            name="created_at",
            field=models.DateTimeField(auto_now_add=True, verbose_name="created"),
        ),
        migrations.AlterField(
            model_name="access",
            name="may_act",
            field=models.BooleanField(default=False, verbose_name="may act there"),
        ),
        migrations.AlterField(
            model_name="access",
            name="unit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="opened",
                to="org.unit",
                verbose_name="unit",
            ),
        ),
        migrations.AlterField(
            model_name="access",
            name="user",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="opened",
                to=settings.AUTH_USER_MODEL,
                verbose_name="account",
            ),
        ),
    ]
