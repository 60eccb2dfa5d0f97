"""Story + a manager's choice → scenario, claims, and a plan worked out beside the requests."""

import logging
import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import count

import pandas as pd

from dashboards.story.choice import Choice, Origin
from dashboards.story.scenarios import scenario_of
from dashboards.story.setup import (
    Setup,
    bases_with,
    county_with,
    lenders_with,
    warned_earlier,
)
from dashboards.story.store import Progress
from risk.errors import HuzhuError, ModelError
from risk.flow import Story
from risk.planned import Surge, claims_for, conditions_for, lag_of, past_of
from risk.staffing import plan_crews
from risk.surge import Forecast, Lag
from risk.terms import PerilFamily

SOURCES = ("own", "standby", "borrowed")
KEPT_ANSWERS = 12

log = logging.getLogger(__name__)

Key = tuple[str, int, Choice]


@dataclass(frozen=True)
class Answer:
    """A scenario worked out: its claims and the plan found under a setup."""

    choice: Choice
    version: str
    seed: int
    setup: Setup
    surge: Surge


@dataclass
class Work:
    """A plan under way: how far it is, its answer in the end, and whether a person stopped it."""

    number: int = field(default_factory=count(1).__next__)
    progress: Progress = field(default_factory=Progress)
    future: "Future[Answer]" = field(default_factory=Future)
    stopped: bool = False

    def note(self, share: float, step: str) -> None:
        """Take in how far it is.

        Raises:
            ModelError: it has been stopped; told to the search between its steps.
        """
        if self.stopped:
            raise ModelError("the search for a plan was stopped", remedy="begin it again")
        self.progress = Progress(share, step)


def default_start(story: Story) -> datetime:
    """The morning after the last day known."""
    return datetime.combine(story.facts.as_of + timedelta(days=1), time(8))


class SurgeDesk:
    """Works scenarios out, one at a time, and keeps the latest by version, choice and setup."""

    def __init__(self) -> None:
        self._turn = threading.Lock()  # one search at a time
        self._lock = threading.Lock()
        self._claims_lock = threading.RLock()  # claims are told while a plan is being searched
        self._works: OrderedDict[tuple[Key, Setup], Work] = OrderedDict()
        self._told: OrderedDict[Key, Forecast] = OrderedDict()
        self._learned: OrderedDict[tuple[str, str], tuple[pd.DataFrame, Lag]] = OrderedDict()

    def begin(
        self, story: Story, choice: Choice, setup: Setup | None = None, *, anew: bool = True
    ) -> Work:
        """The work on a plan: under way, or done. The same plan is searched once.

        Args:
            story: the story in force.
            choice: the scenario.
            setup: default the county's own.
            anew: whether to search again where the last search failed or was stopped; who only
                asks how far it is does not.
        """
        setup = setup or Setup.usual(story.facts.county.staffing)
        key = (_key(story, choice), setup)
        with self._lock:
            work = self._works.get(key)
            failed = work is not None and work.future.done() and work.future.exception()
            if work is None or (anew and failed):
                work = self._works[key] = Work()
                self._start(work, story, choice, setup)
                while len(self._works) > KEPT_ANSWERS:
                    self._works.popitem(last=False)
            self._works.move_to_end(key)
            return work

    def under_way(self) -> list[Work]:
        """The searches under way."""
        with self._lock:
            return [work for work in self._works.values() if not work.future.done()]

    def answer(self, story: Story, choice: Choice, setup: Setup | None = None) -> Answer:
        """The scenario's claims and plan, waited for.

        Raises:
            HuzhuError: the data cannot carry it.
        """
        return self.begin(story, choice, setup).future.result()

    def _start(self, work: Work, story: Story, choice: Choice, setup: Setup) -> None:
        """Fill a work: at once from the story's own surges, else in a thread."""
        try:
            known = self._of_story(story, choice, setup)
        except ModelError as e:
            work.future.set_exception(e)
            return
        if known is not None:
            work.future.set_result(_answer(story, choice, setup, known))
            return

        def search() -> None:
            try:
                with self._turn:
                    work.note(0.0, "")
                    work.future.set_result(self._work_out(work, story, choice, setup))
            except HuzhuError as e:  # whoever asks for the result gets it
                work.future.set_exception(e)
            except Exception as e:
                log.exception("plan of %s under %s", choice, setup)
                broken = ModelError(
                    f"the search broke off ({type(e).__name__})", where="plan",
                    remedy="see the server's log",
                )  # fmt: skip
                work.future.set_exception(broken)

        threading.Thread(target=search, daemon=True).start()

    def _work_out(self, work: Work, story: Story, choice: Choice, setup: Setup) -> Answer:
        work.note(0.0, "claims")
        facts, claims = story.facts, self.claims(story, choice)
        plan = plan_crews(
            warned_earlier(claims, setup.earlier_h),
            bases_with(story, facts.bases_on(claims.scenario.starts_at.date()), setup),
            lenders_with(story, setup), facts.regions,
            county=county_with(facts.county, setup), seed=story.seed, modes=setup.modes,
            conditions=conditions_for(facts, claims.scenario, conditions=setup.conditions()),
            progress=work.note,
        )  # fmt: skip
        return _answer(story, choice, setup, Surge(claims.scenario, claims, plan))

    def _of_story(self, story: Story, choice: Choice, setup: Setup) -> Surge | None:
        """The surge the story has of this choice, if it has one of this setup."""
        told = self._told_by_story(story, choice)
        usual = setup == Setup.usual(story.facts.county.staffing)
        return told if usual else None

    def _told_by_story(self, story: Story, choice: Choice) -> Surge | None:
        plain = choice.origin is Origin.PRESET and choice.duration_h is None
        plain &= not choice.townships and choice.times == 1
        if plain and choice.preset in story.refusals:
            raise ModelError(story.refusals[choice.preset])
        told = story.surges.get(choice.preset) if plain else None
        at_that_hour = told is not None and told.scenario.starts_at == choice.starts_at
        return told if at_that_hour else None

    def claims(self, story: Story, choice: Choice) -> Forecast:
        """The claims of a scenario, made once; crews have no part in them.

        Raises:
            HuzhuError: the data cannot carry it.
        """
        known = self._told_by_story(story, choice)
        if known is not None:
            return known.forecast
        key = _key(story, choice)
        with self._claims_lock:
            if key not in self._told:
                scenario = scenario_of(story, choice)
                past, lag = self.learn(story, scenario.family)
                self._told[key] = claims_for(
                    story.facts, story.scores, scenario, seed=story.seed, past=past, lag=lag
                )
                while len(self._told) > KEPT_ANSWERS:
                    self._told.popitem(last=False)
            return self._told[key]

    def learn(self, story: Story, family: PerilFamily) -> tuple[pd.DataFrame, Lag]:
        """Past events and reporting lag of a family, learned once a data version."""
        key = (story.facts.version, str(family))
        with self._claims_lock:
            if key not in self._learned:
                self._learned[key] = past_of(story.facts), lag_of(story.facts, family)
                while len(self._learned) > KEPT_ANSWERS:
                    self._learned.popitem(last=False)
            return self._learned[key]


