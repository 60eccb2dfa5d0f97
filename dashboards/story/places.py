"""How records found their village: by file, and the writings that most need a decision."""

import geopandas as gpd
import pandas as pd

from dashboards.i18n import has_text, t, term
from risk import geography
from risk.facts import Quality
from risk.terms import MatchQuality, RegionLevel

NOT_IN_VILLAGE = (
    MatchQuality.TOWNSHIP.value,
    MatchQuality.COUNTY.value,
    MatchQuality.NONE.value,
)
QUALITIES = tuple(quality.value for quality in MatchQuality)
SUGGESTED = 5


def placed_rows(match_quality: pd.DataFrame) -> tuple[int, int]:
    """Rows in a village, and all rows, of a frame with match_quality and rows."""
    in_village = ~match_quality["match_quality"].isin(NOT_IN_VILLAGE)
    return int(match_quality.loc[in_village, "rows"].sum()), int(match_quality["rows"].sum())


def file_table(quality: Quality) -> pd.DataFrame:
    """One row a file, the one with the smallest share of rows in a village first.

    Columns kind, file, rows, share (of rows in a village), and the rows of each match quality.
    """
    wide = quality.match_by_file.pivot_table(
        index=["kind", "file"], columns="match_quality", values="rows", aggfunc="sum", fill_value=0
    ).reindex(columns=QUALITIES, fill_value=0)
    rows = wide.sum(axis=1)
    lost = wide[list(NOT_IN_VILLAGE)].sum(axis=1)
    table = wide.assign(rows=rows, share=1 - lost / rows).rename_axis(columns=None).reset_index()
    return table.sort_values(["share", "kind", "file"], ignore_index=True)


def writing_table(quality: Quality, regions: gpd.GeoDataFrame, lang: str) -> pd.DataFrame:
    """The worst writings, worst first, ready to read.

    Columns key (unique), township_name, region_name, region_code (as written), place, name (what
    a decision is made for: the village, else the place of the address), rows, policies, claims,
    weight, quality and reason (in words), found (where the rows are now), distance_km, claim_ids,
    files.
    """
    frame, names = quality.worst_places, regions.set_index("code")["name"]
    written = frame[["township_name", "region_name", "region_code", "place"]]
    return frame.assign(
        key=written.agg("|".join, axis=1) if len(frame) else "",
        name=frame["region_name"].where(frame["region_name"] != "", frame["place"]),
        quality=[term("match_quality", code, lang) for code in frame["match_quality"]],
        reason=[reason_words(reason, lang) for reason in frame["match_reason"]],
        found=frame["found_code"].map(names),
        claim_ids=[", ".join(ids) for ids in frame["claim_ids"]],
        files=[", ".join(files) if files is not None else "" for files in frame["files"]],
    )


def reason_words(reason: str, lang: str) -> str:
    """A stored ``match_reason`` (codes joined by ";", each with an optional detail) in words."""
    said = []
    for part in filter(None, reason.split(";")):
        code, _, detail = part.partition(":")
        key = f"match_reason.{code}"
        said.append(t(key, lang, detail=detail) if has_text(key, lang) else part)
    return t("places.and", lang).join(said)


def suggestions(township_name: str, region_name: str, regions: gpd.GeoDataFrame) -> pd.DataFrame:
    """Villages a person may have meant, likeliest first, as ``risk.geography.suggest`` gives."""
    return geography.suggest(township_name, region_name, regions, limit=SUGGESTED)


def village_list(regions: gpd.GeoDataFrame, township_name: str = "") -> pd.DataFrame:
    """Villages to choose from, by township, the one written first.

    Columns region_code, name, township_name.
    """
    villages = regions[regions["level"] == RegionLevel.VILLAGE.value]
    township = villages["township_name"].fillna("")
    frame = villages.assign(township_name=township, other=township != township_name)
    frame = frame.sort_values(["other", "township_code", "code"], ignore_index=True)
    return pd.DataFrame(frame[["code", "name", "township_name"]]).rename(
        columns={"code": "region_code"}
    )
