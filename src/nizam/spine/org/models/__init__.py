# SPDX-License-Identifier: EUPL-1.2
"""The tables of the institution."""

from nizam.spine.org.models.accounts import ApiToken, Preference, SavedView, SignInFailure, User
from nizam.spine.org.models.feeds import CalendarFeed
from nizam.spine.org.models.institution import Institution
from nizam.spine.org.models.mailboxes import Mailbox
from nizam.spine.org.models.numbers import NumberSeries, SeriesYear, TakenNumber
from nizam.spine.org.models.people import Absence, Appointment, Delegation, Person, Position
from nizam.spine.org.models.rights import Access, Role, RoleGrant
from nizam.spine.org.models.units import Unit, UnitPlacement

__all__ = [
    "Absence",
    "Access",
    "ApiToken",
    "Appointment",
    "CalendarFeed",
    "Delegation",
    "Institution",
    "Mailbox",
    "NumberSeries",
    "Person",
    "Position",
    "Preference",
    "Role",
    "RoleGrant",
    "SavedView",
    "SeriesYear",
    "SignInFailure",
    "TakenNumber",
    "Unit",
    "UnitPlacement",
    "User",
]
