"""Posterior draws of event size, lag and village luck, given every report so far.

A village's claims are Poisson with mean expected × F × its luck; luck is Gamma(φ), F Gamma. The
reports of an event fall in time like a Dirichlet process about the lag's law (concentration
``flutter``), so that with B the share reported by now

* how the reports so far lie in time is Dirichlet-multinomial and tells of the lag alone,
* how many each village has is negative binomial with mean expected × F × B.

F is integrated out on a grid; the two lag parameters are drawn from a Student proposal about the
posterior's mode, moved once to the draws' own mean and spread, weighted, and drawn anew by their
weights (importance sampling with a population step: Cappé et al. 2004).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import gammaln, logsumexp, ndtri
from scipy.stats import gamma as gamma_law

from risk.surge.nowcast_records import Prior, ReportPath
from risk.surge.weibull import shares

PILOT, PROPOSALS = 1000, 4000
MANY, ENOUGH = 20000, 150.0  # a path that surprises: drawn anew, in numbers
PROPOSAL_FREEDOM = 6.0
WIDEN = 1.15
PHI_POINTS = 9
GRID, COARSE = 500, 240
SHARE_GRID = 120
LEAST_SHARE = 1e-6
DEEP = 45.0  # log units below the peak that no longer matter

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Posterior:
    """Equally likely draws (D,).

    Attributes:
        theta: log median (worked hours) and log shape of the lag (D, 2).
        size: event size factor.
        reported: share of the event's claims reported by now.
        dispersion: of the villages' luck.
        effective: how many independent draws they are worth.
    """

    theta: Floats
    size: Floats
    reported: Floats
    dispersion: Floats
    effective: float


def sample(prior: Prior, path: ReportPath, *, draws: int, rng: np.random.Generator) -> Posterior:
    """Draw from the posterior."""
    evidence = Evidence(prior, path)
    theta, log_weight, share = _propose(evidence, rng)
    weight = np.exp(log_weight - logsumexp(log_weight))
    picked = _systematic(weight, draws, rng)
    size, dispersion = evidence.draw_size(share[picked], rng)
    return Posterior(
        theta=theta[picked],
        size=size,
        reported=share[picked],
        dispersion=dispersion,
        effective=float(1 / np.square(weight).sum()),
    )


class Evidence:
    """The likelihood of a path, ready to be asked at many lags."""

    def __init__(self, prior: Prior, path: ReportPath) -> None:
        self.prior = prior
        self.flutter = prior.lag.flutter
        worked = prior.clock.worked_h(np.r_[prior.hit, path.edges_h])
        self.window = worked[1] - worked[0]
        by_interval = path.counts.sum(axis=0)
        some = by_interval > 0
        self.counts = by_interval[some].astype(np.float64)
        self.edges = worked[2:] - worked[0]
        self.some = some
        self.total = float(self.counts.sum())
        self._tabulate(path)

    def _tabulate(self, path: ReportPath) -> None:
        """Log likelihood of the villages' counts over log(F · B), for each dispersion."""
        prior = self.prior
        self.phi = _dispersions(prior.dispersion, prior.dispersion_log_sd)
        by_village = path.counts.sum(axis=1).astype(np.float64)
        hit = prior.expected > 0
        table = _Villages(by_village[hit], prior.expected[hit], self.phi)
        shape = 1 / prior.size_cv**2
        least, most = (float(gamma_law.ppf(q, shape, scale=1 / shape)) for q in (1e-9, 1 - 1e-9))
        low = np.log(max(least, 1e-9)) + np.log(LEAST_SHARE)
        high = max(np.log(most), np.log((self.total + 1) / prior.expected.sum()) + 1)
        coarse = np.linspace(low, high, COARSE)
        best = table.log_likelihood(coarse).max(axis=0)
        near = np.flatnonzero(best > best.max() - DEEP)
        a, b = coarse[max(near[0] - 1, 0)], coarse[min(near[-1] + 1, COARSE - 1)]
        self.grid = np.linspace(a, b, GRID)
        self.likelihood = table.log_likelihood(self.grid)  # (phi, GRID)
        self.log_share = np.linspace(np.log(LEAST_SHARE), 0.0, SHARE_GRID)
        joint = self._joint(self.log_share)  # (phi, SHARE_GRID, GRID)
        self.by_share = logsumexp(joint, axis=2)

    def _joint(self, log_share: Floats) -> Floats:
        """Log of prior of F times likelihood, at F = grid / share: (phi, shares, GRID)."""
        log_size = self.grid[None, :] - log_share[:, None]
        return self._log_prior_size(log_size)[None] + self.likelihood[:, None, :]

    def _log_prior_size(self, log_size: Floats) -> Floats:
        shape = 1 / self.prior.size_cv**2
        density = shape * (log_size - np.exp(log_size))
        damage = self.prior.damage
        if damage is not None:
            covered = np.isin(self.prior.region_codes, damage.region_codes)
            expected = self.prior.expected[covered].sum()
            told = np.log(damage.households) + damage.log_ratio_mean - np.log(expected)
            density = density - 0.5 * ((log_size - told) / damage.log_ratio_sd) ** 2
        return np.asarray(density)

    def log_size(self, share: Floats) -> Floats:
        """Log likelihood of the villages' counts where so large a share is reported (D,)."""
        at = np.log(np.maximum(share, LEAST_SHARE))
        rows = [np.interp(at, self.log_share, row) for row in self.by_share]
        return np.asarray(logsumexp(np.array(rows), axis=0) - np.log(len(self.phi)))

    def log_times(self, theta: Floats) -> tuple[Floats, Floats]:
        """Log likelihood of the reports' times, and the law's share by now, (D,) each."""
        cumulative = shares(theta, self.edges, self.window)
        now = np.maximum(cumulative[:, -1], 1e-12)
        part = np.maximum(np.diff(cumulative, axis=1)[:, self.some], 1e-14)
        if np.isinf(self.flutter):
            return np.log(part / now[:, None]) @ self.counts, now
        a = self.flutter * part
        rows = gammaln(self.counts + a) - gammaln(a)
        whole = gammaln(self.flutter * now) - gammaln(self.flutter * now + self.total)
        return rows.sum(axis=1) + whole, now

    def draw_share(self, law: Floats, rng: np.random.Generator) -> Floats:
        """Share reported by now: the law's, with the flutter."""
        if np.isinf(self.flutter):
            return law
        a, b = self.flutter * law, self.flutter * np.maximum(1 - law, 1e-12)
        return np.clip(rng.beta(a, b), LEAST_SHARE, 1 - 1e-9)

    def draw_size(self, share: Floats, rng: np.random.Generator) -> tuple[Floats, Floats]:
        """F and the villages' dispersion given the share reported (D,)."""
        at = np.log(np.maximum(share, LEAST_SHARE))
        rows = np.array([np.interp(at, self.log_share, row) for row in self.by_share])
        chance = np.exp(rows - rows.max(axis=0))
        cumulative = np.cumsum(chance / chance.sum(axis=0), axis=0)
        kind = (rng.random(len(at)) > cumulative).sum(axis=0).clip(max=len(self.phi) - 1)
        log_size = np.empty(len(at))
        uniform = rng.random(len(at))
        for j in np.unique(kind):
            rows_j = np.flatnonzero(kind == j)
            logs = self._log_prior_size(self.grid[None] - at[rows_j, None]) + self.likelihood[j]
            weight = np.exp(logs - logs.max(axis=1, keepdims=True))
            run = np.cumsum(weight, axis=1)
            aim = uniform[rows_j] * run[:, -1]
            cell = (run < aim[:, None]).sum(axis=1).clip(max=GRID - 1)
            inside = rng.random(len(rows_j)) - 0.5
            log_size[rows_j] = self.grid[cell] + inside * (self.grid[1] - self.grid[0]) - at[rows_j]
        return np.exp(log_size), self.phi[kind]


