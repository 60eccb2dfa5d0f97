"""Check-ins of a load, judged: how far from the house, and so how well the arrival is known."""

from collections.abc import Sequence
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from risk.geography.dispatch import dispatch_points
from risk.intake.atlas import Atlas
from risk.intake.places import frames_of
from risk.ledger import Batch
from risk.staffing.live.evidence import Houses, Villages, at_house, distance_m, qualities
from risk.terms import RegionLevel
from risk.warehouse import Warehouse

KIND = "check_in"
OF_A_CLAIM = ["claim_id", "lon", "lat", "match_reason", "group_code", "region_code_now"]
STORED = f"SELECT {', '.join(OF_A_CLAIM)} FROM claim WHERE claim_id IN (SELECT unnest(?))"  # noqa: S608


def judge_all(
    batches: Sequence[Batch], atlas: Atlas, warehouse: Warehouse | None, radius_m: float
) -> list[Batch]:
    """Every batch; those of check-ins with ``distance_m``, and a quality where the file has none.

    Claims are those of this load, else as stored: a check-in whose claim is in neither is typed
    unless a photograph bears it out, and is judged anew when it is loaded again.
    """
    if not any(b.kind == KIND and len(b.frame) for b in batches):
        return list(batches)
    loading, regions = frames_of(batches, "claim"), atlas.current()
    return [
        replace(b, frame=judged(b.frame, claims_of(b.frame, loading, warehouse), regions, radius_m))
        if b.kind == KIND
        else b
        for b in batches
    ]


def claims_of(
    check_ins: pd.DataFrame, loading: Sequence[pd.DataFrame], warehouse: Warehouse | None
) -> pd.DataFrame:
    """`OF_A_CLAIM` of the claims that check-ins name: of the last file with them, else stored."""
    wanted = check_ins["claim_id"].drop_duplicates()
    stored = [] if warehouse is None else [warehouse.frame(STORED, [wanted.tolist()])]
    brought = [f.loc[f["claim_id"].isin(wanted)].reindex(columns=OF_A_CLAIM) for f in loading]
    frames = [frame for frame in (*stored, *brought) if len(frame)]
    known = pd.concat(frames) if frames else pd.DataFrame(columns=OF_A_CLAIM)
    return known.drop_duplicates("claim_id", keep="last")


def judged(
    check_ins: pd.DataFrame, claims: pd.DataFrame, regions: gpd.GeoDataFrame, radius_m: float
) -> pd.DataFrame:
    """Check-ins with ``distance_m`` and ``quality``, by the rule of `risk.staffing.live.evidence`.

    Args:
        check_ins: claim_id, happened_at, photo_at, lon, lat, accuracy_m, quality (may be null).
        claims: `OF_A_CLAIM`, one row a claim.
        regions: code, level, lon, lat, geometry.
        radius_m: ``routing.check_in_radius_m``.
    """
    houses = houses_of(check_ins["claim_id"], claims, regions)
    lon, lat, accuracy_m = (check_ins[c].to_numpy(float) for c in ("lon", "lat", "accuracy_m"))
    apart = (check_ins["photo_at"] - check_ins["happened_at"]).dt.total_seconds() / 60
    here = at_house(houses, villages_of(regions), lon, lat, radius_m)
    told = qualities(here, accuracy_m, radius_m, np.asarray(apart, dtype=np.float64))
    by_rule = pd.Series([q.value for q in told], check_ins.index, dtype="str")
    return check_ins.assign(
        distance_m=distance_m(houses, lon, lat), quality=check_ins["quality"].fillna(by_rule)
    )


def houses_of(claim_ids: "pd.Series[str]", claims: pd.DataFrame, regions: pd.DataFrame) -> Houses:
    """Where crews were sent for these claims (N,)."""
    places = claims.rename(columns={"region_code_now": "region_code"}).assign(township_code=None)
    there = claims.assign(**dispatch_points(places, regions)).set_index("claim_id")
    rows = there.reindex(claim_ids)
    return Houses(
        rows["lon"].to_numpy(float), rows["lat"].to_numpy(float),
        (rows["point_source"] == "own").to_numpy(bool),
        rows["region_code_now"].to_numpy(object),
    )  # fmt: skip


def villages_of(regions: gpd.GeoDataFrame) -> Villages:
    """Points of the villages; of one that was given none, a point inside its area."""
    rows = regions[regions["level"] == RegionLevel.VILLAGE.value]
    inside = shapely.point_on_surface(rows["geometry"].to_numpy(dtype=object))
    lon = rows["lon"].to_numpy(float)
    lat = rows["lat"].to_numpy(float)
    given = ~np.isnan(lon) & ~np.isnan(lat)
    lon, lat = (
        np.where(given, lon, shapely.get_x(inside)),
        np.where(given, lat, shapely.get_y(inside)),
    )
    known = ~np.isnan(lon)
    return Villages(rows["code"].to_numpy(object)[known], lon[known], lat[known])
