"""A claim that names no place, only a policy, lies where its house is insured."""

from collections.abc import Callable, Sequence

import pandas as pd

from risk.terms import MatchQuality
from risk.warehouse import Warehouse

NOWHERE = (MatchQuality.NONE.value, MatchQuality.COUNTY.value)
NO_PLACE = "no_place_given"
REASON = "policy"
PLACED = ["policy_id", "region_code", "match_quality", "group_code", "group_name", "lon", "lat"]
STORED = f"SELECT {', '.join(PLACED)} FROM policy WHERE policy_id IN (SELECT unnest(?))"  # noqa: S608
OF_THE_HOUSE = (
    "region_code_at_loss", "region_code_now", "village_key", "match_distance_m", "tier",
)  # fmt: skip

Locate = Callable[[pd.DataFrame], pd.DataFrame]


def insured_places(
    loading: Sequence[pd.DataFrame], wanted: "pd.Series[str]", warehouse: Warehouse | None
) -> pd.DataFrame:
    """`PLACED` of policies that lie somewhere: of the last file with them, else as stored."""
    stored = (
        [] if warehouse is None else [warehouse.frame(STORED, [wanted.drop_duplicates().tolist()])]
    )
    brought = [policies.loc[policies["policy_id"].isin(wanted), PLACED] for policies in loading]
    frames = [frame for frame in (*stored, *brought) if len(frame)]
    known = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=PLACED)
    known = known.drop_duplicates("policy_id", keep="last")
    return known[known["region_code"].notna()].set_index("policy_id")


def inherit(
    claims: pd.DataFrame,
    loading: Sequence[pd.DataFrame],
    find: Locate,
    crosswalk: pd.DataFrame,
    warehouse: Warehouse | None,
) -> pd.DataFrame:
    """Give located claims that name no place the village of their policy.

    Args:
        claims: located claims: policy_id, loss_at and the columns of ``locate``.
        loading: located policies of the same load, the newest last.
        find: locates places on the map after the load.
        crosswalk: old codes and what became of them.
        warehouse: the version before the load, if any.

    Returns:
        The claims; those that inherit keep the policy's match quality, with reason ``policy``.
    """
    reason = claims["match_reason"].fillna("").str.split(";")
    empty = claims["match_quality"].isin(NOWHERE) & reason.map(lambda given: NO_PLACE in given)
    homeless = claims[empty & claims["policy_id"].notna()]
    if homeless.empty:
        return claims
    insured = insured_places(loading, homeless["policy_id"], warehouse)
    homeless = homeless[homeless["policy_id"].isin(insured.index)]
    at = insured.loc[homeless["policy_id"]].set_axis(homeless.index)
    # The policy's code is today's: an older meaning of the same code must not be looked up by day.
    reused = at["region_code"].isin(crosswalk["old_code"])
    house = at[["region_code", "lon", "lat"]].assign(loss_at=homeless["loss_at"].where(~reused))
    found = find(house)
    result = claims.copy()
    for column in OF_THE_HOUSE:
        result.loc[homeless.index, column] = found[column]
    for column in ("match_quality", "group_code", "group_name"):
        result.loc[homeless.index, column] = at[column]
    result.loc[homeless.index, "match_reason"] = REASON
    return result
