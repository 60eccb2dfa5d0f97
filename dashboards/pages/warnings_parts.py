"""Parts of the page Warnings that its files share: ids, who may do what, signals in words."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

import dash_mantine_components as dmc
import flask_login
from dash import html
from dash.development.base_component import Component
from flask import has_request_context

from dashboards.i18n import moment, t, term
from dashboards.security import current_user
from dashboards.security.roles import RANK
from dashboards.story import Context
from dashboards.story.watch import Moment, Warned, Watch
from risk.hazard.alert import Colour, ColourBy
from risk.operations.deed import DECIDERS, RECORDERS, Doer
from risk.terms import Role, WarningColour

TICK_MS = 15_000
STEP, OPEN, FIELD, VERDICT = "warnings-step", "warnings-open", "warnings-field", "warnings-verdict"
TAKE = "warnings-take"
"""Types of components that stand in lists."""
PICKER = "YYYY-MM-DD HH:mm"
LEVELS = {"red": "Ⅰ", "orange": "Ⅱ", "yellow": "Ⅲ", "blue": "Ⅳ"}
"""The national levels, written on a colour so that it is never told by colour alone."""


class Id(StrEnum):
    """Components of this page."""

    TICK = "warnings-tick"
    SHOWN = "warnings-shown"
    CHOSEN = "warnings-chosen"
    FOOT = "warnings-foot"
    AT = "warnings-at"
    PICK = "warnings-pick"
    NOW = "warnings-now"
    STATUS = "warnings-status"
    FAULTS = "warnings-faults"
    SIGNALS = "warnings-signals"
    TEXT = "warnings-text"
    READ = "warnings-read"
    UPLOAD = "warnings-upload"
    FOUND = "warnings-found"
    CONFIRM = "warnings-confirm"
    PASTED = "warnings-pasted"
    INSIDE = "warnings-inside"
    TODO = "warnings-todo"
    STEPPED = "warnings-stepped"
    CALLS_HEAD = "warnings-calls-head"
    CALLS = "warnings-calls"
    CALLING = "warnings-calling"
    PERSON = "warnings-person"
    SHOW = "warnings-show"
    OUTCOME = "warnings-outcome"
    CALL_NOTE = "warnings-call-note"
    CALL_SAVE = "warnings-call-save"
    CALLED = "warnings-called"
    TOWNS = "warnings-towns"
    TOWN = "warnings-town"
    ROAD = "warnings-road"
    ROAD_FROM = "warnings-road-from"
    ROAD_NOTE = "warnings-road-note"
    ROAD_SAVE = "warnings-road-save"
    ROADED = "warnings-roaded"
    CUT = "warnings-cut"
    CUT_OFF = "warnings-cut-off"
    CREW = "warnings-crew"
    CREW_WHY = "warnings-crew-why"
    CREW_UNTIL = "warnings-crew-until"
    CREW_SAVE = "warnings-crew-save"
    CREWED = "warnings-crewed"
    DECIDED = "warnings-decided"
    ASIDE_WHY = "warnings-aside-why"
    PAST = "warnings-past"


def may(roles: frozenset[Role]) -> bool:
    """Whether the signed-in user's role is one of these."""
    if not has_request_context() or not flask_login.current_user.is_authenticated:
        return False
    return current_user().role in roles


def may_record() -> bool:
    """Calls, roads, steps, texts handed in."""
    return may(RECORDERS)


def may_decide() -> bool:
    """A pasted warning counts, one is set aside, crews go or stay."""
    return may(DECIDERS)


def may_take_away() -> bool:
    """Files and prints: analysts and above."""
    return may(frozenset(r for r in Role if RANK[r] >= RANK[Role.ANALYST]))


def doer(context: Context) -> Doer:
    """Whoever is signed in, now."""
    user = current_user()
    return Doer(user.name, user.role, context.clock())


def moment_of(context: Context, at: str | None) -> Moment:
    """The moment of the time a page shows; empty: now."""
    facts = context.story().facts
    return context.watch.moment(facts, datetime.fromisoformat(at) if at else None, context.clock())


def watch_of(context: Context, at: str | None) -> Watch:
    """All warnings at the time a page shows."""
    return context.watch.watch(moment_of(context, at))


def chosen_of(watch: Watch, number: int | None) -> Warned | None:
    """The warning chosen, else the gravest in force."""
    found = watch.find(number)
    return found or (watch.in_force[0] if watch.in_force else None)


def signal_name(warned: Warned, lang: str) -> str:
    """What it warns of, in words: a known signal by its name, another as the sender wrote it."""
    if warned.signal:
        return term("signal", warned.signal, lang)
    info = warned.info(lang)
    return (info.event or info.headline) if info else t("warnings.no_words", lang)


def colour_name(colour: Colour | None, lang: str) -> str:
    """Colour in words."""
    if colour is None:
        return t("warnings.no_colour", lang)
    return term("warning_colour", colour.value.value, lang)


def named(signal: str, colour: str, lang: str) -> str:
    """Signal and colour as one name."""
    return t("warnings.named", lang, signal=signal, colour=colour)


def swatch(colour: WarningColour | None) -> Component:
    """A patch with the colour, its own pattern, and the numeral of its level."""
    name = colour.value if colour else "none"
    return html.Span(LEVELS.get(name, "?"), className=f"signal {name}", **{"aria-hidden": "true"})


def signal_line(warned: Warned, lang: str, *, size: str = "md") -> Component:
    """Patch, signal and colour in one line."""
    colour = warned.colour
    words = named(signal_name(warned, lang), colour_name(colour, lang), lang)
    return html.Span(
        [swatch(colour.value if colour else None), html.Strong(words)],
        className=f"signal-line {size}",
    )


def doubts(warned: Warned, lang: str) -> list[str]:
    """What a person should look at before acting: a colour read from a severity, and faults."""
    colour = warned.colour
    told = []
    if colour is not None and colour.by is ColourBy.SEVERITY:
        told.append(t("warnings.colour_doubtful", lang, words=colour.words))
    if warned.message.faults:
        told.append(t("warnings.message_faults", lang, n=len(warned.message.faults)))
    return told


def span_words(warned: Warned, at: datetime, lang: str) -> str:
    """From when, until when."""
    info = warned.message.info()
    starts = (info.onset or info.effective) if info else None
    until = warned.thread.until(at)
    end = moment(until, lang) if until else t("warnings.no_end", lang)
    return t("warnings.span", lang, start=moment(starts or warned.message.sent, lang), end=end)


def note(text: str, lang: str, *, grave: bool = False) -> Component:
    """What came of a press; read aloud."""
    title = t("panel.refused", lang) if grave else None
    return dmc.Alert(text, title=title, color="red" if grave else "green", variant="light", py=6)


def options(kind: str, codes: Sequence[str], lang: str) -> list[dict[str, Any]]:
    """Choices of a control, in words."""
    return [{"value": code, "label": term(kind, code, lang)} for code in codes]


def time_input(id_: Any, label: str, value: datetime | None, **extra: Any) -> Component:
    """A date and time to pick."""
    return dmc.DateTimePicker(
        id=id_, value=value.isoformat(sep=" ") if value else None, label=label,
        valueFormat=PICKER, clearable=value is None, **extra,
    )  # fmt: skip
