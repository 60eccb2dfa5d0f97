"""Exact hypercube queueing model of up to ten crews at fixed homes (Larson 1974).

Every subset of busy servers is a state; a call goes to the first free server of its place's list.
Calls that find all busy are lost, or wait (infinite line); with exponential service the order in
which they are taken does not matter to workloads. An oracle for the simulator, not a planning tool.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csc_matrix
from scipy.sparse.linalg import spsolve

from risk.errors import ModelError

SERVERS_MAX = 10

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Hypercube:
    """Steady state of the model.

    Attributes:
        workload: share of time each server is busy (servers,).
        all_busy: chance that a call finds no server free.
        sent: share of all calls sent at once from place j to server n (places, servers).
    """

    workload: Floats
    all_busy: float
    sent: Floats


def hypercube(rate: Floats, order: Ints, service: float, *, line: bool) -> Hypercube:
    """Solve the model.

    Args:
        rate: calls per unit of time of each place (places,).
        order: servers of each place in order of preference (places, servers).
        service: mean service time, the same for all servers, exponential.
        line: calls that find all busy wait; else they are lost.

    Raises:
        ModelError: more than ten servers, or with a line a load not below the servers.
    """
    servers, load = order.shape[1], float(rate.sum() * service)
    if servers > SERVERS_MAX:
        raise ModelError(
            f"{servers} servers have {2**servers} states",
            where="exact hypercube",
            remedy=f"use the simulator beyond {SERVERS_MAX}",
        )
    if line and load >= servers:
        raise ModelError(
            f"a load of {load:g} on {servers} servers has no steady state",
            where="exact hypercube",
            remedy="take more servers than the load, or let calls be lost",
        )
    taker = _takers(order)
    p = _steady(rate, taker, service, servers)
    busy = (np.arange(2**servers)[:, None] >> np.arange(servers)) & 1
    waiting = p[-1] * (load / servers) / (1 - load / servers) if line else 0.0
    whole = 1 + waiting
    sent = np.zeros((len(rate), servers))
    share = rate / rate.sum()
    for j in range(len(rate)):
        free = taker[j] >= 0
        sent[j] = share[j] * np.bincount(taker[j][free], p[free], minlength=servers) / whole
    return Hypercube(
        workload=np.asarray((p @ busy + waiting) / whole),
        all_busy=float((p[-1] + waiting) / whole),
        sent=sent,
    )


def _takers(order: Ints) -> Ints:
    """Server that takes a call of each place in each state; -1 where all are busy."""
    places, servers = order.shape
    states = np.arange(2**servers)
    taker = np.full((places, len(states)), -1)
    for rank in range(servers - 1, -1, -1):
        choice = order[:, rank][:, None]
        taker = np.where((states >> choice) & 1 == 0, choice, taker)
    return taker


def _steady(rate: Floats, taker: Ints, service: float, servers: int) -> Floats:
    """Chances of the states when none waits; a waiting line leaves their ratios as they are."""
    states = np.arange(2**servers)
    place, state = np.nonzero(taker >= 0)
    up_to = state | (1 << taker[place, state])
    down_from, server = np.nonzero((states[:, None] >> np.arange(servers)) & 1)
    down_to = down_from & ~(1 << server)
    source = np.concatenate([state, down_from])
    target = np.concatenate([up_to, down_to])
    flow = np.concatenate([rate[place], np.full(len(down_from), 1 / service)])
    q = coo_matrix((flow, (target, source)), shape=(len(states), len(states))).tocsc()
    balance = (q - csc_matrix(np.diag(np.asarray(q.sum(axis=0)).ravel()))).tolil()
    balance[-1, :] = 1.0
    right = np.zeros(len(states))
    right[-1] = 1.0
    return np.asarray(spsolve(balance.tocsc(), right))
