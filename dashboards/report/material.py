"""What a report is made of: the story, what it is about, and who makes it."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from dashboards.report.brief import Brief
from dashboards.report.words import Words
from dashboards.story.units import counts_regions
from risk.errors import ReportError
from risk.flow import Story
from risk.progress import Progress, silent
from risk.settings import County
from risk.workspace import Workspace

MONTHS = 12
QUARTER_MONTHS = 3


@dataclass(frozen=True)
class About:
    """What a report is about, beside the data; a kind minds some of these and no others.

    Attributes:
        contract_year: named by the calendar year it begins in.
        month: its first day.
        quarter: 1–4 of ``contract_year``.
        event: an event's id.
        at: the hour a report during an event tells from.
        plan: number of a saved plan.
        places: region codes; none: all.
    """

    contract_year: int | None = None
    month: date | None = None
    quarter: int | None = None
    event: str = ""
    at: datetime | None = None
    plan: int | None = None
    places: tuple[str, ...] = ()

    @property
    def given(self) -> dict[str, str]:
        """Name and value of what is given, as text."""
        told = {f.name: getattr(self, f.name) for f in fields(self)}
        told["places"] = ",".join(self.places)
        return {name: str(value) for name, value in told.items() if value not in (None, "")}

    def bounds(self, county: County) -> tuple[date, date] | None:
        """First day of the month, quarter or contract year, and of the next one; None: none."""
        if self.month is not None:
            return self.month, _months_on(self.month, 1)
        if self.contract_year is None:
            return None
        first, end = county.contract_year_bounds(self.contract_year)
        if self.quarter is None:
            return first, end
        start = _months_on(first, (self.quarter - 1) * QUARTER_MONTHS)
        return start, _months_on(start, QUARTER_MONTHS)

    def as_of(self, county: County, last_day: date) -> date:
        """The last day known to the report: the period's last, or the data's where that is earlier.

        Raises:
            ReportError: the period begins after the data end.
        """
        bounds = self.bounds(county)
        if bounds is None:
            return last_day
        first, end = bounds
        if first > last_day:
            raise ReportError(
                f"the data end on {last_day}, before {first}", where="report",
                remedy="load newer ledgers, or ask for an earlier period",
            )  # fmt: skip
        return min(end - timedelta(days=1), last_day)


def _months_on(day: date, months: int) -> date:
    """The first day of a month so many months later."""
    count = day.year * MONTHS + day.month - 1 + months
    return date(count // MONTHS, count % MONTHS + 1, 1)


@dataclass(frozen=True)
class Given:
    """What a kind reads beside the story (a saved plan, an event as decided on), and its mark.

    ``mark`` is a hash over all that was read from the operations store: the same mark, the same
    bytes.
    """

    content: Any
    mark: str


Gather = Callable[[Workspace, Story, About], Given]


@dataclass(frozen=True)
class Material:
    """All that a report's content is made of.

    Attributes:
        story: facts and models of one data version, as known on one day.
        lang: ``zh`` or ``en``.
        about: period, event, plan or places.
        given: what its kind's ``gather`` read; None where it reads nothing.
        author_role: role of who made it (``risk.terms.Role``), named in the footer.
        number: the report's number; "": it says that it has none.
        settings_sha256: of county.toml; "": not told.
        progress: share of the content made (0–1), and what is being made.
    """

    story: Story
    lang: str
    about: About = field(default_factory=About)
    given: Any = None
    author_role: str = "analyst"
    number: str = ""
    settings_sha256: str = ""
    progress: Progress = silent

    @cached_property
    def words(self) -> Words:
        """The report's language."""
        facts = self.story.facts
        return Words(self.lang, facts.county.currency, counts_regions(facts))

    @cached_property
    def brief(self) -> Brief:
        """What every chapter is given."""
        return Brief(self.story, self.words)

    @property
    def county_name(self) -> str:
        """The county's name in the report's language, where it has one."""
        county = self.story.facts.county
        return county.name_en if self.lang == "en" and county.name_en else county.name
