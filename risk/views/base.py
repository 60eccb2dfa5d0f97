"""What every view starts from: one version, the county's settings, and what is asked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from risk.history import experience, promise_shares, working_days
from risk.settings import County
from risk.warehouse import Warehouse
from risk.warehouse.experience import Stage, claim_counts, clock, exposure_sums
from risk.warehouse.filters import Filter
from risk.warehouse.service import ROWS

CALENDAR_FIRST = date(2000, 1, 1)


@dataclass(frozen=True)
class Ask:
    """What a view is asked; a view reads what concerns it and leaves the rest.

    Args:
        cut: which claims, policies, calls.
        by: columns of the groups, names of ``risk.warehouse.experience.DIMENSIONS``.
        stage: which clock.
        limit, offset: rows of a list.
        seed: of draws and permutations.
    """

    cut: Filter
    by: tuple[str, ...] = ("year",)
    stage: Stage = Stage.ARRIVAL
    limit: int = ROWS
    offset: int = 0
    seed: int = 1


@dataclass(frozen=True)
class Part:
    """A table that is one part of a whole answer: who keeps the whole has its other parts too.

    Args:
        whole: makes the answer.
        name: of the attribute that holds the table.
    """

    whole: "Callable[[Views, Ask], Any]"
    name: str

    def __call__(self, views: "Views", ask: Ask) -> pd.DataFrame:
        """The table alone."""
        table: pd.DataFrame = getattr(self.whole(views, ask), self.name)
        return table


@dataclass(frozen=True)
class Views:
    """The tables of history of one version, for any filter and grouping."""

    warehouse: Warehouse
    county: County

    def experience(self, cut: Filter, *by: str) -> pd.DataFrame:
        """Claims, money, exposure and rates; see `risk.history.experience`."""
        counts = claim_counts(self.warehouse, cut, by)
        return experience(counts, exposure_sums(self.warehouse, cut, by), by)

    def promise(self, cut: Filter, *by: str, stage: Stage = Stage.ARRIVAL) -> pd.DataFrame:
        """Times and shares kept of one stage; the arrival is always told by tier."""
        keys = (*by, "tier") if stage is Stage.ARRIVAL and "tier" not in by else by
        days = self.calendar
        timed = clock(
            self.warehouse, cut, keys, stage=stage, promise=self.county.promise, working_days=days
        )
        return promise_shares(timed).sort_values(list(keys), ignore_index=True)

    @cached_property
    def calendar(self) -> "pd.Series[int]":
        """Running number of working days up to the end of next year of the last data."""
        last = date(self.warehouse.last_day().year + 1, 12, 31)
        return working_days(CALENDAR_FIRST, last)
