# SPDX-License-Identifier: EUPL-1.2
"""Roles, to whom they are granted, and single things opened to somebody."""

from __future__ import annotations

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nizam.kit.links import Link, Target
from nizam.kit.models import HouseModel, confidentiality_degrees
from nizam.kit.texts import TranslatedTextField
from nizam.kit.uids import uuid7
from nizam.spine.org.models.people import ends_after_it_starts


class Role(models.Model):
    """A bundle of rights by name. Shipped roles come from `roles/*.toml` and are renewed by every upgrade."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = TranslatedTextField(_("name"))
    permissions = models.JSONField(_("rights"), default=list)
    clearance = models.PositiveSmallIntegerField(_("clearance"), choices=confidentiality_degrees, default=0)
    shipped = models.BooleanField(default=False, editable=False)
    shipped_with = models.CharField(_("shipped with version"), max_length=40, blank=True, editable=False)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["code"]

    def __str__(self) -> str:
        return str(self.name)


class RoleGrant(HouseModel):
    """A role granted to an account for a unit, with or without its subtree, from a day to a day.

    Without a unit it holds for the whole institution; without an institution for all (built-in accounts only).
    """

    SCOPE = "institution"
    TITLE = "{user}: {role}"

    user = models.ForeignKey("org.User", verbose_name=_("account"), on_delete=models.CASCADE, related_name="grants")
    role = models.ForeignKey(Role, verbose_name=_("role"), on_delete=models.PROTECT, related_name="grants")
    subtree = models.BooleanField(_("with the units below"), default=True)
    starts = models.DateField(_("from"))
    ends = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("granted role")
        verbose_name_plural = _("granted roles")
        constraints = [ends_after_it_starts("org_rolegrant_period")]


def _opened_thing(access: Access) -> Target | None:
    model = ContentType.objects.get_for_id(access.content_type_id).model_class()
    return None if model is None else (model._meta.label_lower, "pk", access.object_id)


class Access(HouseModel):
    """One thing opened to an account, a unit or a post by referral, co-execution or approval, with reason and end.

    Who sees the thing sees to whom else it is open. `acts` are the rights that it gives on the thing beyond reading,
    where `may_act` would give too many; what is opened for such acts is open to who acts in the holder's place, too, on
    the days on which he does.
    """

    SCOPE = "thing"
    TITLE = "{about}: {reason}"

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.BigIntegerField()
    thing = GenericForeignKey("content_type", "object_id")
    about = Link(_("what is open"), _opened_thing)
    user = models.ForeignKey(
        "org.User", verbose_name=_("account"), on_delete=models.CASCADE, null=True, blank=True, related_name="opened"
    )
    unit = models.ForeignKey(
        "org.Unit", verbose_name=_("unit"), on_delete=models.CASCADE, null=True, blank=True, related_name="opened"
    )
    position = models.ForeignKey(
        "org.Position",
        verbose_name=_("position"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="opened",
    )
    may_act = models.BooleanField(_("may act there"), default=False)
    # Each between spaces, so that a database finds one of them whole.
    acts = models.CharField(_("may do there"), max_length=300, blank=True, editable=False)
    # The code of the act that opened it, where that act is undone together with what it opened.
    purpose = models.CharField(max_length=20, blank=True, editable=False)
    reason = models.CharField(_("reason"), max_length=300)
    until = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("opened access")
        verbose_name_plural = _("opened accesses")
        indexes = [
            models.Index(fields=["content_type", "user"], name="org_access_user"),
            models.Index(fields=["content_type", "unit"], name="org_access_unit"),
            models.Index(fields=["content_type", "position"], name="org_access_position"),
            models.Index(fields=["content_type", "object_id"], name="org_access_thing"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(user__isnull=False, unit__isnull=True, position__isnull=True)
                | models.Q(user__isnull=True, unit__isnull=False, position__isnull=True)
                | models.Q(user__isnull=True, unit__isnull=True, position__isnull=False),
                name="org_access_one_holder",
            )
        ]

    @property
    def is_open(self) -> bool:
        """Tell whether it still opens the thing."""
        return self.voided_at is None and (self.until is None or self.until > timezone.now())
