"""Story + a manager's choice → scenario, claims, plan; and the tables of a plan."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

import pandas as pd

from dashboards.story.choice import Choice, Origin
from dashboards.story.scenarios import scenario_of
from risk.errors import ModelError
from risk.flow import Story, Surge, claims_for
from risk.staffing import Outcome, Plan, evaluate, plan_crews
from risk.surge import Forecast

SOURCES = ("own", "standby", "borrowed")
KEPT_ANSWERS = 12


@dataclass(frozen=True)
class Answer:
    """A scenario worked out; ``what_if`` is the plan with the extra crews, on fresh scenarios.

    ``changed_crews``: own crews a day really more or fewer; not more can go than there are.
    """

    choice: Choice
    version: str
    seed: int
    surge: Surge
    what_if: Outcome | None
    changed_crews: int

    @property
    def outcome(self) -> Outcome:
        """The outcome to show first: of the crews chosen."""
        return self.what_if or self.surge.plan.outcome


def default_start(story: Story) -> datetime:
    """The morning after the last day known."""
    return datetime.combine(story.facts.as_of + timedelta(days=1), time(8))


class SurgeDesk:
    """Works scenarios out, one at a time, and keeps the latest answers by version and choice."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._claims_lock = threading.RLock()  # claims are told while a plan is being searched
        self._kept: OrderedDict[tuple[str, int, Choice], Answer] = OrderedDict()
        self._told: OrderedDict[tuple[str, int, Choice], Forecast] = OrderedDict()

    def answer(self, story: Story, choice: Choice) -> Answer:
        """The scenario's claims and plan; the same choice on the same data is computed once.

        Raises:
            ModelError: the data cannot carry a surge of this preset.
        """
        key = (story.facts.version, story.seed, choice)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = self._work_out(story, choice)
                while len(self._kept) > KEPT_ANSWERS:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]

    def _work_out(self, story: Story, choice: Choice) -> Answer:
        surge = self._surge(story, choice)
        crews = change_own(surge.plan, choice.extra_crews)
        changed = own_day_crews(crews) - own_day_crews(surge.plan.crews_by_day)
        what_if = outcome_with(story, surge, crews) if changed else None
        return Answer(choice, story.facts.version, story.seed, surge, what_if, changed)

    def _surge(self, story: Story, choice: Choice) -> Surge:
        known = self._known(story, choice)
        if known is not None:
            return known
        facts, claims = story.facts, self._claims(story, choice)
        plan = plan_crews(
            claims, facts.bases, facts.lenders, facts.regions, county=facts.county,
            seed=story.seed,
        )  # fmt: skip
        return Surge(claims.scenario, claims, plan)

    def _known(self, story: Story, choice: Choice) -> Surge | None:
        """The surge of the story, or of an answer that differs in its crews alone."""
        plain = choice.origin is Origin.PRESET and choice.duration_h is None
        if plain and choice.preset in story.refusals:
            raise ModelError(story.refusals[choice.preset])
        told = story.surges.get(choice.preset) if plain else None
        if told is not None and told.scenario.starts_at == choice.starts_at:
            return told
        asked = replace(choice, extra_crews=0)
        for (version, seed, other), kept in list(self._kept.items()):
            same = replace(other, extra_crews=0) == asked
            if same and (version, seed) == (story.facts.version, story.seed):
                return kept.surge
        return None

    def claims(self, story: Story, choice: Choice) -> Forecast:
        """The claims of a scenario, without its crews.

        Raises:
            HuzhuError: the data cannot carry it.
        """
        with self._claims_lock:
            known = self._known(story, choice)
            return known.forecast if known is not None else self._claims(story, choice)

    def _claims(self, story: Story, choice: Choice) -> Forecast:
        """Claims of a choice, made once; crews have no part in them."""
        key = (story.facts.version, story.seed, replace(choice, extra_crews=0))
        with self._claims_lock:
            if key not in self._told:
                scenario = scenario_of(story, choice)
                self._told[key] = claims_for(story.facts, story.scores, scenario, seed=story.seed)
                while len(self._told) > KEPT_ANSWERS:
                    self._told.popitem(last=False)
            return self._told[key]


def outcome_with(story: Story, surge: Surge, crews_by_day: pd.DataFrame) -> Outcome:
    """The outcome of a changed table of crews.

    On the same fresh scenarios as the plan, so that the difference is the crews' alone.
    """
    return evaluate(
        surge.forecast,
        crews_by_day,
        surge.plan.bases,
        story.facts.lenders,
        story.facts.regions,
        county=story.facts.county,
        seed=story.seed,
        fresh_first=surge.plan.fresh_first,
    )


def change_own(plan: Plan, extra: int) -> pd.DataFrame:
    """The plan's crews by day with ``extra`` own day crews more (or fewer) on every day.

    More stand at the largest base, whether or not it has day crews of its own; fewer go one by one
    from the base that then has most, until none is left.
    """
    table = plan.crews_by_day
    own = _own_by_day(table)
    crews = table[own].pivot_table(index="day", columns="base_id", values="crews", aggfunc="sum")
    crews = crews.reindex(index=range(plan.days), columns=plan.bases["base_id"], fill_value=0)
    crews = crews.fillna(0).astype(int)
    by_size = plan.bases.sort_values(["crews_day", "crews_night"], ascending=False, kind="stable")
    if extra > 0:
        crews[by_size["base_id"].iloc[0]] += extra
    crews = crews.apply(_fewer, axis=1, number=-extra)
    rows = crews.rename_axis("base_id", axis=1).stack().rename("crews").reset_index()
    dates = plan.totals_by_day.set_index("day")["date"]
    rows = rows[rows["crews"] > 0].assign(shift="day", source="own")
    rows["date"] = rows["day"].map(dates)
    changed = pd.concat([rows[table.columns], table[~own]], ignore_index=True)
    return changed.sort_values(["day", "shift"], kind="stable", ignore_index=True)


def _fewer(crews: "pd.Series[int]", number: int) -> "pd.Series[int]":
    """One day's own crews by base, so many fewer."""
    crews = crews.copy()
    for _ in range(min(number, int(crews.sum()))):
        crews[crews.idxmax()] -= 1
    return crews


def own_day_crews(crews_by_day: pd.DataFrame) -> int:
    """Own crews on the day shift, the same on every day of a plan."""
    own = crews_by_day[_own_by_day(crews_by_day)]
    return int(own.groupby("day")["crews"].sum().max()) if len(own) else 0


def _own_by_day(crews_by_day: pd.DataFrame) -> "pd.Series[bool]":
    return (crews_by_day["source"] == "own") & (crews_by_day["shift"] == "day")


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


def plan_table(surge: Surge) -> pd.DataFrame:
    """Crews by day: day, date, own, standby, borrowed, total, backlog p50 and p90."""
    waiting = surge.plan.outcome.backlog.rename(
        columns={"p50": "backlog_p50", "p90": "backlog_p90"}
    )
    frame = dated(surge.plan.totals_by_day, surge)
    return frame.merge(waiting[["day", "backlog_p50", "backlog_p90"]], on="day", how="left")
