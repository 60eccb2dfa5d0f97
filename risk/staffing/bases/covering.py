"""Covering models: fewest sites for all, most claims with so many sites, the same with busy crews.

LSCP: Toregas and others 1971. MCLP: Church and ReVelle 1974. MEXCLP: Daskin 1983. Every demand has
its own limit, so town and rural claims stand in one model. Demands that the same sites reach are
one row: villages beside each other often are, and the program shrinks by that.
"""

import numpy as np
from scipy import sparse

from risk.errors import ModelError
from risk.staffing.bases.cover_program import cover_program
from risk.staffing.bases.problem import (
    Across,
    Model,
    Sites,
    Siting,
    Status,
    chosen,
    expected_cover,
    require_sites,
)
from risk.staffing.bases.program import Bools, Program, Solved, full, solve


def lscp(siting: Siting, *, sites_max: int | None = None, time_limit_s: float = np.inf) -> Sites:
    """Fewest sites that reach every demand with weight in time, in every travel scenario.

    Where some demand is beyond every site, the others are covered, and ``short`` says which demand
    lies how far out. Where ``sites_max`` is too few, ``sites_missing`` says by how many.
    """
    reach = siting.reach[:, :, siting.weight > 0]
    rows = np.unique(np.swapaxes(reach, 1, 2).reshape(-1, len(siting.sites)), axis=0)
    possible = rows.any(axis=1)
    opened, gap = cover_rows(rows[possible], siting.stays, time_limit_s=time_limit_s)
    count = int(opened.sum())
    missing = 0 if sites_max is None else max(count - sites_max, 0)
    met = bool(possible.all()) and missing == 0
    status = Status.TIME_LIMIT if gap > 0 else Status.OPTIMAL
    return chosen(
        siting, Model.LSCP, opened, float(count), gap=gap,
        status=status if met else Status.INFEASIBLE, sites_missing=missing,
    )  # fmt: skip


def cover_rows(rows: Bools, stays: Bools, *, time_limit_s: float = np.inf) -> tuple[Bools, float]:
    """Fewest columns so that each row has one, those that stay among them; and the gap left."""
    left = rows[~rows[:, stays].any(axis=1)]
    if not len(left):
        return stays.copy(), 0.0
    n = len(stays)
    program = Program(
        cost=np.ones(n),
        lower=stays.astype(np.float64),
        upper=np.ones(n),
        whole=np.ones(n, bool),
        rows=sparse.csr_array(left.astype(np.float64)),
        row_lower=np.ones(len(left)),
        row_upper=full(len(left), np.inf),
    )
    found = _solved(program, time_limit_s)
    return np.asarray(found.values > 0.5), 0.0 if found.optimal else found.gap


def mclp(
    siting: Siting,
    sites_max: int,
    *,
    across: Across = Across.MEAN,
    time_limit_s: float = np.inf,
) -> Sites:
    """Most weight reached in time with at most so many open sites, those that stay among them.

    Args:
        siting: sites, demands, drives.
        sites_max: open sites in all.
        across: mean share over travel scenarios, or that of the worst one.
        time_limit_s: of the search.

    Raises:
        ModelError: fewer sites than stay.
    """
    found = _covered(siting, sites_max, None, 0.0, across, time_limit_s)
    opened = found.values[: len(siting.sites)] > 0.5
    return chosen(siting, Model.MCLP, opened, found.objective, gap=found.gap, status=_status(found))


def mexclp(
    siting: Siting,
    crews: int,
    busy: float,
    *,
    sites_max: int | None = None,
    across: Across = Across.MEAN,
    time_limit_s: float = np.inf,
) -> Sites:
    """Most expected weight met in time by a free crew, with so many crews over the sites.

    A demand with n crews in reach is met with 1 − qⁿ; several crews may share a site, up to its
    ``room``; a site that stays keeps at least one.

    Args:
        siting: sites, demands, drives.
        crews: crews in all.
        busy: chance q that a crew is busy, the same for all (``rank`` measures it by simulation).
        sites_max: open sites in all; None: as many as there are crews.
        across: mean share over travel scenarios, or that of the worst one.
        time_limit_s: of the search.

    Raises:
        ModelError: fewer crews or sites than sites that stay, or q not in 0 … 1.
    """
    if not 0 <= busy < 1:
        raise ModelError(f"busy share {busy} not in 0–1", where="MEXCLP", remedy="give 0 ≤ q < 1")
    limit = min(crews, len(siting.sites)) if sites_max is None else min(sites_max, crews)
    found = _covered(siting, limit, crews, busy, across, time_limit_s)
    placed = np.rint(found.values[: len(siting.sites)]).astype(np.int64)
    objective = found.objective if across is Across.WORST else expected_cover(siting, placed, busy)
    return chosen(
        siting, Model.MEXCLP, placed > 0, objective, gap=found.gap, status=_status(found),
        crews=placed,
    )  # fmt: skip


def _covered(
    siting: Siting,
    sites_max: int,
    crews: int | None,
    busy: float,
    across: Across,
    time_limit_s: float,
) -> Solved:
    require_sites(siting, sites_max)
    return _solved(cover_program(siting, sites_max, crews, busy, across), time_limit_s)


def _solved(program: Program, time_limit_s: float) -> Solved:
    found = solve(program, time_limit_s=time_limit_s)
    if found is None:
        raise ModelError(
            "the sites that stay need more crews or room than there is",
            where="locations",
            remedy="give more crews, or let an existing base move",
        )
    return found


def _status(found: Solved) -> Status:
    return Status.OPTIMAL if found.optimal else Status.TIME_LIMIT
