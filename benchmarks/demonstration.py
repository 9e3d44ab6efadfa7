# SPDX-License-Identifier: EUPL-1.2
"""Inside a temporary home: builds the demonstration's institutions and prints their codes."""

from __future__ import annotations

import os


def main() -> None:
    """Build and print."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "nizam.site.settings"
    import django

    django.setup()
    from nizam.site.demo import build_demo
    from nizam.spine.org.models import Institution

    build_demo()
    for code in Institution.objects.order_by("code").values_list("code", flat=True):
        print(code)


if __name__ == "__main__":
    main()
