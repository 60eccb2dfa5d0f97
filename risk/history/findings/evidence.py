"""Shares, means and rates with intervals that allow for claims coming together.

A storm's claims are one happening, not a hundred. The happening is the unit of chance: an event,
or a day for claims of none. Its scatter against that of independent claims is the design effect
(Kish 1965), never below 1, widened by Student's t for few or unequal happenings; a count then
weighs as count ÷ design effect ("effective counts", as in ``seasons``), and interval and p are the
two faces of one score test (Wilson 1927), so that they never contradict each other.
"""

from dataclasses import dataclass
from math import nan

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, ndtr, ndtri
from scipy.stats import t as student

from risk.history.findings.model import LEVEL

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
CLAIMS_MIN = 30  # fewer cannot carry a conclusion
EVEN_MIN = 3.0  # happenings of equal size that weigh as these do
HAPPENINGS_MIN = 10  # claims of fewer happenings are too few independent facts
Z = float(ndtri((1 + LEVEL) / 2))


@dataclass(frozen=True)
class Estimate:
    """A value with its interval, from n things of so many happenings.

    ``effective``: n ÷ design effect; only of shares.
    """

    value: float
    lo: float
    hi: float
    n: int
    happenings: int
    effective: float = nan

    @property
    def enough(self) -> bool:
        """Whether it can carry a conclusion."""
        return self.n >= CLAIMS_MIN and self.happenings >= HAPPENINGS_MIN

    def beside(self, usual: float) -> str:
        """``above`` or ``below`` when the whole interval is, else ``even``; ``thin``: too few."""
        return across(self.lo, self.hi, usual) if self.enough else "thin"

    def beyond(self, usual: float) -> float:
        """How far the interval lies from a usual value; 0 where it holds it."""
        return max(self.lo - usual, usual - self.hi, 0.0)


NOTHING = Estimate(nan, nan, nan, 0, 0)


def across(lo: float, hi: float, usual: float) -> str:
    """``above`` or ``below`` when the whole interval is, else ``even``."""
    return "above" if lo > usual else "below" if hi < usual else "even"


def beyond_ratio(lo: float, hi: float) -> float:
    """Share of what is counted that a ratio's interval puts beyond 1 for sure."""
    return 1 - 1 / lo if lo > 1 else 1 - hi if hi < 1 else 0.0


def happening(claims: pd.DataFrame, clock: str, *, day_begins_h: int = 0) -> Ints:
    """Number of the happening each claim belongs to: its event, else the day of its clock."""
    shift = pd.Timedelta(hours=day_begins_h)
    day = (claims[clock] - shift).dt.normalize().to_numpy("datetime64[D]").astype(np.int64)
    event = pd.factorize(claims["event_id"])[0]
    return np.asarray(np.where(event >= 0, -1 - event, day), dtype=np.int64)


def share(hits: ArrayLike, clusters: ArrayLike) -> Estimate:
    """Share of hits, Wilson's interval on effective counts.

    Args:
        hits: one truth value a claim.
        clusters: the happening of each.
    """
    hit = np.asarray(hits, dtype=float)
    n = len(hit)
    if n == 0:
        return NOTHING
    number = np.unique(np.asarray(clusters), return_inverse=True)[1]
    size, total = np.bincount(number), np.bincount(number, hit).astype(float)
    p = float(hit.mean())
    effective = n / design_effect(total, size, p)
    lo, hi = wilson(p, effective)
    return Estimate(p, lo, hi, n, len(size), effective)


def design_effect(hits: Floats, sizes: ArrayLike, p: float) -> float:
    """Variance of a share by happenings over that of independent claims, at least 1.

    Where all or none are hits, nothing is seen of the scatter: happenings then count as wholes.
    """
    size = np.asarray(sizes, dtype=float)
    n, number = float(size.sum()), len(size)
    whole = float((size**2).sum()) / n
    if number < 2 or not 0 < p < 1:
        return max(whole, 1.0)
    variance = float(((hits - p * size) ** 2).sum()) * number / (number - 1)
    widened = float(student.ppf((1 + LEVEL) / 2, max(n / whole - 1, 1.0))) / Z
    return max(variance * widened**2 / (n * p * (1 - p)), 1.0)


