"""Story → risk levels of villages and townships, as the map, the list and the reports show them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely

from dashboards.story.units import in_unit, shown
from risk.flow import Story

LEVELS = ("village", "township")
UNSURE_BELOW = 0.5
GAP_DEG = 1e-4  # about ten metres: outlines drawn apart by less still touch
NEAREST = 4  # neighbours of a point
P_COLUMNS = tuple(f"p_level_{k}" for k in range(1, 6))


def scored_families(story: Story) -> list[str]:
    """Families with levels of their own, "all" first."""
    found = story.scores.frame["peril_family"].unique()
    return sorted(found, key=lambda family: (family != "all", family))


def level_table(story: Story, family: str, level: str) -> pd.DataFrame:
    """One row a region, highest level and rate first.

    Columns region_code, name, township, risk_level, p_level (chance of the level shown),
    p_level_1 … p_level_5, band, band_since, rate, rate_lo, rate_hi (claims per 1,000 house-years;
    without policies relative to the mean region),
    loss_rate (per 1,000 insured), credibility, claims, house_years, derived.
    """
    frame = story.scores.frame
    frame = frame[(frame["level"] == level) & (frame["peril_family"] == family)]
    frame = shown(story.facts, frame, story.scores.frame)
    regions = story.facts.regions.set_index("code")
    code, township = frame["region_code"], frame["region_code"].map(regions["township_code"])
    out = pd.DataFrame(
        {
            "region_code": code,
            "name": code.map(regions["name"]),
            "township": township.map(regions["name"]),
            "risk_level": frame["risk_level"].astype(int),
            "p_level": chance_of_level(frame),
            **{name: frame[name] for name in P_COLUMNS},
            "band": frame["band"].astype("Int64").fillna(frame["risk_level"]).astype(int),
            "band_since": pd.to_datetime(frame["band_since"]),
            "rate": frame["claims_per_1000_house_years"],
            "rate_lo": frame["claims_per_1000_house_years_lo"],
            "rate_hi": frame["claims_per_1000_house_years_hi"],
            "loss_rate": frame["loss_rate_per_1000_insured"],
            "credibility": frame["credibility"],
            "claims": frame["claims"],
            "house_years": frame["house_years"],
            "derived": code.map(regions["geometry_source"]) == "derived",
        }
    )
    return out.sort_values(["risk_level", "rate"], ascending=False).reset_index(drop=True)


def chance_of_level(frame: pd.DataFrame) -> pd.Series:
    """P(level) of the level each row shows, from its p_level_1 … p_level_5."""
    chances = frame.loc[:, P_COLUMNS].to_numpy(dtype=float, na_value=np.nan)
    shown = frame["risk_level"].to_numpy(dtype=int) - 1
    return pd.Series(chances[np.arange(len(frame)), shown], index=frame.index)


def level_digits(table: pd.DataFrame, codes: Sequence[str]) -> tuple[str, str]:
    """Two strings, one character a region in the geometry's order.

    First the level ("0" = not scored), then "1" where its chance is below one half.
    """
    rows = table.set_index("region_code")
    level = rows["risk_level"].reindex(codes).fillna(0).astype(int)
    unsure = (rows["p_level"].reindex(codes) < UNSURE_BELOW).astype(int)
    return "".join(map(str, level)), "".join(map(str, unsure))


def level_of(story: Story, family: str, code: str) -> dict[str, Any] | None:
    """One region's row of :func:`level_table`, or None when it has no level."""
    for level in LEVELS:
        table = level_table(story, family, level)
        found = table[table["region_code"] == code]
        if len(found):
            return {"level": level, **{str(k): v for k, v in found.iloc[0].items()}}
    return None


def likeliest(row: Mapping[str, Any], number: int = 2) -> list[int]:
    """The levels of highest chance of a row of :func:`level_table`, likeliest first."""
    chances = np.array([row[name] for name in P_COLUMNS], dtype=float)
    if np.isnan(chances).any():
        return []
    return [int(k) + 1 for k in np.argsort(-chances, kind="stable")[:number]]


def honesty(table: pd.DataFrame) -> tuple[float, float] | None:
    """Mean chance of the levels shown, and the share of regions whose level is unlikelier than not.

    None where there is no level.
    """
    told = table["p_level"].dropna()
    return None if told.empty else (float(told.mean()), float((told < UNSURE_BELOW).mean()))


