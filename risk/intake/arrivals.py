"""``huzhu arrivals``: what crews, dispatchers and photographs told, into a version of the data.

Check-ins of phones, set-outs, arrivals and ends that dispatchers wrote down on real days, and the
times of photographs become rows of table ``check_in``; the warehouse fills claims by the best.
"""

import hashlib
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from risk.intake.atlas import known_map
from risk.intake.check_ins import claims_of, judged
from risk.intake.job import Job, silent
from risk.intake.photos import read_photos
from risk.intake.sources import Progress
from risk.operations import open_operations
from risk.operations.check_in import live_check_ins
from risk.operations.dispatch import CREW, HOUSE, KeptDay, list_days, load_day
from risk.operations.dispatch_days import LIVE
from risk.staffing.live import DeedKind
from risk.terms import ArrivalQuality, CheckInKind, CheckInSource
from risk.warehouse import Changes, Upsert, Warehouse, current_version, open_version
from risk.workspace import Workspace

KEY = ("check_in_id",)
COLUMNS = [
    "check_in_id", "claim_id", "crew_id", "kind", "happened_at", "quality", "source", "lon", "lat",
    "accuracy_m", "distance_m", "photo_at",
]  # fmt: skip
NUMBERS = ("lon", "lat", "accuracy_m", "distance_m")
TIMES = ("happened_at", "photo_at")
KINDS = {
    DeedKind.SET_OUT: CheckInKind.SET_OUT,
    DeedKind.ARRIVED: CheckInKind.ARRIVED,
    DeedKind.FINISHED: CheckInKind.FINISHED,
}
REASON = "arrivals"


@dataclass(frozen=True)
class Arrivals:
    """What ``huzhu arrivals`` brought.

    Attributes:
        version: in force afterwards (for a check: the one there would be).
        changed: whether a new version came of it.
        check_ins: rows by source, kind and quality.
        filled: claims whose values check-ins changed.
        left_out: photographs left out: file, claim_id, taken_at, why.
    """

    version: str | None
    changed: bool
    check_ins: pd.DataFrame
    filled: int
    left_out: pd.DataFrame


def write_arrivals(
    ws: Workspace,
    *,
    photos: Path | None = None,
    check: bool = False,
    now: datetime,
    progress: Progress = silent,
    lang: str = "zh",
) -> Arrivals:
    """Bring what was told of arrivals into a new version; the same again changes nothing.

    Args:
        ws: the workspace.
        photos: folder of photographs, named by claim numbers; None: none.
        check: do everything, store nothing.
        now: local wall time of the county.
        progress: called with the share done and what is being done.
        lang: language of refusals.

    Raises:
        LedgerError: no such folder.
        WarehouseError: nothing is loaded yet, a load is running, or the store is damaged.
    """
    job = Job(ws, ws.county(), now, lang, progress)
    if not check:
        job.lay_out()
    based_on = current_version(ws)
    with closing(open_operations(ws)) as con:
        told = pd.concat([from_phones(con), from_dispatch(con)], ignore_index=True)
    with open_version(ws) as warehouse:
        taken, left_out = from_photos(job, warehouse, photos)
    frames = {"operations": told, "photographs": taken}
    upserts = [upsert_of(name, rows, now) for name, rows in frames.items() if len(rows)]
    published = job.publish(Changes(upserts), based_on, reason=REASON, check=check)
    both = pd.concat([told, taken])
    counted = both.groupby(["source", "kind", "quality"], sort=True).size().rename("rows")
    filled = 0 if check or not published.changed else filled_by(ws, now)
    return Arrivals(published.version, published.changed, counted.reset_index(), filled, left_out)


def from_phones(con: sqlite3.Connection) -> pd.DataFrame:
    """Check-ins of phones on real days, as table ``check_in`` takes them."""
    rows = live_check_ins(con).rename(columns={"uuid": "check_in_id", "at": "happened_at"})
    return shaped(rows)


def from_dispatch(con: sqlite3.Connection) -> pd.DataFrame:
    """What dispatchers wrote down by telephone on real days: typed; what was undone is not told."""
    days = [load_day(con, head.id) for head in list_days(con) if head.origin == LIVE]
    return shaped(pd.DataFrame([row for day in days for row in deeds_of(day)], columns=COLUMNS))


