"""What every verb shares: its options, its output, its refusals, its progress."""

import functools
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dashboards.i18n.catalogue import has_text, t
from risk.errors import HuzhuError

if TYPE_CHECKING:
    import pandas as pd

    from risk.workspace import Workspace

REFUSED = 2
DONE_WITH_REJECTS = 1
LANGUAGES = ("zh", "en")
CODES = {"peril_family", "tier", "model", "kind", "verdict", "scheme", "distribution"}
CODE_KINDS = {"kind": "table"}

try:
    VERSION = version("huzhu")
except PackageNotFoundError:  # run from a source tree that is not installed
    VERSION = "0+source"


def text(key: str, lang: str, **values: Any) -> str:
    """A catalogue text for the command line."""
    return t(key, lang, **values)


def language(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Language of the help: ``--lang`` wherever it stands, else HUZHU_LANG, else Chinese."""
    for i, argument in enumerate(arguments):
        value = argument.partition("=")[2] if argument.startswith("--lang=") else None
        if argument == "--lang" and i + 1 < len(arguments):
            value = arguments[i + 1]
        if value in LANGUAGES:
            return value
    given = environment.get("HUZHU_LANG", "zh")
    return given if given in LANGUAGES else "zh"


@dataclass
class Call:
    """One run of a verb: its workspace, language and what it will print."""

    folder: Path
    lang: str
    json: bool
    result: dict[str, Any] = field(default_factory=dict)
    rejected: bool = False

    @property
    def workspace(self) -> "Workspace":
        """The workspace named by ``-w``.

        Raises:
            SettingsError: the folder is no workspace, or its county.toml does not read.
        """
        from risk.workspace import Workspace

        ws = Workspace(self.folder)
        ws.county()
        return ws

    @property
    def now(self) -> datetime:
        """The county's wall time."""
        from dashboards.clock import wall_clock

        return wall_clock(self.workspace.county())()

    def say(self, key: str, **values: Any) -> None:
        """Print one line for people; silent under ``--json``."""
        if not self.json:
            click.echo(text(key, self.lang, **values))

    def show(
        self, frame: "pd.DataFrame", columns: Sequence[str] | None = None, limit: int = 40
    ) -> None:
        """Print a table for people, headings and codes in their words; silent under ``--json``."""
        if self.json or frame.empty:
            return
        import pandas as pd

        told = frame if columns is None else frame[list(columns)]
        told = told.head(limit).assign(
            **{c: told[c].map(lambda code, c=c: word(c, code, self.lang)) for c in CODES & {*told}}
        )
        told = told.rename(columns={c: heading(c, self.lang) for c in told})
        with pd.option_context("display.unicode.east_asian_width", True):
            click.echo(told.to_string(index=False, na_rep="–"))
        if len(frame) > limit:
            click.echo(text("cli.more_rows", self.lang, rows=len(frame) - limit))

    def progress(self, done: float, what: str) -> None:
        """Show progress on stderr: one moving line on a terminal, else a line a step."""
        line = f"[{100 * done:3.0f} %] {what}"
        if sys.stderr.isatty():
            click.echo(f"\r\x1b[K{line}", nl=done >= 1, err=True)
        else:
            click.echo(line, err=True)


def heading(column: str, lang: str) -> str:
    """A table heading in the reader's words; a column without words keeps its name."""
    key = f"cli.column.{column}"
    return t(key, lang) if has_text(key, lang) else column


def word(column: str, code: Any, lang: str) -> Any:
    """A stored code in the reader's words."""
    key = f"{CODE_KINDS.get(column, column)}.{code}"
    return t(key, lang) if has_text(key, lang) else code


def plain(value: Any) -> Any:
    """A value as JSON knows it: dates as ISO text, numpy numbers as Python's, NaN, ∞ as null."""
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and not isfinite(value):
        return None
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return str(value) if isinstance(value, Path) else value


def records(frame: "pd.DataFrame") -> list[dict[str, Any]]:
    """A frame as a list of JSON objects."""
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return [plain(row) for row in rows]


def verb(
    name: str, lang: str, *params: Callable[[Any], Any], workspace: bool = True
) -> Callable[[Callable[..., None]], click.Command]:
    """Make a command: shared options, one JSON object, refusals as one line and exit 2.

    The function gets a :class:`Call` and its own parameters; what it puts into ``call.result`` is
    the object ``--json`` prints.
    """

    def wrap(function: Callable[..., None]) -> click.Command:
        @functools.wraps(function)
        def run(folder: Path = Path(), lang: str = lang, json: bool = False, **given: Any) -> None:
            call = Call(folder, lang, json)
            try:
                function(call, **given)
            except HuzhuError as refusal:
                click.echo(f"huzhu {name}: {refusal}", err=True)
                sys.exit(REFUSED)
            if json:
                click.echo(dump(call.result))
            sys.exit(DONE_WITH_REJECTS if call.rejected else 0)

        command: Any = run
        for param in reversed((*params, *shared_options(lang, workspace=workspace))):
            command = param(command)
        help_text = text(f"cli.{name}.help", lang)
        return click.command(name, help=help_text)(command)

    return wrap


def shared_options(lang: str, *, workspace: bool) -> list[Callable[[Any], Any]]:
    """``-w``, ``--lang``, ``--json``: on every command."""
    options = [
        click.option(
            "--lang", type=click.Choice(LANGUAGES), default=lang, help=text("cli.lang", lang)
        ),
        click.option("--json", is_flag=True, help=text("cli.json", lang)),
    ]
    if workspace:
        folder = click.Path(file_okay=False, path_type=Path)
        options.insert(
            0,
            click.option(
                "-w", "folder", type=folder, default=Path(), help=text("cli.workspace", lang)
            ),
        )
    return options


def dump(result: Mapping[str, Any]) -> str:
    """The one JSON object a verb prints."""
    return json.dumps(plain(result), ensure_ascii=False)
