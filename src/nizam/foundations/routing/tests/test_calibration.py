# SPDX-License-Identifier: EUPL-1.2
import numpy as np
import pytest

from nizam.foundations.routing import Confidence, Point, expected_calibration_error, precision_curve, threshold_for
from nizam.foundations.routing.calibration import fit_confidence, fit_line

OUTCOMES = [(0.9, True), (0.8, True), (0.8, False), (0.5, True), (0.2, False)]


def test_the_curve_tells_what_each_threshold_would_have_meant() -> None:
    assert precision_curve(OUTCOMES) == [
        Point(0.2, 3 / 5, 1.0, 5),
        Point(0.5, 3 / 4, 4 / 5, 4),
        Point(0.8, 2 / 3, 3 / 5, 3),
        Point(0.9, 1.0, 1 / 5, 1),
    ]
    assert precision_curve([]) == []


def test_the_lowest_threshold_that_keeps_the_promise_is_chosen() -> None:
    curve = precision_curve(OUTCOMES)
    assert threshold_for(curve, 0.7, least=1) == 0.5
    assert threshold_for(curve, 0.95, least=1) == 0.9
    assert threshold_for(curve, 0.95, least=2) is None
    assert threshold_for(curve, 0.5) is None, "five answers promise nothing"


def test_calibration_error_is_the_gap_between_confidence_and_truth() -> None:
    assert expected_calibration_error([]) == 0
    assert expected_calibration_error([(1.0, True), (0.0, False)]) == 0
    assert expected_calibration_error([(0.75, True), (0.75, False)]) == pytest.approx(0.25)


def test_confidence_follows_how_often_the_first_was_right() -> None:
    scores = np.array([[1.0, 0.0, 0.0]] * 100, np.float32)
    rarely = fit_confidence(scores, np.array([0] * 40 + [1] * 60))
    often = fit_confidence(scores, np.array([0] * 90 + [1] * 10))
    assert rarely.of(scores)[0, 0] == pytest.approx(0.4, abs=0.05)
    assert often.of(scores)[0, 0] == pytest.approx(0.9, abs=0.05)


def test_confidences_keep_the_order_and_never_sum_above_one() -> None:
    scores = np.array([[0.5, 0.49, 0.1], [3.0, 0.0, -1.0], [0.2, 0.2, 0.2]], np.float32)
    for confidence in (Confidence(0.1), Confidence(0.5, 0.4, -1.0), Confidence(0.05, 2.0, 1.0)):
        given = confidence.of(scores)
        assert (given.sum(1) <= 1 + 1e-9).all()
        assert (np.diff(given[:2], axis=1) <= 1e-12).all()


def test_where_confidence_says_nothing_it_is_left_alone() -> None:
    confidences = np.array([0.9] * 50 + [0.1] * 50)
    assert fit_line(confidences, np.array([False] * 50 + [True] * 50)) == (1.0, 0.0)
    slope, _ = fit_line(confidences, np.array([True] * 50 + [False] * 50))
    assert slope > 1
