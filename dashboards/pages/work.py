"""Work: what runs in the background, how far it is, who may stop it, and how the last ended."""

from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from dashboards.components.panels import card, heading, refusal
from dashboards.i18n import current_lang, t
from dashboards.pages.work_parts import (
    PLAN,
    STOPS_PLANS,
    Press,
    ended_view,
    mark,
    running_view,
    starts_view,
)
from dashboards.pages.work_parts import Id as Id
from dashboards.pages.work_starts import begin
from dashboards.security import audit_action, callback, current_user, require_role
from dashboards.security.past import refuse_in_past
from dashboards.story import Context
from risk.errors import HuzhuError
from risk.terms import Role

PATH = "/work"
TITLE = "works.title"
TICK_MS = 2_000


def layout(context: Context, **_: Any) -> Component:
    """The page."""
    lang = current_lang()
    return html.Div(
        [
            heading(t("works.title", lang), t("works.question", lang)),
            html.Div(id=Id.NOTE, **{"aria-live": "polite"}),
            card(t("works.running", lang), html.Div(running_view(context, lang), id=Id.RUNNING)),
            html.Div(starts_view(context, lang), id=Id.STARTS),
            html.Div(ended_view(context, lang), id=Id.ENDED),
            dcc.Store(id=Id.SHOWN, data=mark(context)),
            dcc.Interval(id=Id.TICK, interval=TICK_MS),
        ],
        className="page",
    )


def act(context: Context, kind: str, name: str) -> None:
    """Begin or stop work of that name.

    Raises:
        HuzhuError: it runs already, the role may not, or the page shows an earlier version.
    """
    user = current_user()
    refuse_in_past(context.ws)
    if kind == Press.START:
        begin(context, name, user)
    elif name.startswith(PLAN):
        require_role(STOPS_PLANS)
        for plan in context.desk.under_way():
            plan.stopped |= f"{PLAN}{plan.number}" == name
    else:
        context.works.check_role(name, user)
        context.works.cancel(name)
    verb = kind.rpartition("-")[2]
    audit_action(f"work {verb}", name, data_version=context.version())


def register(app: Dash, context: Context) -> None:
    """A button begins or stops; a tick shows how far it is, and redraws what has changed."""

    @callback(
        app,
        Output(Id.NOTE, "children"),
        Input({"type": Press.START, "name": ALL}, "n_clicks"),
        Input({"type": Press.STOP, "name": ALL}, "n_clicks"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def press(_starts: Any, _stops: Any) -> Any:
        pressed = ctx.triggered_id
        if not pressed or not ctx.triggered[0]["value"]:  # a button drawn anew was not pressed
            return no_update
        try:
            act(context, pressed["type"], pressed["name"])
        except HuzhuError as error:
            return refusal(error, current_lang())
        return None

    @callback(
        app,
        Output(Id.RUNNING, "children"),
        Output(Id.STARTS, "children"),
        Output(Id.ENDED, "children"),
        Output(Id.SHOWN, "data"),
        Input(Id.TICK, "n_intervals"),
        Input(Id.NOTE, "children"),
        State(Id.SHOWN, "data"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def follow(_tick: int | None, _note: Any, shown: list[str]) -> tuple[Any, ...]:
        lang, now = current_lang(), mark(context)
        running = running_view(context, lang)
        if now == shown:
            return running, no_update, no_update, no_update
        return running, starts_view(context, lang), ended_view(context, lang), now
