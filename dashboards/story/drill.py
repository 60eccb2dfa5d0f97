"""Drills as pages play them: kept step by step in operations, told anew from their steps."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from dashboards.story.drill_payload import payload
from risk.errors import ModelError
from risk.flow import DEFAULT_PRESETS, Story
from risk.follow import eve_of, list_events, moment_of
from risk.follow.backtest import CLAIMS_MIN
from risk.follow.came import plan_of
from risk.follow.drill import Drill, begin, invented_eve, resumed
from risk.follow.drill_deeds import Deed
from risk.follow.drill_score import Score, score, score_table
from risk.follow.moment import Moment
from risk.follow.remade import remade
from risk.operations import User, open_operations
from risk.operations.drills import (
    KeptDrill,
    append_step,
    begin_drill,
    end_drill,
    list_drills,
    load_drill,
)
from risk.planned import claims_for, preset_scenario
from risk.staffing import Plan
from risk.version import code_version
from risk.workspace import Workspace

EVENT, PRESET = "event:", "preset:"
KEPT_GROUNDS, KEPT_MOMENTS = 3, 60
HOURS = (1.0, 3.0, 6.0, 12.0, 24.0)


@dataclass(frozen=True)
class Playing:
    """A drill as a page shows it."""

    kept: KeptDrill
    drill: Drill

    @property
    def over(self) -> bool:
        """Whether its score is kept."""
        return self.kept.score is not None


class DrillDesk:
    """Opens, moves and ends drills; grounds take seconds and are kept."""

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws
        self._lock, self._turn = threading.Lock(), threading.Lock()
        self._remade: dict[int, Future[tuple[pd.DataFrame, pd.DataFrame]]] = {}
        self._begun: OrderedDict[tuple[str, str, int], Drill] = OrderedDict()
        self._plans: OrderedDict[tuple[str, str, int], Future[Plan]] = OrderedDict()
        self._moments: OrderedDict[tuple[int, float], Moment] = OrderedDict()
        self._scores: OrderedDict[int, Score] = OrderedDict()
        self._planner = ThreadPoolExecutor(max_workers=1)

    def origins(self, story: Story) -> pd.DataFrame:
        """What can be played: origin, name, at (NaT of presets), claims (of past events)."""
        events = list_events(self._ws, story.facts.version)
        events = events[events["claims"] >= CLAIMS_MIN]
        past = pd.DataFrame(
            {
                "origin": EVENT + events["event_id"].astype(str),
                "name": events["name"],
                "at": events["started_at"],
                "claims": events["claims"],
            }
        )
        presets = [name for name in DEFAULT_PRESETS if name not in story.refusals]
        invented = pd.DataFrame({"origin": [PRESET + name for name in presets]})
        return pd.concat([past, invented], ignore_index=True)

    def open(
        self, story: Story, origin: str, *, seed: int, participants: str, user: User, at: datetime
    ) -> int:
        """Begin a drill and keep it; returns its number.

        Raises:
            HuzhuError: no such event, or the data cannot carry it.
        """
        drill = self._ground(story, origin, seed)
        with closing(open_operations(self._ws)) as con:
            return begin_drill(
                con, name=str(drill.eve.event["name"]), origin=origin, seed=seed,
                synthetic=origin.startswith(PRESET) or story.facts.county.synthetic,
                data_version=story.facts.version, code_version=code_version(),
                participants=participants, user=user.name, role=user.role, at=at,
            )  # fmt: skip

    def playing(self, story: Story, number: int) -> Playing:
        """A drill where it stands.

        Raises:
            HuzhuError: there is none, or it was played on other data than are shown now.
        """
        with closing(open_operations(self._ws)) as con:
            kept = load_drill(con, number)
        if kept.data_version != story.facts.version:
            raise ModelError(
                f"was played on {kept.data_version}, shown is {story.facts.version}",
                where=f"drill {number}", remedy="its score and steps are in the Excel record",
            )  # fmt: skip
        return Playing(kept, resumed(self._ground(story, kept.origin, kept.seed), kept.steps))

    def decide(
        self, story: Story, number: int, *, user: User, at: datetime, **decided: Any
    ) -> None:
        """Take a decision now, and keep it.

        Raises:
            HuzhuError: nobody could do that, or the drill is over.
        """
        with self._turn:  # two presses in one breath are two decisions
            playing = self.playing(story, number)
            drill = playing.drill.decide(**decided)
            self._step(playing, drill.now_h, drill.decisions[-1].told(), user, at)

    def forward(self, story: Story, number: int, hours: float, *, user: User, at: datetime) -> None:
        """Let time go on, and keep it.

        Raises:
            HuzhuError: the drill is over.
        """
        with self._turn:
            playing = self.playing(story, number)
            drill = playing.drill.forward(hours)
            self._step(playing, drill.now_h, {"deed": Deed.CLOCK.value}, user, at)

    def finish(self, story: Story, number: int, *, user: User, at: datetime) -> None:
        """Score the drill as it stands and keep the score; nothing more can be decided."""
        told = self.score(story, number)
        with closing(open_operations(self._ws)) as con:
            end_drill(con, number, payload(told), user=user.name, role=user.role, at=at)

    def score(self, story: Story, number: int) -> Score:
        """The score of a drill as it stands, against the plan of its eve (waited for)."""
        playing = self.playing(story, number)
        if playing.over and number in self._scores:
            return self._scores[number]
        kept = playing.kept
        plan = self._planned(story, kept.origin, kept.seed).result()
        told = score(playing.drill, plan)
        with self._lock:
            self._scores[number] = told
            while len(self._scores) > KEPT_GROUNDS:
                self._scores.popitem(last=False)
        return told

    def remade(self, story: Story, number: int) -> "Future[tuple[pd.DataFrame, pd.DataFrame]]":
        """The plan made anew each evening: its rows of the score, and what each evening said.

        Takes a plan's time an evening, in the background.
        """
        playing = self.playing(story, number)
        planned = self._planned(story, playing.kept.origin, playing.kept.seed)
        with self._lock:
            if number not in self._remade:
                self._remade[number] = self._planner.submit(self._remake, story, playing, planned)
            return self._remade[number]

    def _remake(
        self, story: Story, playing: Playing, planned: "Future[Plan]"
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        plan, came = planned.result(), playing.drill.came
        table, evenings = remade(playing.drill.eve, plan, came.ground, seed=story.seed)
        return score_table(came, "remade", table, plan.modes), evenings

    def moment(self, story: Story, playing: Playing) -> Moment | None:
        """What the reports so far say; None before the event."""
        drill, key = playing.drill, (playing.kept.id, playing.drill.now_h)
        if drill.now_h <= 0:
            return None
        with self._lock:
            if key not in self._moments:
                self._moments[key] = moment_of(drill.eve, drill.at, seed=story.seed)
                while len(self._moments) > KEPT_MOMENTS:
                    self._moments.popitem(last=False)
            return self._moments[key]

    def all(self) -> list[KeptDrill]:
        """Every drill, newest first, without steps."""
        with closing(open_operations(self._ws)) as con:
            return list_drills(con)

    def one(self, number: int) -> KeptDrill:
        """A drill with its steps.

        Raises:
            OperationsError: there is none of that number.
        """
        with closing(open_operations(self._ws)) as con:
            return load_drill(con, number)

    def _step(
        self, playing: Playing, at_h: float, deed: Mapping[str, Any], user: User, at: datetime
    ) -> None:
        kept = playing.kept
        with closing(open_operations(self._ws)) as con:
            append_step(
                con, kept.id, at_h, deed, seen=len(kept.steps), user=user.name, role=user.role,
                at=at,
            )  # fmt: skip

    def _ground(self, story: Story, origin: str, seed: int) -> Drill:
        """The drill of an origin at its first moment; its plan begins to be sought."""
        key = (story.facts.version, origin, seed)
        with self._lock:
            if key not in self._begun:
                self._begun[key] = self._begin(story, origin, seed)
                while len(self._begun) > KEPT_GROUNDS:
                    self._begun.popitem(last=False)
            drill = self._begun[key]
        self._planned(story, origin, seed, drill)
        return drill

    def _begin(self, story: Story, origin: str, seed: int) -> Drill:
        if origin.startswith(EVENT):
            models = story.scores.chosen()
            event = origin.removeprefix(EVENT)
            eve = eve_of(self._ws, story.facts.version, event, seed=story.seed, models=models)
        else:
            name = origin.removeprefix(PRESET)
            facts, scores, told = story.facts, story.scores, story.surges.get(name)
            if told is None:
                scenario = preset_scenario(facts, scores, name)
                forecast = claims_for(facts, scores, scenario, seed=story.seed)
            else:
                forecast = told.forecast
            eve = invented_eve(facts, scores, forecast, seed=seed)
        return begin(eve, seed=seed)

    def _planned(
        self, story: Story, origin: str, seed: int, drill: Drill | None = None
    ) -> "Future[Plan]":
        key = (story.facts.version, origin, seed)
        drill = drill or self._ground(story, origin, seed)
        with self._lock:
            if key not in self._plans:
                self._plans[key] = self._plan(story, origin, drill)
                while len(self._plans) > KEPT_GROUNDS:
                    self._plans.popitem(last=False)
            return self._plans[key]

    def _plan(self, story: Story, origin: str, drill: Drill) -> "Future[Plan]":
        """The story's own plan of a preset, else one sought in the background."""
        told = story.surges.get(origin.removeprefix(PRESET)) if origin.startswith(PRESET) else None
        if told is None:
            return self._planner.submit(plan_of, drill.eve, seed=story.seed)
        known: Future[Plan] = Future()
        known.set_result(told.plan)
        return known
