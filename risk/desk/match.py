"""Reports compared two by two: chance that they are of one house, and why.

Compared are the reports of one village, and those of any village that share a telephone, a name or
a household (a village may be written wrong). 900 reports over 60 villages make about 7,000 pairs.
"""

from itertools import pairwise

import numpy as np
import pandas as pd

from risk.desk.evidence import (
    DOOR,
    GROUP,
    HOUSEHOLD,
    LEAST_SHARED,
    LISTED_NAME,
    LISTED_PHONE,
    LOSS_DAY,
    NAME,
    PERIL,
    PHONE,
    VILLAGE,
    Bools,
    Floats,
    Ints,
    chance,
    shared_phone,
    wrong_if_unlisted,
)
from risk.desk.households import Insured
from risk.settings import Desk

COMPARED = (
    "household_key", "phone_key", "name_key", "door_key", "group_name", "region_code",
    "peril_family", "loss_day",
)  # fmt: skip
COLUMN = {
    "household": "household_key", "phone": "phone_key", "name": "name_key", "door": "door_key",
    "group": "group_name", "village": "region_code", "peril": "peril_family",
}  # fmt: skip
"""Evidence → the column it compares, where the names differ."""
ANYWHERE = ("phone_key", "name_key", "household_key", "claim_id")
"""Columns that bring reports of different villages together."""
LEAST_P = 0.002
"""Chance below which a pair is not told: a hundred such pairs may still mean one repeat."""
MOST_IN_BLOCK = 2_000
"""Reports of one village beyond which only those that share a contact are compared."""
MOST_SHARED = 200
"""Reports under one telephone or name beyond which it brings nobody together."""


def compare(reports: pd.DataFrame, insured: Insured, *, settings: Desk) -> pd.DataFrame:
    """Every pair of reports that may be one house.

    Args:
        reports: report_id (each once), the columns of `COMPARED`, claim_id, list_no; missing
            where not known. ``household_key`` only where it is sure.
        insured: households in force: how common a name is, and which contacts are theirs.
        settings: share of repeats, thresholds.

    Returns:
        a, b (report ids, a < b), p, reasons (words: the evidence that agrees, ``!`` before what
        does not, ``claim`` where the claim number decides), decided; only pairs of `LEAST_P` and
        more, the likeliest first. Rows of one list are never a pair.
    """
    rows = reports.sort_values("report_id", kind="stable", ignore_index=True)
    left, right = _pairs(rows)
    code = {c: pd.factorize(rows[c])[0] for c in (*COMPARED, "claim_id", "list_no")}
    agree = {c: code[c][left] == code[c][right] for c in code}
    known = {c: (code[c][left] >= 0) & (code[c][right] >= 0) for c in code}
    bits = _bits(rows, code, agree, known, left, right, insured)
    n = len(rows)
    prior = min(0.3, 2 * settings.repeat_share / max(n - 1, 1))
    p = chance(sum(bits.values(), np.zeros(len(left))), prior)
    same_claim = known["claim_id"] & agree["claim_id"]
    same_home = known["household_key"] & agree["household_key"]
    same_list = known["list_no"] & agree["list_no"] & ~same_home & ~same_claim
    p = np.where(same_claim, 1.0, np.where(same_list, 0.0, p))
    kept = np.flatnonzero(p >= LEAST_P)
    found = pd.DataFrame(
        {
            "a": rows["report_id"].to_numpy()[left[kept]],
            "b": rows["report_id"].to_numpy()[right[kept]],
            "p": p[kept].round(9),
            "reasons": _reasons(bits, agree, known, same_claim, kept),
            "decided": same_claim[kept],
        }
    )
    return found.sort_values(["p", "a", "b"], ascending=[False, True, True], ignore_index=True)


def _pairs(rows: pd.DataFrame) -> tuple[Ints, Ints]:
    """Positions of the pairs to compare, each once, the smaller first."""
    n = len(rows)
    parts = [_within(rows["region_code"], MOST_IN_BLOCK)]
    parts += [_within(rows[column], MOST_SHARED) for column in ANYWHERE]
    keys = np.unique(np.concatenate([i * n + j for i, j in parts])) if n else np.empty(0, np.int64)
    return keys // max(n, 1), keys % max(n, 1)


