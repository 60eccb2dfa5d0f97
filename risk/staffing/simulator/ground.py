"""What is fixed while plans are sought and compared: the event, the bases, the sources."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.settings import County
from risk.staffing.simulator.crews import (
    OWN,
    Crews,
    Floats,
    Ints,
    Pool,
    called,
    placed,
    pools,
    shift_bounds_h,
)
from risk.staffing.simulator.rules import Conditions
from risk.staffing.simulator.scenes import Scenes, scenes
from risk.staffing.simulator.shifts import crew_shifts, held_back
from risk.staffing.simulator.world import pockets
from risk.staffing.travel import Travel, assumed_base, travel_table
from risk.surge import Forecast

SETTINGS_USED = (
    "survey_min", "survey_cv", "sweep_survey_min", "day_start_h", "day_end_h", "dispatch", "sweep",
    "photo_survey", "photo_share", "photo_response_min", "green_channel", "green_share",
    "green_needs_skill", "skilled_crew_share", "own_absence_share", "lender_available_share",
    "availability_scatter", "availability_correlation",
)  # fmt: skip
"""Settings of [staffing] that every run reads, for the lists of assumptions."""


@dataclass(frozen=True)
class Ground:
    """The event, the bases, the sources of crews, the shifts, and what the world has in store."""

    forecast: Forecast
    county: County
    bases: pd.DataFrame
    travel: Travel
    sources: list[Pool]
    on_h: Floats
    off_h: Floats
    conditions: Conditions

    @property
    def region_codes(self) -> NDArray[np.object_]:
        """The villages of ``travel``: the forecast's, then those that only the backlog has."""
        return _with_backlog(self.forecast.region_codes, self.conditions)

    @property
    def days(self) -> int:
        """Days planned."""
        return len(self.on_h)

    @property
    def source_names(self) -> tuple[str, ...]:
        """Own, then the pools, in the order of placed crews."""
        return (OWN, *(pool.source for pool in self.sources))

    @property
    def base_weights(self) -> Floats:
        """Expected claims nearest to each base."""
        nearest, expected = self.travel.nearest_base, self.forecast.expected
        nearest = nearest[: len(expected)]
        return np.asarray(np.bincount(nearest, expected, minlength=len(self.bases)), np.float64)

    @property
    def eve_off_h(self) -> float:
        """Hour at which the watch of the evening before the scenario goes off duty."""
        return self.county.staffing.day_start_h - self.forecast.scenario.clock_h

    def placed(self, extra: Ints) -> Ints:
        """Crews by source, day, shift and base for a need beyond own crews (days, 2)."""
        return placed(called(extra, self.sources, self.off_h), self.bases, self.base_weights)

    @property
    def base_codes(self) -> list[str]:
        """The village each base lies in ("" where the table does not tell)."""
        return ["" if pd.isna(code) else str(code) for code in self.bases["region_code"]]

    def crews(self, crews: Ints, overtime_h: Floats | None = None) -> Crews:
        """Crew-shifts of placed crews; who comes from outside waits for a closed road."""
        shifts = crew_shifts(
            crews,
            self.bases,
            self.sources,
            self.on_h,
            self.off_h,
            eve_off_h=self.eve_off_h,
            settings=self.county.staffing,
            overtime_h=overtime_h,
        )
        closures = self.conditions.closures
        return held_back(shifts, closures, pockets(closures, np.array([], object), self.base_codes))

    def scenes(self, first: int, last: int, *, seed: int) -> Scenes:
        """The draws ``first`` to ``last - 1`` of the forecast, ready to run."""
        return scenes(
            self.forecast,
            self.travel,
            self.county,
            first=first,
            last=last,
            seed=seed,
            sources=self.source_names,
            conditions=self.conditions,
            region_codes=self.region_codes,
            base_codes=self.base_codes,
        )


def prepare(
    forecast: Forecast,
    bases: pd.DataFrame,
    lenders: pd.DataFrame,
    regions: pd.DataFrame,
    *,
    county: County,
    conditions: Conditions | None = None,
) -> Ground:
    """Travel, shifts and sources of a planning problem.

    Args:
        forecast: claims of the scenario.
        bases: the base table; if empty, one base is assumed.
        lenders: the lender table; may be empty.
        regions: the warehouse's regions.
        county: promise, places and staffing settings.
        conditions: closures, pace by hour, backlog, and what is known of the roads.
    """
    settings, scenario = county.staffing, forecast.scenario
    conditions = conditions or Conditions()
    if bases.empty:
        bases = assumed_base(
            forecast.region_codes,
            forecast.expected,
            regions,
            crews_day=max(settings.standby_crews, 1),
        )
    bases = bases.reset_index(drop=True)
    on_h, off_h = shift_bounds_h(forecast.days, scenario, settings)
    conditions = conditions or Conditions()
    codes = _with_backlog(forecast.region_codes, conditions)
    return Ground(
        forecast=forecast,
        county=county,
        bases=bases,
        travel=travel_table(codes, bases, regions, scenario, county.places, ways=conditions.ways),
        sources=pools(lenders, scenario, settings),
        on_h=on_h,
        off_h=off_h,
        conditions=conditions,
    )


def _with_backlog(codes: NDArray[np.object_], conditions: Conditions) -> NDArray[np.object_]:
    more = pd.unique(conditions.backlog["region_code"].astype(str))
    known = set(codes.astype(str))
    return np.array([*codes, *(code for code in more if code not in known)], object)
