"""The report desk as pages show it: one event of the version in force with people's decisions."""

import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field

import pandas as pd

from risk.desk import Decisions, open_homes, resolve
from risk.desk.decisions import home_subject, pair_subject, size_subject
from risk.errors import WarehouseError
from risk.operations import open_operations
from risk.operations.desk import decisions, last_number
from risk.settings import County
from risk.views.desk import DeskDay, event_window, read_desk
from risk.warehouse import current_version, open_version
from risk.workspace import Workspace

KEPT = 4
EVENTS = (
    "SELECT e.event_id, e.name, e.peril_family, e.started_at, count(r.report_id) AS reports "
    "FROM event e "
    "LEFT JOIN report r ON r.reported_at >= e.started_at AND r.reported_at < "
    "coalesce(e.ended_at, e.started_at) + to_days(CAST(? AS INTEGER)) "
    "GROUP BY ALL ORDER BY e.started_at DESC"
)
KINDS = ("pair", "size", "home")


@dataclass(frozen=True)
class Question:
    """One question for a person.

    Args:
        kind: pair (are two reports one house?), size (how many houses does a call mean?), home
            (which household is it?).
        subject: as decisions name it.
        reports: the reports it is about, the earlier first.
        p: chance of one house; of the likeliest household; nothing for a size.
        reasons: evidence that agrees, ``!`` before what does not.
        n: houses of a call; ``overlap`` of them may be among the others.
    """

    kind: str
    subject: str
    reports: tuple[str, ...]
    p: float = 0.0
    reasons: tuple[str, ...] = ()
    n: int = 0
    overlap: int = 0


@dataclass(frozen=True)
class Seen:
    """One look at the desk: what was read, from which version, up to which decision."""

    version: str
    number: int
    day: DeskDay
    decisions: pd.DataFrame

    def last_of(self, subject: str) -> int:
        """Number of the last decision on a subject; 0 if there is none."""
        own = self.decisions.loc[self.decisions["subject"] == subject, "number"]
        return int(own.max()) if len(own) else 0


@dataclass
class ReportDesk:
    """Reads the desk of a version anew when it, or a decision, has changed.

    Args:
        ws: the county's workspace.
        asked: gives the version to answer from; None: the one in force.
    """

    ws: Workspace
    asked: Callable[[], str | None] = lambda: None
    _kept: dict[tuple[str, int, str], Seen] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def events(self) -> pd.DataFrame:
        """Events, newest first: event_id, name, peril_family, started_at, reports (in its days)."""
        with open_version(self.ws, self.asked()) as warehouse:
            return warehouse.frame(EVENTS, [self.ws.county().desk.window_days])

    def look(self, event_id: str) -> Seen:
        """The desk of one event.

        Raises:
            WarehouseError: no such event, or nothing is loaded.
        """
        version = self.asked() or current_version(self.ws)
        if version is None:
            raise WarehouseError("nothing is loaded yet", remedy="run `huzhu load --all DIR`")
        with closing(open_operations(self.ws)) as con:
            number, said = last_number(con), decisions(con)
        key = (version, number, event_id)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = self._read(version, number, event_id, said)
                while len(self._kept) > KEPT:
                    self._kept.pop(next(iter(self._kept)))
            return self._kept[key]

    def _read(self, version: str, number: int, event_id: str, said: pd.DataFrame) -> Seen:
        county: County = self.ws.county()
        decided: Decisions = resolve(said)
        with open_version(self.ws, version) as warehouse:
            window = event_window(warehouse, event_id, window_days=county.desk.window_days)
            day = read_desk(warehouse, county, window, decided)
        return Seen(version, number, day, said)


def questions(seen: Seen, kind: str) -> list[Question]:
    """Open questions of one kind, what matters most first."""
    merged, later = seen.day.merged, resolve(seen.decisions).later
    if kind == "pair":
        rows = merged.doubtful
        return [
            Question(kind, pair_subject(a, b), _in_time(seen, a, b), float(p), _words(why))
            for a, b, p, why in zip(
                rows["a"], rows["b"], rows["p"], rows["reasons"], strict=True
            )
        ]  # fmt: skip
    if kind == "size":
        rows = merged.bulk[~merged.bulk["settled"].astype(bool)]
        found = [
            Question(kind, size_subject(r), (r,), n=int(n), overlap=int(o))
            for r, n, o in zip(rows["report_id"], rows["n"], rows["overlap"], strict=True)
        ]
    else:
        found = _homes(seen)
    return sorted(found, key=lambda q: q.subject in later)


def _homes(seen: Seen) -> list[Question]:
    merged = seen.day.merged
    told = open_homes(merged)
    why = merged.homes.candidates.drop_duplicates("record_id").set_index("record_id")["reasons"]
    reports = seen.day.houses.set_index("house_id")["report_ids"]
    return [
        Question("home", home_subject(house), tuple(reports[house]), float(p),
                 _words(str(why.get(house, ""))))
        for house, p in zip(told["house_id"], told["p_best"], strict=True)
    ]  # fmt: skip


def candidates(seen: Seen, house: str) -> pd.DataFrame:
    """Households a house may be: household_key, p, reasons, the likeliest first."""
    every = seen.day.merged.homes.candidates
    return every[every["record_id"] == house].reset_index(drop=True)


def _in_time(seen: Seen, a: str, b: str) -> tuple[str, str]:
    at = seen.day.reports.set_index("report_id")["own_at"]
    first, second = sorted((a, b), key=lambda r: (at[r], r))
    return first, second


def _words(reasons: str) -> tuple[str, ...]:
    return tuple(reasons.split())
