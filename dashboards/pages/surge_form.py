"""Surge planner, the form: a preset, a past event, a footprint of one's own, or a warning."""

from enum import StrEnum
from typing import Any

import dash_leaflet as dl
import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components.maplayers import STYLE, spoken
from dashboards.components.panels import card
from dashboards.i18n import day, moment, number, t, term
from dashboards.story import Context
from dashboards.story.choice import (
    DURATION_H_MAX,
    FAMILIES,
    GRADES,
    Choice,
    Origin,
    kinds_of,
)
from dashboards.story.footprints import GRIDS, MAPS, TABLES, UPLOAD_BYTES_MAX
from dashboards.story.scenarios import PastEvent, past_events_of
from dashboards.story.warned import warnings_of
from risk import reference
from risk.hazard.custom import kinds_of as kinds_told_in
from risk.hazard.units import QUANTITIES, known_units

FAR_KM = 600.0
EVENTS_MAX = 200
WARNING = "warning"
SOURCES = (Origin.PRESET.value, Origin.EVENT.value, Origin.FOOTPRINT.value, WARNING)
WAYS = ("draw", "file", "earthquake")
QUANTITY = "wind_ms"
DRAW = {
    "polyline": False, "circle": False, "circlemarker": False, "marker": False,
    "polygon": {"showArea": False, "allowIntersection": False},
    "rectangle": {"showArea": False},  # its area label asks for a variable that is not defined
}  # fmt: skip
SHOWN = {"visibility": "visible"}
# not display: none, in which a map finds no size to fit its bounds to
HIDDEN = {"visibility": "hidden", "height": 0, "overflow": "hidden"}


class Id(StrEnum):
    """Components of this page."""

    SOURCE = "surge-source"
    PRESET_PANE = "surge-preset-pane"
    EVENT_PANE = "surge-event-pane"
    OWN_PANE = "surge-own-pane"
    WARNING_PANE = "surge-warning-pane"
    FAMILY = "surge-family"
    KIND = "surge-kind"
    GRADE = "surge-grade"
    EVENT = "surge-event"
    ALERT = "surge-alert"
    WAY = "surge-way"
    DRAW_PANE = "surge-draw-pane"
    FILE_PANE = "surge-file-pane"
    MEASURE_PANE = "surge-measure-pane"
    QUAKE_PANE = "surge-quake-pane"
    DRAWN = "surge-drawn"
    UPLOAD = "surge-upload"
    FILE_NAME = "surge-file-name"
    STATISTIC = "surge-statistic"
    VARIABLE = "surge-variable"
    BANDS = "surge-bands"
    QUANTITY = "surge-quantity"
    UNIT = "surge-unit"
    INTENSITY = "surge-intensity"
    OWN_KIND = "surge-own-kind"
    MAGNITUDE = "surge-magnitude"
    LON = "surge-lon"
    LAT = "surge-lat"
    DEPTH = "surge-depth"
    STRIKE = "surge-strike"
    ZONE = "surge-zone"
    BUILD_PANE = "surge-build-pane"
    BUILD = "surge-build"
    BUILT = "surge-built"
    FOOTPRINT = "surge-footprint"
    START = "surge-start"
    DURATION = "surge-duration"
    RUN = "surge-run"
    ASKED = "surge-asked"
    CHOICE = "surge-choice"
    CLAIMS = "surge-claims"
    RESULT = "surge-result"
    NAME = "surge-name"
    SAVE = "surge-save"
    SAVED = "surge-saved"
    NOTE = "surge-note"
    COMPARE = "surge-compare"
    COMPARED = "surge-compared"


def options(kind: str, codes: tuple[str, ...], lang: str) -> list[dict[str, str]]:
    """Codes with their words, for a control."""
    return [{"value": code, "label": term(kind, code, lang)} for code in codes]


def form(context: Context, choice: Choice, source: str, alert: str | None, lang: str) -> Component:
    """The four ways to choose a scenario, when it strikes, and the button that works it out."""
    chosen = dmc.SegmentedControl(
        id=Id.SOURCE, data=options("surge_source", SOURCES, lang), value=source, fullWidth=True,
        color="blue",
    )  # fmt: skip
    run = dmc.Button(t("surge.run", lang), id=Id.RUN, size="md")
    return card(
        t("surge.form", lang),
        dmc.InputWrapper(chosen, label=t("surge.source", lang)),
        html.Div(_preset(choice, lang), id=Id.PRESET_PANE, style=_shown(source == SOURCES[0])),
        html.Div(_event(context, choice, lang), id=Id.EVENT_PANE,
                 style=_shown(source == SOURCES[1])),
        html.Div(_own(context, lang), id=Id.OWN_PANE, style=_shown(source == SOURCES[2])),
        html.Div(_warning(context, alert, lang), id=Id.WARNING_PANE,
                 style=_shown(source == WARNING)),
        html.Div(
            dmc.Button(t("surge.build", lang), id=Id.BUILD, variant="light", mt="sm"),
            id=Id.BUILD_PANE, style=_shown(source in SOURCES[2:]),
        ),
        dmc.SimpleGrid(_when(choice, lang), cols={"base": 1, "xs": 2}, mt="sm"),
        dmc.Group([run, dmc.Text(t("surge.run_note", lang), size="sm", c="dimmed")], mt="sm"),
        html.Div(id=Id.ASKED, **{"aria-live": "polite"}),
        note=t("surge.preset_note", lang),
    )  # fmt: skip


