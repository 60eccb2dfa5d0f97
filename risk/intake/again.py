"""Stored rows located again: what changed, and which claims follow their policy."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.intake.atlas import Atlas
from risk.intake.inherit import NO_PLACE, REASON, Locate, inherit
from risk.intake.places import GIVEN, OF_A_CLAIM, OF_A_POLICY, located, nowhere
from risk.warehouse import Upsert, Warehouse

WHY = "relocated"
KEYS = {"policy": "policy_id", "claim": "claim_id", "report": "report_id"}
RESULTS = {
    "policy": ("region_code", *OF_A_POLICY),
    "claim": OF_A_CLAIM,
    "report": ("region_code", *OF_A_POLICY),
}
NUMBERS = frozenset({"village_key", "match_distance_m"})
SAME_M = 1e-3
FIRST_WITH_PLACES = {"policy": 2, "claim": 2, "report": 5}
"""Layout since which the places of a table are stored as written."""
# A row of an older layout does not say what was written: it stays where it is until its ledger is
# loaded again. A claim that took its policy's place had written none, so it can follow it.
WRITTEN = f"""
    WITH older AS (
      SELECT load_id FROM load JOIN version v ON v.name = load.version WHERE schema_number < $layout
    )
    SELECT {{columns}} FROM {{table}}
    WHERE load_id NOT IN (FROM older) OR coalesce({", ".join(GIVEN.values())}) IS NOT NULL
      OR ({{follows}})
"""  # noqa: S608
FOLLOWING = """
    SELECT {columns} FROM claim WHERE policy_id IN (SELECT unnest($policies))
      AND (match_reason = $reason OR list_contains(string_split(match_reason, ';'), $none))
"""


def relocate_all(
    warehouse: Warehouse, atlas: Atlas, find: Locate, loading: Mapping[str, Sequence[pd.DataFrame]]
) -> tuple[list[Upsert], int]:
    """Locate every stored claim, policy and report again.

    Args:
        warehouse: the version before the load.
        atlas: the map after it.
        find: locates places on that map.
        loading: located frames of the same load by kind; their rows are not looked at again.

    Returns:
        Upserts of the rows that change, and how many rows were looked at.
    """
    policies = again(warehouse, "policy", find, loading.get("policy", ()))
    claims = again(warehouse, "claim", find, loading.get("claim", ()))
    at = [policies, *loading.get("policy", ())]
    claims = inherit(claims, at, find, atlas.crosswalk, warehouse)
    reports = again(warehouse, "report", find, loading.get("report", ()))
    found = {"policy": policies, "claim": claims, "report": reports}
    changes = [changed(table, rows) for table, rows in found.items()]
    return [c for c in changes if len(c.frame)], sum(map(len, found.values()))


def follow_policies(
    warehouse: Warehouse, atlas: Atlas, find: Locate, loading: Mapping[str, Sequence[pd.DataFrame]]
) -> list[Upsert]:
    """Stored claims that name no place go where the policies of this load now lie."""
    if not loading.get("policy"):
        return []
    policies = pd.concat([f["policy_id"] for f in loading["policy"]]).drop_duplicates()
    values = {"policies": policies.tolist(), "reason": REASON, "none": NO_PLACE}
    columns = ["policy_id", "loss_at", *stored_columns("claim")]
    query = FOLLOWING.format(columns=", ".join(columns))
    claims = without(warehouse.frame(query, values), "claim", loading.get("claim", ()))
    if claims.empty:
        return []
    placed = inherit(nowhere(claims), loading["policy"], find, atlas.crosswalk, warehouse)
    change = changed("claim", placed)
    return [change] if len(change.frame) else []


def stored_columns(table: str) -> list[str]:
    """Key of a table, and its results under their names with ``was_`` before them."""
    return [KEYS[table], *(f"{c} AS was_{c}" for c in RESULTS[table])]


def without(rows: pd.DataFrame, table: str, loading: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Stored rows that this load does not bring itself."""
    key = KEYS[table]
    brought = pd.concat([f[key] for f in loading]) if loading else pd.Series(dtype="str")
    return rows[~rows[key].isin(brought)].reset_index(drop=True)


def again(
    warehouse: Warehouse, table: str, find: Locate, loading: Sequence[pd.DataFrame]
) -> pd.DataFrame:
    """Stored rows with their old results (``was_…``) and the new ones."""
    claims = table == "claim"
    dated = ["loss_at", *(["policy_id"] if claims else [])] if table != "policy" else []
    given = [f"{written} AS {place}" for place, written in GIVEN.items()]
    extra = ["lon", "lat", *dated]
    query = WRITTEN.format(
        columns=", ".join([*stored_columns(table), *given, *extra]),
        table=table,
        follows="match_reason = $reason" if claims else "false",
    )
    values = {"layout": FIRST_WITH_PLACES[table], **({"reason": REASON} if claims else {})}
    rows = without(warehouse.frame(query, values), table, loading)
    if rows.empty:
        return rows.assign(**dict.fromkeys(RESULTS[table], None))
    return located(table, rows, find(rows))


def changed(table: str, rows: pd.DataFrame) -> Upsert:
    """The rows whose results differ from what is stored."""
    key, results = KEYS[table], list(RESULTS[table])
    differs = np.zeros(len(rows), dtype=bool)
    for column in results:
        differs |= differ(rows[f"was_{column}"], rows[column], number=column in NUMBERS)
    return Upsert(table, rows.loc[differs, [key, *results]], (key,), None, why=WHY)


def differ(old: pd.Series, new: pd.Series, *, number: bool) -> NDArray[np.bool_]:
    """Where two columns say different things; missing equals missing."""
    if number:
        was, now = (s.astype("Float64").to_numpy(float, na_value=np.nan) for s in (old, new))
        return ~np.isclose(was, now, rtol=0, atol=SAME_M, equal_nan=True)
    said, says = (s.astype("str").fillna("") for s in (old, new))
    return np.asarray(said != says, dtype=bool)
