"""The four counts: reports, distinct houses, insured, payable; each with what is still in doubt."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from risk.desk.households import NONE, SURE, looked_up
from risk.terms import ClaimStatus, DamageGrade

COUNTS = ("houses", "insured", "payable")
SETTLED = {
    ClaimStatus.PAID.value: 1.0, ClaimStatus.REJECTED.value: 0.0, ClaimStatus.WITHDRAWN.value: 0.0,
}  # fmt: skip
NOWCAST = ("house_id", "region_code", "reported_at", "insured", "payable", "p_same")


def payable(houses: pd.DataFrame, claims: pd.DataFrame, *, share: float) -> pd.DataFrame:
    """Houses with ``p_payable``: settled by their claim, else the share of claims that are paid.

    Args:
        houses: from :func:`risk.desk.merge.merge`.
        claims: claim_id, household_key (of its policy, may be missing), status, damage_grade;
            claims of the event or days looked at.
        share: paid share of settled claims, for those still open.

    Returns:
        ``houses`` with claim_id (found by the report's number, else by the household), status,
        grade (surveyed, else reported) and p_payable.
    """
    rows = claims.drop_duplicates("claim_id", keep="last").set_index("claim_id")
    homes = claims.dropna(subset=["household_key"]).set_index("household_key")["claim_id"]
    own = houses["claim_id"].astype("str")
    claim = own.where(own.isin(rows.index))
    claim = claim.fillna(looked_up(houses["household_key"], homes.to_dict()))
    status = looked_up(claim, rows["status"].to_dict())
    grade = looked_up(claim, rows["damage_grade"].to_dict())
    settled = status.map(SETTLED).astype(float)
    below = settled.isna() & (grade == DamageGrade.BELOW.value)
    chance = settled.mask(below, 0.0).fillna(share)
    return houses.assign(
        claim_id=own.fillna(claim),
        status=status,
        grade=grade.fillna(houses["damage_grade"].astype("str")),
        p_payable=(houses["p_insured"] * chance).astype(float),
        payable=np.select(
            [(houses["insured"] == NONE) | (chance == 0),
             (houses["insured"] == SURE) & (chance == 1)],
            [NONE, SURE], "doubtful",
        ),
    )  # fmt: skip


def counts(houses: pd.DataFrame, reports: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """The four counts with the range of what is in doubt.

    ``houses`` is the expected number, ``houses_lo`` the number if every doubtful pair is one house,
    ``houses_hi`` if none is; likewise ``insured`` and ``payable``, where a house in doubt counts
    with its chance, not at all, or whole. A house is counted where and when its earliest report is.

    Args:
        houses: from :func:`payable`, with the columns of ``by``.
        reports: raw reports with the columns of ``by``.
        by: none (one row), or columns such as region_code, day.
    """
    keys = list(by) or ["_all"]
    homes, raw = houses.assign(_all=0), reports.assign(_all=0)
    once = 1 - homes["p_same"]
    told: dict[str, Any] = {
        "houses": once,
        "insured": once * homes["p_insured"],
        "payable": once * homes["p_payable"],
        "houses_lo": (homes["p_same"] == 0).astype(float),
        "houses_hi": 1.0,
        "insured_lo": _certain(homes, "insured"),
        "insured_hi": (homes["insured"] != NONE).astype(float),
        "payable_lo": _certain(homes, "payable"),
        "payable_hi": (homes["payable"] != NONE).astype(float),
    }
    summed = homes[keys].assign(**told).groupby(keys, dropna=False).sum()
    table = raw.groupby(keys, dropna=False).size().rename("reports").to_frame()
    table = table.join(summed, how="outer").fillna(0.0).reset_index()
    order = ["reports", *(f"{c}{end}" for c in COUNTS for end in ("", "_lo", "_hi"))]
    if table.empty and not by:
        table = pd.DataFrame([dict.fromkeys(["_all", *order], 0.0)])
    return table[[*by, *order]].astype({"reports": int})


def _certain(homes: pd.DataFrame, column: str) -> "pd.Series[float]":
    """1 for the first house of each component that holds a sure one; 0 else."""
    sure = homes[(homes[column] == SURE) & (homes["component"] != "")]
    first = sure.sort_values(["reported_at", "house_id"]).drop_duplicates("component").index
    return pd.Series(homes.index.isin(first), index=homes.index).astype(float)


def distinct_houses(houses: pd.DataFrame) -> pd.DataFrame:
    """Houses as the nowcast takes them: one row a house at its own report time.

    Returns:
        house_id, region_code, reported_at, insured, payable (chances, 0–1), p_same (chance that it
        is another row's house): the expected number of houses is the sum of ``1 − p_same``.
    """
    told = houses.assign(insured=houses["p_insured"], payable=houses["p_payable"])
    return told[list(NOWCAST)].sort_values(["reported_at", "house_id"], ignore_index=True)


def houses_of_claims(claims: pd.DataFrame, *, share: float) -> pd.DataFrame:
    """The same from claims, where a county keeps no reports: one claim, one insured house.

    Args:
        claims: claim_id, region_code, reported_at, status.
        share: paid share of settled claims.
    """
    known = claims[claims["reported_at"].notna()]
    return pd.DataFrame(
        {
            "house_id": known["claim_id"], "region_code": known["region_code"],
            "reported_at": known["reported_at"], "insured": 1.0,
            "payable": known["status"].map(SETTLED).fillna(share), "p_same": 0.0,
        }
    ).sort_values(["reported_at", "house_id"], ignore_index=True)  # fmt: skip