def _shown(yes: bool) -> dict[str, str]:
    return SHOWN if yes else HIDDEN


def _when(choice: Choice, lang: str) -> list[Component]:
    return [
        dmc.DateTimePicker(
            id=Id.START, value=choice.starts_at.isoformat(sep=" "), label=t("surge.start", lang),
            valueFormat="YYYY-MM-DD HH:mm", highlightToday=True,
        ),
        dmc.NumberInput(
            id=Id.DURATION, value="" if choice.duration_h is None else choice.duration_h, min=0.1,
            max=DURATION_H_MAX, label=t("surge.duration", lang),
            description=t("surge.duration_note", lang),
        ),
    ]  # fmt: skip


def _preset(choice: Choice, lang: str) -> list[Component]:
    families = dmc.SegmentedControl(
        id=Id.FAMILY, data=options("surge_family", FAMILIES, lang), value=choice.family,
        fullWidth=True, color="blue", className="wrapped",
    )  # fmt: skip
    kinds = dmc.SegmentedControl(
        id=Id.KIND, data=options("surge_kind", kinds_of(choice.family), lang), value=choice.kind,
        fullWidth=True, className="wrapped",
    )  # fmt: skip
    grades = dmc.SegmentedControl(
        id=Id.GRADE, data=options("grade", GRADES, lang), value=choice.grade, fullWidth=True
    )
    return [
        dmc.InputWrapper(families, label=t("surge.family", lang)),
        dmc.InputWrapper(kinds, label=t("surge.kind", lang)),
        dmc.InputWrapper(grades, label=t("surge.grade", lang)),
    ]


def _event(context: Context, choice: Choice, lang: str) -> list[Component]:
    found = [e for e in past_events_of(context.story()) if e.km is None or e.km <= FAR_KM]
    rows = [
        {"value": e.event_id, "label": event_words(e, lang), "disabled": not e.usable}
        for e in found[:EVENTS_MAX]
    ]
    return [
        dmc.Select(
            id=Id.EVENT, data=rows, value=choice.event_id or None, searchable=True, clearable=True,
            label=t("surge.event", lang), description=t("surge.event_note", lang),
            nothingFoundMessage=t("surge.no_event", lang), limit=EVENTS_MAX,
            placeholder=t("surge.event_hint", lang) if rows else t("surge.no_event", lang),
        )
    ]  # fmt: skip


def event_words(event: PastEvent, lang: str) -> str:
    """A past event in one line: day, family, name, distance, and what is known of it."""
    parts = [day(event.day.date(), lang), term("peril_family", event.family, lang), event.name]
    if event.km is not None:
        parts.append(t("surge.event_km", lang, km=number(event.km, lang)))
    parts.append(t(f"surge.event_{event.how}", lang))
    return " · ".join(parts)


def _warning(context: Context, alert: str | None, lang: str) -> list[Component]:
    rows = [
        {"value": str(w.id), "label": f"{w.headline} · {moment(w.at, lang)}"}
        for w in warnings_of(context.ws)
    ]
    return [
        dmc.Select(
            id=Id.ALERT, data=rows, value=alert if alert in {r["value"] for r in rows} else None,
            searchable=True, clearable=True, label=t("surge.warning", lang),
            description=t("surge.warning_note", lang),
            placeholder=t("surge.warning_hint" if rows else "surge.no_warning", lang),
        )
    ]  # fmt: skip


def _own(context: Context, lang: str) -> list[Component]:
    ways = dmc.SegmentedControl(
        id=Id.WAY, data=options("surge_way", WAYS, lang), value="draw", fullWidth=True
    )
    return [
        dmc.InputWrapper(ways, label=t("surge.way", lang)),
        html.Div(_draw(context, lang), id=Id.DRAW_PANE, style=SHOWN),
        html.Div(_file(lang), id=Id.FILE_PANE, style=HIDDEN),
        html.Div(_measure(lang), id=Id.MEASURE_PANE, style=SHOWN),
        html.Div(_quake(lang), id=Id.QUAKE_PANE, style=HIDDEN),
    ]


