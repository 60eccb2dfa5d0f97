"""Ordinary days as scenarios, so that the simulator of surges judges them by the same rules.

Ordinary claims are a scenario whose hazard lasts 31 days: a house may be hit at any hour, villages
by their scored rate, reported at once, at night as seldom as own reports are. Crews are those
present: who is away is the roster's affair, not chance's.
"""

from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.hazard import Scenario, place_houses
from risk.settings import County, Surge
from risk.staffing.roster.rules import SHIFTS
from risk.staffing.simulator.crews import shift_bounds_h
from risk.staffing.simulator.ground import Ground
from risk.staffing.simulator.outcome import in_time
from risk.staffing.simulator.rules import Conditions
from risk.staffing.simulator.run import run
from risk.staffing.simulator.scenes import Scenes, scenes
from risk.staffing.travel import Travel
from risk.surge import Forecast, forecast
from risk.surge.lag import Lag
from risk.terms import PerilFamily

AT_ONCE = Lag(
    median_h=0.05, shape=1.0, claims=0, events=0, source="ordinary claims: reported at once"
)
EVEN = 100.0  # negative-binomial size: villages of a month scatter by chance alone
CV_LEAST = 0.05
HOURS, DAYS = 24.0, 31
MIDNIGHT = datetime(2001, 1, 1)  # any: ordinary days know no season but their claims
THIN_STREAM = 41

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Place:
    """What is the same in every month: villages, houses, scores, bases, travel."""

    codes: NDArray[np.object_]
    in_force: pd.DataFrame
    scores_frame: pd.DataFrame
    bases: pd.DataFrame
    travel: Travel
    county: County


@dataclass(frozen=True)
class OrdinaryMonth:
    """One month's ordinary claims, ready to run crews over."""

    ground: Ground
    scenes: Scenes
    days: int
    shift: Ints  # shift each claim is reported in: 0 day, 1 night
    area: Ints  # number of the base nearest to each claim


@dataclass(frozen=True)
class OrdinaryYear:
    """Claims of 31 days at the rate of the year's busiest month; every other month is thinner.

    Months are thinned from the same claims, so that what tells them apart is their claims alone.
    """

    ground: Ground
    scenes: Scenes
    lot: Floats  # a uniform number of each claim: it belongs to months busier than that
    per_day: float

    def month(self, days: int, mean: float) -> OrdinaryMonth:
        """A month of so many days and claims expected, at most ``per_day`` a day."""
        claims = self.scenes.claims
        inside = (self.lot * self.per_day * days < mean) & (claims.hour < HOURS * days)
        made = _picked(self.scenes, inside)
        staffing = self.ground.county.staffing
        clock = made.claims.hour % HOURS
        by_day = (clock >= staffing.day_start_h) & (clock < staffing.day_end_h)
        area = self.ground.travel.nearest_base[made.claims.village]
        return OrdinaryMonth(self.ground, made, days, np.where(by_day, 0, 1), area)


def _picked(scenes: Scenes, inside: Bools) -> Scenes:
    """Only the marked claims, all draws kept."""
    claims = scenes.claims
    before = np.concatenate([[0], np.cumsum(inside)])
    return replace(
        scenes,
        claims=replace(
            claims,
            start=before[claims.start],
            village=claims.village[inside],
            hour=claims.hour[inside],
            mark=claims.mark[inside],
        ),
        work=scenes.work[inside],
        draw=scenes.draw[inside],
        town_claim=scenes.town_claim[inside],
        green=scenes.green[inside],
        small=scenes.small[inside],
    )


