"""Shares of the service tables, by hand; what has no limit has no verdict."""

import numpy as np
import pandas as pd
import pytest

from risk.history.satisfaction import DEFAULT_WEIGHTS
from risk.history.service import (
    by_role,
    call_backs,
    complaints,
    hotline,
    payment_times,
    scorecards,
    timeliness,
)
from risk.settings import Promise

COMPLAINTS = {
    "complaints": 4, "without_claim": 0, "impossible": 0, "answered": 4, "p50_answer_h": 5.0,
    "p90_answer_h": 9.0, "answered_in_time": 3, "completed": 3, "p50_completion_days": 2.0,
    "p90_completion_days": 4.0, "completed_in_time": 2, "due": 4, "open": 1, "open_over_limit": 1,
}  # fmt: skip


def calls(**changes: int) -> pd.DataFrame:
    row = {
        "calls": 12, "answered": 9, "unanswered": 1, "abandoned": 1, "end_not_given": 2,
        "ring_not_given": 0, "in_time": 8, "judged": 10,
    }  # fmt: skip
    return pd.DataFrame([row | changes])


def test_calls_whose_end_is_not_told_are_in_no_share():
    """9 of the 10 calls whose end is known were answered; 8 of 10 within the rings."""
    row = hotline(calls(), limit_s=15).iloc[0]
    assert (row["answered_share"], row["in_time_share"], row["limit_s"]) == (0.9, 0.8, 15)


def test_seconds_are_no_rings_unless_said():
    """Without the length of a ring nothing is judged."""
    row = hotline(calls(in_time=0, judged=0), limit_s=None).iloc[0]
    assert row[["in_time_share", "in_time_share_lo", "limit_s"]].isna().all()
    assert row["answered_share"] == 0.9


def test_a_complaint_open_past_its_limit_counts_as_late():
    """Two of the four due were closed in time: one was late, one is still open."""
    row = complaints(pd.DataFrame([COMPLAINTS]), limit_given=True).iloc[0]
    assert (row["completed_in_time_share"], row["answered_in_time_share"]) == (0.5, 0.75)
    silent = complaints(pd.DataFrame([COMPLAINTS]), limit_given=False).iloc[0]
    assert (
        silent[["completed_in_time", "completed_in_time_share", "due", "open_over_limit"]]
        .isna()
        .all()
    )
    assert silent["p50_completion_days"] == 2


def test_call_backs_reached():
    """7 of 8 ended calls reached the household."""
    frame = pd.DataFrame({"calls": [9], "reached": [7], "not_reached": [1], "end_not_given": [1]})
    row = call_backs(frame).iloc[0]
    assert row["reached_share"] == 0.875
    assert row["little_data"]


def stage(name: str, tier: str | None = None, **changes: float) -> dict[str, object]:
    row = {
        "stage": name, "tier": tier, "claims": 10, "clocked": 8, "kept": 6, "running": 1,
        "overdue": 1, "missing": 1, "imprecise": 0, "impossible": 0, "measured": 4,
        "kept_measured": 3, "p50_min": 20.0,
    }  # fmt: skip
    return row | changes


def test_required_actual_late():
    """The arrival is judged by tier, the review only where the contract gives days."""
    clocked = pd.DataFrame([stage("arrival", "town"), stage("arrival", None), stage("review")])
    complained = complaints(pd.DataFrame([COMPLAINTS]), limit_given=False)
    told = timeliness(clocked, complained, Promise()).set_index("stage")
    town, nowhere = told.loc["arrival"].to_dict("records")
    assert (town["required"], town["unit"], town["late"], town["share"]) == (30, "min", 2, 0.75)
    assert (town["share_measured"], town["overdue"], town["standing"]) == (0.75, 1, "contract")
    assert np.isnan([nowhere["late"], nowhere["share"]]).all()
    review = told.loc["review"]
    assert (review["standing"], review["ceiling_days"]) == ("not_provided", 30)
    assert review[["required", "kept", "late", "overdue", "share"]].isna().all()
    assert told.loc["complaint", "running"] == 1
    given = timeliness(clocked, complained, Promise(review_days=5)).set_index("stage").loc["review"]
    assert (given["required"], given["late"]) == (5, 2)


def test_every_payment_stands_in_a_bin_or_beside_them():
    """Two in three days, one after 40; one without a stamp, one before its approval."""
    rows = [
        ("from_approval", 1, False, 2, 3000.0), ("from_approval", 7, False, 1, 500.0),
        ("from_approval", -1, None, 1, 100.0), ("from_approval", -1, True, 1, 10.0),
    ]  # fmt: skip
    counts = pd.DataFrame(rows, columns=["clock", "bin", "impossible", "claims", "paid_money"])
    told = payment_times(counts, (0, 1, 3, 5, 7, 10, 15, 30, 60))
    timed = told[told["standing"] == "timed"]
    assert timed["claims"].tolist() == [0, 2, 0, 0, 0, 0, 0, 1, 0]
    assert timed["share_so_far"].iloc[[1, 7]].tolist() == pytest.approx([2 / 3, 1])
    assert timed[["from_day", "to_day"]].iloc[-1].tolist() == [60, np.inf]
    beside = told[told["standing"] != "timed"].set_index("standing")["claims"].to_dict()
    assert beside == {"missing": 1, "impossible": 1}


def cards() -> pd.DataFrame:
    rows = [
        ("A", "查勘员", 100, 100, 100, 90), ("B", "查勘员", 100, 100, 100, 60),
        ("C", None, 5, 5, 5, 0),
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["crew_id", "role", "claims", "surveys", "clocked", "kept"])
    zero = dict.fromkeys(
        [
            "measured",
            "kept_measured",
            "redone",
            "answers",
            "satisfied",
            "basically_satisfied",
            "dissatisfied",
        ],
        0,
    )
    return frame.assign(**zero)


def test_a_small_number_is_not_a_poor_worker():
    """150 of 205 in time: A lies above, B below; C had five surveys and is not compared."""
    told = scorecards(cards(), ["crew_id"], DEFAULT_WEIGHTS).set_index("crew_id")
    assert told["differs"].to_dict() == {"A": "better", "B": "worse", "C": ""}
    assert told["little_data"].to_dict() == {"A": False, "B": False, "C": True}
    assert told.loc["A", "on_time_share"] == 0.9
    assert told["index"].isna().all()


def test_posts_sum_up_their_people():
    """Two surveyors together, and the crew that is no person by itself."""
    told = by_role(scorecards(cards(), ["crew_id"], DEFAULT_WEIGHTS), DEFAULT_WEIGHTS)
    assert told[["surveys", "cards"]].to_numpy().tolist() == [[200, 2], [5, 1]]
    assert told.loc[0, "on_time_share"] == 0.75
