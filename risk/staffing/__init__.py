"""Crews by day for a surge, and the chance that the promise is kept with them."""

from risk.staffing.planner.plan import plan_crews
from risk.staffing.planner.reason import Binding
from risk.staffing.planner.record import Certificate, Plan
from risk.staffing.simulator.evaluate import evaluate, resimulate
from risk.staffing.simulator.ground import Ground, prepare
from risk.staffing.simulator.outcome import Outcome
from risk.staffing.simulator.rules import Closure, Conditions, Dispatch, Modes
from risk.staffing.travel import assumed_base, travel_table

__all__ = [
    "Binding",
    "Certificate",
    "Closure",
    "Conditions",
    "Dispatch",
    "Ground",
    "Modes",
    "Outcome",
    "Plan",
    "assumed_base",
    "evaluate",
    "plan_crews",
    "prepare",
    "resimulate",
    "travel_table",
]
