"""Read an event for a report: its eve, its claims, its desk, roads, warnings and dispatch days."""

import hashlib
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import pandas as pd

from dashboards.report.event_state import KEPT, LATE, OVERDUE, Figures, claims_at, judged
from dashboards.story.watch import Moment as Hour
from dashboards.story.watch import watch_at
from risk.desk import Decisions, distinct_houses, resolve
from risk.errors import ReportError
from risk.flow import Story
from risk.follow import Eve, eve_of, moment_of
from risk.follow.moment import Moment
from risk.operations import open_operations
from risk.operations.desk import decisions
from risk.operations.watch import Received, list_alerts
from risk.operations.watch_field import road_reports
from risk.staffing.closures import states_of_reports
from risk.surge.underway import claims_of
from risk.views.desk import event_window, read_desk
from risk.warehouse import Warehouse
from risk.workspace import Workspace

BEFORE = timedelta(days=2)
"""Roads told so long before an event's begin still matter to it."""
SEVEN = 7
"""Hour of the daily bulletin."""
TIMED = "SELECT count(*) AS claims, count(reported_at) AS timed FROM claim WHERE event_id = ?"
WARNING_COLUMNS = ("signal", "colour", "issued_at", "expires_at")


@dataclass(frozen=True)
class Ground:
    """All that was read of an event, of one version.

    Attributes:
        eve: what was known the day before, and the event's reports.
        claims: the event's, as the version knows them now.
        roads: road_id, observed_at, region_code, state, note: told from two days before its begin.
        warnings: signal, colour, issued_at, expires_at: of the ledger and of those received.
        damage: the bureau's tables: reported_at, region_code, damage_grade, households.
        said: what people decided at the report desk.
        mark: a hash over what the operations store told.
    """

    eve: Eve
    claims: pd.DataFrame
    roads: pd.DataFrame
    warnings: pd.DataFrame
    damage: pd.DataFrame
    said: Decisions
    mark: str

    @property
    def until(self) -> datetime:
        """End of the time in which reports are followed, or of what is known."""
        eve = self.eve
        return min(eve.started_at + timedelta(hours=eve.horizon_h), eve.known_until)

    @property
    def event_id(self) -> str:
        """The event."""
        return str(self.eve.event["event_id"])


def read_ground(ws: Workspace, story: Story, event_id: str, warehouse: Warehouse) -> Ground:
    """Read an event of the version open, as known at the end of the story's last day.

    Raises:
        ModelError: no such event, or what was known on its eve carries no forecast.
        ReportError: its claims carry no time of report, so no hour of it can be told.
    """
    refuse_untimed(warehouse, event_id)
    last = min(warehouse.last_day(), story.facts.as_of)
    models = story.scores.chosen()
    eve = _known(eve_of(ws, warehouse.name, event_id, seed=story.seed, models=models), last)
    event, end = eve.event, eve.known_until
    ended = event["started_at"] if pd.isna(event["ended_at"]) else event["ended_at"]
    horizon = timedelta(days=story.facts.county.surge.horizon_days)
    attributed = ended.date() + horizon < last  # as the eve counts its reports
    own = claims_of(warehouse.claims(last), event, attributed=attributed)
    with closing(open_operations(ws)) as con:
        reported, alerts, decided = road_reports(con), list_alerts(con), decisions(con)
    states = states_of_reports(reported).assign(note=reported["note"])
    roads = _together(warehouse.road_states(last), states, "observed_at")
    roads = roads[roads["observed_at"].between(event["started_at"] - BEFORE, end, inclusive="left")]
    ledger = warehouse.warnings()[list(WARNING_COLUMNS)]
    warnings = _together(ledger, _received(alerts), "issued_at")
    warnings = warnings[warnings["issued_at"] < end]
    window = event_window(warehouse, event_id, window_days=story.facts.county.desk.window_days)
    damage = warehouse.frame(
        "SELECT reported_at, region_code, damage_grade, households FROM government_damage"
        " WHERE event_id = ? OR (event_id IS NULL AND reported_at BETWEEN ? AND ?) ORDER BY ALL",
        [event_id, window.first, window.before],
    )
    told = [(a.id, str(a.standing), a.received_at) for a in alerts]
    mark = mark_of_read(reported, decided, told)
    damage = damage[damage["reported_at"] < end]
    return Ground(eve, own, roads, warnings, damage, resolve(decided), mark)


def refuse_untimed(warehouse: Warehouse, event_id: str) -> None:
    """Refuse an event none of whose claims says when it was reported: it would read as no claim.

    Raises:
        ReportError: there are such claims, and no other.
    """
    told = warehouse.frame(TIMED, [event_id]).iloc[0]
    if told["claims"] and not told["timed"]:
        raise ReportError(
            f"{told['claims']} claims of event {event_id} carry no time of report",
            where="claim ledger", remedy="load their times of report, to the day at least",
        )  # fmt: skip


