"""The verb that follows an event under way: nowcast."""

from datetime import datetime, timedelta

import click

from dashboards.cli.common import Call, records, text, verb
from dashboards.cli.model import seed_option

MOMENT = click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"])


def commands(lang: str) -> list[click.Command]:
    """The verbs of this file."""
    return [nowcast(lang)]


def nowcast(lang: str) -> click.Command:
    """``huzhu nowcast [EVENT] [--at T] [--judge]``: how many have reported, how many more will."""

    @verb(
        "nowcast",
        lang,
        click.argument("event", required=False),
        click.option("--at", type=MOMENT, help=text("cli.nowcast.at", lang)),
        click.option("--judge", is_flag=True, help=text("cli.nowcast.judge", lang)),
        seed_option(lang),
    )
    def run(call: Call, event: str | None, at: datetime | None, judge: bool, seed: int) -> None:
        if judge:
            judge_past(call, seed)
        elif event is None:
            list_past(call)
        else:
            tell_event(call, event, at, seed)

    return run


def list_past(call: Call) -> None:
    """Events one can follow."""
    from risk.follow import list_events

    events = list_events(call.workspace)
    call.result = {"events": records(events)}
    call.show(events)
    call.say("cli.nowcast.choose")


def tell_event(call: Call, event: str, at: datetime | None, seed: int) -> None:
    """An event at a moment; by default at the last moment the data know."""
    from risk.follow import eve_of, moment_of

    call.progress(0.0, "eve")
    eve = eve_of(call.workspace, None, event, seed=seed)
    last = min(eve.started_at + timedelta(hours=eve.horizon_h), eve.known_until)
    moment = moment_of(eve, at or last, seed=seed)
    call.progress(1.0, "done")
    now = moment.nowcast
    call.result = {
        "event": event, "at": moment.at, "reported": now.reported, "final": now.total,
        "to_come": now.to_come, "next_24h": moment.next_24h, "by_day": records(now.by_day),
        "by_village": records(now.by_village), "rate_source": eve.forecast.rate_source,
        "lag_source": eve.prior.lag.source, "synthetic": eve.facts.county.synthetic,
    }  # fmt: skip
    for name, said in (("final", now.total), ("to_come", now.to_come)):
        call.say(
            f"cli.nowcast.{name}", at=f"{moment.at:%Y-%m-%d %H:%M}", reported=now.reported,
            p05=round(said["p05"]), p50=round(said["p50"]), p95=round(said["p95"]),
        )  # fmt: skip
    call.show(now.by_day.round(1))


def judge_past(call: Call, seed: int) -> None:
    """Tell past events again, each from its own eve; keep and show how often ranges held."""
    from dashboards.story.event_judging import held_shares, judge_workspace, last_judged
    from risk.warehouse import current_version

    ws = call.workspace
    version = current_version(ws) or ""
    judge_workspace(ws.root, version, seed, None, call.now, progress=call.progress)
    call.progress(1.0, "done")
    judged = last_judged(ws)
    assert judged is not None, "the run just kept is there"
    shares = held_shares(judged.said)
    call.result = {"held": records(shares), "said": records(judged.said)}
    call.show(shares.round(3))
