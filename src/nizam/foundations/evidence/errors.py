# SPDX-License-Identifier: EUPL-1.2
"""What can go wrong while evidence is made or checked."""


class EvidenceError(Exception):
    """Anything this package refuses; catch it to catch all of them."""


class CanonicalizationError(EvidenceError):
    """A value has no canonical JSON form (RFC 8785, section 3.2)."""


class SaltError(EvidenceError):
    """A salt is too short, or the value to hash is not valid Unicode text."""


class TreeError(EvidenceError):
    """A tree was asked for something it does not hold, or was given what is not a SHA-256 hash."""


class ProofError(EvidenceError):
    """A proof does not show what it is said to show."""
