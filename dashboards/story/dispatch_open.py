"""How a dispatch day is opened: today as the data have it, a past day again, an invented one."""

from dataclasses import dataclass
from datetime import date, datetime, time

import pandas as pd

from risk.errors import ModelError
from risk.flow import DEFAULT_PRESETS, Story, claims_for, preset_scenario
from risk.follow.day import begin_day
from risk.follow.invented import invented_day
from risk.follow.replay import open_days, replay_day
from risk.follow.script import Script
from risk.operations.dispatch import DayHead
from risk.staffing.live import DayState

PAST, PRESET = "past:", "preset:"
MIN_S = 60.0


@dataclass(frozen=True, eq=False)
class Opened:
    """A day before it is kept: where it begins, its name, and in a replay what is to come."""

    start: DayState
    name: str
    synthetic: bool
    script: Script | None = None


def origins(story: Story) -> pd.DataFrame:
    """What can be replayed: origin, name, claims (of past days; NaN of invented ones)."""
    past = open_days(story.facts)
    days = pd.DataFrame(
        {
            "origin": [f"{PAST}{d:%Y-%m-%d}" for d in past["day"]],
            "name": past["event"],
            "claims": past["claims"],
        }
    ).drop_duplicates("origin")
    presets = [name for name in DEFAULT_PRESETS if name not in story.refusals]
    invented = pd.DataFrame({"origin": [PRESET + name for name in presets]})
    return pd.concat([days, invented], ignore_index=True)


def live_day(story: Story, day: date, at: datetime) -> Opened:
    """Today as it stands: open claims, crews on duty, roads.

    Raises:
        ModelError: no base.
    """
    facts = story.facts
    start = begin_day(facts, facts.county, day, now_min=wall_min(day, at))
    return Opened(start, facts.county.name, facts.county.synthetic)


def replayed_day(story: Story, origin: str, seed: int, day: date | None = None) -> Opened:
    """A past or invented day at its first moment, with its script; the same for the same seed.

    Raises:
        HuzhuError: nothing happened that day, or the data cannot carry it.
    """
    facts = story.facts
    if origin.startswith(PAST):
        on = date.fromisoformat(origin.removeprefix(PAST))
        start, script = replay_day(facts, on, seed=seed)
        days = open_days(facts)
        own = days[days["day"] == on]
        name = str(own["event"].iloc[0]) if len(own) else on.isoformat()
        return Opened(start, name, facts.county.synthetic, script)
    if not origin.startswith(PRESET):
        raise ModelError(f"nothing tells what comes on a day of {origin!r}", where="dispatch",
                         remedy="open a replay from the page")  # fmt: skip
    preset = origin.removeprefix(PRESET)
    told = story.surges.get(preset)
    forecast = (
        claims_for(facts, story.scores, preset_scenario(facts, story.scores, preset),
                   seed=story.seed)
        if told is None else told.forecast
    )  # fmt: skip
    start, script = invented_day(facts, forecast, seed=seed, day=day)
    return Opened(start, forecast.scenario.name, True, script)


def script_of(story: Story, head: DayHead) -> Script:
    """What is to come on a kept replay, told again from its origin and seed.

    Raises:
        ModelError: it was opened on other data than are shown now, or has no script.
    """
    if head.data_version != story.facts.version:
        raise ModelError(
            f"was opened on {head.data_version}, shown is {story.facts.version}",
            where=f"dispatch day {head.id}", remedy="begin the replay anew",
        )  # fmt: skip
    script = replayed_day(story, head.origin, head.seed, head.day).script
    if script is None:
        raise ModelError("a live day has no script", where=f"dispatch day {head.id}",
                         remedy="its clock is the wall's")  # fmt: skip
    return script


def wall_min(day: date, at: datetime) -> float:
    """Minutes of the day at a wall time."""
    return (at - datetime.combine(day, time())).total_seconds() / MIN_S
