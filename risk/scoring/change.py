"""Two scorings beside each other: which levels moved, by how much, and why."""

from collections.abc import Collection

import numpy as np
import pandas as pd

KEYS = ["level", "region_code", "peril_family"]
RATE = "claims_per_1000_house_years"
COUNTY, MODEL = "county", "model"  # why, beside the reasons of ``risk.scoring.fit``
COLUMNS = (
    *KEYS, "risk_level_then", "risk_level", "rate_then", "rate", "difference", "claims_new", "why",
    "why_part",
)  # fmt: skip


def compare_scores(
    now: pd.DataFrame,
    then: pd.DataFrame,
    now_reasons: pd.DataFrame,
    then_reasons: pd.DataFrame,
    *,
    other_models: Collection[str] = (),
) -> pd.DataFrame:
    """What changed, one row a region and family that stand in both.

    The parts of two scores differ by what each reason gained or lost; with the county's own rate
    these gains add up to the difference of the rates.

    Args:
        now, then: rows of ``Scores.frame``.
        now_reasons, then_reasons: ``Scores.reasons`` of each; a reason absent moves nothing.
        other_models: families that the two scored by different models.

    Returns:
        `COLUMNS`: rates and parts in claims per 1,000 house-years; why: the reason that changed
        most, ``county`` where the county's rate did, ``model`` where another model scored: its
        reasons cannot be told beside the earlier one's; why_part: its change.
    """
    columns = [*KEYS, "risk_level", RATE, "claims"]
    both = now[columns].merge(then[columns], on=KEYS, suffixes=("", "_then"))
    told = both[KEYS].assign(
        risk_level_then=both["risk_level_then"],
        risk_level=both["risk_level"],
        rate_then=both[f"{RATE}_then"],
        rate=both[RATE],
        difference=both[RATE] - both[f"{RATE}_then"],
        claims_new=both["claims"] - both["claims_then"],
    )
    parts = _wide(now_reasons, both).sub(_wide(then_reasons, both), fill_value=0.0)
    parts[COUNTY] = told["difference"].to_numpy() - parts.sum(axis=1).to_numpy()
    largest = np.abs(parts.to_numpy()).argmax(axis=1)
    why = parts.columns.to_numpy(dtype=object)[largest]
    part = parts.to_numpy()[np.arange(len(parts)), largest]
    other = both["peril_family"].isin(list(other_models))
    told["why"] = np.where(other, MODEL, why)
    told["why_part"] = np.where(other, told["difference"], part)
    return told[list(COLUMNS)]


def _wide(reasons: pd.DataFrame, both: pd.DataFrame) -> pd.DataFrame:
    """One row a row of ``both``, one column a reason; 0 where a reason moves nothing."""
    table = reasons.pivot(index=KEYS, columns="reason", values=RATE)
    return table.reindex(pd.MultiIndex.from_frame(both[KEYS])).fillna(0.0)
