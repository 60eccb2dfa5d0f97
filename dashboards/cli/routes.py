"""The verb of daily routes: who drives where and when, what that promises, why claims are late."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashboards.cli.common import Call, records, text, verb
from dashboards.cli.losses import write
from dashboards.cli.model import DAY, seed_option

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from risk.follow.begun import Begun
    from risk.follow.routed import Routed

CLOCK = click.DateTime(["%H:%M"])
HOUR_MIN = 60.0
DAYS_SHOWN = 12
PLAY_POLISH_S = 0.5


def commands(lang: str) -> list[click.Command]:
    """The verbs of this file."""
    return [routes(lang)]


def routes(lang: str) -> click.Command:
    """``huzhu routes [DATE]``: routes of a day; without arguments the days one can play again."""
    written = click.Path(dir_okay=False, path_type=Path)

    @verb(
        "routes", lang,
        click.argument("day", metavar="DATE", type=DAY, required=False),
        click.option("--replay", metavar="EVENT", help=text("cli.routes.replay", lang)),
        click.option("--play", is_flag=True, help=text("cli.routes.play", lang)),
        click.option("--at", type=CLOCK, metavar="HH:MM", help=text("cli.routes.at", lang)),
        click.option("--borrow", multiple=True, metavar="LENDER=N",
                     help=text("cli.routes.borrow", lang)),
        click.option("--seconds", type=click.FloatRange(0.1, 600),
                     help=text("cli.routes.seconds", lang)),
        click.option("--export", type=written, help=text("cli.routes.export", lang)),
        seed_option(lang),
    )  # fmt: skip
    def run(
        call: Call, day: datetime | None, replay: str | None, play: bool, at: datetime | None,
        borrow: tuple[str, ...], seconds: float | None, export: Path | None, seed: int,
    ) -> None:  # fmt: skip
        refuse_play(replay, play=play)
        if export is not None:
            refuse_kind(export)
        if day is None and replay is None:
            list_days(call)
            return
        now_min = HOUR_MIN * at.hour + at.minute if at else None
        begun = begin(call, day, replay, now_min, lent_of(borrow), seed)
        routed = make(call, begun, seconds, seed)
        tell(call, begun, routed)
        if play:
            tell_played(call, begun, routed, seed)
        if export is not None:
            export_file(call, export, begun, routed)

    return run


def list_days(call: Call) -> None:
    """What waits on the data's last day, and the days of past events, busiest first."""
    from dashboards.story.routes_told import days_told
    from risk.follow.begun import read_known
    from risk.follow.day import first_moment, open_claims
    from risk.follow.replay import open_days

    facts = read_known(call.workspace, None)
    waiting = open_claims(facts, facts.as_of, now_min=first_moment(facts.county))
    days = open_days(facts)
    call.result = {
        "data_version": facts.version, "synthetic": facts.county.synthetic,
        "last_day": facts.as_of.isoformat(), "waiting": len(waiting), "days": records(days),
    }  # fmt: skip
    call.say("cli.routes.waiting", day=facts.as_of, n=len(waiting))
    if days.empty:
        call.say("cli.routes.no_days")
        return
    best = days.iloc[0]
    call.show(days_told(days, call.lang), limit=DAYS_SHOWN)
    call.say("cli.routes.choose", event=best["event_id"], day=best["day"])


def begin(
    call: Call, day: datetime | None, replay: str | None, now_min: float | None,
    lent: dict[str, int], seed: int,
) -> "Begun":  # fmt: skip
    """The day asked for, before its routes."""
    from risk.follow import begun
    from risk.scored import score_facts

    call.progress(0.0, "reading")
    on, ws = day.date() if day else None, call.workspace
    if replay is None:
        assert on is not None, "a day or a replay was asked for"
        return begun.begin_live(ws, on, now_min=now_min, lent=lent)
    if not begun.is_preset(replay):
        return begun.begin_event(ws, replay, day=on, seed=seed, now_min=now_min, lent=lent or None)
    facts = begun.read_known(ws, None)
    call.progress(0.0, "score")
    scores = score_facts(facts, seed=seed)
    return begun.begin_preset(facts, scores, replay, day=on, seed=seed, now_min=now_min, lent=lent)


def lent_of(borrow: tuple[str, ...]) -> dict[str, int]:
    """Crews by lender, of ``LENDER=N``.

    Raises:
        ModelError: it is not written so.
    """
    from risk.errors import ModelError

    lent = {}
    for words in borrow:
        lender, _, number = words.rpartition("=")
        if not lender or not number.isdecimal():
            raise ModelError(f"{words!r} is no lender with crews", where="--borrow",
                             remedy="write LENDER=N, e.g. L01=3")  # fmt: skip
        lent[lender] = int(number)
    return lent


