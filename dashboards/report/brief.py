"""What every chapter is given: the story, the words, the years, and how a figure is made."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from matplotlib.figure import Figure as Drawing

from dashboards.report.content import Column, Figure, Table
from dashboards.report.style import draw
from dashboards.report.words import Words
from risk.flow import Story

FIGURE_CM = 16.0


@dataclass(frozen=True)
class Brief:
    """A story to be told in one language."""

    story: Story
    words: Words

    @property
    def year(self) -> int:
        """Contract year of the last day known: the year reported on."""
        return self.story.facts.county.contract_year(self.story.facts.as_of)

    @property
    def plan_year(self) -> int:
        """Contract year planned."""
        return self.year + 1

    @cached_property
    def names(self) -> dict[str, str]:
        """Region code → name."""
        regions = self.story.facts.regions
        return dict(zip(regions["code"], regions["name"], strict=True))

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
        **values: object,
    ) -> Figure:
        """Draw a figure; its caption is ``report.figure.<name>`` and carries the synthetic mark."""
        kind = name.split("-")[0]
        svg, png, (wide, high) = draw(make)
        del high
        mark = self.words("caption_synthetic") if self.story.facts.county.synthetic else ""
        caption = self.words(f"figure.{kind}", **values) + mark
        return Figure(name, caption, alt, svg, png, min(wide * 2.54, FIGURE_CM), note)
