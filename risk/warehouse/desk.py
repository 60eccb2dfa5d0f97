"""What the report desk reads: raw reports, households they may mean, claims, the bureau's table."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pandas as pd

from risk.errors import WarehouseError
from risk.warehouse.database import sql
from risk.warehouse.reader import Warehouse

CONTACTS = "FROM household_contact WHERE household_key IN (SELECT unnest(?))"
SETTLED = (
    "SELECT count(*) FILTER (status = 'paid') AS paid, "
    "count(*) FILTER (status <> 'open') AS settled FROM claim WHERE reported_at <= ?"
)
EXPECTED = (
    "SELECT sum(households_expected) AS n FROM roster WHERE as_of = "
    "(SELECT max(as_of) FROM roster WHERE as_of <= ?)"
)
DAMAGE = (
    "SELECT reported_at, region_code, damage_grade, households, rooms FROM government_damage "
    "WHERE reported_at <= $known AND (event_id = $event OR (event_id IS NULL AND "
    "reported_at BETWEEN $first AND $before)) ORDER BY ALL"
)
TELLING = ("phone_key", "name_key", "door_key")


@dataclass(frozen=True)
class Window:
    """Which reports are looked at.

    Args:
        first, before: own report times from `first` up to `before`.
        loss_first, loss_last: days of loss; a report that names none is taken in.
        known: nothing that came in after it shows.
        event_id: of the event looked at; None: days.
        day: whose policies in force count.
    """

    first: datetime
    before: datetime
    loss_first: date
    loss_last: date
    known: datetime
    day: date
    event_id: str | None = None

    def parameters(self) -> dict[str, object]:
        """Named values of the statements."""
        return {
            "first": self.first, "before": self.before, "known": self.known,
            "loss_first": self.loss_first, "loss_last": self.loss_last, "event": self.event_id,
        }  # fmt: skip


def event_window(
    warehouse: Warehouse, event_id: str, *, window_days: int, known: datetime | None = None
) -> Window:
    """Reports of one event: from its start to some days after its end.

    Raises:
        WarehouseError: no such event.
    """
    found = warehouse.frame(
        "SELECT started_at, coalesce(ended_at, started_at) AS ended_at FROM event "
        "WHERE event_id = ?",
        [event_id],
    )
    if found.empty:
        raise WarehouseError(f"no event {event_id!r}", remedy="choose one of the events loaded")
    start, end = (found[c].iloc[0].to_pydatetime() for c in ("started_at", "ended_at"))
    before = end + timedelta(days=window_days)
    return Window(
        start, before, start.date(), end.date() + timedelta(days=1), known or datetime.max,
        start.date(), event_id,
    )  # fmt: skip


def days_window(first: date, last: date, *, known: datetime | None = None) -> Window:
    """Reports of some days, whatever their event; losses up to sixty days earlier."""
    start = datetime.combine(first, datetime.min.time())
    before = datetime.combine(last, datetime.min.time()) + timedelta(days=1)
    return Window(start, before, first - timedelta(days=60), last, known or datetime.max, first)


def reports(warehouse: Warehouse, window: Window) -> pd.DataFrame:
    """Raw reports: the columns of ``desk_reports.sql``."""
    query = sql("desk_reports")
    return warehouse.frame(query, window.parameters())


def claims(warehouse: Warehouse, window: Window) -> pd.DataFrame:
    """claim_id, household_key, region_code, reported_at, damage_grade, status."""
    return warehouse.frame(sql("desk_claims"), _used(sql("desk_claims"), window))


def damage(warehouse: Warehouse, window: Window) -> pd.DataFrame:
    """The bureau's tables: reported_at, region_code, damage_grade, households, rooms."""
    return warehouse.frame(DAMAGE, _used(DAMAGE, window))


def _used(query: str, window: Window) -> dict[str, object]:
    return {k: v for k, v in window.parameters().items() if f"${k}" in query}


def households(
    warehouse: Warehouse, told: pd.DataFrame, day: date
) -> tuple[pd.DataFrame, pd.DataFrame, "pd.Series[int]"]:
    """Households that reports may mean.

    Returns:
        household_key, region_code, group_name, policy_id of those some contact points to; their
        contacts (household_key, contact, contact_key); households in force by region.
    """
    contacts = pd.unique(pd.concat([told[c] for c in TELLING]).dropna()).tolist()
    known = told["household_key"].dropna().unique().tolist()
    found = warehouse.frame(
        sql("desk_households"), {"contacts": contacts, "households": known, "day": day}
    )
    theirs = warehouse.frame(CONTACTS, [found["household_key"].tolist()])
    sizes = warehouse.frame(sql("desk_sizes"), {"day": day}).set_index("region_code")["households"]
    return found, theirs, sizes


def insured_share(warehouse: Warehouse, in_force: int, day: date, *, without: float) -> float:
    """Households in force over those expected by the latest roster; ``without`` one: that."""
    expected = warehouse.frame(EXPECTED, [day])["n"].iloc[0]
    if pd.isna(expected) or not expected or not in_force:
        return without
    return float(min(max(in_force / expected, 0.01), 0.99))


def paid_share(warehouse: Warehouse, known: datetime) -> float:
    """Share of settled claims that were paid, drawn towards one half where there are few."""
    row = warehouse.frame(SETTLED, [known]).iloc[0]
    return float((row["paid"] + 1) / (row["settled"] + 2))
