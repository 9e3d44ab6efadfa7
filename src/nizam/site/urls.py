# SPDX-License-Identifier: EUPL-1.2
"""Every address of the house."""

from django.urls import include, path
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtailadmin_urls

from nizam.doors.api import urls as api_urls
from nizam.doors.office import urls as office_urls

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="wagtailadmin_home"), name="root"),
    path("office/", include(office_urls)),
    path("office/", include(wagtailadmin_urls)),
    path("api/v1/", include(api_urls)),
]
