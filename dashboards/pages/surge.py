"""Surge planner: a hazard in five choices; claims, crews, and the chance of keeping the promise."""

from enum import StrEnum
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from dashboards.components.panels import card, empty, heading, refusal
from dashboards.i18n import current_lang, moment, reword, t, term
from dashboards.pages.surge_answer import answer_view
from dashboards.security import audit_action, callback, current_user
from dashboards.story import Context
from dashboards.story.saved import list_saved, load_choice, save_choice
from dashboards.story.surge import EXTRA_CREWS_MAX, FAMILIES, GRADES, Choice, default_start
from risk.errors import HuzhuError
from risk.flow import Story
from risk.operations.scenarios import Saved
from risk.terms import Role

PATH = "/surge"
TITLE = "surge.title"
NAME_CHARS_MAX = 60


class Id(StrEnum):
    """Components of this page."""

    FAMILY = "surge-family"
    GRADE = "surge-grade"
    START = "surge-start"
    EXTRA = "surge-extra"
    RUN = "surge-run"
    CHOICE = "surge-choice"
    RESULT = "surge-result"
    NAME = "surge-name"
    SAVE = "surge-save"
    SAVED = "surge-saved"
    NOTE = "surge-note"


def layout(context: Context, scenario: str | None = None, **_: Any) -> Component:
    """The page; ``?scenario=ID`` opens a saved scenario."""
    story, lang = context.story(), current_lang()
    note, choice = opened(context, story, scenario, lang)
    return html.Div(
        [
            heading(t("surge.title", lang), t("surge.question", lang)),
            *refused(story, lang),
            dmc.Grid(
                [
                    dmc.GridCol(_form(choice, lang), span={"base": 12, "md": 8}),
                    dmc.GridCol(_shelf(context, note, lang), span={"base": 12, "md": 4}),
                ]
            ),
            dcc.Store(id=Id.CHOICE, data=choice.payload()),
            dcc.Loading(
                html.Div(id=Id.RESULT, className="result", **{"aria-live": "polite"}),
                custom_spinner=dmc.Alert(
                    [dmc.Loader(size="sm"), " ", t("surge.working", lang)], variant="light"
                ),
                delay_show=300,
                overlay_style={"visibility": "visible", "opacity": 0.35},
            ),
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
    context: Context, story: Story, scenario: str | None, lang: str
) -> tuple[Component | None, Choice]:
    """The choice to begin with: the saved one asked for, else the severe storm of tomorrow."""
    default = Choice("storm", "severe", default_start(story))
    if scenario is None:
        return None, default
    try:
        saved, choice = load_choice(context.ws, scenario)
    except HuzhuError as e:
        return refusal(e, lang), default
    key = "surge.opened" if saved.data_version == story.facts.version else "surge.opened_older"
    text = t(
        key, lang, name=saved.name, author=saved.author, at=moment(saved.at, lang),
        version=saved.data_version,
    )  # fmt: skip
    return dmc.Alert(text, color="blue", variant="light"), choice


def register(app: Dash, context: Context) -> None:
    """Run sets the choice; the choice is worked out; save keeps it under a name."""

    @callback(
        app,
        Output(Id.CHOICE, "data"),
        Input(Id.RUN, "n_clicks"),
        State(Id.FAMILY, "value"),
        State(Id.GRADE, "value"),
        State(Id.START, "value"),
        State(Id.EXTRA, "value"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def run(_: int, family: str, grade: str, starts_at: str, extra: float | str) -> Any:
        given = {
            "family": family,
            "grade": grade,
            "starts_at": starts_at,
            "extra_crews": extra or 0,
        }
        return Choice.read(given).payload()

    @callback(
        app,
        Output(Id.RESULT, "children"),
        Input(Id.CHOICE, "data"),
        role=Role.VIEWER,
        running=[(Output(Id.RUN, "loading"), True, False)],
    )
    def work_out(payload: dict[str, Any]) -> Any:
        story, lang = context.story(), current_lang()
        try:
            answer = context.desk.answer(story, Choice.read(payload))
        except HuzhuError as e:
            return refusal(e, lang)
        return answer_view(story, answer, context.layers(), lang)

    @callback(
        app,
        Output(Id.NOTE, "children"),
        Output(Id.SAVED, "children"),
        Input(Id.SAVE, "n_clicks"),
        State(Id.NAME, "value"),
        State(Id.CHOICE, "data"),
        role=Role.ANALYST,
        prevent_initial_call=True,
    )
    def save(_: int, name: str | None, payload: dict[str, Any]) -> tuple[Any, Any]:
        lang, story = current_lang(), context.story()
        if not (name or "").strip():
            return empty(t("surge.name_missing", lang)), no_update
        saved = save_choice(
            context.ws, str(name).strip()[:NAME_CHARS_MAX], current_user().name,
            Choice.read(payload), story.facts.version, context.clock(),
        )  # fmt: skip
        audit_action("save", f"scenario {saved}", data_version=story.facts.version)
        return empty(t("surge.saved_as", lang, id=saved)), saved_list(list_saved(context.ws), lang)


def _form(choice: Choice, lang: str) -> Component:
    def options(kind: str, codes: tuple[str, ...]) -> list[dict[str, str]]:
        return [{"value": code, "label": term(kind, code, lang)} for code in codes]

    families = dmc.SegmentedControl(
        id=Id.FAMILY, data=options("surge_family", FAMILIES), value=choice.family,
        size="xl", fullWidth=True, color="blue",
    )  # fmt: skip
    grades = dmc.SegmentedControl(
        id=Id.GRADE, data=options("grade", GRADES), value=choice.grade, fullWidth=True
    )
    start = dmc.DateTimePicker(
        id=Id.START, value=choice.starts_at.isoformat(sep=" "), label=t("surge.start", lang),
        valueFormat="YYYY-MM-DD HH:mm", highlightToday=True,
    )  # fmt: skip
    extra = dmc.NumberInput(
        id=Id.EXTRA, value=choice.extra_crews, min=-EXTRA_CREWS_MAX, max=EXTRA_CREWS_MAX, step=1,
        allowDecimal=False, label=t("surge.extra", lang), description=t("surge.extra_note", lang),
    )  # fmt: skip
    run = dmc.Button(t("surge.run", lang), id=Id.RUN, size="md")
    return card(
        t("surge.form", lang),
        dmc.InputWrapper(families, label=t("surge.family", lang)),
        dmc.InputWrapper(grades, label=t("surge.grade", lang)),
        dmc.SimpleGrid([start, extra], cols={"base": 1, "xs": 2}),
        dmc.Group([run, dmc.Text(t("surge.run_note", lang), size="sm", c="dimmed")], mt="sm"),
        note=t("surge.preset_note", lang),
    )


def _shelf(context: Context, note: Component | None, lang: str) -> Component:
    return card(
        t("surge.shelf", lang),
        dmc.TextInput(
            id=Id.NAME, label=t("surge.name", lang), inputProps={"maxLength": NAME_CHARS_MAX}
        ),
        dmc.Button(t("surge.save", lang), id=Id.SAVE, variant="default", mt="xs"),
        html.Div(note, id=Id.NOTE, **{"aria-live": "polite"}),
        html.Div(saved_list(list_saved(context.ws), lang), id=Id.SAVED, className="saved"),
        note=t("surge.save_note", lang),
    )


def saved_list(saved: list[Saved], lang: str) -> Component:
    """Links to saved scenarios, newest first."""
    if not saved:
        return empty(t("surge.none_saved", lang))
    items = [
        html.Li(
            [
                # a full load, so that the page's form starts from the saved choice
                html.A(s.name, href=f"{PATH}?scenario={s.id}"),
                html.Small(f" {s.author} · {moment(s.at, lang)}"),
            ]
        )
        for s in saved
    ]
    return html.Ul(items)
