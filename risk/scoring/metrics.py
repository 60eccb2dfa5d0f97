"""How good rates and counts are: every measure in plain arrays, with its source.

One cell is a village in a year (or in an event); arrays are (N,). ``counts`` claims, ``expected``
claims, ``houses`` house-years, ``rate`` anything that ranks villages. Cells must be cells with
house-years. Nothing to judge (no cell, no claim, one rate for all) has an answer, told by each.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special, stats

from risk.history.intervals import gamma_interval
from risk.scoring.counts import count_cdf
from risk.scoring.moments import Floats

TIE = 1e-9  # relative; rates nearer than this are one rate
TINY = 1e-12
TOP_SHARE = 0.1
DECILES = 10
SMALL = 1e-4  # dispersion under which a negative binomial is nearly Poisson


def poisson_deviance(counts: Floats, expected: Floats) -> float:
    """Mean Poisson deviance a cell, 2(y ln(y/m) − (y − m)), no unit; 0 is perfect.

    Source: McCullagh and Nelder (1989), 2.3. No cells: 0. Nothing expected, nothing came: 0;
    something came: finite but very large.
    """
    return tweedie_deviance(counts, expected, power=1.0)


def tweedie_deviance(values: Floats, expected: Floats, *, power: float) -> float:
    """Mean Tweedie deviance a cell; ``power`` 1 is Poisson, 2 gamma, between them claim money.

    Unit: that of the values to the power 2 − p. Source: Jørgensen (1997), 4.1.

    Raises:
        ValueError: a power outside 1–2, or values of 0 with power 2.
    """
    if not 1 <= power <= 2 or (power == 2 and not (values > 0).all()):
        raise ValueError(f"no deviance of these values with power {power}")
    if not len(values):
        return 0.0
    m = np.maximum(expected, TINY)
    if power == 1:
        ratio = np.divide(values, m, out=np.ones(len(m)), where=values > 0)
        return float(2 * np.mean(values * np.log(ratio) - (values - expected)))
    if power == 2:
        return float(2 * np.mean(np.log(m / values) + values / m - 1))
    p, q = 1 - power, 2 - power
    return float(2 * np.mean(values**q / (p * q) - values * m**p / p + m**q / q))


def explained(deviance: float, null: float) -> float:
    """D² = 1 − deviance ÷ that of one rate for all; 0 where that one is perfect already.

    Source: Cameron and Windmeijer (1996). 1 is perfect, below 0 worse than one rate for all.
    """
    gained = 1 - deviance / null if null > TINY else 0.0
    return gained if abs(gained) > TIE else 0.0


def _classes(rate: Floats, *values: Floats) -> list[Floats]:
    """Number of cells and sums of the values by distinct rate, lowest rate first."""
    number = _tied(rate)
    return [np.asarray(np.bincount(number, v), float) for v in (np.ones(len(rate)), *values)]


def _tied(rate: Floats) -> NDArray[np.int64]:
    """0, 1, … by rising rate; rates that differ by rounding only have one number."""
    order = np.argsort(rate, kind="stable")
    rising = rate[order]
    number = np.empty(len(rate), dtype=np.int64)
    number[order] = np.cumsum(np.diff(rising, prepend=rising[:1]) > TIE * np.abs(rising))
    return number


def gini(rate: Floats, counts: Floats, houses: Floats) -> float:
    """Twice the area between the ordered Lorenz curve and the diagonal, −1 to 1, no unit.

    Houses in order of their rate against the claims they bore; tied houses are one step, so that
    one rate for all scores exactly 0. Source: Frees, Meyers and Cummings (2011). No claims: 0.
    """
    if not counts.sum() > 0:
        return 0.0
    _, claims, weight = _classes(rate, counts, houses)
    below = (np.cumsum(claims) - claims / 2) / claims.sum()
    return float(1 - 2 * np.dot(weight / weight.sum(), below))


@dataclass(frozen=True)
class Top:
    """What the riskiest tenth of villages bore.

    Attributes:
        capture: share of the claims, 0–1.
        houses: share of the house-years, 0–1.
    """

    capture: float
    houses: float

    @property
    def pai(self) -> float:
        """Predictive accuracy index, capture ÷ share of houses; 1 is chance.

        Source: Chainey, Tompson and Uhlig (2008), with houses in place of area.
        """
        return self.capture / self.houses if self.houses > 0 else 0.0


def top(rate: Floats, counts: Floats, houses: Floats, *, share: float = TOP_SHARE) -> Top:
    """The ``share`` of villages rated highest; those tied at its edge count in part.

    No claims: captures 0.
    """
    if not len(rate):
        return Top(0.0, 0.0)
    cells, claims, weight = (c[::-1] for c in _classes(rate, counts, houses))
    taken = np.clip(share * len(rate) - (np.cumsum(cells) - cells), 0.0, cells) / cells
    whole = claims.sum()
    return Top(
        float(taken @ claims / whole) if whole > 0 else 0.0, float(taken @ weight / weight.sum())
    )


def rank(rate: Floats, actual: Floats) -> float:
    """Spearman's rank correlation, −1 to 1; ties share their rank; one value for all: 0.

    Source: Spearman (1904).
    """
    if len(rate) < 2 or _tied(rate).max() == 0 or np.ptp(actual) == 0:
        return 0.0
    ranks = stats.rankdata(_tied(rate)), stats.rankdata(actual)
    return float(np.corrcoef(*ranks)[0, 1])


def calibration(
    expected: Floats,
    counts: Floats,
    houses: Floats,
    year: NDArray[np.int64],
    *,
    groups: int = DECILES,
) -> pd.DataFrame:
    """Claims that came beside claims expected, by tenth of each year's villages.

    Villages stand in order of their expected rate; tied ones stay in one tenth. The interval is
    the wider of two: the exact Poisson one of the count (Garwood 1936), and that of a ratio over
    years (Cochran 1977, 6.3; log scale, Student's t): claims come in storms, and a year's storm
    hits many villages of a tenth.

    Returns:
        group (1 = lowest rate), cells, house_years, expected, claims, ratio (claims ÷ expected)
        with ratio_lo and ratio_hi (90 %). Empty without cells or expectations.
    """
    columns = ["group", "cells", "house_years", "expected", "claims"]
    if not len(expected) or not expected.sum() > 0:
        return pd.DataFrame(columns=[*columns, "ratio", "ratio_lo", "ratio_hi"])
    group = np.empty(len(expected), dtype=np.int64)
    for y in np.unique(year):
        of = year == y
        middle = (stats.rankdata(_tied(expected[of] / houses[of])) - 0.5) / of.sum()
        group[of] = np.minimum((middle * groups).astype(np.int64), groups - 1) + 1
    cells = pd.DataFrame({"group": group, "year": year, "house_years": houses})
    cells = cells.assign(expected=expected, claims=counts, cells=1)
    by_year = cells.groupby(["group", "year"], as_index=False).sum()
    table = by_year.drop(columns="year").groupby("group", as_index=False).sum()
    ratio = table["claims"] / table["expected"].clip(lower=TINY)
    low, high = gamma_interval(table["claims"].to_numpy())
    reach = [_log_reach(rows) for _, rows in by_year.groupby("group")]
    told = table["expected"].clip(lower=TINY)
    return table[columns].assign(
        ratio=ratio,
        ratio_lo=np.minimum(low / told, ratio * np.exp(np.negative(reach))),
        ratio_hi=np.maximum(high / told, ratio * np.exp(reach)),
    )


def _log_reach(rows: pd.DataFrame) -> float:
    """Half width of the log ratio's 90 % interval over years; 0 where nothing can be told."""
    claims, expected, n = rows["claims"].sum(), rows["expected"].sum(), len(rows)
    if n < 2 or not claims > 0 or not expected > 0:
        return 0.0
    rest = rows["claims"] - rows["expected"] * (claims / expected)
    error = np.sqrt(n / (n - 1) * (rest**2).sum()) / claims
    return float(stats.t.ppf(0.95, n - 1) * error)


def coverage(counts: Floats, mean: Floats, dispersion: Floats, *, share: float) -> float:
    """Share of cells inside the middle ``share`` of their predictive distribution, 0–1.

    A count stands for the whole step of the cdf it makes, and is inside with the part of the step
    that is: a true forecast scores exactly ``share`` on average, however small its counts (whole-
    number intervals hold more than they promise). Source: Czado, Gneiting and Held (2009),
    non-randomised PIT. No cells: NaN.
    """
    if not len(counts):
        return float("nan")
    low, high = (count_cdf(k, mean, dispersion) for k in (counts - 1, counts))
    edge = (1 - share) / 2
    inside = np.minimum(high, 1 - edge) - np.maximum(low, edge)
    step = high - low
    part = np.divide(inside, step, out=np.zeros(len(step)), where=step > 0)
    return float(np.clip(part, 0.0, 1.0).mean())


def crps(counts: Floats, mean: Floats, dispersion: Floats) -> float:
    """Mean continuous ranked probability score of predicted counts, in claims; 0 is perfect.

    E|X − count| − ½ E|X − X'| in closed form. Source: Gneiting and Raftery (2007), 4.2; Wei and
    Held (2014) and Jordan, Krüger and Lerch (2019) for Poisson and negative binomial. No cells:
    NaN.
    """
    if not len(counts):
        return float("nan")
    at = count_cdf(counts, mean, dispersion)
    # the cdf of size + 1 at one less: E[X; X ≤ count] ÷ E[X]
    before = count_cdf(counts - 1, mean * (1 + dispersion), dispersion / (1 + dispersion))
    apart = counts * (2 * at - 1) - mean * (2 * before - 1)
    return float(np.mean(apart - _half_gap(mean, dispersion)))


def _half_gap(mean: Floats, dispersion: Floats) -> Floats:
    """½ E|X − X'| of two such counts.

    Below `SMALL` the hypergeometric series loses digits; there the Poisson's, widened as the
    standard deviation is, is right to that relative size.
    """
    poisson = mean * (special.ive(0, 2 * mean) + special.ive(1, 2 * mean))
    d = np.maximum(dispersion, SMALL)
    p = 1 / (1 + d * mean)
    series = special.hyp2f1(0.5, 1 - 1 / d, 2, 4 * (1 - p) / (2 - p) ** 2)
    negative = mean / (2 - p) * series
    widened = poisson * np.sqrt(1 + dispersion * mean)
    return np.asarray(np.where(dispersion < SMALL, widened, negative))
