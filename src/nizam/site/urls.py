# SPDX-License-Identifier: EUPL-1.2
"""Every address of the house."""

from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtailadmin_urls

from nizam.doors.api import urls as api_urls
from nizam.doors.api.views import Elsewhere
from nizam.doors.office import urls as office_urls
from nizam.site.first_day import first_day
from nizam.site.health import authority, health
from nizam.site.health_page import HealthScreen

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="wagtailadmin_home"), name="root"),
    path("healthz", health, name="healthz"),
    path("authority.crt", authority, name="authority"),
    path("first-day/", first_day, name="first_day"),
    path("office/health/", HealthScreen.as_view(), name="office_health"),
    path("office/", include(office_urls)),
    path("office/", include(wagtailadmin_urls)),
    path("api/v1/", include(api_urls)),
    re_path(r"^api/", Elsewhere.as_view(), name="api_elsewhere"),
]
