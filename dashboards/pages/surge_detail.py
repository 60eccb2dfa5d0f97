"""Surge planner, the workbench: any hazard chosen or built, every table, a plan changed by hand."""

from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from dashboards.components.panels import empty, heading, refusal
from dashboards.i18n import current_lang, moment, reword, t, term
from dashboards.pages import (
    surge_build,
    surge_compare,
    surge_plan_compare,
    surge_plan_edit,
    surge_plan_run,
)
from dashboards.pages import surge_shelf as shelf
from dashboards.pages.surge_claims import claims_view
from dashboards.pages.surge_compare import compare_card, saved_name
from dashboards.pages.surge_form import WARNING, form
from dashboards.pages.surge_form import Id as Id
from dashboards.pages.surge_plan_compare import compared_pane, kept_name, plan_shelf
from dashboards.pages.surge_plan_export import register_export
from dashboards.pages.surge_plan_form import Id as PlanId
from dashboards.pages.surge_plan_form import edit_pane, stores
from dashboards.security import callback
from dashboards.story import Context
from dashboards.story.choice import Choice, Origin
from dashboards.story.plans import Kept, read_kept
from dashboards.story.saved import load_choice
from dashboards.story.setup import Setup
from dashboards.story.surge import default_start
from risk.errors import HuzhuError, OperationsError
from risk.flow import Story
from risk.terms import Role

PATH = "/surge/detail"
TITLE = "manage.detail_title"
UNDER = "/surge"
"""Page in whose entry of the navigation this one stands."""
KIND, GRADE = "gale", "severe"


def layout(
    context: Context, scenario: str | None = None, alert: str | None = None,
    plan: str | None = None, **_: Any,
) -> Component:  # fmt: skip
    """The page; ``?scenario=ID`` and ``?plan=ID`` open a saved one, ``?alert=ID`` a warning."""
    story, lang = context.story(), current_lang()
    note, choice, kept = opened(context, story, scenario, plan, lang)
    source = WARNING if alert else choice.origin.value
    built = choice.payload()["footprint"]
    usual = Setup.usual(story.facts.county.staffing)
    planned = kept.planned.payload() if kept and kept.planned != usual else None
    return html.Div(
        [
            heading(t(TITLE, lang), t("surge.question", lang)),
            html.A(t("manage.to_manager", lang), href=UNDER),
            *refused(story, lang),
            dmc.Grid(
                [
                    dmc.GridCol(
                        [form(context, choice, source, alert, lang), _built(context, built, lang)],
                        span={"base": 12, "md": 8},
                    ),
                    dmc.GridCol(shelf.shelf(context, note, lang), span={"base": 12, "md": 4}),
                ]
            ),
            dcc.Store(id=Id.FOOTPRINT, data=built and {**built, "kind": choice.kind}),
            dcc.Store(id=Id.CHOICE, data=choice.payload()),
            *stores(str(kept.saved.id) if kept else None, planned),
            dcc.Loading(
                html.Div(id=Id.CLAIMS, className="claims", **{"aria-live": "polite"}),
                delay_show=300,
                overlay_style={"visibility": "visible", "opacity": 0.35},
            ),
            html.Div(id=PlanId.PROGRESS, **{"aria-live": "polite"}),
            html.Div(id=Id.RESULT, className="result", **{"aria-live": "polite"}),
            edit_pane(context, kept.setup if kept else usual, lang),
            html.Div(id=PlanId.MORE, className="result"),
            plan_shelf(context, lang),
            compared_pane(),
            compare_card(context, lang),
        ],
        className="page",
    )


def refused(story: Story, lang: str) -> list[Component]:
    """Presets whose surge the data cannot carry, each with its reason."""
    found = []
    for preset, why in story.refusals.items():
        family, grade = preset.split("_")
        name = f"{term('surge_family', family, lang)} · {term('grade', grade, lang)}"
        found.append(empty(t("surge.refused", lang, name=name, why=reword(why, lang))))
    return found


