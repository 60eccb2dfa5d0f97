"""Claims of the next twelve months by family, with ranges, and how such forecasts did before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.history.backtest import SCORES, baselines, origins, score_values
from risk.history.monthly_model import Fitted, fit, simulate, with_trend
from risk.history.months import Floats, Months, by_month, expected_growth

AHEAD = 12
DRAWS = 4000
BACKTEST_DRAWS = 1000
LEAST_MONTHS = 24
LEAST_CLAIMS = 10
TREND_MONTHS = 60  # shorter records cannot tell a trend from a bad year
ORIGINS = 4
WON_SHARE = 0.75
ALL = "all"
NOT_ENOUGH = "not enough data"
METHODS = ("level", "trend")
QUANTILES = {"p05": 0.05, "p50": 0.5, "p95": 0.95}
YEAR_COLUMNS = ("last_12_months", "method", "note")


@dataclass(frozen=True)
class Forecast:
    """Next twelve months.

    Attributes:
        by_month: peril_family (and all), month (first day), mean, p05, p50, p95.
        by_year: peril_family, mean, p05, p50, p95, last_12_months, method (level or trend), note.
        backtest: peril_family, method (level, trend, baselines), period (month or
            year), crps, absolute_error, deviance, held, held_random (shares of 90 % ranges), n.
        first: first month forecast.
        growth: yearly change of exposure expected, as a ratio.
        note: empty, or why there is no forecast.
    """

    by_month: pd.DataFrame
    by_year: pd.DataFrame
    backtest: pd.DataFrame
    first: pd.Timestamp
    growth: float
    note: str


def forecast(
    claims: pd.DataFrame,
    *,
    as_of: date,
    seed: int,
    exposure: pd.DataFrame | None = None,
    first: date | None = None,
    start_month: int = 1,
    clock: str = "loss_at",
    draws: int = DRAWS,
) -> Forecast:
    """Forecast claims of the twelve months after the last whole month.

    A trend is used for a family only where it won: its backtest CRPS is lower than the level's in
    the mean and at three origins of four. A record under two years has no forecast; a family of
    fewer than ten claims has no numbers of its own, its claims are in ``all``.

    Args:
        claims: peril_family, event_id, and the clock's column.
        as_of: last day known.
        exposure: columns of ``Warehouse.exposure``; none, or of source ``none``: no growth.
        first: first day of the record, else the month of the first claim.
        start_month: month a contract year begins.
        clock: ``loss_at`` or ``reported_at``.
    """
    months = by_month(
        claims, as_of=as_of, clock=clock, first=first, exposure=exposure, start_month=start_month
    )
    if len(months) < LEAST_MONTHS:
        return _nothing(months, f"{NOT_ENOUGH}: a record of {len(months)} months")
    if sum(months.counts(f).sum() for f in months.families) < LEAST_CLAIMS:
        return _nothing(months, f"{NOT_ENOUGH}: fewer than {LEAST_CLAIMS} claims")
    tried = backtest(months, seed=seed)
    methods = {f: chosen(tried, f) for f in months.families}
    made = simulate_families(months, methods, draws=draws, seed=seed)
    growth = float(np.expm1(expected_growth(months.exposure)[0]))
    by_year = _by_year(made, months, methods)
    enough = set(by_year.loc[by_year["note"] == "", "peril_family"])
    by_month_ = pd.concat([_by_month(made[f], months, f) for f in made if f in enough])
    first_month = months.name(len(months))
    return Forecast(
        by_month_.reset_index(drop=True), by_year, summarise(tried), first_month, growth, ""
    )


def simulate_families(
    months: Months,
    methods: Mapping[str, str],
    *,
    draws: int,
    seed: int,
    fits: Mapping[str, Fitted] | None = None,
) -> dict[str, Floats]:
    """Draws (draws, 12) by family and of their sum; each family has its own random stream.

    ``fits``: of each family, without trend; None: made here.
    """
    made: dict[str, Floats] = {}
    growth = np.random.default_rng([seed, 0]).normal(*expected_growth(months.exposure), draws)
    for number, (family, method) in enumerate(methods.items(), start=1):
        rng = np.random.default_rng([seed, number])
        fitted = fit(months, family, trend=False) if fits is None else fits[family]
        if method == "trend":
            fitted = with_trend(fitted, months, family)
        made[family] = simulate(fitted, months, AHEAD, growth, rng)
    made[ALL] = np.sum(list(made.values()), axis=0)
    return made


def backtest(months: Months, *, seed: int, draws: int = BACKTEST_DRAWS) -> pd.DataFrame:
    """Scores of both methods and of the baselines, from each of the last years' ends.

    Returns:
        peril_family (and all), method, period (month or year), origin (months known then), and
        the scores of `risk.history.backtest`; one row a period forecast.
    """
    parts = []
    for known in origins(len(months), least=LEAST_MONTHS, most=ORIGINS):
        past = months.until(known)
        came = actual(months, known)
        rng = np.random.default_rng([seed, known])
        for method, made in candidates(past, draws, seed).items():
            for family, values in came.items():
                parts += _score_columns(made[family], values, family, method, known, rng)
    return pd.DataFrame(_joined(parts)) if parts else pd.DataFrame()


def actual(months: Months, known: int) -> dict[str, Floats]:
    """Claims of the twelve months after the first ``known``, by family and in all."""
    came = {f: months.counts(f)[known : known + AHEAD] for f in months.families}
    return came | {ALL: np.sum(list(came.values()), axis=0)}


def candidates(past: Months, draws: int, seed: int) -> dict[str, dict[str, Floats]]:
    """Method → family → draws."""
    fits = {family: fit(past, family, trend=False) for family in past.families}
    made = {
        method: simulate_families(
            past, dict.fromkeys(past.families, method), draws=draws, seed=seed, fits=fits
        )
        for method in METHODS
    }
    naive = {f: baselines(past, f, AHEAD) for f in past.families}
    for method in next(iter(naive.values()), {}):
        own = {f: naive[f][method] for f in past.families}
        made[method] = own | {ALL: np.sum(list(own.values()), axis=0)}
    return made


def scored(
    made: Floats, came: Floats, family: str, method: str, known: int, rng: np.random.Generator
) -> list[pd.DataFrame]:
    """Scores by month, and of the year's total."""
    return [pd.DataFrame(part) for part in _score_columns(made, came, family, method, known, rng)]


