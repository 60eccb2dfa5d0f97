"""The levels the map shows as a GeoPackage or an Excel file: with reasons, source, and audited."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from dash import Dash
from flask import Response, abort, request

from dashboards.figures.theme import RAMP
from dashboards.i18n import current_lang, day, has_text, t, term
from dashboards.pages.history_export import EXCEL, LEAST
from dashboards.pages.map_sheet import level_names
from dashboards.security import audit_action, require_role
from dashboards.story import Context
from dashboards.story.cells import teller
from dashboards.story.excel import workbook
from dashboards.story.layers import origin
from dashboards.story.levels import LEVELS, P_COLUMNS, level_table, scored_families
from dashboards.story.scorings import NOW, Shown
from dashboards.story.sheets import Col
from dashboards.story.units import exported, in_unit, say
from risk.geography.io import write_layers
from risk.geography.layers import level_style

EXPORT_PATH = "/export/map/"
GEOPACKAGE = "application/geopackage+sqlite3"
REASON = "reason_"
RATES = {
    "rate": "claims_per_1000_house_years",
    "rate_lo": "claims_per_1000_house_years_lo",
    "rate_hi": "claims_per_1000_house_years_hi",
    "loss_rate": "loss_rate_per_1000_insured",
}
NUMBERS = {
    **dict.fromkeys(RATES.values(), ("number", 3)),
    **dict.fromkeys(("relative_rate", "relative_rate_lo", "relative_rate_hi"), ("number", 3)),
    **dict.fromkeys(P_COLUMNS, ("percent", 1)),
    "risk_level": ("number", 0), "band": ("number", 0), "p_level": ("percent", 1),
    "credibility": ("percent", 1), "claims": ("number", 0), "house_years": ("number", 1),
    "region_years": ("number", 0),
    "band_since": ("day", 0), "as_of": ("day", 0), "synthetic": ("yes", 0),
}  # fmt: skip
"""Column → kind and decimals in a spreadsheet; the rest are words."""


class MapCol(Col):
    """A column of the map's file."""

    @property
    def heading(self) -> str:
        """Key of the heading's text."""
        return f"map.col.{self.field}"


def address(kind: str, family: str, key: str) -> str:
    """Where the file of a family and day is: ``gpkg`` or ``xlsx``."""
    return f"{EXPORT_PATH}{family}.{kind}" + ("" if key == NOW else f"?date={key}")


def register_export(app: Dash, context: Context) -> None:
    """``/export/map/FAMILY.gpkg`` and ``.xlsx``, with ``?date=`` of another day."""

    @app.server.route(f"{EXPORT_PATH}<family>.<kind>", endpoint="map.export")
    def export(family: str, kind: str) -> Response:
        require_role(LEAST)
        shown = context.scorings.shown(context.story(), request.args.get("date"))
        if kind not in FILES or family not in scored_families(shown.story):
            abort(404)
        lang = current_lang()
        make, mimetype = FILES[kind]
        body = make(shown, family, lang)
        audit_action(
            "export", f"map {family}.{kind}", parameters={"date": shown.key},
            data_version=shown.story.facts.version,
        )  # fmt: skip
        answer = Response(body, mimetype=mimetype)
        file = f"levels_{family}_{shown.story.facts.as_of:%Y%m%d}.{kind}"
        answer.headers["Content-Disposition"] = f'attachment; filename="{file}"'
        answer.headers["Cache-Control"] = "no-store"
        return answer


def level_file(shown: Shown, family: str, level: str, lang: str) -> pd.DataFrame:
    """Regions of one layer: level and chances, rate, reasons as columns, where they come from."""
    story = shown.story
    frame = level_table(story, family, level).rename(columns=RATES)
    names = dict(enumerate(level_names(story, lang), start=1))
    told = frame.assign(
        level=level,
        peril_family=family,
        level_name=frame["risk_level"].map(names),
        unit=say(story.facts, "unit.rate", lang),
    )
    parts = story.scores.reasons
    if not parts.empty:
        own = parts[(parts["level"] == level) & (parts["peril_family"] == family)]
        wide = own.pivot_table(
            index="region_code", columns="reason", values=RATES["rate"], aggfunc="sum"
        ).add_prefix(REASON)  # fmt: skip
        wide = in_unit(story.facts, story.scores.frame, family, wide)
        told = told.merge(wide, on="region_code", how="left")
    return exported(story.facts, told).assign(**(origin(story.facts) | _model(shown)))


def _model(shown: Shown) -> dict[str, str]:
    code = shown.model["code_version"]
    return {"model_version": str(shown.model["model_version"]), "source": f"huzhu {code}"}


def geopackage(shown: Shown, family: str, lang: str) -> bytes:
    """Villages and townships as layers that open in QGIS coloured by level."""
    regions = shown.story.facts.regions.drop_duplicates("code").set_index("code")
    layers = {}
    for level in LEVELS:
        frame = level_file(shown, family, level, lang)
        areas = regions.geometry.reindex(frame["region_code"])
        layers[f"{level}s"] = gpd.GeoDataFrame(
            frame, geometry=areas.to_numpy(), crs=shown.story.facts.regions.crs
        )
    style = level_style(
        "risk_level", dict(enumerate(RAMP, 1)),
        dict(enumerate(level_names(shown.story, lang), 1)), derived=t("map.derived", lang),
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "levels.gpkg"
        write_layers(layers, path, styles=dict.fromkeys(layers, style))
        return path.read_bytes()


def excel(shown: Shown, family: str, lang: str) -> bytes:
    """Both layers in one table, and a sheet that says what it is."""
    frame = pd.concat([level_file(shown, family, level, lang) for level in LEVELS])
    title = t("map.file", lang, family=term("peril_family", family, lang))
    about = told_about(shown, family, lang)
    return workbook(frame, columns_of(frame), teller(shown.story, lang), title=title, about=about)


def columns_of(frame: pd.DataFrame) -> tuple[Col, ...]:
    """Columns of the spreadsheet, in the frame's order; a reason is a number."""
    kinds: Mapping[str, tuple[str, int]] = NUMBERS | {"level": ("region_level", 0)}
    made = []
    for name in map(str, frame.columns):
        if not has_text(f"map.col.{name}", "zh"):
            continue
        kind, digits = ("number", 3) if name.startswith(REASON) else kinds.get(name, ("text", 0))
        made.append(MapCol(name, "peril_family" if name == "peril_family" else kind, digits))
    return tuple(made)


def told_about(shown: Shown, family: str, lang: str) -> list[tuple[str, str]]:
    """Whose levels, of which day, in what unit, made how."""
    facts = shown.story.facts
    county = facts.county.name_en if lang == "en" and facts.county.name_en else facts.county.name
    told: list[tuple[str, Any]] = [
        ("history.about.county", county),
        ("map.family", term("peril_family", family, lang)),
        ("history.about.as_of", day(facts.as_of, lang)),
        ("history.about.version", facts.version),
        ("map.made.model_version", shown.model["model_version"]),
        ("map.made.code_version", shown.model["code_version"]),
        ("map.col.unit", say(facts, "unit.rate", lang)),
        ("history.about.note", t("map.file_note", lang)),
    ]
    if facts.county.synthetic:
        told.insert(0, ("history.about.data", t("shell.synthetic", lang)))
    return [(t(key, lang), str(text)) for key, text in told]


FILES = {"gpkg": (geopackage, GEOPACKAGE), "xlsx": (excel, EXCEL)}
