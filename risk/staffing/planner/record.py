"""What a plan says: crews, chances, certificate, lenders, costs, what moves it, what would mend it.

Empty frames keep their columns, so that a page needs no special case for a plan without lenders.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from risk.hazard import Assumption
from risk.staffing.planner.reason import Binding
from risk.staffing.simulator.outcome import Outcome
from risk.staffing.simulator.rules import Conditions, Modes

ROUND_COLUMNS = (
    "round", "solver_p_town", "solver_p_rural", "fresh_p_town", "fresh_p_rural", "fresh_lo_town",
    "fresh_lo_rural", "work_scale", "crew_days", "cost_money",
)  # fmt: skip
LENDER_COLUMNS = (
    "lender_id", "name", "crews", "crew_days", "first_day", "last_useful_at", "p_gain",
    "cost_money", "p_gain_per_1000_money",
)  # fmt: skip
COST_COLUMNS = ("item", "crew_days", "money")
SENSITIVITY_COLUMNS = ("name", "low", "high", "unit", "p_low", "p_high", "swing")
FEASIBLE_COLUMNS = ("change", "amount", "unit", "p")


def empty(columns: tuple[str, ...]) -> pd.DataFrame:
    """A frame of these columns without rows."""
    return pd.DataFrame({name: pd.Series(dtype=object) for name in columns})


@dataclass(frozen=True)
class Certificate:
    """How a plan came to its chance.

    Attributes:
        scenarios: fresh scenarios the chance is told on; none of them decided anything.
        rounds: a row a round: round; solver_p_* on the scenarios searched; fresh_p_* and the
            lower end of its 90 % band fresh_lo_* on scenarios of that round alone (NaN: no claim of
            the tier); work_scale, the multiple of the work the program planned for; crew_days,
            cost_money of the round's plan.
        holds: whether the lower end of the band reaches the goal in every tier.
        solver: "program" (two-stage) or "search" (level and trim): whose crews are the cheaper
            that hold.
    """

    scenarios: int
    rounds: pd.DataFrame
    holds: bool
    solver: str = "search"


@dataclass(frozen=True)
class Plan:
    """Crews by day and what they achieve.

    Attributes:
        days: days planned; day 0 is the scenario's first date.
        crews_by_day: day, date, shift (day/night), base_id, source (own, standby, lender), crews.
        totals_by_day: day, date, own, standby, borrowed, total, day_shift, night_shift.
        outcome: on fresh scenarios.
        fresh_first: number of the first draw of those fresh scenarios, for :func:`evaluate`.
        planned_on: on the scenarios it was searched on.
        own_only: own crews alone, on the same fresh scenarios.
        everyone: everybody who can be called, on the same fresh scenarios.
        goal_met: whether P(event share ≥ target) reaches the goal in each tier, on fresh ones.
        binding: what decides it; ``reason`` says it in words, ``reason_values`` in numbers.
        certificate: the rounds, and whether the goal holds at the lower end of the band.
        lenders: a row a lender: crews on its fullest day, crew_days, first_day (NaN: not asked),
            last_useful_at, the last hour at which asking still raises the chance (NaT: never),
            p_gain, the drop in the chance of failing it brings, cost_money, p_gain_per_1000_money.
        costs: item, crew_days, money.
        comparison: outcomes by name: plan, own_only, everyone.
        p_every_tier: chance that an event keeps the target in every tier it has claims of.
        sensitivity: name, low, high, unit, p_low, p_high (chance of all tiers together), swing;
            greatest swing first.
        modes: how claims are served.
        conditions: closures, pace by hour, backlog the plan is made for.
        feasible: change, amount, unit, p: what would make a demand that is not met feasible.
    """

    days: int
    crews_by_day: pd.DataFrame
    totals_by_day: pd.DataFrame
    outcome: Outcome
    fresh_first: int
    planned_on: Outcome
    own_only: Outcome
    everyone: Outcome
    goal_met: bool
    binding: Binding
    reason: str
    reason_values: Mapping[str, float]
    bases: pd.DataFrame
    assumptions: tuple[Assumption, ...]
    certificate: Certificate
    modes: Modes
    conditions: Conditions
    p_every_tier: float
    lenders: pd.DataFrame = field(default_factory=lambda: empty(LENDER_COLUMNS))
    costs: pd.DataFrame = field(default_factory=lambda: empty(COST_COLUMNS))
    sensitivity: pd.DataFrame = field(default_factory=lambda: empty(SENSITIVITY_COLUMNS))
    feasible: pd.DataFrame = field(default_factory=lambda: empty(FEASIBLE_COLUMNS))

    @property
    def comparison(self) -> Mapping[str, Outcome]:
        """The plan beside own crews alone and everybody who can be called."""
        return {"plan": self.outcome, "own_only": self.own_only, "everyone": self.everyone}
