"""Forecast of the next twelve months on made-up counties: scores against baselines, and coverage.

Each county is drawn anew from a seed: its size, its growth, how strong its seasons are, how its
months and years scatter, and above all its luck with events. A year has Poisson(3) of them, each
with a footprint on a map of 15 × 20 villages and a gamma strength; the smaller are on no list of
events. Each year from the sixth on is forecast from those before it (rolling origin), eight a
county: one year of thirty counties could not tell 90 % from 80 %. Nothing of the generator is told
to the forecast; its constants were looked at on other seeds than those measured here.

`--no-peers` leaves the baselines out. `held` counts a year or month inside the 90 % range, ends
included; whole numbers make that a little more than 90 %, `held_random` takes it out. `held_se` is
the standard error of `held` over counties (years of one county share its luck): thirty counties
know the years' coverage to about two points.
"""

import argparse
from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from benchmarks._run import run
from risk.history.backtest import SCORES
from risk.history.forecast import ALL, actual, candidates, chosen, scored
from risk.history.months import by_month

COUNTIES, SMALL = 30, 4
KNOWN, ORIGINS = 5, 8  # years known at first, years forecast
FIRST_YEAR = 2018
ROWS, COLUMNS = 15, 20
ROW, COLUMN = (v.ravel() for v in np.indices((ROWS, COLUMNS)))
LISTED = 20  # claims that make an event one of the ledger
# share of ordinary claims; peak month (0 = January) and strength of the season; weight in events
FAMILIES = {
    "storm": (0.32, 6, 0.8, 5), "flood": (0.14, 7, 1.2, 4), "snow": (0.08, 1, 1.5, 3),
    "ground": (0.14, 8, 0.4, 0), "accident": (0.32, 0, 0.3, 0),
}  # fmt: skip


