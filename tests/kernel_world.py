"""Tiny worlds for the kernel."""

import numpy as np

from risk.staffing.simulator.kernel import Land


def land(trip, limit=(), towns=(), pace=(), pockets=()) -> Land:
    """Trips from bases, then villages; limits default to 3 h, ``pockets``: rows, from, until."""
    trip = np.array(trip, float)
    to_h = np.ascontiguousarray(trip.T)
    villages = trip.shape[1]
    inside = np.zeros((len(pockets), len(trip)), bool)
    for k, (rows, _, _) in enumerate(pockets):
        inside[k, rows] = True
    return Land(
        trip,
        to_h,
        np.argsort(trip, axis=1, kind="stable").astype(np.int32),
        np.argsort(to_h, axis=1, kind="stable").astype(np.int32),
        np.array(limit or [3.0] * villages, float),
        np.isin(np.arange(villages), towns),
        np.array(pace, float),
        inside,
        np.array([from_h for _, from_h, _ in pockets], float),
        np.array([until_h for _, _, until_h in pockets], float),
    )
