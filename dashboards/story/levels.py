"""Story → risk levels of villages and townships, as the map, the list and the reports show them."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import shapely

from dashboards.story.units import shown
from risk.flow import Story

LEVELS = ("village", "township")
UNSURE_BELOW = 0.5
P_COLUMNS = tuple(f"p_level_{k}" for k in range(1, 6))


def scored_families(story: Story) -> list[str]:
    """Families with levels of their own, "all" first."""
    found = story.scores.frame["peril_family"].unique()
    return sorted(found, key=lambda family: (family != "all", family))


def level_table(story: Story, family: str, level: str) -> pd.DataFrame:
    """One row a region, highest level and rate first.

    Columns region_code, name, township, risk_level, p_level (chance of the level shown), rate,
    rate_lo, rate_hi (claims per 1,000 house-years; without policies relative to the mean region),
    credibility, claims, house_years, derived.
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
            "rate": frame["claims_per_1000_house_years"],
            "rate_lo": frame["claims_per_1000_house_years_lo"],
            "rate_hi": frame["claims_per_1000_house_years_hi"],
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


def level_of(story: Story, family: str, code: str) -> dict[str, object] | None:
    """One region's row of :func:`level_table`, or None when it has no level."""
    for level in LEVELS:
        table = level_table(story, family, level)
        found = table[table["region_code"] == code]
        if len(found):
            return {"level": level, **found.iloc[0].to_dict()}
    return None


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
