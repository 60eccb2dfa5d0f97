"""What findings are computed from, read from one version."""

from collections.abc import Callable, Mapping
from datetime import date

import pandas as pd

from risk.history import promise_shares, working_days
from risk.history.findings import MeasureEffect, Tables, measure_effects
from risk.history.findings.times import YEARS_BACK
from risk.history.forecast import Forecast
from risk.settings import County
from risk.warehouse.contract import measures
from risk.warehouse.coverage import coverage, group_faults
from risk.warehouse.experience import Stage, clock
from risk.warehouse.filters import Filter
from risk.warehouse.reader import Warehouse

FRAMES: Mapping[str, Callable[[Warehouse, date], pd.DataFrame]] = {
    "claims": lambda warehouse, as_of: warehouse.claims(as_of),
    "exposure": lambda warehouse, as_of: warehouse.exposure(as_of),
    "targets": lambda warehouse, _: warehouse.targets(),
    "complaints": lambda warehouse, as_of: warehouse.complaints(as_of),
    "loads": lambda warehouse, _: warehouse.loads(),
    "bases": lambda warehouse, _: warehouse.bases(),
    "regions": lambda warehouse, _: warehouse.regions(),
    "coverage": coverage,
}
"""Frames of `Tables` that are a table of the version, and how each is read."""


def finding_tables(
    warehouse: Warehouse,
    county: County,
    as_of: date,
    *,
    today: date | None = None,
    forecast: Forecast | None = None,
    known: Mapping[str, pd.DataFrame] | None = None,
) -> Tables:
    """Read everything `risk.history.findings.findings` looks at.

    Args:
        warehouse: the version.
        county: settings.
        as_of: last day known.
        today: the day the age of data is counted to; None: their age is not told.
        forecast: ``history.forecast`` of the same claims, where one was made.
        known: frames of this version and day that were read already, by their names in `FRAMES`.
    """
    frames = dict(known or {})
    missing = {name: read for name, read in FRAMES.items() if name not in frames}
    frames |= {name: read(warehouse, as_of) for name, read in missing.items()}
    calendar = working_days(date(as_of.year - YEARS_BACK - 1, 1, 1), as_of)
    arrivals = clock(
        warehouse, Filter(as_of), ("year", "tier"),
        stage=Stage.ARRIVAL, promise=county.promise, working_days=calendar,
    )  # fmt: skip
    return Tables(
        county=county,
        as_of=as_of,
        promise_by_year=promise_shares(arrivals),
        group_faults=group_faults(warehouse, as_of),
        today=today,
        calendar=calendar,
        forecast=forecast,
        **frames,
    )


def decided_measures(warehouse: Warehouse, tables: Tables) -> tuple[MeasureEffect, ...]:
    """The measures ledger with each metric before and after, computed."""
    return measure_effects(tables, measures(warehouse, tables.as_of))
