"""Why claims are late or unserved, and what would have saved them."""

from risk.staffing.reasons.bench import Given, given_of
from risk.staffing.reasons.cause import UNITS, Cause, Saved, Saver, Why
from risk.staffing.reasons.day import DayReasons, why_day
from risk.staffing.reasons.together import saved_together
from risk.staffing.reasons.why import sum_causes, why_all, why_late

__all__ = [
    "UNITS",
    "Cause",
    "DayReasons",
    "Given",
    "Saved",
    "Saver",
    "Why",
    "given_of",
    "saved_together",
    "sum_causes",
    "why_all",
    "why_day",
    "why_late",
]
