"""Monthly claims of one family: an ordinary part and events, fitted and simulated.

Ordinary claims: negative binomial with mean level × season × exposure. Seasonal factors are shrunk
to 1 by credibility (their spread v against chance and φ); φ is the scatter of single months, ψ that
of whole years, both weighed over a grid by their likelihood, the year's factor integrated out.
Events: their number a year is Poisson with a gamma posterior; months are drawn from a Dirichlet of
the events seen and the family's own season; sizes are a smoothed Bayesian bootstrap (Rubin 1981;
Silverman 1986) of those seen, a family with few borrowing from the others. Doubt of level, season,
scatter and event numbers goes into every draw.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, logsumexp
from scipy.stats import gamma

from risk.history.months import Floats, Months

PHI = np.array([0, 0.02, 0.05, 0.1, 0.18, 0.3, 0.5, 0.8, 1.3, 2.0, 3.2, 5.0, 8.0])
PSI = np.array([0, 0.05, 0.1, 0.15, 0.2, 0.28, 0.37, 0.5, 0.7, 1.0]) ** 2
PSI_PRIOR_SD = 0.3  # of a year's factor: half-normal
NODES = 12
_SHARES = (np.arange(NODES) + 0.5) / NODES
# a year's factor at the middle of equal shares of its gamma, ψ by ψ, and where each ψ begins
YEAR_FACTOR = np.concatenate(
    [gamma.ppf(_SHARES, 1 / psi, scale=psi) if psi else np.ones(NODES) for psi in PSI]
)
FACTOR_OF = np.arange(0, len(YEAR_FACTOR), NODES)
DRIFT_SD = 0.03  # a year, of the log level where no trend is taken: no level holds for ever
TREND_PRIOR_SD = 0.05  # a year, of the log level
SIZE_SD_PRIOR, SIZE_PRIOR_EVENTS = 1.0, 3.0  # spread of log event sizes, worth three events
BANDWIDTH = 0.7
EVENT_RATE_PRIOR = 0.1  # events a record is worth before any was seen


@dataclass(frozen=True)
class Fitted:
    """What a family's record says; posterior weights stand over the grid PHI × PSI.

    Attributes:
        level: claims a month at mean exposure; the ordinary part.
        season, season_sd: (12,) factors and their doubt.
        weight: (PHI, PSI).
        information: (PHI, PSI) claims' worth of the level, free of scatter.
        trend, trend_sd: change of the log level a year, and its doubt; zero where not asked for.
        centre: month number around which the trend turns.
        years: length of the record.
        events: (n, 2) month (calendar) and size at mean exposure, own events.
        borrowed: sizes of other families' events.
    """

    level: float
    season: Floats
    season_sd: Floats
    weight: Floats
    information: Floats
    trend: float
    trend_sd: float
    centre: float
    years: float
    events: Floats
    borrowed: Floats


def fit(months: Months, family: str, *, trend: bool) -> Fitted:
    """Fit one family."""
    (y, events), e = months.split(family), months.exposure
    others = [months.split(f)[1] for f in months.families if f != family]
    number = np.arange(len(y))
    level = max(float(y.sum()), 0.5) / float(e.sum())
    season, season_sd = seasons(y, level * e, months.calendar(number))
    mean, year = _expected(months, y, level, season), _years(number)
    log_likelihood, information = _grid(y, mean, year)
    prior = -0.5 * (np.sqrt(PSI) / PSI_PRIOR_SD) ** 2
    weight = log_likelihood + prior[None, :]
    weight = np.exp(weight - logsumexp(weight))
    fitted = Fitted(
        level, season, season_sd, weight, information, 0.0, DRIFT_SD, float(number.mean()),
        len(y) / 12, _at_mean_exposure(events, months),
        _at_mean_exposure(np.vstack([np.empty((0, 2)), *others]), months)[:, 1],
    )  # fmt: skip
    return with_trend(fitted, months, family) if trend else fitted


def with_trend(fitted: Fitted, months: Months, family: str) -> Fitted:
    """The same fit with a trend: level, season and scatter are those found without one."""
    y, _ = months.split(family)
    number = np.arange(len(y))
    mean = _expected(months, y, fitted.level, fitted.season)
    slope, doubt = _trend(y, mean, number, _years(number), fitted.weight)
    return replace(fitted, trend=slope, trend_sd=doubt)


def _expected(months: Months, y: Floats, level: float, season: Floats) -> Floats:
    """Claims of each month at level × season × exposure, as many in all as were seen."""
    mean = level * months.exposure * season[months.calendar(np.arange(len(y)))]
    return np.asarray(mean * (max(y.sum(), 0.5) / mean.sum()))


def _years(number: NDArray[np.int64]) -> NDArray[np.int64]:
    """Year of each month, counted back from the end, -1 the last."""
    return (number - len(number)) // 12


def _at_mean_exposure(events: Floats, months: Months) -> Floats:
    """Calendar month and size at mean exposure, from month number and claims."""
    at = events[:, 0].astype(np.int64)
    return np.column_stack([months.calendar(at), events[:, 1] / months.exposure[at]])


def seasons(y: Floats, mean: Floats, calendar: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Seasonal factors shrunk to 1 and their standard deviations, (12,) each.

    A month's total has variance n(1 + …): its own chance 1/n, the scatter φ of single months (from
    the same month of different years), and v, the spread of true seasons, by moments.
    """
    total, expected, squares = (np.bincount(calendar, w, 12) for w in (y, mean, mean**2))
    seen = np.bincount(calendar, minlength=12)
    own = np.divide(total, expected, out=np.ones(12), where=expected > 0)
    fitted = mean * own[calendar]
    freedom = max(len(y) - int((seen > 0).sum()), 1) / len(y)
    excess = float(((y - fitted) ** 2 - fitted * freedom).sum()) / freedom
    phi = max(excess, 0.0) / max(float((fitted**2).sum()), 1e-9)
    with np.errstate(divide="ignore", invalid="ignore"):
        luck = np.where(expected > 0, phi * own**2 * squares / expected**2, 0.0)
        chance = np.where(expected > 0, np.maximum(own, 0.2) / expected, np.inf)
    used = expected > 0
    doubt = luck + np.where(used, chance, 0.0)
    spread = max(float(np.mean((own[used] - 1) ** 2 - doubt[used])) * 12 / 11, 0.0)
    # a quiet month's luck is no smaller than the typical month's: shrink with the pooled doubt
    pooled = np.where(used, 0.5 * (doubt + doubt[used].mean()), np.inf)
    z = spread / (spread + pooled)
    factor = 1 + z * (own - 1)
    return factor / factor.mean(), np.sqrt(spread * (1 - z))


