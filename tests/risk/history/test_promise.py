"""Shares of the promise kept, from clocks."""

import pandas as pd
import pytest

from risk.history import promise_shares

ROW = {
    "tier": "town", "claims": 12, "clocked": 10, "kept": 8, "measured": 5, "typed": 4,
    "inferred": 1, "kept_measured": 5, "kept_typed": 2, "kept_inferred": 1, "missing": 1,
    "imprecise": 1, "impossible": 0, "limit_given": True,
}  # fmt: skip


def test_shares_by_hand():
    """8 of 10 in time, all 5 measured ones, half of the typed."""
    row = promise_shares(pd.DataFrame([ROW])).iloc[0]
    assert (row["share"], row["share_measured"], row["share_typed"]) == (0.8, 1.0, 0.5)
    assert row["share_lo"] == pytest.approx(0.5408, abs=1e-3)  # Wilson, 90 %
    assert row["share_hi"] == pytest.approx(0.9317, abs=1e-3)
    assert row["share_measured_hi"] == 1.0


def test_without_a_limit_there_is_no_share():
    """Times are shown, nothing is judged."""
    row = promise_shares(pd.DataFrame([ROW | {"limit_given": False, "kept": 0}])).iloc[0]
    assert pd.isna(row["share"])
    assert pd.isna(row["share_lo"])


def test_a_claim_of_no_known_tier_is_said_unknown():
    """It stands in a row of its own."""
    assert promise_shares(pd.DataFrame([ROW | {"tier": None}]))["tier"].tolist() == ["unknown"]
