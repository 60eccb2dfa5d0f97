"""When claims come: profiles by hour, weekday and month, and rates compared, with honest intervals.

Claims come in clusters: one storm brings a hundred, over several days. A Poisson interval takes
them for a hundred independent facts and lies. Here the record is cut into blocks (four weeks for
hours and weekdays, calendar months for months), the whole block is the unit of chance, and the
variance of a rate or a log ratio is its jackknife over blocks (Efron & Stein 1981; as the
cluster-robust variance CR3 of a Poisson regression, Bell & McCaffrey 2002). The ratio of that
variance to Poisson's is the ``dispersion``, never taken below 1; a count then weighs as
count ÷ dispersion in the exact Poisson or binomial interval ("effective counts"). Where events are
rare, even that is an estimate from few blocks: ``blocks`` with claims are told, and fewer than
eight (or a side at risk in fewer) is "not enough data".
"""

from collections.abc import Collection
from datetime import date

import numpy as np
import pandas as pd
from scipy.special import betaincinv

from risk.history.intervals import gamma_interval
from risk.history.periods import (
    ALL,
    RATIO_COVERAGE,
    UNITS,
    Clock,
    Contrast,
    Floats,
    Unit,
    blocks_of,
    count_periods,
    day_number,
    days_of,
    in_record,
    profile_dispersion,
    ratio_dispersion,
    sides_of,
    sum_by,
    time_at_risk,
    weights,
    without_hour,
)

LEAST_BLOCKS = 8
LEAST_CLAIMS = 10
NIGHT = (20, 8)  # from, until (o'clock)
NOT_ENOUGH = "not enough data"


def profile(
    claims: pd.DataFrame,
    *,
    by: Unit,
    first: date,
    as_of: date,
    clock: Clock = "reported_at",
) -> pd.DataFrame:
    """Rate of claims by hour of the day, day of the week, or month, for each family and for all.

    Args:
        claims: peril_family, the clock's column, time_precision (hours: claims known by day only,
            stamped midnight, have no hour and are counted in ``without_hour``), and claims, where
            a row stands for several.
        first, as_of: first and last day of the record; partial months count by their days.
        clock: when reports come in (work to do) or when losses happen (weather).

    Returns:
        peril_family, unit (hour 0–23, weekday 1 = Monday, month), claims, at_risk (hours, days,
        days), per_day (claims per day at risk; hours: per hour), per_day_lo, _hi (90 %), relative
        (to the family's mean rate), dispersion, blocks, without_hour, note.

    Raises:
        ModelError: an empty record.
    """
    days = days_of(first, as_of)
    rows = in_record(claims, clock, first, as_of)
    vague = without_hour(rows, clock)
    kept = rows[~vague] if by == "hour" else rows
    block = blocks_of(days, by)
    stamps = pd.DatetimeIndex(kept[clock])
    classes = {"hour": stamps.hour, "weekday": stamps.day_of_week, "month": stamps.month - 1}
    table = count_periods(
        kept, stamps, np.asarray(classes[by]), time_at_risk(days, block, by), block, days
    )
    parts = [
        _profile_of(family, counts, table.at_risk, UNITS[by])
        for family, counts in table.claims.items()
    ]
    unclear = pd.Series(vague * weights(rows), rows.index)
    lost = unclear.groupby(rows["peril_family"]).sum() if by == "hour" else pd.Series(dtype=int)
    told = pd.concat(parts, ignore_index=True)
    missing = told["peril_family"].map({**lost.to_dict(), ALL: lost.sum()})
    return told.assign(without_hour=missing.fillna(0).astype(int))