def _known(eve: Eve, last: date) -> Eve:
    """The eve with no report later than a day."""
    end = datetime.combine(last + timedelta(days=1), datetime.min.time())
    if end >= eve.known_until:
        return eve
    seen = eve.reports[eve.reports["reported_at"] < end].reset_index(drop=True)
    return replace(eve, reports=seen, known_until=end)


def _together(ledger: pd.DataFrame, noted: pd.DataFrame, at: str) -> pd.DataFrame:
    """Rows of a ledger and those noted in operations, each once, oldest first."""
    parts = [frame for frame in (ledger, noted) if len(frame)]
    whole = pd.concat(parts, ignore_index=True) if parts else ledger
    return whole.drop_duplicates().sort_values(at, kind="stable", ignore_index=True)


def _received(alerts: Sequence[Received]) -> pd.DataFrame:
    """Warnings received, whatever has become of them since."""
    last = max((r.received_at for r in alerts), default=datetime.min)
    watch = watch_at(alerts, Hour(last, last))
    rows = [
        (w.signal or "", w.colour.value if w.colour else "", w.message.sent, info.expires)
        for w in (*watch.in_force, *watch.stale, *watch.past)
        if (info := w.message.info()) is not None
    ]
    return pd.DataFrame(rows, columns=list(WARNING_COLUMNS))


def figures_at(
    ground: Ground, story: Story, warehouse: Warehouse, at: datetime
) -> tuple[Figures, Moment, pd.DataFrame]:
    """The event in numbers at a moment, its nowcast, and its claims judged by then.

    Raises:
        ModelError: the event has not begun by then.
    """
    county = story.facts.county
    followed = min(at, ground.until)  # later reports would be hours upon hours of nothing
    moment = moment_of(ground.eve, followed, seed=story.seed)
    told = judged(claims_at(ground.claims, at), county.promise, at)
    window = event_window(
        warehouse, ground.event_id, window_days=county.desk.window_days, known=at
    )  # fmt: skip
    desk = read_desk(warehouse, county, window, ground.said)
    registered = len(desk.reports) > 0
    houses = distinct_houses(desk.houses) if registered and len(desk.houses) else None
    alone = None if houses is None else 1 - houses["p_same"]
    verdicts = told["verdict"]
    figures = Figures(
        at=at,
        messages=len(desk.reports) if registered else None,
        houses=None if alone is None else float(alone.sum()),
        insured=None if houses is None else float((alone * houses["insured"]).sum()),
        reported=moment.nowcast.reported,
        claims=len(told),
        arrived=int(told["arrived_at"].notna().sum()),
        surveyed=int(told["surveyed_at"].notna().sum()),
        paid=int((told["paid_money"].fillna(0) > 0).sum()),
        paid_money=float(told["paid_money"].sum()),
        late=int(verdicts.isin((LATE, OVERDUE)).sum()),
        judged=int(verdicts.isin((KEPT, LATE, OVERDUE)).sum()),
        kept=int((verdicts == KEPT).sum()),
        final=moment.nowcast.total,
        to_come=moment.nowcast.to_come,
        next_day=moment.next_24h,
    )
    return figures, moment, told


def hour_told(eve: Eve, at: datetime | None) -> datetime:
    """The moment a report during an event tells from: the one asked for, at most what is known.

    Without one: the last seven o'clock the data reach while reports are followed.

    Raises:
        ReportError: the event has not begun by then, or the data end a day or more before.
    """
    name, end = str(eve.event["name"]), eve.started_at + timedelta(hours=eve.horizon_h)
    last = min(end, eve.known_until)
    if at is None:
        seven = last.replace(hour=SEVEN, minute=0, second=0, microsecond=0)
        at = seven if seven <= last else seven - timedelta(days=1)
        at = at if at > eve.started_at else last
    if at <= eve.started_at:
        raise ReportError(
            f"{name} has not begun at {at:%Y-%m-%d %H:%M}", where="report",
            remedy=f"ask for an hour after {eve.started_at:%Y-%m-%d %H:%M}",
        )  # fmt: skip
    if at - eve.known_until >= timedelta(days=1):
        raise ReportError(
            f"the data end at {eve.known_until:%Y-%m-%d %H:%M}, before {at:%Y-%m-%d %H:%M}",
            where="report", remedy="load newer reports and claims, or ask for an earlier hour",
        )  # fmt: skip
    return min(at, eve.known_until)


def mark_of_read(*parts: object) -> str:
    """A hash over what was read from the operations store: frames, and values by their repr."""
    mark = hashlib.sha256()
    for part in parts:
        told = part.to_csv(index=False) if isinstance(part, pd.DataFrame) else repr(part)
        mark.update(str(told).encode())
        mark.update(b"\0")
    return mark.hexdigest()
