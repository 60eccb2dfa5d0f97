"""Compiled passes of the loss engine.

Two of them. Where no term bends the loss of a single house, its loss is a share of its sum insured,
so sums by (cell, curve) are enough and an event never touches a house. Where a deductible or a
limit bends it, events are turned round to lie by cell: the houses of a cell then meet all its
events in one inner loop over neighbouring numbers, which the compiler turns into vector steps.
"""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
SUMS = {"reassoc", "contract", "nsz"}  # sums may be regrouped; NaN and infinity stay what they are


@njit(cache=True, inline="always")
def _between(x: Any, nodes: Any, buckets: Any, per_bucket: Any) -> Any:
    """Lower node of the interval ``x`` lies in, and how far into it (0–1); ends are held."""
    last = len(nodes) - 1
    if x <= nodes[0]:
        return 0, 0.0
    if x >= nodes[last]:
        return last - 1, 1.0
    lower = buckets[int((x - nodes[0]) * per_bucket)]
    while nodes[lower + 1] <= x:
        lower += 1
    return lower, (x - nodes[lower]) / (nodes[lower + 1] - nodes[lower])


@njit(cache=True, nogil=True, fastmath=SUMS)
def sum_pass(
    indptr: Longs,
    cells: Ints,
    intensity: Floats,
    weight: Floats,
    nodes: Floats,
    buckets: Ints,
    per_bucket: float,
    claim_share: Floats,
    loss_share: Floats,
    loss_most: float,
    mean_most: float,
    sums: Floats,
    event_money: Floats,
    annual_share: Floats,
) -> None:
    """Loss of each event from sums insured, and the yearly share lost by cell and curve.

    Args:
        indptr: where the hits of each event begin (events + 1,).
        cells: cell of each hit, with ``intensity``.
        weight: events a year, by event.
        nodes: intensities of the curves, rising.
        buckets: lower node of equal slices of the nodes' range; ``per_bucket`` slices a unit.
        claim_share: share of houses that claim, (nodes, curves).
        loss_share: share of its sum insured a claiming house loses, (nodes, curves).
        loss_most: greatest share paid of one claiming house.
        mean_most: greatest share paid of the mean house, claiming or not.
        sums: sum insured, (cells, curves).
        event_money: out, added to, (events,).
        annual_share: out, added to, (cells, curves).
    """
    curves = sums.shape[1]
    for e in range(len(indptr) - 1):
        total, w = 0.0, weight[e]
        for j in range(indptr[e], indptr[e + 1]):
            cell = cells[j]
            n, t = _between(intensity[j], nodes, buckets, per_bucket)
            for k in range(curves):
                claim = claim_share[n, k] + t * (claim_share[n + 1, k] - claim_share[n, k])
                loss = loss_share[n, k] + t * (loss_share[n + 1, k] - loss_share[n, k])
                loss = loss if loss < loss_most else loss_most
                share = claim * loss
                share = share if share < mean_most else mean_most
                total += share * sums[cell, k]
                annual_share[cell, k] += w * share
        event_money[e] += total


@njit(cache=True, nogil=True)
def by_cell(
    indptr: Longs, cells: Ints, intensity: Floats, starts: Longs, event: Ints, turned: Floats
) -> None:
    """Turn hits by event round to hits by cell: ``event`` and intensity ``turned`` in that order.

    ``starts`` (cells + 1,) comes in as zeros and leaves as where the hits of each cell begin.
    """
    for cell in cells:
        starts[cell + 1] += 1
    for c in range(len(starts) - 1):
        starts[c + 1] += starts[c]
    free = starts[:-1].copy()
    for e in range(len(indptr) - 1):
        for j in range(indptr[e], indptr[e + 1]):
            at = free[cells[j]]
            event[at] = e
            turned[at] = intensity[j]
            free[cells[j]] = at + 1


