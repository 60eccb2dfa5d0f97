"""Rules on what households say: satisfaction against its target, complaints against last year."""

from collections.abc import Sequence
from math import nan

import numpy as np
import pandas as pd

from risk.history.contract import Metric
from risk.history.findings.evidence import (
    CLAIMS_MIN,
    Floats,
    across,
    beyond_ratio,
    count_p,
    overdispersion,
    share_p,
)
from risk.history.findings.metrics import satisfied_share, target
from risk.history.findings.model import Rule, Seen, Tables, Task
from risk.history.findings.years import between, same_days
from risk.history.seasons import rate_ratio

FAMILY = "satisfaction"


def satisfaction(t: Tables) -> list[Seen]:
    """Households satisfied, of those called back this year, against the month's target.

    Satisfied are 满意 and 基本满意, as contracts count them.
    """
    seen = satisfied_share(t, t.year_start, t.as_of)
    usual = target(t, Metric.SATISFIED)
    if usual is None:
        return [Seen("no_target", seen.value, seen.lo, seen.hi, n=seen.n)]
    effect = max(usual - seen.hi, 0.0) if seen.enough else 0.0
    return [
        Seen(seen.beside(usual), seen.value, seen.lo, seen.hi, usual, seen.n, effect,
             share_p(seen, usual))
    ]  # fmt: skip


def complaints(t: Tables) -> list[Seen]:
    """Complaints per claim reported, this year to date against the same days of last year.

    Quasi-Poisson by months: complaints come in bunches too.
    """
    first, last = same_days(t, t.year - 1)
    spans = [(t.year_start, t.as_of), (first, last)]
    made = [t.complaints[between(t.complaints["received_at"], *span)] for span in spans]
    claims = [t.claims[between(t.claims["reported_at"], *span)] for span in spans]
    counts = np.array([float(len(rows)) for rows in made])
    reported = np.array([float(len(rows)) for rows in claims])
    values = {"now_per_100": _per_100(counts[0], reported[0]),
              "before_per_100": _per_100(counts[1], reported[1])}  # fmt: skip
    n = int(counts.sum())
    if n < CLAIMS_MIN or reported.min() < CLAIMS_MIN:
        return [Seen("thin", comparison_value=1.0, n=n, values=values)]
    dispersion = _by_month(made, claims, counts / reported)
    value, lo, hi = rate_ratio(counts, reported, dispersion=dispersion)
    p = count_p(counts, reported, dispersion)
    effect = beyond_ratio(lo, hi)
    return [Seen(across(lo, hi, 1.0), value, lo, hi, 1.0, n, effect, p, values=values)]


def _per_100(complaints: float, claims: float) -> float:
    return float(100 * complaints / claims) if claims else nan


def _by_month(made: Sequence[pd.DataFrame], claims: Sequence[pd.DataFrame], rates: Floats) -> float:
    """Scatter of months about their year's rate."""
    counts, expected = [], []
    for complaint, claim, rate in zip(made, claims, rates, strict=True):
        own = complaint["received_at"].dt.month.value_counts()
        reported = claim["reported_at"].dt.month.value_counts()
        months = own.index.union(reported.index)
        counts.append(own.reindex(months, fill_value=0).to_numpy(float))
        expected.append(rate * reported.reindex(months, fill_value=0).to_numpy(float))
    return overdispersion(np.concatenate(counts), np.concatenate(expected), fitted=2)


RULES: Sequence[Rule] = (
    Rule(
        "satisfaction", FAMILY, "share", "target", ("claim", "target"), satisfaction,
        {"below": Task("claims", 30), "no_target": Task("manager", 90)},
    ),
    Rule(
        "complaints", FAMILY, "ratio", "last_year", ("complaint", "claim"), complaints,
        {"above": Task("claims", 30)},
    ),
)  # fmt: skip
