"""The forecast as pages see it, and a small study on made-up counties."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from risk.history.backtest import scores
from risk.history.forecast import (
    ALL,
    NOT_ENOUGH,
    actual,
    backtest,
    chosen,
    forecast,
    simulate_families,
)
from risk.history.months import by_month

FIRST = date(2018, 1, 1)


def county(rng: np.random.Generator, years: int, *, growth: float = 0.0) -> pd.DataFrame:
    """Two families with seasons and scattered months; storms also in events, half listed."""
    days = pd.date_range(FIRST, periods=12 * years, freq="MS") + pd.Timedelta(days=14)
    wave = np.cos(2 * np.pi * (np.arange(12 * years) % 12 - 6) / 12)
    drift = np.exp(growth * np.arange(12 * years) / 12)
    parts = []
    for family, size, strength in (("storm", 8, 0.8), ("accident", 7, 0.3)):
        rate = size * np.exp(strength * wave) * rng.gamma(5, 0.2, len(days)) * drift
        at = days.repeat(rng.poisson(rate))
        parts.append(pd.DataFrame({"loss_at": at, "peril_family": family, "event_id": None}))
    for number in range(rng.poisson(2 * years)):
        month = 12 * rng.integers(years) + rng.integers(4, 9)
        at = days[[month]].repeat(int(rng.gamma(1.0) * 60) + 1)
        event = f"E{number}" if number % 2 else None
        parts.append(pd.DataFrame({"loss_at": at, "peril_family": "storm", "event_id": event}))
    return pd.concat(parts, ignore_index=True)


def test_twelve_months_with_ranges_that_add_up():
    """Means of months sum to the year's, families to all; ranges are ordered; the seed decides."""
    claims = county(np.random.default_rng(1), 6)
    made = forecast(claims, as_of=date(2023, 12, 31), seed=3, draws=800)
    again = forecast(claims, as_of=date(2023, 12, 31), seed=3, draws=800)
    pd.testing.assert_frame_equal(made.by_month, again.by_month)
    assert made.first == pd.Timestamp("2024-01-01")
    year = made.by_year.set_index("peril_family")
    sums = made.by_month.groupby("peril_family")["mean"].sum()
    assert sums.to_dict() == pytest.approx(year["mean"].to_dict())
    assert year.loc[["storm", "accident"], "mean"].sum() == pytest.approx(year.loc[ALL, "mean"])
    assert (made.by_month["p05"] <= made.by_month["p50"]).all()
    assert (made.by_month["p50"] <= made.by_month["p95"]).all()
    last = (claims["loss_at"] >= "2023-01-01").sum()
    assert abs(year.loc[ALL, "last_12_months"] - last) <= 0
    assert {"level", "trend", "seasonal_naive", "last_year"} <= set(made.backtest["method"])
    assert made.note == ""


def test_too_little_gives_no_numbers():
    """A year and a half, no claims, or a family with nine: "not enough data"."""
    claims = county(np.random.default_rng(1), 6)
    short = forecast(claims, as_of=date(2019, 6, 30), seed=1)
    assert short.note == "not enough data: a record of 18 months"
    assert short.by_month.empty
    few = forecast(claims.iloc[:5], as_of=date(2023, 12, 31), seed=1, first=FIRST)
    assert few.note.startswith(NOT_ENOUGH)
    nothing = forecast(claims.iloc[:0], as_of=date(2023, 12, 31), seed=1)
    assert nothing.note.startswith(NOT_ENOUGH)
    snow = claims.iloc[:9].assign(peril_family="snow")
    made = forecast(pd.concat([claims, snow]), as_of=date(2023, 12, 31), seed=1, draws=200)
    row = made.by_year.set_index("peril_family").loc["snow"]
    assert row["note"] == NOT_ENOUGH
    assert np.isnan(row["mean"])
    assert "snow" not in set(made.by_month["peril_family"])


def test_a_trend_is_taken_only_where_it_won():
    """Claims that double every four years: trend, each time; steady ones: seldom."""
    taken = {}
    for growth in (np.log(2) / 4, 0.0):
        ledgers = [county(np.random.default_rng(s), 9, growth=growth) for s in range(4)]
        records = [by_month(c, as_of=date(2026, 12, 31), first=FIRST) for c in ledgers]
        methods = [chosen(backtest(m, seed=1, draws=300), "accident") for m in records]
        taken[growth > 0] = methods.count("trend")
    assert taken[True] == 4
    assert taken[False] <= 2


def test_growth_of_exposure_is_carried_on():
    """5 % more house-years each year: the forecast's growth is 5 %."""
    claims = county(np.random.default_rng(2), 6, growth=np.log(1.05))
    exposure = pd.DataFrame(
        {"year": range(2018, 2024), "house_years": 1000 * 1.05 ** np.arange(6),
         "exposure_source": "policies"}
    )  # fmt: skip
    options = {"as_of": date(2023, 12, 31), "seed": 1, "draws": 400}
    grown = forecast(claims, exposure=exposure, **options)
    assert grown.growth == pytest.approx(0.05)
    assert forecast(claims, **options).growth == 0


def test_a_small_study_beats_seasonal_naive_and_ranges_hold():
    """Twelve counties, two years each: better than naive in every score; ranges about right.

    The full study (30 counties, eight years each) is ``python -m benchmarks.forecast``.
    """
    parts = []
    for seed in range(12):
        months = by_month(
            county(np.random.default_rng(seed), 8), as_of=date(2025, 12, 31), first=FIRST
        )
        for known in (72, 84):
            past, came = months.until(known), actual(months, known)[ALL]
            made = simulate_families(
                past, dict.fromkeys(past.families, "level"), draws=600, seed=seed
            )[ALL]
            naive = sum(past.counts(f)[-12:] for f in past.families)[None]
            rng = np.random.default_rng(seed)
            parts += [
                scores(d, came, rng).assign(method=m) for m, d in (("ours", made), ("naive", naive))
            ]
            year = scores(made.sum(axis=1, keepdims=True), came.sum(keepdims=True), rng)
            parts.append(year.assign(method="year"))
    means = pd.concat(parts).groupby("method").mean()
    for score in ("crps", "absolute_error", "deviance"):
        assert means.loc["ours", score] < means.loc["naive", score]
    assert 0.85 <= means.loc["ours", "held_random"] <= 0.95
    assert 0.75 <= means.loc["year", "held"] <= 1
