"""Can two models be told apart? Intervals over years, and a verdict as a code."""

from enum import StrEnum

import numpy as np
from scipy import stats

from risk.scoring.moments import Floats

CONFIDENCE = 0.9
UNITS_MIN = 5  # years by chance all on one side: 1 in 8 of 4 years, 1 in 16 of 5
DRAWS = 4000


class Verdict(StrEnum):
    """What judged years (events, blocks) say of the chosen model beside another."""

    BETTER = "better"
    WORSE = "worse"
    CANNOT_BE_TOLD_APART = "cannot_be_told_apart"
    TOO_FEW_YEARS = "too_few_years"


def mean_interval(differences: Floats, *, seed: int = 0) -> tuple[float, float]:
    """90 % interval of the mean difference, by drawing years (not rows) anew.

    Villages of one year share its storms, so that a year is one unit of chance. Percentiles of few
    units are too narrow; they are taken further out, as far as Student's t would go. Source: Efron
    (1979); Hesterberg (2015), 5.3 (expanded percentile interval).

    In trials with six units it held the truth 88 % of the time where differences were normal and
    78 % where they were lognormal: a verdict resting on one wild year deserves less belief than
    it claims. Each rival is looked at on its own; several looks are not corrected for.

    Args:
        differences: (U,) one a judged year, event or block.

    Returns:
        Low and high; NaN with fewer than two units.
    """
    n = len(differences)
    if n < 2:
        return float("nan"), float("nan")
    weight = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=DRAWS) / n
    reach = np.sqrt(n / (n - 1)) * stats.t.ppf((1 + CONFIDENCE) / 2, n - 1)
    tail = float(stats.norm.sf(reach))
    low, high = np.quantile(weight @ differences, [tail, 1 - tail])
    return float(low), float(high)


def judge(low: float, high: float, units: int) -> Verdict:
    """The verdict on an interval of (chosen − other) of an error: less is better.

    With fewer than `UNITS_MIN` units none is given, whatever the interval.
    """
    if units < UNITS_MIN:
        return Verdict.TOO_FEW_YEARS
    if high < 0:
        return Verdict.BETTER
    return Verdict.WORSE if low > 0 else Verdict.CANNOT_BE_TOLD_APART


def beside(chosen: Floats, other: Floats) -> dict[str, float | str]:
    """The chosen way beside another, by their errors in each unit (U,): less is better.

    Returns:
        difference (mean of chosen − other), difference_lo, difference_hi, verdict.
    """
    low, high = mean_interval(chosen - other)
    return {
        "difference": float((chosen - other).mean()),
        "difference_lo": low,
        "difference_hi": high,
        "verdict": judge(low, high, len(chosen)).value,
    }