def _measure(lang: str) -> Component:
    quantities = options("quantity", tuple(QUANTITIES), lang)
    units = [{"value": u, "label": u} for u in known_units(QUANTITY)]
    kinds = kinds_told_in(QUANTITY)
    return dmc.SimpleGrid(
        [
            dmc.Select(id=Id.QUANTITY, data=quantities, value=QUANTITY, allowDeselect=False,
                       label=t("surge.quantity", lang)),
            dmc.Select(id=Id.UNIT, data=units, value=QUANTITIES[QUANTITY].unit, clearable=True,
                       label=t("surge.unit", lang), description=t("surge.unit_note", lang)),
            dmc.NumberInput(id=Id.INTENSITY, value="", min=0, label=t("surge.intensity", lang),
                            description=t("surge.intensity_note", lang)),
            dmc.Select(id=Id.OWN_KIND, data=options("surge_kind", kinds, lang), value=kinds[0],
                       label=t("surge.own_kind", lang), description=t("surge.own_kind_note", lang)),
        ],
        cols={"base": 1, "xs": 2}, mt="xs",
    )  # fmt: skip


def _draw(context: Context, lang: str) -> list[Component]:
    layers = context.layers()
    shown = layers["township"] if not layers["township"].is_empty else layers["village"]
    edit = dl.EditControl(
        id=Id.DRAWN, draw=DRAW, edit={"edit": {}, "remove": {}}, position="topleft"
    )
    drawn = dl.Map(
        [
            dl.GeoJSON(url=shown.url, style=STYLE("frame"), interactive=False),
            dl.FeatureGroup([edit]),
            spoken(lang),
            dl.ScaleControl(imperial=False, position="bottomleft"),
        ],
        bounds=[list(corner) for corner in shown.bounds], attributionControl=False,
        trackViewport=False, scrollWheelZoom=False, zoomSnap=0.25, className="map small",
    )  # fmt: skip
    note = dmc.Text(t("surge.draw_note", lang), size="sm", c="dimmed", mt="xs")
    return [note, html.Div(drawn, className="map-frame draw")]


def _file(lang: str) -> list[Component]:
    area = dcc.Upload(
        html.Div(t("surge.upload", lang), className="upload"), id=Id.UPLOAD, multiple=False,
        accept=",".join((*GRIDS, *MAPS, *TABLES)), max_size=UPLOAD_BYTES_MAX,
    )  # fmt: skip
    grids = dmc.SimpleGrid(
        [
            dmc.Select(id=Id.STATISTIC, data=options("statistic", ("max", "mean"), lang),
                       value="max", allowDeselect=False, label=t("surge.statistic", lang)),
            dmc.Select(id=Id.BANDS, data=options("bands", ("max", "sum"), lang), clearable=True,
                       label=t("surge.bands", lang)),
            dmc.TextInput(id=Id.VARIABLE, debounce=True, label=t("surge.variable", lang),
                          inputProps={"maxLength": 60}),
        ],
        cols={"base": 1, "xs": 3},
    )  # fmt: skip
    note = dmc.Text(
        t("surge.upload_note", lang, mb=number(UPLOAD_BYTES_MAX / 2**20, lang)), size="sm",
        c="dimmed",
    )  # fmt: skip
    return [area, html.Div(id=Id.FILE_NAME), note, grids]


def _quake(lang: str) -> list[Component]:
    law = reference.attenuations()[0]

    def box(id_: Id, key: str, **more: Any) -> Component:
        return dmc.NumberInput(id=id_, value="", label=t(f"surge.{key}", lang), **more)

    zones = [
        {"value": a.zone, "label": a.zh if lang == "zh" else a.en} for a in reference.attenuations()
    ]
    boxes = dmc.SimpleGrid(
        [
            box(Id.MAGNITUDE, "magnitude", min=law.magnitude_low, max=law.magnitude_high, step=0.1),
            box(Id.LON, "lon", decimalScale=4),
            box(Id.LAT, "lat", decimalScale=4),
            box(Id.DEPTH, "depth", min=0),
            box(Id.STRIKE, "strike", min=0, max=180, description=t("surge.strike_note", lang)),
            dmc.Select(id=Id.ZONE, data=zones, value=law.zone, allowDeselect=False,
                       label=t("surge.zone", lang)),
        ],
        cols={"base": 1, "xs": 3},
    )  # fmt: skip
    return [boxes, dmc.Text(t("surge.quake_note", lang), size="sm", c="dimmed", mt="xs")]