def county(rng: np.random.Generator, years: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Claims (loss_at, peril_family, event_id) and exposure (year, house_years) of some years."""
    size = rng.lognormal(np.log(250), 0.3)
    growth = rng.normal(0.02, 0.015)
    claims = []
    for family, (share, peak, strength, _) in FAMILIES.items():
        month = np.arange(12)
        season = np.exp(strength * rng.uniform(0.5, 1.5) * np.cos(2 * np.pi * (month - peak) / 12))
        mean = size * share * season / season.sum()
        phi, psi = rng.uniform(0.02, 0.4), rng.uniform(0, 0.06)
        drift = rng.choice([0, 0, rng.normal(0, 0.05)])
        for year in range(years):
            rate = mean * np.exp((growth + drift) * year) * gamma(rng, psi)
            counts = rng.poisson(rate * gamma(rng, np.full(12, phi)))
            claims.append(rows(counts, year, family, None))
    claims += events(rng, size, growth, years)
    table = pd.concat(claims, ignore_index=True)
    exposure = pd.DataFrame(
        {
            "year": FIRST_YEAR + np.arange(years),
            "house_years": 60_000 * np.exp(growth * np.arange(years)),
            "exposure_source": "policies",
        }
    )
    return table, exposure


def events(rng: np.random.Generator, size: float, growth: float, years: int) -> list[pd.DataFrame]:
    """A year's events: some villages, some strength, one or two months; small ones unlisted."""
    villages = rng.lognormal(0, 0.6, ROWS * COLUMNS) * rng.lognormal(0, 0.6, ROWS * COLUMNS)
    villages *= size / villages.sum()
    weight = np.array([f[3] for f in FAMILIES.values()], dtype=float)
    made = []
    for year in range(years):
        for number in range(rng.poisson(3)):
            family = list(FAMILIES)[rng.choice(len(weight), p=weight / weight.sum())]
            y, x, reach = rng.uniform(-2, ROWS), rng.uniform(-2, COLUMNS), rng.lognormal(1.4, 0.35)
            strength = np.exp(-((ROW - y) ** 2 + (COLUMN - x) ** 2) / (2 * reach**2))
            expected = (villages * strength * rng.gamma(4, 0.25, len(villages))).sum()
            count = rng.poisson(expected * 1.1 * rng.gamma(1.0) * np.exp(growth * year))
            month = int(np.clip(rng.normal(FAMILIES[family][1], 1.2), 0, 11))
            name = f"E{year}-{number}" if count >= LISTED else None
            made.append(rows(np.bincount([month], [count], 12).astype(int), year, family, name))
    return made


def gamma(rng: np.random.Generator, variance: Any) -> Any:
    """Factors of mean one."""
    return rng.gamma(1 / np.maximum(variance, 1e-9), np.maximum(variance, 1e-9))


def rows(counts: Any, year: int, family: str, event: str | None) -> pd.DataFrame:
    """One row a claim, in the middle of its month."""
    at = pd.to_datetime([f"{FIRST_YEAR + year}-{m:02}-15" for m in range(1, 13)])
    return pd.DataFrame(
        {
            "loss_at": at.repeat(np.asarray(counts)),
            "peril_family": family,
            "event_id": pd.Series([event] * int(np.sum(counts)), dtype=object),
        }
    )


def study(seed: int, *, origins: int, draws: int, listed: bool = True) -> pd.DataFrame:
    """Scores of one county's years, each forecast from what was known before it.

    ``ours`` takes level or trend by the scores of the years before (as the forecast does).
    """
    claims, exposure = county(np.random.default_rng(seed), KNOWN + origins)
    if not listed:
        claims = claims.assign(event_id=None)
    first, last = date(FIRST_YEAR, 1, 1), date(FIRST_YEAR + KNOWN + origins - 1, 12, 31)
    whole = by_month(claims, as_of=last, first=first, exposure=exposure)
    tried = pd.DataFrame()
    for known in 12 * (KNOWN + np.arange(origins)):
        past, came = whole.until(known), actual(whole, known)
        made = candidates(past, draws, seed)
        methods = {f: chosen(tried, f) for f in whole.families}
        own = {f: made[m][f] for f, m in methods.items()}
        made["ours"] = own | {ALL: np.sum(list(own.values()), axis=0)}
        rng = np.random.default_rng([seed, known])
        told = [
            table
            for method, families in made.items()
            for family, values in families.items()
            for table in scored(values, came[family], family, method, known, rng)
        ]
        tried = pd.concat([tried, *told])
    return tried.assign(county=seed)


def measure(options: argparse.Namespace) -> Mapping[str, Any]:
    """Means over counties and years."""
    counties, origins, draws = (SMALL, 2, 1000) if options.small else (COUNTIES, ORIGINS, 2000)
    table = pd.concat([study(seed, origins=origins, draws=draws) for seed in range(counties)])
    groups = table.groupby(["period", "peril_family", "method"])
    print(groups[list(SCORES)].mean().round(3).to_string())
    measured: dict[str, Any] = {"counties": counties, "years": counties * origins}
    shown = ["ours", "level"] if options.no_peers else sorted(set(table["method"]))
    for period in ("month", "year"):
        own = table[(table["period"] == period) & (table["peril_family"] == ALL)]
        means = own.groupby("method")[list(SCORES)].mean()
        for method in shown:
            for score in ("crps", "absolute_error", "deviance"):
                measured[f"{period}_{score}_{method}"] = round(float(means.loc[method, score]), 3)
        ours = own[own["method"] == "ours"].groupby("county")["held"].mean()
        measured[f"{period}_held_se"] = round(float(ours.sem()), 3)
        for score in ("crps", "absolute_error"):
            gain = means.loc["ours", score] / means.loc["seasonal_naive", score]
            measured[f"{period}_{score}_ours_to_seasonal_naive"] = round(float(gain), 3)
        families = table[(table["period"] == period) & (table["peril_family"] != ALL)]
        by_family = families[families["method"] == "ours"]
        for score in ("held", "held_random"):
            measured[f"{period}_{score}"] = round(float(means.loc["ours", score]), 3)
            measured[f"{period}_{score}_by_family"] = round(float(by_family[score].mean()), 3)
    return measured


if __name__ == "__main__":
    run(measure, about=__doc__ or "", packages=["numpy", "pandas", "scipy"])
