"""What crews' phones told, kept as it came: rows are only added, and one sent twice is one.

A row is evidence and stays, whatever dispatch makes of it: the deeds of a day are told from its own
log (`operations.dispatch`), arrivals of claims from these rows (`huzhu arrivals`).
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from risk.operations.deed import Doer, rows, text, write_down
from risk.operations.store import transaction
from risk.terms import ArrivalQuality, CheckInKind, CheckInSource

COLUMNS = (
    "uuid, day, day_id, crew_id, claim_id, kind, at, device_at, received_at, lon, lat, "
    "accuracy_m, distance_m, photo_at, quality, source"
)
TIMES = ("at", "device_at", "received_at", "photo_at")
KEPT = f"SELECT {COLUMNS} FROM check_in WHERE day_id = ? ORDER BY at, id"  # noqa: S608
LIVE = (
    f"SELECT {COLUMNS} FROM check_in WHERE day_id IN "  # noqa: S608
    "(SELECT id FROM dispatch_day WHERE origin = 'live') ORDER BY at, id"
)


@dataclass(frozen=True)
class CheckIn:
    """One check-in of a crew.

    Attributes:
        uuid: made on the phone.
        claim_id, kind: what it tells of which claim.
        at: local wall time, the phone's clock put right.
        device_at: what the phone's clock said; None: nothing that could be a time.
        quality: how well it is known.
        lon, lat, accuracy_m: the phone's point; None: it gave none.
        distance_m: from there to the house.
        photo_at: time of a photograph taken there, put right likewise; the picture stays there.
    """

    uuid: str
    claim_id: str
    kind: CheckInKind
    at: datetime
    device_at: datetime | None
    quality: ArrivalQuality
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None
    distance_m: float | None = None
    photo_at: datetime | None = None


def keep_check_ins(
    con: sqlite3.Connection,
    check_ins: Sequence[CheckIn],
    *,
    day_id: int,
    day: date,
    crew_id: str,
    by: Doer,
) -> tuple[CheckIn, ...]:
    """Keep what is new of a crew's check-ins, audited; returns that.

    Args:
        con: from ``open_operations``.
        check_ins: of one crew, as its phone sent them.
        day_id, day: of the dispatch day.
        crew_id: whose link they came with.
        by: who sent them, in which role, received when.
    """
    new = []
    with transaction(con):
        for one in check_ins:
            cursor = con.execute(
                f"INSERT OR IGNORE INTO check_in ({COLUMNS}, user, role) "  # noqa: S608
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (one.uuid, day.isoformat(), day_id, crew_id, one.claim_id, one.kind.value,
                 text(one.at), one.device_at and text(one.device_at), text(by.at), one.lon, one.lat,
                 one.accuracy_m, one.distance_m, one.photo_at and text(one.photo_at),
                 one.quality.value, CheckInSource.PHONE.value, by.user, str(by.role)),
            )  # fmt: skip
            if cursor.rowcount:
                new.append(one)
        if new:
            write_down(
                con, by, "check in", f"dispatch day {day_id} crew {crew_id}",
                {"uuids": [one.uuid for one in new]},
            )  # fmt: skip
    return tuple(new)


def check_ins_of(con: sqlite3.Connection, day_id: int) -> pd.DataFrame:
    """Check-ins of a dispatch day in the order they happened."""
    return rows(con, KEPT, (day_id,), times=TIMES)


def live_check_ins(con: sqlite3.Connection) -> pd.DataFrame:
    """Check-ins of every real day, replays left out, in the order they happened."""
    return rows(con, LIVE, times=TIMES)
