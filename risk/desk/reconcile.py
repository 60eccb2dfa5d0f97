"""The bureau's damage table beside our own, by place and grade; what explains the difference."""

import numpy as np
import pandas as pd

from risk.terms import DamageGrade

GRADES = (DamageGrade.COLLAPSED.value, DamageGrade.SEVERE.value, DamageGrade.SLIGHT.value)
UNGRADED = "ungraded"
EXPLAINED = (
    "region_code", "reported_at", "bureau", "ours", "grade_differs", "only_bureau",
    "not_insured", "not_reported", "only_ours", "tables",
)  # fmt: skip


def latest_tables(damage: pd.DataFrame) -> pd.DataFrame:
    """Rows of the bureau's table, ``latest`` where its region has none later; the rest is history.

    Args:
        damage: reported_at, region_code, damage_grade, households, rooms.
    """
    newest = damage.groupby("region_code")["reported_at"].transform("max")
    told = damage.assign(latest=damage["reported_at"] == newest)
    return told.sort_values(["region_code", "reported_at", "damage_grade"], ignore_index=True)


def by_grade(damage: pd.DataFrame, houses: pd.DataFrame) -> pd.DataFrame:
    """Households by region and grade, theirs and ours.

    Args:
        damage: the bureau's table; its regions may be villages or townships.
        houses: ours, with ``region_code`` in the bureau's regions, grade, p_same, p_insured; houses
            below the threshold of damage count nowhere.

    Returns:
        region_code, grade, bureau_households, bureau_rooms (NaN: no table), houses, insured
        (expected numbers), difference (bureau − houses).
    """
    told = latest_tables(damage)
    now = told[told["latest"]].rename(columns={"damage_grade": "grade"})
    theirs = now.groupby(["region_code", "grade"])[["households", "rooms"]].sum(min_count=1)
    theirs.columns = pd.Index(["bureau_households", "bureau_rooms"])
    own = houses[houses["grade"] != DamageGrade.BELOW.value]
    own = own.assign(
        grade=own["grade"].where(own["grade"].isin(GRADES), UNGRADED),
        houses=1 - own["p_same"],
        insured=(1 - own["p_same"]) * own["p_insured"],
    )
    ours = own.groupby(["region_code", "grade"])[["houses", "insured"]].sum()
    both = theirs.join(ours, how="outer").reset_index()
    both[["houses", "insured"]] = both[["houses", "insured"]].fillna(0.0)
    both["difference"] = both["bureau_households"].fillna(0) - both["houses"]
    rank = {g: i for i, g in enumerate((*GRADES, UNGRADED))}
    return both.sort_values(
        ["region_code", "grade"], key=lambda c: c.map(rank) if c.name == "grade" else c,
        ignore_index=True,
    )  # fmt: skip


def explain(grades: pd.DataFrame, damage: pd.DataFrame, insured_share: pd.Series) -> pd.DataFrame:
    """Why the totals differ, region by region.

    Houses in both totals but under another grade are ``grade_differs`` (houses not yet graded
    fit any). What the bureau counts beyond us is split by the region's insured share: houses that
    are not insured have little reason to report to us (``not_insured``, estimated), the rest did
    not report yet (``not_reported``). What we count beyond the bureau is ``only_ours``.

    Args:
        grades: from :func:`by_grade`.
        damage: the bureau's table, for when it was made and how often.
        insured_share: region_code → share of houses insured, 0–1; missing: taken as 1.

    Returns:
        `EXPLAINED`; bureau = ours + only_bureau − only_ours.
    """
    rows = []
    made = damage.groupby("region_code")["reported_at"]
    when, tables = made.max(), made.nunique()
    for region, part in grades.groupby("region_code"):
        ours = part.set_index("grade")["houses"]
        theirs = part.set_index("grade")["bureau_households"].fillna(0)
        bureau, own = float(theirs.sum()), float(ours.sum())
        graded = sum(min(theirs.get(g, 0.0), ours.get(g, 0.0)) for g in GRADES)
        free = float(ours.get(UNGRADED, 0.0))
        differs = max(
            0.0, round(min(bureau, own) - graded - min(free, max(bureau - graded, 0.0)), 6)
        )
        beyond = max(0.0, bureau - own)
        outside = min(beyond, bureau * (1 - float(insured_share.get(region, 1.0))))
        rows.append(
            (region, when.get(region), bureau, own, differs, beyond, outside, beyond - outside,
             max(0.0, own - bureau), int(tables.get(region, 0)))
        )  # fmt: skip
    told = pd.DataFrame(rows, columns=list(EXPLAINED))
    told["reported_at"] = pd.to_datetime(told["reported_at"])
    worst = np.argsort(-(told["bureau"] - told["ours"]).abs().to_numpy(float), kind="stable")
    return told.iloc[worst].reset_index(drop=True)
