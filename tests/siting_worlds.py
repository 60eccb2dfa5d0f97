"""Small worlds of sites and demands."""

import numpy as np

from risk.staffing.bases import Siting

Minutes = list[list[float]]


def world(
    minutes: "np.ndarray | Minutes",
    limit: "float | list[float]" = 30.0,
    *,
    weight: "list[float] | None" = None,
    stays: "list[int] | None" = None,
    tier: "list[str] | None" = None,
) -> Siting:
    """Sites A, B, … and demands 0, 1, …; one travel scenario unless ``minutes`` has three axes."""
    drives = np.asarray(minutes, np.float64)
    drives = drives if drives.ndim == 3 else drives[None]
    _, s, d = drives.shape
    return Siting(
        sites=np.array([chr(65 + j) if s <= 26 else f"S{j}" for j in range(s)], object),
        demands=np.array([f"v{i}" for i in range(d)], object),
        minutes=drives,
        limit_min=np.broadcast_to(np.asarray(limit, np.float64), (d,)).copy(),
        weight=np.ones(d) if weight is None else np.asarray(weight, np.float64),
        tier=np.array(["rural"] * d if tier is None else tier, object),
        stays=np.isin(np.arange(s), stays or []),
        room=np.full(s, 99, np.int64),
    )


def street() -> Siting:
    """Forty demands and twelve sites scattered over a grid of streets, drives by block."""
    rng = np.random.default_rng(7)
    sites, demands = rng.integers(0, 40, (12, 2)), rng.integers(0, 40, (40, 2))
    blocks = np.abs(sites[:, None] - demands[None]).sum(axis=2).astype(float)
    weight = rng.integers(1, 9, 40).astype(float)
    return world(blocks, 22.0, weight=list(weight))
