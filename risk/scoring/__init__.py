"""Risk levels from few claims: credibility-weighted rates, five levels, a stated probability."""

from risk.scoring.credibility import CredibilityRate
from risk.scoring.heldout import held_out
from risk.scoring.kept import kept_cut_points
from risk.scoring.score import Scores, score

__all__ = ["CredibilityRate", "Scores", "held_out", "kept_cut_points", "score"]
