"""Rows of the year's base staffing, a month at a time: needs by base and shift, what they hold."""

import numpy as np
import pandas as pd

from risk.staffing.roster.need import Need
from risk.staffing.roster.ordinary_days import Floats, Ints, OrdinaryMonth, Place, held
from risk.staffing.roster.rules import SHIFTS

Z90 = 1.6449
NEED_COLUMNS = (
    "month", "base_id", "shift", "claims_mean", "claims_lo", "claims_hi", "crews", "crews_lo",
    "crews_hi", "crews_record", "screening",
)  # fmt: skip
MONTH_COLUMNS = (
    "month", "shift", "claims_mean", "p_held", "p_lo", "p_hi", "share", "met", "p_record",
    "record_met",
)  # fmt: skip


def need_rows(
    place: Place,
    first: pd.Timestamp,
    days: int,
    month: OrdinaryMonth,
    crews: tuple[Ints, Ints, Ints],
    record: Ints,
) -> pd.DataFrame:
    """Rows of ``BaseStaffing.needs`` of one month."""
    draws, bases = month.scenes.claims.draws, len(place.bases)
    cell = (month.scenes.draw * bases + month.area) * len(SHIFTS) + month.shift
    counts = np.bincount(cell, minlength=draws * bases * len(SHIFTS)).reshape(draws, bases, -1)
    low, high = np.quantile(counts, [0.05, 0.95], axis=0)
    guess = _screening(month, counts.mean(axis=0), days)
    fewer, usual, more = crews
    rows = [
        (
            first, base, shift, float(counts[:, b, s].mean()), float(low[b, s]), float(high[b, s]),
            int(usual[b, s]), int(fewer[b, s]), int(more[b, s]), int(record[b, s]),
            int(guess[b, s]),
        )
        for b, base in enumerate(place.bases["base_id"])
        for s, shift in enumerate(SHIFTS)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(NEED_COLUMNS))


def _screening(month: OrdinaryMonth, claims: Floats, days: int) -> Ints:
    """First guess of crews by base and shift: offered load plus its square root, no promise in it.

    Load is claims an hour × (trip from the nearest base + survey), (bases, 2).
    """
    staffing, travel = month.ground.county.staffing, month.ground.travel
    trip_h = travel.trip_h[: len(travel.base_ids)].min(axis=0)[month.scenes.claims.village]
    sums = np.bincount(month.area, trip_h, minlength=len(claims))
    number = np.bincount(month.area, minlength=len(claims))
    each_h = np.divide(sums, number, out=np.zeros(len(claims)), where=number > 0)
    day_h = staffing.day_end_h - staffing.day_start_h
    load = claims * (each_h + staffing.survey_min / 60)[:, None]
    load = load / (days * np.array([day_h, 24 - day_h]))
    return np.asarray(np.ceil(load + np.sqrt(load)), np.int64)


def held_rows(
    first: pd.Timestamp, fresh: OrdinaryMonth, need: Need, record: Ints, goal: float
) -> pd.DataFrame:
    """Rows of ``BaseStaffing.months``: judged on months the search never saw."""
    ours, theirs = held(fresh, need.crews), held(fresh, record)
    rows = []
    for s, shift in enumerate(SHIFTS):
        most = 1 - 1 / max(int(ours.days[s]), 2)
        p, wide = ours.p[s], Z90 * ours.p_error[s]
        claims = float((fresh.shift == s).sum()) / fresh.scenes.claims.draws
        rows.append(
            (
                first, shift, claims, min(p, most), max(p - wide, 0.0), min(p + wide, 1.0),
                min(float(ours.share[s]), 1 - 1 / max((fresh.shift == s).sum(), 2)), need.met[s],
                min(float(theirs.p[s]), most), bool(theirs.p[s] >= goal),
            )
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(MONTH_COLUMNS))