Columns = dict[str, NDArray[Any]]


def _score_columns(
    made: Floats, came: Floats, family: str, method: str, known: int, rng: np.random.Generator
) -> list[Columns]:
    year, year_came = made.sum(axis=1, keepdims=True), came.sum(keepdims=True)
    told = {
        "month": score_values(made, came, rng), "year": score_values(year, year_came, rng),
    }  # fmt: skip
    names = {"peril_family": family, "method": method, "origin": known}
    return [
        values
        | {
            name: np.full(len(values["crps"]), value, dtype=object if name != "origin" else int)
            for name, value in ({"period": period} | names).items()
        }
        for period, values in told.items()
    ]


def _joined(parts: list[Columns]) -> Columns:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def chosen(tried: pd.DataFrame, family: str) -> str:
    """``trend`` where its yearly CRPS won in the mean and at three origins of four."""
    if tried.empty:
        return "level"
    own = tried[(tried["peril_family"] == family) & (tried["period"] == "year")]
    own = own[own["origin"] >= TREND_MONTHS - AHEAD]
    by_origin = own.pivot(index="origin", columns="method", values="crps").reindex(columns=METHODS)
    gain = by_origin["level"] - by_origin["trend"]
    won = len(gain) >= 2 and gain.mean() > 0 and (gain > 0).mean() >= WON_SHARE
    return "trend" if won else "level"


def summarise(tried: pd.DataFrame) -> pd.DataFrame:
    """Mean scores by family, method and period."""
    if tried.empty:
        return pd.DataFrame(columns=["peril_family", "method", "period", *SCORES, "n"])
    groups = tried.groupby(["peril_family", "method", "period"])
    return groups[list(SCORES)].mean().assign(n=groups.size()).reset_index()


def _nothing(months: Months, note: str) -> Forecast:
    empty = pd.DataFrame(columns=["peril_family", "month", "mean", *QUANTILES])
    by_year = pd.DataFrame(columns=["peril_family", "mean", *QUANTILES, *YEAR_COLUMNS])
    first = months.name(len(months))
    return Forecast(empty, by_year, summarise(pd.DataFrame()), first, 0.0, note)


def _told(draws: Floats) -> pd.DataFrame:
    """Mean and quantiles of each column."""
    quantiles = np.quantile(draws, list(QUANTILES.values()), axis=0)
    return pd.DataFrame(
        {"mean": draws.mean(axis=0), **dict(zip(QUANTILES, quantiles, strict=True))}
    )


def _by_month(draws: Floats, months: Months, family: str) -> pd.DataFrame:
    names = [months.name(len(months) + k) for k in range(AHEAD)]
    table = _told(draws)
    table.insert(0, "month", pd.Series(names))
    table.insert(0, "peril_family", family)
    return table


def _by_year(
    made: Mapping[str, Floats], months: Months, methods: Mapping[str, str]
) -> pd.DataFrame:
    counts = {f: months.counts(f) for f in months.families}
    counts[ALL] = np.sum(list(counts.values()), axis=0)
    parts = []
    for family, draws in made.items():
        few = counts[family].sum() < LEAST_CLAIMS
        told = _told(draws.sum(axis=1, keepdims=True) * (np.nan if few else 1.0))
        told.insert(0, "peril_family", family)
        last = int(counts[family][-12:].sum())
        method = methods.get(family, "sum of families")
        parts.append(
            told.assign(last_12_months=last, method=method, note=NOT_ENOUGH if few else "")
        )
    return pd.concat(parts, ignore_index=True)
