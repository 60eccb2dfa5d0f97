"""Page Warnings, what was: time lines of warnings past and present, set aside ones, the ledger."""

from contextlib import closing
from typing import Any

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, ctx, html, no_update
from dash.development.base_component import Component

from dashboards.components.grid import Column, grid
from dashboards.components.panels import card, empty, refusal
from dashboards.i18n import MISSING, current_lang, moment, t, term
from dashboards.pages.warnings_parts import (
    OPEN,
    VERDICT,
    Id,
    chosen_of,
    colour_name,
    doer,
    may_decide,
    named,
    note,
    signal_line,
    watch_of,
)
from dashboards.security import Writes, callback
from dashboards.story import Context
from dashboards.story.watch import Warned, Watch
from risk.errors import HuzhuError
from risk.hazard.in_force import Joined
from risk.hazard.record import from_record
from risk.operations import open_operations
from risk.operations.watch import decide_alert
from risk.terms import Role

PAST_MAX = 30
LEDGER_ROWS = 8


def past_view(context: Context, watch: Watch, chosen: Warned | None, lang: str) -> list[Component]:
    """The chosen warning's time line, past warnings, set aside ones, and the county's ledger."""
    parts = []
    if chosen is not None:
        parts.append(
            card(
                t("warnings.timeline", lang),
                signal_line(chosen, lang),
                _timeline(chosen, watch, lang),
            )
        )
    parts.append(_past(watch, lang))
    if watch.set_aside or watch.orphans:
        parts.append(_aside(watch, lang))
    parts.append(_ledger(context, lang))
    return parts


def _timeline(warned: Warned, watch: Watch, lang: str) -> Component:
    """Every message by the moment, in order of issue."""
    items = []
    for step in warned.thread.timeline():
        if step.at > watch.moment.at and step.what is not None:
            continue
        what = term("msg_type", step.what.value, lang) if step.what else t("warnings.ends", lang)
        words = [moment(step.at, lang), what]
        if step.colour:
            words.append(colour_name(step.colour, lang))
        if step.joined not in (None, Joined.FIRST):
            words.append(t(f"warnings.joined.{step.joined.value}", lang))
        items.append(html.Li(" · ".join(w for w in words if w)))
    return html.Ol(items, className="timeline")


def _past(watch: Watch, lang: str) -> Component:
    title = t("warnings.past", lang)
    if not watch.past:
        return card(title, empty(t("warnings.past_none", lang)))
    rows = []
    for warned in watch.past[:PAST_MAX]:
        until = warned.thread.until(watch.moment.at)
        when = t(
            "warnings.span", lang, start=moment(warned.message.sent, lang),
            end=moment(until, lang) if until else MISSING,
        )  # fmt: skip
        open_ = dmc.Button(t("warnings.open", lang), id={"type": OPEN, "n": warned.number},
                           size="compact-sm", variant="subtle")  # fmt: skip
        state = term("warning_state", warned.state.value, lang)
        rows.append(html.Li([signal_line(warned, lang, size="sm"), f" {state} · {when} ", open_]))
    return card(title, html.Ul(rows, className="tight"))


def _aside(watch: Watch, lang: str) -> Component:
    items = []
    for received in watch.set_aside:
        info = from_record(received.record).info(lang)
        what = (info.headline or info.event) if info else received.origin
        told = t("warnings.aside_line", lang, what=what, user=received.decided_by,
                 reason=received.reason, at=moment(received.decided_at, lang))  # fmt: skip
        button = dmc.Button(
            t("warnings.restored", lang), size="compact-sm", variant="subtle",
            id={"type": VERDICT, "n": received.id, "decision": "restored"},
            disabled=not may_decide(),
        )  # fmt: skip
        items.append(html.Li([told, " ", button]))
    items += [
        html.Li(
            t("warnings.orphan", lang, what=term("msg_type", a.msg_type.value, lang),
              sender=a.sender, at=moment(a.sent, lang))
        )
        for a in watch.orphans
    ]  # fmt: skip
    return card(t("warnings.aside", lang), html.Ul(items, className="tight"))


