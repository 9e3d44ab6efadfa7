# SPDX-License-Identifier: EUPL-1.2
"""Routes of the office: the first page, and the pages of every declared resource."""

from django.urls import path

from nizam.doors.office.components_page import components
from nizam.doors.office.finding import FindScreen
from nizam.doors.office.home import HomeScreen
from nizam.kit.registry import registry
from nizam.kit.screens.routes import routes_of

app_name = "office"

urlpatterns = [
    path("", HomeScreen.as_view(), name="home"),
    path("find/", FindScreen.as_view(), name="find"),
    path("settings/components/", components, name="components"),
    *routes_of(registry.resources),
]
