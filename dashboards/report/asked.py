"""What report is asked for, and all that its bytes follow from."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial
from pathlib import Path

import pandas as pd

from dashboards.report.acceptance import acceptance_report
from dashboards.report.acceptance_read import read_acceptance
from dashboards.report.after_event import after_event_report
from dashboards.report.after_event_read import read_after_event
from dashboards.report.annual import annual_report, plan_year
from dashboards.report.annual_read import read_annual
from dashboards.report.atlas import atlas_report
from dashboards.report.atlas_facts import read_atlas
from dashboards.report.bulletin import bulletin_report
from dashboards.report.bulletin_read import read_bulletin
from dashboards.report.content import Report
from dashboards.report.docx import write_docx
from dashboards.report.material import About, Gather, Given, Material
from dashboards.report.office import mark_of_template, template_of
from dashboards.report.orders import order_report
from dashboards.report.orders_read import read_orders
from dashboards.report.pdf import write_pdf
from dashboards.report.period import period_report
from dashboards.report.period_findings import read_period
from dashboards.report.summary import summary_report
from dashboards.report.summary_read import read_summary
from risk.errors import ReportError
from risk.flow import DEFAULT_PRESETS, Story
from risk.kept_story import code_mark, story_of
from risk.operations.reports import MadeFrom
from risk.progress import Progress, silent
from risk.warehouse import open_version
from risk.workspace import Workspace

Writers = Mapping[str, Callable[[Report, Path], Path]]
WRITERS: Writers = {"docx": write_docx, "pdf": write_pdf}
SOURCES = frozenset({".py", ".mo", ".typ", ".ttf"})
FIRST_DAY = (
    "SELECT least((SELECT min(loss_at) FROM claim)::DATE, (SELECT min(start_date) FROM policy)) "
    "AS day"
)
ROOMS = ("report", "story", "figures", "i18n")
"""What has a part in a report's bytes beside the model, ``typeset.py`` aside."""


@dataclass(frozen=True)
class Kind:
    """A kind of report.

    Attributes:
        letter: in its numbers.
        content: what makes its content.
        year: the year its numbers carry.
        minds: the fields of `About` it minds; every other is refused.
        needs: those it cannot be made without.
        presets: scenarios its story has to hold.
        gather: reads what it needs beside the story; None: nothing.
        long: behind a cover and contents; else a few pages (``Report.short``).
    """

    letter: str
    content: Callable[[Material], Report]
    year: Callable[[Story, About], int]
    minds: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    presets: tuple[str, ...] = ()
    gather: Gather | None = None
    long: bool = False

    @property
    def takes(self) -> frozenset[str]:
        """Fields that may be given: those it minds; a quarter is one of a contract year."""
        return frozenset(self.minds) | ({"contract_year"} if "quarter" in self.minds else set())


def year_told(story: Story, _: About) -> int:
    """The contract year of the last day told."""
    return story.facts.county.contract_year(story.facts.as_of)


def year_of_event(story: Story, about: About) -> int:
    """The contract year an event began in; of one the story does not know, that of its last day."""
    facts = story.facts
    began = facts.events.loc[facts.events["event_id"] == about.event, "started_at"]
    return facts.county.contract_year(began.iloc[0].date() if len(began) else facts.as_of)


