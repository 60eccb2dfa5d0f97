"""Locations of bases: our covering model against spopt, the same optimum on the same county.

Called by :mod:`benchmarks.staffing`. 3,000 demands in clusters, 300 candidate sites, two limits
(town 30 min, rural 60 min, so that coverage is not trivial; spopt knows one radius, so its minutes
come divided by the limit), 3 and 7 sites: with more, everybody is covered. Seconds are of the
processor, from the matrix of minutes to the chosen sites, the building of the model included.
``ratio_spopt``: against spopt with HiGHS, where we gain least.
"""

import resource
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from risk.staffing.bases import Siting, mclp, mexclp

OPTIMUM = 1e-6


def clustered(demands: int, sites: int, seed: int = 11) -> Siting:
    """Villages along valleys, claims by a heavy-tailed number of houses."""
    rng = np.random.default_rng(seed)
    middle = rng.uniform(0, 110, (max(demands // 60, 4), 2))
    at = rng.integers(0, len(middle), demands)
    points = middle[at] + rng.normal(0, 4.0, (demands, 2))
    chosen = points[rng.choice(demands, sites, replace=False)]
    km = np.linalg.norm(chosen[:, None] - points[None], axis=2)
    town = np.linalg.norm(points - middle[0], axis=1) < 6.0
    return Siting(
        sites=np.array([f"S{j}" for j in range(sites)], object),
        demands=np.array([f"D{i}" for i in range(demands)], object),
        minutes=(4.0 + km * 1.4 / np.where(town, 25.0, 40.0) * 60.0)[None],
        limit_min=np.where(town, 30.0, 60.0),
        weight=rng.lognormal(0.0, 1.0, demands),
        tier=np.where(town, "town", "rural").astype(object),
        stays=np.zeros(sites, bool),
        room=np.full(sites, 99),
    )


def measured_sites(
    *, small: bool, peers: bool, seconds: Callable[[], float] | None = None
) -> dict[str, Any]:
    """ratio_spopt and what it is made of, for the number of sites where we gain least.

    Args:
        small: 300 × 60 instead of 3,000 × 300.
        peers: whether spopt is measured; CBC only where the machine has it.
        seconds: clock; default: seconds of the processor, children included.
    """
    clock = seconds or _processor_s
    siting = clustered(300, 60) if small else clustered(3000, 300)
    out: dict[str, Any] = {
        "sites_demands": len(siting.demands),
        "sites_candidates": len(siting.sites),
    }
    least = np.inf
    for p in (3, 7):
        begin = clock()
        ours = mclp(siting, p)
        own_s = clock() - begin
        out[f"mclp_{p}_s"] = round(own_s, 3)
        out[f"mclp_{p}_covered"] = round(ours.objective, 6)
        if not peers:
            continue
        for solver in ("highs", "cbc"):
            peer_s, covered = _spopt(siting, p, solver, clock)
            out[f"spopt_{solver}_{p}_s"] = round(peer_s, 3)
            out[f"spopt_{solver}_{p}_same"] = bool(abs(covered - ours.objective) < OPTIMUM)
            if solver == "highs":
                least = min(least, peer_s / own_s)
                out[f"ratio_spopt_{p}"] = round(peer_s / own_s, 1)
            else:
                out[f"ratio_spopt_cbc_{p}"] = round(peer_s / own_s, 1)
    if peers:
        out["ratio_spopt"] = round(float(least), 1)
    begin = clock()
    busy = mexclp(siting, 40, 0.6)
    out |= {"mexclp_40_s": round(clock() - begin, 3), "mexclp_40_cover": round(busy.objective, 6)}
    return out


def _spopt(siting: Siting, p: int, solver: str, clock: Callable[[], float]) -> tuple[float, float]:
    """Seconds of spopt and the share it covers."""
    import pulp  # heavy, and only where peers are measured
    from spopt.locate import MCLP

    with_solver = {
        "highs": lambda: pulp.HiGHS(msg=False, threads=1),
        "cbc": lambda: pulp.PULP_CBC_CMD(msg=False),
    }[solver]()
    begin = clock()
    scaled = (siting.minutes[0] / siting.limit_min).T
    model = MCLP.from_cost_matrix(scaled, siting.weight, 1.0, p)
    model = model.solve(with_solver, results=False)
    took = clock() - begin
    return took, float(model.problem.objective.value()) / siting.weight.sum()


def _processor_s() -> float:
    own = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + own.ru_utime + own.ru_stime


if __name__ == "__main__":
    import sys

    for key, value in measured_sites(small="--small" in sys.argv, peers=True).items():
        print(f"{key:<24}{value}")
