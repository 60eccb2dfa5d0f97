"""Verbs about places: alias, relocate, crosswalk."""

import getpass
from pathlib import Path

import click

from dashboards.cli.common import Call, records, text, verb

FILE = click.Path(path_type=Path, dir_okay=False)


def commands(lang: str) -> list[click.Command]:
    """The verbs of this file."""
    return [alias(lang), relocate(lang), crosswalk(lang)]


def alias(lang: str) -> click.Group:
    """``huzhu alias add|remove|list``: what a way of writing a place means."""
    group = click.Group("alias", help=text("cli.alias.help", lang))
    township = click.option("--township", help=text("cli.alias.township", lang))

    @verb("alias.add", lang, click.argument("name"), click.argument("code"), township)
    def add(call: Call, name: str, code: str, township: str | None) -> None:
        from risk import intake
        from risk.terms import Role

        meant = intake.set_alias(
            call.workspace, name, code, township,
            user=getpass.getuser(), role=Role.ADMINISTRATOR, at=call.now,
        )  # fmt: skip
        call.result = {"township_name": township, "region_name": name, "region_code": code}
        call.say("cli.alias.added", name=writing(township, name), meant=meant, code=code)

    @verb("alias.remove", lang, click.argument("name"), township)
    def remove(call: Call, name: str, township: str | None) -> None:
        from risk import intake
        from risk.terms import Role

        intake.unset_alias(
            call.workspace, name, township,
            user=getpass.getuser(), role=Role.ADMINISTRATOR, at=call.now,
        )  # fmt: skip
        call.result = {"township_name": township, "region_name": name}
        call.say("cli.alias.removed", name=writing(township, name))

    @verb("alias.list", lang)
    def list_(call: Call) -> None:
        from risk.operations import list_aliases, open_operations

        con = open_operations(call.workspace)
        frame = list_aliases(con)
        con.close()
        call.result = {"aliases": records(frame)}
        call.show(frame)
        call.say("cli.alias.count", rows=len(frame))

    for command, short in ((add, "add"), (remove, "remove"), (list_, "list")):
        group.add_command(command, short)
    return group


def writing(township: str | None, name: str) -> str:
    """A village name as written, after the township it stands with."""
    return f"{township} {name}" if township else name


def relocate(lang: str) -> click.Command:
    """``huzhu relocate``: every stored claim and policy located again."""

    @verb("relocate", lang)
    def run(call: Call) -> None:
        from risk import intake

        done = intake.relocate(call.workspace, now=call.now, progress=call.progress, lang=call.lang)
        call.result = {
            "version": done.version, "changed": done.changed, "looked_at": done.looked_at,
            "rows": dict(done.rows), "unwritten": done.unwritten,
        }  # fmt: skip
        call.say(
            "cli.relocate.done", looked_at=done.looked_at, claims=done.rows.get("claim", 0),
            policies=done.rows.get("policy", 0), version=done.version,
        )  # fmt: skip
        if done.unwritten:
            call.say("cli.relocate.unwritten", rows=done.unwritten)

    return run


def crosswalk(lang: str) -> click.Command:
    """``huzhu crosswalk OLD NEW OUT``: two code lists → what became of each code."""

    @verb(
        "crosswalk",
        lang,
        click.argument("old", type=FILE),
        click.argument("new", type=FILE),
        click.argument("out", type=FILE),
        click.option("--mapping-old", type=FILE, help=text("cli.crosswalk.mapping_old", lang)),
        click.option("--mapping-new", type=FILE, help=text("cli.crosswalk.mapping_new", lang)),
        workspace=False,
    )
    def run(
        call: Call, old: Path, new: Path, out: Path,
        mapping_old: Path | None, mapping_new: Path | None,
    ) -> None:  # fmt: skip
        from risk.intake.crosswalk import write_crosswalk
        from risk.ledger import read_mapping

        done = write_crosswalk(
            old, new, out,
            old_mapping=None if mapping_old is None else read_mapping(mapping_old),
            new_mapping=None if mapping_new is None else read_mapping(mapping_new),
        )  # fmt: skip
        call.rejected = done.refused > 0
        call.result = {
            "file": str(out), "rows": done.written, "unpaired": done.unpaired,
            "unpaired_file": done.unpaired_file, "refused": done.refused,
            "counts": records(done.counts),
        }  # fmt: skip
        call.show(done.counts)
        call.say("cli.crosswalk.done", file=out, rows=done.written)
        if done.unpaired_file is not None:
            call.say("cli.crosswalk.unpaired", file=done.unpaired_file, rows=done.unpaired)
        if done.refused:
            call.say("cli.crosswalk.refused", rows=done.refused)

    return run