def opened(
    context: Context, story: Story, scenario: str | None, plan: str | None, lang: str
) -> tuple[Component | None, Choice, Kept | None]:
    """What to begin with: the saved plan or scenario asked for, else tomorrow's severe storm."""
    default, kept = Choice(KIND, GRADE, default_start(story)), None
    if scenario is None and plan is None:
        return None, default, None
    try:
        if plan is not None:
            kept = read_kept(context.ws, story, plan)
            saved, choice, name = kept.saved, kept.choice, kept_name(kept.saved, lang)
        else:
            saved, choice = load_choice(context.ws, str(scenario))
            name = saved_name(saved, lang)
    except HuzhuError as e:
        return refusal(e, lang), default, None
    key = "surge.opened" if saved.data_version == story.facts.version else "surge.opened_older"
    text = t(
        key, lang, name=name, author=saved.author, at=moment(saved.at, lang),
        version=saved.data_version,
    )  # fmt: skip
    return dmc.Alert(text, color="blue", variant="light"), choice, kept


def asked(
    source: str, kind: str, grade: str, event: str | None, footprint: dict[str, Any] | None
) -> dict[str, Any]:
    """The part of a choice that says which scenario.

    Raises:
        OperationsError: no event is chosen, nothing is built, or no kind can tell its claims.
    """
    if source == Origin.PRESET:
        return {"kind": kind, "grade": grade}
    if source == Origin.EVENT:
        if not event:
            raise OperationsError("no event is chosen", remedy="choose one of the list")
        return {"kind": kind, "grade": grade, "event_id": event}
    if not footprint:
        raise OperationsError("no footprint is built", remedy="build one first")
    if not footprint.get("kind"):
        raise OperationsError(
            "no kind of hazard tells claims by this quantity",
            remedy="choose another quantity, or load own events with their intensities",
        )
    return {"kind": footprint["kind"], "grade": GRADE, "footprint": footprint}


def register(app: Dash, context: Context) -> None:
    """Run sets the choice; the choice is worked out; save keeps it under a name."""

    @callback(
        app,
        Output(Id.CHOICE, "data"),
        Output(Id.ASKED, "children"),
        Input(Id.RUN, "n_clicks"),
        State(Id.SOURCE, "value"),
        State(Id.KIND, "value"),
        State(Id.GRADE, "value"),
        State(Id.EVENT, "value"),
        State(Id.FOOTPRINT, "data"),
        State(Id.START, "value"),
        State(Id.DURATION, "value"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def run(
        _: int, source: str, kind: str, grade: str, event: str | None,
        footprint: dict[str, Any] | None, starts_at: str, hours: Any,
    ) -> tuple[Any, Any]:  # fmt: skip
        lang = current_lang()
        try:
            what = asked(source, kind, grade, event, footprint)
            when = {"starts_at": starts_at, "duration_h": hours}
            return Choice.read({**what, **when}).payload(), None
        except HuzhuError as e:
            return no_update, refusal(e, lang)

    @callback(
        app,
        Output(Id.CLAIMS, "children"),
        Input(Id.CHOICE, "data"),
        role=Role.VIEWER,
    )
    def tell_claims(payload: dict[str, Any]) -> Any:
        story, lang = context.story(), current_lang()
        try:
            choice = Choice.read(payload)
            forecast = context.desk.claims(story, choice)
        except HuzhuError as e:
            return refusal(e, lang)
        bases = story.facts.bases
        return claims_view(story, choice, forecast, context.layers(), bases, lang)

    surge_build.register(app, context)
    surge_compare.register(app, context)
    for part in (shelf, surge_plan_run, surge_plan_edit, surge_plan_compare):
        part.register(app, context)
    register_export(app, context)


def _built(context: Context, built: dict[str, Any] | None, lang: str) -> Component:
    shown = None
    if built:
        try:
            shown = surge_build.built_view(context, context.story(), {**built, "kind": "?"}, lang)
        except HuzhuError as e:
            shown = refusal(e, lang)
    return html.Div(shown, id=Id.BUILT, **{"aria-live": "polite"})
