"""Who is insured in which contract year, on which premium row; and the expected households."""

import numpy as np
import pandas as pd

from risk.demo.households import SPECIAL, STRUCTURES
from risk.demo.sizes import Ints, Sizes, stream
from risk.settings import County, PremiumRow
from risk.terms import Group

JOINED_IN_YEAR_SHARE = 0.6  # of those who join: not on the year's first day


def build_policies(houses: pd.DataFrame, county: County, sizes: Sizes, seed: int) -> pd.DataFrame:
    """One row a policy: year, house (row of ``houses``), line (in the year's list), start, end.

    ``row`` is the position in ``county.scheme.premium_rows``. Terms end with the contract year;
    most are renewed, a few lapse, some of the uninsured join, part of them in mid-year.
    """
    rng = stream(seed, "policies")
    n, held, parts = len(houses), None, []
    steady = sizes.join_share / (sizes.join_share + 1 - sizes.renewal_share)
    for year in sizes.years:
        if held is None:
            renewed, joins = rng.random(n) < steady, np.zeros(n, dtype=bool)
        else:
            renewed = held & (rng.random(n) < sizes.renewal_share)
            joins = ~held & (rng.random(n) < sizes.join_share)
        held = renewed | joins
        parts.append(_one_year(year, held, joins, houses, county, rng))
    return pd.concat(parts, ignore_index=True)


def _one_year(
    year: int,
    held: np.ndarray,
    joins: np.ndarray,
    houses: pd.DataFrame,
    county: County,
    rng: np.random.Generator,
) -> pd.DataFrame:
    first, following = county.contract_year_bounds(year)
    house = np.flatnonzero(held)
    late = joins[house] & (rng.random(len(house)) < JOINED_IN_YEAR_SHARE)
    months = np.where(late, rng.integers(2, 10, len(house)), 0)
    starts = np.array([np.datetime64(first, "M") + m for m in range(12)]).astype("datetime64[s]")
    group = group_in_year(houses, year)[house]
    return pd.DataFrame(
        {
            "year": year,
            "house": house,
            "line": np.arange(1, len(house) + 1),
            "group": group,
            "row": _premium_row(county, year, group, houses["topped_up"].to_numpy()[house]),
            "start_date": starts[months],
            "end_date": np.datetime64(following, "s") - np.timedelta64(1, "D"),
        }
    )


def group_in_year(houses: pd.DataFrame, year: int) -> Ints:
    """Special group of each household in a contract year, -1 for the ordinary."""
    named = (houses["group_from"] <= year) & (year <= houses["group_to"])
    return np.asarray(np.where(named, houses["group"], -1))


def _premium_row(county: County, year: int, group: Ints, topped_up: np.ndarray) -> Ints:
    """Position of the legal row: the special groups' dearer row is the topped-up one."""
    rows = county.scheme.premium_rows
    choice = np.full(len(group), -1)
    for code in range(-1, len(SPECIAL)):
        wanted = Group.ORDINARY if code < 0 else SPECIAL[code]
        legal = [i for i, r in enumerate(rows) if r.holds(year) and wanted in r.groups]
        legal.sort(key=lambda i: rows[i].household_money)
        choice = np.where(group == code, np.where(topped_up, legal[-1], legal[0]), choice)
    return choice


def policy_ids(policies: pd.DataFrame, county: County) -> pd.Series:
    """Policy numbers: county, contract year, line of the year's list."""
    year = policies["year"].astype("string")
    return f"NF{county.code}-" + year + "-" + policies["line"].astype("string").str.zfill(6)


def policy_list(
    policies: pd.DataFrame, houses: pd.DataFrame, villages: pd.DataFrame, county: County
) -> pd.DataFrame:
    """The columns of the policy ledger for some policies (names as in the ledger, codes as terms).

    Argument frames as built here and in ``households``; ``villages`` has code, name, township_name.
    """
    home = houses.iloc[policies["house"]].reset_index(drop=True)
    place = villages.iloc[home["village"]].reset_index(drop=True)
    rows = county.scheme.premium_rows
    groups = np.array([*(g.value for g in SPECIAL), Group.ORDINARY.value])
    policies = policies.reset_index(drop=True)
    money = {
        f"premium_{payer}_money": _by_row(rows, f"{payer}_money", policies["row"])
        for payer in ("household", "province", "county")
    }
    return pd.DataFrame(
        {
            "policy_id": policy_ids(policies, county),
            "master_policy_no": f"{county.contract_number}-" + policies["year"].astype("string"),
            "list_line_no": policies["line"],
            "township_name": place["township_name"],
            "region_name": place["name"],
            "region_code": place["code"],
            "householder_name": home["name"],
            "id_number": home["id_number"],
            "phone": home["phone"],
            "household_group": groups[policies["group"]],
            "structure": np.array([s.value for s in STRUCTURES])[home["structure"]],
            "prior_condition": home["prior_condition"],
            "built_year": home["built_year"],
            "storeys": home["storeys"],
            "rooms_total": home["rooms_total"],
            "floor_area_m2": home["floor_area_m2"],
            "sum_insured_money": _by_row(rows, "sum_insured_money", policies["row"]),
            **money,
            "start_date": policies["start_date"],
            "end_date": policies["end_date"],
        }
    )


def _by_row(rows: tuple[PremiumRow, ...], name: str, row: pd.Series) -> np.ndarray:
    return np.array([getattr(r, name) for r in rows])[row]


def build_roster(
    houses: pd.DataFrame, villages: pd.DataFrame, sizes: Sizes, seed: int
) -> pd.DataFrame:
    """Households expected by village and contract year, as a yearly count would give them."""
    rng = stream(seed, "roster")
    count = np.bincount(houses["village"], minlength=len(villages))
    parts = [
        pd.DataFrame(
            {
                "region_code": villages["code"],
                "region_name": villages["name"],
                "as_of": np.datetime64(f"{year}-01-01", "s"),
                "households_expected": count + rng.binomial(np.maximum(count // 50, 1), 0.5),
                "source": "合成户数台账",
            }
        )
        for year in sizes.years
    ]
    return pd.concat(parts, ignore_index=True)


def build_groups(houses: pd.DataFrame, county: County) -> pd.DataFrame:
    """Household group lists: id_number, group, valid_from, valid_to, source."""
    named = houses[houses["group"] >= 0]
    bounds = {y: county.contract_year_bounds(y) for y in range(2000, 2100)}
    first = named["group_from"].map(lambda y: bounds[y][0])
    last = named["group_to"].map(lambda y: bounds[y][1])
    return pd.DataFrame(
        {
            "id_number": named["id_number"],
            "group": np.array([g.value for g in SPECIAL])[named["group"]],
            "valid_from": first.astype("datetime64[s]"),
            "valid_to": last.astype("datetime64[s]") - np.timedelta64(1, "D"),
            "source": "合成名单",
        }
    ).reset_index(drop=True)
