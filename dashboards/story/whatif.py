"""What if: a plan with a few levers pulled, simulated again on the plan's own scenarios."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

import pandas as pd

from dashboards.story.choice import TIMES_MAX, TIMES_MIN, Choice
from dashboards.story.resimulate import Resimulator, called_earlier, conditions_under
from dashboards.story.setup import EARLIER_H_MAX, Setup, bases_with
from dashboards.story.surge import Answer, SurgeDesk
from risk.errors import OperationsError
from risk.flow import Story
from risk.settings import County
from risk.staffing import Outcome
from risk.staffing.simulator.levers import called_in_time, with_more
from risk.surge import Forecast

CREWS_MAX = 30


@dataclass(frozen=True)
class Levers:
    """How far a plan is moved.

    Attributes:
        own, borrowed: crews more a day; below 0 fewer.
        earlier_h: hours before the warning at which standby and lenders are called; below 0 after.
        photo: share of claims, small ones, that liaisons photograph; None: as planned.
        times: intensity as a multiple of that planned for.
    """

    own: int = 0
    borrowed: int = 0
    earlier_h: float = 0.0
    photo: float | None = None
    times: float = 1.0

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Self:
        """From sliders or an address; what is missing moves nothing.

        Raises:
            OperationsError: a value is no number, or beyond what can be asked.
        """
        try:
            photo = values.get("photo")
            found = cls(
                int(values.get("own") or 0), int(values.get("borrowed") or 0),
                float(values.get("earlier_h") or 0.0),
                None if photo in (None, "") else float(photo),
                float(values.get("times") or 1.0),
            )  # fmt: skip
        except (TypeError, ValueError) as e:
            raise OperationsError(f"not a what-if ({e})", remedy="set the sliders again") from None
        small = max(abs(found.own), abs(found.borrowed)) <= CREWS_MAX
        small &= 0 <= (found.photo or 0) <= 1
        if not (small and abs(found.earlier_h) <= EARLIER_H_MAX
                and TIMES_MIN <= found.times <= TIMES_MAX):  # fmt: skip
            raise OperationsError("a what-if beyond what can be asked", remedy="move it back")
        return found

    def moves(self, county: County, setup: Setup) -> bool:
        """Whether anything is other than planned."""
        as_planned = self.photo is None or self.photo == photo_share(county, setup)
        return not as_planned or replace(self, photo=None) != Levers()


def photo_share(county: County, setup: Setup) -> float:
    """Share of claims photographed under a setup."""
    own = county.staffing.photo_share if setup.photo_share is None else setup.photo_share
    return own if setup.modes.photo else 0.0


@dataclass(frozen=True)
class Ground:
    """What levers start from: a plan found, and the crews and setup told of it.

    Those are the plan's own, or of a saved plan as it was saved.
    """

    answer: Answer
    crews: pd.DataFrame
    setup: Setup


@dataclass(frozen=True)
class Moved:
    """A plan with its levers pulled: what it is for, who goes, and what it comes to."""

    choice: Choice
    setup: Setup
    crews: pd.DataFrame
    forecast: Forecast
    outcome: Outcome


def moved(
    story: Story, desk: SurgeDesk, again: Resimulator, ground: Ground, levers: Levers
) -> Moved:
    """A plan with levers pulled; without any it is the plan itself, number by number.

    Raises:
        HuzhuError: the claims cannot be told, or the crews not simulated.
    """
    if not levers.moves(story.facts.county, ground.setup):
        levers = Levers()
    answer, setup = ground.answer, _setup(ground.setup, levers)
    times = min(max(answer.choice.times * levers.times, TIMES_MIN), TIMES_MAX)
    choice = replace(answer.choice, times=round(times, 3))
    crews = _crews(story, again, ground, setup, levers)
    if choice == answer.choice:
        told = again.outcome(story, answer, crews, setup)
        return Moved(choice, setup, crews, answer.surge.forecast, told)
    forecast, plan = desk.claims(story, choice), answer.surge.plan
    own = plan.bases.iloc[: len(plan.bases) - len(answer.setup.ahead)]
    told = again.simulated(
        story, forecast, bases_with(story, own, setup), crews, setup,
        conditions_under(answer, setup), about=(answer.version, answer.seed, choice),
    )  # fmt: skip
    return Moved(choice, setup, crews, forecast, told)


def _setup(setup: Setup, levers: Levers) -> Setup:
    hours = min(max(setup.earlier_h + levers.earlier_h, -EARLIER_H_MAX), EARLIER_H_MAX)
    setup = replace(setup, earlier_h=hours)
    if levers.photo is None:
        return setup
    modes = replace(setup.modes, photo=levers.photo > 0)
    return replace(setup, modes=modes, photo_share=levers.photo or None)


def _crews(
    story: Story, again: Resimulator, ground: Ground, setup: Setup, levers: Levers
) -> pd.DataFrame:
    """The crews after the levers; where none moves them, the table as it is."""
    if not (levers.own or levers.borrowed or levers.earlier_h):
        return ground.crews
    world = again.ground(story, ground.answer, ground.setup)
    before = called_earlier(world, story, ground.setup.earlier_h)
    now = called_earlier(world, story, setup.earlier_h)
    crews = called_in_time(now, before, ground.crews)
    return with_more(now, crews, own=levers.own, borrowed=levers.borrowed)
