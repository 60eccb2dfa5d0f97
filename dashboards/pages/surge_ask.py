"""Surge planner, the question: five big choices, then four or five inputs with their sources."""

from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from dashboards.components.panels import card, refusal
from dashboards.i18n import current_lang, day, moment, number, t
from dashboards.pages.surge_form import EVENTS_MAX, FAR_KM, event_words, options
from dashboards.pages.surge_ids import Id
from dashboards.pages.surge_words import grade_words
from dashboards.security import callback
from dashboards.story import Context
from dashboards.story.asked import EVENT, HAZARDS, WARNING, Asked
from dashboards.story.choice import GRADES
from dashboards.story.scenarios import past_events_of
from dashboards.story.setup import CLAIMS_MAX, lender_ids, townships
from dashboards.story.waiting import waiting_now
from dashboards.story.warned import warned_start, warnings_of
from dashboards.story.whatif import photo_share
from risk.errors import HuzhuError
from risk.flow import Story
from risk.terms import Role

SHOWN: dict[str, str] = {}
HIDDEN = {"display": "none"}


def choices(asked: Asked, lang: str) -> Component:
    """The five big choices, one of which is made."""
    cards = [
        dmc.RadioCard(
            [
                html.Span(t(f"manage.glyph.{hazard}", lang), className="ask-glyph",
                          **{"aria-hidden": "true"}),
                html.Span(
                    [
                        html.Strong(t(f"manage.hazard.{hazard}", lang)),
                        html.Small(t(f"manage.hazard_note.{hazard}", lang)),
                    ]
                ),
            ],
            value=hazard, className="ask-card", p="sm", radius="md",
        )
        for hazard in HAZARDS
    ]  # fmt: skip
    return dmc.RadioGroup(
        html.Div(cards, className="ask-cards"), id=Id.HAZARD, value=asked.hazard,
        label=t("manage.what", lang),
    )  # fmt: skip


def inputs(context: Context, asked: Asked, lang: str) -> Component:
    """Four or five inputs beside one another, each with where its default comes from."""
    story = context.story()
    preset = asked.hazard not in (WARNING, EVENT)
    row = [
        html.Div(_preset(story, asked, lang), id=Id.PRESET_PANE, className="ask-pair",
                 style=SHOWN if preset else HIDDEN),
        html.Div(_warning(context, asked, lang), id=Id.WARNING_PANE, className="ask-pair",
                 style=SHOWN if asked.hazard == WARNING else HIDDEN),
        html.Div(_event(context, asked, lang), id=Id.EVENT_PANE, className="ask-pair",
                 style=SHOWN if asked.hazard == EVENT else HIDDEN),
        _when(story, asked, lang),
        _waiting(story, asked, lang),
        _lenders(story, asked, lang),
    ]  # fmt: skip
    run = dmc.Button(t("manage.run", lang), id=Id.RUN, size="md")
    note = dmc.Text(t("manage.inputs_note", lang), size="sm", c="dimmed")
    return card(
        t("manage.inputs", lang),
        html.Div(row, className="ask-row"),
        dmc.Group([run, note], mt="sm"),
        html.Div(id=Id.REFUSED, **{"aria-live": "polite"}),
    )


def _preset(story: Story, asked: Asked, lang: str) -> list[Component]:
    grades = dmc.SegmentedControl(
        id=Id.GRADE, data=options("grade", GRADES, lang), value=asked.grade, fullWidth=True
    )
    struck = [{"value": code, "label": name} for code, (name, _) in townships(story).items()]
    return [
        dmc.InputWrapper(
            grades, label=t("surge.grade", lang),
            description=html.Span(grade_words(asked.hazard, asked.grade, lang), id=Id.GRADE_NOTE),
            inputWrapperOrder=["label", "input", "description", "error"],
        ),
        dmc.MultiSelect(
            id=Id.WHERE, data=struck, value=list(asked.townships), searchable=True, clearable=True,
            label=t("manage.where", lang), description=t("manage.where_note", lang),
            placeholder="" if asked.townships else t("manage.where_all", lang),
            inputWrapperOrder=["label", "input", "description", "error"],
        ),
    ]  # fmt: skip


def _warning(context: Context, asked: Asked, lang: str) -> Component:
    rows = [
        {"value": str(w.id), "label": f"{w.headline} · {moment(w.at, lang)}"}
        for w in warnings_of(context.ws)
    ]
    known = {row["value"] for row in rows}
    chosen = asked.alert if asked.alert in known else next((r["value"] for r in rows), None)
    return dmc.Select(
        id=Id.ALERT, data=rows, value=chosen, searchable=True, label=t("surge.warning", lang),
        description=t("manage.warning_note", lang),
        placeholder=t("surge.warning_hint" if rows else "surge.no_warning", lang),
        inputWrapperOrder=["label", "input", "description", "error"],
    )  # fmt: skip


def _event(context: Context, asked: Asked, lang: str) -> Component:
    near = (e for e in past_events_of(context.story()) if e.km is None or e.km <= FAR_KM)
    found = [e for e in near if e.usable][:EVENTS_MAX]
    rows = [{"value": e.event_id, "label": event_words(e, lang)} for e in found]
    return dmc.Select(
        id=Id.EVENT, data=rows, value=asked.event or None, searchable=True, limit=EVENTS_MAX,
        label=t("surge.event", lang), description=t("manage.event_note", lang),
        nothingFoundMessage=t("surge.no_event", lang),
        placeholder=t("surge.event_hint" if rows else "surge.no_event", lang),
        inputWrapperOrder=["label", "input", "description", "error"],
    )  # fmt: skip


