"""The verb of arrivals: what phones, dispatchers and photographs told, into the data."""

from pathlib import Path

import click

from dashboards.cli.common import Call, records, text, verb


def commands(lang: str) -> list[click.Command]:
    """The verbs of this file."""
    return [arrivals(lang)]


def arrivals(lang: str) -> click.Command:
    """``huzhu arrivals``: a version in which claims have their best known arrivals."""
    folder = click.Path(file_okay=False, path_type=Path)

    @verb(
        "arrivals", lang,
        click.option("--photos", type=folder, help=text("cli.arrivals.photos", lang)),
        click.option("--check", is_flag=True, help=text("cli.arrivals.check", lang)),
    )  # fmt: skip
    def run(call: Call, photos: Path | None, check: bool) -> None:
        from risk.intake.arrivals import write_arrivals

        done = write_arrivals(
            call.workspace, photos=photos, check=check, now=call.now, progress=call.progress,
            lang=call.lang,
        )  # fmt: skip
        call.rejected = len(done.left_out) > 0
        call.result = {
            "version": done.version, "changed": done.changed, "claims_filled": done.filled,
            "check_ins": records(done.check_ins), "left_out": records(done.left_out),
        }  # fmt: skip
        told = done.check_ins.assign(
            source=[text(f"cli.arrivals.source.{s}", call.lang) for s in done.check_ins["source"]],
            kind=[text(f"checkin.{k}", call.lang) for k in done.check_ins["kind"]],
            quality=[text(f"checkin.quality_{q}", call.lang) for q in done.check_ins["quality"]],
        )
        call.show(told.rename(columns={"kind": "check_in"}))
        for why, rows in done.left_out.groupby("why"):
            call.say(f"cli.arrivals.why.{why}", photos=len(rows), file=rows["file"].iloc[0])
        key = "checked" if check else "done" if done.changed else "same"
        call.say(f"cli.arrivals.{key}", version=done.version, claims=done.filled)

    return run
