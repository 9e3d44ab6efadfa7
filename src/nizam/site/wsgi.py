# SPDX-License-Identifier: EUPL-1.2
"""The web application for any WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nizam.site.settings")
application = get_wsgi_application()
