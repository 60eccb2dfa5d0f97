"""Distance models: least mean drive (p-median), least worst drive (p-centre).

p-median in the radius form of García, Labbé and Marín (2011): a demand pays for each ring within
which no site is open. Only its nearest rings are put in; where an answer leaves a demand beyond
them, more are added, so the program stays small and the answer exact. p-centre by bisection over
the drives that occur, each step a set covering (Minieka 1970; Elloumi, Labbé and Pochet 2004).
"""

import numpy as np
from scipy import sparse

from risk.errors import ModelError
from risk.staffing.bases.covering import cover_rows
from risk.staffing.bases.problem import (
    Model,
    Sites,
    Siting,
    Status,
    chosen,
    nearest_min,
    require_sites,
)
from risk.staffing.bases.program import Bools, Floats, Ints, Program, Solved, full, solve

RINGS_SHARE, RINGS_MIN = 1, 4
"""Rings put in at first: so many times sites ÷ open sites, and so many more."""


def p_median(siting: Siting, sites_max: int, *, time_limit_s: float = np.inf) -> Sites:
    """Least mean drive over claims with at most so many open sites, those that stay among them.

    Travel scenarios count alike.

    Raises:
        ModelError: fewer sites than stay, or a demand that no site has a way to.
    """
    require_sites(siting, sites_max)
    cost, weight = _drives(siting)
    last = len(siting.sites) - 1
    rings = np.full(len(cost), min(last, RINGS_SHARE * len(siting.sites) // sites_max + RINGS_MIN))
    while True:
        program = _rings(cost, weight, rings, siting.stays, sites_max)
        found = solve(program, time_limit_s=time_limit_s)
        if found is None:
            raise _no_way(siting)
        opened = found.values[: len(siting.sites)] > 0.5
        beyond = _beyond(cost, rings, opened)
        if not beyond.any():
            break
        rings = np.where(beyond, np.minimum(2 * rings, last), rings)
    total = float(nearest_min(siting, opened).mean(axis=0) @ siting.weight / siting.weight.sum())
    return chosen(siting, Model.P_MEDIAN, opened, total, gap=found.gap, status=_status(found))


def p_center(siting: Siting, sites_max: int, *, time_limit_s: float = np.inf) -> Sites:
    """Least worst drive, in multiples of each demand's limit, over all travel scenarios.

    A town house 15 minutes away (limit 30) counts as a rural one 90 minutes away (limit 180).

    Raises:
        ModelError: fewer sites than stay, or a demand that no site has a way to.
    """
    require_sites(siting, sites_max)
    some = siting.weight > 0
    ratio = (siting.minutes / siting.limit_min)[:, :, some]
    ratio = np.swapaxes(ratio, 1, 2).reshape(-1, len(siting.sites))
    if np.isinf(ratio.min(axis=1)).any():
        raise _no_way(siting)
    values = np.unique(ratio[np.isfinite(ratio) & (ratio >= ratio.min(axis=1).max())])
    low, high, best = 0, len(values) - 1, None
    while low <= high:
        middle = (low + high) // 2
        rows = np.unique(ratio <= values[middle], axis=0)
        opened, gap = cover_rows(rows, siting.stays, time_limit_s=time_limit_s)
        if gap > 0:
            raise ModelError(
                "the time ran out before a set covering was solved",
                where="p-centre",
                remedy="allow more time, or fewer candidate sites",
            )
        if opened.sum() <= sites_max:
            best, high = opened, middle - 1
        else:
            low = middle + 1
    if best is None:
        raise _no_way(siting)
    return chosen(siting, Model.P_CENTER, best, float(ratio[:, best].min(axis=1).max()))


def _drives(siting: Siting) -> tuple[Floats, Floats]:
    """Drives (demand in a scenario, site) and weights, of demands with weight."""
    some = siting.weight > 0
    cost = np.swapaxes(siting.minutes[:, :, some], 1, 2).reshape(-1, len(siting.sites))
    if np.isinf(cost.min(axis=1)).any():
        raise _no_way(siting)
    share = np.tile(siting.weight[some], siting.scenarios) / (
        siting.weight.sum() * siting.scenarios
    )
    return cost, share


def _rings(cost: Floats, weight: Floats, rings: Ints, stays: Bools, sites_max: int) -> Program:
    """The program: open (0/1) by site, then "none of the nearest k sites is open" by demand and k.

    "None of the nearest k" + the k-th site ≥ "none of the nearest k − 1"; each costs the step from
    the k-th drive to the next. Sites farther than one that stays play no part.
    """
    n = len(stays)
    order = np.argsort(cost, axis=1, kind="stable")
    drive = np.take_along_axis(cost, order, axis=1)
    stay = np.where(stays, cost, np.inf).min(axis=1)
    number = np.minimum(rings, (drive < stay[:, None]).sum(axis=1))
    start = np.cumsum(number) - number
    of = np.repeat(np.arange(len(cost)), number)
    k = np.arange(len(of)) - start[of]
    way_on = np.isfinite(drive[of, k + 1])
    step = np.where(way_on, drive[of, k + 1], 0.0) - np.where(way_on, drive[of, k], 0.0)
    row = np.arange(len(of))
    later = np.flatnonzero(k > 0)
    values = np.concatenate([np.ones(2 * len(of)), -np.ones(len(later))])
    at = np.concatenate([row, row, later]), np.concatenate([order[of, k], n + row, n + later - 1])
    chain = sparse.csr_array((values, at), shape=(len(of), n + len(of)))
    number_open = sparse.csr_array(np.repeat([1.0, 0.0], [n, len(of)])[None, :])
    return Program(
        cost=np.concatenate([np.zeros(n), weight[of] * step]),
        lower=np.concatenate([stays.astype(np.float64), np.zeros(len(of))]),
        upper=np.concatenate([np.ones(n), way_on.astype(np.float64)]),
        whole=np.repeat([True, False], [n, len(of)]),
        rows=sparse.csr_array(sparse.vstack([chain, number_open], format="csr")),
        row_lower=np.concatenate([(k == 0).astype(np.float64), [1.0]]),
        row_upper=np.concatenate([full(len(of), np.inf), [float(sites_max)]]),
        offset=float(weight @ drive[:, 0]),
    )


def _beyond(cost: Floats, rings: Ints, opened: Bools) -> Bools:
    """Demands whose nearest open site lies beyond the drives put in."""
    told = np.sort(cost, axis=1)[np.arange(len(cost)), rings]
    return np.asarray(cost[:, opened].min(axis=1) > told)


def _no_way(siting: Siting) -> ModelError:
    far = np.isinf(siting.minutes.min(axis=1).max(axis=0)) & (siting.weight > 0)
    names = ", ".join(map(str, siting.demands[far][:5]))
    return ModelError(
        f"no site has a way to {names}" if names else "too few sites for every demand",
        where="locations",
        remedy="add a candidate site beyond the closed road, or another base",
    )


def _status(found: Solved) -> Status:
    return Status.OPTIMAL if found.optimal else Status.TIME_LIMIT