def deeds_of(day: KeptDay) -> list[dict[str, Any]]:
    """Rows of one day's log."""
    midnight = datetime.combine(day.head.day, time())
    rows, undone = [], set()
    for entry in reversed(day.entries):  # an undoing that was undone itself undoes nothing
        deed = entry.deed
        if entry.number in undone:
            continue
        if deed.kind is DeedKind.UNDONE:
            undone.add(deed.undoes)
        elif deed.kind in KINDS and entry.role not in (CREW, HOUSE):
            rows.append(
                {
                    "check_in_id": f"dispatch-{day.head.id}-{entry.number}",
                    "claim_id": deed.claim_id,
                    "crew_id": crew_of(day, entry.number),
                    "kind": KINDS[deed.kind].value,
                    "happened_at": midnight + timedelta(minutes=deed.at_min),
                    "quality": ArrivalQuality.TYPED.value,
                    "source": CheckInSource.DISPATCHER.value,
                }
            )
    return rows


def crew_of(day: KeptDay, number: int) -> str | None:
    """Crew a check-in of the log is about: the one told, else whose route the claim was on."""
    entry = next(e for e in day.entries if e.number == number)
    if entry.deed.crew_id:
        return entry.deed.crew_id
    told = entry.values.get("crew")
    return str(told) if told else None


def from_photos(
    job: Job, warehouse: Warehouse, folder: Path | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The first photograph of each claim and quality as an arrival, and those left out."""
    nothing = pd.DataFrame(columns=["file", "claim_id", "taken_at", "why"])
    if folder is None:
        return shaped(pd.DataFrame(columns=COLUMNS)), nothing
    known = warehouse.frame("SELECT claim_id, reported_at FROM claim")
    reported = {
        str(claim): None if pd.isna(at) else at.to_pydatetime()
        for claim, at in zip(known["claim_id"], known["reported_at"], strict=True)
    }
    zone = ZoneInfo(job.county.timezone)
    rows = read_photos(folder, reported, zone=zone, now=job.now)
    used = rows[rows["why"] == ""].rename(columns={"taken_at": "happened_at"})
    regions = known_map(warehouse).regions
    seen = shaped(
        used.assign(kind=CheckInKind.ARRIVED.value, source=CheckInSource.PHOTO.value,
                    photo_at=used["happened_at"], check_in_id="")
    )  # fmt: skip
    seen = judged(seen, claims_of(seen, [], warehouse), regions, radius(job)) if len(seen) else seen
    elsewhere = seen["distance_m"] > radius(job)  # its point speaks against its time
    seen = seen.assign(quality=seen["quality"].mask(elsewhere, ArrivalQuality.TYPED.value))
    first = seen.sort_values("happened_at").drop_duplicates(["claim_id", "quality"])
    ids = [photo_id(*row) for row in zip(first["claim_id"], first["happened_at"], strict=True)]
    return first.assign(check_in_id=ids), rows.loc[rows["why"] != "", nothing.columns]


def radius(job: Job) -> float:
    """Metres within which a point is at the house."""
    return job.county.routing.check_in_radius_m


def photo_id(claim_id: str, taken_at: pd.Timestamp) -> str:
    """The same picture of a claim has the same id wherever its file lies."""
    said = f"{claim_id} {taken_at.isoformat()}".encode()
    return f"photo-{hashlib.blake2b(said, digest_size=8).hexdigest()}"


def shaped(rows: pd.DataFrame) -> pd.DataFrame:
    """Columns and types of table ``check_in``."""
    types = {**dict.fromkeys(NUMBERS, "float64"), **dict.fromkeys(TIMES, "datetime64[us]")}
    texts = dict.fromkeys([c for c in COLUMNS if c not in types], "str")
    return rows.reindex(columns=COLUMNS).astype({**texts, **types}).reset_index(drop=True)


def upsert_of(name: str, rows: pd.DataFrame, now: datetime) -> Upsert:
    """Rows as a load of their own, known by its content."""
    content = rows.sort_values("check_in_id").to_csv(index=False).encode()
    load = {
        "kind": "check_in", "file": name, "sha256": hashlib.sha256(content).hexdigest(),
        "loaded_at": now, "datum": None, "rows_in": len(rows),
    }  # fmt: skip
    return Upsert("check_in", rows, KEY, load)


def filled_by(ws: Workspace, now: datetime) -> int:
    """Claims whose values check-ins changed at that moment."""
    with open_version(ws) as warehouse:
        found = warehouse.frame(
            "SELECT count(DISTINCT key) AS claims FROM correction WHERE \"table\" = 'claim' "
            "AND corrected_at = ? AND why LIKE 'check-ins: %'",
            [now],
        )
    return int(found["claims"].iloc[0])