def _when(story: Story, asked: Asked, lang: str) -> Component:
    return dmc.DateTimePicker(
        id=Id.START, value=asked.starts_at.isoformat(sep=" "), label=t("surge.start", lang),
        valueFormat="YYYY-MM-DD HH:mm", highlightToday=True,
        description=t("manage.start_note", lang, day=day(story.facts.as_of, lang)),
        inputWrapperOrder=["label", "input", "description", "error"],
    )  # fmt: skip


def _waiting(story: Story, asked: Asked, lang: str) -> Component:
    known = sum(w.claims for w in waiting_now(story, asked.starts_at))
    told = t("manage.waiting_note", lang, n=number(known, lang), day=day(story.facts.as_of, lang))
    return dmc.NumberInput(
        id=Id.WAITING, value=known if asked.waiting is None else asked.waiting, min=0,
        max=CLAIMS_MAX, allowDecimal=False, allowNegative=False, label=t("manage.waiting", lang),
        description=told, inputWrapperOrder=["label", "input", "description", "error"],
    )  # fmt: skip


def _lenders(story: Story, asked: Asked, lang: str) -> Component:
    """Those who cannot lend are named: as a rule all can."""
    lenders, known = story.facts.lenders, lender_ids(story)
    rows = [
        {"value": code, "label": t("manage.lender_option", lang, name=name, n=number(most, lang))}
        for code, name, most in zip(known, lenders["name"], lenders["crews_max"], strict=True)
    ]
    key = "manage.lenders_note" if rows else "manage.no_lenders"
    without = [] if asked.lenders is None else [x for x in known if x not in asked.lenders]
    crews = number(lenders["crews_max"].sum(), lang)
    return dmc.MultiSelect(
        id=Id.WITHOUT, data=rows, value=without, clearable=True, label=t("manage.lenders", lang),
        disabled=not rows, description=t(key, lang, n=number(len(rows), lang), crews=crews),
        placeholder=t("manage.all_lend", lang) if rows else "",
        inputWrapperOrder=["label", "input", "description", "error"],
    )  # fmt: skip


FORM = {
    "hazard": State(Id.HAZARD, "value"), "grade": State(Id.GRADE, "value"),
    "where": State(Id.WHERE, "value"), "alert": State(Id.ALERT, "value"),
    "event": State(Id.EVENT, "value"), "at": State(Id.START, "value"),
    "waiting": State(Id.WAITING, "value"), "without": State(Id.WITHOUT, "value"),
}  # fmt: skip
"""The form's parts by the names :meth:`Asked.read` knows them by."""


def question(context: Context, asked: Asked) -> dict[str, Any]:
    """A question as the page keeps it: scenario, setup, the address that asks it again, and the
    share of claims its plan photographs.

    Raises:
        HuzhuError: it cannot be asked of this data.
    """
    story = context.story()
    setup = asked.setup(story)
    return {
        "choice": asked.choice(story, context.ws).payload(), "setup": setup.payload(),
        "plan": None, "query": asked.query(), "photo": photo_share(story.facts.county, setup),
    }  # fmt: skip


def stores(first: dict[str, Any] | None) -> list[Component]:
    """What the page remembers of a question under way."""
    return [
        dcc.Store(id=Id.QUESTION, data=first),
        dcc.Store(id=Id.READY),
        dcc.Interval(id=Id.TICK, interval=700, disabled=True),
    ]


def register(app: Dash, context: Context) -> None:
    """The inputs follow the big choice, the start a warning's; the button asks."""

    @callback(
        app,
        Output(Id.PRESET_PANE, "style"),
        Output(Id.WARNING_PANE, "style"),
        Output(Id.EVENT_PANE, "style"),
        Output(Id.GRADE_NOTE, "children"),
        Input(Id.HAZARD, "value"),
        Input(Id.GRADE, "value"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def follow(hazard: str, grade: str) -> tuple[Any, ...]:
        preset = hazard not in (WARNING, EVENT)
        shown = (preset, hazard == WARNING, hazard == EVENT)
        return *(SHOWN if s else HIDDEN for s in shown), grade_words(hazard, grade, current_lang())

    @callback(
        app,
        Output(Id.START, "value"),
        Input(Id.HAZARD, "value"),
        Input(Id.ALERT, "value"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def begin_with(hazard: str, alert: str | None) -> Any:
        at = warned_start(context.ws, alert or "") if hazard == WARNING else None
        return at.isoformat(sep=" ", timespec="minutes") if at else no_update

    @callback(
        app,
        output=(Output(Id.QUESTION, "data"), Output(Id.REFUSED, "children")),
        inputs=(Input(Id.RUN, "n_clicks"), FORM),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def ask(_: int, form: dict[str, Any]) -> tuple[Any, Any]:
        try:
            return question(context, Asked.read(form, context.story())), None
        except HuzhuError as e:
            return no_update, refusal(e, current_lang())
