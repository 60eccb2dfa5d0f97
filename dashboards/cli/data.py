"""Verbs that bring data in and keep it: init, templates, load, rejects, versions, backup."""

import getpass
from pathlib import Path
from typing import Any

import click

from dashboards.cli.common import Call, records, text, verb
from risk.errors import LedgerError
from risk.terms import Datum

LOAD_COLUMNS = ["load_id", "kind", "file", "rows_in", "rows_stored", "rows_rejected", "rows_new"]
EXISTING = click.Path(exists=False, path_type=Path)


def commands(lang: str) -> list[click.Command]:
    """The verbs of this file."""
    return [
        init(lang),
        templates(lang),
        load(lang),
        rejects(lang),
        versions(lang),
        rollback(lang),
        verify(lang),
        backup(lang),
        restore(lang),
    ]


def init(lang: str) -> click.Command:
    """``huzhu init DIR --county county.toml``."""

    @verb(
        "init",
        lang,
        click.argument("target", type=EXISTING),
        click.option(
            "--county", "county_file", type=EXISTING, required=True, help=text("cli.county", lang)
        ),
        workspace=False,
    )
    def run(call: Call, target: Path, county_file: Path) -> None:
        from risk.intake import create_workspace
        from risk.workspace import Workspace

        ws = Workspace(target)
        create_workspace(ws, county_file)
        county = ws.county()
        call.result = {"workspace": str(target), "key_file": str(ws.key_file(county))}
        call.say("cli.init.done", folder=target, secret=ws.key_file(county))

    return run


def templates(lang: str) -> click.Command:
    """``huzhu templates DIR``: empty ledgers with the right headings."""

    @verb("templates", lang, click.argument("target", type=EXISTING), workspace=False)
    def run(call: Call, target: Path) -> None:
        from risk.ledger import write_templates

        target.mkdir(parents=True, exist_ok=True)
        written = write_templates(target)
        call.result = {"files": [str(path) for path in written]}
        call.say("cli.templates.done", files=len(written), folder=target)

    return run


def load(lang: str) -> click.Command:
    """``huzhu load KIND FILE…`` or ``huzhu load --all DIR``."""

    @verb(
        "load",
        lang,
        click.argument("kind", required=False),
        click.argument("files", nargs=-1, type=EXISTING),
        click.option("--all", "folder_of_all", type=EXISTING, help=text("cli.load.all", lang)),
        click.option("--datum", type=str, multiple=True, help=text("cli.load.datum", lang)),
        click.option("--mapping", type=EXISTING, help=text("cli.load.mapping", lang)),
        click.option("--sheet", type=str, help=text("cli.load.sheet", lang)),
        click.option("--check", is_flag=True, help=text("cli.load.check", lang)),
    )
    def run(
        call: Call, kind: str | None, files: tuple[Path, ...], folder_of_all: Path | None,
        **options: Any,
    ) -> None:  # fmt: skip
        from risk import intake
        from risk.ledger import KINDS, read_mapping

        check, datum = options.pop("check"), options.pop("datum")
        kind = kind and kind.replace("-", "_")
        if folder_of_all is not None:
            done = intake.load_all(
                call.workspace,
                folder_of_all,
                datum=datum,
                check=check,
                now=call.now,
                lang=call.lang,
                progress=call.progress,
            )
        elif kind in KINDS and files:
            if options["mapping"] is not None:
                options["mapping"] = read_mapping(options["mapping"])
            stated = intake.Stated.parse(datum)
            stated.check(files)
            sources = [intake.Source(kind, path, stated.of(path), **options) for path in files]
            done = intake.load(
                call.workspace,
                sources,
                check=check,
                now=call.now,
                lang=call.lang,
                progress=call.progress,
            )
        else:
            raise LedgerError(
                f"no ledger kind {kind!r}" if files else "nothing to load",
                remedy=f"huzhu load KIND FILE… with KIND one of {', '.join(KINDS)}, or --all DIR",
            )
        call.rejected = done.rows_rejected > 0 or bool(done.unrecognised)
        call.result = {
            "version": done.version, "changed": done.changed, "rows_in": done.rows_in,
            "rows_stored": done.rows_stored, "rows_rejected": done.rows_rejected,
            "loads": records(done.loads), "rejects": records(done.rejects),
        }  # fmt: skip
        call.result["unrecognised"] = list(done.unrecognised)
        call.show(done.loads[LOAD_COLUMNS])
        for file, recorded in done.loads[["file", "datum"]].dropna().itertuples(index=False):
            if recorded != Datum.WGS84:
                words = intake.datum_words(recorded, call.lang)
                call.say("cli.load.datum_of", file=file, words=words)
        call.result["relocated"] = dict(done.relocated)
        if done.relocated:
            moved = {"claims": done.relocated.get("claim", 0)}
            call.say("cli.load.relocated", policies=done.relocated.get("policy", 0), **moved)
        for line in done.unrecognised:
            call.say("cli.load.unrecognised", line=line)
        for name, headings in done.ignored:
            call.say("cli.load.ignored", file=name, headings=", ".join(headings))
        call.show(done.rejects.drop(columns=["kind", "load_id"]), limit=20)
        key = "cli.load.checked" if check else "cli.load.done" if done.changed else "cli.load.same"
        call.say(
            key, rows_in=done.rows_in, stored=done.rows_stored, rejected=done.rows_rejected,
            version=done.version,
        )  # fmt: skip

    return run


