"""Report desk: raw reports → distinct houses → insured → payable, and what people must decide."""

from contextlib import closing
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from dashboards.components.address import keep_in_address, keeper
from dashboards.components.grid import records
from dashboards.components.panels import empty, heading, refusal
from dashboards.i18n import current_lang, number, t
from dashboards.pages.desk_export import register_export
from dashboards.pages.desk_parts import Id, counts_view
from dashboards.pages.desk_queue import (
    BUTTONS,
    DECIDER,
    asked_view,
    candidate_choices,
    decision_table,
    decisions_view,
    may_decide,
    may_read,
    people_view,
    queue,
    shown_styles,
)
from dashboards.pages.desk_tables import tables_view
from dashboards.security import Writes, callback, current_user
from dashboards.story import Context
from dashboards.story.cells import teller
from dashboards.story.report_desk import Seen
from dashboards.story.scope import FAMILY, PERIOD, Scope
from risk.desk import Verdict
from risk.errors import HuzhuError
from risk.operations import open_operations
from risk.operations.desk import decide
from risk.terms import Role

PATH = "/desk"
TITLE = "desk.title"
SCOPE = (PERIOD, FAMILY)
KEPT_CHOICES = {"event": (Id.EVENT, "value")}
WHY_CHARS_MAX = 200
LOOK_MS = 15_000  # how often the page asks whether a load or another person changed something


def layout(context: Context, event: str | None = None, **given: Any) -> Component:
    """The page; ``?event=ID`` opens one event, else the newest with reports of the scope."""
    lang, every = current_lang(), context.reports.events()
    events = Scope.read(given).events(every, context.ws.county())
    outside = events.empty and not every.empty
    if outside or event in set(every["event_id"]) - set(events["event_id"]):
        events = every  # the one a link names is shown, whatever the scope
    head = heading(t("desk.title", lang), t("desk.question", lang))
    why = empty(t("desk.no_events", lang), t("desk.no_events_remedy", lang))
    if events.empty:
        return html.Div([head, why], className="page")
    ids, told = events["event_id"].tolist(), events["reports"] > 0
    newest = ids[int(told.to_numpy().argmax())]  # the newest with reports, else the newest
    chosen = event if event in ids else newest
    seen = context.reports.look(chosen)
    choices = [
        {"value": e, "label": t("desk.event_label", lang, name=name, n=number(n, lang))}
        for e, name, n in zip(ids, events["name"], events["reports"], strict=True)
    ]
    return html.Div(
        [
            head,
            *([] if told.any() else [why]),
            *([empty(t("scope.no_events", lang))] if outside else []),
            dmc.Select(
                id=Id.EVENT, label=t("desk.event", lang), data=choices, value=chosen,
                allowDeselect=False, searchable=True, w={"base": "100%", "sm": 420},
            ),
            keeper(Id.HERE, KEPT_CHOICES),
            dcc.Store(id=Id.SHOWN, data=mark(seen)),
            dcc.Interval(id=Id.TICK, interval=LOOK_MS),
            html.Div(counts_view(seen, lang), id=Id.COUNTS, className="stack"),
            queue(lang, may_decide=may_decide(), may_read=may_read()),
            decisions_view(seen, lang, may_decide=may_decide()),
            html.Div(tables_view(context, seen, lang), id=Id.TABLES, className="stack"),
        ],
        className="page desk",
    )  # fmt: skip


def mark(seen: Seen) -> list[Any]:
    """What tells whether the page is up to date: version, last decision, event."""
    return [seen.version, seen.number, seen.day.window.event_id]


def register(app: Dash, context: Context) -> None:
    """An event is chosen, a question answered, a decision taken back: all views follow."""
    keep_in_address(app, Id.HERE, KEPT_CHOICES)
    register_export(app, context)
    _register_views(app, context)
    _register_answers(app, context)


