"""Make a report: its content, its number, its files, written down in the operations store.

The same input has the same number, and under one number the same bytes: asked for once more,
a report is the one there is.
"""

import hashlib
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from dashboards.report.asked import KINDS, Asked, Writers, material_of, story_asked, writers_of
from dashboards.report.content import Report
from risk.errors import OperationsError, ReportError
from risk.flow import Story
from risk.operations import open_operations, transaction
from risk.operations.deed import Doer
from risk.operations.reports import (
    FileMade,
    FileState,
    MadeFrom,
    ReportMade,
    next_number,
    record_report,
    same_report,
)
from risk.progress import Progress, silent
from risk.workspace import Workspace

TRIES = 5
TOLD, WRITTEN = 0.5, 0.9
"""Shares of the work after which the story is told, and the content stands."""


@dataclass(frozen=True)
class Drawn:
    """The content of a report without a number, and what it was made from: a preview."""

    source: MadeFrom
    report: Report


class How(StrEnum):
    """What making came to."""

    NEW = "new"
    SAME = "same"
    RESTORED = "restored"
    """The files had been changed or lost: made again, byte for byte."""


@dataclass(frozen=True)
class Making:
    """A report, and whether it is new."""

    made: ReportMade
    how: How


def make_report(
    ws: Workspace,
    story: Story,
    asked: Asked,
    by: Doer,
    *,
    drawn: Drawn | None = None,
    progress: Progress = silent,
) -> Making:
    """Make a report of a story, or find the one there is.

    Args:
        ws: files go into its folder of reports, named by the report's number.
        story: what is told.
        asked: which report.
        by: who makes it; the role is printed.
        drawn: a preview; taken if it is made from the very same, else drawn anew.
        progress: share of the work done (0–1), and what is done.

    Raises:
        ReportError: it cannot be typeset, or the folder cannot be written.
    """
    draw = _share(progress, 0.0, WRITTEN)
    material, source = material_of(ws, story, asked, str(by.role), progress=draw)
    with closing(open_operations(ws)) as con:
        known = same_report(con, source, asked.formats)
    if known is not None and _whole(ws, known):
        progress(1.0, "done")
        return Making(known, How.SAME)
    if drawn is not None and drawn.source == source:
        report = drawn.report
    else:
        report = KINDS[asked.kind].content(material)
    progress(WRITTEN, "writing files")
    if known is not None:
        files = _files(report, known.number, writers_of(ws, asked, [f.format for f in known.files]))
        if tuple(told for told, _ in files) == known.files:
            _place(ws, files)
            progress(1.0, "done")
            return Making(known, How.RESTORED)
    made = _make_new(ws, report, _series(story, asked), source, writers_of(ws, asked), by)
    progress(1.0, "done")
    return Making(made, How.NEW)


def make_in_workspace(
    root: Path, asked: Asked, by: Doer, drawn: Drawn | None, *, progress: Progress
) -> Making:
    """Tell a story and make a report of it: what a job runs."""
    ws = Workspace(root)
    story = story_asked(ws, asked, progress=_share(progress, 0.0, TOLD))
    rest = _share(progress, TOLD, 1.0)
    return make_report(ws, story, asked, by, drawn=drawn, progress=rest)


def draw_in_workspace(root: Path, asked: Asked, role: str, *, progress: Progress) -> Drawn:
    """Tell a story and draw a report of it, without a number and without files: for a preview."""
    ws = Workspace(root)
    story = story_asked(ws, asked, progress=_share(progress, 0.0, TOLD))
    rest = _share(progress, TOLD, 1.0)
    material, source = material_of(ws, story, asked, role, progress=rest)
    return Drawn(source, KINDS[asked.kind].content(material))


def _share(progress: Progress, begin: float, end: float) -> Progress:
    """Progress of a part of the work."""
    return lambda done, step: progress(begin + done * (end - begin), step)


def _series(story: Story, asked: Asked) -> str:
    kind = KINDS[asked.kind]
    return f"{story.facts.county.code}-{kind.year(story, asked.about)}-{kind.letter}"


def _whole(ws: Workspace, made: ReportMade) -> bool:
    return all(f.state(ws.reports_dir) is FileState.SAME for f in made.files)


def _make_new(
    ws: Workspace, drawn: Report, series: str, source: MadeFrom, writers: Writers, by: Doer
) -> ReportMade:
    """Under the next number; whoever else took that meanwhile, under the one after."""
    with closing(open_operations(ws)) as con:
        for _ in range(TRIES):
            number = next_number(con, series)
            files = _files(drawn, number, writers)
            made = ReportMade(number, source, by.at, by.user, tuple(told for told, _ in files))
            try:
                with transaction(con):
                    record_report(con, made)
                    _place(ws, files)  # inside: no row without its files
            except OperationsError:
                continue
            return made
    raise ReportError("others keep taking its number", where=series, remedy="make it again")


def _files(drawn: Report, number: str, writers: Writers) -> list[tuple[FileMade, bytes]]:
    """The files of a report under a number, and their bytes."""
    report = numbered(drawn, number)
    files = []
    with tempfile.TemporaryDirectory(prefix="huzhu-report-") as folder:
        for form, write in writers.items():
            body = write(report, Path(folder) / f"report.{form}").read_bytes()
            told = FileMade(f"{number}.{form}", form, hashlib.sha256(body).hexdigest(), len(body))
            files.append((told, body))
    return files


def numbered(report: Report, number: str) -> Report:
    """The report under a number: on the cover, and wherever else it names itself."""
    facts = tuple((k, number if v == report.number else v) for k, v in report.facts)
    return replace(report, number=number, facts=facts)


def _place(ws: Workspace, files: Sequence[tuple[FileMade, bytes]]) -> None:
    folder = ws.reports_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for told, body in files:
            draft = folder / f".{told.name}"
            draft.write_bytes(body)
            draft.replace(folder / told.name)
    except OSError as e:
        raise ReportError(
            f"cannot be written ({e.strerror})", where=str(folder), remedy="check its permissions"
        ) from None