def compare(
    claims: pd.DataFrame,
    *,
    contrast: Contrast,
    first: date,
    as_of: date,
    clock: Clock = "reported_at",
    holidays: Collection[date] = (),
    workdays: Collection[date] = (),
) -> pd.DataFrame:
    """Rate in some days or hours against the rest: weekend, night (20–8 h) or holiday.

    Args:
        claims: as for `profile`.
        holidays: public holidays; with ``weekend`` they are left out of both sides, with
            ``holiday`` they are the one side.
        workdays: Saturdays and Sundays that were worked; they count as weekdays.

    Returns:
        One row a family and ``all``: peril_family, contrast, claims, at_risk, claims_rest,
        at_risk_rest (days; night: hours), ratio, lo, hi (95 %, exact binomial on effective
        counts), dispersion, plain_lo, plain_hi (what Poisson would say), blocks, note.

    Raises:
        ModelError: an empty record, or holidays compared without any.
    """
    days = days_of(first, as_of)
    rows = in_record(claims, clock, first, as_of)
    if contrast == "night":
        rows = rows[~without_hour(rows, clock)]
    block = blocks_of(days, "weekday")
    side = sides_of(days, contrast, holidays, workdays)
    stamps = pd.DatetimeIndex(rows[clock])
    offset = day_number(stamps, days)
    if contrast == "night":
        own = ((stamps.hour >= NIGHT[0]) | (stamps.hour < NIGHT[1])).astype(int)
        night = 24 - NIGHT[0] + NIGHT[1]
        at_risk = np.bincount(block)[:, None] * np.array([24.0 - night, night])
    else:
        own = side[offset]
        at_risk = sum_by(block, side, np.ones(len(days)), 2)
    table = count_periods(rows, stamps, own, at_risk, block, days)
    told = [_ratio_of(family, counts, table.at_risk) for family, counts in table.claims.items()]
    return pd.DataFrame(told).assign(contrast=contrast)


def rate_ratio(
    counts: Floats, at_risk: Floats, *, coverage: float = RATIO_COVERAGE, dispersion: float = 1.0
) -> tuple[float, float, float]:
    """Ratio of two rates with its exact conditional interval.

    Given their sum, the first count is binomial; the Clopper–Pearson interval of its share becomes
    one of the ratio (Przyborowski & Wilenski 1940). ``dispersion`` divides both counts.

    Args:
        counts, at_risk: two each, the one side and the rest.
    """
    a, b = counts / dispersion
    tail = (1 - coverage) / 2
    low = float(betaincinv(a, b + 1, tail)) if a > 0 else 0.0
    high = float(betaincinv(a + 1, b, 1 - tail)) if b > 0 else 1.0
    time = at_risk[1] / at_risk[0]
    odds = [share / (1 - share) * time if share < 1 else np.inf for share in (low, high)]
    ratio = float(a / b * time) if b > 0 else np.nan
    return ratio, odds[0], odds[1]


def _profile_of(family: str, counts: Floats, at_risk: Floats, units: range) -> pd.DataFrame:
    total, time = counts.sum(axis=0), at_risk.sum(axis=0)
    blocks = int((counts.sum(axis=1) > 0).sum())
    dispersion = profile_dispersion(counts, at_risk)
    low, high = gamma_interval(total / dispersion)
    seen = np.where(time > 0, time, np.nan)
    mean = total.sum() / time.sum()
    few = blocks < LEAST_BLOCKS or total.sum() < LEAST_CLAIMS
    return pd.DataFrame(
        {
            "peril_family": family,
            "unit": list(units),
            "claims": total.astype(int),
            "at_risk": time,
            "per_day": total / seen,
            "per_day_lo": np.nan if few else low * dispersion / seen,
            "per_day_hi": np.nan if few else high * dispersion / seen,
            "relative": total / seen / mean if mean > 0 else np.nan,
            "dispersion": dispersion,
            "blocks": blocks,
            "note": NOT_ENOUGH if few else "",
        }
    )


def _ratio_of(family: str, counts: Floats, at_risk: Floats) -> dict[str, object]:
    rest, own = counts.sum(axis=0)
    time_rest, time = at_risk.sum(axis=0)
    sides, times = np.array([own, rest]), np.array([time, time_rest])
    blocks = int((counts.sum(axis=1) > 0).sum())
    seen = int((at_risk > 0).sum(axis=0).min())
    few = min(blocks, seen) < LEAST_BLOCKS or own + rest < LEAST_CLAIMS
    told: dict[str, object] = {
        "peril_family": family, "claims": int(own), "at_risk": time,
        "claims_rest": int(rest), "at_risk_rest": time_rest,
    }  # fmt: skip
    names = ("ratio", "lo", "hi", "dispersion", "plain_lo", "plain_hi")
    if few:
        return told | dict.fromkeys(names, np.nan) | {"blocks": blocks, "note": NOT_ENOUGH}
    dispersion = ratio_dispersion(counts, at_risk)
    ratio, low, high = rate_ratio(sides, times, dispersion=dispersion)
    _, plain_low, plain_high = rate_ratio(sides, times)
    values = (ratio, low, high, dispersion, plain_low, plain_high)
    return told | dict(zip(names, values, strict=True)) | {"blocks": blocks, "note": ""}
