# SPDX-License-Identifier: EUPL-1.2
"""Addresses that name a case: `<local>+c<case>.<check>@<domain>`, to be given as the address to answer to.

The case stands there by its uid and the check is a keyed hash under a key of the home, so that nobody can make one up.
Both are written with the 32 signs of Crockford's base 32, which a reader may confuse (l, i and 1; o and 0; capitals)
without harm.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from uuid import UUID

from nizam.spine.cases.models import Case
from nizam.spine.org.models import Institution, Mailbox
from nizam.spine.org.vault import home_key

KEY_NAME = "reply-address-key"
LONGEST_LOCAL = 64  # RFC 5321 section 4.5.3.1.1
_SIGNS = "0123456789abcdefghjkmnpqrstvwxyz"
_READ = str.maketrans("oil", "011")
_CASE_SIGNS = 26  # 128 bits
_CHECK_SIGNS = 10  # 50 bits
_TAG = re.compile(rf"c([0-9a-z]{{{_CASE_SIGNS}}})\.([0-9a-z]{{{_CHECK_SIGNS}}})")


def reply_address(case: Case, mailbox: Mailbox) -> str:
    """Return the address by which an answer finds its case.

    The mailbox's own where its server delivers no such addresses, or where it would be longer than RFC 5321 allows.
    """
    local, _at, domain = mailbox.address.rpartition("@")
    keyed = f"{local}+c{_signs(case.uid.int, _CASE_SIGNS)}.{_check(case.uid)}"
    if not mailbox.takes_tags or len(keyed) > LONGEST_LOCAL:
        return mailbox.address
    return f"{keyed}@{domain}"


def case_of_address(institution: Institution, address: str) -> Case | None:
    """Return the case an address of ours names; None when it names none, or its check is wrong."""
    return case_of_addresses(institution, [address])


def case_of_addresses(institution: Institution, addresses: Iterable[str]) -> Case | None:
    """Return the case that one of `addresses` names, if one does."""
    uids = [uid for address in addresses if (uid := _named(address)) is not None]
    if not uids:
        return None
    return (
        Case.objects.filter(institution=institution, uid__in=uids)
        .select_related("party", "procedure")
        .order_by("pk")
        .first()
    )


def _named(address: str) -> UUID | None:
    tag = address.rpartition("@")[0].lower().rpartition("+")[2]
    match = _TAG.fullmatch(tag)
    if match is None:
        return None
    case, check = (part.translate(_READ) for part in match.groups())
    if set(case) - set(_SIGNS):
        return None
    number = 0
    for sign in case:
        number = number * 32 + _SIGNS.index(sign)
    if number >> 128:
        return None
    uid = UUID(int=number)
    return uid if hmac.compare_digest(check, _check(uid)) else None


def _check(uid: UUID) -> str:
    digest = hmac.new(home_key(KEY_NAME), b"reply-address\0" + uid.bytes, hashlib.sha256).digest()
    return _signs(int.from_bytes(digest[:7]) >> 6, _CHECK_SIGNS)


def _signs(number: int, length: int) -> str:
    return "".join(_SIGNS[(number >> 5 * place) & 31] for place in reversed(range(length)))