class _Villages:
    """Negative-binomial log likelihood of the villages' counts; equal villages counted once."""

    def __init__(self, counts: Floats, expected: Floats, phi: Floats) -> None:
        self.counts, self.expected, self.phi = counts, expected, phi

    def log_likelihood(self, log_scale: Floats) -> Floats:
        """At log(F · B) (G,): (phi, G)."""
        total = self.counts.sum()
        out = np.empty((len(self.phi), len(log_scale)))
        for j, phi in enumerate(self.phi):
            mean = np.exp(log_scale)[:, None] * (self.expected / phi)[None]
            spread = np.log1p(mean) @ (self.counts + phi)
            luck = (gammaln(self.counts + phi) - gammaln(phi) - self.counts * np.log(phi)).sum()
            out[j] = luck + total * log_scale - spread
        return out


def _dispersions(middle: float, log_sd: float) -> Floats:
    """Equally likely dispersions about the middle."""
    if log_sd <= 0:
        return np.array([middle])
    at = (np.arange(PHI_POINTS) + 0.5) / PHI_POINTS
    return np.asarray(middle * np.exp(log_sd * ndtri(at)))


def _propose(evidence: Evidence, rng: np.random.Generator) -> tuple[Floats, Floats, Floats]:
    """Lag draws, their log weights and shares reported."""
    law = evidence.prior.lag

    def minus_log(theta: Floats) -> float:
        times, now = evidence.log_times(theta[None])
        return -float((law.log_density(theta[None]) + times + evidence.log_size(now))[0])

    mode = minimize(minus_log, law.location, method="Nelder-Mead", options={"xatol": 1e-3}).x
    centre, spread = mode, _spread(minus_log, mode, law.scale)
    for number in (PILOT, PROPOSALS, MANY):
        theta, log_proposal = _student(centre, spread, number, rng)
        times, now = evidence.log_times(theta)
        share = evidence.draw_share(now, rng)
        log_weight = law.log_density(theta) + times + evidence.log_size(share) - log_proposal
        weight = np.exp(log_weight - logsumexp(log_weight))
        effective = 1 / np.square(weight).sum()
        if number == PROPOSALS and effective > ENOUGH:
            break
        if number == PILOT and effective > 20:
            centre = weight @ theta
            apart = theta - centre
            spread = (apart * weight[:, None]).T @ apart * WIDEN
    return theta, log_weight, share


