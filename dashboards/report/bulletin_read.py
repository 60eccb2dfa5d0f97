"""What a bulletin reads: the event at its hour, at the bulletin before, crews and roads."""

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from dashboards.report.bulletin_crews import Crews, read_crews
from dashboards.report.event_read import (
    Ground,
    figures_at,
    hour_told,
    mark_of_read,
    read_ground,
)
from dashboards.report.event_state import LATE, OVERDUE, Figures
from dashboards.report.material import About, Given
from dashboards.story.event import seen_path
from risk.flow import Story
from risk.follow.moment import Moment
from risk.operations import open_operations
from risk.operations.reports import list_reports
from risk.surge.nowcast_tables import quantile
from risk.surge.underway import UNPLACED
from risk.warehouse import open_version, versions
from risk.workspace import Workspace

KIND = "bulletin"
DAY = timedelta(days=1)
OPEN = "open"
RANGE = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class BulletinRead:
    """An event at an hour.

    Attributes:
        event_id, name, started_at, family: of the event.
        asked: the hour asked for; ``now.at`` is earlier where the data end before it.
        now, before: figures at the hour, and at the last bulletin (else a day before); None: the
            event had not begun by then.
        last: number of the last bulletin; "": none was made.
        last_known: whether the last bulletin's own data version was still there to be told from.
        seen, ahead: cumulative reports so far (at, reported) and to come (at, p05, p50, p95).
        townships: code ("" of no known village), reported, claims, surveyed, waiting, late,
            special (waiting, of special groups), p05, p50, p95 (to come).
        roads: region_code, state, since, note: told last and not open.
        warnings: in force: signal, colour, issued_at, expires_at.
        damage: newest table of the bureau: region_code, damage_grade, households; ``damage_at``.
        unmeasured: reached claims whose arrival is not measured.
        complaints: received about the event's claims.
        crews: None: no dispatch day is kept of that date.
        own_day, own_night: own crews that people and cars give on that day.
        held: townships crews are kept out of by a person's word: region_code, reason, until_at.
    """

    event_id: str
    name: str
    family: str
    started_at: datetime
    asked: datetime
    now: Figures
    before: Figures | None
    last: str
    last_known: bool
    seen: pd.DataFrame
    ahead: pd.DataFrame
    townships: pd.DataFrame
    roads: pd.DataFrame
    warnings: pd.DataFrame
    damage: pd.DataFrame
    damage_at: datetime | None
    unmeasured: int
    complaints: int
    crews: Crews | None
    own_day: int
    own_night: int
    held: pd.DataFrame


def read_bulletin(ws: Workspace, story: Story, about: About) -> Given:
    """Read what a bulletin tells.

    Raises:
        ModelError: no such event, or nothing to forecast it from.
        ReportError: the hour is before the event, or the data end too long before it.
    """
    with open_version(ws, story.facts.version) as warehouse:
        ground = read_ground(ws, story, about.event, warehouse)
        at = hour_told(ground.eve, about.at)
        now, moment, told = figures_at(ground, story, warehouse, at)
        last, version, then = _last(ws, ground, at)
        earlier = then or at - DAY
        before = None
        known = version in ("", story.facts.version)
        if earlier > ground.eve.started_at:
            if not known and version in set(versions(ws)["name"]):
                known = True
                with open_version(ws, version) as old:
                    there = read_ground(ws, story, about.event, old)
                    before = figures_at(there, story, old, min(earlier, there.eve.known_until))[0]
            else:
                before = figures_at(ground, story, warehouse, earlier)[0]
    crews, held, mark = read_crews(ws, ground, at)
    facts, damage = story.facts, ground.damage[ground.damage["reported_at"] < at]
    newest = damage["reported_at"].max() if len(damage) else None
    bases = facts.bases_on(at.date())
    of_event = facts.complaints["claim_id"].isin(ground.claims["claim_id"])
    reached = told[told["arrived_at"].notna()]
    read = BulletinRead(
        event_id=ground.event_id,
        name=str(ground.eve.event["name"]),
        family=str(ground.eve.event["peril_family"]),
        started_at=ground.eve.started_at,
        asked=about.at or at,
        now=now,
        before=before,
        last=last,
        last_known=known,
        seen=seen_path(ground.eve, at),
        ahead=_ahead(ground, moment),
        townships=township_rows(story, moment, told),
        roads=roads_at(ground.roads, at),
        warnings=warnings_at(ground.warnings, at),
        damage=damage[damage["reported_at"] == newest],
        damage_at=None if newest is None else newest.to_pydatetime(),
        unmeasured=int((reached["arrival_quality"] != "measured").sum()),
        complaints=int((of_event & (facts.complaints["received_at"] < at)).sum()),
        crews=crews,
        own_day=int(bases["crews_day"].sum()) if len(bases) else 0,
        own_night=int(bases["crews_night"].sum()) if len(bases) else 0,
        held=held,
    )
    return Given(read, mark_of_read(ground.mark, mark, last))


