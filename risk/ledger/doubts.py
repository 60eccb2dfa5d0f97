"""What is stored but flagged for a person: impossible times, odd points, premiums, double cover.

A house insured must not vanish from exposure, nor a claim from history, because one value is
doubtful: these rows stay as they were written, and the flag says what to check.
"""

from collections.abc import Iterator
from datetime import date
from itertools import combinations

import numpy as np
import pandas as pd

from risk.ledger.faults import Fault, Finding
from risk.ledger.model import Kind
from risk.ledger.rules import findings
from risk.settings import County, PremiumRow
from risk.terms import CoverLine, Group

PREMIUM = (
    "premium_household_money", "premium_province_money", "premium_county_money",
    "sum_insured_money",
)  # fmt: skip
PREMIUM_TOLERANCE_MONEY = 0.005


def doubts(kind: Kind, frame: pd.DataFrame, rows: np.ndarray, county: County) -> list[Finding]:
    """Every doubt about rows that will be stored.

    Args:
        kind: the ledger.
        frame: typed rows, indexed by position in the source.
        rows: row number of every position.
        county: its scheme names the legal premium rows.
    """
    found = [f for chain in kind.sequence for f in _impossible_order(kind, frame, chain)]
    if kind.name == "policy":
        found += [*_out_of_scheme(frame, county), *_overlaps(frame, rows)]
    return found


def _impossible_order(kind: Kind, frame: pd.DataFrame, chain: tuple[str, ...]) -> Iterator[Finding]:
    """Moments before the nearest earlier step that is known; a bare day is compared as a day."""
    times = {name: frame[name].to_numpy("datetime64[us]") for name in chain}
    known = [name for name in chain if not np.isnat(times[name]).all()]
    for i, j in combinations(range(len(known)), 2):
        earlier, later = times[known[i]], times[known[j]]
        near = np.ones(len(frame), dtype=bool)
        for between in known[i + 1 : j]:
            near &= np.isnat(times[between])
        day = later.astype("datetime64[D]")
        same_day = (day == later) & (day == earlier.astype("datetime64[D]"))
        fault = Fault("order", {"earlier": kind.column(known[i]).title})
        yield from findings(frame, near & (later < earlier) & ~same_day, known[j], fault)


def point_faults(kind: Kind, frame: pd.DataFrame) -> tuple[list[Finding], list[Finding]]:
    """Points that cannot be meant: (faults, flags), by whether the ledger keeps doubtful points."""
    if not {"lon", "lat"} <= set(frame.columns):
        return [], []
    lon, lat = frame["lon"].to_numpy(float), frame["lat"].to_numpy(float)
    zero = (lon == 0) & (lat == 0)
    half = np.isnan(lon) != np.isnan(lat)
    swapped = (np.abs(lat) > 90) & (np.abs(lon) <= 90)
    found = [
        *findings(frame, zero, "lon", Fault("point_zero")),
        *findings(frame, half, "lon", Fault("point_half")),
        *findings(frame, swapped, "lat", Fault("point_swapped")),
    ]
    return ([], found) if kind.column("lon").soft else (found, [])


def _out_of_scheme(frame: pd.DataFrame, county: County) -> list[Finding]:
    legal = county.scheme.premium_rows
    if not legal or frame.empty:
        return []
    scheme = frame["cover_line"] == CoverLine.SCHEME.value
    asked = frame.assign(year=_contract_year(frame["start_date"], county))
    columns = ["year", "household_group", *PREMIUM]
    place = asked.groupby(columns, dropna=False, sort=False).ngroup().to_numpy()
    _, first = np.unique(place, return_index=True)
    distinct = asked[columns].iloc[first].itertuples(index=False)
    verdict = np.array([_is_legal(row, legal) for row in distinct])
    mask = scheme.to_numpy() & ~verdict[place]
    return findings(frame, mask, PREMIUM[0], Fault("premium"))


def _contract_year(start: pd.Series, county: County) -> pd.Series:
    years = {
        day: county.contract_year(date(day.year, day.month, day.day)) for day in start.unique()
    }
    return start.map(years)


def _is_legal(row: tuple[object, ...], legal: tuple[PremiumRow, ...]) -> bool:
    """Whether the values given fit one legal row; nothing given is nothing to doubt."""
    year, group, *values = row
    given = [None if pd.isna(v) else float(str(v)) for v in values]  # type: ignore[call-overload]
    if all(v is None for v in given):
        return True
    return any(
        premium.holds(int(str(year)))
        and (not isinstance(group, str) or Group(group) in premium.groups)
        and all(
            v is None or abs(v - wanted) <= PREMIUM_TOLERANCE_MONEY
            for v, wanted in zip(given, _amounts(premium), strict=True)
        )
        for premium in legal
    )


def _amounts(row: PremiumRow) -> tuple[float, float, float, float]:
    return row.household_money, row.province_money, row.county_money, row.sum_insured_money


def _overlaps(frame: pd.DataFrame, rows: np.ndarray) -> list[Finding]:
    """Policies of one household that run at the same time within one cover line."""
    part = frame[["start_date", "end_date", "cover_line"]].assign(
        house=frame["id_number"].fillna(frame["household_no"])
    )
    same = ["house", "cover_line"]
    part = part[part["house"].notna() & part.duplicated(same, keep=False)]
    part = part.sort_values([*same, "start_date"], kind="stable")
    ends = part.groupby(same, sort=False)["end_date"].cummax()
    before = ends.groupby([part[name] for name in same], sort=False).shift()
    positions = part.index.to_numpy()
    other: dict[int, int] = {}
    for i in np.flatnonzero((part["start_date"] < before).to_numpy()):
        other.setdefault(int(positions[i]), int(positions[i - 1]))
        other.setdefault(int(positions[i - 1]), int(positions[i]))
    return [
        Finding(p, "start_date", Fault("overlap", {"rows": int(rows[o])})) for p, o in other.items()
    ]
