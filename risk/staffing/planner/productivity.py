"""κ: how much a crew-hour surveys, fitted from the simulator as concave functions of work waiting.

The more claims wait per crew-hour, the shorter the trips, up to what hands can do. With work w and
crew-hours x the surveys of a bucket are Σ c_k · min(w, ρ_k · x), c ≥ 0: concave, rising, and twice
the crews on twice the work survey twice as much. The coefficients are least squares with c ≥ 0
(Lawson and Hanson 1974) on simulated buckets at several numbers of crews. Each segment gives one
linear row of the program: surveys ≤ crews_k · x + work_k · w.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls

from risk.staffing.planner.buckets import Buckets, crew_hours, tally
from risk.staffing.planner.search import TIERS, extra_at, workload_shape
from risk.staffing.planner.squad import squad
from risk.staffing.simulator.ground import Ground
from risk.staffing.simulator.outcome import answered_h, in_time
from risk.staffing.simulator.run import run
from risk.staffing.simulator.scenes import Scenes

LEVELS = (0.35, 1.0, 2.5, 6.0)
KNOT_QUANTILES = (0.1, 0.25, 0.4, 0.55, 0.7, 0.82, 0.92, 0.98)

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Concave:
    """min over k of ``crews[k]`` · crew-hours + ``work[k]`` · claims.

    ``crews`` rises and ``work`` falls with k; the last row is the ceiling of a crew-hour.
    """

    crews: Floats
    work: Floats

    def at(self, hours: Floats, claims: Floats) -> Floats:
        """Surveys of so many crew-hours on so many claims."""
        rows = self.crews[:, None] * hours.ravel() + self.work[:, None] * claims.ravel()
        return np.asarray(rows.min(axis=0).reshape(hours.shape))


@dataclass(frozen=True)
class Productivity:
    """What crew-hours achieve.

    Attributes:
        all_surveys: surveys of a bucket by crew-hours and claims reported or waiting in it.
        in_time: by tier, claims of a bucket's reports reached in time, by the crew-hours of bases
            that reach the tier and the claims of the tier reported in it.
        reach: by tier, worth of a crew at each base for the tier: share of the tier's expected
            claims it reaches within the limit, beside the best base's (bases,).
    """

    all_surveys: Concave
    in_time: dict[str, Concave]
    reach: dict[str, Floats]


def productivity(ground: Ground, scenes: Scenes, cut: Buckets) -> Productivity:
    """Fit κ on some scenarios, at numbers of crews from too few to plenty."""
    shape = workload_shape(ground, scenes)
    reach = {tier: reach_of(ground, tier) for tier in TIERS}
    samples = [
        _samples(ground, scenes, cut, reach, extra_at(ground, shape, level)) for level in LEVELS
    ]
    whole = {name: np.concatenate([s[name] for s in samples]) for name in samples[0]}
    return Productivity(
        all_surveys=fitted(whole["hours"], whole["load"], whole["surveys"]),
        in_time={
            tier: fitted(whole[f"hours_{tier}"], whole[f"reports_{tier}"], whole[f"kept_{tier}"])
            for tier in TIERS
        },
        reach=reach,
    )


def reach_of(ground: Ground, tier: str) -> Floats:
    """Worth of a crew at each base for a tier (bases,); 1 everywhere if no base reaches it."""
    limit_h, expected = ground.county.promise.limit_min(tier) / 60, ground.forecast.expected
    n = len(expected)  # villages that only the backlog has come after these
    of_tier = expected * (ground.travel.tier[:n] == tier)
    near = ground.travel.trip_h[: len(ground.bases), :n] <= limit_h
    worth = near @ of_tier
    return np.asarray(worth / worth.max() if worth.max() > 0 else np.ones(len(worth)))


def fitted(hours: Floats, claims: Floats, surveys: Floats) -> Concave:
    """Concave, homogeneous least squares of surveys on crew-hours and claims.

    Buckets without crews or claims tell nothing and are left out.
    """
    some = (hours > 0) & (claims > 0)
    if not some.any():
        return Concave(np.zeros(1), np.ones(1))
    x, w, y = hours[some], claims[some], surveys[some]
    knots = np.unique(np.quantile(w / x, KNOT_QUANTILES))
    columns = np.minimum(w[:, None], knots * x[:, None])
    turned, triangle = np.linalg.qr(columns)  # as many rows as knots instead of as samples
    weights, _ = nnls(triangle, turned.T @ y)
    knots, weights = knots[weights > 0], weights[weights > 0]
    above = np.append(np.cumsum(weights[::-1])[::-1], 0.0)
    above[0] = min(above[0], 1.0)  # nobody surveys more claims than there are
    below = np.append(0.0, np.cumsum(weights * knots))
    return Concave(crews=below, work=above)


def _samples(
    ground: Ground, scenes: Scenes, cut: Buckets, reach: dict[str, Floats], extra: NDArray[np.int64]
) -> dict[str, Floats]:
    """Each draw and bucket of one run, flat: crew-hours, claims to do, surveys, by tier kept."""
    crews = ground.crews(squad(ground, extra).crews)
    found = run(scenes, crews)
    arrival_h, report_h = found.arrival_h, scenes.claims.hour
    every = np.ones(len(arrival_h), bool)
    reports, surveys = tally(scenes, cut, every, report_h), tally(scenes, cut, every, arrival_h)
    waiting = np.cumsum(reports, axis=1) - np.cumsum(surveys, axis=1)
    load = reports + np.column_stack([np.zeros(len(waiting)), waiting[:, :-1]])
    draws = scenes.claims.draws
    everywhere = np.ones(len(ground.bases))
    out = {"hours": np.tile(crew_hours(cut, crews, everywhere), draws)}
    out |= {"load": load.ravel(), "surveys": surveys.ravel()}
    punctual = in_time(scenes, answered_h(scenes, found))
    for tier in TIERS:
        of_tier = scenes.town_claim if tier == "town" else ~scenes.town_claim
        out[f"hours_{tier}"] = np.tile(crew_hours(cut, crews, reach[tier]), draws)
        out[f"reports_{tier}"] = tally(scenes, cut, of_tier, report_h).ravel()
        out[f"kept_{tier}"] = tally(scenes, cut, of_tier & punctual, report_h).ravel()
    return out
