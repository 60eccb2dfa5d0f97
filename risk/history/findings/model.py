"""The records of findings: what rules read, what they saw, what is told.

``effect`` ranks findings of every kind on one scale, 0 to 1: the share of what the finding is about
(claims, arrivals, money, households, rows) that lies beyond the comparison for sure, that is, at
the end of the interval nearest to the comparison. Weekend reports of 1.6× (1.3–1.9) that are 36 %
of all have 0.36 × (1 − 1/1.3) = 0.08. Where the interval holds the comparison, it is 0.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from math import nan
from typing import Any

import pandas as pd

from risk.history.forecast import Forecast
from risk.settings import County

LEVEL = 0.95  # of intervals behind a conclusion
INSUFFICIENT = ("thin", "too_few", "unknown", "no_limit", "no_target")


@dataclass(frozen=True)
class Tables:
    """Everything findings are computed from, as known on ``as_of``.

    Attributes:
        county: settings.
        as_of: last day known.
        claims, exposure, targets, complaints, loads, bases, regions: as ``Warehouse`` gives them.
        promise_by_year: ``History.promise_by_year``.
        coverage: ``history.coverage.coverage``; None: not looked at.
        group_faults: ``warehouse.coverage.group_faults``; None: no list, or not looked at.
        today: the day the age of data is counted to; None: not looked at.
        calendar: ``history.working_days``, to tell holidays and make-up workdays; None: unknown.
        forecast: ``history.forecast``; None: not looked at.
    """

    county: County
    as_of: date
    claims: pd.DataFrame
    exposure: pd.DataFrame
    targets: pd.DataFrame
    complaints: pd.DataFrame
    loads: pd.DataFrame
    bases: pd.DataFrame
    regions: pd.DataFrame
    promise_by_year: pd.DataFrame
    coverage: pd.DataFrame | None = None
    group_faults: pd.DataFrame | None = None
    today: date | None = None
    calendar: "pd.Series[int] | None" = None
    forecast: Forecast | None = None

    @property
    def year(self) -> int:
        """Contract year of the last day."""
        return self.county.contract_year(self.as_of)

    @property
    def year_start(self) -> date:
        """First day of that contract year."""
        return self.county.contract_year_bounds(self.year)[0]

    @cached_property
    def claims_now(self) -> pd.DataFrame:
        """Claims whose loss fell into that contract year."""
        return self.claims[self.claims["year"] == self.year]

    @cached_property
    def township(self) -> "pd.Series[str]":
        """Township of each region, by region code."""
        township: pd.Series[str] = self.regions.set_index("code")["township_code"]
        return township

    @property
    def insured(self) -> bool:
        """Whether house-years come from policies."""
        source = self.exposure["exposure_source"]
        return bool(len(source)) and not bool((source == "none").any())


@dataclass(frozen=True)
class Seen:
    """What a rule saw of one subject (a tier, a peril family, a township; mostly the county).

    ``p``: of the value being its comparison by luck; NaN where nothing is tested.
    ``first`` None: from the start of the contract year; ``last`` None: to ``as_of``. First and last
    the same day: how things stand on it.
    """

    answer: str
    value: float = nan
    lo: float = nan
    hi: float = nan
    comparison_value: float = nan
    n: int = 0
    effect: float = 0.0
    p: float = nan
    level: float = LEVEL
    first: date | None = None
    last: date | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Task:
    """Who is to act, and within how many days."""

    owner: str
    due_days: int


@dataclass(frozen=True)
class Rule:
    """One thing looked for.

    Attributes:
        code: of the finding.
        family: findings tested together (`findings` controls false discoveries within it).
        unit: of value and comparison: share, ratio, money, claims, days.
        comparison: what the value stands beside: limit, target, plan, last_year, own_past …
        sources: ledgers it rests on.
        look: tables → what is seen, one item a subject; none where its table is not given.
        tasks: answers that ask for action.
        tells_all: every subject is told, not only those that differ.
    """

    code: str
    family: str
    unit: str
    comparison: str
    sources: tuple[str, ...]
    look: Callable[[Tables], Sequence[Seen]]
    tasks: Mapping[str, Task]
    tells_all: bool = False


@dataclass(frozen=True)
class Finding:
    """One finding: metric, period, value, comparison, evidence, conclusion, proposal.

    Attributes:
        code: the rule's; names the metric.
        family: tested together with.
        answer: the conclusion: above, below, even …; thin, too_few, unknown, no_limit, no_target
            say that the data cannot tell.
        first, last: the period.
        value, lo, hi, level: the metric with its interval; NaN ends: an exact count.
        unit: of value, ends and comparison.
        comparison, comparison_value: what it stands beside.
        n: claims, calls, rows … behind the value.
        sources: ledgers.
        p, q: of being the comparison by luck; q after Benjamini–Hochberg within the family.
        effect: see the module; ranks.
        measure, owner, due_days: the proposal, its days counted from ``as_of``; owner "" and
            due_days None: nothing has to be done.
        values: further raw numbers and codes for the wording.
    """

    code: str
    family: str
    answer: str
    first: date
    last: date
    value: float
    lo: float
    hi: float
    level: float
    unit: str
    comparison: str
    comparison_value: float
    n: int
    sources: tuple[str, ...]
    p: float
    q: float
    effect: float
    measure: str
    owner: str
    due_days: int | None
    values: Mapping[str, Any]

    @property
    def sufficient(self) -> bool:
        """Whether the data carry a conclusion."""
        return self.answer not in INSUFFICIENT

    @property
    def to_act(self) -> bool:
        """Whether somebody is to do something."""
        return self.owner != ""
