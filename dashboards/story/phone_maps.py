"""Routes for the map on a phone: GPX 1.1 (Topografix 2004) and KML 2.2 (OGC 07-147r2).

Both formats mean WGS 84. Map programs of China draw on GCJ-02, and some take a file's numbers as
they stand: for those the points are moved, and the file says so in its name and description.

These files are opened by other firms' programs: they hold villages, claim numbers and times, no
household, special group or phone. A stop without a known point is left out, and counted in the
description.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dashboards.i18n import number, t
from dashboards.story.route_pdf import Cover, clock, tags
from dashboards.story.route_sheet import CrewSheet
from risk.geography.datum import from_wgs84
from risk.terms import Datum

GPX_SPACE = "http://www.topografix.com/GPX/1/1"
KML_SPACE = "http://www.opengis.net/kml/2.2"
CREATOR = "Huzhu"
DIGITS = 6  # of a degree: a tenth of a metre
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
COLOURS = {"stop": "ffbd6d1c", "late": "ff1f1fc2", "base": "ff292521"}
"""Of marks, as KML writes them: aabbggrr."""


@dataclass(frozen=True)
class Mark:
    """A point of a route in the file's datum, degrees; ``kind``: base, stop, late."""

    name: str
    text: str
    kind: str
    lon: float
    lat: float
    claim_id: str = ""
    due: str = ""


@dataclass(frozen=True)
class Line:
    """A crew's route: where it begins, its stops in order, where it ends."""

    name: str
    text: str
    marks: tuple[Mark, ...]

    @property
    def stops(self) -> tuple[Mark, ...]:
        """Without the base."""
        return tuple(m for m in self.marks if m.kind != "base")


def lines_of(
    sheets: Sequence[CrewSheet], cover: Cover, datum: Datum, lang: str
) -> tuple[Line, ...]:
    """Routes as lines in a datum."""
    return tuple(_line(sheet, cover, datum, lang) for sheet in sheets)


def _line(sheet: CrewSheet, cover: Cover, datum: Datum, lang: str) -> Line:
    stops = sheet.stops
    known = stops[["lon", "lat"]].notna().all(axis=1)
    base = [_base(sheet, datum, lang)] if np.isfinite([sheet.lon, sheet.lat]).all() else []
    lon, lat = from_wgs84(stops.loc[known, "lon"], stops.loc[known, "lat"], datum)
    marks = [
        Mark(
            t("sheets.map.stop", lang, crew=row["crew"], seq=row["seq"], village=row["village"]),
            _stop_words(row, cover, lang), "late" if row["late_min"] else "stop",
            float(x), float(y), str(row["claim_id"]), clock(row["due_at"], cover.day, lang),
        )
        for row, x, y in zip(stops[known].to_dict("records"), lon, lat, strict=True)
    ]  # fmt: skip
    missing = int((~known).sum())
    text = t("sheets.map.line", lang, n=number(len(stops), lang), base=sheet.base)
    if missing:
        text += t("sheets.map.missing", lang, n=number(missing, lang))
    return Line(sheet.crew.name, text, (*base, *marks, *base))


def _base(sheet: CrewSheet, datum: Datum, lang: str) -> Mark:
    lon, lat = from_wgs84(sheet.lon, sheet.lat, datum)
    return Mark(sheet.base, t("sheets.base", lang), "base", float(lon), float(lat))


def _stop_words(row: dict[str, object] | object, cover: Cover, lang: str) -> str:
    assert isinstance(row, dict)
    told = t(
        "sheets.map.text", lang, arrive=clock(row["arrive_at"], cover.day, lang),
        due=clock(row["due_at"], cover.day, lang), claim=row["claim_id"],
        minutes=number(row["survey_min"], lang),
    )  # fmt: skip
    return t("list.comma", lang).join([told, *tags(row, cover.day, lang, with_group=False)])


def about_map(cover: Cover, datum: Datum, lang: str) -> str:
    """What the file is: day, datum, and whether it is made up."""
    told = [t(f"sheets.datum.{datum.value}", lang), cover.name, cover.number]
    if cover.synthetic:
        told.insert(0, t("shell.synthetic", lang))
    return " · ".join(told)


