"""The map behind the numbers: far points, faults, where areas come from, datum of each file."""

import geopandas as gpd
import pandas as pd

from dashboards.i18n import has_text, t, term
from risk.facts import Quality
from risk.terms import GeometrySource, RegionLevel


def far_table(quality: Quality, regions: gpd.GeoDataFrame) -> pd.DataFrame:
    """Points outside their village: lon, lat, to_lon, to_lat, village, township, distance_km …"""
    places = regions.drop_duplicates("code").set_index("code")
    code = quality.far_points["region_code"]
    return quality.far_points.assign(
        to_lon=code.map(places["lon"]),
        to_lat=code.map(places["lat"]),
        village=code.map(places["name"]),
        township=code.map(places["township_name"]),
    ).dropna(subset=["to_lon", "to_lat"])


def fault_table(quality: Quality, regions: gpd.GeoDataFrame, lang: str) -> pd.DataFrame:
    """Faults of the map in words: fault, region, other, value, unit, detail."""
    frame, names = quality.map_faults, regions.drop_duplicates("code").set_index("code")["name"]
    return pd.DataFrame(
        {
            "fault": [term("map_fault", code, lang) for code in frame["fault"]],
            "region": frame["region_code"].map(names).fillna(frame["region_code"]),
            "other": frame["other_code"].map(names).fillna(frame["other_code"]),
            "value": frame["value"],
            "unit": [term("map_unit", unit, lang) for unit in frame["unit"]],
            "detail": [detail_words(detail or "", names, lang) for detail in frame["detail"]],
        }
    )


def detail_words(detail: str, names: "pd.Series[str]", lang: str) -> str:
    """``key=value;…`` of a fault in words; codes of regions become names."""
    said = []
    for part in filter(None, detail.split(";")):
        key, _, value = part.partition("=")
        if key == "with":
            value = ", ".join(str(names.get(code, code)) for code in value.split())
        known = has_text(f"map_detail.{key}", lang)
        value = term("map_reason", value.replace(">", " → "), lang)
        said.append(t(f"map_detail.{key}", lang, value=value) if known else part)
    return t("places.and", lang).join(said)


def area_sources(regions: gpd.GeoDataFrame) -> dict[str, int]:
    """Villages by where their area comes from; ``none``: they have no area."""
    villages = regions[regions["level"] == RegionLevel.VILLAGE.value]
    counted = villages["geometry_source"].value_counts()
    return {source.value: int(counted.get(source.value, 0)) for source in GeometrySource}


def datum_table(quality: Quality) -> pd.DataFrame:
    """The newest load of each file with coordinates: kind, file, datum."""
    loads = quality.loads.sort_values("load_id").drop_duplicates(["kind", "file"], keep="last")
    return loads.loc[loads["datum"].notna(), ["kind", "file", "datum"]]
