# SPDX-License-Identifier: EUPL-1.2
"""Accounts, their tokens and their own choices."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import HouseModel, ScopedModel, ScopedQuerySet
from nizam.kit.ports import ports
from nizam.kit.texts import FoldedField, SortKeyField
from nizam.kit.wording import titled
from nizam.spine.org.models.people import Person


class AccountManager(UserManager.from_queryset(ScopedQuerySet)):  # type: ignore[misc]
    """Django's user manager that knows `visible_to`."""

    use_in_migrations = False


class User(ScopedModel, AbstractUser):
    """A sign-in account. What it may do comes from roles granted to it, never from a flag on it."""

    SCOPE = "institution"
    PERSONAL_FIELDS = ("first_name", "last_name", "email")
    JOURNAL_SKIP = ("password", "last_login")

    institution = models.ForeignKey(
        "org.Institution",
        verbose_name=_("institution"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    person = models.OneToOneField(
        Person, verbose_name=_("person"), on_delete=models.PROTECT, null=True, blank=True, related_name="account"
    )
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, blank=True)
    name_folded = FoldedField(sources=("username", "first_name", "last_name"))
    name_sort = SortKeyField(sources=("display_name",))
    built_in = models.BooleanField(_("comes with the program"), default=False, editable=False)

    objects = AccountManager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["name_sort"]
        constraints = [
            models.CheckConstraint(condition=models.Q(is_superuser=False), name="org_user_nobody_bypasses_rights")
        ]

    @property
    @titled(_("name"), names=("person",))
    def display_name(self) -> str:
        """The person's name, else the account's own, else the sign-in name."""
        if self.person_id and self.person:
            return self.person.full_name
        return self.get_full_name() or self.username

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Ask the roles; there is no way round them."""
        return ports.access.has_perm(self, perm, obj)

    def has_perms(self, perm_list: Any, obj: Any = None) -> bool:
        """Ask the roles for every one of `perm_list`."""
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        """Tell whether the account holds any right of an app."""
        return any(name.startswith(f"{app_label}.") for name in ports.access.permissions(self))


class ApiToken(HouseModel):
    """A key for programs: acts for its account with the named rights until a day. Only its hash is kept."""

    SCOPE = "own"

    user = models.ForeignKey(User, verbose_name=_("account"), on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("name"), max_length=100)
    prefix = models.CharField(_("begins with"), max_length=12, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    permissions = models.JSONField(_("rights"), default=list, blank=True)
    expires_on = models.DateField(_("valid until"))
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)

    JOURNAL_SKIP = ("digest",)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class Preference(models.Model):
    """What a user has chosen for himself: chosen columns, closed hints, the last period."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="preferences")
    key = models.CharField(max_length=200)
    value = models.JSONField()

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="org_preference_key")]

    def __str__(self) -> str:
        return self.key


class SavedViewQuerySet(ScopedQuerySet):
    """Views of lists: one's own, and those shared with a unit one belongs to."""

    def visible_to(self, user: Any) -> SavedViewQuerySet:
        """Keep the views `user` may open; changing or forgetting one stays with whom it belongs to."""
        from nizam.spine.org.rights import units_of

        shared = models.Q(shared=True, voided_at=None, unit_id__in=units_of(user))
        return self.filter(ports.access.scope(user, self.model) | shared)


class SavedView(HouseModel):
    """A list's filters, order and columns under a name, for oneself or for everybody in the unit."""

    SCOPE = "own"

    user = models.ForeignKey(User, verbose_name=_("account"), on_delete=models.CASCADE, related_name="saved_views")
    resource = models.CharField(max_length=100)
    name = models.CharField(_("name"), max_length=100)
    query = models.CharField(max_length=2000)
    shared = models.BooleanField(_("for everybody in the unit"), default=False)
    opens_first = models.BooleanField(_("the list opens with it"), default=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [models.UniqueConstraint(fields=["user", "resource", "name"], name="org_savedview_name")]

    def __str__(self) -> str:
        return self.name


class SignInFailure(models.Model):
    """A failed sign-in, kept to slow guessing down; the name only as a hash, since people type passwords there."""

    name_digest = models.CharField(max_length=64)
    address = models.GenericIPAddressField(null=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("failed sign-in")
        verbose_name_plural = _("failed sign-ins")
        indexes = [
            models.Index(fields=["name_digest", "at"], name="org_signin_name"),
            models.Index(fields=["address", "at"], name="org_signin_address"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
