"""Risk levels from few claims: credibility-weighted rates, five levels, a stated probability."""

from risk.scoring.credibility import CredibilityRate
from risk.scoring.score import Scores, score

__all__ = ["CredibilityRate", "Scores", "score"]
