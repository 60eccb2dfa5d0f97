"""Steady-state queueing formulas: first guesses, labelled "screening", never shown as sure.

Offered load ``a`` is arrival rate × mean service time (erlang). A queue without abandonment whose
load is not below its servers has no steady state: such a question is refused, never answered.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc
from scipy.stats import norm

from risk.errors import ModelError

Floats = NDArray[np.float64]


def erlang_b(servers: int, load: float) -> float:
    """Chance that a call finds all servers busy and is lost, M/G/c/c (Erlang 1917)."""
    _refuse_negative(servers, load)
    blocked = 1.0
    for c in range(1, servers + 1):
        blocked = load * blocked / (c + load * blocked)
    return blocked


def erlang_c(servers: int, load: float) -> float:
    """Chance that a call has to wait, M/M/c (Erlang 1917).

    Raises:
        ModelError: the load is not below the servers: the queue grows without end.
    """
    _refuse_overload(servers, load)
    blocked = erlang_b(servers, load)
    return blocked / (1 - load / servers * (1 - blocked))


def wait_over(servers: int, load: float, service: float, wait: float) -> float:
    """Chance that a call waits longer than ``wait`` in M/M/c; both times in the same unit.

    Raises:
        ModelError: the load is not below the servers.
    """
    return float(erlang_c(servers, load) * np.exp(-(servers - load) * wait / service))


def mean_wait(servers: int, load: float, service: float, *, cv: float = 1.0) -> float:
    """Mean wait in M/G/c, in the unit of ``service``: that of M/M/c × (1 + cv²) / 2.

    Exact for one server (Pollaczek-Khinchine) and for cv = 1; else an approximation (Lee & Longton
    1959, the Poisson case of Allen & Cunneen's).

    Raises:
        ModelError: the load is not below the servers.
    """
    plain = erlang_c(servers, load) * service / (servers - load)
    return plain * (1 + cv**2) / 2


def answered_within(
    servers: int, load: float, *, service: float, patience: float, wait: float
) -> float:
    """Share of calls answered within ``wait`` in M/M/c+M, the Palm or Erlang-A queue.

    With k callers ahead and everyone's patience exponential, 1 − exp(−wait/patience) is
    Beta(k + 1, c·patience/service) distributed: the queue empties at rates c/service + j/patience.
    Sources: Palm 1957; Garnett, Mandelbaum & Reiman 2002.

    Args:
        servers: seats.
        load: calls × service per unit of time; may exceed the servers.
        service, patience, wait: mean talk, mean patience, the wait asked for; one unit.
    """
    idle, queue, a = _palm(servers, load, service, patience)
    k = np.arange(len(queue))
    answered = a / (a + k + 1) * betainc(k + 1, a + 1, -np.expm1(-wait / patience))
    return min(float(idle + queue @ answered), 1.0)


def abandoned(servers: int, load: float, *, service: float, patience: float) -> float:
    """Share of calls given up in M/M/c+M (Palm 1957)."""
    if load == 0:
        return 0.0
    _, queue, _ = _palm(servers, load, service, patience)
    return float(queue @ np.arange(len(queue)) * service / patience / load)


def _palm(
    servers: int, load: float, service: float, patience: float
) -> tuple[float, Floats, float]:
    """Chance of an idle server, chances of 0, 1, … waiting with none idle, c·patience/service."""
    _refuse_negative(servers, load)
    if servers < 1 or min(service, patience) <= 0:
        raise ModelError(
            f"{servers} seats, service {service:g}, patience {patience:g}",
            where="Erlang A",
            remedy="give at least one seat and times above zero",
        )
    a = servers * patience / service
    most = _queue_length(servers, load, service, patience)
    n = np.arange(1, servers + most + 1)
    leaving = np.minimum(n, servers) + np.maximum(n - servers, 0) * service / patience
    log_p = np.concatenate([[0.0], np.cumsum(np.log(max(load, 1e-300)) - np.log(leaving))])
    p = np.exp(log_p - log_p.max())
    p /= p.sum()
    return float(p[:servers].sum()), np.asarray(p[servers:]), a


def _queue_length(servers: int, load: float, service: float, patience: float) -> int:
    """A queue longer than any of a chance worth counting."""
    typical = max(load - servers, 0.0) * patience / service
    spread = np.sqrt(max(load, 1.0) * max(patience / service, 1.0))
    return int(typical + 12 * spread + 50)


def square_root_seats(load: float, share: float) -> int:
    """Seats by the square-root rule: load + β√load, β the share's normal quantile (Halfin & Whitt
    1981). A first guess to start a search from.
    """
    return max(int(np.ceil(load + max(float(norm.ppf(share)), 0.0) * np.sqrt(load))), 1)


def seats_for(load: float, *, service: float, patience: float, wait: float, share: float) -> int:
    """Fewest seats that answer a share of calls within ``wait`` by Erlang A: a screening figure."""
    if load <= 0:
        return 1

    def enough(seats: int) -> bool:
        told = answered_within(seats, load, service=service, patience=patience, wait=wait)
        return told >= share

    seats = square_root_seats(load, share)
    while not enough(seats):
        seats += 1
    while seats > 1 and enough(seats - 1):
        seats -= 1
    return seats


def _refuse_negative(servers: int, load: float) -> None:
    if servers < 0 or load < 0:
        raise ModelError(
            f"{servers} servers and a load of {load:g}",
            where="queueing formula",
            remedy="neither can be negative",
        )


def _refuse_overload(servers: int, load: float) -> None:
    _refuse_negative(servers, load)
    if load >= servers:
        raise ModelError(
            f"a load of {load:g} on {servers} servers has no steady state",
            where="Erlang C",
            remedy="the queue grows without end: simulate it, or take more than the load",
        )
