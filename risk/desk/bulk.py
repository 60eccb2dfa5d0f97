"""Calls that mean many houses: counted beside the village's other reports, not on top of them.

"Forty houses in our village" is often followed by a list of the forty. The houses of such a call
that the village's other reports may already name are in doubt; only what goes beyond them is sure.
"""

from collections.abc import Hashable
from typing import Any

import pandas as pd
from scipy.special import ndtr

from risk.desk.decisions import Decisions
from risk.desk.households import DOUBTFUL
from risk.settings import Desk

BULK = ("report_id", "region_code", "group_name", "n", "overlap", "settled")


def count_bulk(
    calls: pd.DataFrame, houses: pd.DataFrame, *, share: float, settings: Desk, said: Decisions
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Calls of many houses, and a row for each of their houses.

    Within a village the largest call is laid over the houses already named, the next over both.

    Args:
        calls: report_id, own_at, channel, region_code, group_name, n, peril, damage_grade,
            claim_id.
        houses: houses named one by one: region_code, group_name, p_same, p_insured.
        share: share of houses that are insured, for houses nobody named.
        settings: ``covered_p``.
        said: splits and covers that people decided.

    Returns:
        The table `BULK`, and houses with ``origin`` ``bulk`` (p_same is ``covered_p`` where the
        house may be one of those named).
    """
    named = houses[houses["p_same"] == 0].groupby("region_code").size().to_dict()
    told, units = [], []
    for call in calls.sort_values(["n", "report_id"], ascending=[False, True]).to_dict("records"):
        report, n, place = call["report_id"], int(call["n"]), call["region_code"]
        if report in said.covered:
            told.append((report, place, call["group_name"], n, n, True))
            continue
        own = report in said.split
        overlap = 0 if own else min(n, named.get(place, 0))
        named[place] = named.get(place, 0) + n - overlap
        told.append((report, place, call["group_name"], n, overlap, own))
        p_same = _chances(n, overlap, settings)
        units += [_unit(call, at, p, share) for at, p in enumerate(p_same, start=1)]
    return pd.DataFrame(told, columns=list(BULK)), pd.DataFrame(units, columns=list(UNIT))


UNIT = (
    "house_id", "region_code", "group_name", "reported_at", "reports", "report_ids", "channels",
    "household_key", "insured", "p_insured", "damage_grade", "peril", "claim_id", "p_same",
    "component", "origin",
)  # fmt: skip


def _chances(n: int, overlap: int, settings: Desk) -> list[float]:
    """Chance of each house of a call that it is none of its own.

    What a call says of a village whose houses are named as well is an estimate: the k-th house
    exists if the true number reaches k. A call about houses nobody named is taken at its word.
    """
    if not overlap:
        return [0.0] * n
    spread = max(settings.call_error_cv * n, 1e-9)
    beyond = [float(ndtr((k - n) / spread)) for k in range(overlap + 1, n + 1)]
    return [settings.covered_p] * overlap + beyond


def _unit(call: dict[Hashable, Any], at: int, p_same: float, share: float) -> tuple[object, ...]:
    house = f"{call['report_id']}#{at}"
    # a house that may be one of those named belongs to no component of its own
    component = "" if p_same else house
    return (
        house, call["region_code"], call["group_name"], call["own_at"], 1, (call["report_id"],),
        (call["channel"],), None, DOUBTFUL, share, call["damage_grade"], call["peril"], None,
        p_same, component, "bulk",
    )  # fmt: skip
