"""What report is asked for, and all that its bytes follow from."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from dashboards.report.annual import annual_report, plan_year
from dashboards.report.content import Report
from dashboards.report.docx import write_docx
from dashboards.report.pdf import write_pdf
from risk.errors import ReportError
from risk.flow import Story
from risk.kept_story import code_mark
from risk.operations.reports import MadeFrom
from risk.workspace import Workspace

WRITERS: dict[str, Callable[[Report, Path], Path]] = {"docx": write_docx, "pdf": write_pdf}
SOURCES = frozenset({".py", ".mo", ".typ", ".ttf"})
ROOMS = ("report", "story", "figures", "i18n")
"""What has a part in a report's bytes beside the model, ``typeset.py`` aside."""


@dataclass(frozen=True)
class Kind:
    """A kind of report: its letter in numbers, what makes its content, the year it is about."""

    letter: str
    content: Callable[..., Report]
    year: Callable[[Story], int]


KINDS = {"annual": Kind("A", annual_report, plan_year)}


@dataclass(frozen=True)
class Asked:
    """What somebody wants.

    Attributes:
        kind, lang, formats: which report, in which language, as which files.
        as_of: last day known; None: the data's.
        seed: of every simulation.
        version: of the data; None: the one in force.
    """

    kind: str
    lang: str
    formats: tuple[str, ...] = tuple(WRITERS)
    as_of: date | None = None
    seed: int = 1
    version: str | None = None

    def __post_init__(self) -> None:
        """Refuse a kind or a format there is none of."""
        _known([self.kind], KINDS, "kind")
        _known(self.formats, WRITERS, "format")
        if not self.formats:
            raise ReportError("no format chosen", remedy=f"choose {' or '.join(WRITERS)}")


def source_of(ws: Workspace, story: Story, asked: Asked, role: str) -> MadeFrom:
    """All that the bytes of the report asked for follow from, its number aside."""
    facts = story.facts
    settings = hashlib.sha256(ws.county_file.read_bytes()).hexdigest()
    return MadeFrom(
        asked.kind, asked.lang, str(role), facts.version, facts.as_of, story.seed, settings,
        {"code": program_mark()},
    )  # fmt: skip


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


def _known(given: Sequence[str], there: Sequence[str] | dict[str, object], what: str) -> None:
    if unknown := sorted(set(given) - set(there)):
        raise ReportError(
            f"no {what} {', '.join(unknown)}", where="report", remedy=f"one of {', '.join(there)}"
        )
