"""Which crews could take a claim: each one's best place, its arrival there, what that costs."""

from dataclasses import replace

import numpy as np
import pandas as pd

from risk.staffing.live import DayState, problem_of
from risk.staffing.routes.insert import best_insertion

COLUMNS = ["crew_id", "arrive_min", "extra_money"]


def offers(state: DayState, claim_id: str) -> pd.DataFrame:
    """Crews a claim can be given to, the cheapest first.

    A claim given by hand may be given to others by hand again: its pin does not bind here.

    Args:
        state: the day.
        claim_id: a claim nobody has set out to; else there is nobody.

    Returns:
        crew_id, arrive_min, extra_money: of its best place on that crew's route, above the cheapest
        crew's; a crew that cannot take it without breaking a hard bound is left out.
    """
    free = replace(state, pinned=state.pinned - {claim_id})
    movable = problem_of(free)
    if claim_id not in movable.job_ids:
        return pd.DataFrame(columns=COLUMNS)
    job, rows = movable.job_ids.index(claim_id), []
    for k, crew in enumerate(movable.crew_ids):
        only = np.arange(len(movable.crew_ids)) == k
        found = best_insertion(movable.problem, movable.routes, job, crews=only)
        if found is not None:
            rows.append((crew, found.arrive_min, found.extra_money))
    frame = pd.DataFrame(rows, columns=COLUMNS).sort_values("extra_money", ignore_index=True)
    return frame.assign(extra_money=frame["extra_money"] - frame["extra_money"].min())
