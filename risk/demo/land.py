"""Villages on the map: synthetic points around the real seats, heights and rivers made up."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from risk.demo.facts import Facts
from risk.demo.sizes import Floats, stream

KM_PER_DEG = 111.32
CANDIDATES = 60_000


@dataclass(frozen=True)
class Land:
    """Regions and where they lie.

    ``townships`` and ``villages``: code, level, name, parent_code, kind, lon, lat, x_km, y_km,
    elevation_m; villages also township_name, slope_deg, river_km, town_km, urban.
    """

    outline: BaseGeometry
    townships: pd.DataFrame
    villages: pd.DataFrame
    origin: tuple[float, float]

    def plane(self, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        """Kilometres east and north of the county's middle (flat enough for one county)."""
        lon0, lat0 = self.origin
        east = (np.asarray(lon) - lon0) * KM_PER_DEG * np.cos(np.radians(lat0))
        return east, (np.asarray(lat) - lat0) * KM_PER_DEG

    def degrees(self, x_km: Floats, y_km: Floats) -> tuple[Floats, Floats]:
        """Back to longitude and latitude."""
        lon0, lat0 = self.origin
        return lon0 + x_km / KM_PER_DEG / np.cos(np.radians(lat0)), lat0 + y_km / KM_PER_DEG


def build_land(facts: Facts, seed: int) -> Land:
    """Place every village in its township's Thiessen cell, spaced, denser near the seat."""
    rng = stream(seed, "land")
    regions = pd.DataFrame(facts.regions)
    middle = facts.outline.centroid
    townships = regions[regions["level"] == "township"].reset_index(drop=True)
    villages = regions[regions["level"] == "village"].reset_index(drop=True)
    land = Land(facts.outline, townships, villages, (middle.x, middle.y))
    townships["lon"], townships["lat"] = np.array([facts.seats[c] for c in townships["code"]]).T
    _to_plane(townships, land)
    villages["x_km"], villages["y_km"] = _place(land, rng).T
    lon, lat = land.degrees(villages["x_km"].to_numpy(), villages["y_km"].to_numpy())
    villages["lon"], villages["lat"] = lon.round(5), lat.round(5)
    names = townships.set_index("code")["name"]
    villages["township_name"] = villages["parent_code"].map(names)
    _heights(land, facts, rng)
    villages["urban"] = villages["code"].isin(facts.county.places.town_region_codes)
    return land


def _to_plane(places: pd.DataFrame, land: Land) -> None:
    x_km, y_km = land.plane(places["lon"].to_numpy(), places["lat"].to_numpy())
    places["x_km"], places["y_km"] = x_km, y_km


def _place(land: Land, rng: np.random.Generator) -> Floats:
    """Points (n villages, 2) in km: drawn from spots whose nearest seat is the village's own."""
    spots = _spots(land, rng)
    seats = land.townships[["x_km", "y_km"]].to_numpy()
    from_seat = np.hypot(*(spots[:, None, :] - seats[None, :, :]).T).T
    cell = from_seat.argmin(axis=1)
    points = np.empty((len(land.villages), 2))
    for number, code in enumerate(land.townships["code"]):
        inside = np.flatnonzero(cell == number)
        own = land.villages.index[land.villages["parent_code"] == code]
        community = land.villages.loc[own, "kind"].to_numpy() == "community"
        reach = np.where(community, 0.6, 6.0)
        spacing = np.where(community, 0.35, 1.1)
        order = np.argsort(~community, kind="stable")
        placed: list[int] = []
        for i in order:
            placed.append(
                _spot(spots, inside, from_seat[inside, number], placed, reach[i], spacing[i], rng)
            )
        points[own[order]] = spots[placed]
    return points


def _spots(land: Land, rng: np.random.Generator) -> Floats:
    """Candidate spots (km) inside the outline, all over the county and closer around seats."""
    west, south, east, north = land.outline.bounds
    wide = rng.uniform((west, south), (east, north), (CANDIDATES, 2))
    seats = land.townships[["lon", "lat"]].to_numpy()
    near = (seats[:, None, :] + rng.normal(0, 0.01, (len(seats), 600, 2))).reshape(-1, 2)
    both = np.vstack([wide, near])
    both = both[shapely.contains_xy(land.outline.buffer(-0.003), both[:, 0], both[:, 1])]
    return np.column_stack(land.plane(both[:, 0], both[:, 1]))


def _spot(
    spots: Floats,
    inside: np.ndarray,
    from_seat_km: Floats,
    placed: list[int],
    reach_km: float,
    spacing_km: float,
    rng: np.random.Generator,
) -> int:
    """One spot of the cell, likelier near the seat, at least ``spacing_km`` from those placed.

    Where the cell is full, the free spot farthest from all others is taken.
    """
    weight = np.exp(-from_seat_km / reach_km)
    if placed:
        gap = np.hypot(*(spots[inside][:, None, :] - spots[placed][None, :, :]).T).min(axis=0)
        if (gap < spacing_km).all():
            return int(inside[gap.argmax()])
        weight = np.where(gap < spacing_km, 0.0, weight)
    return int(rng.choice(inside, p=weight / weight.sum()))


def _heights(land: Land, facts: Facts, rng: np.random.Generator) -> None:
    made_up, villages, townships = facts.made_up["land"], land.villages, land.townships
    seat = townships.loc[townships["code"] == facts.made_up["county_town"]].iloc[0]
    for frame in (townships, villages):
        away_km = np.hypot(frame["x_km"] - seat["x_km"], frame["y_km"] - seat["y_km"])
        rough = rng.normal(0, made_up["roughness_m"], len(frame)) * np.minimum(away_km / 5, 1)
        height = (
            made_up["town_elevation_m"]
            + made_up["rise_north_m_per_deg"] * (frame["lat"] - seat["lat"])
            + made_up["rise_away_m_per_km"] * away_km
            + rough
        )
        frame["elevation_m"] = np.maximum(height, made_up["lowest_m"]).round(0)
        frame["town_km"] = away_km.round(2)
    river = shapely.multilinestrings(
        [
            shapely.linestrings(np.column_stack(land.plane(*np.array(line).T)))
            for line in made_up["rivers"]
        ]
    )
    points = shapely.points(villages["x_km"], villages["y_km"])
    villages["river_km"] = shapely.distance(points, river).round(2)
    steep = 4 + 10 * np.tanh(villages["river_km"] / 6) * rng.gamma(3, 1 / 3, len(villages))
    villages["slope_deg"] = steep.round(1)
