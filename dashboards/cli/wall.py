"""The verbs of the wallboard's passes: a screen stays signed in without a person."""

from typing import TYPE_CHECKING

import click

from dashboards.cli.common import Call, records, text, verb
from risk.terms import Role

if TYPE_CHECKING:
    from risk.operations.deed import Doer

USER = "terminal"
"""Who made a pass from the command line, in the audit: whoever may use it owns the workspace."""


def commands(lang: str) -> list[click.Command]:
    """The verbs of this file."""
    return [wall(lang)]


def wall(lang: str) -> click.Group:
    """``huzhu wall add|list|revoke``."""
    group = click.Group("wall", help=text("cli.wall.help", lang))
    base = click.option(
        "--base-url", default="http://127.0.0.1:8050", show_default=True,
        help=text("cli.wall.base_url", lang),
    )  # fmt: skip

    @verb("wall.add", lang, click.argument("name"), base)
    def add(call: Call, name: str, base_url: str) -> None:
        from risk.operations import open_operations
        from risk.operations.wall import add_wall_pass, wall_address

        days = call.workspace.county().wallboard.pass_days
        con = open_operations(call.workspace)
        word = add_wall_pass(con, name, days=days, by=_terminal(call))
        con.close()
        address = wall_address(base_url, word)
        call.result = {"name": name.strip(), "days": days, "address": address}
        call.say("cli.wall.added", name=name.strip(), days=f"{days:g}", address=address)

    @verb("wall.list", lang)
    def list_(call: Call) -> None:
        from risk.operations import open_operations
        from risk.operations.wall import list_wall_passes

        con = open_operations(call.workspace)
        frame = list_wall_passes(con)
        con.close()
        call.result = {"passes": records(frame)}
        call.show(frame)
        if frame.empty:
            call.say("cli.wall.none")

    @verb("wall.revoke", lang, click.argument("number", type=int))
    def revoke(call: Call, number: int) -> None:
        from risk.operations import open_operations
        from risk.operations.wall import revoke_wall_pass

        con = open_operations(call.workspace)
        revoke_wall_pass(con, number, by=_terminal(call))
        con.close()
        call.result = {"id": number, "revoked": True}
        call.say("cli.wall.revoked", number=number)

    for command, short in ((add, "add"), (list_, "list"), (revoke, "revoke")):
        group.add_command(command, short)
    return group


def _terminal(call: Call) -> "Doer":
    from risk.operations.deed import Doer

    return Doer(USER, Role.ADMINISTRATOR, call.now)