def reasons_of(story: Story, family: str, row: Mapping[str, Any]) -> pd.DataFrame:
    """What moved a region's rate from the county's: reason, part; largest first, adding up.

    Empty where reasons were not told.
    """
    frame = story.scores.reasons
    if frame.empty:
        return pd.DataFrame({"reason": [], "part": []})
    own = frame[
        (frame["level"] == row["level"])
        & (frame["region_code"] == row["region_code"])
        & (frame["peril_family"] == family)
    ]
    rates = own["claims_per_1000_house_years"].astype(float)
    part = in_unit(story.facts, story.scores.frame, family, rates)
    parts = pd.DataFrame({"reason": own["reason"], "part": part})
    order = parts["part"].abs().sort_values(ascending=False, kind="stable").index
    return parts.loc[order].reset_index(drop=True)


def record_by_year(story: Story, code: str, family: str) -> pd.DataFrame:
    """Claims and money of one region by contract year, newest first; years of none included.

    Columns year, claims, paid_money, house_years. The years are those from the county's first to
    its last claim; in a county without a claim, those with exposure.
    """
    facts = story.facts
    claims, exposure = _of(facts.claims, code), facts.exposure
    if family != "all":
        claims = claims[claims["peril_family"] == family]
    villages = _villages(story, code)
    houses = exposure[exposure["region_code"].isin(villages)].groupby("year")["house_years"].sum()
    known = exposure["year"] if facts.claims.empty else facts.claims["year"]
    years = [] if known.empty else range(int(known.min()), int(known.max()) + 1)
    grouped = claims.groupby("year")
    frame = pd.DataFrame(
        {
            "claims": grouped.size(),
            "paid_money": grouped["paid_money"].sum(),
            "house_years": houses,
        }
    )
    frame = frame.reindex(years).fillna({"claims": 0, "paid_money": 0.0})
    return frame.rename_axis("year").reset_index().sort_values("year", ascending=False)


def neighbours_of(story: Story, code: str) -> list[str]:
    """Regions of the same level that touch one; of a point, the nearest."""
    regions = story.facts.regions
    own = regions[regions["code"] == code]
    if own.empty:
        return []
    level = own["level"].iloc[0]
    others = regions[(regions["level"] == level) & (regions["code"] != code)]
    shape = own.geometry.iloc[0]
    if shape is not None and shapely.get_dimensions(shape) == 2:
        tree = shapely.STRtree(others.geometry.array)
        touching = tree.query(shape, predicate="dwithin", distance=GAP_DEG)
        if len(touching):
            return [str(x) for x in others["code"].iloc[np.sort(touching)]]
    here = own[["lon", "lat"]].to_numpy(dtype=float)[0]
    there = others[["lon", "lat"]].to_numpy(dtype=float)
    away = (there - here) * (np.cos(np.radians(here[1])), 1)
    distance = np.hypot(*away.T)
    nearest = np.argsort(distance, kind="stable")[:NEAREST]
    return [str(x) for x in others["code"].iloc[nearest[np.isfinite(distance[nearest])]]]


def _of(claims: pd.DataFrame, code: str) -> pd.DataFrame:
    return claims[(claims["region_code"] == code) | (claims["township_code"] == code)]


def _villages(story: Story, code: str) -> set[str]:
    regions = story.facts.regions
    inside = regions[(regions["code"] == code) | (regions["township_code"] == code)]
    return set(inside["code"])


def region_choices(story: Story) -> pd.DataFrame:
    """Regions one can search for: code, name, township (name), level; townships first."""
    regions = story.facts.regions
    names = regions.set_index("code")["name"]
    frame = regions.loc[regions["level"].isin(LEVELS), ["code", "name", "township_code", "level"]]
    frame = frame.assign(township=frame["township_code"].map(names))
    return pd.DataFrame(frame.sort_values(["level", "code"]))


def township_places(story: Story) -> pd.DataFrame:
    """Names written on a map: name, lon, lat of the middle of the township's widest part."""
    regions = story.facts.regions
    townships = regions[(regions["level"] == "township") & regions.geometry.notna()]
    areas = townships[townships.geometry.geom_type.isin(["Polygon", "MultiPolygon"])]
    # degrees, not metres: good enough to place a word
    middle = shapely.get_point(shapely.maximum_inscribed_circle(areas.geometry.array), 0)
    return pd.DataFrame(
        {"name": areas["name"], "lon": shapely.get_x(middle), "lat": shapely.get_y(middle)}
    )
