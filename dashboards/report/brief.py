"""What every chapter is given: the story, the words, the years, and how a figure is made."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any, TypeVar

from matplotlib.figure import Figure as Drawing

from dashboards.i18n import MISSING
from dashboards.report.content import Column, Figure, Table
from dashboards.report.style import PNG_DPI, draw
from dashboards.report.words import Words
from dashboards.story.roster import year_of
from risk.errors import ModelError
from risk.flow import Story
from risk.history.summary import Account
from risk.staffing.roster import BaseStaffing

ASSUMED_BASE = "assumed"  # `risk.staffing.travel.assumed_base`
FIGURE_CM = 16.0
T = TypeVar("T")
DAY_MIN = 24 * 60
DAYS_FROM = 2  # shorter times are told in minutes or hours


@dataclass(frozen=True)
class Brief:
    """A story to be told in one language."""

    story: Story
    words: Words
    _kept: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What several parts of a report need, made when first asked for."""
        if name not in self._kept:
            self._kept[name] = make()
        kept: T = self._kept[name]
        return kept

    @property
    def year(self) -> int:
        """Contract year of the last day known: the year reported on."""
        return self.story.facts.county.contract_year(self.story.facts.as_of)

    @property
    def account(self) -> Account:
        """The account of that year: service, coverage, targets, forecast, findings."""
        return self.story.account

    @property
    def running(self) -> bool:
        """Whether that contract year is not over by the last day known."""
        end = self.story.facts.county.contract_year_bounds(self.year)[1]
        return self.story.facts.as_of + timedelta(days=1) < end

    @property
    def plan_year(self) -> int:
        """Contract year planned."""
        return self.year + 1

    @cached_property
    def names(self) -> dict[str, str]:
        """Region code → name."""
        regions = self.story.facts.regions
        return dict(zip(regions["code"], regions["name"], strict=True))

    @cached_property
    def base_staffing(self) -> BaseStaffing | str:
        """Crews and people of the year ahead; a text: why they cannot be told."""
        story = self.story
        try:
            return year_of(story.facts, story.scores.frame, story.surges, seed=story.seed)
        except ModelError as refusal:
            return str(refusal)

    def place(self, code: object) -> str:
        """Name of a region; "unknown" without one."""
        return self.names.get(str(code), self.words("unknown"))

    def base(self, base_id: object, name: object) -> str:
        """Name of a base; of the one assumed where none is on record, in the report's language."""
        return self.words("assumed_base") if base_id == ASSUMED_BASE else str(name)

    @property
    def synthetic(self) -> str:
        """The synthetic statement, or "" where the data are real."""
        return self.words("synthetic") if self.story.facts.county.synthetic else ""

    def source(self, *parts: str) -> str:
        """The line under a table or figure: ledgers used, version, last day, synthetic mark."""
        facts, w = self.story.facts, self.words
        line = w(
            "source",
            parts=w.join(list(parts)),
            version=facts.version,
            day=w.day(facts.as_of),
        )
        return line + (w("source_synthetic") if facts.county.synthetic else "")

    def ledgers(self, *kinds: str) -> str:
        """The source line for ledgers by kind."""
        return self.source(*(self.words.term("table", kind) for kind in kinds))

    def table(
        self, caption: str, columns: Sequence[Column], rows: Sequence[Sequence[str]], note: str
    ) -> Table:
        """A table of formatted cells; ``caption`` is a key."""
        return Table(self.words(caption), tuple(columns), tuple(tuple(row) for row in rows), note)

    def share(self, row: Mapping[str, Any], name: str) -> str:
        """A share of a row with its 90 % interval; no verdict where none can be told."""
        w, value = self.words, row[name]
        if value is None or value != value:
            return w("no_verdict")
        ends = w.pct_span(row[f"{name}_lo"], row[f"{name}_hi"])
        return w("with_range", value=w.pct(value), range=ends)

    def took(self, minutes: float | None) -> str:
        """How long a stage took: minutes, hours, days from two days on; a dash for unknown."""
        w = self.words
        if minutes is None or minutes != minutes:
            return MISSING
        days = minutes / DAY_MIN
        return w.duration(minutes) if days < DAYS_FROM else w("days", n=w.n(days, 1))

    def col(self, key: str, *, unit: str = "", number: bool = True, weight: float = 1.0) -> Column:
        """A column headed by ``report.col.<key>``; ``unit`` is a key of ``report.unit`` or text."""
        w = self.words
        text = w(f"unit.{unit}") if unit and w.has(f"unit.{unit}") else unit
        return Column(w(f"col.{key}"), text, number, weight)

    def figure(
        self,
        name: str,
        make: Callable[[], Drawing],
        note: str,
        *,
        alt: str,
        dpi: int = PNG_DPI,
        **values: object,
    ) -> Figure:
        """Draw a figure; its caption is ``report.figure.<name>`` and carries the synthetic mark."""
        kind = name.split("-")[0]
        svg, png, (wide, high) = draw(make, dpi)
        del high
        mark = self.words("caption_synthetic") if self.story.facts.county.synthetic else ""
        caption = self.words(f"figure.{kind}", **values) + mark
        return Figure(name, caption, alt, svg, png, min(wide * 2.54, FIGURE_CM), note)
