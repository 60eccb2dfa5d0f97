"""Risk levels from few claims: credibility-weighted rates, five levels, a stated probability."""

from risk.scoring.credibility import CredibilityRate
from risk.scoring.heldout import held_out
from risk.scoring.kept import Kept, kept_scores
from risk.scoring.known import KnownBy, nothing_known, read_records
from risk.scoring.record import build_hierarchy
from risk.scoring.score import Scores, score

__all__ = [
    "CredibilityRate", "Kept", "KnownBy", "Scores", "build_hierarchy", "held_out", "kept_scores",
    "nothing_known", "read_records", "score",
]  # fmt: skip
