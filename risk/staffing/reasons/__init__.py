"""Why claims are late or unserved, and what would have saved them."""

from risk.staffing.reasons.bench import Given, given_of
from risk.staffing.reasons.cause import UNITS, Cause, Saved, Saver, Why
from risk.staffing.reasons.why import sum_causes, why_all, why_late

__all__ = [
    "UNITS",
    "Cause",
    "Given",
    "Saved",
    "Saver",
    "Why",
    "given_of",
    "sum_causes",
    "why_all",
    "why_late",
]
