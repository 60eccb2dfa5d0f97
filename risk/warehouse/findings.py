"""What findings are computed from, read from one version."""

from datetime import date

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


def finding_tables(
    warehouse: Warehouse,
    county: County,
    as_of: date,
    *,
    today: date | None = None,
    forecast: Forecast | None = None,
) -> Tables:
    """Read everything `risk.history.findings.findings` looks at.

    Args:
        warehouse: the version.
        county: settings.
        as_of: last day known.
        today: the day the age of data is counted to; None: ``as_of``.
        forecast: ``history.forecast`` of the same claims, where one was made.
    """
    calendar = working_days(date(as_of.year - YEARS_BACK - 1, 1, 1), as_of)
    arrivals = clock(
        warehouse, Filter(as_of), ("year", "tier"),
        stage=Stage.ARRIVAL, promise=county.promise, working_days=calendar,
    )  # fmt: skip
    return Tables(
        county=county,
        as_of=as_of,
        claims=warehouse.claims(as_of),
        exposure=warehouse.exposure(as_of),
        targets=warehouse.targets(),
        complaints=warehouse.complaints(as_of),
        loads=warehouse.loads(),
        bases=warehouse.bases(),
        regions=warehouse.regions(),
        promise_by_year=promise_shares(arrivals),
        coverage=coverage(warehouse, as_of),
        group_faults=group_faults(warehouse, as_of),
        today=today,
        calendar=calendar,
        forecast=forecast,
    )


def decided_measures(warehouse: Warehouse, tables: Tables) -> tuple[MeasureEffect, ...]:
    """The measures ledger with each metric before and after, computed."""
    return measure_effects(tables, measures(warehouse, tables.as_of))