def _spread(minus_log: Callable[[Floats], float], mode: Floats, widest: Floats) -> Floats:
    """Inverse curvature at the mode; the prior's where it has none."""
    step = 0.03 * np.sqrt(np.diag(widest))
    a, b = np.diag(step)
    here = minus_log(mode)
    straight = [minus_log(mode + s) + minus_log(mode - s) - 2 * here for s in (a, b)]
    across = (
        minus_log(mode + a + b) + minus_log(mode - a - b) - minus_log(mode + a - b)
        - minus_log(mode - a + b)
    ) / 4  # fmt: skip
    curvature = np.array([[straight[0], across], [across, straight[1]]]) / np.outer(step, step)
    values, vectors = np.linalg.eigh(curvature)
    least = 1 / np.linalg.eigvalsh(widest).max()
    return np.asarray((vectors / np.maximum(values, least)) @ vectors.T) * WIDEN


def _student(
    centre: Floats, spread: Floats, number: int, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    root = np.linalg.cholesky(spread)
    normal = rng.normal(size=(number, 2))
    stretch = np.sqrt(PROPOSAL_FREEDOM / rng.chisquare(PROPOSAL_FREEDOM, number))
    scaled = normal * stretch[:, None]
    far = np.square(scaled).sum(axis=1)
    log_density = -(PROPOSAL_FREEDOM + 2) / 2 * np.log1p(far / PROPOSAL_FREEDOM)
    return centre + scaled @ root.T, log_density


def _systematic(weight: Floats, draws: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """Rows drawn by their weight, at even steps (Kitagawa 1996), in no order."""
    at = (rng.random() + np.arange(draws)) / draws
    rows = np.searchsorted(np.cumsum(weight), at).clip(max=len(weight) - 1)
    return rng.permutation(rows)
