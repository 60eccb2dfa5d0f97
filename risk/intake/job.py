"""One change of the store: where, by which settings and decisions, when, watched by whom."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from risk.intake.sources import Progress
from risk.operations import aliases_changed_at, list_aliases, open_operations
from risk.operations.aliases import COLUMNS as ALIAS_COLUMNS
from risk.settings import County
from risk.warehouse import (
    Changes,
    Published,
    Warehouse,
    current_version,
    open_version,
    outdated,
    publish_loads,
)
from risk.workspace import Workspace


def silent(_done: float, _text: str) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True)
class Decisions:
    """What people decided that a writing means: aliases in force, and when one last changed."""

    aliases: pd.DataFrame
    changed_at: datetime | None

    def later_than(self, warehouse: Warehouse) -> bool:
        """Whether a version was located without some of them."""
        return self.changed_at is not None and self.changed_at >= warehouse.version["created_at"]


def read_decisions(con: sqlite3.Connection) -> Decisions:
    """The decisions as they are now."""
    return Decisions(list_aliases(con), aliases_changed_at(con))


def decisions_to_check(ws: Workspace) -> Decisions:
    """Decisions for a trial load, which makes no operations store where there is none yet."""
    if not ws.operations_file.exists():
        return Decisions(pd.DataFrame(columns=list(ALIAS_COLUMNS)), None)
    con = open_operations(ws)
    try:
        return read_decisions(con)
    finally:
        con.close()


@dataclass(frozen=True)
class Job:
    """One load or relocation."""

    ws: Workspace
    county: County
    now: datetime
    lang: str
    progress: Progress

    def part(self, low: float, high: float) -> Progress:
        """Progress of one part of the work."""
        return lambda done, text: self.progress(low + (high - low) * done, text)

    def publish(
        self, changes: Changes, based_on: str | None, *, reason: str, check: bool = False
    ) -> Published:
        """Write the version."""
        return publish_loads(
            self.ws, changes, reason=reason, county=self.county, now=self.now,
            based_on=based_on, check=check, progress=self.part(0.7, 1.0),
        )  # fmt: skip

    def lay_out(self) -> None:
        """Write the version in force anew if it is of an older layout; the old one stays."""
        if outdated(self.ws):
            self.publish(Changes(), current_version(self.ws), reason="layout")

    @contextmanager
    def stored(self) -> Iterator[Warehouse | None]:
        """The version in force; None before the first load."""
        if current_version(self.ws) is None:
            yield None
            return
        with open_version(self.ws) as warehouse:
            yield warehouse
