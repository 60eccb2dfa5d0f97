"""The ``huzhu`` command. Heavy imports happen inside the verbs, so that ``--help`` stays quick."""

import os
import sys

import click

from dashboards.cli import (
    arrivals,
    chain,
    data,
    export,
    findings,
    history,
    losses,
    model,
    nowcast,
    places,
    reports,
    roster,
    routes,
    service,
    travel,
    wall,
    warnings,
)
from dashboards.cli.common import LANGUAGES, VERSION, language, text


def build(lang: str) -> click.Group:
    """The command with its help in one language (``zh`` or ``en``)."""
    group = click.Group(
        "huzhu",
        help=text("cli.help", lang),
        params=[
            click.Option(
                ["--lang"],
                type=click.Choice(LANGUAGES),
                expose_value=False,
                help=text("cli.lang", lang),
            )
        ],
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    group = click.version_option(VERSION, prog_name="huzhu")(group)
    for room in (
        service,
        wall,
        data,
        places,
        history,
        model,
        reports,
        chain,
        nowcast,
        findings,
        warnings,
        losses,
        travel,
        roster,
        routes,
        arrivals,
        export,
    ):
        for command in room.commands(lang):
            group.add_command(command)
    return group


def main() -> None:
    """Entry point: exit status 0 done, 1 done with rejects, 2 refused with one line."""
    build(language(sys.argv[1:], os.environ)).main(prog_name="huzhu")
