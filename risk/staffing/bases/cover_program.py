"""The common program of MCLP and MEXCLP: crews by site, demands covered once, twice, …

Columns: crews (MCLP: open, 0/1) by site; of MEXCLP open (0/1) by site; covered k times by class; of
the worst case the share guaranteed. The k-th crew in reach adds (1 − q) q^(k−1), less than the one
before, so the fraction covered k times fills in order and need not be a whole number.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from risk.errors import ModelError
from risk.staffing.bases.problem import Across, Siting
from risk.staffing.bases.program import Bools, Floats, Ints, Program, full, stacked

NOTHING = 1e-12
"""A further crew that adds less than this share of a demand is not told from none."""

Block = list[sparse.csr_array | None]


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
    scenario: Ints


def undominated(siting: Siting) -> Bools:
    """Sites worth a look by coverage alone: none that stays or another reaches all they reach."""
    reach = siting.reach[:, :, siting.weight > 0].swapaxes(0, 1).reshape(len(siting.sites), -1)
    ones = reach.astype(np.float32)
    number = ones.sum(axis=1)
    within = ones @ ones.T >= number[:, None] - 0.5  # site of the row reaches no more than that one
    at = np.arange(len(number))
    # of two that reach the same the one that stays is kept, else the first
    rank = np.lexsort((at, ~siting.stays, -number)).argsort()
    better = within & (rank[None, :] < rank[:, None])
    return np.asarray(siting.stays | ~better.any(axis=1))


def classes_of(siting: Siting, looked_at: Bools) -> Classes:
    """Classes of demands with weight that one of the sites looked at reaches."""
    reach, weight, scenario = [], [], []
    for s in range(siting.scenarios):
        reached = (siting.reach[s] & looked_at[:, None]).T
        rows = np.packbits(reached, axis=1)
        _, first, at = np.unique(rows, axis=0, return_index=True, return_inverse=True)
        total = np.bincount(at.ravel(), siting.weight, minlength=len(first))
        own = reached[first]
        kept = (total > 0) & own.any(axis=1)
        reach.append(own[kept])
        weight.append(total[kept])
        scenario.append(np.full(int(kept.sum()), s))
    return Classes(np.concatenate(reach), np.concatenate(weight), np.concatenate(scenario))


@dataclass(frozen=True)
class Rows:
    """Rows of blocks (crews, open, covered, guaranteed) with their bounds."""

    blocks: list[Block]
    low: list[Floats]
    high: list[Floats]

    def add(self, block: Block, low: Floats, high: Floats) -> None:
        """One more row of blocks."""
        self.blocks.append(block)
        self.low.append(low)
        self.high.append(high)


def cover_program(
    siting: Siting, sites_max: int, crews: int | None, busy: float, across: Across
) -> Program:
    """Most weight covered with so many open sites (``crews`` None), or with so many crews.

    Raises:
        ModelError: no site reaches any demand in time.
    """
    n = len(siting.sites)
    looked_at = undominated(siting) if crews is None else np.ones(n, bool)
    groups = classes_of(siting, looked_at)
    if not len(groups.weight):
        raise ModelError(
            "no candidate site reaches any demand in time",
            where="locations",
            remedy="add candidate sites, or look for the least drive (p-median) instead",
        )
    gain = np.ones(1) if crews is None else (1 - busy) * busy ** np.arange(_levels(crews, busy))
    worth = np.outer(gain, groups.weight / siting.weight.sum()).ravel()
    most = (looked_at if crews is None else np.minimum(siting.room, crews)).astype(np.float64)
    rows = _cover_rows(groups, len(gain))
    _limit_sites(rows, most, sites_max, crews)
    opens, worst = (0 if crews is None else n), across is Across.WORST
    if worst:
        own, guaranteed = _worst_rows(groups, worth, siting.scenarios)
        rows.add([None, None, own, guaranteed], np.zeros(siting.scenarios),
                 full(siting.scenarios, np.inf))  # fmt: skip
    width = [n, opens, len(worth), int(worst)]
    stays = siting.stays.astype(np.float64)
    return Program(
        cost=np.concatenate(
            [np.zeros(n + opens), np.zeros(len(worth)) if worst else worth / siting.scenarios,
             np.ones(int(worst))]
        ),
        lower=np.concatenate([stays, stays[:opens], np.zeros(len(worth) + worst)]),
        upper=np.concatenate([most, np.ones(opens), np.ones(len(worth) + worst)]),
        whole=np.repeat([True, True, False, False], width),
        rows=stacked(
            [[b for b, w in zip(block, width, strict=True) if w] for block in rows.blocks]
        ),
        row_lower=np.concatenate(rows.low),
        row_upper=np.concatenate(rows.high),
        maximise=True,
        presolve=False,  # classes are the reduction that counts; HiGHS's own takes most of the time
    )  # fmt: skip


def _cover_rows(groups: Classes, levels: int) -> Rows:
    """A class is covered no more often than crews reach it."""
    m = len(groups.weight)
    reach = sparse.csr_array(-groups.reach.astype(np.float64))
    times = sparse.csr_array(sparse.hstack([sparse.eye_array(m)] * levels, format="csr"))
    return Rows([[reach, None, times, None]], [full(m, -np.inf)], [np.zeros(m)])


def _limit_sites(rows: Rows, most: Floats, sites_max: int, crews: int | None) -> None:
    """So many open sites; of MEXCLP so many crews, each at an open site."""
    n, none = len(most), np.zeros(1)
    one = sparse.csr_array(np.ones((1, n)))
    if crews is None:
        rows.add([one, None, None, None], none, np.array([float(sites_max)]))
        return
    here, room = sparse.eye_array(n, format="csr"), -sparse.diags_array(most, format="csr")
    rows.add([one, None, None, None], none, np.array([float(crews)]))
    rows.add([None, one, None, None], none, np.array([float(sites_max)]))
    rows.add([here, room, None, None], full(n, -np.inf), np.zeros(n))


def _levels(crews: int, busy: float) -> int:
    """Crews in reach that can still add something that a double can tell."""
    if busy == 0:
        return 1
    return max(min(crews, int(np.ceil(np.log(NOTHING) / np.log(busy)))), 1)


def _worst_rows(
    groups: Classes, worth: Floats, scenarios: int
) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Share covered in each scenario, less the share guaranteed, is at least 0."""
    at = np.tile(groups.scenario, len(worth) // len(groups.scenario))
    shape = (scenarios, len(worth))
    own = sparse.csr_array((worth, (at, np.arange(len(worth)))), shape=shape)
    return own, sparse.csr_array(-np.ones((scenarios, 1)))
