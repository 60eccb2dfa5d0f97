"""Page Dispatch: open today's day or a replay, or go on with one that is kept."""

from datetime import date
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import Dash, Input, Output, State, ctx, html, no_update
from dash.development.base_component import Component

from dashboards.components.panels import card, empty, refusal
from dashboards.components.sheet import Shown, plain
from dashboards.components.shell import synthetic_badge
from dashboards.i18n import current_lang, day, moment, number, t
from dashboards.pages.dispatch_ids import Id
from dashboards.pages.dispatch_words import day_name, preset_words
from dashboards.security import Writes, callback, current_user
from dashboards.story import Context
from dashboards.story.dispatch_open import PRESET
from dashboards.story.scope import Scope
from risk.errors import HuzhuError, ModelError
from risk.flow import Story
from risk.operations.dispatch import DayHead
from risk.terms import Role

SEED_MAX = 10**6
DAYS_SHOWN = 30


def lobby(context: Context, lang: str, scope: Scope, *, shown: bool) -> list[Component]:
    """Today, a replay, and the days kept; what can be replayed is looked up when it is seen."""
    heads = context.dispatch.days() if shown else []
    year_of = context.ws.county().contract_year
    days = [head for head in heads if scope.has_year(year_of(head.day))]
    today = context.clock().date()
    live = [
        dmc.DateInput(id=Id.LIVE_DAY, value=today, label=t("dispatch.live_day", lang),
                      valueFormat="YYYY-MM-DD"),
        dmc.Button(t("dispatch.open_live", lang), id=Id.OPEN_LIVE),
    ]  # fmt: skip
    replay = [
        dmc.Select(id=Id.ORIGIN, data=[], label=t("dispatch.origin", lang), allowDeselect=False,
                   searchable=True),
        dmc.NumberInput(id=Id.SEED, label=t("dispatch.seed", lang), value=1, min=1, max=SEED_MAX,
                        step=1, allowDecimal=False),
        dmc.Button(t("dispatch.open_replay", lang), id=Id.OPEN_REPLAY, variant="light",
                   disabled=True),
    ]  # fmt: skip
    return [
        html.Div(id=Id.OPENED, **{"aria-live": "assertive"}),
        card(t("dispatch.live", lang), html.Div(live, className="day-begin"),
             note=t("dispatch.live_note", lang)),
        card(t("dispatch.replay", lang), html.Div(replay, className="day-begin"),
             note=t("dispatch.replay_note", lang)),
        card(t("dispatch.days", lang), days_view(days, lang)) if shown
        else html.Div(),
    ]  # fmt: skip


def origin_options(context: Context, story: Story, lang: str) -> list[dict[str, str]]:
    """Days that can be replayed: past ones with their claims, then invented events."""
    return [
        {"value": str(row["origin"]), "label": origin_words(row, lang)}
        for row in context.dispatch.origins(story).to_dict("records")
    ]


def origin_words(row: Any, lang: str) -> str:
    """A past day with its event and claims, or a preset."""
    origin = str(row["origin"])
    if origin.startswith(PRESET):
        return t("dispatch.invented", lang, name=preset_words(origin, lang))
    return t("dispatch.past", lang, day=day(row["day"], lang), name=row["name"],
             claims=number(row["claims"], lang))  # fmt: skip


def days_view(heads: list[DayHead], lang: str) -> Component:
    """Days kept, the newest first; each leads to its screen."""
    if not heads:
        return empty(t("dispatch.no_days", lang))
    shown = heads[:DAYS_SHOWN]
    frame = pd.DataFrame(
        {
            "day": [day(h.day, lang) for h in shown],
            "name": [day_name(h, lang) for h in shown],
            "number": [number(h.deeds, lang) for h in shown],
            "by": [f"{h.user} · {moment(h.at, lang)}" for h in shown],
        }
    )
    widths = {"day": 120, "name": 220, "number": 80, "by": 200}
    columns = [Shown(c, t(f"dispatch.col.{c}", lang), "number" if c == "number" else "text", 0, w)
               for c, w in widths.items()]  # fmt: skip
    table = plain(frame, columns, link=lambda at: f"/dispatch?day={shown[at].id}")
    badge = [synthetic_badge(lang)] if any(h.synthetic for h in shown) else []
    return html.Div([table, *badge])


def register_begin(app: Dash, context: Context) -> None:
    """Open a day, and go to its screen."""

    @callback(
        app,
        Output(Id.ORIGIN, "data"),
        Output(Id.ORIGIN, "value"),
        Output(Id.OPEN_REPLAY, "disabled"),
        Input(Id.DAY, "data"),
        role=Role.VIEWER,
    )
    def replayable(day: int) -> tuple[Any, Any, Any]:
        if day:
            return (no_update,) * 3
        options = origin_options(context, context.story(), current_lang())
        return options, options[0]["value"] if options else None, not options

    @callback(
        app,
        Output(Id.GO, "search"),
        Output(Id.OPENED, "children"),
        Input(Id.OPEN_LIVE, "n_clicks"),
        Input(Id.OPEN_REPLAY, "n_clicks"),
        State(Id.LIVE_DAY, "value"),
        State(Id.ORIGIN, "value"),
        State(Id.SEED, "value"),
        role=Role.DISPATCHER,
        writes=Writes.PLANS,
        prevent_initial_call=True,
        running=[(Output(Id.OPEN_REPLAY, "loading"), True, False)],
    )
    def open_a_day(_: int, __: int, on: str, origin: str, seed: Any) -> tuple[Any, Any]:
        lang, story, at = current_lang(), context.story(), context.clock()
        try:
            if ctx.triggered_id == Id.OPEN_LIVE:
                number = context.dispatch.open_live(story, _date(on), user=current_user(), at=at)
            else:
                given = min(int(seed), SEED_MAX) if str(seed or "").isdigit() else 1
                number = context.dispatch.open_replay(
                    story, str(origin), seed=given, user=current_user(), at=at
                )
        except HuzhuError as error:
            return no_update, refusal(error, lang)
        return f"?day={number}", None


def _date(text: str | None) -> date:
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        raise ModelError("no date is given", where="dispatch", remedy="choose the day") from None
