"""Crews by day for a surge, and the chance that the promise is kept with them."""

from risk.staffing.planner.plan import evaluate, plan_crews
from risk.staffing.planner.reason import Binding
from risk.staffing.planner.record import Certificate, Plan
from risk.staffing.simulator.outcome import Outcome
from risk.staffing.travel import assumed_base, travel_table

__all__ = [
    "Binding",
    "Certificate",
    "Outcome",
    "Plan",
    "assumed_base",
    "evaluate",
    "plan_crews",
    "travel_table",
]
