"""The verb that tells what the data show: findings, and measures with their metric."""

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

import click

from dashboards.cli.common import Call, verb
from dashboards.cli.model import as_of_option

if TYPE_CHECKING:
    from dashboards.story.findings import Reader
    from risk.history.findings import Finding, MeasureEffect


def commands(lang: str) -> list[click.Command]:
    """The verbs of this file."""
    return [findings(lang)]


def findings(lang: str) -> click.Command:
    """``huzhu findings``: what the data show, ranked; what was decided, before and after."""

    @verb("findings", lang, as_of_option(lang))
    def run(call: Call, as_of: datetime | None) -> None:
        from dashboards.story.findings import Reader
        from risk.views.told import read_findings
        from risk.warehouse import open_version

        county = call.workspace.county()
        with open_version(call.workspace) as warehouse:
            day = as_of.date() if as_of else warehouse.last_day()
            today = None if as_of else call.now.date()
            shown = read_findings(warehouse, county, day, today=today)
            regions = warehouse.regions()
        names = dict(zip(regions["code"], regions["name"], strict=True))
        to = Reader(call.lang, names, county.currency)
        tell_findings(call, shown.findings, to, day.isoformat())
        tell_measures(call, shown.measures)

    return run


def tell_findings(call: Call, found: "tuple[Finding, ...]", to: "Reader", as_of: str) -> None:
    """Print the findings, three lines each."""
    from dashboards.i18n import percent
    from dashboards.story.findings import said
    from risk.history.findings import FALSE_DISCOVERIES

    call.result |= {"as_of": as_of, "findings": []}
    rate = percent(FALSE_DISCOVERIES, call.lang, 0)
    call.say("cli.findings.title", as_of=as_of, n=len(found), rate=rate)
    for finding in found:
        words = asdict(said(finding, to))
        call.result["findings"].append(asdict(finding) | {"said": words})
        call.say("cli.findings.item", **words)
        call.say("cli.findings.told", **words)
        call.say("cli.findings.do" if finding.to_act else "cli.findings.keep", **words)


def tell_measures(call: Call, measures: "tuple[MeasureEffect, ...]") -> None:
    """Print what was decided, a line each."""
    from dashboards.i18n import day
    from dashboards.story.findings import effect_texts

    call.result["measures"] = [asdict(one) for one in measures]
    if measures:
        call.say("cli.findings.measures")
    for one in measures:
        change, answer = effect_texts(one, call.lang)
        decided = day(one.decided_on, call.lang)
        call.say(
            "cli.findings.measure", day=decided, action=one.action, metric=one.metric_name,
            change=change, answer=answer,
        )  # fmt: skip
