"""Facts and scores → layers for a map program: English column names, units in them, no person."""

from dataclasses import replace
from typing import Any

import geopandas as gpd
import pandas as pd

from dashboards.story.units import RATE, exported, shown
from risk.facts import Facts
from risk.geography.dispatch import dispatch_points
from risk.scoring import Scores
from risk.terms import RegionLevel
from risk.version import code_version

LAYERS = ("villages", "townships", "claims", "scores")
REGION = (
    "code", "name", "level", "township_code", "township_name", "tier", "kind", "lon", "lat",
    "elevation_m", "households_registered", "geometry_source",
)  # fmt: skip
CLAIM = (
    "claim_id", "loss_at", "time_precision", "reported_at", "arrived_at", "arrival_quality",
    "peril", "peril_family", "event_id", "status", "damage_grade", "paid_money", "tier",
    "region_code", "township_code", "group_name", "match_quality", "match_reason",
    "match_distance_m",
)  # fmt: skip
WIDE = (
    "risk_level", *(f"p_level_{k}" for k in range(1, 6)), RATE, f"{RATE}_lo", f"{RATE}_hi",
    "credibility",
)  # fmt: skip
EXPOSURE = ("house_years", "exposure_source", "claims")


def export_layers(facts: Facts, scores: Scores, what: str) -> dict[str, gpd.GeoDataFrame]:
    """The layers asked for, each with where its figures come from in its last columns.

    Without policies rates are ``relative_rate`` (1 is the mean region), exposure is
    ``region_years``, and houses in force are ``units``, one a region.

    Args:
        facts: what the models read.
        scores: risk levels of the same facts.
        what: one of `LAYERS`, or ``all``.
    """
    told = replace(scores, frame=shown(facts, scores.frame, scores.frame))
    wanted = LAYERS if what == "all" else (what,)
    make = {
        "villages": lambda: region_layer(facts, told, RegionLevel.VILLAGE),
        "townships": lambda: region_layer(facts, told, RegionLevel.TOWNSHIP),
        "claims": lambda: claim_layer(facts),
        "scores": lambda: score_layer(facts, told),
    }
    return {name: exported(facts, make[name]()).assign(**origin(facts)) for name in wanted}


def origin(facts: Facts) -> dict[str, Any]:
    """Columns that say where a layer's figures come from."""
    return {
        "currency": facts.county.currency,
        "source": f"huzhu {code_version()}",
        "as_of": pd.Timestamp(facts.as_of),
        "data_version": facts.version,
        "synthetic": facts.county.synthetic,
    }


def region_layer(facts: Facts, scores: Scores, level: RegionLevel) -> gpd.GeoDataFrame:
    """Areas of one level: houses in force, and for each peril family the level and its chances.

    Columns of a family begin with its name: ``all_risk_level``, ``storm_p_level_5`` …
    """
    regions = facts.regions[facts.regions["level"] == level.value]
    frame = regions.reindex(columns=[*REGION, "geometry"]).rename(columns={"code": "region_code"})
    houses = _in_force(facts, level)
    frame = frame.merge(houses, on="region_code", how="left").fillna(
        {"houses_in_force": 0, "sum_insured_money": 0.0}
    )
    frame = frame.merge(_wide(scores, level), on="region_code", how="left")
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=facts.regions.crs)


def _in_force(facts: Facts, level: RegionLevel) -> pd.DataFrame:
    """Houses and sums insured on the last day, by region of one level."""
    rows = facts.in_force
    if level is RegionLevel.TOWNSHIP:
        township = facts.regions.drop_duplicates("code").set_index("code")["township_code"]
        rows = rows.assign(region_code=rows["region_code"].map(township))
    sums = rows.groupby("region_code")[["houses", "sum_insured_money"]].sum()
    return sums.rename(columns={"houses": "houses_in_force"}).reset_index()


def _wide(scores: Scores, level: RegionLevel) -> pd.DataFrame:
    """One row a region: exposure and claims, then the columns of every family."""
    rows = scores.frame[scores.frame["level"] == level.value]
    families = sorted(rows["peril_family"].unique(), key=lambda f: (f != "all", f))
    by_family = {f: rows[rows["peril_family"] == f].set_index("region_code") for f in families}
    parts = [by_family["all"][list(EXPOSURE)]] if "all" in by_family else []
    parts += [frame[list(WIDE)].add_prefix(f"{f}_") for f, frame in by_family.items()]
    return pd.concat(parts, axis=1).reset_index() if parts else pd.DataFrame({"region_code": []})


def claim_layer(facts: Facts) -> gpd.GeoDataFrame:
    """Claims at the place a crew is sent to; one that is nowhere keeps its row, without a point."""
    names = facts.regions.drop_duplicates("code").set_index("code")["name"]
    points = dispatch_points(facts.claims, facts.regions)
    frame = facts.claims[list(CLAIM)].assign(
        region_name=facts.claims["region_code"].map(names),
        township_name=facts.claims["township_code"].map(names),
        **{column: points[column] for column in points},
    )
    return _at_points(frame)


def score_layer(facts: Facts, scores: Scores) -> gpd.GeoDataFrame:
    """Every score, one row a region and peril family, at the region's point."""
    places = facts.regions.drop_duplicates("code").set_index("code")
    code = scores.frame["region_code"]
    told = {name: code.map(places[name]) for name in ("name", "township_name", "lon", "lat")}
    return _at_points(scores.frame.drop(columns="as_of").assign(**told))


def _at_points(frame: pd.DataFrame) -> gpd.GeoDataFrame:
    points = gpd.points_from_xy(frame["lon"].astype(float), frame["lat"].astype(float))
    layer = gpd.GeoDataFrame(frame, geometry=points, crs="EPSG:4326")
    layer.loc[frame["lon"].isna() | frame["lat"].isna(), "geometry"] = None
    return layer
