"""Views of the contract: targets, open claims to the end, corrections, measures."""

import pandas as pd

from risk.history.closing import RunOff, open_by_age
from risk.views.base import Ask, Views
from risk.warehouse import contract as store


def targets(views: Views, ask: Ask) -> pd.DataFrame:
    """Monthly targets of the contract year ``as_of`` lies in (or the filter's last) and actuals."""
    year = ask.cut.year_to or views.county.contract_year(ask.cut.as_of)
    return store.targets(
        views.warehouse, ask.cut.as_of, views.county, contract_year=year,
        seconds_per_ring=views.county.promise.hotline_seconds_per_ring,
    )  # fmt: skip


def open_ages(views: Views, ask: Ask) -> pd.DataFrame:
    """Open claims by days since their report."""
    return open_by_age(store.open_claims(views.warehouse, ask.cut)["age_days"])


def open_claims(views: Views, ask: Ask) -> pd.DataFrame:
    """Open claims one by one, oldest first."""
    return store.open_claims(views.warehouse, ask.cut)


def run_off(views: Views, ask: Ask) -> RunOff:
    """How many of the open claims will be open when the contract year ends."""
    return store.open_run_off(views.warehouse, ask.cut, seed=ask.seed)[1]


def corrections(views: Views, ask: Ask) -> pd.DataFrame:
    """Values changed after they were stored."""
    return store.corrections_by_ledger(views.warehouse, ask.cut.as_of)


def rejects(views: Views, ask: Ask) -> pd.DataFrame:
    """Rows refused at loading, by rule."""
    return store.rejects_by_rule(views.warehouse, ask.cut.as_of)


def measures(views: Views, ask: Ask) -> pd.DataFrame:
    """What was decided, where it stands, the metric before and after as written down."""
    return store.measures(views.warehouse, ask.cut.as_of)
