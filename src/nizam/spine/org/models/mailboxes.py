# SPDX-License-Identifier: EUPL-1.2
"""The addresses at which an institution takes letters, and how they are fetched."""

from __future__ import annotations

import contextlib
import ipaddress
import re
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import ScopedModel
from nizam.kit.wording import titled
from nizam.spine.org.vault import seal, unseal

# RFC 9051 section 11.1 and RFC 8314 section 3.2: implicit TLS has a port of its own.
PORTS = {"tls": 993, "starttls": 143, "plain": 143}
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
# RFC 5322 section 3.6.8
_MARK = re.compile(r"[!-9;-~]+\s*:\s*\S.*")


def arrivals() -> list[tuple[str, Any]]:
    """Return the ways by which mail reaches a mailbox's letters."""
    return [("listener", _("Sent to this server")), ("imap", _("Fetched by IMAP"))]


def securities() -> list[tuple[str, Any]]:
    """Return how the way to a mail server may be protected."""
    return [
        ("tls", _("TLS from the start")),
        ("starttls", _("STARTTLS")),
        ("plain", _("None, on this machine only")),
    ]


def address_key(address: str) -> str:
    """Return what tells two mail addresses apart: no case, the domain in its ASCII form (RFC 5891) where it has one.

    RFC 5321 section 2.4 lets a local part depend on case, and advises against it; no mailbox of a house does.
    """
    local, at, domain = address.strip().casefold().rpartition("@")
    with contextlib.suppress(UnicodeError):
        domain = domain.encode("idna").decode("ascii")
    return f"{local}{at}{domain}"


def is_this_machine(host: str) -> bool:
    """Tell whether `host` names this machine and no other."""
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class Mailbox(ScopedModel):
    """An address of the institution. Letters to it arrive at our listener, or are fetched from a server by IMAP.

    The secret is encrypted (nizam.spine.org.vault) and bound to server, protection and account, so that nobody can
    have it sent elsewhere by changing one of them.
    """

    SCOPE = "institution"
    JOURNAL_SKIP = ("secret", "address_key", "last_checked_at", "last_error")

    address = models.EmailField(_("address"), max_length=320)
    address_key = models.CharField(max_length=340, editable=False, blank=True)
    title = models.CharField(_("note"), max_length=200, blank=True)
    arrives_by = models.CharField(_("how mail arrives"), max_length=20, choices=arrivals, default="listener")
    host = models.CharField(_("mail server"), max_length=255, blank=True)
    port = models.PositiveIntegerField(
        _("port"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(65535)]
    )
    security = models.CharField(_("protection of the way"), max_length=20, choices=securities, default="tls")
    login = models.CharField(_("account at the server"), max_length=320, blank=True)
    folder = models.CharField(_("folder"), max_length=255, blank=True, default="INBOX")
    secret = models.TextField(editable=False, blank=True)
    secret_set_at = models.DateTimeField(_("password set"), null=True, blank=True, editable=False)
    sends_receipts = models.BooleanField(
        _("confirms letters"),
        default=False,
        help_text=_("Whoever writes an appeal or asks for information is told its number and term by a mail."),
    )
    plus_addresses = models.BooleanField(
        _("delivers name+tag addresses"),
        default=False,
        help_text=_("Answers to our letters are then told apart by their address. This server does so by itself."),
    )
    authserv_id = models.CharField(
        _("name of the server that checks senders"),
        max_length=255,
        blank=True,
        help_text=_(
            "As it stands first in the field Authentication-Results. Only where every letter comes through that server."
        ),
    )
    filter_mark = models.CharField(
        _("mark of the spam filter"),
        max_length=200,
        blank=True,
        help_text=_(
            "A header field with its value, such as X-Spam-Flag: YES. What carries it is set aside unless it answers a "
            "letter of ours."
        ),
    )
    aside_lists = models.BooleanField(
        _("set mailing lists aside"),
        default=False,
        help_text=_("What carries List-Id or List-Unsubscribe is set aside unless it answers a letter of ours."),
    )
    active = models.BooleanField(_("in use"), default=True)
    last_checked_at = models.DateTimeField(_("last looked"), null=True, blank=True, editable=False)
    last_error = models.CharField(_("what went wrong"), max_length=500, blank=True, editable=False)

    class Meta:
        verbose_name = _("mailbox")
        verbose_name_plural = _("mailboxes")
        ordering = ["address_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["address_key"],
                condition=models.Q(voided_at__isnull=True),
                name="org_mailbox_address",
                violation_error_message=_("This address is a mailbox already."),
            )
        ]

    def __str__(self) -> str:
        return self.address

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Save with what follows from the named fields; a voided mailbox keeps no secret."""
        self.address_key = address_key(self.address)
        if self.voided_at is not None:
            self.secret = ""
        if update_fields is not None:
            update_fields = {*update_fields, "address_key", "port", "folder", "secret"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def clean(self) -> None:
        """Hold together what belongs together; raises ValidationError."""
        self.address_key = address_key(self.address)
        faults: dict[str, Any] = {}
        for name in ("host", "login", "folder", "authserv_id", "filter_mark"):
            if _CONTROL.search(getattr(self, name)):
                faults[name] = _("No line breaks or other control characters.")
        if self.filter_mark and not _MARK.fullmatch(self.filter_mark):
            faults["filter_mark"] = _("Name of the field, a colon, and its value.")
        if self.unit is not None and self.unit.institution_id != self.institution_id:
            faults["unit"] = _("This unit belongs to another institution.")
        if self.arrives_by == "imap":
            for name in ("host", "login"):
                if not getattr(self, name):
                    faults[name] = _("Needed to fetch mail by IMAP.")
            if self.security == "plain" and self.host and not is_this_machine(self.host):
                faults["security"] = _("Without protection only a server on this machine may be asked.")
            self.port = self.port or PORTS.get(self.security)
            self.folder = self.folder or "INBOX"
        if faults:
            raise ValidationError(faults)

    @property
    def takes_tags(self) -> bool:
        """Tell whether letters to name+tag@… reach this mailbox; our own listener always takes them."""
        return self.arrives_by == "listener" or self.plus_addresses

    def _purpose(self) -> dict[str, str]:
        return {
            "mailbox": str(self.uid),
            "host": self.host.casefold(),
            "port": str(self.port),
            "security": self.security,
            "login": self.login,
        }

    def keep_secret(self, secret: str) -> None:
        """Put `secret` into the row, encrypted; the caller saves."""
        self.secret = seal(secret, self._purpose())

    def open_secret(self) -> str:
        """Return the secret in clear, for this server and account. Raises vault.SecretClosed."""
        return unseal(self.secret, self._purpose())

    @property
    @titled(_("state"))
    def state(self) -> Any:
        """What a list says of it in a word or two."""
        if self.voided_at is not None or not self.active:
            return _("not in use")
        if self.arrives_by == "imap" and not self.secret:
            return _("password missing")
        return self.last_error or _("in use")
