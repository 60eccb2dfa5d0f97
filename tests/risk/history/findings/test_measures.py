"""Measures: the metric before and after, on the same days of the year, never guessed."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from risk.history.findings import measure_effects
from risk.history.findings.evidence import Estimate
from risk.history.findings.measures import same_days_before
from risk.history.findings.metrics import LOOKS, code_of, difference, less_is_better, unit_of
from tests.risk.history.findings.conftest import claims_on, days_of


def ledger(metric, decided_on, due=None, **changes):
    """One row as ``contract.measures_ledger`` gives it."""
    row = {
        "measure_id": "M1", "decided_on": pd.Timestamp(decided_on), "finding": "f", "action": "a",
        "owner": None, "due": pd.Timestamp(due) if due else pd.NaT, "metric": metric,
        "value_before": 0.5, "value_after": np.nan, "standing": "running",
    }  # fmt: skip
    return pd.DataFrame([row | changes])


def slow_until_march(make):
    """Every other arrival late until the end of March 2025, none after."""
    rows = pd.concat([claims_on(days_of(y, 1)) for y in (2024, 2025)], ignore_index=True)
    slow = (rows["reported_at"] < "2025-04-01") & (rows.index % 2 == 0)
    rows.loc[slow, "arrived_at"] = rows["reported_at"] + pd.Timedelta(hours=4)
    return make(rows)


def test_a_better_share_is_found_beside_the_same_days_of_last_year(make):
    """Decided in January, due in March: April to December after, and the year before."""
    (seen,) = measure_effects(
        slow_until_march(make), ledger("到场时效达标率", "2025-01-10", "2025-03-31")
    )
    assert (seen.metric, seen.answer, seen.so_far) == ("arrival_share", "better", False)
    assert seen.after == (date(2025, 4, 1), date(2025, 12, 31))
    assert seen.before == (date(2024, 4, 1), date(2024, 12, 31))
    assert (seen.value_before, seen.value_after) == (pytest.approx(0.5, abs=0.01), 1.0)
    assert (seen.n_before, seen.n_after) == (275, 275)
    assert seen.change_range[0] > 0.4
    assert (seen.typed_before, np.isnan(seen.typed_after)) == (0.5, True)


def test_a_worse_mean_is_found_where_less_is_better(make):
    """Claims take ten days, then twenty."""
    rows = pd.concat([claims_on(days_of(y, 1)) for y in (2024, 2025)], ignore_index=True)
    slow = rows["reported_at"] >= "2025-02-01"
    rows.loc[slow, "paid_at"] = rows["reported_at"] + pd.Timedelta(days=20)
    (seen,) = measure_effects(make(rows), ledger("平均结案天数", "2025-01-10", "2025-02-28"))
    assert (seen.answer, seen.unit) == ("worse", "days")
    assert (seen.value_before, seen.value_after) == (pytest.approx(10), pytest.approx(20))


def test_before_the_due_day_it_is_so_far(make):
    """Without a due day, or before it, the days since the decision count."""
    for due in (None, "2026-06-30"):
        (seen,) = measure_effects(slow_until_march(make), ledger("满意率", "2025-03-01", due))
        assert (seen.so_far, seen.after[0], seen.answer) == (True, date(2025, 3, 2), "same")


def test_what_cannot_be_computed_is_said(make):
    """An unknown word, a known one without its data, a decision of the last day."""
    tables = slow_until_march(make)
    answers = [
        measure_effects(tables, ledger(metric, day))[0].answer
        for metric, day in (
            ("幸福指数", "2025-01-10"), (None, "2025-01-10"), ("热线三声接听率", "2025-01-10"),
            ("到场时效达标率", "2025-12-31"), ("大灾到场时效达标率", "2025-01-10"),
        )
    ]  # fmt: skip
    assert answers == ["unknown_metric", "unknown_metric", "not_recorded", "not_begun", "thin"]


def test_counts_have_no_interval(make):
    """Complaints per claim are counted: no chance in them."""
    (seen,) = measure_effects(slow_until_march(make), ledger("投诉率", "2025-01-10"))
    assert (seen.answer, seen.value_before, seen.value_after) == ("counted", 0.0, 0.0)


def test_the_newest_decision_comes_first(make):
    """Rows in order of the decision."""
    rows = pd.concat([ledger("满意率", f"2025-0{m}-01", measure_id=f"M{m}") for m in (1, 3, 2)])
    assert [m.measure_id for m in measure_effects(make(), rows)] == ["M3", "M2", "M1"]


def test_the_same_days_lie_before_the_decision():
    """A year back, or as many as it takes."""
    after = (date(2025, 4, 1), date(2025, 12, 31))
    assert same_days_before(after, date(2025, 1, 10))[1] == date(2024, 12, 31)
    assert same_days_before(after, date(2024, 12, 30))[1] == date(2023, 12, 31)


def test_every_metric_that_can_be_computed_answers(make):
    """Each gives a value in its unit on ordinary records."""
    tables = make()
    for code, look in LOOKS.items():
        seen = look(tables, date(2025, 1, 1), date(2025, 12, 31))
        assert unit_of(code) in ("share", "days", "min", "points")
        assert isinstance(less_is_better(code), bool)
        enough = code not in ("arrival_event_share", "complaints_completed_share")
        assert np.isfinite(seen.value) == enough, code
    assert code_of(" 满意率 ") == "satisfied_share"


def test_a_change_takes_both_doubts():
    """Newcombe's interval: 0.2 of change, ± √(0.1² + 0.1²)."""
    sides = [Estimate(v, v - 0.1, v + 0.1, 50, 50) for v in (0.7, 0.5)]
    assert difference(*sides) == pytest.approx((0.2, 0.2 - 0.02**0.5, 0.2 + 0.02**0.5))
