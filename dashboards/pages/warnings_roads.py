"""Page Warnings, roads and crews: each township's line, the rule's inputs, a person's word."""

from contextlib import closing
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import Dash, Input, Output, State, html
from dash.development.base_component import Component

from dashboards.components.grid import Column, grid, records
from dashboards.components.panels import card, refusal
from dashboards.i18n import MISSING, current_lang, moment, number, t, term
from dashboards.pages.warnings_parts import (
    Id,
    doer,
    may_decide,
    may_record,
    moment_of,
    note,
    options,
    time_input,
    watch_of,
)
from dashboards.security import Writes, callback
from dashboards.story import Context
from dashboards.story.watch import Watch
from dashboards.story.watch_ground import Township, verdict_of
from risk.errors import HuzhuError
from risk.hazard.crews import ROAD_STATES, Ground, Verdict
from risk.operations import open_operations
from risk.operations.watch_field import decide_crews, report_road
from risk.terms import Role

FIELDS = ("code", "name", "verdict", "why", "road", "houses", "special_households", "since")
GRID_ROWS = 8
GIVE_BACK = "rule"
MARKS = {"go": "✓", "care": "!", "no_go": "✕"}


def columns(lang: str) -> list[Column]:
    """What the list shows."""
    return [
        Column("name", t("grid.township", lang), width=110, flex=2),
        Column("verdict", t("warnings.verdict", lang), width=120, flex=1),
        Column("why", t("warnings.why", lang), width=220, flex=4),
        Column("road", t("warnings.road", lang), width=105),
        Column("houses", t("warnings.cut_off", lang), "number", width=105,
               tooltip=t("warnings.cut_off_why", lang)),
        Column("special_households", t("warnings.special_short", lang), "number", width=95),
        Column("since", t("warnings.since", lang), width=200, flex=2),
    ]  # fmt: skip


def reasons(town: Township, context: Context, lang: str) -> str:
    """What the verdict stands on, each ground with its value."""
    line, watch = town.line, context.story().facts.county.watch
    told = []
    for ground, _ in line.grounds:
        values: dict[str, Any] = {}
        if ground is Ground.ROAD:
            values = {"state": term("road_state", line.road, lang)}
        elif ground is Ground.COLOUR:
            values = {
                "colour": term("warning_colour", line.colour, lang),
                "line": term("warning_colour", watch.crews_stay_colour, lang),
            }
        told.append(t(f"warnings.ground.{ground.value}", lang, **values))
    rule = t("list.semicolon", lang).join(told) or t("warnings.ground.none", lang)
    if not town.decided:
        return rule
    said = town.decided
    return t(
        "warnings.overridden", lang, user=said["user"], reason=said["reason"],
        until=moment(said["until_at"], lang), rule=term("crew_verdict", line.verdict.value, lang),
        why=rule,
    )  # fmt: skip


def town_rows(context: Context, watch: Watch, lang: str) -> list[dict[str, Any]]:
    """Rows of the list, worst first."""
    rows = []
    for town in context.watch.townships(context.story().facts, watch):
        verdict, road = verdict_of(town), town.road
        mark = t("warnings.by_person", lang) if town.decided else ""
        source = road.get("user") or t("warnings.road_ledger", lang)
        since = MISSING
        if road:
            since = t(
                "warnings.road_since",
                lang,
                state=term("road_state", road["state"], lang),
                at=moment(road["from_at"], lang),
                who=source,
            )  # type: ignore[arg-type]
        rows.append(
            {
                "code": town.code,
                "name": town.name,
                "verdict": f"{MARKS[verdict]} {term('crew_verdict', verdict, lang)}{mark}",
                "why": reasons(town, context, lang),
                "road": term("road_state", town.line.road, lang)
                if town.line.road
                else t("warnings.road_unknown", lang),
                "houses": town.houses,
                "special_households": town.special_households,
                "since": since,
            }
        )
    return records(pd.DataFrame(rows, columns=list(FIELDS)), FIELDS)


def towns_card(context: Context, watch: Watch, lang: str) -> Component:
    """The list, the rule in words, and the two forms."""
    title = t("warnings.crews", lang)
    frame = pd.DataFrame(town_rows(context, watch, lang), columns=list(FIELDS))
    table = grid(frame, columns(lang), lang, label=title, id_=Id.TOWNS, row_id="code",
                 rows_max=GRID_ROWS, select=True)  # fmt: skip
    county = context.story().facts.county
    rule = t(
        "warnings.rule", lang,
        road=term("road_state", county.watch.crews_stay_road, lang),
        colour=term("warning_colour", county.watch.crews_stay_colour, lang),
        night=t("warnings.rule_night", lang, start=_hour(county.staffing.day_end_h),
                end=_hour(county.staffing.day_start_h))
        if county.watch.crews_stay_night_snow else "",
        status=term("status", county.watch.standing("crews_stay_colour").status.value, lang),
    )  # fmt: skip
    towns = [{"value": r["code"], "label": r["name"]} for r in frame.to_dict("records")]
    town = dmc.Select(
        id=Id.TOWN,
        data=sorted(towns, key=lambda x: x["value"]),
        searchable=True,
        label=t("grid.township", lang),
        placeholder=t("warnings.pick_town", lang),
    )
    forms = dmc.SimpleGrid(
        [_road_form(watch, lang), _crew_form(watch, county.watch.decision_h, lang)],
        cols={"base": 1, "md": 2},
    )
    body = html.Div([dmc.Text(rule, size="sm"), table, town, forms], className="stack")
    return card(title, body, note=t("warnings.crews_note", lang))  # fmt: skip


