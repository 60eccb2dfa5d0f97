"""Story + a manager's choice → scenario, claims, plan; and the tables of a plan."""

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Self

import pandas as pd

from risk.errors import OperationsError
from risk.flow import Story, Surge, plan_for, preset_scenario
from risk.staffing import Outcome, evaluate

FAMILIES = ("storm", "flood", "snow")
GRADES = ("moderate", "severe", "extreme")
SOURCES = ("own", "standby", "borrowed")
EXTRA_CREWS_MAX = 20
KEPT_ANSWERS = 12


@dataclass(frozen=True)
class Choice:
    """What a manager sets. ``extra_crews``: own crews more (or fewer) on every day of the plan."""

    family: str
    grade: str
    starts_at: datetime
    extra_crews: int = 0

    @property
    def preset(self) -> str:
        """Name of the preset in risk.reference."""
        return f"{self.family}_{self.grade}"

    def payload(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "family": self.family,
            "grade": self.grade,
            "starts_at": self.starts_at.isoformat(timespec="minutes"),
            "extra_crews": self.extra_crews,
        }

    @classmethod
    def read(cls, payload: Mapping[str, Any]) -> Self:
        """From a form or a store.

        Raises:
            OperationsError: a value is missing or none of those allowed.
        """
        try:
            family, grade = str(payload["family"]), str(payload["grade"])
            starts_at = datetime.fromisoformat(str(payload["starts_at"]))
            extra = int(payload["extra_crews"])
        except (KeyError, TypeError, ValueError) as e:
            raise OperationsError(f"not a scenario ({e})", remedy="choose again") from None
        if family not in FAMILIES or grade not in GRADES or abs(extra) > EXTRA_CREWS_MAX:
            raise OperationsError(f"no scenario {family} {grade} {extra}", remedy="choose again")
        return cls(family, grade, starts_at.replace(tzinfo=None), extra)


@dataclass(frozen=True)
class Answer:
    """A scenario worked out; ``what_if`` is the plan with the extra crews, on fresh scenarios."""

    choice: Choice
    version: str
    seed: int
    surge: Surge
    what_if: Outcome | None

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
        self._kept: OrderedDict[tuple[str, int, Choice], Answer] = OrderedDict()

    def answer(self, story: Story, choice: Choice) -> Answer:
        """The scenario's claims and plan; the same choice on the same data is computed once."""
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
        what_if = with_extra_crews(story, surge, choice.extra_crews) if choice.extra_crews else None
        return Answer(choice, story.facts.version, story.seed, surge, what_if)

    def _surge(self, story: Story, choice: Choice) -> Surge:
        told = story.surges.get(choice.preset)
        if told is not None and told.scenario.starts_at == choice.starts_at:
            return told
        for (version, seed, other), kept in self._kept.items():
            same = (other.preset, other.starts_at) == (choice.preset, choice.starts_at)
            if same and (version, seed) == (story.facts.version, story.seed):
                return kept.surge
        scenario = preset_scenario(
            story.facts, story.scores, choice.preset, starts_at=choice.starts_at
        )
        return plan_for(story.facts, story.scores, scenario, seed=story.seed)


def with_extra_crews(story: Story, surge: Surge, extra: int) -> Outcome:
    """The plan's outcome with ``extra`` own crews more (or fewer) a day.

    On the same fresh scenarios as the plan, so that the difference is the crews' alone.
    """
    return evaluate(
        surge.forecast,
        change_own(surge.plan.crews_by_day, extra),
        surge.plan.bases,
        story.facts.lenders,
        story.facts.regions,
        county=story.facts.county,
        seed=story.seed,
    )


def change_own(crews_by_day: pd.DataFrame, extra: int) -> pd.DataFrame:
    """Own day crews raised at the base that has most, or lowered there, never below 0."""
    own = crews_by_day[(crews_by_day["source"] == "own") & (crews_by_day["shift"] == "day")]
    largest = own.groupby("day")["crews"].idxmax()
    changed = crews_by_day.copy()
    changed.loc[largest, "crews"] = (changed.loc[largest, "crews"] + extra).clip(lower=0)
    return changed


def dated(frame: pd.DataFrame, surge: Surge) -> pd.DataFrame:
    """A frame by day number with the calendar date beside it."""
    return frame.assign(date=[surge.scenario.date_of(int(d)) for d in frame["day"]])


def village_claims(story: Story, surge: Surge) -> pd.DataFrame:
    """Expected claims by village, most first: region_code, name, township, mean, p10, p90, zone."""
    regions = story.facts.regions.set_index("code")
    frame = surge.forecast.by_village
    zone = surge.scenario.footprint.set_index("region_code")["zone"].astype(str)
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
