"""What the report after an event reads: eve, moments, claims in the end, crews, causes, plans."""

from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from dashboards.report.event_read import Ground, figures_at, mark_of_read, read_ground
from dashboards.report.event_state import Figures, promise_rows
from dashboards.report.event_timeline import timeline
from dashboards.report.material import About, Given
from dashboards.story.plan_calls import calls_of_plan, no_calls
from dashboards.story.plans import list_kept
from risk.flow import Story
from risk.follow import moment_of
from risk.follow.why_days import WhyDays, days_of_event, why_days
from risk.operations import open_operations
from risk.operations.dispatch import list_days, load_day
from risk.operations.reports import list_reports
from risk.operations.scenarios import Saved, load_plan
from risk.staffing.live import told as told_day
from risk.surge.nowcast_tables import quantile
from risk.surge.underway import UNPLACED
from risk.warehouse import open_version
from risk.workspace import Workspace

MOMENTS_H = (6, 12, 24, 48, 72, 168)
"""Hours after the begin whose nowcasts are set beside what came."""
STAFF_DAYS = 7
PLAN_DAYS = timedelta(days=2)
RANGE = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class Planned:
    """A plan saved for an event: its number, name, and crews by date (date, own, lent)."""

    number: int
    name: str
    crews: pd.DataFrame


@dataclass(frozen=True)
class AfterEvent:
    """An event looked back on.

    Attributes:
        event_id, name, family, started_at, ended_at: of the event; no end: None.
        known_until: how far the data reach; ``over``: to the end of the time reports are followed.
        recorded: its footprint is.
        core, fringe: villages of the footprint.
        now: figures at the end (or as far as the data reach).
        came: claims in the end.
        said: at_h (0: the eve), p05, p50, p95 of the final count, reported by then.
        townships: code, p05, p50, p95 (as told on the eve), came, ordered by what came.
        claims: the event's, judged at the end: see ``event_state.judged``.
        promise: by tier: ``event_state.PROMISE_COLUMNS``.
        by_day: day, reported, arrived, crews (distinct, that reached a claim), own (by roster).
        days, causes: dispatch days and causes of their late claims (``WhyDays``).
        used: date → crews with a stop on its dispatch day.
        plans: saved for it.
        timeline: at, key, given: what happened when.
        complaints: received about its claims.
        calls: of the newest plan: ``story.plan_calls.CALLED_COLUMNS``; ``calls_why``: why not.
    """

    event_id: str
    name: str
    family: str
    started_at: datetime
    ended_at: datetime | None
    known_until: datetime
    over: bool
    recorded: bool
    core: int
    fringe: int
    now: Figures
    came: int
    said: pd.DataFrame
    townships: pd.DataFrame
    claims: pd.DataFrame
    promise: pd.DataFrame
    by_day: pd.DataFrame
    days: WhyDays
    used: dict[object, int]
    plans: tuple[Planned, ...]
    timeline: pd.DataFrame
    complaints: int
    calls: pd.DataFrame = field(default_factory=no_calls)
    calls_why: str = ""


def read_after_event(ws: Workspace, story: Story, about: About) -> Given:
    """Read an event that is over, or as far as it is known.

    Raises:
        ModelError: no such event, or nothing to forecast it from.
    """
    with open_version(ws, story.facts.version) as warehouse:
        ground = read_ground(ws, story, about.event, warehouse)
        eve = ground.eve
        end = eve.started_at + timedelta(hours=eve.horizon_h)
        now, _, claims = figures_at(ground, story, warehouse, eve.known_until)
    days, used, plans, bulletins, mark = _operations(ws, ground)
    calls, calls_why = calls_of_plan(ws, story, plans[0].number) if plans else (no_calls(), "")
    event, zones = eve.event, eve.forecast.scenario.footprint["zone"]
    of_event = story.facts.complaints["claim_id"].isin(ground.claims["claim_id"])
    read = AfterEvent(
        event_id=ground.event_id,
        name=str(event["name"]),
        family=str(event["peril_family"]),
        started_at=eve.started_at,
        ended_at=None if pd.isna(event["ended_at"]) else event["ended_at"].to_pydatetime(),
        known_until=eve.known_until,
        over=eve.known_until >= end,
        recorded=eve.recorded,
        core=int((zones == "core").sum()),
        fringe=int((zones != "core").sum()),
        now=now,
        came=len(eve.reports),
        said=_said(ground, story.seed, ground.until),
        townships=_townships(story, ground),
        claims=claims,
        promise=promise_rows(claims),
        by_day=_by_day(story, ground, claims),
        days=days,
        used=used,
        plans=plans,
        timeline=timeline(ground, claims, bulletins),
        complaints=int(of_event.sum()),
        calls=calls,
        calls_why=calls_why,
    )
    return Given(read, mark_of_read(ground.mark, mark, calls))


