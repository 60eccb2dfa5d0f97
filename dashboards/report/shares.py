"""Shares of claims with intervals that allow for claims of one day coming together."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboards.report.brief import Brief

CLAIMS_MIN = 30  # fewer cannot carry a conclusion
DAYS_MIN = 10  # claims of fewer days are too few independent happenings
RESAMPLES = 2000


@dataclass(frozen=True)
class Share:
    """A share of n claims of some days, with its 90 % interval."""

    value: float
    low: float
    high: float
    n: int
    days: int

    def text(self, b: Brief) -> str:
        """In words."""
        w = b.words
        if not self.n:
            return w("not_enough_short")
        span = w.pct_span(self.low, self.high, 1)
        value = w("with_range", value=w.pct(self.value), range=span)
        return w("of_n", value=value, n=w.n(self.n))

    def beside(self, usual: float) -> str:
        """``above`` or ``below`` when the whole interval is, else ``even``; ``thin``: too few."""
        if self.n < CLAIMS_MIN or self.days < DAYS_MIN:
            return "thin"
        return "above" if self.low > usual else "below" if self.high < usual else "even"


def share_by_day(hits: pd.Series, days: pd.Series, *, seed: int) -> Share:
    """Share of hits, its interval from redrawing whole days.

    Claims of one event are not independent of one another; the days are nearly so.
    """
    counts = pd.DataFrame({"hits": hits.astype(int), "claims": 1}).groupby(days).sum()
    n, number = int(counts["claims"].sum()), len(counts)
    if not n:
        return Share(0.0, 0.0, 1.0, 0, 0)
    times = np.random.default_rng(seed).multinomial(
        number, np.full(number, 1 / number), size=RESAMPLES
    )
    drawn = times @ counts.to_numpy(np.int64)
    low, high = np.quantile(drawn[:, 0] / drawn[:, 1], (0.05, 0.95))
    return Share(float(counts["hits"].sum()) / n, float(low), float(high), n, number)
