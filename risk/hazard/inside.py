"""What lies inside a warning: villages, insured houses, special households, sums insured.

An area is the union of its polygons, circles and codes (CAP 1.2, 3.2.4); its words are read only
where none of these can be used. A village counts with the share of its outline that lies inside;
one without an outline is in or out by its point. An area that fits nothing is told: ``unmatched``
if its code or name is not known here, ``elsewhere`` if it lies off the map.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from risk.hazard.alert import Alert, Area
from risk.hazard.codes import code_prefix
from risk.hazard.mentions import PlaceNames, find_places, has_exception, narrowest, place_names
from risk.hazard.shapes import ring
from risk.hazard.unknown import unknown_places
from risk.terms import RegionLevel

WHOLE = 0.999  # share from which a village counts as wholly inside: outlines differ by metres
LEAST = 1e-6  # below it two outlines only touch


class How(StrEnum):
    """What put a village inside, surest first."""

    POLYGON = "polygon"
    CIRCLE = "circle"
    GEOCODE = "geocode"
    NAME = "name"


class Hit(NamedTuple):
    """One village inside: row in the index, share, what put it there, qualifier and doubt."""

    row: int
    share: float
    how: How
    part: str = ""
    doubt: str = ""


@dataclass(frozen=True)
class PlaceIndex:
    """Villages ready to be asked (`place_index` makes it)."""

    villages: pd.DataFrame
    shapes: NDArray[np.object_]
    tree: shapely.STRtree
    names: PlaceNames
    former_county_codes: tuple[str, ...]


def place_index(
    regions: pd.DataFrame, *, wider: Sequence[str] = (), former_county_codes: Sequence[str] = ()
) -> PlaceIndex:
    """Index the regions of today.

    Args:
        regions: as ``Warehouse.regions``: code, level, name, township_code, township_name, lon,
            lat, elevation_m, geometry.
        wider: names of prefecture and province that hold the county.
        former_county_codes: codes of the county in older lists.
    """
    villages = pd.DataFrame(regions[regions["level"] == RegionLevel.VILLAGE]).reset_index(drop=True)
    given = villages["geometry"].to_numpy(dtype=object)
    lon, lat = (villages[axis].to_numpy(float) for axis in ("lon", "lat"))
    points = np.full(len(villages), None, dtype=object)
    known = np.isfinite(lon) & np.isfinite(lat)
    points[known] = shapely.points(lon[known], lat[known])
    shapes = np.where(shapely.is_missing(given) | shapely.is_empty(given), points, given)
    return PlaceIndex(
        villages, shapes, shapely.STRtree(shapes), place_names(regions, wider=wider),
        tuple(former_county_codes),
    )  # fmt: skip


@dataclass(frozen=True)
class Told:
    """An area that put nothing inside: its description, and why."""

    area: str
    why: str


@dataclass(frozen=True)
class Inside:
    """What lies inside.

    Attributes:
        villages: region_code, name, township_code, township_name, how, share (of the outline, 0–1;
            1 for a village known by its point, code or name), part, doubt, houses,
            special_households, sum_insured_money: those of the whole village. Most houses first.
        townships: township_code, houses, special_households, sum_insured_money of houses whose
            village is not known, in townships with a village inside; whole: all of its villages
            are inside.
        unmatched: areas whose words and codes are not known here.
        elsewhere: areas that lie off the map.
    """

    villages: pd.DataFrame
    townships: pd.DataFrame
    unmatched: tuple[Told, ...]
    elsewhere: tuple[Told, ...]

    def total(self, column: str) -> tuple[float, float, float]:
        """Least, best and most of ``houses``, ``special_households`` or ``sum_insured_money``.

        Least: villages wholly inside and named without doubt or qualifier. Best: by the share of
        the outline. Most: every village touched, and houses known only by a township touched.
        """
        v, t = self.villages, self.townships
        values, loose = v[column].fillna(0.0), t[column].fillna(0.0)
        sure = (v["share"] >= WHOLE) & (v["part"] == "") & (v["doubt"] == "")
        best = float((values * v["share"]).sum() + loose[t["whole"]].sum())
        return float(values[sure].sum()), best, float(values.sum() + loose.sum())


COUNTED = ("houses", "special_households", "sum_insured_money")


def inside_alert(alert: Alert, index: PlaceIndex, in_force: pd.DataFrame) -> Inside:
    """What lies inside any area of any info of a message; see `inside`."""
    return inside([area for info in alert.infos for area in info.areas], index, in_force)


def inside(areas: Iterable[Area], index: PlaceIndex, in_force: pd.DataFrame) -> Inside:
    """Villages inside the union of some areas, with what is insured there.

    Args:
        areas: of one message.
        index: of the county.
        in_force: as ``Warehouse.in_force``: region_code, houses, special_households,
            sum_insured_money; several rows a region (one a structure) are added up.
    """
    best: dict[int, Hit] = {}
    unmatched: list[Told] = []
    elsewhere: list[Told] = []
    for area in dict.fromkeys(areas):
        hits = list(_hits(area, index))
        for hit in hits:
            held = best.get(hit.row)
            if held is None or (hit.share, hit.doubt == "") > (held.share, held.doubt == ""):
                best[hit.row] = hit
        if not hits:
            drawn = bool(area.polygons or area.circles)
            (elsewhere if drawn else unmatched).append(Told(area.description, _why(area, drawn)))
    counted = in_force.groupby("region_code")[list(COUNTED)].sum(min_count=1)
    villages = _frame(best, index, counted)
    return Inside(villages, _loose(villages, index, counted), tuple(unmatched), tuple(elsewhere))


def _why(area: Area, drawn: bool) -> str:
    if drawn:
        return "no village of the map lies in its outline"
    codes = ", ".join(f"{g.scheme} {g.code}" for g in area.geocodes)
    return f"neither code ({codes or 'none'}) nor name is known here"


def _hits(area: Area, index: PlaceIndex) -> Iterator[Hit]:
    """Villages inside one area, by all it gives; by its words only if nothing else can be used."""
    found = [*_by_shape(area.polygons, How.POLYGON, index)]
    for circle in area.circles:
        found += _by_shape([ring(circle)], How.CIRCLE, index)
    for code in area.geocodes:
        found += _by_code(code.code.strip(), index)
    if not found and not (area.polygons or area.circles):
        for name in area.names or (area.description,):
            found += _by_name(name, index)
    return _at_height(found, area, index)


def _at_height(hits: Iterable[Hit], area: Area, index: PlaceIndex) -> Iterator[Hit]:
    """Without villages known to lie below or above what the area says."""
    if area.altitude_m is None or area.ceiling_m is None:
        yield from hits
        return
    heights = index.villages["elevation_m"].to_numpy(float)
    for hit in hits:
        height = heights[hit.row]
        if np.isnan(height):
            yield hit._replace(doubt="height of the village is not known")
        elif area.altitude_m <= height <= area.ceiling_m:
            yield hit


def _by_shape(shapes: Sequence[shapely.Geometry], how: How, index: PlaceIndex) -> Iterator[Hit]:
    """Share of each village's outline inside the union; a degree's width cancels in the ratio."""
    if not shapes:
        return
    area = shapely.union_all(shapes)
    rows = index.tree.query(area, predicate="intersects")
    own = index.shapes[rows]
    sizes = shapely.area(own)
    drawn = (sizes > 0) & (shapely.area(area) > 0)
    shares = np.ones(len(rows))
    shares[drawn] = shapely.area(shapely.intersection(own[drawn], area)) / sizes[drawn]
    for row, share in zip(rows, shares, strict=True):
        if share > LEAST:
            yield Hit(int(row), min(float(share), 1.0), how)


def _by_code(code: str, index: PlaceIndex) -> Iterator[Hit]:
    """Villages of a Chinese administrative code, by prefix; a wider code covers the county."""
    prefix = _prefix(code, index)
    own = index.villages["code"].astype(str)
    county = index.names.county
    if prefix and own.str.startswith(prefix).any():
        wide = county is not None and len(prefix) < len(county)
        doubt = f"code {code} holds the county and more" if wide else ""
        for row in np.flatnonzero(own.str.startswith(prefix).to_numpy()):
            yield Hit(int(row), 1.0, How.GEOCODE, "", doubt)
        return
    holder = index.villages["township_code"].astype(str)
    for row in np.flatnonzero((holder == prefix).to_numpy() & bool(prefix)):
        yield Hit(int(row), 1.0, How.GEOCODE)


def _prefix(code: str, index: PlaceIndex) -> str:
    """The prefix of a code; a former code of the county counts as today's."""
    for former in index.former_county_codes:
        if code.startswith(former) and index.names.county:
            code = index.names.county + code[len(former) :]
    return code_prefix(code)


