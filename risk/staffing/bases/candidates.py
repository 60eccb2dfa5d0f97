"""Candidate sites of a county, the drives from them, and crews over the sites chosen."""

from enum import StrEnum

import numpy as np
import pandas as pd

from risk.geography.plane import haversine_km
from risk.hazard import village_places
from risk.settings import County
from risk.staffing.bases.problem import Model, Sites, Siting
from risk.staffing.bases.program import Floats, Ints
from risk.staffing.travel import Ways, travel_table
from risk.surge import Forecast
from risk.terms import RegionLevel

NEAR_KM = 1.0
"""A candidate nearer than this to an existing base is that base."""
MINUTES = 60.0
NO_WAYS = Ways()
SITE_COLUMNS = (
    "base_id", "name", "lon", "lat", "region_code", "crews_day", "crews_night", "existing",
)  # fmt: skip


class Where(StrEnum):
    """What may become a base."""

    TOWNSHIPS = "townships"  # the seat of each township
    VILLAGES = "villages"  # every village


def site_table(regions: pd.DataFrame, bases: pd.DataFrame, where: Where) -> pd.DataFrame:
    """Existing bases, then the candidates that are not one already.

    A township without a point of its own has its seat at the village nearest to the middle of its
    villages.

    Args:
        regions: the warehouse's regions.
        bases: the base table.
        where: what may become a base.

    Returns:
        SITE_COLUMNS; a candidate has no crews yet, and as id the code of its village, by which
        matrix and roads know it.
    """
    villages = village_places(regions)
    everywhere = where is Where.VILLAGES
    points = villages[["lon", "lat"]] if everywhere else _seats(regions, villages)
    names = regions.assign(code=regions["code"].astype(str)).set_index("code")["name"]
    at = _nearest_village(points, villages)
    new = pd.DataFrame(
        {
            "base_id": at,
            "name": [str(names.get(code, code)) for code in points.index],
            "lon": points["lon"].to_numpy(),
            "lat": points["lat"].to_numpy(),
            "region_code": at,
            "crews_day": 0,
            "crews_night": 0,
            "existing": False,
        }
    )
    own = bases.assign(existing=True)[list(SITE_COLUMNS)]
    away = haversine_km(
        new["lon"].to_numpy()[:, None], new["lat"].to_numpy()[:, None],
        own["lon"].to_numpy(np.float64)[None, :], own["lat"].to_numpy(np.float64)[None, :],
    )  # fmt: skip
    taken = (away < NEAR_KM).any(axis=1) | new["base_id"].isin(own["base_id"]).to_numpy()
    new = new[~taken].drop_duplicates("base_id")
    return pd.concat([own, new], ignore_index=True)


def _seats(regions: pd.DataFrame, villages: pd.DataFrame) -> pd.DataFrame:
    middle = villages.groupby("township_code")[["lon", "lat"]].mean()
    rows = regions[regions["level"] == RegionLevel.TOWNSHIP]
    own = pd.DataFrame(
        {"lon": pd.to_numeric(rows["lon"]), "lat": pd.to_numeric(rows["lat"])}
    ).set_axis(rows["code"].astype(str))
    seats = own.reindex(own.index.union(middle.index))
    known = seats.notna().all(axis=1)
    centred = middle.reindex(seats.index)
    at = _nearest_village(centred.loc[~known].dropna(), villages)
    for code, village in zip(centred.loc[~known].dropna().index, at, strict=True):
        seats.loc[code] = villages.loc[village, ["lon", "lat"]].to_numpy(np.float64)
    return seats.dropna()


def _nearest_village(points: pd.DataFrame, villages: pd.DataFrame) -> "list[str]":
    if points.empty:
        return []
    away = haversine_km(
        points["lon"].to_numpy()[:, None], points["lat"].to_numpy()[:, None],
        villages["lon"].to_numpy()[None, :], villages["lat"].to_numpy()[None, :],
    )  # fmt: skip
    return [str(villages.index[i]) for i in away.argmin(axis=1)]


def siting(
    sites: pd.DataFrame,
    forecasts: list[Forecast],
    regions: pd.DataFrame,
    county: County,
    *,
    stays: frozenset[str] = frozenset(),
    ways: Ways = NO_WAYS,
) -> Siting:
    """Candidate sites and the villages of the first forecast, weighted by its claims.

    Every forecast is a travel scenario: its weather makes the trips as long as it says.

    Args:
        sites: of :func:`site_table`.
        forecasts: claims and weather planned for; of the others only the weather.
        regions: the warehouse's regions.
        county: promise and places.
        stays: base_id of sites that stay open.
        ways: what is known of the roads.
    """
    codes = forecasts[0].region_codes
    tables = [
        travel_table(codes, sites, regions, f.scenario, county.places, ways=ways) for f in forecasts
    ]
    tier = tables[0].tier
    return Siting(
        sites=sites["base_id"].to_numpy(dtype=object),
        demands=codes,
        minutes=np.stack([t.trip_h[: len(sites)] * MINUTES for t in tables]),
        limit_min=np.array([county.promise.limit_min(str(t)) for t in tier], np.float64),
        weight=forecasts[0].expected,
        tier=tier,
        stays=sites["base_id"].isin(stays).to_numpy(),
        room=np.full(len(sites), np.iinfo(np.int32).max, np.int64),
    )


def staffed(
    sites: pd.DataFrame, chosen: Sites, problem: Siting, *, crews_day: int, crews_night: int
) -> pd.DataFrame:
    """The base table of a choice: open sites with crews.

    MEXCLP says where its crews stand. Under the other models each open site has a day crew. Crews
    that no model places stand where most claims fall on a crew; the night watch likewise, without
    a crew at every site. A choice of more sites than crews has as many crews as sites.
    """
    opened = sites[sites["base_id"].isin(chosen.open)].reset_index(drop=True)
    order = [int(np.flatnonzero(problem.sites == code)[0]) for code in opened["base_id"]]
    weight = weight_of(problem, order)
    if chosen.model is Model.MEXCLP:
        here = np.array([chosen.crews[str(code)] for code in opened["base_id"]], np.int64)
    else:
        here = np.ones(len(order), np.int64)
    day = in_turn(here, weight, max(crews_day - int(here.sum()), 0))
    night = in_turn(np.zeros(len(order), np.int64), weight, crews_night)
    return opened.assign(crews_day=day, crews_night=night)


def weight_of(problem: Siting, sites: list[int]) -> Floats:
    """Claims nearest to each of some sites (numbers), in the weather planned for."""
    nearest = problem.minutes[0, sites].argmin(axis=0)
    return np.asarray(np.bincount(nearest, problem.weight, minlength=len(sites)), np.float64)


def in_turn(here: Ints, weight: Floats, further: int) -> Ints:
    """Further crews one by one where most claims fall on a crew."""
    out = here.copy()
    for _ in range(further):
        out[np.argmax(weight / (out + 0.5))] += 1
    return out
