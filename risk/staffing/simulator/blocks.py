"""Which scenarios search, which decide, which report: never the same ones.

Draws of a forecast, in order: those a plan is searched on; those it is reported on, which decide
nothing; then a block a round, on which a plan is accepted or sent back. Very large events are
simulated on fewer scenarios, so that the claims simulated stay bounded, but never on fewer than
their band needs; how many stands in the certificate.
"""

from dataclasses import dataclass

from risk.errors import ModelError
from risk.settings import Staffing
from risk.surge import Forecast

ROUNDS = 3
ROUND_LEAST = 30
REPORT_CLAIMS, PLAN_CLAIMS = 2_000_000, 120_000
REPORT_LEAST, PLAN_LEAST = 200, 40


@dataclass(frozen=True)
class Blocks:
    """Draws of each use, as (first, last + 1).

    Attributes:
        plan: a plan is searched on.
        report: it is told on; begins at ``scenarios_plan`` whatever is searched.
        rounds: a round is judged on, one a round; empty if the forecast has too few draws.
    """

    plan: tuple[int, int]
    report: tuple[int, int]
    rounds: tuple[tuple[int, int], ...]


def blocks(forecast: Forecast, settings: Staffing) -> Blocks:
    """Split the draws of a forecast.

    Raises:
        ModelError: the forecast has fewer draws than a search and its report need.
    """
    claims = max(float(forecast.expected.sum()), 1.0)
    first, number = settings.scenarios_plan, settings.scenarios_report
    if first + number > forecast.draws:
        raise ModelError(
            f"draws {first} to {first + number - 1} asked of a forecast with {forecast.draws}",
            where="county.toml [surge] draws",
            remedy=f"raise draws to at least {first + number}",
        )
    plan = _bounded(first, PLAN_CLAIMS, PLAN_LEAST, claims)
    report = _bounded(number, REPORT_CLAIMS, REPORT_LEAST, claims)
    left = first + number
    each = min((forecast.draws - left) // ROUNDS, report)
    rounds = [(left + i * each, left + (i + 1) * each) for i in range(ROUNDS)]
    enough = each >= ROUND_LEAST
    return Blocks((0, plan), (first, first + report), tuple(rounds) if enough else ())


def _bounded(number: int, claims_most: int, least: int, claims: float) -> int:
    return min(number, max(int(claims_most / claims), least))
