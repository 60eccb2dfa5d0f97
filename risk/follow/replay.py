"""A day of a past event played again: its claims come at their minute, other crews drive to them.

Weather and roads come as they were told. What drives and surveys take is drawn, and whether
somebody falls ill: no ledger tells what other routes would have met.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from risk.errors import ModelError
from risk.facts import Facts
from risk.follow.day import (
    begin_day,
    claims_between,
    claims_of,
    first_moment,
    reached_at,
    told_at,
    waits_at,
)
from risk.follow.day_crews import HOUR_MIN, guests
from risk.follow.day_ground import midnight, minute_of
from risk.follow.happenings import absences, roads, weather
from risk.follow.script import Script
from risk.staffing.live import DayClaim, DayCrew, DayState, Deed, Progress

DAY_MIN = 24 * HOUR_MIN
OTHERS = "X"
"""Crews the ledger shows at work on a past day beyond the county's own."""
OPEN_COLUMNS = ["day", "event_id", "event", "peril_family", "claims", "waiting", "crews"]


def open_days(facts: Facts) -> pd.DataFrame:
    """Days of past events that can be played again, those with the most claims first.

    Returns:
        day, event_id, event, peril_family, claims (reported on the day, of whatever cause), waiting
        (at the first moment), crews (at work by the ledger; 0: it does not tell).
    """
    on_day = told_at(facts.claims).dt.date
    busy = on_day.value_counts()
    rows = []
    for event in facts.events.to_dict("records"):
        own = facts.claims["event_id"] == event["event_id"]
        for day in sorted(set(on_day[own])):
            at = midnight(day) + timedelta(minutes=first_moment(facts.county))
            waits = int(waits_at(facts.claims, at).sum())
            crews = len(crews_at_work(facts, day))
            rows.append((day, event["event_id"], event["name"], event["peril_family"],
                         int(busy[day]), waits, crews))  # fmt: skip
    table = pd.DataFrame(rows, columns=OPEN_COLUMNS)
    return table.sort_values(["claims", "day"], ascending=False, ignore_index=True)


def crews_at_work(facts: Facts, day: date) -> dict[str, float]:
    """Crews the ledger names on claims reached on a day, with the minute they were first sent."""
    rows = facts.claims[reached_at(facts.claims).dt.date == day].dropna(subset="crew_id")
    sent = rows["dispatched_at"].where(rows["dispatched_at"].dt.date == day)
    first = sent.fillna(reached_at(rows)).groupby(rows["crew_id"].astype(str)).min()
    return {str(crew): minute_of(at, day) for crew, at in first.items()}


def replay_day(
    facts: Facts,
    day: date,
    *,
    seed: int,
    now_min: float | None = None,
    extra: Sequence[DayCrew] | None = None,
    roster: pd.DataFrame | None = None,
    ill: Mapping[str, float] | None = None,
) -> tuple[DayState, Script]:
    """A past day at its first moment, and what came during it.

    Args:
        facts: known at the end of the day or later.
        day: which.
        seed: of illness, drives and surveys.
        now_min: first moment; None: half an hour before the shift.
        extra: crews beside the county's own; None: as many as the ledger shows at work that day.
        roster: of the day (`rostered_on`).
        ill: minute from which a crew is out; None: drawn by ``own_absence_share``.

    Raises:
        ModelError: no base, or no claim waits or comes that day.
    """
    county = facts.county
    now = first_moment(county) if now_min is None else now_min
    state = begin_day(facts, county, day, now_min=now, roster=roster)
    state = with_crews(state, _others(facts, day, state) if extra is None else extra)
    coming = claims_between(facts, day, now, DAY_MIN)
    claims = claims_of(coming, facts, county, state.ground)
    if not claims and not state.claims:
        raise ModelError(
            f"no claim waits or comes on {day}", where="replay",
            remedy="choose a day of `huzhu routes` without arguments",
        )  # fmt: skip
    share = county.staffing.own_absence_share
    deeds = [
        *weather(facts.events, day, now), *roads(facts, day, now),
        *absences(state, seed, share, ill),
    ]  # fmt: skip
    return state, script_of(state, claims, deeds, seed, synthetic=county.synthetic)


def script_of(
    state: DayState,
    claims: Sequence[DayClaim],
    deeds: Sequence[Deed],
    seed: int,
    *,
    synthetic: bool,
) -> Script:
    """A script whose drives and surveys scatter as the county's data and settings tell."""
    return Script(
        claims=tuple(claims), happenings=tuple(sorted(deeds, key=lambda d: d.at_min)), seed=seed,
        travel_cv=state.ground.travel_cv, survey_cv=state.ground.staffing.survey_cv,
        synthetic=synthetic,
    )  # fmt: skip


def with_crews(state: DayState, crews: Sequence[DayCrew]) -> DayState:
    """The day with further crews."""
    more = {c.crew_id: c for c in crews}
    return replace(
        state, crews={**state.crews, **more}, routes={**state.routes, **dict.fromkeys(more, ())}
    )


def with_claims(state: DayState, claims: Sequence[DayClaim]) -> DayState:
    """The day with these claims waiting and no others."""
    return replace(
        state,
        claims={c.claim_id: c for c in claims},
        progress={c.claim_id: Progress() for c in claims},
    )


def _others(facts: Facts, day: date, state: DayState) -> list[DayCrew]:
    """Crews at work on the day beyond those the county has of its own now, from their first drive.

    Those that came last, where the ledger calls none of them as the county calls its own.
    """
    at_work = crews_at_work(facts, day)
    others = sorted(minute for crew, minute in at_work.items() if crew not in state.crews)
    more = max(len(at_work) - len(state.crews), 0)
    came = others[max(len(others) - more, 0) :]
    crews = guests(facts, facts.county, len(came), OTHERS, OTHERS)
    return [
        replace(crew, from_min=max(crew.from_min, minute))
        for crew, minute in zip(crews, came, strict=True)
    ]


def day_of_event(facts: Facts, event_id: str) -> date:
    """The day of an event with the most claims.

    Raises:
        ModelError: no such event, or one without claims.
    """
    own = facts.claims[facts.claims["event_id"] == event_id]
    if own.empty:
        raise ModelError(
            f"no event {event_id!r} with claims", where="replay",
            remedy="choose one of `huzhu routes` without arguments",
        )  # fmt: skip
    return busiest(told_at(own))


def busiest(stamps: "pd.Series[Any]") -> date:
    """The day with the most stamps, the first of equals."""
    counts = stamps.dt.date.value_counts()
    found: date = min(counts[counts == counts.max()].index)
    return found
