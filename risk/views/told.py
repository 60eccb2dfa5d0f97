"""The tables every page and report starts from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from risk.history import History
from risk.history.findings import Finding, MeasureEffect, findings
from risk.history.forecast import Forecast
from risk.history.summary import Account, Insured, Service
from risk.settings import County
from risk.views import claims, contract, coverage, patterns, service
from risk.views.base import Ask, Views
from risk.warehouse import Warehouse
from risk.warehouse.filters import Filter
from risk.warehouse.findings import decided_measures, finding_tables


def read_history(warehouse: Warehouse, county: County, as_of: date) -> History:
    """Experience and promise of a version."""
    return history_of(Views(warehouse, county), Filter(as_of))


def history_of(views: Views, cut: Filter) -> History:
    """Experience and promise of the claims of a filter."""
    return History(
        by_year=views.experience(cut, "year"),
        by_family=views.experience(cut, "peril_family"),
        by_family_year=views.experience(cut, "peril_family", "year"),
        by_month=views.experience(cut, "month"),
        by_township=views.experience(cut, "township_code"),
        by_township_year=views.experience(cut, "township_code", "year"),
        promise=views.promise(cut),
        promise_by_year=views.promise(cut, "year"),
    )


@dataclass(frozen=True)
class Shown:
    """What all tables of a version show, and the forecast it was held against."""

    findings: tuple[Finding, ...]
    measures: tuple[MeasureEffect, ...]
    forecast: Forecast


def read_findings(
    warehouse: Warehouse,
    county: County,
    as_of: date,
    *,
    seed: int = 1,
    today: date | None = None,
    known: Mapping[str, pd.DataFrame] | None = None,
) -> Shown:
    """Findings and measures of a version, the same for command, pages and reports.

    Args:
        warehouse: the version.
        county: settings.
        as_of: last day known.
        seed: of the forecast's draws.
        today: the day the age of data is counted to; None: their age is not told.
        known: see `risk.warehouse.findings.finding_tables`.
    """
    views = Views(warehouse, county)
    ahead = patterns.forecast(views, Ask(Filter(as_of), seed=seed))
    tables = finding_tables(warehouse, county, as_of, today=today, forecast=ahead, known=known)
    return Shown(findings(tables), decided_measures(warehouse, tables), ahead)


def read_account(
    warehouse: Warehouse,
    county: County,
    as_of: date,
    *,
    seed: int = 1,
    today: date | None = None,
    known: Mapping[str, pd.DataFrame] | None = None,
) -> Account:
    """The account of the contract year ``as_of`` lies in; arguments as `read_findings`."""
    views, ever = Views(warehouse, county), Ask(Filter(as_of), seed=seed)
    year = county.contract_year(as_of)
    of_year = replace(ever, cut=Filter(as_of, year_from=year, year_to=year))
    insured = coverage.townships(views, ever)
    read = {**(known or {}), "coverage": insured}
    shown = read_findings(warehouse, county, as_of, seed=seed, today=today, known=read)
    return Account(
        year=year,
        service=read_service(views, ever, of_year),
        insured=Insured(insured, coverage.groups(views, ever), coverage.uninsured(views, ever)),
        targets=contract.targets(views, of_year),
        open_ages=contract.open_ages(views, ever),
        run_off=contract.run_off(views, ever),
        development=claims.development(views, ever),
        development_total=claims.ladder(views, ever).total,
        forecast=shown.forecast,
        findings=shown.findings,
        measures=shown.measures,
    )


def read_service(views: Views, ever: Ask, of_year: Ask) -> Service:
    """Service tables of one contract year, with every year beside it where years compare."""
    return Service(
        timeliness=service.timeliness(views, of_year),
        late_reasons=service.late_reasons(views, of_year),
        late_arrivals=service.late_arrivals(views, of_year),
        payment_times=service.payment_times(views, of_year),
        hotline=service.hotline_of(views, ever, "year"),
        complaints=service.complaints(views, ever),
        complaint_reasons=service.complaint_reasons(views, of_year),
        call_backs=service.call_backs(views, ever),
        satisfaction=service.satisfaction_years(views, ever),
        satisfaction_months=service.satisfaction(views, of_year),
        dissatisfaction=service.dissatisfaction(views, of_year),
    )
