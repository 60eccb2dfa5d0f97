"""How a dispatch day is opened: today as the data have it, a past day again, an invented one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

import pandas as pd

from risk.errors import ModelError
from risk.flow import DEFAULT_PRESETS, Story
from risk.follow.begun import Begun, begin_again, begin_event, begin_live, begin_preset
from risk.follow.day import claims_of, open_claims
from risk.follow.replay import open_days
from risk.follow.script import Script
from risk.operations.dispatch import DayHead
from risk.staffing.live import DayClaim, DayState
from risk.workspace import Workspace

EVENT, PRESET = "event:", "preset:"
APART = "@"
"""Between an event and its day in the list of what can be replayed."""
MIN_S = 60.0


def origins(story: Story) -> pd.DataFrame:
    """What can be replayed: origin (with ``@day`` of past ones), name, day, claims (past ones)."""
    past = open_days(story.facts)
    days = pd.DataFrame(
        {
            "origin": [
                f"{EVENT}{row.event_id}{APART}{row.day:%Y-%m-%d}"
                for row in past.itertuples(index=False)
            ],
            "name": past["event"],
            "day": past["day"],
            "claims": past["claims"],
        }
    )
    presets = [name for name in DEFAULT_PRESETS if name not in story.refusals]
    invented = pd.DataFrame({"origin": [PRESET + name for name in presets]})
    return pd.concat([days, invented], ignore_index=True) if len(days) else invented


def live_day(ws: Workspace, story: Story, day: date, at: datetime) -> Begun:
    """Today as it stands now; another date from half an hour before its shift.

    Raises:
        HuzhuError: no base.
    """
    now = wall_min(day, at) if day == at.date() else None
    return begin_live(ws, day, facts=story.facts, now_min=now)


def replayed_day(ws: Workspace, story: Story, origin: str, seed: int) -> Begun:
    """A past or invented day at its first moment, with its script; the same for the same seed.

    Raises:
        HuzhuError: nothing happened that day, or the data cannot carry it.
    """
    what, _, on = origin.partition(APART)
    if what.startswith(EVENT):
        day = date.fromisoformat(on) if on else None
        version = story.facts.version
        return begin_event(ws, what.removeprefix(EVENT), day=day, seed=seed, version=version)
    return begin_preset(story.facts, story.scores, what.removeprefix(PRESET), seed=seed)


def script_of(ws: Workspace, story: Story, head: DayHead, start: DayState) -> Script:
    """What is to come on a kept replay, told again from its origin and seed.

    Raises:
        HuzhuError: its data are gone, or nothing tells what comes on it.
    """
    if not head.origin.startswith((EVENT, PRESET)):
        raise ModelError(
            f"nothing tells what comes on a day of {head.origin!r}",
            where=f"dispatch day {head.id}", remedy="open a replay from the page",
        )  # fmt: skip
    same = head.data_version == story.facts.version
    begun = begin_again(
        ws, head.origin, head.day, seed=head.seed, now_min=start.now_min,
        version=head.data_version, scores=story.scores if same else None,
    )  # fmt: skip
    if begun.script is None:
        raise ModelError("has no script", where=f"dispatch day {head.id}",
                         remedy="begin the replay anew")  # fmt: skip
    return begun.script


@dataclass(frozen=True)
class Outside:
    """Claims open by the data that are not on a live day.

    Attributes:
        new: not taken in yet.
        unplaced: nobody can be sent to them, as not even their township is known.
    """

    new: int
    unplaced: int


def outside(story: Story, state: DayState) -> Outside:
    """How many claims of the data in force a live day does not know."""
    rows = open_claims(story.facts, state.ground.day, now_min=state.now_min)
    known = rows["claim_id"].isin(list(state.claims))
    return Outside(int((~known & rows["placed"]).sum()), int((~rows["placed"]).sum()))


def come_in(story: Story, state: DayState) -> Sequence[DayClaim]:
    """Claims open by the data in force that a live day does not know."""
    facts, ground = story.facts, state.ground
    rows = open_claims(facts, ground.day, now_min=state.now_min)
    new = rows[~rows["claim_id"].isin(list(state.claims))]
    return claims_of(new, facts, facts.county, ground)


def wall_min(day: date, at: datetime) -> float:
    """Minutes of the day at a wall time."""
    return (at - datetime.combine(day, time())).total_seconds() / MIN_S
