"""Verbs of drafts and templates: what changed, an update, a template to begin with."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dashboards.cli.common import Call, text, verb
from risk.errors import ReportError
from risk.terms import Role

if TYPE_CHECKING:
    from dashboards.report.draft_made import Renewed

COMMAND_LINE = "huzhu"


def commands(lang: str) -> list[click.Command]:
    """``huzhu report changes|update|template``."""
    return [changes(lang), update(lang), template(lang)]


def changes(lang: str) -> click.Command:
    """``huzhu report changes DRAFT``: nothing is written; status 1: something is left to decide."""

    @verb("report.changes", lang, click.argument("draft", type=click.Path(path_type=Path)))
    def run(call: Call, draft: Path) -> None:
        from dashboards.report.draft_made import compare_in_workspace

        ws, body = call.workspace, read(draft)
        done = compare_in_workspace(ws.root, body, draft.name, progress=call.progress)
        tell(call, done, updated=False)

    run.name = "changes"
    return run


def update(lang: str) -> click.Command:
    """``huzhu report update DRAFT [--out FILE]``: the report made anew, the draft up to date."""

    @verb(
        "report.update",
        lang,
        click.argument("draft", type=click.Path(path_type=Path)),
        click.option("--out", type=click.Path(path_type=Path), help=text("cli.report.out", lang)),
    )
    def run(call: Call, draft: Path, out: Path | None) -> None:
        from dashboards.report.draft_made import update_in_workspace
        from risk.operations.deed import Doer

        ws, body = call.workspace, read(draft)
        if out is not None:
            refuse_there(out)
        by = Doer(COMMAND_LINE, Role.ANALYST, call.now)
        done = update_in_workspace(ws.root, body, draft.name, by, progress=call.progress)
        assert done.made is not None
        number = done.made.made.number
        path = out or draft.with_name(f"{draft.stem}_{number}.docx")
        refuse_there(path)
        write(path, done.merged.docx)
        tell(call, done, updated=True)
        call.result |= {"number": number, "how": done.made.how, "file": str(path)}
        call.say(f"cli.report.{done.made.how}", number=number)
        call.say("cli.report.written", path=path)

    run.name = "update"
    return run


def template(lang: str) -> click.Command:
    """``huzhu report template KIND``: the product's own frame, for the office to change."""

    @verb("report.template", lang, click.argument("kind"))
    def run(call: Call, kind: str) -> None:
        from dashboards.report.asked import KINDS
        from dashboards.report.office import template_file
        from dashboards.report.office_default import default_template, template_bytes

        if kind not in KINDS:
            raise ReportError(
                f"no kind {kind}", where="report", remedy=f"one of {', '.join(KINDS)}"
            )
        path = template_file(call.workspace, kind, call.lang)
        refuse_there(path)
        write(path, template_bytes(default_template(call.lang, short=not KINDS[kind].long)))
        call.result = {"file": str(path)}
        call.say("cli.report.written", path=path)

    run.name = "template"
    return run


def read(path: Path) -> bytes:
    """A draft's bytes, once it is sure that unpacking them does no harm.

    Raises:
        ReportError: it cannot be read, or is no Word file.
    """
    from dashboards.story.draft_file import checked

    try:
        return checked(path.read_bytes(), path.name)
    except OSError as e:
        raise ReportError(
            f"cannot be read ({e.strerror})", where=str(path), remedy="check its name"
        ) from None


def refuse_there(path: Path) -> None:
    """Never write over what people may have worked on.

    Raises:
        ReportError: a file of that name is there.
    """
    if path.exists():
        raise ReportError("is there already", where=str(path), remedy="move it or choose --out")


def write(path: Path, body: bytes) -> None:
    """Write a file, its folder with it.

    Raises:
        ReportError: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    except OSError as e:
        raise ReportError(
            f"cannot be written ({e.strerror})", where=str(path), remedy="check its permissions"
        ) from None


def tell(call: Call, done: "Renewed", *, updated: bool) -> None:
    """Every difference, and how many are left for a person; those: status 1."""
    from dashboards.report.draft_told import row_words, summary_words

    found = done.merged.changes
    rows: list[dict[str, Any]] = [row_words(c, call.lang, updated=updated) for c in found]
    call.result = {
        "was": done.was,
        "changes": [
            {**vars(c), "words": row} for c, row in zip(found, rows, strict=True)
        ],
        "left": len(done.merged.open),
    }  # fmt: skip
    call.rejected = bool(done.merged.open)
    for row in rows:
        call.say("cli.report.change", **row)
    call.say("cli.report.compared", number=done.was, told=summary_words(found, call.lang))