def expected_villages(
    in_force: pd.DataFrame, scores_frame: pd.DataFrame, regions: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Villages with insured houses, and their scores of all families together."""
    placed = place_houses(in_force, regions)
    placed = placed[placed["houses"] > 0].reset_index(drop=True)
    return placed, scores_frame[scores_frame["peril_family"] == "all"]


def ordinary_year(
    place: Place, per_day: float, cv: float, night_share: float, *, seed: int, draws: int
) -> OrdinaryYear:
    """Draw ordinary claims at the busiest month's rate.

    Args:
        place: villages and bases.
        per_day: claims expected a day in the busiest month.
        cv: how months scatter beyond chance, as a coefficient of variation.
        night_share: share of reports at night.
        seed: of the draws; draws: how many.
    """
    houses = float(place.in_force["houses"].sum())
    per_1000 = max(1000 * per_day * DAYS / houses, 1e-9)
    scenario = Scenario(
        name="ordinary days",
        preset="",
        family=PerilFamily.ACCIDENT,
        grade="ordinary",
        starts_at=MIDNIGHT,
        duration_h=HOURS * DAYS,
        footprint=pd.DataFrame(
            {
                "region_code": place.codes,
                "zone": "core",
                "intensity": 0.0,
                "quantity": "ordinary",
                "unit": "",
            }
        ),
        claim_rate_per_1000_core=per_1000,
        claim_rate_per_1000_core_lo=per_1000,
        claim_rate_per_1000_core_hi=per_1000,
        fringe_ratio=0.0,
        travel_factor_town=1.0,
        travel_factor_rural=1.0,
        rate_measured=True,
    )
    settings = _settings(place.county.surge, cv, night_share, draws)
    empty = pd.DataFrame()
    told = forecast(
        scenario, place.in_force, place.scores_frame, empty, AT_ONCE, settings=settings, seed=seed
    )
    made = scenes(told, place.travel, place.county, first=0, last=draws, seed=seed)
    lot = np.random.default_rng([seed, THIN_STREAM]).random(len(made.claims.hour))
    return OrdinaryYear(_ground(place, told), made, lot, per_day)


def _settings(surge: Surge, cv: float, night_share: float, draws: int) -> Surge:
    return replace(
        surge,
        draws=draws,
        horizon_days=1,
        event_size_cv=float(np.clip(cv, CV_LEAST, 3.0)),
        village_dispersion=EVEN,
        night_report_share=night_share,
    )


def _ground(place: Place, told: Forecast) -> Ground:
    on_h, off_h = shift_bounds_h(told.days, told.scenario, place.county.staffing)
    return Ground(
        forecast=told,
        county=place.county,
        bases=place.bases,
        travel=place.travel,
        sources=[],
        on_h=on_h,
        off_h=off_h,
        conditions=Conditions(),
    )


@dataclass(frozen=True)
class Held:
    """How the claims of a month fared under some crews.

    Attributes:
        late: late claims by area and shift of their report (bases, 2), all draws.
        p: chance that a day with claims reported in that shift keeps its target, by shift (2,).
        p_error: standard error of ``p`` over draws (2,).
        share: share of claims in time by shift (2,).
        days: days with claims, by shift (2,).
    """

    late: Ints
    p: Floats
    p_error: Floats
    share: Floats
    days: Ints


def held(month: OrdinaryMonth, crews: Ints) -> Held:
    """Run the same crews every day of a month.

    Args:
        month: its claims.
        crews: by base and shift (bases, 2).
    """
    bases = month.ground.bases.assign(crews_day=crews[:, 0], crews_night=crews[:, 1])
    ground = replace(month.ground, bases=bases)
    placed = np.broadcast_to(crews.T, (1, ground.days, len(SHIFTS), len(crews))).copy()
    punctual = in_time(month.scenes, run(month.scenes, ground.crews(placed)).arrival_h)
    late = np.zeros(crews.shape, np.int64)
    np.add.at(late, (month.area[~punctual], month.shift[~punctual]), 1)
    p, error, share, days = np.ones(2), np.zeros(2), np.ones(2), np.zeros(2, np.int64)
    for s in range(len(SHIFTS)):
        here = month.shift == s
        p[s], error[s], days[s] = _days_kept(month, here, punctual)
        share[s] = punctual[here].mean() if here.any() else 1.0
    return Held(late, p, error, share, days)


def _days_kept(month: OrdinaryMonth, here: Bools, punctual: Bools) -> tuple[float, float, int]:
    """Share of days with such claims that keep the target, its error over draws, and the days."""
    claims, draws = month.scenes.claims, month.scenes.claims.draws
    day = (claims.hour // 24).astype(np.int64)
    cell = month.scenes.draw * month.ground.days + day
    size = draws * month.ground.days
    all_ = np.bincount(cell[here], minlength=size).reshape(draws, -1)
    kept = np.bincount(cell[here & punctual], minlength=size).reshape(draws, -1)
    target = month.ground.county.staffing.share_target
    some = all_ > 0
    if not some.any():
        return 1.0, 0.0, 0
    good = ((kept >= target * all_ - 1e-9) & some).sum(axis=1)
    number = some.sum(axis=1)
    p = float(good.sum() / number.sum())
    apart = good - p * number  # ratio estimator over draws (Cochran 1977, §6.3)
    error = float(np.sqrt((apart**2).sum() / max(draws - 1, 1) / draws) / number.mean())
    return p, error, int(number.sum())
