"""How long a crew drives: from bases and villages to villages."""

from risk.staffing.travel.table import Travel, assumed_base, travel_table

__all__ = ["Travel", "assumed_base", "travel_table"]
