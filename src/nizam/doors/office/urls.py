# SPDX-License-Identifier: EUPL-1.2
"""Routes of the office: the first page, and the pages of every declared resource."""

from django.urls import path

from nizam.doors.office.account import AccountScreen
from nizam.doors.office.calendar.feed import CalendarFeedFile
from nizam.doors.office.components_page import components
from nizam.doors.office.finding import FindScreen, JumpScreen
from nizam.doors.office.keys import KeysScreen
from nizam.doors.office.live.views import StreamScreen
from nizam.doors.office.pages.calendar import CalendarFeedsScreen, CalendarScreen
from nizam.doors.office.pages.notices import NoticeChoicesScreen, NoticeScreen, NoticesScreen
from nizam.doors.office.pages.routes import pages
from nizam.kit.registry import registry
from nizam.kit.screens.routes import routes_of
from nizam.kit.transfer.routes import own_transfer_routes, transfer_routes

app_name = "office"

urlpatterns = [
    *pages(),
    # At Wagtail's own address, before it: the shell links there, and its page would let names be changed unseen.
    path("account/", AccountScreen.as_view(), name="account"),
    path("calendar/", CalendarScreen.as_view(), name="calendar"),
    path("calendar/addresses/", CalendarFeedsScreen.as_view(), name="calendar_feeds"),
    path("calendar/feed/<str:token>.ics", CalendarFeedFile.as_view(), name="calendar_feed"),
    path("live/", StreamScreen.as_view(), name="stream"),
    path("notices/", NoticesScreen.as_view(), name="notices"),
    path("notices/choices/", NoticeChoicesScreen.as_view(), name="notice_choices"),
    path("notices/<uuid:uid>/", NoticeScreen.as_view(), name="notice"),
    path("find/", FindScreen.as_view(), name="find"),
    path("jump/", JumpScreen.as_view(), name="jump"),
    path("keys/", KeysScreen.as_view(), name="keys"),
    path("settings/components/", components, name="components"),
    *routes_of(registry.resources),
    *(route for resource in registry.resources for route in transfer_routes(resource)),
    *own_transfer_routes(),
]
