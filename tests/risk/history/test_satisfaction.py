"""Index and shares of the answers, and what silence could change."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from risk.errors import ModelError
from risk.history.satisfaction import Weights, reasons, satisfaction

COLUMNS = ["closed", "called_back", "answers", "satisfied", "basically_satisfied", "dissatisfied"]


def counts(*rows: tuple[int, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=COLUMNS)


def test_ten_answers_by_hand():
    """8 × 100 + 1 × 60 + 1 × 0 over 10 answers; two of twelve gave none."""
    row = satisfaction(counts((12, 11, 10, 8, 1, 1))).iloc[0]
    assert row["index"] == pytest.approx(86.0)
    assert row["index_lo"] < 86 < row["index_hi"] <= 100
    assert (row["satisfied_share"], row["fully_satisfied_share"]) == pytest.approx((0.9, 0.8))
    # Wilson, z = 1.6449: (9 + 1.3528) / 12.7055 ± 1.6449 / 12.7055 · √(0.9 + 0.6764)
    assert row["satisfied_share_lo"] == pytest.approx(0.6523, abs=1e-4)
    assert row["satisfied_share_hi"] == pytest.approx(0.9774, abs=1e-4)
    assert row["no_answer"] == 2
    assert row["answered_share"] == pytest.approx(10 / 12)
    assert row["share_if_silent_dissatisfied"] == pytest.approx(9 / 12)
    assert row["share_if_silent_satisfied"] == pytest.approx(11 / 12)
    assert row["little_data"]


def test_the_weights_are_told_and_count():
    """With 80 points for the middle answer the same answers make 88."""
    row = satisfaction(counts((10, 10, 10, 8, 1, 1)), Weights(100, 80, 0)).iloc[0]
    assert (row["index"], row["weight_basically_satisfied"]) == pytest.approx((88.0, 80.0))


def test_nobody_answered():
    """No index and no share, but the silence is counted."""
    row = satisfaction(counts((5, 0, 0, 0, 0, 0))).iloc[0]
    assert row[["index", "index_lo", "satisfied_share", "satisfied_share_lo"]].isna().all()
    assert (row["no_answer"], row["answered_share"]) == (5, 0)


def test_weights_fall():
    """A worse answer never counts more."""
    with pytest.raises(ModelError, match="do not fall"):
        Weights(60, 100, 0)


@settings(max_examples=40)
@given(st.tuples(*[st.integers(0, 500)] * 3), st.integers(0, 100))
def test_index_lies_in_its_range(answers: tuple[int, int, int], silent: int):
    """Whatever was answered: 0 ≤ lo ≤ index ≤ hi ≤ 100, and silence only widens."""
    n = sum(answers)
    row = satisfaction(counts((n + silent, n, n, *answers))).iloc[0]
    if n:
        assert 0 <= row["index_lo"] <= row["index"] <= row["index_hi"] <= 100
        low, high = row["share_if_silent_dissatisfied"], row["share_if_silent_satisfied"]
        assert low - 1e-12 <= row["satisfied_share"] <= high + 1e-12


def test_reasons_stand_beside_not_behind():
    """Of 4 dissatisfied, 2 had complained of a late crew; 2 of 5 such claims."""
    beside = pd.DataFrame(
        [("all", None, 40, 4), ("complaint", "到场慢", 5, 2)],
        columns=["kind", "reason", "answers", "dissatisfied"],
    )
    row = reasons(beside).iloc[1]
    assert (row["dissatisfied_share"], row["of_dissatisfied"]) == (0.4, 0.5)
    assert row["little_data"]
