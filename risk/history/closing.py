"""How many of today's open claims will still be open on a later day, at the county's own speed."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.history.intervals import TAIL

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
AGES_DAYS = (0, 8, 15, 31, 61, 91, 181)
CLOSED_LEAST, YEARS_LEAST = 30, 2
NOT_ENOUGH = "not_enough_data"
DRAWS = 400


@dataclass(frozen=True)
class RunOff:
    """Open claims today and at the end.

    Attributes:
        open_now: claims open on the last day known.
        days: from then to the end.
        mean, low, high: claims still open at the end (90 %); NaN without enough data.
        beyond_record: open claims older than any the county has closed; counted as staying open.
        closed: closed claims the speed was learned from, of ``years`` contract years.
        note: ``not_enough_data`` or empty.
    """

    open_now: int
    days: int
    mean: float
    low: float
    high: float
    beyond_record: int
    closed: int
    years: int
    note: str


def open_by_age(ages_days: "pd.Series[int]", edges: tuple[int, ...] = AGES_DAYS) -> pd.DataFrame:
    """Open claims by days since their report: from_day, to_day (included; NaN: open), claims."""
    bins = np.digitize(ages_days, edges) - 1
    ends = [*(e - 1.0 for e in edges[1:]), np.nan]
    counts = np.bincount(bins[bins >= 0], minlength=len(edges))
    return pd.DataFrame({"from_day": edges, "to_day": ends, "claims": counts})


def run_off(ages_days: "pd.Series[int]", closing: pd.DataFrame, *, days: int, seed: int) -> RunOff:
    """Project the open claims of today; claims still to be reported are not in it.

    The chance that a claim of age a is open d days on is S(a + d) / S(a), S by Kaplan and Meier
    (1958) from all claims, open ones censored. The range holds the chance of each claim and the
    luck of years: contract years are drawn again with replacement, since a year with a disaster
    closes slower than the next.

    Args:
        ages_days: days since report of each open claim.
        closing: year, closed, days, claims: how long claims took, or have been open.
        days: from the last day known to the end.
        seed: of the draws.
    """
    done = closing[closing["closed"].astype(bool)]
    closed, years = int(done["claims"].sum()), int(done["year"].nunique())
    ages: Ints = np.asarray(ages_days, dtype=np.int64)
    longest = int(done["days"].max()) if len(done) else 0
    beyond = int((ages > longest).sum())
    if closed < CLOSED_LEAST or years < YEARS_LEAST:
        nan = float("nan")
        return RunOff(len(ages), days, nan, nan, nan, beyond, closed, years, NOT_ENOUGH)
    ended, risked = _by_year(closing, longest)
    age, claims = np.unique(ages, return_counts=True)
    rng = np.random.default_rng(seed)
    weights = rng.multinomial(len(ended), np.full(len(ended), 1 / len(ended)), DRAWS)
    chances = _still_open(_survival(weights @ ended, weights @ risked), age, days)
    low, high = np.quantile(rng.binomial(claims, chances).sum(axis=1), [TAIL, 1 - TAIL])
    expected = _still_open(_survival(ended.sum(axis=0), risked.sum(axis=0))[None], age, days)
    mean = float((expected @ claims)[0])
    return RunOff(
        open_now=len(ages), days=days, mean=mean, low=min(float(low), mean),
        high=max(float(high), mean), beyond_record=beyond, closed=closed, years=years, note="",
    )  # fmt: skip


def _by_year(closing: pd.DataFrame, longest: int) -> tuple[Floats, Floats]:
    """Claims closed at each age, and at risk of it: (years, ages)."""
    size = longest + 1
    ended, risked = [], []
    for _, own in closing.groupby("year"):
        at = own["days"].clip(upper=size).to_numpy(dtype=np.int64)
        n, closed = own["claims"].to_numpy(dtype=float), own["closed"].to_numpy(dtype=bool)
        left = np.bincount(at, n, size + 1)
        risked.append(left[::-1].cumsum()[::-1][:size])
        ended.append(np.bincount(at[closed], n[closed], size + 1)[:size])
    return np.array(ended), np.array(risked)


def _survival(ended: Floats, risked: Floats) -> Floats:
    """S after each age (last axis)."""
    hazard = np.divide(ended, risked, out=np.zeros_like(ended), where=risked > 0)
    return np.asarray(np.cumprod(1 - hazard, axis=-1))


def _still_open(survival: Floats, age: Ints, days: int) -> Floats:
    """Chance that a claim, open when its age ends, is open so many days on: (draws, ages)."""
    last = survival.shape[-1] - 1
    now = survival[:, np.minimum(age, last)]
    later = survival[:, np.minimum(age + days, last)]
    known = (age <= last) & (now > 0)
    return np.divide(later, now, out=np.ones_like(later), where=known)
