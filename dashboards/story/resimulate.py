"""A changed plan simulated again at once, on the same fresh scenarios as the plan itself."""

import threading
from collections import OrderedDict
from dataclasses import replace

import pandas as pd

from dashboards.story.crew_grid import to_payload
from dashboards.story.setup import Setup, bases_with, warned_earlier
from dashboards.story.surge import Answer
from risk.flow import Story
from risk.staffing import Conditions, Ground, Outcome, Plan, prepare, resimulate
from risk.staffing.simulator.blocks import blocks
from risk.staffing.simulator.chance import small_claims
from risk.staffing.simulator.crews import pools
from risk.staffing.simulator.scenes import Scenes
from risk.surge import Forecast

KEPT_OUTCOMES, KEPT_GROUNDS = 32, 4

World = tuple[object, ...]


class Resimulator:
    """Keeps the scenarios last used, so that a change costs a run and no more."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._grounds: OrderedDict[World, Ground] = OrderedDict()
        self._scenes: tuple[World, Scenes] | None = None
        self._outcomes: OrderedDict[tuple[object, ...], Outcome] = OrderedDict()

    def outcome(self, story: Story, answer: Answer, crews: pd.DataFrame, setup: Setup) -> Outcome:
        """What a table of crews under a setup comes to.

        Args:
            story: the story in force.
            answer: the plan it is compared with: both stand on the same scenarios.
            crews: CREW_COLUMNS, ``overtime_h``.
            setup: rule, modes, closures, backlog, crews placed ahead.

        Raises:
            ModelError: the table names what there is not.
        """
        plan, forecast = answer.surge.plan, answer.surge.forecast
        bases = bases_with(story, _own_bases(plan, answer.setup), setup)
        return self.simulated(
            story, forecast, bases, crews, setup, conditions_under(answer, setup),
            about=(answer.version, answer.seed, answer.choice),
        )  # fmt: skip

    def simulated(
        self, story: Story, forecast: Forecast, bases: pd.DataFrame, crews: pd.DataFrame,
        setup: Setup, conditions: Conditions, *, about: World,
    ) -> Outcome:  # fmt: skip
        """The same for any forecast; ``about`` names it and what it meets beside the setup."""
        world = (*about, setup.world)
        how = setup.modes, setup.earlier_h, setup.photo_share
        key = (*world, *how, str(to_payload(crews)))
        with self._lock:
            if key not in self._outcomes:
                ground = self._ground(story, forecast, bases, conditions, world)
                scenes = photographed(self._scenes_of(story, ground, world), setup.photo_share)
                ground = called_earlier(ground, story, setup.earlier_h)
                self._outcomes[key] = resimulate(ground, scenes, crews, modes=setup.modes)
                while len(self._outcomes) > KEPT_OUTCOMES:
                    self._outcomes.popitem(last=False)
            self._outcomes.move_to_end(key)
            return self._outcomes[key]

    def ground(self, story: Story, answer: Answer, setup: Setup) -> Ground:
        """Bases, sources and shifts a table of crews of that plan is simulated with."""
        plan, forecast = answer.surge.plan, answer.surge.forecast
        world = (answer.version, answer.seed, answer.choice, setup.world)
        bases = bases_with(story, _own_bases(plan, answer.setup), setup)
        with self._lock:
            return self._ground(story, forecast, bases, conditions_under(answer, setup), world)

    def _ground(
        self, story: Story, forecast: Forecast, bases: pd.DataFrame, conditions: Conditions,
        world: World,
    ) -> Ground:  # fmt: skip
        if world not in self._grounds:
            facts = story.facts
            self._grounds[world] = prepare(
                forecast, bases, facts.lenders, facts.regions, county=facts.county,
                conditions=conditions,
            )  # fmt: skip
            while len(self._grounds) > KEPT_GROUNDS:
                self._grounds.popitem(last=False)
        self._grounds.move_to_end(world)
        return self._grounds[world]

    def _scenes_of(self, story: Story, ground: Ground, world: World) -> Scenes:
        """Scenarios of a world; they are large, so those of one world are kept."""
        if self._scenes is None or self._scenes[0] != world:
            self._scenes = None  # the old one's memory first
            first, last = blocks(ground.forecast, story.facts.county.staffing).report
            self._scenes = world, ground.scenes(first, last, seed=story.seed)
        return self._scenes[1]


def _own_bases(plan: Plan, setup: Setup) -> pd.DataFrame:
    """The plan's bases without those its own setup placed ahead."""
    return plan.bases.iloc[: len(plan.bases) - len(setup.ahead)]


def photographed(scenes: Scenes, share: float | None) -> Scenes:
    """The same scenarios with another share of claims small enough for photographs."""
    if share is None:
        return scenes
    return replace(scenes, small=small_claims(scenes.claims.mark, share))


def called_earlier(ground: Ground, story: Story, hours: float) -> Ground:
    """The ground with standby and lenders called so many hours before the usual warning."""
    if not hours:
        return ground
    scenario = warned_earlier(ground.forecast, hours).scenario
    sources = pools(story.facts.lenders, scenario, ground.county.staffing)
    return replace(ground, sources=sources)


def conditions_under(answer: Answer, setup: Setup) -> Conditions:
    """What the plan met, with the closures and backlog of a setup in place of its own's."""
    met = answer.surge.plan.conditions
    county_closures = met.closures[len(answer.setup.closures) :]
    own = setup.conditions()
    return replace(met, closures=(*own.closures, *county_closures), backlog=own.backlog)