def _grid(y: Floats, mean: Floats, year: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Log likelihood of φ × ψ, each year's factor integrated out, and the level's information."""
    first = np.flatnonzero(np.diff(year, prepend=year[0] - 1))
    log_likelihood, information = np.zeros((2, len(PHI), len(PSI)))
    for i, phi in enumerate(PHI):
        info = np.add.reduceat(mean / (1 + phi * mean), first)
        information[i] = (1 / (1 / info[:, None] + PSI)).sum(axis=0)
        terms = _log_negative_binomial(y[:, None], mean[:, None] * YEAR_FACTOR, phi)
        by_year = np.add.reduceat(terms, first)
        top = by_year.max(axis=1, keepdims=True)
        likelihood = np.add.reduceat(np.exp(by_year - top), FACTOR_OF, axis=1) / NODES
        log_likelihood[i] = (np.log(np.maximum(likelihood, 1e-300)) + top).sum(axis=0)
    return log_likelihood, information


def _log_negative_binomial(y: Floats, mean: Floats, phi: float) -> Floats:
    """Log probability; φ = 0 is Poisson."""
    mean = np.maximum(mean, 1e-9)
    if phi == 0:
        return np.asarray(y * np.log(mean) - mean - gammaln(y + 1))
    size = 1 / phi
    return np.asarray(
        gammaln(y + size) - gammaln(size) - gammaln(y + 1)
        + size * np.log(size / (size + mean)) + y * np.log(mean / (size + mean))
    )  # fmt: skip


def _trend(
    y: Floats, mean: Floats, number: NDArray[np.int64], year: NDArray[np.int64], weight: Floats
) -> tuple[float, float]:
    """Slope of the log level a year, weighted by year, shrunk to zero, and its doubt."""
    place = year - year.min()
    total, expected = np.bincount(place, y), np.bincount(place, mean)
    at = np.bincount(place, number) / np.bincount(place) / 12
    phi, psi = float(weight.sum(axis=1) @ PHI), float(weight.sum(axis=0) @ PSI)
    info = np.bincount(place, mean / (1 + phi * mean))
    w = 1 / (1 / info + psi)
    log_ratio = np.log((total + 0.5) / (expected + 0.5))
    middle = (w * at).sum() / w.sum()
    square = (w * (at - middle) ** 2).sum()
    if square <= 0:
        return 0.0, TREND_PRIOR_SD
    slope = (w * (at - middle) * log_ratio).sum() / square
    trust = TREND_PRIOR_SD**2 / (TREND_PRIOR_SD**2 + 1 / square)
    return float(trust * slope), float(TREND_PRIOR_SD * np.sqrt(1 - trust))


def simulate(
    fitted: Fitted, months: Months, ahead: int, growth: Floats, rng: np.random.Generator
) -> Floats:
    """Draws of the next ``ahead`` months, (draws, ahead).

    Args:
        growth: (draws,) yearly change of log exposure.
    """
    number, calendar, exposure = _ahead(months, ahead, growth)
    ordinary = _ordinary(fitted, number, calendar, exposure, rng)
    return ordinary + _of_events(fitted, calendar, exposure, rng)


def simulate_ordinary(
    fitted: Fitted, months: Months, ahead: int, growth: Floats, rng: np.random.Generator
) -> Floats:
    """Draws as :func:`simulate` makes them, without the claims of events."""
    return _ordinary(fitted, *_ahead(months, ahead, growth), rng)


def _ahead(
    months: Months, ahead: int, growth: Floats
) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """Running number and calendar month of the months to come, and their exposure by draw."""
    number = len(months) + np.arange(ahead)
    steps = 1 + np.arange(ahead) // 12
    exposure = months.exposure[-1] * np.exp(growth[:, None] * steps)
    return number, months.calendar(number), exposure


def _ordinary(
    fitted: Fitted,
    number: NDArray[np.int64],
    calendar: NDArray[np.int64],
    exposure: Floats,
    rng: np.random.Generator,
) -> Floats:
    draws = len(exposure)
    cell = rng.choice(fitted.weight.size, draws, p=fitted.weight.ravel())
    i, j = np.unravel_index(cell, fitted.weight.shape)
    level = fitted.level * _gamma(1 / fitted.information[i, j], rng)
    season = fitted.season * _gamma(
        np.broadcast_to((fitted.season_sd / np.maximum(fitted.season, 0.05)) ** 2, (draws, 12)), rng
    )
    slope = fitted.trend + fitted.trend_sd * rng.normal(size=draws)
    drift = np.exp(slope[:, None] * (number - fitted.centre) / 12)
    year = _gamma(PSI[j], rng)
    mean = (level * year)[:, None] * season[:, calendar] * drift * exposure
    month = _gamma(np.repeat(PHI[i][:, None], len(number), axis=1), rng)
    return rng.poisson(mean * month).astype(float)


def _gamma(variance: Floats, rng: np.random.Generator) -> Floats:
    """Gamma of mean one; variance zero is one."""
    spread = np.maximum(variance, 1e-9)
    return np.asarray(rng.gamma(1 / spread, spread))


def _of_events(
    fitted: Fitted, calendar: NDArray[np.int64], exposure: Floats, rng: np.random.Generator
) -> Floats:
    draws, ahead = exposure.shape
    out = np.zeros((draws, ahead))
    sizes = np.concatenate([fitted.events[:, 1], fitted.borrowed])
    if len(sizes) == 0:
        return out
    seen = len(fitted.events)
    rate = rng.gamma(seen + EVENT_RATE_PRIOR, 1 / fitted.years, draws)
    number = rng.poisson(rate * ahead / 12)
    of = np.repeat(np.arange(draws), number)
    share = _event_season(fitted)[calendar]
    month = rng.choice(ahead, len(of), p=share / share.sum())
    own = np.r_[np.ones(seen), np.full(len(fitted.borrowed), 1 / max(len(fitted.borrowed), 1))]
    picked = _bootstrap(own, draws, of, rng)
    width = _bandwidth(sizes, own)
    jitter = np.exp(width * rng.normal(size=len(of)) - width**2 / 2)
    claims = rng.poisson(sizes[picked] * jitter * exposure[of, month])
    np.add.at(out, (of, month), claims.astype(float))
    return out


def _event_season(fitted: Fitted) -> Floats:
    """Chance of each calendar month: events seen, and two more by the family's own season."""
    months = fitted.events[:, 0].astype(np.int64)
    smooth = 0.5 * fitted.season / fitted.season.sum() + 0.5 / 12
    return np.asarray(np.bincount(months, minlength=12) + 2 * smooth)


def _bootstrap(
    own: Floats, draws: int, of: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.int64]:
    """An event for each one drawn, by its draw's Dirichlet weights."""
    weights = rng.gamma(np.broadcast_to(own, (draws, len(own))))
    edges = np.cumsum(weights, axis=1)
    spot = rng.random(len(of)) * edges[of, -1]
    return np.asarray(np.minimum((edges[of] < spot[:, None]).sum(axis=1), len(own) - 1))


def _bandwidth(sizes: Floats, own: Floats) -> float:
    """Silverman's width on log sizes, their spread drawn towards 1 by three events' worth."""
    log_size = np.log(np.maximum(sizes, 1.0))
    middle = np.average(log_size, weights=own)
    square = float((own * (log_size - middle) ** 2).sum()) + SIZE_PRIOR_EVENTS * SIZE_SD_PRIOR**2
    spread = np.sqrt(square / (own.sum() + SIZE_PRIOR_EVENTS))
    return float(BANDWIDTH * spread * own.sum() ** -0.2)
