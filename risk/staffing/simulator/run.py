"""One run of crews over scenarios: when each claim is reached, by whom, and how."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from risk.staffing.simulator.chance import Availability
from risk.staffing.simulator.crews import Crews
from risk.staffing.simulator.kernel import CrewShifts, Land, Load, Rules, dispatch
from risk.staffing.simulator.rules import Dispatch, Modes
from risk.staffing.simulator.scenes import MINUTES, TOLERANCE_H, Scenes
from risk.terms import Tier

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Run:
    """What became of each claim; hours from the scenario's start, inf: never.

    Attributes:
        arrival_h: a crew arrives.
        crew: the crew-shift that came, or -1.
        done_h: the survey ends, or the desk has decided on the photographs.
        photo_h: the liaison has photographed it.
        swept: whether the crew was in the village already.
        busy_h: hours crews drove or surveyed, by draw and day of setting out (draws, days).
        duty_h: hours crews were on duty, by draw and day (draws, days).
        modes: how claims were served.
    """

    arrival_h: Floats
    crew: NDArray[np.int32]
    done_h: Floats
    photo_h: Floats
    swept: NDArray[np.bool_]
    busy_h: Floats
    duty_h: Floats
    modes: Modes


def run(scenes: Scenes, crews: Crews, modes: Modes | None = None) -> Run:
    """Simulate crews (modes: default those of the settings)."""
    staffing = scenes.county.staffing
    modes = modes or Modes.of(staffing)
    photo = scenes.small & ~(scenes.green & modes.green) if modes.photo else None
    comes = _comes(scenes.available, crews)
    times = dispatch(
        _load(scenes, modes, photo),
        _land(scenes, modes),
        CrewShifts(crews.base, crews.on_h, crews.off_h, crews.skilled, crews.follows, comes),
        _rules(scenes, modes),
    )
    photo_h = np.full(len(scenes.draw), np.inf)
    arrival_h, done_h, crew, swept = times.arrival_h, times.done_h, times.crew, times.swept
    if photo is not None:
        photo_h[photo] = _photo_h(scenes)[photo]
        arrival_h = _spread(arrival_h, ~photo, np.inf)
        done_h = _spread(done_h, ~photo, np.inf)
        done_h[photo] = photo_h[photo] + staffing.photo_desk_min / MINUTES
        crew, swept = _spread(crew, ~photo, -1), _spread(swept, ~photo, False)
    duty_h = comes @ _hours_by_day(crews, scenes.forecast.days, scenes.clock_h)
    return Run(arrival_h, crew, done_h, photo_h, swept, times.busy_h, duty_h, modes)


def _load(scenes: Scenes, modes: Modes, photo: Bools | None) -> Load:
    """Claims left to crews."""
    claims = scenes.claims
    group = np.zeros(len(claims.hour), np.int8)
    if modes.green:
        group[~scenes.green] = 1
    if photo is None:
        return Load(claims.start, claims.hour, claims.village, scenes.work, group, scenes.road)
    left = ~photo
    start = np.concatenate([[0], np.cumsum(left)])[claims.start]
    return Load(
        start, claims.hour[left], claims.village[left], scenes.work[left], group[left], scenes.road
    )


def _land(scenes: Scenes, modes: Modes) -> Land:
    travel = scenes.travel
    if modes.dispatch is Dispatch.TOWN_SAVEABLE:
        first = np.asarray(travel.tier == Tier.TOWN.value)
    else:
        first = np.ones(len(travel.tier), bool)
    closures = scenes.conditions.closures
    return Land(
        scenes.trip_h,
        scenes.to_h,
        travel.near,
        scenes.from_near,
        scenes.limit_h + TOLERANCE_H,
        first,
        np.ascontiguousarray(scenes.conditions.pace, np.float64),
        scenes.inside,
        np.array([c.from_h for c in closures], np.float64),
        np.array([c.until_h for c in closures], np.float64),
    )


def _rules(scenes: Scenes, modes: Modes) -> Rules:
    staffing = scenes.county.staffing
    return Rules(
        first_h=staffing.survey_min / MINUTES,
        further_h=staffing.sweep_survey_min / MINUTES,
        oldest=modes.dispatch is Dispatch.OLDEST,
        save=modes.dispatch in (Dispatch.SAVEABLE, Dispatch.TOWN_SAVEABLE),
        sweep=modes.sweep,
        groups=2 if modes.green else 1,
        skill=modes.green and staffing.green_needs_skill,
        clock_h=scenes.clock_h,
        days=scenes.forecast.days,
    )


def _comes(available: Availability, crews: Crews) -> Bools:
    """Which crew-shifts come in each draw (draws, crew-shifts); unknown sources always do.

    Of n crews of a cell, the k-th comes if (k + u) / n is below the share that comes, u uniform:
    on the mean the share comes, and a further crew never keeps another away.
    """
    out = np.ones((len(available.there), len(crews.base)), bool)
    for s, source in enumerate(available.sources):
        of = np.flatnonzero(crews.source == source)
        u = (available.turn[:, s, None] + crews.lot[of]) % 1.0
        out[:, of] = (crews.rank[of] + u) / crews.size[of] < available.there[:, s, None]
    return out


def _photo_h(scenes: Scenes) -> Floats:
    """When a liaison has photographed each claim: by day only, in a time as varied as a survey."""
    staffing, hour = scenes.county.staffing, np.maximum(scenes.claims.hour, 0.0)
    clock = (hour + scenes.clock_h) % 24
    early = np.maximum(staffing.day_start_h - clock, 0.0)
    wait = np.where(clock >= staffing.day_end_h, 24 - clock + staffing.day_start_h, early)
    return np.asarray(hour + wait + staffing.photo_response_min / MINUTES * scenes.work)


def _spread(values: NDArray[Any], where: Bools, otherwise: Any) -> NDArray[Any]:
    """Values of some claims among all."""
    out = np.full(len(where), otherwise, values.dtype)
    out[where] = values
    return out


def _hours_by_day(crews: Crews, days: int, clock_h: float) -> Floats:
    """Hours on duty of each crew-shift by calendar day (crew-shifts, days)."""
    midnight = 24.0 * np.arange(days) - clock_h
    until = np.minimum(crews.off_h[:, None], midnight + 24)
    return np.asarray(np.maximum(until - np.maximum(crews.on_h[:, None], midnight), 0.0))
