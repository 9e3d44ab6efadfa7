# SPDX-License-Identifier: EUPL-1.2
"""Which unit a letter should go to, told from the units' own charter texts, with reasons, or not at all."""

from nizam.foundations.routing.calibration import (
    Confidence,
    Outcome,
    Point,
    expected_calibration_error,
    precision_curve,
    threshold_for,
)
from nizam.foundations.routing.errors import DuplicateUnitError, RoutingError, StoredLessonsError
from nizam.foundations.routing.lessons import Lesson, lesson_features, lessons_from_json, lessons_to_json
from nizam.foundations.routing.router import Ranking, Router, Suggestion, UnitText, default_threshold

__all__ = [
    "Confidence",
    "DuplicateUnitError",
    "Lesson",
    "Outcome",
    "Point",
    "Ranking",
    "Router",
    "RoutingError",
    "StoredLessonsError",
    "Suggestion",
    "UnitText",
    "default_threshold",
    "expected_calibration_error",
    "lesson_features",
    "lessons_from_json",
    "lessons_to_json",
    "precision_curve",
    "threshold_for",
]
