"""The outcome of any table of crews, on scenarios no search has seen."""

import pandas as pd

from risk.settings import County
from risk.staffing.simulator.blocks import blocks
from risk.staffing.simulator.ground import Ground, prepare
from risk.staffing.simulator.outcome import Outcome, outcome
from risk.staffing.simulator.rules import Conditions, Modes
from risk.staffing.simulator.run import run
from risk.staffing.simulator.scenes import Scenes
from risk.staffing.simulator.table import cost_money, overtime_from_table, placed_from_table
from risk.surge import Forecast


def evaluate(
    forecast: Forecast,
    crews_by_day: pd.DataFrame,
    bases: pd.DataFrame,
    lenders: pd.DataFrame,
    regions: pd.DataFrame,
    *,
    county: County,
    seed: int,
    fresh_first: int | None = None,
    modes: Modes | None = None,
    conditions: Conditions | None = None,
) -> Outcome:
    """Outcome of any table of crews (as ``Plan.crews_by_day``) on fresh scenarios.

    A borrowed crew works only from the hour its lender can send it, whatever the table says.

    Args:
        forecast, bases, lenders, regions, county, seed: as given to :func:`plan_crews`.
        crews_by_day: day, shift, base_id, source, crews; overtime_h if anybody works it.
        fresh_first: ``Plan.fresh_first`` of the plan to compare with, so that both stand on the
            same scenarios; default the first draw the search does not see.
        modes: default those of the settings.
        conditions: closures, pace by hour, backlog.

    Raises:
        ModelError: the table names an unknown base, source, day or shift, or a negative number.
    """
    ground = prepare(forecast, bases, lenders, regions, county=county, conditions=conditions)
    first, last = blocks(forecast, county.staffing).report
    begin = first if fresh_first is None else fresh_first
    fresh = ground.scenes(begin, begin + last - first, seed=seed)
    return resimulate(ground, fresh, crews_by_day, modes=modes)


def resimulate(
    ground: Ground, scenes: Scenes, crews_by_day: pd.DataFrame, *, modes: Modes | None = None
) -> Outcome:
    """Outcome of a changed table on scenarios already made (:meth:`Ground.scenes`).

    Raises:
        ModelError: as :func:`evaluate`.
    """
    given = (crews_by_day, ground.sources, ground.bases, ground.days)
    crews, overtime_h = placed_from_table(*given), overtime_from_table(*given)
    found = run(scenes, ground.crews(crews, overtime_h), modes)
    cost = cost_money(crews, ground.sources, ground.county.staffing, overtime_h)
    return outcome(scenes, found, cost_money=cost)
