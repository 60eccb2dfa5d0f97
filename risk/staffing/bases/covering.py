"""Covering models: fewest sites for all, most claims with so many sites, the same with busy crews.

LSCP: Toregas and others 1971. MCLP: Church and ReVelle 1974. MEXCLP: Daskin 1983. Every demand has
its own limit, so town and rural claims stand in one model. Demands that the same sites reach are
one row: villages beside each other often are, and the program shrinks by that.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from risk.errors import ModelError
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
from risk.staffing.bases.program import Bools, Floats, Program, Solved, full, solve, stacked


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


@dataclass(frozen=True)
class Classes:
    """Demands of one scenario that the same sites reach, taken together.

    Attributes:
        reach: classes × sites.
        weight: of each class.
        scenario: of each class.
    """

    reach: Bools
    weight: Floats
    scenario: np.ndarray[tuple[int, ...], np.dtype[np.int64]]


def classes_of(siting: Siting) -> Classes:
    """Classes of demands with weight that some site reaches."""
    reach, weight, scenario = [], [], []
    for s in range(siting.scenarios):
        rows = np.packbits(siting.reach[s].T, axis=1)
        _, first, at = np.unique(rows, axis=0, return_index=True, return_inverse=True)
        total = np.bincount(at.ravel(), siting.weight, minlength=len(first))
        own = siting.reach[s].T[first]
        kept = (total > 0) & own.any(axis=1)
        reach.append(own[kept])
        weight.append(total[kept])
        scenario.append(np.full(int(kept.sum()), s))
    return Classes(np.concatenate(reach), np.concatenate(weight), np.concatenate(scenario))


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
    """The common program of MCLP (``crews`` None) and MEXCLP.

    Columns: crews (or open, 0/1) by site; of MEXCLP open (0/1) by site; covered k times by class;
    of the worst case the share guaranteed. The k-th crew in reach adds (1 − q) q^(k−1), less than
    the one before, so the fraction covered k times fills in order and need not be a whole number.
    """
    require_sites(siting, sites_max)
    groups, n = classes_of(siting), len(siting.sites)
    if not len(groups.weight):
        raise ModelError(
            "no candidate site reaches any demand in time",
            where="locations",
            remedy="add candidate sites, or look for the least drive (p-median) instead",
        )
    levels = 1 if crews is None else _levels(crews, busy)
    m, total = len(groups.weight), siting.weight.sum()
    gain = (1 - busy) * busy ** np.arange(levels) if crews is not None else np.ones(1)
    worth = np.outer(gain, groups.weight / total).ravel()
    rows = [
        [sparse.csr_array(-groups.reach.astype(np.float64)), None, _level_rows(levels, m), None]
    ]
    low, high = [full(m, -np.inf)], [np.zeros(m)]
    stays = siting.stays.astype(np.float64)
    if crews is None:
        rows.append([sparse.csr_array(np.ones((1, n))), None, None, None])
        low, high = [*low, np.array([0.0])], [*high, np.array([float(sites_max)])]
        most = np.ones(n)
    else:
        most = np.minimum(siting.room, crews).astype(np.float64)
        one = sparse.csr_array(np.ones((1, n)))
        rows += [
            [one, None, None, None],
            [None, one, None, None],
            [
                sparse.eye_array(n, format="csr"),
                -sparse.diags_array(most, format="csr"),
                None,
                None,
            ],
        ]
        low += [np.array([0.0]), np.array([0.0]), full(n, -np.inf)]
        high += [np.array([float(crews)]), np.array([float(sites_max)]), np.zeros(n)]
    opens = 0 if crews is None else n
    worst = across is Across.WORST
    if worst:
        rows.append([None, None, *_worst_rows(groups, worth, levels, siting.scenarios)])
        low.append(np.zeros(siting.scenarios))
        high.append(full(siting.scenarios, np.inf))
        cost = np.concatenate([np.zeros(n + opens + levels * m), [1.0]])
    else:
        cost = np.concatenate([np.zeros(n + opens), worth / siting.scenarios])
    width = [n, opens, levels * m, int(worst)]
    program = Program(
        cost=cost,
        lower=np.concatenate([stays, stays[:opens], np.zeros(levels * m + worst)]),
        upper=np.concatenate([most, np.ones(opens), np.ones(levels * m + worst)]),
        whole=np.repeat([True, True, False, False], width),
        rows=_with_widths(rows, width),
        row_lower=np.concatenate(low),
        row_upper=np.concatenate(high),
        maximise=True,
    )
    return _solved(program, time_limit_s)


def _levels(crews: int, busy: float) -> int:
    """Crews in reach that can still add something that a double can tell."""
    if busy == 0:
        return 1
    return max(min(crews, int(np.ceil(np.log(1e-12) / np.log(busy)))), 1)


def _level_rows(levels: int, m: int) -> sparse.csr_array:
    return sparse.csr_array(sparse.hstack([sparse.eye_array(m)] * levels, format="csr"))


def _worst_rows(
    groups: Classes, worth: Floats, levels: int, scenarios: int
) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Share covered in each scenario, less the share guaranteed, is at least 0."""
    at = np.tile(groups.scenario, levels)
    shape = (scenarios, len(worth))
    own = sparse.csr_array((worth, (at, np.arange(len(worth)))), shape=shape)
    return own, sparse.csr_array(-np.ones((scenarios, 1)))


def _with_widths(rows: list[list[sparse.csr_array | None]], width: list[int]) -> sparse.csr_array:
    """Rows of blocks without the columns that are not there."""
    return stacked([[b for b, w in zip(row, width, strict=True) if w] for row in rows])


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