def _key(story: Story, choice: Choice) -> Key:
    return story.facts.version, story.seed, choice


def _answer(story: Story, choice: Choice, setup: Setup, surge: Surge) -> Answer:
    return Answer(choice, story.facts.version, story.seed, setup, surge)


def dated(frame: pd.DataFrame, surge: Surge) -> pd.DataFrame:
    """A frame by day number with the calendar date beside it."""
    return frame.assign(date=[surge.scenario.date_of(int(d)) for d in frame["day"]])


def dated_forecast(forecast: Forecast) -> pd.DataFrame:
    """Claims by day of a forecast with the calendar date beside them."""
    frame = forecast.by_day
    return frame.assign(date=[forecast.scenario.date_of(int(d)) for d in frame["day"]])


def village_claims(story: Story, forecast: Forecast) -> pd.DataFrame:
    """Expected claims by village, most first: region_code, name, township, mean, p10, p90, zone."""
    regions = story.facts.regions.set_index("code")
    frame = forecast.by_village
    zone = forecast.scenario.footprint.set_index("region_code")["zone"].astype(str)
    township = frame["region_code"].map(regions["township_code"])
    return frame.assign(
        name=frame["region_code"].map(regions["name"]),
        township=township.map(regions["name"]),
        zone=frame["region_code"].map(zone),
    ).sort_values("mean", ascending=False)


def claim_classes(means: Sequence[float]) -> tuple[float, ...]:
    """Four rising cut points for five classes of expected claims, round numbers."""
    top = max(means, default=0.0)
    for cuts in (
        (0.1, 0.3, 0.6, 1),
        (0.3, 1, 2, 4),
        (1, 3, 6, 10),
        (2, 5, 10, 20),
        (5, 15, 30, 60),
    ):
        if top <= 2 * cuts[-1]:
            return tuple(float(c) for c in cuts)
    return (10.0, 30.0, 60.0, 120.0)


def claim_digits(frame: pd.DataFrame, codes: Sequence[str], cuts: Sequence[float]) -> str:
    """One digit a region in the geometry's order: 1–5 by class of ``mean``, 0 = no claims."""
    means = frame.set_index("region_code")["mean"].reindex(codes).fillna(0.0)
    classes = [0 if m <= 0 else 1 + sum(m > c for c in cuts) for m in means]
    return "".join(map(str, classes))
