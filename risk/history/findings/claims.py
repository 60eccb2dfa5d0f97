"""Rules on claims and money: loss ratio, payments, frequency, open claims, the year ahead."""

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pandas as pd

from risk.history.findings.evidence import (
    CLAIMS_MIN,
    across,
    beyond_ratio,
    count_p,
    happening,
    mean,
    overdispersion,
    ratio_of,
    ratio_p,
)
from risk.history.findings.model import Rule, Seen, Tables, Task
from risk.history.findings.years import at_risk, between, same_days, whole_years
from risk.history.seasons import rate_ratio
from risk.terms import ClaimStatus

OLD_OPEN_DAYS = 30
YEARS_MIN = 3
EFFECTIVE_MIN = 10.0  # claims, when years scatter so much that a claim weighs little
FAMILY = "claims"


def loss_ratio(t: Tables) -> list[Seen]:
    """Paid over earned premium of the year so far: an account, exact."""
    paid = t.claims_now["paid_money"].astype(float)
    premium = t.exposure.loc[t.exposure["year"] == t.year, "premium_money"].astype(float).sum()
    if not t.insured or premium <= 0:
        return [Seen("thin", comparison_value=1.0, n=len(paid))]
    ratio, n = float(paid.sum() / premium), int((paid > 0).sum())
    answer = "above" if ratio > 1 else "below"
    return [
        Seen(
            answer, ratio, comparison_value=1.0, n=n, effect=max(1 - 1 / ratio, 0) if ratio else 0.0
        )
    ]


def severity(t: Tables) -> list[Seen]:
    """Mean payment of this year's losses against last year's, both as known on the same day."""
    first, last = same_days(t, t.year - 1)
    now, before = t.claims_now, t.claims[between(t.claims["loss_at"], first, last)]
    known = pd.Timestamp(last) + timedelta(days=1)
    now = now[(now["paid_money"] > 0) & now["paid_at"].notna()]
    before = before[(before["paid_money"] > 0) & (before["paid_at"] < known)]
    means = [mean(c["paid_money"], happening(c, "loss_at")) for c in (now, before)]
    seen = ratio_of(*means)
    values = {"now_money": means[0].value, "before_money": means[1].value}
    return [
        Seen(
            seen.beside(1.0), seen.value, seen.lo, seen.hi, 1.0, seen.n,
            beyond_ratio(seen.lo, seen.hi), ratio_p(seen), values=values,
        )
    ]  # fmt: skip


def frequency(t: Tables) -> list[Seen]:
    """Each family's claims of this year against the same days of whole years before.

    Quasi-Poisson: past years scatter about their mean by so many times Poisson's variance, this
    one as they do; the ratio's exact interval stands on counts divided by that. A family whose
    years scatter so much that fewer than ten claims' weight is left cannot be judged by a year.
    """
    years = [y for y in whole_years(t) if y < t.year]
    families = sorted(t.claims["peril_family"].dropna().unique())
    if len(years) < YEARS_MIN or not families:
        return [Seen("thin", comparison_value=1.0, n=len(t.claims_now))]
    parts = [t.claims[between(t.claims["loss_at"], *same_days(t, y))] for y in (*years, t.year)]
    counts = pd.DataFrame(
        [part["peril_family"].value_counts() for part in parts], columns=families
    ).fillna(0.0)
    risk = at_risk(t, [*years, t.year])
    return [_own_past(family, counts[family].to_numpy(float), risk, years) for family in families]


def _own_past(family: str, counts: np.ndarray, risk: np.ndarray, years: list[int]) -> Seen:
    """The last count against the others."""
    past, now = counts[:-1], float(counts[-1])
    expected = past.sum() / risk[:-1].sum() * risk
    values = {
        "family": family, "claims": int(now), "expected": float(expected[-1]),
        "years": len(years),
    }  # fmt: skip
    if past.sum() + now < CLAIMS_MIN or not risk.all():
        return Seen("thin", comparison_value=1.0, n=int(now), values=values)
    dispersion = overdispersion(past, expected[:-1], fitted=1)
    if (past.sum() + now) / dispersion < EFFECTIVE_MIN:
        return Seen("thin", comparison_value=1.0, n=int(now), values=values)
    sides, times = np.array([now, past.sum()]), np.array([risk[-1], risk[:-1].sum()])
    value, lo, hi = rate_ratio(sides, times, dispersion=dispersion)
    p = count_p(sides, times, dispersion)
    effect = beyond_ratio(lo, hi)
    return Seen(across(lo, hi, 1.0), value, lo, hi, 1.0, int(now), effect, p, values=values)


def open_claims(t: Tables) -> tuple[int, int]:
    """Claims of any year still open, and those of them known for more than OLD_OPEN_DAYS."""
    still_open = t.claims[t.claims["status"] == ClaimStatus.OPEN.value]
    known_at = still_open["reported_at"].fillna(still_open["loss_at"])
    old = known_at < pd.Timestamp(t.as_of) - timedelta(days=OLD_OPEN_DAYS)
    return len(still_open), int(old.sum())


def old_open(t: Tables) -> list[Seen]:
    """Claims of any year still open after thirty days."""
    still_open, old = open_claims(t)
    values = {"days": OLD_OPEN_DAYS, "open": still_open}
    effect = old / max(len(t.claims_now), still_open, 1)
    return [
        Seen("some" if old else "none", old, comparison_value=0.0, n=still_open, effect=effect,
             first=t.as_of, values=values)
    ]  # fmt: skip


def ahead(t: Tables) -> list[Seen]:
    """Claims forecast for the next twelve months against the last twelve."""
    made = t.forecast
    if made is None:
        return []
    if made.note or made.by_year.empty:
        return [Seen("thin")]
    of_all = made.by_year[made.by_year["peril_family"] == "all"].iloc[0]
    months = made.by_month[made.by_month["peril_family"] == "all"]
    peak = months.sort_values("mean", kind="stable").iloc[-1]
    lo, hi, last = (float(of_all[c]) for c in ("p05", "p95", "last_12_months"))
    values = {
        "month": int(pd.Timestamp(peak["month"]).month), "month_claims": float(peak["mean"]),
        "month_lo": float(peak["p05"]), "month_hi": float(peak["p95"]),
    }  # fmt: skip
    end = (made.first + pd.DateOffset(months=12)).date() - timedelta(days=1)
    return [
        Seen(
            across(lo, hi, last), float(of_all["mean"]), lo, hi, last, int(last),
            beyond_ratio(lo / last, hi / last) if last else 0.0, level=0.9,
            first=made.first.date(), last=end, values=values,
        )
    ]  # fmt: skip


RULES: Sequence[Rule] = (
    Rule(
        "loss_ratio", FAMILY, "share", "premium", ("claim", "policy"), loss_ratio,
        {"above": Task("underwriting", 60)},
    ),
    Rule(
        "severity", FAMILY, "ratio", "last_year", ("claim",), severity,
        {"above": Task("claims", 60)},
    ),
    Rule(
        "frequency", FAMILY, "ratio", "own_past", ("claim", "policy"), frequency,
        {"above": Task("manager", 60)},
    ),
    Rule(
        "old_open", FAMILY, "claims", "none", ("claim",), old_open, {"some": Task("claims", 30)},
    ),
    Rule(
        "ahead", FAMILY, "claims", "last_12_months", ("claim", "policy"), ahead,
        {"above": Task("dispatch", 30)},
    ),
)  # fmt: skip
