"""Verbs that serve: demo, serve, users."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashboards.cli.common import Call, records, text, verb
from risk.errors import OperationsError, SettingsError
from risk.terms import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from risk.flow import Story
    from risk.workspace import Workspace

LOOPBACK = "127.0.0.1"


def commands(lang: str) -> list[click.Command]:
    """The verbs of this file."""
    return [demo(lang), serve(lang), users(lang)]


def demo(lang: str) -> click.Command:
    """``huzhu demo [DIR]``: the whole story on the synthetic county, then the dashboard."""

    @verb(
        "demo",
        lang,
        click.argument(
            "folder_given",
            metavar="[DIR]",
            required=False,
            type=click.Path(file_okay=False, path_type=Path),
            default=Path("demo-county"),
        ),
        click.option("--seed", type=int, default=1, show_default=True, help=text("cli.seed", lang)),
        click.option("--no-serve", is_flag=True, help=text("cli.demo.no_serve", lang)),
        click.option("--port", type=int, default=8050, show_default=True),
        workspace=False,
    )
    def run(call: Call, folder_given: Path, seed: int, no_serve: bool, port: int) -> None:
        from risk.workspace import Workspace

        ws = Workspace(folder_given)
        story = build_demo(call, ws, seed)
        if not no_serve:
            run_server(call, ws, LOOPBACK, port, story)

    return run


def build_demo(call: Call, ws: "Workspace", seed: int) -> "Story":
    """Generate ledgers, load them as a user's files, tell the story, write the report."""
    from dashboards.cli import reports
    from dashboards.report.asked import Asked
    from risk import intake
    from risk.demo import write_demo
    from risk.flow import DEMO_PRESET, headline
    from risk.kept_story import story_of
    from risk.warehouse import current_version

    refuse_other_folders(ws, seed)
    call.folder = ws.root
    if current_version(ws) is None:
        ledgers = write_demo(ws.root, seed=seed, progress=steps(call, 0.0, 0.2))
        seed_file(ws).write_text(f"{seed}\n")
        intake.prepare(ws)
        intake.load_all(ws, ledgers, datum="wgs84", now=call.now, progress=steps(call, 0.2, 0.6))
    now = call.now
    story = story_of(ws, seed=seed, now=now, progress=steps(call, 0.6, 0.95))
    made = reports.make(call, story, Asked("annual", call.lang), steps(call, 0.95, 0.99))
    files = reports.paths(call, made)
    call.progress(1.0, text("cli.demo.built", call.lang))
    counts = story.quality.counts
    call.result = {
        "regions": counts["region"],
        "policies": counts["policy"],
        "claims": counts["claim"],
        "rejected": int(story.quality.loads["rows_rejected"].sum()),
        **headline(story, DEMO_PRESET),
        "reports": files,
        "warehouse_version": story.facts.version,
        "synthetic": True,
    }
    call.say("cli.demo.done", folder=ws.root, reports=", ".join(files))
    return story


def seed_file(ws: "Workspace") -> Path:
    """Where a demo county keeps the seed it was made from."""
    return ws.root / "SEED"


def refuse_other_folders(ws: "Workspace", seed: int) -> None:
    """A demo goes into a new folder, or continues in its own.

    Raises:
        SettingsError: the folder holds other things, a real county, or a demo of another seed.
    """
    if not ws.root.exists() or not any(ws.root.iterdir()):
        return
    where = str(ws.root)
    if not ws.county_file.exists():
        raise SettingsError("is not empty", where=where, remedy="name a new folder, or empty it")
    if not ws.county().synthetic:
        raise SettingsError("holds a real county", where=where, remedy="huzhu serve shows it")
    made = seed_file(ws).read_text().strip() if seed_file(ws).exists() else str(seed)
    if made != str(seed):
        raise SettingsError(
            f"was made from seed {made}", where=where, remedy=f"--seed {made}, or a new folder"
        )


def steps(call: Call, start: float, end: float) -> "Callable[[float, str], None]":
    """Progress of one part as a span of the whole."""
    return lambda done, what: call.progress(start + (end - start) * done, what)


def serve(lang: str) -> click.Command:
    """``huzhu serve``: the dashboard, on this machine only."""

    @verb(
        "serve",
        lang,
        click.option("--host", default=LOOPBACK, show_default=True, help=text("cli.host", lang)),
        click.option("--port", type=int, default=8050, show_default=True),
    )
    def run(call: Call, host: str, port: int) -> None:
        from risk.kept_story import story_of

        now = call.now
        story = story_of(call.workspace, now=now, today=now.date(), progress=call.progress)
        run_server(call, call.workspace, host, port, story)

    return run


def run_server(call: Call, ws: "Workspace", host: str, port: int, story: "Story") -> None:
    """Serve until interrupted; refuses any host but loopback."""
    from dashboards.server import run as serve_forever

    call.say("cli.serve.address", host=host, port=port)

    def tell_code(code: str) -> None:
        click.echo(text("cli.serve.first_code", call.lang, code=code), err=True)

    serve_forever(ws, host=host, port=port, story=story, tell_code=tell_code)


def users(lang: str) -> click.Group:
    """``huzhu users add|disable|passwd|list``."""
    group = click.Group("users", help=text("cli.users.help", lang))
    role = click.option(
        "--role", type=click.Choice([r.value for r in Role]), default="viewer", show_default=True
    )
    name = click.argument("name")
    temporary = click.option("--temporary", is_flag=True, help=text("cli.users.temporary", lang))

    @verb("users.add", lang, name, role, temporary)
    def add(call: Call, name: str, role: str, temporary: bool) -> None:
        from risk.operations import add_user, open_operations

        con = open_operations(call.workspace)
        add_user(con, name, new_password(call), Role(role), now=call.now, temporary=temporary)
        con.close()
        call.result = {"name": name, "role": role}
        call.say("cli.users.added", name=name, role=role)

    @verb("users.disable", lang, name)
    def disable(call: Call, name: str) -> None:
        from risk.operations import disable_user, open_operations

        con = open_operations(call.workspace)
        disable_user(con, name)
        con.close()
        call.result = {"name": name, "disabled": True}
        call.say("cli.users.disabled", name=name)

    @verb("users.passwd", lang, name, temporary)
    def passwd(call: Call, name: str, temporary: bool) -> None:
        from risk.operations import open_operations, set_password

        con = open_operations(call.workspace)
        set_password(con, name, new_password(call), now=call.now, temporary=temporary)
        con.close()
        call.result = {"name": name}
        call.say("cli.users.changed", name=name)

    @verb("users.list", lang)
    def list_(call: Call) -> None:
        from risk.operations import list_users, open_operations

        con = open_operations(call.workspace)
        frame = list_users(con)
        con.close()
        call.result = {"users": records(frame)}
        call.show(frame)

    for command, short in ((add, "add"), (disable, "disable"), (passwd, "passwd"), (list_, "list")):
        group.add_command(command, short)
    return group


def new_password(call: Call) -> str:
    """A password typed twice, or one line from a pipe."""
    if sys.stdin.isatty():
        asked: str = click.prompt(
            text("cli.users.password", call.lang), hide_input=True, confirmation_prompt=True
        )
        return asked
    given = sys.stdin.readline().rstrip("\n")
    if not given:
        raise OperationsError("no password given", remedy="type one, or pipe one line")
    return given
