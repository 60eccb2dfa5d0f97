"""Base staffing of the year ahead: crews by month, base and shift, people, leave, reserve."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from risk.errors import ModelError
from risk.hazard import Assumption, assume_setting
from risk.history.ordinary import Ordinary
from risk.settings import County
from risk.staffing.roster.budget import Plans, people_needed, surge_reserve
from risk.staffing.roster.month_rows import held_rows, need_rows
from risk.staffing.roster.need import fewest
from risk.staffing.roster.ordinary_days import (
    Floats,
    Ints,
    OrdinaryYear,
    Place,
    expected_villages,
    ordinary_year,
)
from risk.staffing.roster.rules import SHIFTS
from risk.staffing.travel import assumed_base, travel_table

HIGH = 0.95
CLAIMS_WANTED = 5000  # simulated claims a month's figures rest on, between these draws
DRAWS = (200, 800)
FRESH = 1000  # seed of the years told, beside those searched
ROSTER_USED = ("ordinary_p", "days_of_7_max", "leave_days", "training_days", "sick_days",
               "hours_per_week_max")  # fmt: skip
STAFFING_USED = ("heads_per_crew", "survey_min", "survey_cv", "day_start_h", "day_end_h",
                 "share_target")  # fmt: skip


@dataclass(frozen=True)
class BaseStaffing:
    """What the year ahead needs day by day, outside events.

    Attributes:
        needs: month (first day), base_id, shift, claims_mean, claims_lo, claims_hi (ordinary
            claims of the base's area reported in that shift of the month; 90 % range), crews,
            crews_lo, crews_hi (fewest with which ordinary days hold; if the month brings as few or
            as many claims as one in twenty does), crews_record (base table), screening (modified
            offered load with a square-root rule, a first guess only).
        months: month, shift, claims_mean, p_held, p_lo, p_hi (chance that the claims of a day
            reported in that shift are reached in time; 90 % band over simulated months),
            share (of claims in time), met, p_record, record_met (the same with crews on record).
        people: month, crew_shifts, heads (people-shifts), shifts_per_person, people_needed,
            people_record_needed (to man the crews on record), people_record, leave_days,
            training_days, sick_days (of all people needed, in that month).
        reserve: month, preset, standby, borrowed, peak (crews beyond own, on the fullest day of
            the preset's plan) of the season's gravest plan.
        bases: the bases used; ``assumed``: none was given.
        goal: wanted chance of an ordinary day.
        night_share: share of ordinary reports at night, ``reports`` it was counted on.
        draws: simulated months a figure rests on.
    """

    needs: pd.DataFrame
    months: pd.DataFrame
    people: pd.DataFrame
    reserve: pd.DataFrame
    bases: pd.DataFrame
    assumed: bool
    goal: float
    night_share: float
    reports: int
    draws: int
    assumptions: tuple[Assumption, ...]

    def crews(self, month: pd.Timestamp) -> pd.DataFrame:
        """Crews needed in a month as a base table: base_id, crews_day, crews_night."""
        rows = self.needs[self.needs["month"] == pd.Timestamp(month).replace(day=1)]
        wide = rows.pivot(index="base_id", columns="shift", values="crews")
        wide = wide.rename(columns={s: f"crews_{s}" for s in SHIFTS})
        return wide.rename_axis(columns=None).reset_index()


def base_staffing(
    ordinary: Ordinary,
    in_force: pd.DataFrame,
    scores_frame: pd.DataFrame,
    bases: pd.DataFrame,
    regions: pd.DataFrame,
    *,
    county: County,
    seed: int,
    people_record: int | None = None,
    surges: Plans | None = None,
) -> BaseStaffing:
    """Crews of the next twelve months by base and shift, in ranges, and what they take.

    Args:
        ordinary: claims outside events by month, from :func:`risk.history.ordinary_months`.
        in_force: houses insured by village.
        scores_frame: scores; villages' shares of the claims follow "all" families' rate.
        bases: the base table; if empty, one base is assumed and said to be so.
        regions: the warehouse's regions.
        county: promise, staffing and roster settings.
        seed: of the simulations.
        people_record: surveyors on record; None: no surveyor ledger.
        surges: preset → (its seasons, ``Plan.totals_by_day``): the reserve by month.

    Raises:
        ModelError: too short a record of ordinary claims, or no insured house.
    """
    if ordinary.note:
        raise ModelError(ordinary.note, where="base staffing", remedy="load a longer claim ledger")
    place, assumed = _place(in_force, scores_frame, bases, regions, county)
    years = _years(place, ordinary, seed)
    months = [_month(place, ordinary, years, k) for k in range(len(ordinary.months))]
    needs = pd.concat([m.needs for m in months], ignore_index=True)
    return BaseStaffing(
        needs=needs,
        months=pd.concat([m.told for m in months], ignore_index=True),
        people=people_needed(needs, county, people_record),
        reserve=surge_reserve(ordinary.months, surges or {}),
        bases=place.bases,
        assumed=assumed,
        goal=county.roster.ordinary_p,
        night_share=ordinary.night_share,
        reports=ordinary.reports,
        draws=years.searched.scenes.claims.draws,
        assumptions=(
            *(assume_setting(county.roster, n) for n in ROSTER_USED),
            *(assume_setting(county.staffing, n) for n in STAFFING_USED),
        ),
    )


def _place(
    in_force: pd.DataFrame,
    scores_frame: pd.DataFrame,
    bases: pd.DataFrame,
    regions: pd.DataFrame,
    county: County,
) -> tuple[Place, bool]:
    houses, scores = expected_villages(in_force, scores_frame, regions)
    if houses.empty:
        raise ModelError("no insured house", where="base staffing", remedy="load policies")
    codes = houses["region_code"].to_numpy(dtype=object)
    assumed = bases.empty
    if assumed:
        weight = houses["houses"].to_numpy(np.float64)
        bases = assumed_base(codes, weight, regions, crews_day=county.staffing.standby_crews)
    bases = bases.reset_index(drop=True)
    travel = travel_table(codes, bases, regions, None, county.places)
    return Place(codes, houses, scores, bases, travel, county), assumed


@dataclass(frozen=True)
class _Month:
    needs: pd.DataFrame
    told: pd.DataFrame


@dataclass(frozen=True)
class _Years:
    """Simulated claims: searched on, told on (never seen by the search), and without luck."""

    searched: OrdinaryYear
    fresh: OrdinaryYear
    steady: OrdinaryYear


def _years(place: Place, ordinary: Ordinary, seed: int) -> _Years:
    days = np.array([month.days_in_month for month in ordinary.months])
    busy = float((ordinary.draws.mean(axis=0) / days).max())
    busiest = float((np.quantile(ordinary.draws, HIGH, axis=0) / days).max())
    cv = float(np.mean([beyond_chance(counts) for counts in ordinary.draws.T]))
    draws = int(np.clip(CLAIMS_WANTED / max(ordinary.draws.mean(), 1e-9), *DRAWS))
    share = ordinary.night_share

    def drawn(per_day: float, cv: float, number: int) -> OrdinaryYear:
        return ordinary_year(place, per_day, cv, share, seed=seed + number, draws=draws)

    return _Years(drawn(busy, cv, 0), drawn(busy, cv, FRESH), drawn(busiest, 0.0, 0))


def _month(place: Place, ordinary: Ordinary, years: _Years, k: int) -> _Month:
    first, counts = ordinary.months[k], ordinary.draws[:, k]
    days, mean = first.days_in_month, float(counts.mean())
    goal, record = place.county.roster.ordinary_p, _record(place.bases)
    usual = years.searched.month(days, mean)
    need = fewest(usual, goal)
    low, high = (
        fewest(years.steady.month(days, float(np.quantile(counts, q))), goal).crews
        for q in (1 - HIGH, HIGH)
    )
    crews = np.minimum(low, need.crews), need.crews, np.maximum(high, need.crews)
    return _Month(
        need_rows(place, first, days, usual, crews, record),
        held_rows(first, years.fresh.month(days, mean), need, record, goal),
    )


def beyond_chance(counts: Floats) -> float:
    """Scatter of counts beyond Poisson's, as a coefficient of variation."""
    mean = counts.mean()
    return float(np.sqrt(max(counts.var() - mean, 0.0)) / mean) if mean > 0 else 0.0


def _record(bases: pd.DataFrame) -> Ints:
    return bases[["crews_day", "crews_night"]].to_numpy(np.int64)