def _within(values: pd.Series, most: int) -> tuple[Ints, Ints]:
    code = pd.factorize(values)[0]
    order = np.argsort(code, kind="stable")
    bounds = np.flatnonzero(np.diff(code[order], prepend=-2, append=code.max(initial=-1) + 1))
    lefts, rights = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for start, end in pairwise(bounds.tolist()):
        if code[order[start]] < 0 or not 2 <= end - start <= most:
            continue
        i, j = np.triu_indices(end - start, 1)
        lefts.append(order[start + i])
        rights.append(order[start + j])
    return np.concatenate(lefts), np.concatenate(rights)


def _bits(
    rows: pd.DataFrame, code: dict[str, Ints], agree: dict[str, Bools], known: dict[str, Bools],
    left: Ints, right: Ints, insured: Insured,
) -> dict[str, Floats]:  # fmt: skip
    """Weight of every kind of evidence in every pair."""
    spread = rows.groupby("phone_key")["name_key"].nunique()
    names = rows["phone_key"].map(spread).fillna(1).astype(float).to_numpy()[left]
    bearers = _bearers(rows["name_key"], insured, "name")[left]
    village = max(insured.n / max(rows["region_code"].nunique(), 1), 1.0)
    same_name = (np.maximum(bearers - 1, 0) + LEAST_SHARED) / village
    weighed = {
        "household": (HOUSEHOLD, "household_key", None),
        "phone": (PHONE, "phone_key", shared_phone(np.asarray(names, dtype=np.float64))),
        "name": (NAME, "name_key", np.fmax(same_name, NAME.u / 10)),
        "door": (DOOR, "door_key", None),
        "group": (GROUP, "group_name", None),
        "village": (VILLAGE, "region_code", _commonness(code["region_code"])),
        "peril": (PERIL, "peril_family", max(PERIL.u, _commonness(code["peril_family"]))),
        "loss_day": (LOSS_DAY, "loss_day", max(LOSS_DAY.u, _commonness(code["loss_day"]))),
    }
    bits = {k: e.bits(agree[c], known[c], u) for k, (e, c, u) in weighed.items()}
    for contact, listed in (("phone", LISTED_PHONE), ("name", LISTED_NAME)):
        column = COLUMN[contact]
        strange = _bearers(rows[column], insured, contact) == 0
        least = np.log2(wrong_if_unlisted(listed.m, insured.share))
        apart = known[column] & ~agree[column] & (strange[left] | strange[right])
        bits[contact] = np.where(apart, np.maximum(bits[contact], least), bits[contact])
    told = known["household_key"]
    for contact in ("phone", "name", "door"):  # they made the household sure: not counted twice
        bits[contact] = np.where(told, 0.0, bits[contact])
    return bits


def _bearers(keys: pd.Series, insured: Insured, contact: str) -> Floats:
    """How many insured households have each contact; NaN where no list tells this contact."""
    listed = insured.contacts.loc[insured.contacts["contact"] == contact, "contact_key"]
    if listed.empty:
        return np.full(len(keys), np.nan)
    counted = listed.value_counts().to_dict()
    return np.array([counted.get(key, 0) for key in keys], dtype=np.float64)


def _commonness(code: Ints) -> float:
    """Chance that two records at random agree."""
    seen = np.bincount(code[code >= 0])
    total = seen.sum()
    return float((seen / total) @ (seen / total)) if total else 1.0


def _reasons(
    bits: dict[str, Floats], agree: dict[str, Bools], known: dict[str, Bools],
    same_claim: Bools, kept: Ints,
) -> list[str]:  # fmt: skip
    told = np.where(same_claim[kept], "claim ", "").astype(object)
    for agrees, mark in ((True, ""), (False, "!")):
        for name in bits:
            column = COLUMN.get(name, name)
            said = known[column][kept] & (agree[column][kept] == agrees)
            told = told + np.where(said, f"{mark}{name} ", "").astype(object)
    return [str(text).rstrip() for text in told]
