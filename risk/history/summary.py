"""The tables every page and report starts from."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from risk.history.closing import RunOff
from risk.history.findings import Finding, MeasureEffect
from risk.history.forecast import Forecast

LARGEST = 20


@dataclass(frozen=True)
class History:
    """Experience and promise of one data version; columns as `experience` and `promise_shares`."""

    by_year: pd.DataFrame
    by_family: pd.DataFrame
    by_family_year: pd.DataFrame
    by_month: pd.DataFrame
    by_township: pd.DataFrame
    by_township_year: pd.DataFrame
    promise: pd.DataFrame
    promise_by_year: pd.DataFrame


@dataclass(frozen=True)
class Service:
    """How a contract year was served; columns as the views of the same names.

    Attributes:
        timeliness: every stage: required, actual, late.
        late_reasons: late arrivals by tier and reason.
        late_arrivals: arrivals late or overdue, one by one, newest first.
        payment_times: payments by days they took.
        hotline, complaints, call_backs, satisfaction: by contract year, every year.
        complaint_reasons: complaints of the year by reason.
        satisfaction_months: answers of the year by month.
        dissatisfaction: what stands beside the year's dissatisfied answers.
    """

    timeliness: pd.DataFrame
    late_reasons: pd.DataFrame
    late_arrivals: pd.DataFrame
    payment_times: pd.DataFrame
    hotline: pd.DataFrame
    complaints: pd.DataFrame
    complaint_reasons: pd.DataFrame
    call_backs: pd.DataFrame
    satisfaction: pd.DataFrame
    satisfaction_months: pd.DataFrame
    dissatisfaction: pd.DataFrame


@dataclass(frozen=True)
class Insured:
    """Who is insured on the last day; columns as `risk.history.coverage` has them."""

    townships: pd.DataFrame
    groups: pd.DataFrame
    uninsured: pd.DataFrame


@dataclass(frozen=True)
class Account:
    """The account a contract year is given: service, coverage, targets, what comes, what to do.

    Attributes:
        year: the contract year of the last day.
        service, insured: what was done, who is insured.
        targets: monthly targets of the year against what was reached.
        open_ages: open claims by days since their report.
        run_off: how many of them will be open when the contract year ends.
        development, development_total: payments still to come by year of loss, with Mack's errors.
        forecast: claims of the next twelve months, and how such forecasts did.
        findings: what all tables show, ranked.
        measures: what was decided, each metric before and after.
    """

    year: int
    service: Service
    insured: Insured
    targets: pd.DataFrame
    open_ages: pd.DataFrame
    run_off: RunOff
    development: pd.DataFrame
    development_total: Mapping[str, float]
    forecast: Forecast
    findings: tuple[Finding, ...]
    measures: tuple[MeasureEffect, ...]
