"""Scores by hand, and origins and baselines as they were known then."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from risk.history.backtest import baselines, crps, origins, scores
from risk.history.months import Months


def test_crps_by_hand():
    """A point's is its distance; two draws 0 and 2 about 1: 1 − 2·2/8 = 0.5."""
    assert crps(np.array([[3.0]]), np.array([5.0])).tolist() == [2.0]
    assert crps(np.array([[0.0], [2.0]]), np.array([1.0])).tolist() == [0.5]


def test_crps_of_a_normal_sample():
    """The closed form of Gneiting and Raftery (2007), eq. 21."""
    made = np.random.default_rng(1).normal(size=(20_000, 1))
    z = 0.7
    exact = z * (2 * stats.norm.cdf(z) - 1) + 2 * stats.norm.pdf(z) - 1 / np.sqrt(np.pi)
    assert crps(made, np.array([z]))[0] == pytest.approx(exact, abs=0.01)


def test_right_ranges_hold_nine_in_ten():
    """Counts drawn from the forecast itself: ends included more than 90 %, randomised 90 %."""
    rng = np.random.default_rng(2)
    made, came = rng.poisson(3, (2000, 1)) * np.ones((1, 4000)), rng.poisson(3.0, 4000)
    table = scores(made, came.astype(float), rng)
    assert table["held"].mean() > 0.92
    assert table["held_random"].mean() == pytest.approx(0.9, abs=0.015)
    exact = [2 * ((c * np.log(c / made[:, 0].mean()) if c else 0) - c + made[:, 0].mean())
             for c in came]  # fmt: skip
    assert table["deviance"].tolist() == pytest.approx(exact)
    point = scores(made[:1], came.astype(float), rng)
    assert point["held"].isna().all()


def test_origins_are_whole_years_back_from_the_end():
    """60 months, two years at least, four at most: 24, 36 and 48 known."""
    assert origins(60, least=24, most=4) == [24, 36, 48]
    assert origins(30, least=24, most=4) == []


def test_baselines_know_the_season_and_the_year():
    """Three years of 1…12, the last doubled: same month, last mean, mean of the same months."""
    y = np.concatenate([np.arange(1, 13.0), np.arange(1, 13.0), 2 * np.arange(1, 13.0)])
    months = Months(pd.Timestamp("2020-01-01"), np.ones(36), {"f": y}, {"f": np.empty((0, 2))})
    made = baselines(months, "f", 12)
    assert made["seasonal_naive"][0].tolist() == y[-12:].tolist()
    assert set(made["last_year"][0]) == {13.0}
    assert made["seasonal_mean"][0].tolist() == pytest.approx(np.arange(1, 13) * 4 / 3)
