"""What the summary to the bureau reads beside its story: open cases, how they will run off."""

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from dashboards.report.material import About, Given
from risk.flow import Story
from risk.history.closing import RunOff
from risk.settings import County
from risk.warehouse import open_version
from risk.warehouse.contract import open_claims, open_run_off
from risk.warehouse.filters import Filter
from risk.workspace import Workspace

WEEKS_MOST = 6  # a contract year ending sooner is told by weeks
WEEK_DAYS = 7
AFTER_DAYS = (30, 60, 90)  # beyond the contract year's end: the tail
WEEKS_AFTER = 3  # of a year that is over, the first weeks too


@dataclass(frozen=True)
class Closing:
    """Open claims of today projected to a day."""

    day: date
    run_off: RunOff


@dataclass(frozen=True)
class SummaryRead:
    """What was read.

    Attributes:
        cases: open claims one by one, oldest first (`risk.warehouse.contract.open_claims`).
        closing: the same claims projected, day after day.
    """

    cases: pd.DataFrame
    closing: tuple[Closing, ...]


def read_summary(ws: Workspace, story: Story, _: About) -> Given:
    """Read it; it follows from version, day and seed alone, so it carries no mark of its own."""
    told = story.facts
    cut = Filter(told.as_of)
    with open_version(ws, told.version) as warehouse:
        cases = open_claims(warehouse, cut)
        closing = tuple(
            Closing(day, open_run_off(warehouse, cut, seed=story.seed, last_day=day)[1])
            for day in days_ahead(told.county, told.as_of)
        )
    return Given(SummaryRead(cases, closing), "")


def last_day_of(county: County, as_of: date) -> date:
    """Last day of the contract year a day lies in."""
    return county.contract_year_bounds(county.contract_year(as_of))[1] - timedelta(days=1)


def days_ahead(county: County, as_of: date) -> list[date]:
    """Days the open claims are projected to: to the contract year's end, then its tail.

    By weeks where the end is near or reached, else by month ends; the end itself is one of them
    unless it is reached.
    """
    last = last_day_of(county, as_of)
    left = (last - as_of).days
    if not left:
        within = [as_of + timedelta(days=WEEK_DAYS * (n + 1)) for n in range(WEEKS_AFTER)]
    elif left > WEEKS_MOST * WEEK_DAYS:
        within = [d.date() for d in pd.date_range(as_of + timedelta(days=1), last, freq="ME")]
    else:
        within = [as_of + timedelta(days=n) for n in range(WEEK_DAYS, left, WEEK_DAYS)]
    ends = [last] if left and last not in within else []
    return [*within, *ends, *(last + timedelta(days=n) for n in AFTER_DAYS)]
