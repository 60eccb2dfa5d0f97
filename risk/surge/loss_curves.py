"""Claim probability and loss share at an intensity, from the county's own past events.

Payable claims of a village and structure in an event are Poisson around

    houses · exp(level + slope · log(intensity) + structure + event),

a hit house claims with chance 1 − exp(−rate). Normal priors hold what the record cannot tell:
level and slope from the presets' rates at their core and fringe intensities, structures around no
difference, events around a size factor of mean 1. So every event keeps its own size as far as its
claims prove it. Draws are normal around the posterior mode (Laplace).

The share of its sum insured that a paid claim loses is one number a structure: a family's mean,
drawn towards the prior table by precision, and the structure's own ratio to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from risk.errors import ModelError
from risk.losses.exposed import Curves, Floats
from risk.reference import LossShare, Preset
from risk.terms import Structure

STRUCTURES = tuple(s.value for s in Structure)
NODES = 48
Z90 = 1.6448536269514722
STRUCTURE_SD = 0.5  # log rate between structures, before the record
SLOPE_SD_SHARE = 0.5  # of the presets' own slope
CLAIMS_OF_FAMILY = 20.0  # a structure's loss share counts as much as its family's at so many claims
EVENTS_FOR_SPREAD = 3
EVENT_LOSS_SD = 0.3  # log loss share between events where there are fewer
STEPS = 60


@dataclass(frozen=True)
class LossCurves:
    """Vulnerability of one family in one quantity, with draws of all that is in doubt.

    Attributes:
        family: with ``quantity`` and ``unit``.
        nodes: intensities, rising (nodes,).
        slope: of the log rate over the log intensity (draws + 1,); row 0 is the best estimate.
        level: log rate of each structure at intensity 1 (draws + 1, structures).
        event: log size of each event (draws + 1, events), in the order of ``event_ids``.
        loss_share: of a paid claim (draws + 1, structures).
        event_ids: events of the catalogue, fitted or not.
        claims: payable claims the fit saw, of ``events_fitted`` events.
        loss_prior: the prior table's row.
    """

    family: str
    quantity: str
    unit: str
    nodes: Floats
    slope: Floats
    level: Floats
    event: Floats
    loss_share: Floats
    event_ids: tuple[str, ...]
    claims: int
    events_fitted: int
    loss_prior: LossShare

    def curves(self, draw: int, event: int | None = None) -> Curves:
        """Curves by structure of one draw (0: best), of one event's size or the mean event's."""
        size = 0.0 if event is None else self.event[draw, event]
        rate = np.exp(self.level[draw][:, None] + self.slope[draw] * np.log(self.nodes) + size)
        loss = np.broadcast_to(self.loss_share[draw][:, None], rate.shape)
        return Curves(intensity=self.nodes, claim_share=-np.expm1(-rate), loss_share=loss)


def fit_loss_curves(
    past: pd.DataFrame,
    paid: pd.DataFrame,
    intensities: Floats,
    event_ids: Sequence[str],
    *,
    presets: Sequence[Preset],
    loss_prior: LossShare,
    event_size_cv: float,
    loss_most: float,
    draws: int,
    seed: int,
) -> LossCurves:
    """Fit the curves of one family and quantity.

    Args:
        past: one row an event, village and structure: event_id, structure, intensity, houses,
            claims (payable ones).
        paid: one row a payable claim: event_id, structure, loss_share.
        intensities: all recorded of the family, for the nodes.
        event_ids: events that get a size, also those ``past`` does not hold.
        presets: those of the family and quantity, for the prior.
        loss_prior: the family's.
        event_size_cv: spread of event sizes.
        loss_most: greatest payment as a share of the sum insured.
        draws: how many.
        seed: of the draws.

    Raises:
        ModelError: there is no preset to take a prior from.
    """
    if not presets:
        raise ModelError("no prior for this quantity", where=loss_prior.family.value)
    rng = np.random.default_rng(seed)
    prior = _prior(presets, len(event_ids), event_size_cv)
    mode, root = _mode(past, event_ids, *prior)
    normal = np.vstack([np.zeros(len(mode)), rng.standard_normal((draws, len(mode)))])
    drawn = mode + normal @ root
    first = 2 + len(STRUCTURES)
    unseen = [event not in set(past["event_id"]) for event in event_ids]
    # best estimate of an event without a record: the mean size, not the most likely one
    drawn[0, first:] = np.where(unseen, 0.0, drawn[0, first:])
    core = [f for p in presets for f in (p.core_intensity, p.fringe_intensity)]
    low, high = min(*core, *intensities), max(*core, *intensities)
    return LossCurves(
        family=loss_prior.family.value,
        quantity=presets[0].quantity,
        unit=presets[0].unit,
        nodes=np.geomspace(low, 1.5 * high, NODES),
        slope=drawn[:, 1],
        level=drawn[:, :1] + drawn[:, 2:first],
        event=drawn[:, first:],
        loss_share=np.minimum(_loss_shares(paid, loss_prior, draws, rng), loss_most),
        event_ids=tuple(event_ids),
        claims=int(past["claims"].sum()),
        events_fitted=past["event_id"].nunique(),
        loss_prior=loss_prior,
    )


def _prior(presets: Sequence[Preset], events: int, cv: float) -> tuple[Floats, Floats]:
    """Mean (p,) and precision (p, p) of level, slope, structures, events.

    Level and slope are the straight line through the presets' log rates; the level's doubt is
    their stated 90 % range at the middle of their intensities.
    """
    log_x = np.log([f for p in presets for f in (p.core_intensity, p.fringe_intensity)])
    rates = [r for p in presets for r in (p.claims_per_1000_core,
                                          p.claims_per_1000_core * p.fringe_ratio)]  # fmt: skip
    slope, level = np.polyfit(log_x, np.log(np.asarray(rates) / 1000), 1)
    ranges = [p.figure("claims_per_1000_core") for p in presets]
    level_sd = float(np.mean([np.log(f.high / f.low) for f in ranges])) / (2 * Z90)
    slope_sd, middle = SLOPE_SD_SHARE * abs(slope), log_x.mean()
    spread = np.log1p(cv**2)
    mean = np.concatenate([[level, slope], np.zeros(len(STRUCTURES)), np.full(events, -spread / 2)])
    precision = np.diag(
        np.concatenate(
            [[0.0, 0.0], np.full(len(STRUCTURES), STRUCTURE_SD**-2), np.full(events, 1 / spread)]
        )
    )
    # in doubt are the level at the middle intensity, and the slope
    at_middle = np.array([1.0, middle])
    precision[:2, :2] += np.outer(at_middle, at_middle) / level_sd**2
    precision[1, 1] += slope_sd**-2
    return mean, precision


def _mode(
    past: pd.DataFrame, event_ids: Sequence[str], mean: Floats, precision: Floats
) -> tuple[Floats, Floats]:
    """Posterior mode and a root of its covariance: ``mode + normal @ root`` are draws."""
    design = _design(past, event_ids)
    houses = past["houses"].to_numpy(np.float64)
    claims = past["claims"].to_numpy(np.float64)
    at = mean.copy()

    def height(theta: Floats) -> float:
        eta, off = design @ theta, theta - mean
        return float(claims @ eta - houses @ np.exp(eta) - off @ precision @ off / 2)

    now = height(at)
    for _ in range(STEPS):
        expected = houses * np.exp(design @ at)
        curvature = design.T @ (expected[:, None] * design) + precision
        step = np.linalg.solve(curvature, design.T @ (claims - expected) - precision @ (at - mean))
        length = 1.0
        while height(at + length * step) < now and length > 1e-6:
            length /= 2
        at = at + length * step
        before, now = now, height(at)
        if now - before < 1e-9:
            break
    expected = houses * np.exp(design @ at)
    curvature = design.T @ (expected[:, None] * design) + precision
    return at, np.linalg.inv(np.linalg.cholesky(curvature))


def _design(past: pd.DataFrame, event_ids: Sequence[str]) -> Floats:
    """Columns level, log intensity, structures, events."""
    structure = pd.Categorical(past["structure"], categories=list(STRUCTURES)).codes
    event = pd.Categorical(past["event_id"], categories=list(event_ids)).codes
    return np.column_stack(
        [
            np.ones(len(past)),
            np.log(past["intensity"].to_numpy(np.float64)),
            np.eye(len(STRUCTURES))[structure],
            np.eye(len(event_ids))[event].reshape(len(past), len(event_ids)),
        ]
    )


def _loss_shares(
    paid: pd.DataFrame, prior: LossShare, draws: int, rng: np.random.Generator
) -> Floats:
    """Loss share of a paid claim, (draws + 1, structures); row 0 is the best estimate."""
    mean, sd = np.log(prior.value), np.log(prior.high / prior.low) / (2 * Z90)
    ratio = np.ones(len(STRUCTURES))
    own_sd = np.full(len(STRUCTURES), STRUCTURE_SD / 2)
    if len(paid):
        own = float(paid["loss_share"].mean())
        cv = float(paid["loss_share"].std(ddof=0)) / own
        by_event = np.log(paid.groupby("event_id")["loss_share"].mean())
        between = (
            float(by_event.std(ddof=1)) if len(by_event) >= EVENTS_FOR_SPREAD else EVENT_LOSS_SD
        )
        own_var = cv**2 / len(paid) + between**2 / len(by_event)
        weight = sd**2 / (sd**2 + own_var)
        mean, sd = weight * np.log(own) + (1 - weight) * mean, np.sqrt(weight * own_var)
        sums = paid.groupby("structure")["loss_share"].agg(["sum", "size"])
        sums = sums.reindex(list(STRUCTURES)).fillna(0.0)
        counted = sums["size"].to_numpy() + CLAIMS_OF_FAMILY
        ratio = (sums["sum"].to_numpy() + CLAIMS_OF_FAMILY * own) / counted / own
        own_sd = np.minimum(own_sd, cv / np.sqrt(counted))
    family = np.concatenate([[0.0], rng.standard_normal(draws)])[:, None] * sd
    each = np.vstack([np.zeros(len(ratio)), rng.standard_normal((draws, len(ratio)))]) * own_sd
    found: Floats = np.exp(mean + family + each) * ratio
    return found