def _last(ws: Workspace, ground: Ground, at: datetime) -> tuple[str, str, datetime | None]:
    """Number, data version and hour of the last bulletin of the event before an hour."""
    with closing(open_operations(ws)) as con:
        made = [
            (hour, m.made_at, m)
            for m in list_reports(con)
            if m.source.kind == KIND and m.source.parameters.get("event") == ground.event_id
            and (hour := _hour(ground, m.source.parameters.get("at"))) < at
        ]  # fmt: skip
    if not made:
        return "", "", None
    hour, _, newest = max(made, key=lambda row: row[:2])
    return newest.number, newest.source.data_version, hour


def _hour(ground: Ground, text: object) -> datetime:
    """The hour a bulletin was asked for; one made without told the last seven o'clock."""
    return datetime.fromisoformat(str(text)) if text else hour_told(ground.eve, None)


def _ahead(ground: Ground, moment: Moment) -> pd.DataFrame:
    start = pd.Timestamp(ground.eve.started_at)
    return moment.ahead.assign(at=start + pd.to_timedelta(moment.ahead["at_h"], unit="h"))


def township_rows(story: Story, moment: Moment, told: pd.DataFrame) -> pd.DataFrame:
    """Each township's claims and what is still to come there, most to come first."""
    home = story.facts.regions.set_index("code")["township_code"]
    now = moment.nowcast
    codes = pd.Series([str(c) for c in now.prior.region_codes])
    town = codes.map(home).fillna(UNPLACED)
    groups = [(code, np.flatnonzero(town == code)) for code in sorted(set(town))]
    due = {code: now.counts[:, at].sum(axis=1, dtype=np.int64) for code, at in groups}
    reported = pd.Series(now.by_village["reported"].to_numpy()).groupby(town.to_numpy()).sum()
    claims = told.assign(town=told["township_code"].fillna(UNPLACED))
    waiting = claims["arrived_at"].isna() & (claims["status"] == "open")
    special = waiting & claims["household_group"].fillna("ordinary").ne("ordinary")
    counts = pd.DataFrame({
        "claims": claims.groupby("town").size(),
        "surveyed": claims["surveyed_at"].notna().groupby(claims["town"]).sum(),
        "waiting": waiting.groupby(claims["town"]).sum(),
        "special": special.groupby(claims["town"]).sum(),
        "late": claims["verdict"].isin((LATE, OVERDUE)).groupby(claims["town"]).sum(),
    })  # fmt: skip
    rows = [
        (code, int(reported.get(code, 0)), *(int(counts[c].get(code, 0)) for c in counts),
         *(float(quantile(due[code], share)) if code in due else 0.0 for share in RANGE))
        for code in sorted({*due, *counts.index})
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["code", "reported", *counts, "p05", "p50", "p95"])
    some = (frame["reported"] > 0) | (frame["claims"] > 0) | (frame["p95"] >= 1)
    return frame[some].sort_values(
        ["p50", "p95", "claims", "code"], ascending=[False, False, False, True], ignore_index=True
    )


def roads_at(states: pd.DataFrame, at: datetime) -> pd.DataFrame:
    """Roads told last before a moment that are not open: region_code, state, since, note."""
    told = states[states["observed_at"] < at].sort_values("observed_at", kind="stable")
    last = told.drop_duplicates(["road_id", "region_code"], keep="last")
    shut = last[last["state"] != OPEN].rename(columns={"observed_at": "since"})
    columns = ["region_code", "state", "since", "note"]
    return shut[columns].sort_values(["state", "since", "region_code"], ignore_index=True)


def warnings_at(warnings: pd.DataFrame, at: datetime) -> pd.DataFrame:
    """Warnings in force at a moment; one without an end holds for a day."""
    ends = pd.to_datetime(warnings["expires_at"]).fillna(warnings["issued_at"] + DAY)
    return warnings[(warnings["issued_at"] < at) & (ends > at)].reset_index(drop=True)
