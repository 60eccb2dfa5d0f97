"""Surge planner: the plan saved under a name, shared by its address, compared with others."""

from dataclasses import replace
from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from dashboards.components.panels import card, columns, empty, refusal
from dashboards.i18n import current_lang, moment, t
from dashboards.pages.surge_ask import HIDDEN
from dashboards.pages.surge_ids import Id
from dashboards.pages.surge_if import LEVER_IDS
from dashboards.pages.surge_plan_compare import (
    NAME_CHARS_MAX,
    compared_view,
    file_links,
    kept_name,
    options,
)
from dashboards.pages.surge_run import finished
from dashboards.security import Writes, audit_action, callback, current_user
from dashboards.story import Context
from dashboards.story.plans import (
    CHANGED,
    COMPARED_MAX,
    Beside,
    Draft,
    keep,
    list_kept,
    side_by_side,
)
from dashboards.story.whatif import Ground, Levers, moved
from risk.errors import HuzhuError
from risk.operations.scenarios import Saved
from risk.terms import Role


def shelf(context: Context, lang: str) -> Component:
    """Compare, save, share; hidden until there is a plan."""
    picker = dmc.MultiSelect(
        id=Id.COMPARE, data=options(context, lang), value=[], maxValues=COMPARED_MAX,
        searchable=True, clearable=True, label=t("manage.pick", lang),
        placeholder=t("plan.two", lang),
    )  # fmt: skip
    compare = card(t("plan.compare", lang), picker, note=t("plan.compare_note", lang))
    save = card(
        t("manage.keep", lang),
        dmc.Group(
            [
                dmc.TextInput(
                    id=Id.NAME,
                    debounce=True,
                    label=t("plan.name", lang),
                    inputProps={"maxLength": NAME_CHARS_MAX},
                ),
                dmc.Button(t("plan.save", lang), id=Id.SAVE, className="at-foot"),
            ],
            align="end",
        ),
        html.Div(id=Id.NOTE, **{"aria-live": "polite"}),
        html.Div(saved_list(list_kept(context.ws), lang), id=Id.SAVED, className="saved"),
        note=t("manage.keep_note", lang),
    )
    compared = dcc.Loading(
        html.Div(id=Id.COMPARED, **{"aria-live": "polite"}), delay_show=300,
        overlay_style={"visibility": "visible", "opacity": 0.4},
    )  # fmt: skip
    deeper = html.A(t("manage.to_detail", lang), id=Id.DETAIL, href="/surge/detail",
                    className="button-link")  # fmt: skip
    return html.Div(
        [columns([compare], [save]), compared, html.Div(deeper)], id=Id.SHELF, className="page",
        style=HIDDEN,
    )  # fmt: skip


def saved_list(saved: list[Saved], lang: str) -> Component:
    """Saved plans, newest first, each opened here, with its order sheet."""
    if not saved:
        return empty(t("plan.none_saved", lang))
    items = [
        html.Li(
            [
                # a full load, so that the form starts from the saved plan
                html.A(kept_name(s, lang), href=f"/surge?plan={s.id}"),
                html.Small(f" {s.author} · {moment(s.at, lang)} "),
                *file_links(s.id, lang),
            ]
        )
        for s in saved
    ]
    return html.Ul(items)


def register(app: Dash, context: Context) -> None:
    """The address follows; a plan is kept; up to four stand side by side."""
    _follow(app)
    levers = {name: State(*at) for name, at in LEVER_IDS.items()}
    moving = {name: Input(*at) for name, at in LEVER_IDS.items()}

    @callback(
        app,
        output=(
            Output(Id.NOTE, "children"), Output(Id.SAVED, "children"), Output(Id.COMPARE, "data")
        ),
        inputs=(
            Input(Id.SAVE, "n_clicks"), State(Id.NAME, "value"), levers, State(Id.QUESTION, "data")
        ),
        role=Role.ANALYST,
        writes=Writes.PLANS,
        prevent_initial_call=True,
    )  # fmt: skip
    def save(_: int, name: str | None, given: dict[str, Any], asked: Any) -> tuple[Any, ...]:
        lang = current_lang()
        try:
            ground = finished(context, asked)
            if ground is None or not (name or "").strip():
                why = "plan.nothing_yet" if ground is None else "surge.name_missing"
                return empty(t(why, lang)), no_update, no_update
            number = kept(context, ground, Levers.read(given), str(name))
        except HuzhuError as e:
            return refusal(e, lang), no_update, no_update
        return *saved_words(context, number, lang), options(context, lang)

    @callback(
        app,
        output=(Output(Id.COMPARED, "children"), Output(Id.SHELF, "style")),
        inputs=(
            Input(Id.COMPARE, "value"), Input(Id.READY, "data"), moving, State(Id.QUESTION, "data")
        ),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )  # fmt: skip
    def compare(wanted: list[str], ready: Any, given: dict[str, Any], asked: Any) -> Any:
        lang = current_lang()
        try:
            ground = finished(context, asked) if ready else None
            if ground is None:
                return None, HIDDEN
            if len(wanted or ()) < 2:
                return None, {}
            found = beside(context, ground, Levers.read(given), wanted)
            return compared_view(context.story(), found, lang), {}
        except HuzhuError as e:
            return refusal(e, lang), {}


def beside(context: Context, ground: Ground, levers: Levers, wanted: list[str]) -> list[Beside]:
    """The plans named, in that order; "changed" is what the sliders make of the plan told.

    Raises:
        HuzhuError: a plan cannot be read or simulated on this data.
    """
    story, answer = context.story(), ground.answer
    now = moved(story, context.desk, context.again, ground, levers)
    changed = Beside(CHANGED, now.choice, now.outcome, now.crews)
    others = [name for name in wanted[:COMPARED_MAX] if name != CHANGED]
    found = side_by_side(
        context.ws, story, context.desk, context.again, answer,
        Draft(ground.crews, ground.setup), others,
    )  # fmt: skip
    told = dict(zip(others, found, strict=True)) | {CHANGED: changed}
    return [told[name] for name in wanted[:COMPARED_MAX]]


def kept(context: Context, ground: Ground, levers: Levers, name: str) -> int:
    """Keep the plan as the sliders make it, audited; returns its number.

    Raises:
        HuzhuError: it cannot be simulated.
    """
    story = context.story()
    now = moved(story, context.desk, context.again, ground, levers)
    answer, user = replace(ground.answer, choice=now.choice), current_user()
    draft = Draft(now.crews, now.setup)
    short = name.strip()[:NAME_CHARS_MAX]
    number = keep(context.ws, short, user.name, context.clock(), answer, draft)
    audit_action("save", f"plan {number}", data_version=story.facts.version)
    return number


def saved_words(context: Context, number: int, lang: str) -> tuple[Component, Component]:
    """What to say of a plan just kept, and the list with it."""
    link = html.A(t("manage.open_saved", lang), href=f"/surge?plan={number}")
    words = empty(t("surge.saved_as", lang, id=number))
    note = html.Div([words, link, " ", *file_links(number, lang)])
    return note, saved_list(list_kept(context.ws), lang)


def _follow(app: Dash) -> None:
    """Question and sliders stand in the address, so that copying it shares what is seen."""
    app.clientside_callback(
        ClientsideFunction("surge", "follow"),
        Output(Id.ADDRESS, "data"),
        Output(Id.DETAIL, "href"),
        Input(Id.QUESTION, "data"),
        *(Input(*at) for at in LEVER_IDS.values()),
    )


def address_store() -> Component:
    """Where the address as last written is kept."""
    return dcc.Store(id=Id.ADDRESS)
