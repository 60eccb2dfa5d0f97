"""Claims a village may have next year: a negative binomial, and how often such ranges held.

Mean is the village's rate times its houses. The dispersion has three sources: the year (what hits
a whole township or county in one year and not in another), event luck (where inside it events
fall), and the doubt of the rate itself; variance = mean + mean² · dispersion.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.scoring import metrics
from risk.scoring.counts import count_interval
from risk.scoring.evaluation import expected_claims
from risk.scoring.hierarchy import Panel, every_year, rates
from risk.scoring.moments import Floats, membership, year_shares, yearly_luck

SHARES = (0.5, 0.9)
POISSON, NEGATIVE_BINOMIAL = "poisson", "negative_binomial"
COVERAGE_COLUMNS = ("distribution", "share", "found", "found_lowest_year", "crps", "origins")


@dataclass(frozen=True)
class Predicted:
    """Predictive distribution of one year's claims of every village, (N,) each.

    Attributes:
        mean: claims.
        dispersion: variance beyond Poisson, relative to the mean squared.
    """

    mean: Floats
    dispersion: Floats


def predict_year(past: Panel, rate: Floats, houses: Floats) -> Predicted:
    """One year after the record, at the given house-years (of that year), told by the record."""
    return Predicted(expected_claims(rate, past, houses), dispersion(past, rate))


def dispersion(past: Panel, rate: Floats) -> Floats:
    """Variance of a year's count beyond Poisson, relative to its mean squared, (N,).

    (1 + year scatter)(1 + event luck)(1 + doubt of the rate) − 1; luck and doubt as credibility
    estimates them (``risk.scoring.moments``), whichever model gave the rate.
    """
    weight = every_year(past)
    village = rates(past, weight).village
    share = year_shares(past.counts, past.exposure, past.group, weight)
    mu = village.prior * (weight @ past.exposure)
    spread = float(village.spread[0])
    # the estimate is of luck × (1 + spread), the form in which it enters credibility
    luck = float(yearly_luck(past.counts, mu, share, past.group, weight)[0]) / (1 + spread)
    prior, own = village.prior[0], np.maximum(village.rate[0], metrics.TINY)
    doubt = spread * (1 - village.credibility[0]) * prior / own
    year = year_scatter(past, rate) * (1 + 1 / len(past.counts))
    return np.asarray((1 + year) * (1 + luck) * (1 + doubt) - 1)


def year_scatter(past: Panel, rate: Floats) -> float:
    """Relative variance of townships' years about their mean; moments, floored at 0.

    0 with a single year: then nothing is known of how years differ, and ranges are too narrow.
    """
    years, member = len(past.counts), membership(past.group)
    expected = (past.exposure * rate) @ member
    counts = past.counts @ member
    if years < 2 or not expected.sum() > 0:
        return 0.0
    expected *= counts.sum() / expected.sum()
    w = 1 / (1 + expected)
    excess = (w * ((counts - expected) ** 2 * years / (years - 1) - expected)).sum()
    return float(max(excess / max((w * expected**2).sum(), metrics.TINY), 0.0))


@dataclass(frozen=True)
class Checked:
    """How forecasts of counts did on years not seen.

    Attributes:
        coverage: `COVERAGE_COLUMNS`: found is the share of villages inside, mean of the judged
            years; crps in claims.
        calibration: columns of ``metrics.calibration`` over all judged years; expectations
            scaled to each year's total.
    """

    coverage: pd.DataFrame
    calibration: pd.DataFrame


def check(panel: Panel, forecasts: Mapping[int, Floats]) -> Checked:
    """Rolling origin of one model's counts: coverage, CRPS, calibration by tenth.

    Args:
        panel: the record.
        forecasts: (N,) rates by year judged, told from the years before it.
    """
    found, cells = [], []
    for year, rate in forecasts.items():
        past, houses = panel.years(slice(0, year)), panel.exposure[year]
        there = houses > 0
        told = predict_year(past, rate, houses)
        mean, wide, counts = told.mean[there], told.dispersion[there], panel.counts[year][there]
        for name, spread in ((NEGATIVE_BINOMIAL, wide), (POISSON, np.zeros(len(wide)))):
            score = metrics.crps(counts, mean, spread)
            found += [
                (name, share, metrics.coverage(counts, mean, spread, share=share), score)
                for share in SHARES
            ]
        scaled = mean * (counts.sum() / mean.sum())
        cells.append((scaled, counts, houses[there], np.full(len(mean), year)))
    return Checked(_coverage(found), _calibration(cells))


def _coverage(found: list[tuple[str, float, float, float]]) -> pd.DataFrame:
    rows = pd.DataFrame(found, columns=["distribution", "share", "found", "crps"])
    grouped = rows.groupby(["distribution", "share"])
    table = grouped.agg(
        found_lowest_year=("found", "min"), found=("found", "mean"), crps=("crps", "mean"),
        origins=("found", "size"),
    )  # fmt: skip
    return table.reset_index()[list(COVERAGE_COLUMNS)]


def _calibration(cells: list[tuple[Floats, Floats, Floats, NDArray[np.int64]]]) -> pd.DataFrame:
    if not cells:
        nothing = np.zeros(0)
        return metrics.calibration(nothing, nothing, nothing, np.zeros(0, dtype=np.int64))
    expected, counts, houses, year = zip(*cells, strict=True)
    return metrics.calibration(
        np.concatenate(expected),
        np.concatenate(counts),
        np.concatenate(houses),
        np.concatenate(year),
    )


def next_year(panel: Panel, rate: Floats, *, scale: float = 1.0) -> pd.DataFrame:
    """Claims of every village in one more year, at the house-years of the record's fullest year.

    Args:
        panel: the record.
        rate: (N,) claims per house-year, of the placed record.
        scale: from the placed record's rate to that of the whole (``Record.scale``).

    Returns:
        claims (mean), claims_lo50, claims_hi50, claims_lo90, claims_hi90; (N,) rows in the
        panel's order.
    """
    houses = panel.exposure[panel.exposure.sum(axis=1).argmax()]
    told = predict_year(panel, rate, houses)
    table = pd.DataFrame({"claims": told.mean * scale})
    for share in SHARES:
        low, high = count_interval(share, told.mean * scale, told.dispersion)
        table[f"claims_lo{100 * share:.0f}"] = low
        table[f"claims_hi{100 * share:.0f}"] = high
    return table
