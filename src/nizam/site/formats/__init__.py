# SPDX-License-Identifier: EUPL-1.2
"""How days and hours are written where Django's own forms do not fit an office of ours; one folder a language."""