def _hour(hour: float) -> str:
    return f"{int(hour):02d}:{round(hour % 1 * 60):02d}"


def _road_form(watch: Watch, lang: str) -> Component:
    return html.Div(
        [
            dmc.InputWrapper(
                dmc.SegmentedControl(id=Id.ROAD, data=options("road_state", ROAD_STATES, lang),
                                     value="slow", fullWidth=True),
                label=t("warnings.road_form", lang),
            ),
            time_input(Id.ROAD_FROM, t("warnings.road_from", lang), watch.moment.at),
            dmc.TextInput(id=Id.ROAD_NOTE, debounce=True, label=t("warnings.note", lang)),
            dmc.Button(t("warnings.road_save", lang), id=Id.ROAD_SAVE, disabled=not may_record()),
            html.Div(id=Id.ROADED, **{"aria-live": "polite"}),
        ],
        className="stack panel",
    )  # fmt: skip


def _crew_form(watch: Watch, hours: float, lang: str) -> Component:
    words = [*(v.value for v in Verdict), GIVE_BACK]
    return html.Div(
        [
            dmc.InputWrapper(
                dmc.SegmentedControl(id=Id.CREW, data=options("crew_verdict", words, lang),
                                     value=Verdict.NO_GO.value, fullWidth=True),
                label=t("warnings.crew_form", lang),
            ),
            time_input(Id.CREW_UNTIL, t("warnings.crew_until", lang),
                       watch.moment.at + timedelta(hours=hours)),
            dmc.TextInput(id=Id.CREW_WHY, debounce=True, label=t("warnings.reason", lang)),
            dmc.Button(t("warnings.crew_save", lang), id=Id.CREW_SAVE, disabled=not may_decide()),
            html.Div(id=Id.CREWED, **{"aria-live": "polite"}),
        ],
        className="stack panel",
    )  # fmt: skip


def register_roads(app: Dash, context: Context) -> None:
    """A row names its township in the forms; both forms write down; the list follows."""

    @callback(
        app,
        Output(Id.TOWN, "value"),
        Input(Id.TOWNS, "selectedRows"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def take(rows: list[dict[str, Any]] | None) -> str | None:
        return rows[0]["code"] if rows else None

    @callback(
        app,
        Output(Id.TOWNS, "rowData"),
        Input(Id.SHOWN, "data"),
        Input(Id.AT, "data"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def relist(_: Any, at: str | None) -> list[dict[str, Any]]:
        return town_rows(context, watch_of(context, at), current_lang())

    @callback(
        app,
        Output(Id.ROADED, "children"),
        Output(Id.ROAD_NOTE, "value"),
        Input(Id.ROAD_SAVE, "n_clicks"),
        State(Id.TOWN, "value"),
        State(Id.ROAD, "value"),
        State(Id.ROAD_FROM, "value"),
        State(Id.ROAD_NOTE, "value"),
        State(Id.AT, "data"),
        role=Role.DISPATCHER,
        writes=Writes.RECORDS,
        prevent_initial_call=True,
    )
    def save_road(
        _: int, town: str | None, state: str, from_at: str | None, words: str | None,
        at: str | None,
    ) -> tuple[Any, Any]:  # fmt: skip
        lang = current_lang()
        own = _town(context, at, town)
        if own is None:
            return note(t("warnings.pick_town", lang), lang, grave=True), words
        begins = datetime.fromisoformat(from_at) if from_at else moment_of(context, at).at
        try:
            with closing(open_operations(context.ws)) as con:
                report_road(con, own.code, state, from_at=begins, by=doer(context),
                            note=words or "")  # fmt: skip
        except HuzhuError as error:
            return refusal(error, lang), words
        told = t("warnings.road_saved", lang, town=own.name, state=term("road_state", state, lang),
                 houses=number(own.houses, lang))  # fmt: skip
        return note(told, lang), ""

    @callback(
        app,
        Output(Id.CREWED, "children"),
        Output(Id.CREW_WHY, "value"),
        Input(Id.CREW_SAVE, "n_clicks"),
        State(Id.TOWN, "value"),
        State(Id.CREW, "value"),
        State(Id.CREW_UNTIL, "value"),
        State(Id.CREW_WHY, "value"),
        State(Id.AT, "data"),
        role=Role.MANAGER,
        writes=Writes.RECORDS,
        prevent_initial_call=True,
    )
    def save_crews(
        _: int, town: str | None, decision: str, until: str | None, why: str | None,
        at: str | None,
    ) -> tuple[Any, Any]:  # fmt: skip
        lang, by, shown = current_lang(), doer(context), moment_of(context, at)
        own = _town(context, at, town)
        if own is None:
            return note(t("warnings.pick_town", lang), lang, grave=True), why
        ends = datetime.fromisoformat(until) if until else shown.at
        try:
            with closing(open_operations(context.ws)) as con:
                decide_crews(
                    con, own.code, decision, until_at=ends, rule=asdict(own.line), by=by,
                    reason=why or "", since=shown.at,
                )  # fmt: skip
        except HuzhuError as error:
            return refusal(error, lang), why
        told = t("warnings.crew_saved", lang, town=own.name,
                 decision=term("crew_verdict", decision, lang))  # fmt: skip
        return note(told, lang), ""


def _town(context: Context, at: str | None, code: str | None) -> Township | None:
    towns = context.watch.townships(context.story().facts, watch_of(context, at))
    return next((x for x in towns if x.code == code), None)
