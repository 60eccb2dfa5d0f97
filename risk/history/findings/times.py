"""Rules on when claims come: the season, weekends, nights."""

from collections.abc import Sequence
from datetime import date, timedelta
from math import nan

import numpy as np
import pandas as pd
from scipy.stats import t as student

from risk.history.findings.evidence import (
    CLAIMS_MIN,
    across,
    beyond_ratio,
    count_p,
    happening,
    share,
    share_p,
)
from risk.history.findings.model import LEVEL, Rule, Seen, Tables, Task
from risk.history.findings.years import between, whole_years
from risk.history.seasons import compare
from risk.terms import TimePrecision

PEAK_MONTHS = 3
YEARS_MIN = 3
YEARS_BACK = 3  # a roster is made for habits, not for one year
DAY_BEGINS_H, NIGHT_BEGINS_H = 8, 20  # nights are not cut in two when days are counted
FAMILY = "claims"


def peak(t: Tables) -> list[Seen]:
    """The three months that bring most claims, and their share in years that did not pick them.

    Each year's share is that of the three months most claims came in in the other years: a share of
    the months picked by the same year would be above a quarter by mere choice.
    """
    years = whole_years(t)
    claims = t.claims[t.claims["year"].isin(years)]
    usual = PEAK_MONTHS / 12
    if len(years) < YEARS_MIN or len(claims) < CLAIMS_MIN:
        return [Seen("thin", comparison_value=usual, n=len(claims))]
    counts = (
        claims.groupby(["year", claims["loss_at"].dt.month]).size().unstack(fill_value=0)
        .reindex(index=years, columns=range(1, 13), fill_value=0).to_numpy(float)
    )  # fmt: skip
    hits = np.array([_top(np.delete(counts, i, axis=0)) @ row for i, row in enumerate(counts)])
    value, lo, hi, p = _by_year(hits, counts.sum(axis=1), usual)
    top = np.flatnonzero(_top(counts))
    start = t.county.contract_year_start_month
    months = sorted((int(m) + 1 for m in top), key=lambda m: (m - start) % 12)
    first = t.county.contract_year_bounds(years[0])[0]
    last = t.county.contract_year_bounds(years[-1])[1] - timedelta(days=1)
    return [
        Seen(
            "above" if lo > usual else "even", value, lo, hi, usual, len(claims),
            max(lo - usual, 0.0), p,
            first=first, last=last, values={"months": months},
        )
    ]  # fmt: skip


def _top(counts: np.ndarray) -> np.ndarray:
    """1 in the three columns of the greatest sums, else 0; the earlier of equals."""
    order = np.argsort(-counts.sum(axis=0), kind="stable")
    return np.isin(np.arange(12), order[:PEAK_MONTHS]).astype(float)


def _by_year(hits: np.ndarray, claims: np.ndarray, usual: float) -> tuple[float, ...]:
    """Share over years, interval and one-sided p of no season: jackknife over whole years."""
    value = float(hits.sum() / claims.sum())
    n = len(claims)
    without = (hits.sum() - hits) / np.maximum(claims.sum() - claims, 1.0)
    error = float(np.sqrt(((without - value) ** 2).sum() * (n - 1) / n))
    half = float(student.ppf((1 + LEVEL) / 2, n - 1)) * error
    p = float(student.sf((value - usual) / error, n - 1)) if error > 0 else nan
    return value, max(value - half, 0.0), min(value + half, 1.0), p


def weekend(t: Tables) -> list[Seen]:
    """Reports a day on Saturdays and Sundays against the other days, by ``seasons.compare``.

    Claims of events are left out: on which weekday a storm falls says nothing of the next one.
    """
    back = (pd.Timestamp(t.as_of) - pd.DateOffset(years=YEARS_BACK, days=-1)).date()
    first = max(back, _first_report(t))
    if first > t.as_of:
        return [Seen("thin", comparison_value=1.0)]
    holidays, workdays = days_off(t, first)
    found = compare(
        t.claims[t.claims["event_id"].isna()], contrast="weekend", first=first, as_of=t.as_of,
        holidays=holidays, workdays=workdays,
    )  # fmt: skip
    row = found[found["peril_family"] == "all"].iloc[0]
    own, rest = int(row["claims"]), int(row["claims_rest"])
    values: dict[str, object] = {"claims": own}
    if row["note"] or own + rest < CLAIMS_MIN:
        return [Seen("thin", comparison_value=1.0, n=own + rest, first=first, values=values)]
    value, lo, hi = (float(row[c]) for c in ("ratio", "lo", "hi"))
    p = count_p((own, rest), (row["at_risk"], row["at_risk_rest"]), float(row["dispersion"]))
    crews = int(t.bases["crews_day"].sum()) if len(t.bases) else 0
    if crews and value > 1:
        values["extra_crews"] = max(round(crews * (value - 1)), 1)
    effect = beyond_ratio(lo, hi) * (own if lo > 1 else rest) / (own + rest)
    return [
        Seen(across(lo, hi, 1.0), value, lo, hi, 1.0, own + rest, effect, p, first=first,
             values=values)
    ]  # fmt: skip


def _first_report(t: Tables) -> date:
    first = t.claims["reported_at"].min()
    return t.as_of + timedelta(days=1) if pd.isna(first) else first.date()


def days_off(t: Tables, first: date) -> tuple[list[date], list[date]]:
    """Public holidays on weekdays, and Saturdays and Sundays worked; none without a calendar."""
    if t.calendar is None:
        return [], []
    worked = t.calendar.diff().eq(1)
    worked = worked[between(worked.index.to_series(), first, t.as_of)]
    weekday = pd.DatetimeIndex(worked.index).day_of_week < 5
    holidays = worked.index[weekday & ~worked.to_numpy()]
    workdays = worked.index[~weekday & worked.to_numpy()]
    return [d.date() for d in holidays], [d.date() for d in workdays]


def night(t: Tables) -> list[Seen]:
    """Reports between 20:00 and 08:00 against the share plans assume.

    Left out: a report at midnight in a ledger that knows days only.
    """
    claims = t.claims_now.dropna(subset="reported_at")
    by_day = claims["time_precision"] == TimePrecision.DAY.value
    claims = claims[~(by_day & (claims["reported_at"] == claims["reported_at"].dt.normalize()))]
    hour = claims["reported_at"].dt.hour
    hits = (hour >= NIGHT_BEGINS_H) | (hour < DAY_BEGINS_H)
    seen = share(hits, happening(claims, "reported_at", day_begins_h=DAY_BEGINS_H))
    usual = t.county.surge.night_report_share
    return [
        Seen(seen.beside(usual), seen.value, seen.lo, seen.hi, usual, seen.n, seen.beyond(usual),
             share_p(seen, usual))
    ]  # fmt: skip


RULES: Sequence[Rule] = (
    Rule(
        "peak", FAMILY, "share", "share_of_days", ("claim",), peak, {"above": Task("dispatch", 60)},
    ),
    Rule(
        "weekend", FAMILY, "ratio", "weekdays", ("claim",), weekend,
        {"above": Task("dispatch", 30), "below": Task("dispatch", 30)},
    ),
    Rule(
        "night", FAMILY, "share", "plan", ("claim",), night,
        {"above": Task("dispatch", 30), "below": Task("dispatch", 90)},
    ),
)  # fmt: skip