def _by_name(text: str, index: PlaceIndex) -> Iterator[Hit]:
    """Villages of every place a text names."""
    villages = index.villages
    mentions = find_places(text, index.names)
    unknown = [words for words, _, _ in unknown_places(text, mentions)]
    excepted = "the text excepts some places" if has_exception(text) else ""
    excepted = f"not on the map: {'、'.join(unknown)}" if unknown else excepted
    for mention in narrowest(mentions):
        if mention.level is RegionLevel.COUNTY:
            chosen = np.ones(len(villages), bool)
        elif mention.level is RegionLevel.TOWNSHIP:
            chosen = (villages["township_code"] == mention.code).to_numpy()
        else:
            chosen = (villages["code"] == mention.code).to_numpy()
        for row in np.flatnonzero(chosen):
            yield Hit(int(row), 1.0, How.NAME, mention.part, mention.doubt or excepted)


def _frame(best: dict[int, Hit], index: PlaceIndex, counted: pd.DataFrame) -> pd.DataFrame:
    hits = list(best.values())
    rows = index.villages.iloc[[hit.row for hit in hits]]
    frame = pd.DataFrame(
        {
            "region_code": rows["code"].astype(str).to_numpy(),
            "name": rows["name"].to_numpy(),
            "township_code": rows["township_code"].to_numpy(),
            "township_name": rows["township_name"].to_numpy(),
            "how": [hit.how.value for hit in hits],
            "share": np.array([hit.share for hit in hits], dtype=float),
            "part": [hit.part for hit in hits],
            "doubt": [hit.doubt for hit in hits],
        }
    )
    there = counted.reindex(frame["region_code"])
    for column in COUNTED:
        frame[column] = there[column].to_numpy(float)
    frame[["houses", "special_households"]] = frame[["houses", "special_households"]].fillna(0.0)
    return frame.sort_values(["houses", "region_code"], ascending=[False, True], ignore_index=True)


def _loose(villages: pd.DataFrame, index: PlaceIndex, counted: pd.DataFrame) -> pd.DataFrame:
    """Houses known only by a township that is touched."""
    touched = villages.groupby("township_code").agg(n=("share", "size"), least=("share", "min"))
    all_of = index.villages["township_code"].value_counts()
    loose = counted[counted.index.isin(touched.index)]
    at = touched.reindex(loose.index)
    whole = (at["n"] == all_of.reindex(loose.index)) & (at["least"] >= WHOLE)
    return loose.assign(whole=whole.to_numpy(bool)).rename_axis("township_code").reset_index()