@njit(cache=True, nogil=True, fastmath=SUMS)
def house_pass(
    starts: Longs,
    event: Ints,
    intensity: Floats,
    weight: Floats,
    nodes: Floats,
    buckets: Ints,
    per_bucket: float,
    claim_share: Floats,
    loss_share: Floats,
    per_claim: bool,
    house_starts: Longs,
    curve: Ints,
    village: Ints,
    value: Floats,
    deductible: Floats,
    limit: Floats,
    event_money: Floats,
    annual_money: Floats,
) -> None:
    """Loss of every house in every event that hits its cell, with its own deductible and limit.

    With claim share p and loss share r at its intensity a house loses
    ``min(max(p · r · value − p · deductible, 0), (p if per_claim else 1) · limit)``.

    Args:
        starts: where the hits of each cell begin, with ``event`` and ``intensity``.
        weight: events a year, by event.
        nodes: with ``buckets``, ``per_bucket`` as in :func:`sum_pass`.
        claim_share: with ``loss_share`` as in :func:`sum_pass`.
        per_claim: the limit is that of a claim, not of the mean house.
        house_starts: where the houses of each cell begin, houses sorted by cell.
        curve: by house, with ``village``, ``value``, ``deductible``, ``limit`` (finite).
        event_money: out, added to, (events,).
        annual_money: out, added to, (villages,).
    """
    curves = claim_share.shape[1]
    most = 0
    for c in range(len(starts) - 1):
        most = max(most, starts[c + 1] - starts[c])
    mean, claim = np.empty((curves, most)), np.empty((curves, most))
    cap, total, w = np.empty((curves, most)), np.empty(most), np.empty(most)
    for c in range(len(starts) - 1):
        first, hits = starts[c], starts[c + 1] - starts[c]
        if hits == 0 or house_starts[c] == house_starts[c + 1]:
            continue
        for m in range(hits):
            n, t = _between(intensity[first + m], nodes, buckets, per_bucket)
            for k in range(curves):
                p = claim_share[n, k] + t * (claim_share[n + 1, k] - claim_share[n, k])
                r = loss_share[n, k] + t * (loss_share[n + 1, k] - loss_share[n, k])
                mean[k, m] = p * r
                claim[k, m] = p
                cap[k, m] = p if per_claim else 1.0
            total[m] = 0.0
            w[m] = weight[event[first + m]]
        for h in range(house_starts[c], house_starts[c + 1]):
            mean_k, claim_k, cap_k = mean[curve[h]], claim[curve[h]], cap[curve[h]]
            v, d, most_money = value[h], deductible[h], limit[h]
            annual = 0.0
            for m in range(hits):
                loss = mean_k[m] * v - claim_k[m] * d
                loss = loss if loss > 0.0 else 0.0
                allowed = cap_k[m] * most_money
                loss = loss if loss < allowed else allowed
                total[m] += loss
                annual += w[m] * loss
            annual_money[village[h]] += annual
        for m in range(hits):
            event_money[event[first + m]] += total[m]


@njit(cache=True, nogil=True)
def annual_of_villages(
    cell: Ints, curve: Ints, village: Ints, value: Floats, annual_share: Floats, out: Floats
) -> None:
    """Add ``value · annual_share[cell, curve]`` of every house to its village in ``out``."""
    for h in range(len(cell)):
        if cell[h] >= 0:
            out[village[h]] += value[h] * annual_share[cell[h], curve[h]]


@njit(cache=True, nogil=True)
def sums_of_cells(cell: Ints, curve: Ints, value: Floats, out: Floats) -> None:
    """Add the sums insured of all houses to ``out`` (cells, curves)."""
    for h in range(len(cell)):
        if cell[h] >= 0:
            out[cell[h], curve[h]] += value[h]


@njit(cache=True, nogil=True)
def order_by_cell(cell: Ints, starts: Longs, order: Ints) -> None:
    """Stable order of houses by cell; those without a cell are left out.

    ``starts`` (cells + 1,) comes in as zeros and leaves as where the houses of each cell begin.
    """
    for c in cell:
        if c >= 0:
            starts[c + 1] += 1
    for c in range(len(starts) - 1):
        starts[c + 1] += starts[c]
    free = starts[:-1].copy()
    for h in range(len(cell)):
        if cell[h] >= 0:
            order[free[cell[h]]] = h
            free[cell[h]] += 1