def _ledger(context: Context, lang: str) -> Component:
    """The county's own warning ledger, as loaded."""
    story = context.story()
    frame, title = context.watch.ledgers(story.facts).warnings, t("warnings.ledger", lang)
    if frame.empty:
        return card(title, empty(t("warnings.ledger_none", lang)))
    names = story.facts.regions.drop_duplicates("code").set_index("code")["name"]
    shown = frame.sort_values("issued_at", ascending=False)
    shown = shown.assign(
        what=[
            named(term("signal", s, lang), term("warning_colour", c, lang), lang)
            for s, c in zip(shown["signal"], shown["colour"], strict=True)
        ],
        place=shown["region_code"].map(names).fillna(shown["region_code"]),
        issued=[moment(x, lang) for x in shown["issued_at"]],
        ends=[moment(x, lang) for x in shown["expires_at"]],
    )
    columns = [
        Column("what", t("warnings.signal", lang), width=140, flex=2),
        Column("issued", t("warnings.issued", lang), width=170, flex=2),
        Column("ends", t("warnings.expires", lang), width=170, flex=2),
        Column("place", t("grid.region", lang), width=120, flex=2),
        Column("text", t("warnings.words", lang), width=150, flex=3),
    ]
    body = grid(shown, columns, lang, label=title, rows_max=LEDGER_ROWS)
    return card(title, body, note=t("warnings.ledger_note", lang, version=story.facts.version))


def aside_form(lang: str) -> Component:
    """Reason with which the chosen warning is set aside."""
    return html.Div(
        [
            dmc.TextInput(id=Id.ASIDE_WHY, debounce=True, label=t("warnings.aside_form", lang),
                          placeholder=t("warnings.aside_hint", lang), disabled=not may_decide()),
            dmc.Button(
                t("warnings.set_aside", lang), variant="default", disabled=not may_decide(),
                id={"type": VERDICT, "n": 0, "decision": "set_aside"},
            ),
            html.Div(id=Id.DECIDED, **{"aria-live": "polite"}),
        ],
        className="aside-form",
    )  # fmt: skip


def register_past(app: Dash, context: Context) -> None:
    """Confirm, set aside and restore; past warnings follow."""

    @callback(
        app,
        Output(Id.DECIDED, "children"),
        Output(Id.ASIDE_WHY, "value"),
        Input({"type": VERDICT, "n": ALL, "decision": ALL}, "n_clicks"),
        State(Id.ASIDE_WHY, "value"),
        State(Id.CHOSEN, "data"),
        State(Id.AT, "data"),
        role=Role.VIEWER,
        writes=Writes.RECORDS,  # a list drawn anew asks too; the store refuses who may not decide
        prevent_initial_call=True,
    )
    def decide(
        clicks: list[int | None], why: str | None, number: int | None, at: str | None
    ) -> Any:
        pressed = ctx.triggered_id
        if not any(clicks) or not isinstance(pressed, dict):
            return no_update, no_update
        lang, which, decision = current_lang(), int(pressed["n"]), str(pressed["decision"])
        reason = (why or "").strip()
        if which == 0:
            warned = chosen_of(watch_of(context, at), number)
            ids = _messages(context, warned) if warned else []
        else:
            ids = [which]
            if decision == "set_aside":
                reason = reason or t("warnings.not_ours", lang)
        try:
            if not ids:
                raise HuzhuError("no warning is chosen", remedy="choose one of the list")
            with closing(open_operations(context.ws)) as con:
                for one in ids:
                    decide_alert(con, one, decision, by=doer(context), reason=reason)
        except HuzhuError as error:
            return refusal(error, lang), no_update
        return note(t(f"warnings.done.{decision}", lang), lang), ""

    @callback(
        app,
        Output(Id.PAST, "children"),
        Input(Id.SHOWN, "data"),
        Input(Id.CHOSEN, "data"),
        Input(Id.AT, "data"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def follow(_: Any, number: int | None, at: str | None) -> list[Component]:
        watch = watch_of(context, at)
        return past_view(context, watch, chosen_of(watch, number), current_lang())


def _messages(context: Context, warned: Warned) -> list[int]:
    """Numbers of every message of a warning, however it came: it is set aside as a whole."""
    own = {m.key for m in warned.thread.messages}
    return [r.id for r in context.watch.received() if from_record(r.record).key in own]
