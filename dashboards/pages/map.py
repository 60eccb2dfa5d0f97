"""Risk map: which places are risky, for which peril, how sure we are, and why."""

from enum import StrEnum
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import Dash, Input, Output, ctx, dcc, html
from dash.development.base_component import Component

from dashboards.components.grid import Column, grid, records
from dashboards.components.panels import card, empty, facts, heading, table
from dashboards.components.riskmap import hideout, legend, risk_map
from dashboards.i18n import (
    MISSING,
    chance,
    current_lang,
    money,
    number,
    percent,
    span,
    t,
    term,
    year,
)
from dashboards.security import callback
from dashboards.story import Context
from dashboards.story.judging import (
    calibration_of,
    claims_next_year,
    coverage_line,
    verdict_lines,
)
from dashboards.story.levels import (
    LEVELS,
    level_digits,
    level_of,
    level_table,
    record_by_year,
    region_choices,
    scored_families,
    township_places,
)
from dashboards.story.units import digits, say
from dashboards.story.units import note as unit_note
from risk.flow import Story
from risk.terms import Role

PATH = "/map"
TITLE = "map.title"
MAP_SPAN, SIDE_SPAN = {"base": 12, "md": 7}, {"base": 12, "md": 5}
GRID_FIELDS = (
    "region_code", "name", "township", "risk_level", "level", "p_level", "rate", "rate_lo",
    "rate_hi", "credibility", "claims", "house_years",
)  # fmt: skip


class Id(StrEnum):
    """Components of this page."""

    FAMILY = "map-family"
    LEVEL = "map-level"
    SEARCH = "map-search"
    LAYER = "map-layer"
    GRID = "map-grid"
    CHOSEN = "map-chosen"
    SHEET = "map-sheet"
    METHOD = "map-method"


def layout(context: Context, family: str = "all", level: str = "village", **_: Any) -> Component:
    """The page; family and level may come from the address."""
    story, lang = context.story(), current_lang()
    family = family if family in scored_families(story) else "all"
    level = level if level in LEVELS else "village"
    return html.Div(
        [
            heading(t("map.title", lang), t("map.question", lang)),
            *([empty(t("map.no_claims", lang))] if story.facts.claims.empty else []),
            _controls(story, family, level, lang),
            dcc.Store(id=Id.CHOSEN),
            dmc.Grid(
                [
                    dmc.GridCol(_map_card(context, family, level, lang), span=MAP_SPAN),
                    dmc.GridCol(_side(story, family, level, lang), span=SIDE_SPAN),
                ]
            ),
            html.Div(method(story, family, lang), id=Id.METHOD),
        ],
        className="page",
    )


