"""A claim that names no place, only a policy, lies where its house is insured."""

from collections.abc import Sequence

import pandas as pd

from risk.intake.atlas import Atlas
from risk.terms import MatchQuality
from risk.warehouse import Warehouse

NOWHERE = (MatchQuality.NONE.value, MatchQuality.COUNTY.value)
NO_PLACE = "no_place_given"
REASON = "policy"
PLACED = ["policy_id", "region_code", "match_quality"]
STORED = """
    SELECT policy_id, region_code, match_quality FROM policy
    WHERE region_code IS NOT NULL AND policy_id IN (SELECT unnest(?))
"""


def insured_places(
    loading: Sequence[pd.DataFrame], wanted: "pd.Series[str]", warehouse: Warehouse | None
) -> pd.DataFrame:
    """Region and match quality by policy_id: of the policies being loaded, else of those stored."""
    frames = [policies.loc[policies["policy_id"].isin(wanted), PLACED] for policies in loading]
    if warehouse is not None and len(wanted):
        frames.append(warehouse.frame(STORED, [wanted.drop_duplicates().tolist()]))
    known = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=PLACED)
    known = known[known["region_code"].notna()]
    return known.drop_duplicates("policy_id").set_index("policy_id")


def inherit(
    claims: pd.DataFrame,
    loading: Sequence[pd.DataFrame],
    atlas: Atlas,
    warehouse: Warehouse | None,
) -> pd.DataFrame:
    """Give located claims that name no place the village of their policy.

    Args:
        claims: located claims: policy_id and the columns of ``locate``.
        loading: located policies of the same load.
        atlas: the map after the load.
        warehouse: the version before it, if any.

    Returns:
        The claims; those that inherit keep the policy's match quality, with reason ``policy``.
    """
    reason = claims["match_reason"].fillna("").str.split(";")
    empty = claims["match_quality"].isin(NOWHERE) & reason.map(lambda given: NO_PLACE in given)
    homeless = claims[empty & claims["policy_id"].notna()]
    if homeless.empty:
        return claims
    found = insured_places(loading, homeless["policy_id"], warehouse)
    homeless = homeless[homeless["policy_id"].isin(found.index)]
    at = found.loc[homeless["policy_id"]]
    region = atlas.current().set_index("code").loc[at["region_code"]]
    given = {
        "region_code_at_loss": at["region_code"], "region_code_now": at["region_code"],
        "village_key": region["village_key"], "tier": region["tier"],
        "match_quality": at["match_quality"],
    }  # fmt: skip
    result = claims.copy()
    for column, values in given.items():
        result.loc[homeless.index, column] = values.to_numpy()
    result.loc[homeless.index, "match_reason"] = REASON
    return result
