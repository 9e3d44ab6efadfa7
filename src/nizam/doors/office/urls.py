# SPDX-License-Identifier: EUPL-1.2
"""Routes of the office."""

urlpatterns: list = []