def make(call: Call, begun: "Begun", seconds: float | None, seed: int) -> "Routed":
    """Search routes."""
    from time import monotonic

    from risk.follow.routed import route_day

    routed = route_day(
        begun.state, clock=monotonic, seconds=seconds, seed=seed, progress=tenths(call, "routes")
    )
    call.progress(1.0, "done")
    return routed


def tenths(call: Call, what: str) -> "Callable[[float], None]":
    """Progress shown at once, then once a tenth."""
    call.progress(0.01, what)
    shown = [0]

    def progress(done: float) -> None:
        if shown[0] < int(10 * done) < 10:
            shown[0] = int(10 * done)
            call.progress(done, what)

    return progress


def tell(call: Call, begun: "Begun", routed: "Routed") -> None:
    """Crews, stops, the chance and the causes: printed, or put into the JSON object."""
    from dashboards.story.routes_told import Told, told_of

    told: Told = told_of(routed, call.lang)
    cost, state = routed.solved.cost, begun.state
    call.result = {
        "day": state.ground.day.isoformat(), "at_min": state.now_min, "origin": begun.origin,
        "name": begun.name, "synthetic": begun.synthetic, "data_version": begun.facts.version,
        "claims": len(state.claims), "left_out": begun.left_out, "crews": len(state.crews),
        "engine": routed.solved.engine, "cost_money": cost.total, "unserved": cost.jobs_unserved,
        "late": cost.jobs_late, "to_come": len(begun.script.claims) if begun.script else None,
        "chance": records(routed.chance.by_tier), "stops": records(told.view.stops),
        "by_crew": records(told.view.crews), "waiting": records(told.view.waiting),
        "why": records(routed.why.drop(columns=["job"])),
        "causes": records(told.causes), "tried": records(routed.solved.tried),
    }  # fmt: skip
    if begun.synthetic:
        call.say("shell.synthetic")
    call.say("cli.routes.head", day=state.ground.day, claims=len(state.claims),
             crews=len(state.crews), late=cost.jobs_late, unserved=cost.jobs_unserved)  # fmt: skip
    if begun.script is not None:
        call.say("cli.routes.to_come", name=begun.name, n=len(begun.script.claims))
    show(call, "cli.routes.by_crew", told.crews)
    show(call, "cli.routes.stops", told.stops)
    show(call, "cli.routes.left", told.waiting)
    show(call, "cli.routes.chance", told.chance)
    show(call, "cli.routes.why", told.why)
    if begun.left_out:
        call.rejected = True
        call.say("cli.routes.left_out", n=begun.left_out)


def refuse_play(replay: str | None, *, play: bool) -> None:
    """Refuse to play a day of which nobody knows what comes.

    Raises:
        ModelError: as said.
    """
    from risk.errors import ModelError

    if play and replay is None:
        raise ModelError("nobody knows yet what comes on a live day", where="--play",
                         remedy="name what is played with --replay")  # fmt: skip


def tell_played(call: Call, begun: "Begun", routed: "Routed", seed: int) -> None:
    """The day to its end: claims in time, beside the ledger's of a past day."""
    from time import monotonic

    from dashboards.story.routes_told import kept_told
    from risk.follow.begun import read_known
    from risk.follow.played import play_day

    assert begun.script is not None, "only a replay is played"
    ledger = read_known(call.workspace, None) if begun.origin.startswith("event:") else None
    played = play_day(
        routed.state, begun.script, clock=monotonic, polish_seconds=PLAY_POLISH_S, seed=seed,
        ledger=ledger, progress=tenths(call, "playing"),
    )  # fmt: skip
    call.progress(1.0, "done")
    call.result["played"] = {
        "kept": records(played.kept), "deeds": played.deeds, "polished": played.polished,
    }  # fmt: skip
    call.say("cli.routes.played", deeds=played.deeds, polished=played.polished)
    call.show(kept_told(played.kept, call.lang))
    call.say("cli.routes.played_note" if ledger is None else "cli.routes.played_ledger")


def show(call: Call, key: str, frame: "pd.DataFrame") -> None:
    """A table under its heading, if it has rows."""
    if len(frame):
        call.say(key)
        call.show(frame)


def refuse_kind(path: Path) -> None:
    """Refuse a file of no kind this verb writes, before any search.

    Raises:
        ReportError: as said.
    """
    from dashboards.story.routes_told import KINDS
    from risk.errors import ReportError

    if path.suffix.lower() not in KINDS:
        raise ReportError(
            f"{path.name} is no kind of route file", where="--export",
            remedy=f"end the name with {', '.join(KINDS)}",
        )  # fmt: skip


def export_file(call: Call, path: Path, begun: "Begun", routed: "Routed") -> None:
    """Route sheets or phone maps, households masked and without phones."""
    from dashboards.story.routes_told import route_file

    write(call, path, route_file(path.suffix.lower(), begun, routed, call.now, call.lang))
