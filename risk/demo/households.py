"""Synthetic households: one main home each, with made-up people who cannot exist."""

from datetime import date

import numpy as np
import pandas as pd
import shapely

from risk.demo.land import Land
from risk.demo.sizes import Bools, Floats, Ints, Sizes, stream
from risk.terms import Group, Structure

# No person holds a number of this area: GB/T 2260 gives no province the digits 99.
UNASSIGNED_AREA = "999900"
# Mobile numbers begin with 13 to 19; nobody's begins with 100.
UNASSIGNED_PHONE = "100"
CHECK_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
CHECK_CHARACTERS = np.array(list("10X98765432"))
BIRTHDAYS = 18_000  # from 1940 on
STRUCTURES = tuple(Structure)
SPECIAL = tuple(g for g in Group if g is not Group.ORDINARY)
SPECIAL_SHARES = (0.055, 0.012, 0.02, 0.018, 0.085)
TOPPED_UP_SHARE = 0.35


def build_houses(land: Land, sizes: Sizes, seed: int) -> pd.DataFrame:
    """One row a household.

    Columns: village (row of ``land.villages``), name, id_number, phone, structure (index into
    ``STRUCTURES``), built_year, storeys, rooms_total, floor_area_m2, prior_condition, group
    (index into ``SPECIAL`` or -1), group_from, group_to (contract years), topped_up, lon, lat.
    """
    rng = stream(seed, "households")
    village = np.repeat(np.arange(len(land.villages)), _households(land, sizes, rng))
    n = len(village)
    houses = pd.DataFrame({"village": village})
    number = pd.Series(np.arange(1, n + 1)).astype("string").str.zfill(6)
    houses["name"] = "样本户" + number
    houses["id_number"] = identity_numbers(rng.permutation(n))
    houses["phone"] = UNASSIGNED_PHONE + number.str.zfill(8)
    _build(houses, land, rng)
    _groups(houses, land, sizes, rng)
    _scatter(houses, land, rng)
    return houses


def identity_numbers(serial: Ints) -> pd.Series:
    """Numbers that pass GB 11643's check digit but belong to an area no person has.

    Args:
        serial: distinct whole numbers below 1.6 million.
    """
    first = date(1940, 1, 2).toordinal()
    days = pd.Series([date.fromordinal(first + i).strftime("%Y%m%d") for i in range(BIRTHDAYS)])
    order = 11 + serial // BIRTHDAYS  # below 100: never the zeros that Excel's rounding leaves
    body = UNASSIGNED_AREA + days.iloc[serial % BIRTHDAYS].reset_index(drop=True)
    body = body + pd.Series(order).astype("string").str.zfill(3)
    digits = np.frombuffer("".join(body).encode(), dtype=np.uint8).reshape(-1, 17) - ord("0")
    check = CHECK_CHARACTERS[(digits @ CHECK_WEIGHTS) % 11]
    return body + pd.Series(check, dtype="string")


def _households(land: Land, sizes: Sizes, rng: np.random.Generator) -> Ints:
    """Households with an insurable main home, by village; few in residents' committees."""
    size = rng.gamma(5, 1 / 5, len(land.villages))
    size = np.where(land.villages["kind"] == "community", 0.25 * size, size)
    counts = np.rint(size / size.sum() * sizes.households * sizes.scale)
    return np.asarray(np.maximum(counts, 1).astype(np.int64))


def _build(houses: pd.DataFrame, land: Land, rng: np.random.Generator) -> None:
    """Older, earthen houses high up and far out; brick and concrete near the town."""
    n = len(houses)
    place = land.villages.iloc[houses["village"]]
    high = ((place["elevation_m"].to_numpy() - 2500) / 400).clip(-1, 2.5)
    near = np.exp(-place["town_km"].to_numpy() / 8)
    village_taste = rng.normal(0, 0.35, (len(land.villages), 6))[houses["village"]]
    base = np.log([0.22, 0.03, 0.46, 0.24, 0.03, 0.02])
    tilt = np.outer(high, [0.45, 0.5, 0, -0.35, -0.4, 0]) + np.outer(near, [-0.8, -1, 0, 0.8, 1, 0])
    houses["structure"] = (base + tilt + village_taste + rng.gumbel(size=(n, 6))).argmax(axis=1)
    newest = np.array([1998, 2000, 2016, 2017, 2017, 2017])[houses["structure"]]
    age = rng.gamma(3, np.array([5.5, 6, 4, 2.6, 2, 4])[houses["structure"]])
    houses["built_year"] = np.maximum(newest - age, 1950).astype(np.int64)
    houses["storeys"] = np.where(
        rng.random(n) < np.where(houses["structure"] >= 3, 0.3, 0.02), 2, 1
    )
    houses["rooms_total"] = rng.poisson(3.2, n).clip(0, 8) + 2 + (houses["storeys"] == 2)
    houses["floor_area_m2"] = (houses["rooms_total"] * rng.normal(21, 2.5, n)).clip(30).round(0)
    worn = (2018 - houses["built_year"]) / 25 + rng.normal(0, 0.6, n)
    houses["prior_condition"] = np.array(list("ABCD"))[np.digitize(worn, [0.5, 1.3, 2.2])]


def _groups(houses: pd.DataFrame, land: Land, sizes: Sizes, rng: np.random.Generator) -> None:
    """Special groups with the contract years in which their list names the household."""
    n = len(houses)
    high = (land.villages["elevation_m"].iloc[houses["village"]].to_numpy() - 2500) / 1000
    share = np.array(SPECIAL_SHARES).sum() * (1 + 0.5 * high.clip(-0.5, 1))
    special: Bools = rng.random(n) < share
    which = rng.choice(len(SPECIAL), n, p=np.array(SPECIAL_SHARES) / sum(SPECIAL_SHARES))
    houses["group"] = np.where(special, which, -1)
    last = sizes.years[-1]
    joined = np.where(
        rng.random(n) < 0.8, sizes.first_year, rng.integers(sizes.first_year, last, n)
    )
    left = np.where(rng.random(n) < 0.9, last + 1, joined + rng.integers(1, 5, n))
    houses["group_from"], houses["group_to"] = joined, np.minimum(left, last + 1) - 1
    houses["topped_up"] = special & (rng.random(n) < TOPPED_UP_SHARE)


def _scatter(houses: pd.DataFrame, land: Land, rng: np.random.Generator) -> None:
    """House points around the village's; one that falls over the border goes back to it."""
    place = land.villages.iloc[houses["village"]]
    spread: Floats = rng.normal(0, 0.22, (len(houses), 2))
    lon, lat = land.degrees(
        place["x_km"].to_numpy() + spread[:, 0], place["y_km"].to_numpy() + spread[:, 1]
    )
    inside = shapely.contains_xy(land.outline, lon, lat)
    houses["lon"] = np.where(inside, lon, place["lon"]).round(5)
    houses["lat"] = np.where(inside, lat, place["lat"]).round(5)