def _operations(
    ws: Workspace, ground: Ground
) -> tuple[WhyDays, dict[object, int], tuple[Planned, ...], pd.DataFrame, str]:
    """Dispatch days with their causes and crews, saved plans, bulletins made; a mark of all."""
    eve = ground.eve
    with closing(open_operations(ws)) as con:
        heads = days_of_event(list_days(con), ground.event_id, eve.started_at.date())
        causes = why_days(con, heads)
        used = {}
        for head in heads:
            kept = load_day(con, head.id)
            routes = told_day(kept.start, kept.log).routes
            used[head.day] = sum(1 for route in routes.values() if route)
        made = [
            (m.source.parameters.get("at") or m.made_at.isoformat(" "), m.number)
            for m in list_reports(con)
            if m.source.kind == "bulletin" and m.source.parameters.get("event") == ground.event_id
        ]
        saved = [load_plan(con, plan.id) for plan in list_kept(ws)]
    bulletins = pd.DataFrame(made, columns=["at", "number"])
    plans = tuple(planned_crews(s) for s in saved if _of_event(s, ground))
    told = [(h.id, h.deeds) for h in heads]
    return causes, used, plans, bulletins, mark_of_read(told, bulletins, [p.number for p in plans])


def _of_event(saved: Saved, ground: Ground) -> bool:
    """Whether a plan is made from the event, or begins within two days of it."""
    choice = saved.payload["choice"]
    near = abs(datetime.fromisoformat(choice["starts_at"]) - ground.eve.started_at) <= PLAN_DAYS
    return bool(choice.get("event_id") == ground.event_id or near)


def planned_crews(saved: Saved) -> Planned:
    """Most crews at once by day: those of the fuller shift."""
    first = datetime.fromisoformat(saved.payload["choice"]["starts_at"]).date()
    rows = [
        (first + timedelta(days=int(day)), shift, int(crews), source == "own")
        for day, shift, _, source, crews, *_ in saved.payload["crews"]
    ]
    frame = pd.DataFrame(rows, columns=["date", "shift", "crews", "mine"])
    by = frame.groupby(["date", "shift"]).agg(
        total=("crews", "sum"), own=("crews", lambda c: int(c[frame.loc[c.index, "mine"]].sum()))
    )
    fullest = by.sort_values("total").groupby("date").tail(1).reset_index().sort_values("date")
    crews = fullest.assign(lent=fullest["total"] - fullest["own"])[["date", "own", "lent"]]
    return Planned(saved.id, saved.name, crews.reset_index(drop=True))


def _said(ground: Ground, seed: int, last: datetime) -> pd.DataFrame:
    """Final counts as told on the eve and at some hours, as far as the data reach."""
    eve = ground.eve
    total = eve.forecast.total
    rows: list[tuple[float, float, float, float, int]] = [
        (0.0, total["p05"], total["p50"], total["p95"], 0)
    ]
    for hours in MOMENTS_H:
        at = eve.started_at + timedelta(hours=hours)
        if eve.by_day:
            at = datetime.combine(at.date() + timedelta(days=1), datetime.min.time())
        if at > last:
            break
        now = moment_of(eve, at, seed=seed).nowcast
        rows.append(
            (float(hours), now.total["p05"], now.total["p50"], now.total["p95"], now.reported)
        )
    return pd.DataFrame(rows, columns=["at_h", "p05", "p50", "p95", "reported"])


def _townships(story: Story, ground: Ground) -> pd.DataFrame:
    """What the eve told of each township, and what came."""
    home = story.facts.regions.set_index("code")["township_code"]
    told = ground.eve.forecast
    town = pd.Series([str(c) for c in told.region_codes]).map(home).fillna(UNPLACED)
    came = ground.eve.reports["region_code"].map(home).fillna(UNPLACED).value_counts()
    rows = []
    for code in sorted({*town, *came.index}):
        draws = told.counts[:, np.flatnonzero(town == code)].sum(axis=1, dtype=np.int64)
        rows.append((code, *(float(quantile(draws, s)) for s in RANGE), int(came.get(code, 0))))
    frame = pd.DataFrame(rows, columns=["code", "p05", "p50", "p95", "came"])
    some = (frame["came"] > 0) | (frame["p95"] >= 1)
    return frame[some].sort_values(["came", "p50"], ascending=False, ignore_index=True)


def _by_day(story: Story, ground: Ground, claims: pd.DataFrame) -> pd.DataFrame:
    """Claims reported and reached by day, with the crews that reached them and those on duty.

    ``crews`` is missing where claims were reached and none of them names its crew.
    """
    first = ground.eve.started_at.date()
    reported, arrived = claims["reported_at"].dt.date, claims["arrived_at"].dt.date
    crews = claims.groupby(arrived)["crew_id"].nunique().replace(0, np.nan)
    last = min(first + timedelta(days=STAFF_DAYS - 1), ground.eve.known_until.date())
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    bases = [story.facts.bases_on(day) for day in days]
    return pd.DataFrame({
        "day": days,
        "reported": [int((reported == day).sum()) for day in days],
        "arrived": [int((arrived == day).sum()) for day in days],
        "crews": [float(crews.get(day, 0)) for day in days],
        "own": [int(rows["crews_day"].sum()) if len(rows) else 0 for rows in bases],
    })  # fmt: skip
