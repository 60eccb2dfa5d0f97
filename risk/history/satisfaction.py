"""What households said when they were called back, and how many said nothing."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtri

from risk.errors import ModelError
from risk.history.intervals import TAIL, wilson_interval

Z_90 = float(ndtri(1 - TAIL))
LITTLE_DATA = 30  # answers under which an index is shown with a warning


@dataclass(frozen=True)
class Weights:
    """Points of each answer in the index of 0 to 100."""

    satisfied: float = 100.0
    basically_satisfied: float = 60.0
    dissatisfied: float = 0.0

    def __post_init__(self) -> None:
        """Refuse weights that do not fall from the best answer to the worst."""
        if not 100 >= self.satisfied >= self.basically_satisfied >= self.dissatisfied >= 0:
            raise ModelError(
                "the weights of the answers do not fall from 100 to 0",
                where="satisfaction",
                remedy="give them from the best answer to the worst",
            )


DEFAULT_WEIGHTS = Weights()


def satisfaction(counts: pd.DataFrame, weights: Weights = DEFAULT_WEIGHTS) -> pd.DataFrame:
    """Index and shares of the answers; claims without an answer are told, never guessed.

    Args:
        counts: closed, called_back, answers, satisfied, basically_satisfied, dissatisfied.
        weights: points of each answer.

    Returns:
        The same with index (0–100), index_lo, index_hi (90 %, normal), satisfied_share (satisfied
        and basically satisfied; +_lo, _hi, 90 % Wilson), fully_satisfied_share (+_lo, _hi),
        dissatisfied_share, no_answer, answered_share, share_if_silent_dissatisfied and
        share_if_silent_satisfied (the share if all who gave no answer had said so), weights of the
        answers, little_data.
    """
    n = counts["answers"].where(counts["answers"] > 0).astype(float)
    good = counts["satisfied"] + counts["basically_satisfied"]
    whole = counts["closed"].where(counts["closed"] > 0).astype(float)
    silent = counts["closed"] - counts["answers"]
    told = counts.assign(
        **_index(counts, weights),
        satisfied_share=good / n,
        fully_satisfied_share=counts["satisfied"] / n,
        dissatisfied_share=counts["dissatisfied"] / n,
        no_answer=silent,
        answered_share=counts["answers"] / whole,
        share_if_silent_dissatisfied=good / whole,
        share_if_silent_satisfied=(good + silent) / whole,
        weight_satisfied=weights.satisfied,
        weight_basically_satisfied=weights.basically_satisfied,
        weight_dissatisfied=weights.dissatisfied,
        little_data=counts["answers"] < LITTLE_DATA,
    )
    for name, kept in (("satisfied_share", good), ("fully_satisfied_share", counts["satisfied"])):
        told[f"{name}_lo"], told[f"{name}_hi"] = wilson_interval(kept, counts["answers"])
    return told


def _index(counts: pd.DataFrame, weights: Weights) -> dict[str, Any]:
    points = {
        "satisfied": weights.satisfied, "basically_satisfied": weights.basically_satisfied,
        "dissatisfied": weights.dissatisfied,
    }  # fmt: skip
    n = counts["answers"].where(counts["answers"] > 0).astype(float)
    total = sum(counts[name] * value for name, value in points.items())
    squares = sum(counts[name] * value**2 for name, value in points.items())
    index = total / n
    # one answer more of each end keeps an interval where all said the same (as Agresti and Coull)
    wide = n + 2
    mean = (total + weights.satisfied + weights.dissatisfied) / wide
    square = (squares + weights.satisfied**2 + weights.dissatisfied**2) / wide
    half = Z_90 * np.sqrt((square - mean**2).clip(lower=0) / wide)
    low, high = (mean - half).clip(lower=0), (mean + half).clip(upper=100)
    return {
        "index": index,
        "index_lo": np.minimum(low, index),
        "index_hi": np.maximum(high, index),
    }


def reasons(beside: pd.DataFrame) -> pd.DataFrame:
    """How often dissatisfaction goes with a complaint, a late arrival or a refusal.

    No ledger asks a household why: what is told stands beside the answer, it is not its cause.

    Args:
        beside: kind (all, complaint, late, rejected), reason, answers, dissatisfied.

    Returns:
        kind, reason, answers, dissatisfied, dissatisfied_share (+_lo, _hi), of_dissatisfied (share
        of all dissatisfied that have it), little_data. A claim may stand in several rows.
    """
    low, high = wilson_interval(beside["dissatisfied"], beside["answers"])
    everybody = beside.loc[beside["kind"] == "all", "dissatisfied"].sum()
    return beside.assign(
        dissatisfied_share=beside["dissatisfied"] / beside["answers"].where(beside["answers"] > 0),
        dissatisfied_share_lo=low,
        dissatisfied_share_hi=high,
        of_dissatisfied=beside["dissatisfied"] / (everybody if everybody else np.nan),
        little_data=beside["answers"] < LITTLE_DATA,
    )
