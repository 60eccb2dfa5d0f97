"""The chain around the visit: hotline seats, review and payment desks, cars; and queueing laws."""

from risk.staffing.desks.calls import CallHabits, call_habits
from risk.staffing.desks.cars import cars_needed
from risk.staffing.desks.chain import (
    ChainOutcome,
    Seats,
    Setting,
    prepare_chain,
    recorded_seats,
    simulate_chain,
)

__all__ = [
    "CallHabits",
    "ChainOutcome",
    "Seats",
    "Setting",
    "call_habits",
    "cars_needed",
    "prepare_chain",
    "recorded_seats",
    "simulate_chain",
]
