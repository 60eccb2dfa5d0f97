"""Reliability and Brier score of chances that can be counted by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from risk.follow.calibration import CALIBRATED_FROM, base_rates, calibration


def pairs(said, kept, tier="all"):
    """One pair an event."""
    return pd.DataFrame(
        {
            "event_id": [f"E{i}" for i in range(len(said))],
            "tier": tier,
            "p_event_share": said,
            "expected_share": 0.9,
            "share": 0.8,
            "kept": kept,
        }
    )


def test_four_events_by_hand():
    """Said 0.9, 0.9, 0.2, 0.2; kept 1, 0, 0, 0: (0.01 + 0.81 + 0.04 + 0.04) / 4."""
    found = calibration(pairs([0.9, 0.9, 0.2, 0.2], [1.0, 0.0, 0.0, 0.0]))
    score = found.scores.iloc[0]
    assert score["brier"] == pytest.approx(0.225)
    assert score["brier_base"] == pytest.approx((1 + 3 * (1 / 3) ** 2) / 4)
    assert score["skill"] == pytest.approx(1 - 0.225 / (1 / 3))
    assert score["kept"] == 0.25
    assert score["kept_lo"] < 0.25 < score["kept_hi"]
    assert score["share_mae"] == pytest.approx(0.1)
    assert found.reliability["kept"].tolist() == [0.0, 0.5]
    assert found.reliability["p_from"].tolist() == [0.0, 0.9]
    assert not found.calibrated


def test_unknown_outcomes_are_no_events():
    """A chance without an outcome, or an outcome without a chance, is no pair."""
    found = calibration(pairs([0.9, np.nan, 0.5], [1.0, 1.0, np.nan]))
    assert found.events == 1
    assert len(found.pairs) == 1


def test_twenty_events_may_be_called_calibrated():
    """One event fewer may not."""
    for events in (CALIBRATED_FROM - 1, CALIBRATED_FROM):
        found = calibration(pairs([0.8] * events, [1.0] * events))
        assert found.calibrated == (events == CALIBRATED_FROM)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.sampled_from([0.0, 1.0])), min_size=1, max_size=12))
def test_a_score_lies_between_nought_and_one(rows):
    """Brier scores and base rates are in [0, 1]; each event stands in one bin."""
    said, kept = (np.array(column) for column in zip(*rows, strict=True))
    found = calibration(pairs(said, kept))
    assert 0 <= found.scores["brier"].iloc[0] <= 1
    assert ((base_rates(kept) >= 0) & (base_rates(kept) <= 1)).all()
    assert found.reliability["events"].sum() == len(rows)
