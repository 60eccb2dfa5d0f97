"""Dispatch: today's routes, what happens meanwhile, and every change with its effect beforehand."""

from typing import Any

import dash_mantine_components as dmc
from dash import Dash, dcc, html
from dash.development.base_component import Component

from dashboards.components.panels import card, heading, refusal
from dashboards.components.timeline import register_timeline, timeline
from dashboards.i18n import current_lang, t
from dashboards.pages.dispatch_begin import lobby, register_begin
from dashboards.pages.dispatch_do import register_do
from dashboards.pages.dispatch_export import export_buttons, register_export
from dashboards.pages.dispatch_form import claim_form, crew_form, day_form
from dashboards.pages.dispatch_ids import STEPS, Act, Id
from dashboards.pages.dispatch_link import register_link
from dashboards.pages.dispatch_list import day_list
from dashboards.pages.dispatch_look import register_look
from dashboards.pages.dispatch_map import day_map
from dashboards.pages.dispatch_why import register_why, why_view
from dashboards.security import may
from dashboards.story import Context
from dashboards.story.scope import PERIOD, Scope
from risk.errors import HuzhuError
from risk.operations.dispatch import KeptDay
from risk.operations.dispatch_days import LIVE
from risk.terms import Role

PATH = "/dispatch"
TITLE = "dispatch.title"
SCOPE = (PERIOD,)
BEAT_MS = 3000

__all__ = ["PATH", "TITLE", "Act", "Id", "layout", "register"]


def layout(context: Context, day: str | None = None, **given: Any) -> Component:
    """The page; ``?day=N`` shows dispatch day N, without it one is opened or looked up.

    Both halves are always there, one of them hidden: Dash knows a page by its first layout.
    """
    lang, number = current_lang(), int(day) if day and day.isdigit() else 0
    kept, refused = None, None
    try:
        kept = context.dispatch.kept(number) if number else None
    except HuzhuError as error:
        refused = refusal(error, lang)
    return html.Div(
        [
            dcc.Location(id=Id.GO, refresh="callback-nav"),
            heading(t("dispatch.title", lang), t("dispatch.question", lang)) if kept is None
            else dmc.Title(t("dispatch.title", lang), order=1, size="h4"),
            refused,
            html.Div(lobby(context, lang, Scope.read(given), shown=kept is None),
                     className="page", style=_hidden(kept is not None)),
            html.Div(_stage(context, kept, lang), className="day", style=_hidden(kept is None)),
        ],
        className="page",
    )  # fmt: skip


def _hidden(hidden: bool) -> dict[str, str]:
    return {"display": "none"} if hidden else {}


def _stage(context: Context, kept: KeptDay | None, lang: str) -> list[Component]:
    """One screen: the moment and the promise, map and time-line, the list; the panel aside."""
    number = kept.head.id if kept else 0
    return [
        dcc.Store(id=Id.DAY, data=number),
        *(dcc.Store(id=x) for x in (Id.TICK, Id.ACTED, Id.SHOWN, Id.CHOSEN, Id.DRAFT)),
        dcc.Interval(id=Id.BEAT, interval=BEAT_MS, disabled=kept is None),
        html.Div(
            [
                html.Div(id=Id.CLOCK, className="day-clock", **{"aria-live": "polite"}),
                html.Div(id=Id.CHANCE, className="day-chances"),
                _clock(kept, lang),
            ],
            className="day-top",
        ),
        html.Div(
            [
                html.Div(
                    [
                        html.Div(
                            [
                                day_map(context, kept.start if kept else None, lang),
                                html.Div(timeline(None, lang, id_=Id.LINES), id=Id.LINES),
                            ],
                            className="day-views",
                        ),
                        day_list(lang),
                    ],
                    className="day-main",
                ),
                _aside(lang),
            ],
            className="day-columns",
        ),
        html.Div(
            [card(t("dispatch.log", lang), html.Div(id=Id.LOG)),
             card(t("dispatch.take_away", lang), export_buttons(lang))],
            className="day-under",
        ),
        card(t("dispatch.why", lang), why_view(context, number, lang)),
        dcc.Link(t("dispatch.back", lang), href=PATH),
    ]  # fmt: skip


def _clock(kept: KeptDay | None, lang: str) -> Component:
    """What moves the day as a whole: routes, and in a replay its clock."""
    steps = [
        dmc.Button(t("dispatch.step", lang, n=minutes), id=key, variant="default",
                   size="compact-sm")
        for key, minutes in STEPS.items()
    ]  # fmt: skip
    replayed = kept is not None and kept.head.origin != LIVE
    decides = may(Role.DISPATCHER)
    return html.Div(
        [
            dmc.Button(
                t("dispatch.route", lang),
                id=Id.ROUTE,
                size="compact-md",
                style=_hidden(not decides),
            ),
            dmc.Button(
                t("dispatch.take_in", lang),
                id=Id.TAKE_IN,
                variant="default",
                size="compact-md",
                style=_hidden(kept is None or replayed or not decides),
            ),
            html.Div(
                steps,
                id=Id.REPLAY,
                className="day-buttons",
                style=_hidden(not (replayed and decides)),
            ),
            html.Div(id=Id.WORK, className="day-said", **{"aria-live": "polite"}),
            html.Div(id=Id.SAID, className="day-said", **{"aria-live": "assertive"}),
        ],
        className="day-controls controls",
    )


def _aside(lang: str) -> Component:
    """The claim or crew looked at, what can be done with it, and what a change would do."""
    effect = [
        html.Div(id=Id.EFFECT, **{"aria-live": "polite"}),
        html.Div(
            [
                dmc.Button(t("dispatch.confirm", lang), id=Id.CONFIRM, disabled=True,
                           size="compact-md"),
                dmc.Button(t("dispatch.discard", lang), id=Id.DISCARD, variant="default",
                           disabled=True, size="compact-md"),
            ],
            className="day-buttons",
        ),
    ]  # fmt: skip
    look_at = dmc.Select(id=Id.CREW, data=[], label=t("dispatch.look_at_crew", lang),
                         searchable=True, clearable=True)  # fmt: skip
    return html.Aside(
        [
            html.Div(effect, className="day-ask"),
            html.Div(id=Id.TOLD),
            html.Div(claim_form(lang), id=Id.FOR_CLAIM, style=_hidden(True)),
            html.Div(crew_form(lang), id=Id.FOR_CREW, style=_hidden(True)),
            look_at,
            day_form(lang),
            dmc.Text(t("dispatch.keys", lang), size="xs", c="dimmed"),
        ],
        className="day-aside",
        **{"aria-label": t("dispatch.aside", lang)},
    )


def register(app: Dash, context: Context) -> None:
    """Open a day, look, propose, confirm."""
    register_timeline(app, Id.LINES)
    register_begin(app, context)
    register_look(app, context)
    register_do(app, context)
    register_export(app, context)
    register_link(app, context)
    register_why(app, context)