def wilson(p: float, n: float) -> tuple[float, float]:
    """Wilson's interval of a share of n things, n need not be whole."""
    middle = (p + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z / (1 + Z**2 / n) * np.sqrt(p * (1 - p) / n + Z**2 / (4 * n**2))
    low = max(float(middle - half), 0.0) if p > 0 else 0.0
    return low, min(float(middle + half), 1.0) if p < 1 else 1.0


def share_p(seen: Estimate, usual: float) -> float:
    """Two-sided p of a share being the usual one: the score test Wilson's interval inverts."""
    if not 0 < usual < 1 or not seen.enough:
        return nan
    z = abs(seen.value - usual) / np.sqrt(usual * (1 - usual) / seen.effective)
    return float(2 * ndtr(-z))


def difference_p(hits: ArrayLike, own: ArrayLike, clusters: ArrayLike) -> float:
    """Two-sided p of a group's share being that of the rest; variance under no difference."""
    hit, group = np.asarray(hits, dtype=float), np.asarray(own, dtype=bool)
    n, m, p = int(group.sum()), int((~group).sum()), float(hit.mean())
    if min(n, m) == 0 or not 0 < p < 1:
        return nan
    number = np.unique(np.asarray(clusters), return_inverse=True)[1]
    weight = np.where(group, 1 / n, -1 / m)
    parts = np.bincount(number, weight * (hit - p))
    plain = p * (1 - p) * (1 / n + 1 / m)
    variance = max(float((parts**2).sum()) * len(parts) / max(len(parts) - 1, 1), plain)
    size = np.bincount(number, group)
    freedom = max(n**2 / float((size**2).sum()) - 1, 1.0)
    difference = abs(hit[group].mean() - hit[~group].mean())
    return float(2 * student.sf(difference / np.sqrt(variance), freedom))


def mean(values: ArrayLike, clusters: ArrayLike) -> Estimate:
    """Mean of amounts, its interval on the log scale by happenings.

    One storm that brings nearly all claims leaves too few happenings of any weight (Kish's
    effective number under three) to tell their scatter: there is no interval then.
    """
    amount = np.asarray(values, dtype=float)
    if len(amount) == 0 or amount.sum() <= 0:
        return NOTHING
    number = np.unique(np.asarray(clusters), return_inverse=True)[1]
    total, size = np.bincount(number, amount), np.bincount(number).astype(float)
    value, even = float(amount.mean()), float(size.sum() ** 2 / (size**2).sum())
    if even < EVEN_MIN:
        return Estimate(value, nan, nan, len(amount), int(even))
    parts = total / total.sum() - size / size.sum()
    error = float(np.sqrt((parts**2).sum() * len(size) / (len(size) - 1)))
    factor = float(np.exp(student.ppf((1 + LEVEL) / 2, even - 1) * error))
    return Estimate(value, value / factor, value * factor, len(amount), len(size))


def ratio_of(after: Estimate, before: Estimate) -> Estimate:
    """Ratio of two independent positive estimates, their relative errors added (log scale)."""
    if not (after.value > 0 and before.value > 0):
        return NOTHING
    value = after.value / before.value
    with np.errstate(divide="ignore", over="ignore"):
        halves = [
            np.log(np.array([e.hi, e.value]) / np.array([e.value, e.lo])) for e in (after, before)
        ]
        up = float(np.exp(np.hypot(halves[0][0], halves[1][1])))
        down = float(np.exp(np.hypot(halves[0][1], halves[1][0])))
    n, happenings = min(after.n, before.n), min(after.happenings, before.happenings)
    return Estimate(value, value / down, value * up, n, happenings)


def ratio_p(seen: Estimate) -> float:
    """Two-sided p of a ratio being 1, by its interval on the log scale."""
    if not seen.enough or not 0 < seen.lo < seen.hi < np.inf:
        return nan
    z = abs(np.log(seen.value)) / (np.log(seen.hi / seen.lo) / (2 * Z))
    return float(2 * ndtr(-z))


def count_p(counts: ArrayLike, at_risk: ArrayLike, dispersion: float) -> float:
    """Two-sided p of two rates being equal: the test `seasons.rate_ratio` inverts."""
    a, b = np.asarray(counts, dtype=float) / dispersion
    time = np.asarray(at_risk, dtype=float)
    fair = time[0] / time.sum()
    many = float(betainc(a, b + 1, fair)) if a > 0 else 1.0
    few = 1 - float(betainc(a + 1, b, fair)) if b > 0 else 1.0
    return min(1.0, 2 * min(many, few))


def overdispersion(counts: Floats, expected: Floats, *, fitted: int) -> float:
    """Pearson's χ² by degrees of freedom, at least 1, widened by Student's t for few of them."""
    freedom = len(counts) - fitted
    if freedom < 1:
        return float("inf")
    used = expected > 0
    pearson = float(((counts[used] - expected[used]) ** 2 / expected[used]).sum()) / freedom
    return max(pearson, 1.0) * float(student.ppf((1 + LEVEL) / 2, freedom) / Z) ** 2
