"""Surge planner: panes of the form follow its choices; a footprint is built and shown."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import Dash, Input, Output, State, html
from dash.development.base_component import Component

from dashboards.components.grid import Column, grid
from dashboards.components.panels import card, empty, refusal, table
from dashboards.components.riskmap import hideout, legend, risk_map
from dashboards.i18n import current_lang, figure, number, percent, span, t, term
from dashboards.pages.surge_form import HIDDEN, SHOWN, SOURCES, WARNING, Id, options
from dashboards.security import callback
from dashboards.story import Context
from dashboards.story.choice import kinds_of
from dashboards.story.footprints import drawn, from_payload, to_payload, uploaded
from dashboards.story.levels import township_places
from dashboards.story.warned import warned_extent
from risk.errors import HuzhuError, ModelError
from risk.flow import Story
from risk.hazard.custom import kinds_of as kinds_told_in
from risk.hazard.earthquakes import from_earthquake
from risk.hazard.extent import Extent
from risk.hazard.units import known_units, quantity_of
from risk.reference import attenuation
from risk.terms import Role

CLASSES = 5
BUILT_FROM = (
    Id.DRAWN, Id.UPLOAD, Id.QUANTITY, Id.UNIT, Id.INTENSITY, Id.STATISTIC, Id.BANDS, Id.VARIABLE,
    Id.MAGNITUDE, Id.LON, Id.LAT, Id.DEPTH, Id.STRIKE, Id.ZONE,
)  # fmt: skip
PROPERTY = {Id.DRAWN: "geojson", Id.UPLOAD: "contents"}


def register(app: Dash, context: Context) -> None:
    """Panes, kinds and units follow; the button builds; what is built is drawn."""

    @callback(
        app,
        Output(Id.PRESET_PANE, "style"),
        Output(Id.EVENT_PANE, "style"),
        Output(Id.OWN_PANE, "style"),
        Output(Id.WARNING_PANE, "style"),
        Output(Id.BUILD_PANE, "style"),
        Input(Id.SOURCE, "value"),
        role=Role.VIEWER,
    )
    def show_source(source: str) -> tuple[dict[str, str], ...]:
        built = source in (SOURCES[2], WARNING)
        return *(SHOWN if source == s else HIDDEN for s in SOURCES), SHOWN if built else HIDDEN

    @callback(
        app,
        Output(Id.DRAW_PANE, "style"),
        Output(Id.FILE_PANE, "style"),
        Output(Id.QUAKE_PANE, "style"),
        Output(Id.MEASURE_PANE, "style"),
        Input(Id.WAY, "value"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def show_way(way: str) -> tuple[dict[str, str], ...]:
        panes = (SHOWN if way == w else HIDDEN for w in ("draw", "file", "earthquake"))
        return *panes, HIDDEN if way == "earthquake" else SHOWN

    @callback(
        app,
        Output(Id.KIND, "data"),
        Output(Id.KIND, "value"),
        Input(Id.FAMILY, "value"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def show_kinds(family: str) -> tuple[list[dict[str, str]], str]:
        kinds = kinds_of(family)
        return options("surge_kind", kinds, current_lang()), kinds[0]

    @callback(
        app,
        Output(Id.UNIT, "data"),
        Output(Id.UNIT, "value"),
        Output(Id.OWN_KIND, "data"),
        Output(Id.OWN_KIND, "value"),
        Output(Id.OWN_KIND, "placeholder"),
        Input(Id.QUANTITY, "value"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def show_units(quantity: str) -> tuple[Any, ...]:
        lang, kinds = current_lang(), kinds_told_in(quantity)
        units = [{"value": u, "label": u} for u in known_units(quantity)]
        none = "" if kinds else t("surge.no_kind", lang, quantity=term("quantity", quantity, lang))
        found = options("surge_kind", kinds, lang)
        return units, quantity_of(quantity).unit, found, kinds[0] if kinds else None, none

    @callback(
        app,
        Output(Id.FILE_NAME, "children"),
        Input(Id.UPLOAD, "filename"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def name_file(name: str | None) -> Any:
        return html.Strong(name) if name else None

    @callback(
        app,
        Output(Id.FOOTPRINT, "data"),
        Output(Id.BUILT, "children"),
        Input(Id.BUILD, "n_clicks"),
        State(Id.SOURCE, "value"),
        State(Id.WAY, "value"),
        State(Id.ALERT, "value"),
        State(Id.OWN_KIND, "value"),
        State(Id.UPLOAD, "filename"),
        *(State(i, PROPERTY.get(i, "value")) for i in BUILT_FROM),
        role=Role.VIEWER,
        prevent_initial_call=True,
        running=[(Output(Id.BUILD, "loading"), True, False)],
    )
    def build(
        _: int, source: str, way: str, alert: str | None, kind: str | None, name: str | None,
        *given: Any,
    ) -> tuple[Any, Any]:  # fmt: skip
        story, lang = context.story(), current_lang()
        told = dict(zip(BUILT_FROM, given, strict=True))
        try:
            if source == WARNING:
                extent, kind, title = warned_extent(story, context.ws, str(alert or ""))
            else:
                extent = own_extent(story, way, name, told)
                title = t(f"surge_way.{way}", lang) + (f" {name}" if way == "file" else "")
                kind = "earthquake" if way == "earthquake" else kind
        except HuzhuError as e:
            return None, refusal(e, lang)
        data = {**to_payload(extent, title), "kind": kind or ""}
        return data, built_view(context, story, data, lang)


def own_extent(story: Story, way: str, name: str | None, told: Mapping[Id, Any]) -> Extent:
    """What the form's fields describe.

    Raises:
        HuzhuError: something is missing, or a reader refuses.
    """
    measured = {"quantity": str(told[Id.QUANTITY]), "unit": str(told[Id.UNIT] or "")}
    if way == "draw":
        return drawn(story, told[Id.DRAWN], told[Id.INTENSITY] or None, **measured)
    if way == "file":
        if not told[Id.UPLOAD] or not name:
            raise ModelError("no file is chosen", where="footprint", remedy="choose one first")
        return uploaded(
            story, name, told[Id.UPLOAD], intensity=told[Id.INTENSITY] or None,
            statistic=told[Id.STATISTIC], bands=told[Id.BANDS],
            variable=str(told[Id.VARIABLE] or "").strip(), **measured,
        )  # fmt: skip
    numbers = {i: told[i] for i in (Id.MAGNITUDE, Id.LON, Id.LAT)}
    if any(v in (None, "") for v in numbers.values()):
        raise ModelError(
            "magnitude, longitude or latitude is missing", where="earthquake",
            remedy="give all three",
        )  # fmt: skip
    depth, strike = (
        None if told[i] in (None, "") else float(told[i]) for i in (Id.DEPTH, Id.STRIKE)
    )
    return from_earthquake(
        story.facts.regions, magnitude=float(numbers[Id.MAGNITUDE]), lon=float(numbers[Id.LON]),
        lat=float(numbers[Id.LAT]), depth_km=depth, strike_deg=strike, zone=str(told[Id.ZONE]),
    )  # fmt: skip


def built_view(context: Context, story: Story, data: Mapping[str, Any], lang: str) -> Component:
    """A built footprint: how it was made, how well, map and list."""
    extent = from_payload(data, story)
    rows = extent.rows
    words = t(
        "surge.built", lang, title=data.get("title", ""), n=number(len(rows), lang),
        quantity=term("quantity", extent.quantity, lang),
        range=span(rows["intensity"].min(), rows["intensity"].max(), lang, rounded),
        unit=term("unit_of", extent.unit, lang),
    )  # fmt: skip
    missing = [] if data.get("kind") else [
        empty(t("surge.no_kind", lang, quantity=term("quantity", extent.quantity, lang)),
              t("surge.no_kind_remedy", lang))
    ]  # fmt: skip
    return html.Div(
        [
            dmc.Alert(words, color="blue", variant="light"),
            *missing,
            dmc.Text(method_words(extent, lang), size="sm"),
            *judged_view(extent, lang),
            dmc.SimpleGrid(
                [intensity_map(context, story, extent, lang), intensity_list(story, extent, lang)],
                cols={"base": 1, "md": 2},
            ),
        ],
        className="built",
    )


def rounded(value: float | None, lang: str) -> str:
    """An intensity: one decimal, two where it is small."""
    return number(value, lang, 1 if value is not None and abs(value) >= 2 else 2)


def method_words(extent: Extent, lang: str) -> str:
    """How a footprint was made, in a sentence."""
    told = {k: figure(v, lang) if isinstance(v, int | float) else v
            for k, v in extent.method.items() if k != "key"}  # fmt: skip
    if "zone" in told:
        law = attenuation(str(told["zone"]))
        told["zone"] = law.zh if lang == "zh" else law.en
    return t(f"surge_method.{extent.method['key']}", lang, **told)


def judged_view(extent: Extent, lang: str) -> list[Component]:
    """Errors of each way of spreading stations, told from the others left out one by one."""
    if extent.judged is None:
        return []
    rows = pd.DataFrame(
        {
            "way": [term("spread", m, lang) for m in extent.judged["method"]],
            "mae": [figure(v, lang) for v in extent.judged["mae"]],
            "rmse": [figure(v, lang) for v in extent.judged["rmse"]],
            "used": [t("surge.used", lang) if u else "" for u in extent.judged["used"]],
        }
    )
    heads = [t(f"surge.judged_{k}", lang) for k in ("way", "mae", "rmse", "used")]
    unit = term("unit_of", extent.unit, lang)
    return [table(rows, heads), dmc.Text(t("surge.judged_note", lang, unit=unit), size="xs")]


def intensity_map(context: Context, story: Story, extent: Extent, lang: str) -> Component:
    """Villages coloured by intensity, five equal steps."""
    low, high = float(extent.rows["intensity"].min()), float(extent.rows["intensity"].max())
    low = low if high > low else 0.0  # one intensity for all: steps from nothing to it
    ends = [low + (high - low) * i / CLASSES for i in range(CLASSES + 1)]
    unit = term("unit_of", extent.unit, lang)
    steps = [f"{span(a, b, lang, rounded)} {unit}" for a, b in pairwise(ends)]
    labels = [t("surge.not_hit", lang), *steps]
    layers = context.layers()
    value = extent.rows.set_index("region_code")["intensity"].reindex(layers["village"].codes)
    step = (high - low) / CLASSES
    digits = "".join(
        "0" if pd.isna(v) else str(min(int((v - low) / step) + 1, CLASSES)) for v in value
    )
    drawn_map = risk_map(layers, "village", hideout(digits, labels), township_places(story), lang)
    key = legend(term("quantity", extent.quantity, lang), labels, lang, hatched=False,
                 derived=layers["village"].derived)  # fmt: skip
    return card(t("surge.extent_map", lang), drawn_map, key)


def intensity_list(story: Story, extent: Extent, lang: str) -> Component:
    """Villages hit, the strongest first."""
    regions = story.facts.regions.drop_duplicates("code").set_index("code")
    rows = extent.rows.sort_values("intensity", ascending=False)
    code = rows["region_code"]
    frame = pd.DataFrame(
        {
            "township": code.map(regions["township_name"]),
            "name": code.map(regions["name"]),
            "intensity": rows["intensity"],
            "range": [span(a, b, lang, rounded) if pd.notna(a) else "" for a, b in
                      zip(rows["low"], rows["high"], strict=True)],
            "share": [percent(s, lang, 0) if pd.notna(s) else "" for s in rows["share"]],
        }
    )  # fmt: skip
    unit = term("unit_of", extent.unit, lang)
    shown = [
        Column("township", t("grid.township", lang), width=90, flex=1),
        Column("name", t("grid.village", lang), width=90, flex=1),
        Column("intensity", f"{t('surge.intensity', lang)} ({unit})", "number", 2, width=90),
        Column("range", t("grid.range", lang), width=110, filtered=False),
        Column("share", t("surge.share", lang), width=80, filtered=False),
    ]
    title = t("surge.extent_list", lang)
    return card(title, grid(frame, shown, lang, label=title))
