# SPDX-License-Identifier: EUPL-1.2
"""What can go wrong when a router is trained, taught, or its lessons are read back."""


class RoutingError(Exception):
    """Base of every error of this package."""


class DuplicateUnitError(RoutingError):
    """Two units were given under one code."""


class StoredLessonsError(RoutingError):
    """The stored form is not one that this version wrote."""
