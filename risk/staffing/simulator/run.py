"""One run of crews over scenarios: when each claim is reached, by whom, and how."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from risk.errors import ModelError
from risk.staffing.simulator.crews import Crews
from risk.staffing.simulator.kernel import simulate
from risk.staffing.simulator.rules import Modes
from risk.staffing.simulator.scenes import MINUTES, Scenes
from risk.terms import Tier

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
    claims, staffing = scenes.claims, scenes.county.staffing
    modes = modes or Modes.of(staffing)
    if modes != Modes() or scenes.conditions.closures or len(scenes.conditions.pace):
        raise ModelError("the kernel has today's rule alone so far", where="modes and conditions")
    n = len(claims.hour)
    arrival_h = np.empty(n, np.float64)
    crew = np.empty(n, np.int32)
    towns = np.flatnonzero(scenes.travel.tier == Tier.TOWN.value).astype(np.int32)
    simulate(
        claims.start,
        claims.hour,
        claims.village,
        scenes.work,
        scenes.road,
        scenes.travel.trip_h,
        scenes.travel.near,
        scenes.limit_h,
        towns,
        staffing.survey_min / MINUTES,
        staffing.sweep_survey_min / MINUTES,
        crews.base,
        crews.on_h,
        crews.off_h,
        arrival_h,
        crew,
    )
    unknown = np.full((claims.draws, scenes.forecast.days), np.nan)
    return Run(
        arrival_h,
        crew,
        arrival_h + staffing.survey_min / MINUTES,
        np.full(n, np.inf),
        np.zeros(n, bool),
        unknown,
        unknown,
        modes,
    )
