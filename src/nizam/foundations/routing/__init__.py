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
from nizam.foundations.routing.confidentiality import ConfidentialityHint, confidentiality_hints
from nizam.foundations.routing.errors import DuplicateUnitError, RoutingError, StoredLessonsError
from nizam.foundations.routing.features import BEGINNING_LENGTH
from nizam.foundations.routing.kinds import KindHint, kind_hints
from nizam.foundations.routing.lessons import Lesson, lesson_features, lessons_from_json, lessons_to_json
from nizam.foundations.routing.matters import MatterHint, matter_hints
from nizam.foundations.routing.people import Named, named_people
from nizam.foundations.routing.router import Ranking, Router, Suggestion, UnitText, ceiling, default_threshold
from nizam.foundations.routing.sameness import SAME_MATTER, Sameness, same_matter

__all__ = [
    "BEGINNING_LENGTH",
    "SAME_MATTER",
    "Confidence",
    "ConfidentialityHint",
    "DuplicateUnitError",
    "KindHint",
    "Lesson",
    "MatterHint",
    "Named",
    "Outcome",
    "Point",
    "Ranking",
    "Router",
    "RoutingError",
    "Sameness",
    "StoredLessonsError",
    "Suggestion",
    "UnitText",
    "ceiling",
    "confidentiality_hints",
    "default_threshold",
    "expected_calibration_error",
    "kind_hints",
    "lesson_features",
    "lessons_from_json",
    "lessons_to_json",
    "matter_hints",
    "named_people",
    "precision_curve",
    "same_matter",
    "threshold_for",
]
