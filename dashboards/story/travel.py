"""Story → minutes from bases to villages and their source, and how far own logs bear them out."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from risk.errors import ModelError
from risk.facts import Facts
from risk.hazard import village_places
from risk.staffing.travel import Learned, Travel, drive_table, travel_table
from risk.staffing.travel.table import source_errors

TRIPS_OF_PAIR = 3
MINUTE_COLUMNS = (
    "base_id", "base", "township", "region_code", "village", "tier", "minutes", "source",
    "error_cv",
)  # fmt: skip


@dataclass(frozen=True)
class Drives:
    """Dry drives of a county.

    Attributes:
        travel: between all bases and villages.
        minutes: MINUTE_COLUMNS, a row a base and village; error_cv that of the row's source.
        drives: fitted beside assumed values (``drive_table``).
        learned: what it rests on.
    """

    travel: Travel
    minutes: pd.DataFrame
    drives: pd.DataFrame
    learned: Learned


def county_drives(facts: Facts) -> Drives:
    """Dry drives between all bases and villages.

    Raises:
        ModelError: there is no base.
    """
    if facts.bases.empty:
        raise ModelError("there is no base", where="base", remedy="load the base ledger")
    learned, places = facts.learned, facts.county.places
    codes = village_places(facts.regions).index.to_numpy(dtype=object)
    travel = travel_table(codes, facts.bases, facts.regions, None, places, ways=learned.ways)
    return Drives(
        travel, _minutes(facts, travel, codes), drive_table(learned.ways.fitted, places), learned
    )


def _minutes(facts: Facts, travel: Travel, codes: np.ndarray) -> pd.DataFrame:
    regions = facts.regions.drop_duplicates("code").set_index("code").reindex(codes)
    names = facts.bases.set_index("base_id")["name"]
    n_bases, n = len(travel.base_ids), len(codes)
    source = travel.source[:n_bases]
    errors = learned_errors(facts)
    frame = pd.DataFrame(
        {
            "base_id": np.repeat(travel.base_ids, n),
            "township": np.tile(regions["township_name"].to_numpy(object), n_bases),
            "region_code": np.tile(codes, n_bases),
            "village": np.tile(regions["name"].to_numpy(object), n_bases),
            "tier": np.tile(travel.tier, n_bases),
            "minutes": 60 * travel.trip_h[:n_bases].ravel(),
            "source": source.ravel(),
        }
    )
    told = frame.assign(
        base=frame["base_id"].map(names.to_dict()), error_cv=frame["source"].map(errors)
    )
    return told[list(MINUTE_COLUMNS)]


def learned_errors(facts: Facts) -> dict[str, float]:
    """Error of each source: measured where own logs tell it, else the settings'."""
    return source_errors(facts.county.places, facts.learned.ways)


def of_base(minutes: pd.DataFrame, base: str | None) -> pd.DataFrame:
    """Villages of one base, or each from its nearest base; the farthest first.

    Raises:
        ModelError: there is no such base.
    """
    if base is None:
        rows = minutes.loc[minutes.groupby("region_code")["minutes"].idxmin()]
    else:
        rows = minutes[minutes["base_id"] == base]
        if rows.empty:
            known = ", ".join(minutes["base_id"].unique())
            raise ModelError(f"no base {base!r}", where="travel", remedy=f"one of {known}")
    return rows.sort_values("minutes", ascending=False, ignore_index=True)


def worst_pairs(learned: Learned, facts: Facts) -> pd.DataFrame:
    """Pairs driven at least `TRIPS_OF_PAIR` times, those farthest from what is told first.

    Returns:
        origin, village (names), trips, logged_min (median), told_min, times (logged ÷ told),
        source.
    """
    grouped = learned.judged.groupby(["origin", "region_code"], as_index=False)
    rows = grouped.agg(
        trips=("minutes", "size"), logged_min=("minutes", "median"), told_min=("told_min", "first"),
        source=("source", "first"),
    )  # fmt: skip
    rows = rows[rows["trips"] >= TRIPS_OF_PAIR]
    times = rows["logged_min"] / rows["told_min"]
    names = place_names(facts)
    named = rows.assign(
        times=times, off=np.abs(np.log(times)),
        origin=rows["origin"].map(names), village=rows["region_code"].map(names),
    )  # fmt: skip
    return named.sort_values("off", ascending=False, ignore_index=True).drop(columns="off")


def place_names(facts: Facts) -> dict[str, str]:
    """Names of villages (with their township) and bases by code."""
    regions = facts.regions.drop_duplicates("code")
    label = regions["township_name"].fillna("") + " " + regions["name"]
    villages = dict(zip(regions["code"], label.str.strip(), strict=True))
    return villages | facts.bases.set_index("base_id")["name"].to_dict()
