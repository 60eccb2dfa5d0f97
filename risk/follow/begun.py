"""Dispatch days opened from a workspace: today's, a past event's, or one that never was."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from risk import reference
from risk.errors import ModelError
from risk.facts import Facts, read_facts
from risk.follow.day import begin_day, claims_between, first_moment, open_claims
from risk.follow.day_crews import borrowed_crews, rostered_on
from risk.follow.invented import invented_day
from risk.follow.replay import DAY_MIN, day_of_event, replay_day
from risk.follow.script import Script
from risk.planned import claims_for, preset_scenario
from risk.scored import score_facts
from risk.scoring import Scores
from risk.staffing.live import DayState
from risk.warehouse import open_version
from risk.workspace import Workspace

LIVE = "live"


@dataclass(frozen=True, eq=False)
class Begun:
    """A dispatch day before its first routes.

    Attributes:
        facts: what it was made of.
        state: the day.
        script: what is to come on a day played again; None: a live day.
        origin: ``live``, else ``event:ID`` or ``preset:CODE``, as `operations.dispatch` keeps it.
        name: of the event or preset; empty on a live day.
        left_out: claims of the day nobody can be sent to: not even their township is known.
    """

    facts: Facts
    state: DayState
    script: Script | None
    origin: str
    name: str
    left_out: int

    @property
    def synthetic(self) -> bool:
        """Whether any of it is made up."""
        return self.facts.county.synthetic or (self.script is not None and self.script.synthetic)


def read_known(ws: Workspace, day: date | None, version: str | None = None) -> Facts:
    """Facts known at the end of a day; of a later day than the data's last, the last's."""
    with open_version(ws, version) as warehouse:
        last = warehouse.last_day()
        return read_facts(warehouse, ws.county(), min(day or last, last))


def begin_live(
    ws: Workspace,
    day: date,
    *,
    facts: Facts | None = None,
    now_min: float | None = None,
    lent: Mapping[str, int] | None = None,
) -> Begun:
    """A day as it is: the claims of the version in force that are open on it.

    Args:
        ws: the county's workspace; its saved roster of the month counts.
        day: which.
        facts: known on that day, if they are read already.
        now_min: the moment; None: half an hour before the shift.
        lent: borrowed crews by lender.

    Raises:
        ModelError: no base, or no such lender.
    """
    known = facts or read_known(ws, day)
    county = known.county
    now = first_moment(county) if now_min is None else now_min
    extra = borrowed_crews(known, county, lent or {})
    state = begin_day(known, county, day, now_min=now, roster=rostered_on(ws, day), extra=extra)
    return Begun(known, state, None, LIVE, "", _lost(open_claims(known, day, now_min=now)))


def begin_event(
    ws: Workspace,
    event_id: str,
    *,
    day: date | None = None,
    seed: int,
    version: str | None = None,
    now_min: float | None = None,
    lent: Mapping[str, int] | None = None,
    ill: Mapping[str, float] | None = None,
) -> Begun:
    """A day of a past event, with what was known on it.

    Args:
        ws: the county's workspace.
        event_id: of the event table.
        day: which; None: the one with the most claims of the event.
        seed, now_min, ill: of `replay_day`.
        version: of the data; None: the one in force.
        lent: borrowed crews by lender; None: as many more as the ledger shows at work that day.

    Raises:
        ModelError: no such event, no claim that day, no base, or no such lender.
    """
    latest = read_known(ws, None, version)
    chosen = day or day_of_event(latest, event_id)
    known = read_known(ws, chosen, version)
    named = latest.events.loc[latest.events["event_id"] == event_id, "name"]
    if named.empty:
        raise ModelError(f"no event {event_id!r}", where="replay", remedy="choose another event")
    now = first_moment(known.county) if now_min is None else now_min
    extra = None if lent is None else borrowed_crews(known, known.county, lent)
    state, script = replay_day(
        known, chosen, seed=seed, now_min=now, extra=extra, roster=rostered_on(ws, chosen), ill=ill
    )
    rows = (open_claims(known, chosen, now_min=now), claims_between(known, chosen, now, DAY_MIN))
    lost = sum(_lost(part) for part in rows)
    return Begun(known, state, script, f"event:{event_id}", str(named.iloc[0]), lost)


def begin_preset(
    facts: Facts,
    scores: Scores,
    preset: str,
    *,
    day: date | None = None,
    seed: int,
    now_min: float | None = None,
    lent: Mapping[str, int] | None = None,
    ill: Mapping[str, float] | None = None,
) -> Begun:
    """A day of a preset that begins the morning after ``facts.as_of``: made up.

    Args:
        facts, scores: of the day before.
        preset: code of `risk.reference`.
        day, seed, now_min, ill: of `invented_day`.
        lent: borrowed crews by lender.

    Raises:
        ModelError: no claim that day, no base, no such lender, or too few houses to forecast from.
    """
    forecast = claims_for(facts, scores, preset_scenario(facts, scores, preset), seed=seed)
    extra = borrowed_crews(facts, facts.county, lent or {})
    state, script = invented_day(
        facts, forecast, seed=seed, day=day, now_min=now_min, extra=extra, ill=ill
    )
    return Begun(facts, state, script, f"preset:{preset}", preset, 0)


def begin_again(
    ws: Workspace,
    origin: str,
    day: date,
    *,
    seed: int,
    now_min: float,
    version: str,
    scores: Scores | None = None,
) -> Begun:
    """A day begun before, from what the store keeps of it: another process takes its script up.

    Args:
        ws: the county's workspace.
        origin, day, seed, now_min, version: as it was begun (`now_min` of its first state).
        scores: of the version's last day, for a preset; None: made anew, half a minute.

    Raises:
        HuzhuError: the version is gone, or as when it was begun.
    """
    kind, _, what = origin.partition(":")
    if kind == "event":
        return begin_event(ws, what, day=day, seed=seed, version=version, now_min=now_min)
    known = read_known(ws, None, version)
    if kind == LIVE:
        return begin_live(ws, day, facts=known, now_min=now_min)
    scored = scores or score_facts(known, seed=seed)
    return begin_preset(known, scored, what, day=day, seed=seed, now_min=now_min)


def is_preset(name: str) -> bool:
    """Whether a name is a preset's."""
    return name in {p.code for p in reference.presets()}


def _lost(rows: pd.DataFrame) -> int:
    return int((~rows["placed"]).sum())