def rejects(lang: str) -> click.Command:
    """``huzhu rejects [LOAD] [--export F.xlsx]``."""

    @verb(
        "rejects",
        lang,
        click.argument("load_id", required=False, type=int),
        click.option("--export", "target", type=EXISTING, help=text("cli.rejects.export", lang)),
    )
    def run(call: Call, load_id: int | None, target: Path | None) -> None:
        from risk import intake
        from risk.warehouse import open_version

        with open_version(call.workspace) as warehouse:
            found = warehouse.rejects()
        if load_id is not None:
            found = found[found["load_id"] == load_id]
        call.result = {"rejects": records(found)}
        call.show(found)
        if target is not None:
            exported = intake.export_rejected_rows(
                call.workspace,
                target,
                load_id,
                user=getpass.getuser(),
                now=call.now,
                lang=call.lang,
            )
            call.result["exported"] = [str(path) for path in exported]
            call.say("cli.rejects.exported", files=", ".join(map(str, exported)))
        call.say("cli.rejects.count", rows=len(found))

    return run


def versions(lang: str) -> click.Command:
    """``huzhu versions``: what may be rolled back to."""

    @verb("versions", lang)
    def run(call: Call) -> None:
        from risk.warehouse import versions as list_versions

        frame = list_versions(call.workspace)
        call.result = {"versions": records(frame)}
        call.show(frame)

    return run


def rollback(lang: str) -> click.Command:
    """``huzhu rollback VERSION``."""

    @verb("rollback", lang, click.argument("version"))
    def run(call: Call, version: str) -> None:
        from risk.warehouse import rollback as roll_back

        roll_back(call.workspace, version)
        call.result = {"version": version}
        call.say("cli.rollback.done", version=version)

    return run


def verify(lang: str) -> click.Command:
    """``huzhu verify``: versions readable, audit chain whole."""

    @verb("verify", lang)
    def run(call: Call) -> None:
        from risk.operations import open_operations, verify_chain
        from risk.warehouse import verify as verify_versions

        faults = list(verify_versions(call.workspace))
        con = open_operations(call.workspace)
        faults += verify_chain(con)
        con.close()
        call.result = {"faults": faults}
        call.rejected = bool(faults)
        for fault in faults:
            call.say("cli.verify.fault", fault=fault)
        if not faults:
            call.say("cli.verify.good")

    return run


def backup(lang: str) -> click.Command:
    """``huzhu backup FILE``."""

    @verb("backup", lang, click.argument("target", type=EXISTING))
    def run(call: Call, target: Path) -> None:
        from risk.operations import backup as write_backup

        write_backup(call.workspace, target, at=call.now)
        key = call.workspace.key_file(call.workspace.county())
        call.result = {"file": str(target), "key_file": str(key)}
        call.say("cli.backup.done", file=target, secret=key)

    return run


def restore(lang: str) -> click.Command:
    """``huzhu restore FILE -w DIR``."""

    @verb("restore", lang, click.argument("source", type=EXISTING))
    def run(call: Call, source: Path) -> None:
        from risk.operations import restore as read_backup
        from risk.workspace import Workspace

        read_backup(source, Workspace(call.folder))
        call.result = {"workspace": str(call.folder)}
        call.say("cli.restore.done", folder=call.folder)

    return run
