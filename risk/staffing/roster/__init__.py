"""Base staffing of a year by month and shift, and rosters of named people under rest rules."""

from risk.staffing.roster.named import Roster, load_of, named_roster, unfilled_of
from risk.staffing.roster.rules import (
    Rules,
    cars_by_base,
    crewed,
    demand_of,
    demand_of_plan,
    month_days,
    rostered,
)
from risk.staffing.roster.verify import Rule, verify
from risk.staffing.roster.yearly import BaseStaffing, base_staffing

__all__ = [
    "BaseStaffing",
    "Roster",
    "Rule",
    "Rules",
    "base_staffing",
    "cars_by_base",
    "crewed",
    "demand_of",
    "demand_of_plan",
    "load_of",
    "month_days",
    "named_roster",
    "rostered",
    "unfilled_of",
    "verify",
]