def gpx(sheets: Sequence[CrewSheet], cover: Cover, datum: Datum, lang: str) -> bytes:
    """Stops as waypoints, and each crew's way over them as a route.

    Args:
        sheets: of the crews.
        cover: what the file is.
        datum: of its numbers; GPX means WGS 84, see the module.
        lang: language of names.
    """
    ET.register_namespace("", GPX_SPACE)
    lines = lines_of(sheets, cover, datum, lang)
    root = ET.Element(f"{{{GPX_SPACE}}}gpx", {"version": "1.1", "creator": CREATOR})
    about = _add(root, GPX_SPACE, "metadata")
    _add(about, GPX_SPACE, "name", _title(cover, lang))
    _add(about, GPX_SPACE, "desc", about_map(cover, datum, lang))
    for line in lines:
        for mark in line.stops:
            _waypoint(root, "wpt", mark)
    for line in lines:
        route = _add(root, GPX_SPACE, "rte")
        _add(route, GPX_SPACE, "name", line.name)
        _add(route, GPX_SPACE, "desc", line.text)
        for mark in line.marks:
            _waypoint(route, "rtept", mark)
    return _bytes(root)


def _waypoint(parent: ET.Element, tag: str, mark: Mark) -> None:
    point = _add(parent, GPX_SPACE, tag)
    point.set("lat", _degrees(mark.lat))
    point.set("lon", _degrees(mark.lon))
    _add(point, GPX_SPACE, "name", mark.name)
    _add(point, GPX_SPACE, "desc", mark.text)
    _add(point, GPX_SPACE, "type", mark.kind)


def kml(sheets: Sequence[CrewSheet], cover: Cover, datum: Datum, lang: str) -> bytes:
    """A folder a crew: its stops as marks with claim and due time, and its way as a line.

    Args: see :func:`gpx`.
    """
    ET.register_namespace("", KML_SPACE)
    root = ET.Element(f"{{{KML_SPACE}}}kml")
    document = _add(root, KML_SPACE, "Document")
    _add(document, KML_SPACE, "name", _title(cover, lang))
    _add(document, KML_SPACE, "description", about_map(cover, datum, lang))
    for kind, colour in COLOURS.items():
        style = _add(document, KML_SPACE, "Style")
        style.set("id", kind)
        for part in ("IconStyle", "LineStyle"):
            _add(_add(style, KML_SPACE, part), KML_SPACE, "color", colour)
    for line in lines_of(sheets, cover, datum, lang):
        _folder(document, line)
    return _bytes(root)


def _folder(document: ET.Element, line: Line) -> None:
    folder = _add(document, KML_SPACE, "Folder")
    _add(folder, KML_SPACE, "name", line.name)
    _add(folder, KML_SPACE, "description", line.text)
    for mark in line.marks[: len(line.marks) - (line.marks[-1:] == line.marks[:1])]:
        _placemark(folder, mark)
    if len(line.marks) > 1:
        way = _add(folder, KML_SPACE, "Placemark")
        _add(way, KML_SPACE, "name", line.name)
        _add(way, KML_SPACE, "styleUrl", "#stop")
        path = _add(way, KML_SPACE, "LineString")
        _add(path, KML_SPACE, "tessellate", "1")
        _add(path, KML_SPACE, "coordinates", " ".join(_place(m) for m in line.marks))


def _placemark(folder: ET.Element, mark: Mark) -> None:
    place = _add(folder, KML_SPACE, "Placemark")
    _add(place, KML_SPACE, "name", mark.name)
    _add(place, KML_SPACE, "description", mark.text)
    _add(place, KML_SPACE, "styleUrl", f"#{mark.kind}")
    if mark.claim_id:
        more = _add(place, KML_SPACE, "ExtendedData")
        for name, value in (("claim_id", mark.claim_id), ("due", mark.due)):
            data = _add(more, KML_SPACE, "Data")
            data.set("name", name)
            _add(data, KML_SPACE, "value", value)
    _add(_add(place, KML_SPACE, "Point"), KML_SPACE, "coordinates", _place(mark))


def _title(cover: Cover, lang: str) -> str:
    return t("sheets.title_day", lang, day=f"{cover.day:%Y-%m-%d}")


def _degrees(value: float) -> str:
    return f"{value:.{DIGITS}f}"


def _place(mark: Mark) -> str:
    return f"{_degrees(mark.lon)},{_degrees(mark.lat)}"


def _add(parent: ET.Element, space: str, tag: str, text: str | None = None) -> ET.Element:
    made = ET.SubElement(parent, f"{{{space}}}{tag}")
    if text is not None:
        made.text = NOT_XML.sub("", text)
    return made


def _bytes(root: ET.Element) -> bytes:
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))
