# SPDX-License-Identifier: EUPL-1.2
"""What was done in the house, for ever, and the seals over it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import ScopedQuerySet, confidentiality_degrees
from nizam.kit.registry import registry
from nizam.kit.uids import uuid7
from nizam.kit.wording import titled


class PermanentQuerySet(ScopedQuerySet):
    """Rows that are never voided."""

    def standing(self) -> PermanentQuerySet:
        """Return every row: none can be taken back."""
        return self.all()


class Seal(models.Model):
    """A Merkle root over all events up to `size`, chained to the one before.

    `frontier` is the state of the tree (RFC 6962) after the last event, so that the next seal goes on from it. `marks`
    holds the first four bytes of every leaf sealed here: the root proves, the marks only point at the row at fault.
    """

    number = models.PositiveBigIntegerField(_("number"), unique=True)
    first = models.PositiveBigIntegerField(_("first event"))
    last = models.PositiveBigIntegerField(_("last event"))
    size = models.PositiveBigIntegerField(_("events in all"))
    root = models.CharField(_("root"), max_length=64)
    previous_root = models.CharField(_("previous root"), max_length=64)
    frontier = models.JSONField(default=list)
    marks = models.BinaryField()
    at = models.DateTimeField(_("sealed"))

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}: {self.root[:16]}"


class Event(models.Model):
    """Who did what to what, when and from where. Written once; only the sealer adds its place in the order.

    The columns are there to be looked up by; `body` (canonical JSON, RFC 8785) says the same and is what is sealed.
    It belongs to the institution, unit and degree of confidentiality of the thing it is about.
    """

    SCOPE: ClassVar[str] = "house"
    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()
    # What every row of the house has, for one that never changes.
    revision: ClassVar[int] = 1
    voided_at: ClassVar[datetime | None] = None
    void_reason: ClassVar[str] = ""
    is_voided: ClassVar[bool] = False

    uid = models.UUIDField(_("identifier"), default=uuid7, unique=True, editable=False)
    # No index of their own: `institution` leads one below, and every index is paid for by every act of the house.
    institution = models.ForeignKey(
        "org.Institution",
        verbose_name=_("institution"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    unit = models.ForeignKey(
        "org.Unit", verbose_name=_("unit"), on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    confidentiality = models.PositiveSmallIntegerField(_("confidentiality"), choices=confidentiality_degrees, default=0)
    at = models.DateTimeField(_("time"))
    actor_name = models.CharField(_("who"), max_length=300, blank=True)
    actor_uid = models.UUIDField(_("account"), null=True)
    door = models.CharField(_("door"), max_length=40, blank=True)
    address = models.CharField(_("address"), max_length=100, blank=True)
    os_user = models.CharField(_("operating-system user"), max_length=100, blank=True)
    action = models.CharField(_("act"), max_length=150)
    object_kind = models.CharField(_("kind of object"), max_length=100, blank=True)
    object_uid = models.UUIDField(_("object"), null=True)
    object_number = models.CharField(_("number of the object"), max_length=100, blank=True)
    body = models.TextField()
    leaf = models.CharField(_("leaf of the seal"), max_length=64, editable=False)
    position = models.PositiveBigIntegerField(_("place in the order"), null=True, unique=True, editable=False)
    seal = models.ForeignKey(
        Seal,
        verbose_name=_("seal"),
        on_delete=models.PROTECT,
        null=True,
        related_name="events",
        editable=False,
        db_index=False,
    )

    objects = PermanentQuerySet.as_manager()

    class Meta:
        verbose_name = _("journal event")
        verbose_name_plural = _("journal")
        ordering = ["-at", "-uid"]
        indexes = [
            models.Index(fields=["object_kind", "object_uid", "at"], name="journal_event_object"),
            models.Index(fields=["institution", "at"], name="journal_event_institution"),
            models.Index(fields=["actor_uid", "at"], name="journal_event_actor"),
            models.Index(
                fields=["at", "uid"], condition=models.Q(position__isnull=True), name="journal_event_unsealed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"

    @property
    def created_at(self) -> datetime:
        """When it was written."""
        return self.at

    @property
    def updated_at(self) -> datetime:
        """When it was written: it never changes."""
        return self.at

    @property
    @titled(_("act"))
    def action_title(self) -> Any:
        """The act's name on screens; its permission where no declaration knows it any more."""
        found = next((act for act in registry.actions if act.permission == self.action), None)
        return self.action if found is None else found.title

    @property
    @titled(_("about what"))
    def object_title(self) -> str:
        """The kind of the object and its number; never its text, which may be personal or above the reader's degree."""
        try:
            kind = str(apps.get_model(self.object_kind)._meta.verbose_name)
        except (LookupError, ValueError):
            kind = self.object_kind
        return f"{kind} {self.object_number}".strip()


class EventSecret(models.Model):
    """Salt and value of a personal or long text, whose hash alone stands in the event.

    `value` is canonical JSON; the event holds SHA-256(salt ‖ UTF-8 of it). Erasing the row takes the value out of the
    journal for good and leaves every seal right.
    """

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="secrets")
    field = models.CharField(max_length=200)
    salt = models.BinaryField(max_length=32)
    value = models.TextField()

    class Meta:
        verbose_name = _("hidden value of an event")
        verbose_name_plural = _("hidden values of events")
        constraints = [models.UniqueConstraint(fields=["event", "field"], name="journal_eventsecret_field")]

    def __str__(self) -> str:
        return self.field