def register(app: Dash, context: Context) -> None:
    """Colours follow the controls; a click, a row or the search opens a region's sheet."""

    @callback(
        app,
        Output(Id.LAYER, "url"),
        Output(Id.LAYER, "hideout"),
        Input(Id.FAMILY, "value"),
        Input(Id.LEVEL, "value"),
        Input(Id.CHOSEN, "data"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def recolour(family: str, level: str, chosen: str | None) -> tuple[str, dict[str, Any]]:
        shown = colours(context, family, level, current_lang(), chosen or "")
        return context.layers()[level].url, shown

    @callback(
        app,
        Output(Id.GRID, "rowData"),
        Input(Id.FAMILY, "value"),
        Input(Id.LEVEL, "value"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def relist(family: str, level: str) -> list[dict[str, Any]]:
        return rows(context.story(), family, level, current_lang())

    @callback(
        app,
        Output(Id.CHOSEN, "data"),
        Input(Id.LAYER, "clickData"),
        Input(Id.GRID, "selectedRows"),
        Input(Id.SEARCH, "value"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def choose(click: dict[str, Any] | None, selected: list[Any] | None, found: str | None) -> Any:
        return chosen_code(str(ctx.triggered_id), click, selected, found)

    @callback(
        app,
        Output(Id.SHEET, "children"),
        Output(Id.METHOD, "children"),
        Input(Id.CHOSEN, "data"),
        Input(Id.FAMILY, "value"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def open_sheet(code: str | None, family: str) -> tuple[Component, Component]:
        story, lang = context.story(), current_lang()
        return sheet(story, family, code, lang), method(story, family, lang)


def chosen_code(
    trigger: str, click: dict[str, Any] | None, selected: list[Any] | None, found: str | None
) -> str | None:
    """Code of the region chosen by map, list or search; None: nothing (any more)."""
    if trigger == Id.LAYER:
        return click["properties"]["code"] if click else None
    if trigger == Id.GRID:
        return selected[0]["region_code"] if selected else None
    return found


def level_names(story: Story, lang: str) -> tuple[str, ...]:
    """Names of levels 1–5."""
    scoring = story.facts.county.scoring
    return scoring.level_names_zh if lang == "zh" else scoring.level_names_en


def colours(
    context: Context, family: str, level: str, lang: str, chosen: str = ""
) -> dict[str, Any]:
    """What recolours the map for a family and layer."""
    story, codes = context.story(), context.layers()[level].codes
    digits, unsure = level_digits(level_table(story, family, level), codes)
    labels = [t("map.not_scored", lang), *level_names(story, lang)]
    return hideout(
        digits, labels, unsure=unsure, unsure_label=t("map.unsure", lang), selected=chosen
    )


def rows(story: Story, family: str, level: str, lang: str) -> list[dict[str, Any]]:
    """Rows of the list."""
    frame = level_table(story, family, level)
    names = dict(enumerate(level_names(story, lang), start=1))
    return records(frame.assign(level=frame["risk_level"].map(names)), GRID_FIELDS)


def _controls(story: Story, family: str, level: str, lang: str) -> Component:
    families = [
        {"value": f, "label": term("peril_family", f, lang)} for f in scored_families(story)
    ]
    levels = [{"value": x, "label": term("region_level", x, lang)} for x in LEVELS]
    found = region_choices(story)
    places = [
        {"value": r.code, "label": r.name if r.level == "township" else f"{r.township} {r.name}"}
        for r in found.itertuples(index=False)
    ]
    return dmc.Group(
        [
            dmc.Select(id=Id.FAMILY, data=families, value=family, label=t("map.family", lang),
                       allowDeselect=False, w=200),
            dmc.InputWrapper(
                dmc.SegmentedControl(id=Id.LEVEL, data=levels, value=level),
                label=t("map.level", lang),
            ),
            dmc.Select(id=Id.SEARCH, data=places, searchable=True, clearable=True, limit=50,
                       label=t("map.search", lang), placeholder=t("map.search_hint", lang),
                       nothingFoundMessage=t("map.search_none", lang), w=260),
        ],
        align="flex-end",
        className="controls",
    )  # fmt: skip


def _side(story: Story, family: str, level: str, lang: str) -> Component:
    chosen = html.Div(sheet(story, family, None, lang), id=Id.SHEET, **{"aria-live": "polite"})
    return html.Div([chosen, _list_card(story, family, level, lang)], className="stack")


def _map_card(context: Context, family: str, level: str, lang: str) -> Component:
    story, layers = context.story(), context.layers()
    title = t("map.map", lang)
    shown = colours(context, family, level, lang)
    drawn = risk_map(layers, level, shown, township_places(story), lang, layer_id=Id.LAYER)
    derived = any(layer.derived for layer in layers.values())
    key = legend(t("map.legend", lang), shown["labels"], lang, hatched=True, derived=derived)
    return card(title, drawn, key, note=unit_note(story.facts, lang))


def _list_card(story: Story, family: str, level: str, lang: str) -> Component:
    unit, places = say(story.facts, "unit.rate", lang), digits(story.facts)
    columns = [
        Column("name", t("grid.region", lang), width=140, flex=3),
        Column("level", t("grid.level", lang), width=70, filtered=False),
        Column("p_level", t("grid.p_level", lang), "chance", width=75),
        Column("rate", t("grid.rate", lang), "number", places, width=75, tooltip=unit),
        Column("rate_lo", t("grid.low", lang), "number", places, width=65, tooltip=unit),
        Column("rate_hi", t("grid.high", lang), "number", places, width=65, tooltip=unit),
        Column("township", t("grid.township", lang), width=125, flex=2),
        Column("claims", t("grid.claims", lang), "number", width=75),
        Column("credibility", t("grid.credibility", lang), "percent", width=90),
    ]
    frame = pd.DataFrame(rows(story, family, level, lang), columns=list(GRID_FIELDS))
    title = t("map.list", lang)
    body = grid(
        frame,
        columns,
        lang,
        label=title,
        id_=Id.GRID,
        row_id="region_code",
        rows_max=9,
        select=True,
    )
    return card(title, body, note=say(story.facts, "map.list_note", lang))


def sheet(story: Story, family: str, code: str | None, lang: str) -> Component:
    """One region's sheet: level and its chance, rate with range and unit, record by year."""
    title = t("map.sheet", lang)
    if not code:
        return card(title, empty(t("map.choose", lang)))
    row = level_of(story, family, code)
    if row is None:
        name = story.facts.regions.set_index("code")["name"].get(code, code)
        return card(str(name), empty(say(story.facts, "map.no_level", lang)))
    place = row["name"] if row["level"] == "township" else f"{row['township']} · {row['name']}"
    return card(
        f"{place} · {term('peril_family', family, lang)}",
        _level_facts(story, family, row, lang),
        _record(story, code, family, lang),
    )


def _level_facts(story: Story, family: str, row: dict[str, Any], lang: str) -> Component:
    def one(value: float | None, lang: str) -> str:
        return number(value, lang, 1)

    def rated(value: float | None, lang: str) -> str:
        return number(value, lang, digits(story.facts))

    rate = f"{rated(row['rate'], lang)} ({span(row['rate_lo'], row['rate_hi'], lang, rated)})"
    pairs = [
        (t("map.level_is", lang), level_names(story, lang)[int(row["risk_level"]) - 1]),
        (t("map.p_level_is", lang), chance(row["p_level"], lang)),
        (t("map.rate_is", lang), f"{rate} {say(story.facts, 'unit.rate', lang)}"),
        (t("map.credibility_is", lang), percent(row["credibility"], lang, 0)),
        (say(story.facts, "map.house_years_is", lang), number(row["house_years"], lang)),
        (t("map.claims_is", lang), number(row["claims"], lang)),
    ]
    if (told := claims_next_year(story, family, row["region_code"])) is not None:
        ends = [span(told[f"claims_lo{x}"], told[f"claims_hi{x}"], lang) for x in (50, 90)]
        shown = t("map.next_year", lang, n=one(told["claims"], lang), half=ends[0], most=ends[1])
        pairs.append((t("map.next_year_is", lang), shown))
    if row["derived"]:
        pairs.append((t("map.outline_is", lang), t("geometry_source.derived", lang)))
    return facts(pairs)


def _record(story: Story, code: str, family: str, lang: str) -> Component:
    currency = story.facts.county.currency
    frame = record_by_year(story, code, family)
    shown = pd.DataFrame(
        {
            "year": [year(int(y), lang) for y in frame["year"]],
            "claims": [number(n, lang) for n in frame["claims"]],
            "paid": [money(m, lang, currency) for m in frame["paid_money"]],
            "houses": [number(h, lang) for h in frame["house_years"]],
        }
    )
    heads = ("grid.year", "grid.claims", "grid.paid_short", "grid.house_years")
    return table(shown, [say(story.facts, h, lang) for h in heads])


def method(story: Story, family: str, lang: str) -> Component:
    """How levels are made, and the model beside simpler ways on years it had not seen."""
    metrics = story.scores.metrics
    rows = metrics[metrics["peril_family"] == family].sort_values("deviance")
    shown = pd.DataFrame(
        {
            "model": [term("model", m, lang) for m in rows["model"]],
            "deviance": [number(v, lang, 3) for v in rows["deviance"]],
            "rank": [number(v, lang, 2) for v in rows["rank"]],
            "gini": [number(v, lang, 2) for v in rows["gini"]],
            "capture": [percent(v, lang) for v in rows["capture"]],
            "pai": [number(v, lang, 1) for v in rows["pai"]],
            "origins": [number(v, lang) for v in rows["origins"]],
            "verdict": [term("verdict", v, lang) if v else MISSING for v in rows["verdict"]],
            "chosen": ["✓" if chosen else "" for chosen in rows["chosen"]],
        }
    )
    heads = [
        t("model.head", lang),
        *(say(story.facts, f"metric.{c}", lang) for c in shown.columns[1:]),
    ]
    return card(
        t("map.method", lang),
        dmc.Text(t("map.method_text", lang), size="sm"),
        dmc.Text(
            t("map.method_for", lang, family=term("peril_family", family, lang)), fw=600, mt="sm"
        ),
        html.Div([dmc.Text(line, size="sm") for line in verdict_lines(rows, lang)]),
        table(shown, heads),
        *_counts(story, family, lang),
        note=t("map.method_note", lang),
    )


def _counts(story: Story, family: str, lang: str) -> list[Component]:
    """How predicted counts held: ranges in a sentence, claims beside expected by tenth."""
    rows = calibration_of(story.scores.calibration, family)
    line = coverage_line(story.scores.coverage, family, lang)
    said = [dmc.Text(line, size="sm", mt="sm")] if line else []
    if len(rows) < 2:  # one rate for all: its claims were scaled to be right
        return said

    def two(value: float | None, lang: str) -> str:
        return number(value, lang, 2)

    shown = pd.DataFrame(
        {
            "tenth": [number(v, lang) for v in rows["group"]],
            "houses": [number(v, lang) for v in rows["house_years"]],
            "expected": [number(v, lang, 1) for v in rows["expected"]],
            "claims": [number(v, lang) for v in rows["claims"]],
            "ratio": [two(v, lang) for v in rows["ratio"]],
            "range": [span(r.ratio_lo, r.ratio_hi, lang, two) for r in rows.itertuples()],
        }
    )
    heads = [say(story.facts, f"calibration.{c}", lang) for c in shown.columns]
    title = dmc.Text(t("calibration.title", lang), fw=600, mt="sm")
    return [*said, title, table(shown, heads)]