KINDS = {
    "annual": Kind(
        "A", annual_report, lambda story, _: plan_year(story), ("contract_year",),
        presets=DEFAULT_PRESETS, gather=read_annual, long=True,
    ),
    "summary": Kind(
        "S", summary_report, year_told, ("contract_year",), gather=read_summary,
    ),
    "acceptance": Kind(
        "C", acceptance_report, year_told, ("contract_year",), gather=read_acceptance,
    ),
    "monthly": Kind(
        "M", period_report, year_told, ("month",), ("month",), gather=read_period,
    ),
    "quarterly": Kind(
        "Q", period_report, year_told, ("quarter",), ("quarter",), gather=read_period,
    ),
    "bulletin": Kind(
        "B", bulletin_report, year_of_event, ("event", "at"), ("event",), gather=read_bulletin,
    ),
    "after_event": Kind(
        "E", after_event_report, year_of_event, ("event",), ("event",), gather=read_after_event,
    ),
    "order_sheet": Kind("O", order_report, year_told, ("plan",), ("plan",), gather=read_orders),
    "atlas": Kind("V", atlas_report, year_told, ("places",), gather=read_atlas, long=True),
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What somebody wants.

    Attributes:
        kind, lang, formats: which report, in which language, as which files.
        as_of: last day known; None: that of what it is about, else the data's.
        seed: of every simulation.
        version: of the data; None: the one in force.
        about: period, event, plan or places, as its kind minds.
    """

    kind: str
    lang: str
    formats: tuple[str, ...] = tuple(WRITERS)
    as_of: date | None = None
    seed: int = 1
    version: str | None = None
    about: About = field(default_factory=About)

    def __post_init__(self) -> None:
        """Refuse a kind or a format there is none of, and what its kind does not mind or lacks."""
        _known([self.kind], KINDS, "kind")
        _known(self.formats, WRITERS, "format")
        if not self.formats:
            raise ReportError("no format chosen", remedy=f"choose {' or '.join(WRITERS)}")
        kind, given = KINDS[self.kind], self.about.given
        if surplus := sorted(set(given) - kind.takes):
            raise ReportError(
                f"report {self.kind} does not mind {', '.join(surplus)}", where="report",
                remedy=f"it minds {', '.join(kind.minds) or 'nothing'}",
            )  # fmt: skip
        if missing := [name for name in kind.needs if name not in given]:
            raise ReportError(
                f"report {self.kind} needs {', '.join(missing)}", where="report",
                remedy="say which",
            )  # fmt: skip


def story_asked(ws: Workspace, asked: Asked, *, progress: Progress = silent) -> Story:
    """The story of what is asked, without a clock: the same data give the same bytes any day.

    Raises:
        ReportError: its period begins after the data end, or ends before they begin.
    """
    as_of = asked.as_of
    if as_of is None and asked.about.given:
        with open_version(ws, asked.version) as warehouse:
            last_day, first_day = warehouse.last_day(), warehouse.frame(FIRST_DAY)["day"].iloc[0]
        day = asked.about.as_of(ws.county(), last_day)
        _within_record(day, first_day)
        as_of = None if day == last_day else day  # the story kept for the pages serves too
    return story_of(
        ws, version=asked.version, as_of=as_of, seed=asked.seed,
        presets=_presets(KINDS[asked.kind], as_of), progress=progress,
    )  # fmt: skip


def _within_record(day: date, first_day: pd.Timestamp) -> None:
    """Refuse a period over before the first claim or policy: nothing could be told of it."""
    if pd.notna(first_day) and day < pd.Timestamp(first_day).date():
        raise ReportError(
            f"the records begin on {pd.Timestamp(first_day).date()}, after {day}", where="report",
            remedy="load earlier ledgers, or ask for a later period",
        )  # fmt: skip


def _presets(kind: Kind, as_of: date | None) -> tuple[str, ...]:
    """Those it needs; of the newest day all, since that story is kept for the pages."""
    return kind.presets if as_of else DEFAULT_PRESETS


def material_of(
    ws: Workspace, story: Story, asked: Asked, role: str, *, progress: Progress = silent
) -> tuple[Material, MadeFrom]:
    """What the report asked for is made of, and all that its bytes follow from."""
    kind, facts = KINDS[asked.kind], story.facts
    settings = hashlib.sha256(ws.county_file.read_bytes()).hexdigest()
    read = kind.gather(ws, story, asked.about) if kind.gather else Given(None, "")
    marks = {"read": read.mark} if read.mark else {}
    source = MadeFrom(
        asked.kind, asked.lang, str(role), facts.version, facts.as_of, story.seed, settings,
        {"code": program_mark(), **asked.about.given, **marks,
         **mark_of_template(ws, asked.kind, asked.lang)},
    )  # fmt: skip
    material = Material(
        story, asked.lang, asked.about, read.content, str(role), settings_sha256=settings,
        progress=progress,
    )  # fmt: skip
    return material, source


def writers_of(ws: Workspace, asked: Asked, formats: Iterable[str] = ()) -> Writers:
    """What writes each format (none named: those asked for); Word in the office's template."""
    word = partial(write_docx, template=template_of(ws, asked.kind, asked.lang))
    every = {**WRITERS, "docx": word}
    return {form: every[form] for form in formats or asked.formats}


@cache
def program_mark() -> str:
    """Says which program this is: a hash over all that has a part in a report's bytes."""
    root = Path(__file__).parents[1]
    paths = [p for room in ROOMS for p in (root / room).rglob("*") if p.suffix in SOURCES]
    mark = hashlib.sha256(code_mark().encode())
    for path in sorted([*paths, root / "typeset.py"]):
        mark.update(path.relative_to(root).as_posix().encode())
        mark.update(path.read_bytes())
    return mark.hexdigest()


def _known(given: Sequence[str], there: Iterable[str], what: str) -> None:
    if unknown := sorted(set(given) - set(there)):
        raise ReportError(
            f"no {what} {', '.join(unknown)}", where="report", remedy=f"one of {', '.join(there)}"
        )
