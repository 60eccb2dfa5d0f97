"""Fit and simulation of one family: what it finds, and that doubt is in every draw."""

import numpy as np
import pandas as pd
import pytest

from risk.history.monthly_model import PHI, PSI, fit, seasons, simulate
from risk.history.months import Months

YEARS = 8
CALENDAR = np.tile(np.arange(12), YEARS)
SEASON = np.exp(np.cos(2 * np.pi * (np.arange(12) - 6) / 12))
SEASON /= SEASON.mean()


def record(y: np.ndarray, events: list[tuple[int, int]] = (), **others: list) -> Months:
    """A family ``f`` and others with events only, at even exposure."""
    listed = {"f": events} | others
    return Months(
        pd.Timestamp("2016-01-01"),
        np.ones(len(y)),
        {"f": y.astype(float)} | {name: np.zeros(len(y)) for name in others},
        {name: np.array(e, dtype=float).reshape(-1, 2) for name, e in listed.items()},
    )


def test_a_season_is_found_and_chance_is_shrunk_away():
    """A strong season stays, its months' doubt small; eight flat years of ten keep near 1."""
    rng = np.random.default_rng(1)
    strong = rng.poisson(20 * SEASON[CALENDAR])
    factor, doubt = seasons(strong.astype(float), np.full(96, strong.mean()), CALENDAR)
    assert factor == pytest.approx(SEASON, abs=0.25)
    assert doubt.max() < 0.25
    flat = rng.poisson(10, 96)
    factor, _ = seasons(flat.astype(float), np.full(96, flat.mean()), CALENDAR)
    assert np.abs(factor - 1).max() < 0.15


def test_scatter_is_told_apart():
    """Pure chance, scatter of months, scatter of years: the posterior leans the right way."""
    rng = np.random.default_rng(2)
    month = rng.gamma(2, 0.5, 96)
    year = np.repeat(rng.gamma(4, 0.25, YEARS), 12)
    found = {}
    for name, factor in {"chance": np.ones(96), "month": month, "year": year}.items():
        weight = fit(record(rng.poisson(20 * factor)), "f", trend=False).weight
        found[name] = float(weight.sum(axis=1) @ PHI), float(weight.sum(axis=0) @ PSI)
        assert weight.sum() == pytest.approx(1.0)
    assert found["chance"][0] < 0.03
    assert found["chance"][1] < 0.02
    assert 0.15 < found["month"][0] < 0.8  # the largest months count as events
    assert found["year"][1] > 0.1 > found["year"][0]


def test_the_next_year_of_plain_chance():
    """120 a year and nothing else: mean 120; the range is a little wider than Poisson's own."""
    months = record(np.full(96, 10) + np.tile([-3, 3], 48))
    made = simulate(fit(months, "f", trend=False), months, 12, np.zeros(4000),
                    np.random.default_rng(1)).sum(axis=1)  # fmt: skip
    assert made.mean() == pytest.approx(120, rel=0.03)
    assert np.sqrt(120) < made.std() < 3 * np.sqrt(120)


def test_growth_and_trend_raise_the_mean():
    """10 % more houses, 10 % more claims; claims that grow 10 % a year grow on where asked."""
    months = record(np.full(96, 50))
    fitted = fit(months, "f", trend=False)
    rng = np.random.default_rng
    flat, more = (
        simulate(fitted, months, 12, np.full(4000, g), rng(1)).mean() for g in (0.0, np.log(1.1))
    )
    assert more / flat == pytest.approx(1.1, abs=0.02)
    rising = record(np.round(50 * 1.1 ** (np.arange(96) / 12)))
    level, trend = (
        simulate(fit(rising, "f", trend=t), rising, 12, np.zeros(4000), rng(1)).mean()
        for t in (False, True)
    )
    assert 95 < trend < 50 * 1.1**8.5  # drawn a little towards no trend
    assert level < 0.8 * trend


def test_events_come_as_often_as_seen_and_as_large():
    """One event a year of 100 in July: half to one and a half in most draws, mostly summer."""
    events = [(12 * y + 6, 100) for y in range(YEARS)]
    months = record(np.full(96, 1), events)
    made = simulate(fit(months, "f", trend=False), months, 12, np.zeros(8000),
                    np.random.default_rng(1))  # fmt: skip
    assert made.sum(axis=1).mean() == pytest.approx(12 + 100 * 8.25 / 8, rel=0.08)
    assert made[:, 6].mean() > 0.6 * made.sum(axis=1).mean()
    assert (made.max(axis=1) < 20).mean() == pytest.approx(np.exp(-1), abs=0.06)


def test_a_family_without_events_borrows_rare_ones():
    """Never an event in eight years: few draws have one, of the size other families saw."""
    months = record(np.full(96, 1), [], other=[(5, 200), (60, 300)])
    made = simulate(fit(months, "f", trend=False), months, 12, np.zeros(8000),
                    np.random.default_rng(1))  # fmt: skip
    share = (made.max(axis=1) > 50).mean()
    assert 0.005 < share < 0.06


def test_no_claims_at_all():
    """Eight empty years: about no claim next year, and no error on the way."""
    months = record(np.zeros(96))
    made = simulate(fit(months, "f", trend=True), months, 12, np.zeros(2000),
                    np.random.default_rng(1)).sum(axis=1)  # fmt: skip
    assert np.median(made) == 0
    assert np.quantile(made, 0.95) <= 2
