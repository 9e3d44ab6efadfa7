# SPDX-License-Identifier: EUPL-1.2
"""The settings of the house with one desk more."""

from nizam.site.settings import *  # noqa: F403
from nizam.site.settings import INSTALLED_APPS

INSTALLED_APPS = ["lending.apps.LendingConfig", *INSTALLED_APPS]
MIGRATION_MODULES = {"lending": None}