def _register_views(app: Dash, context: Context) -> None:
    @callback(
        app,
        Output(Id.SHOWN, "data"),
        Input(Id.EVENT, "value"),
        Input(Id.TICK, "n_intervals"),
        Input(Id.NOTE, "children"),
        State(Id.SHOWN, "data"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def follow(event: str, _tick: int | None, _note: Any, shown: list[Any]) -> Any:
        now = mark(context.reports.look(event))
        return no_update if now == shown else now

    @callback(
        app,
        Output(Id.COUNTS, "children"),
        Output(Id.TABLES, "children"),
        Output(Id.DECIDED, "rowData"),
        Input(Id.SHOWN, "data"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def redraw(shown: list[Any]) -> tuple[Any, ...]:
        lang, seen = current_lang(), context.reports.look(shown[2])
        table = decision_table(seen, lang)
        rows = records(table, list(table.columns))
        return counts_view(seen, lang), tables_view(context, seen, lang), rows

    @callback(
        app,
        Output(Id.QUESTION, "children"),
        Output(Id.ASKED, "data"),
        Output(Id.CANDIDATE, "data"),
        Output(Id.CANDIDATE, "value"),
        Output(Id.HOUSES, "value"),
        Output(Id.PEOPLE, "children"),
        *(Output(button, "style") for button in BUTTONS),
        Output(Id.CANDIDATE, "style"),
        Output(Id.HOUSES, "style"),
        Input(Id.SHOWN, "data"),
        Input(Id.KIND, "value"),
        Input(Id.WHO, "n_clicks"),
        State(Id.ASKED, "data"),
        role=Role.VIEWER,
    )
    def ask(shown: list[Any], kind: str, _who: int | None, before: Any) -> tuple[Any, ...]:
        lang, seen = current_lang(), context.reports.look(shown[2])
        if ctx.triggered_id == Id.WHO:
            return (*(no_update,) * 5, names(before, lang), *(no_update,) * (len(BUTTONS) + 2))
        to = teller(context.story(), lang)
        view, asked = asked_view(seen, kind, to)
        data = None
        if asked is not None:
            data = {
                "subject": asked.subject, "kind": kind, "reports": list(asked.reports),
                "seen": seen.last_of(asked.subject),
            }  # fmt: skip
        found = candidate_choices(seen, asked, to)
        best = found[0]["value"] if found else None
        n = asked.n if asked else 1
        styles = shown_styles(kind if asked else None)
        return view, data, found, best, n or 1, None, *styles

    def names(asked: Any, lang: str) -> Component:
        try:
            return people_view(context, asked, lang)
        except HuzhuError as e:
            return refusal(e, lang)


def _register_answers(app: Dash, context: Context) -> None:
    @callback(
        app,
        Output(Id.NOTE, "children"),
        *(Input(button, "n_clicks") for button in BUTTONS),
        Input(Id.UNDO, "n_clicks"),
        State(Id.ASKED, "data"),
        State(Id.CANDIDATE, "value"),
        State(Id.HOUSES, "value"),
        State(Id.WHY, "value"),
        State(Id.DECIDED, "selectedRows"),
        role=DECIDER,
        writes=Writes.RECORDS,
        prevent_initial_call=True,
    )
    def answer(*given: Any) -> Component:
        asked, home, houses, why, chosen = given[-5:]
        lang, button = current_lang(), str(ctx.triggered_id)
        try:
            if button == Id.UNDO:
                subject, verdict, value, last = taken_back(chosen)
            else:
                subject, verdict, value, last = said(Id(button), asked, home, houses)
            if subject is None:
                return empty(t("desk.nothing_chosen", lang))
            number_ = write(context, subject, verdict, value, (why or "")[:WHY_CHARS_MAX], last)
        except HuzhuError as e:
            return refusal(e, lang)
        return empty(t("desk.written", lang, n=number_, verdict=t(f"desk.do.{verdict}", lang)))


Said = tuple[str | None, Verdict, str, int | None]


def said(button: Id, asked: dict[str, Any] | None, home: str | None, houses: Any) -> Said:
    """What a button says of the question asked."""
    verdict = BUTTONS[button][1]
    if asked is None:
        return None, verdict, "", None
    value = {Verdict.SPLIT: str(houses or ""), Verdict.HOUSEHOLD: home or ""}.get(verdict, "")
    return asked["subject"], verdict, value, int(asked["seen"])


def taken_back(chosen: list[dict[str, Any]] | None) -> Said:
    """The chosen decision's subject, open again; refused if somebody decided it anew."""
    if not chosen:
        return None, Verdict.OPEN, "", None
    return str(chosen[0]["subject"]), Verdict.OPEN, "", int(chosen[0]["number"])


def write(
    context: Context, subject: str, verdict: Verdict, value: str, why: str, seen: int | None
) -> int:
    """Write a decision of the signed-in user down."""
    user = current_user()
    with closing(open_operations(context.ws)) as con:
        return decide(
            con, subject, verdict, value=value, why=why, seen=seen,
            user=user.name, role=user.role, at=context.clock(),
        )  # fmt: skip
