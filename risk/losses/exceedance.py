"""How often a year loses at least so much, with the doubt a short record leaves.

Occurrence (OEP): the largest event of a year; aggregate (AEP): the sum of its events. Events are a
marked Poisson process: the number of a year is Poisson with the sum of the frequencies, which event
it is goes by its frequency. Sums of a year are exact on a grid (Fourier transform of the compound
Poisson law; losses between grid points are split so that means stay), nothing is simulated.

Ranges are 90 %: every event's frequency is drawn anew from Gamma(1) times its own, which draws the
number of events and their mixture together (the Bayesian bootstrap of a Poisson process: with all
frequencies 1 / years the sum is Gamma(events) / years). Where the losses themselves are in doubt,
their draws come along. No draw holds an event larger than those of the record: return periods
beyond the years observed are marked, not told.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from risk.errors import ModelError
from risk.losses.exposed import Floats

RETURN_PERIODS_YEARS = (2.0, 3.0, 5.0, 10.0, 20.0, 30.0, 50.0, 100.0, 200.0, 250.0)
GRID = 1 << 13
DRAWS = 400
LEAST_MONEY = 1e-6  # sums below are none; a grid on them would have steps of 0
COLUMNS = (
    "kind", "return_period_years", "loss_money", "loss_money_lo", "loss_money_hi", "beyond_record",
)  # fmt: skip


@dataclass(frozen=True)
class Exceedance:
    """Exceedance curves and the average annual loss, each with a 90 % range.

    Attributes:
        curve: one row a kind (oep, aep) and return period: COLUMNS; a loss of 0 means that such a
            year is expected to stay without.
        annual_money: average annual loss, with ``annual_money_lo`` … ``annual_money_hi``.
        events: how many events it rests on.
        years: how many years they were observed.
    """

    curve: pd.DataFrame
    annual_money: float
    annual_money_lo: float
    annual_money_hi: float
    events: int
    years: float


def exceedance(
    event_money: Floats,
    frequency_per_year: Floats,
    *,
    years: float,
    seed: int,
    drawn_money: Floats | None = None,
    return_periods_years: tuple[float, ...] = RETURN_PERIODS_YEARS,
    draws: int = DRAWS,
) -> Exceedance:
    """Curves of an event set.

    Args:
        event_money: loss of each event, (events,), none negative.
        frequency_per_year: of each event, (events,).
        years: how long the record is; longer return periods are marked.
        seed: of the draws.
        drawn_money: losses drawn where they are in doubt, (draws, events); None: taken as known.
        return_periods_years: each above 1.
        draws: how many, where no losses are drawn.

    Raises:
        ModelError: there is no event, a loss is negative or missing, or a period is not above 1.
    """
    if not len(event_money):
        raise ModelError("no event", where="exceedance curve", remedy="load an event catalogue")
    _fair(event_money, frequency_per_year, return_periods_years)
    weights = draw_weights(len(event_money), draws if drawn_money is None else len(drawn_money),
                           seed=seed)  # fmt: skip
    drawn = np.broadcast_to(event_money, weights.shape) if drawn_money is None else drawn_money
    annual = (weights * frequency_per_year * drawn).sum(axis=1)
    periods = np.asarray(return_periods_years, np.float64)
    parts = []
    for kind, law in (("oep", largest_of_year), ("aep", sum_of_year)):
        told = law(event_money, frequency_per_year, periods)
        anew = np.array(
            [law(m, w * frequency_per_year, periods) for m, w in zip(drawn, weights, strict=True)]
        )
        low, high = np.quantile(anew, (0.05, 0.95), axis=0)
        parts.append(
            pd.DataFrame(
                {
                    "kind": kind,
                    "return_period_years": periods,
                    "loss_money": told,
                    "loss_money_lo": np.minimum(low, told),
                    "loss_money_hi": np.maximum(high, told),
                    "beyond_record": periods > years,
                }
            )
        )
    low, high = np.quantile(annual, (0.05, 0.95))
    mean = float(event_money @ frequency_per_year)
    curve = pd.concat(parts, ignore_index=True)[list(COLUMNS)]
    return Exceedance(
        curve, mean, min(float(low), mean), max(float(high), mean), len(event_money), years
    )


def draw_weights(events: int, draws: int, *, seed: int) -> Floats:
    """How many times its frequency each event has in each draw, (draws, events), mean 1."""
    return np.random.default_rng(seed).standard_gamma(1.0, (draws, events))


def largest_of_year(money: Floats, frequency: Floats, periods_years: Floats) -> Floats:
    """Loss that the largest event of a year reaches once in each period; 0 where none does."""
    order = np.argsort(-money, kind="stable")
    reached = np.cumsum(frequency[order])
    # a year holds an event with chance 1 − exp(−frequency)
    wanted = -np.log1p(-1 / periods_years)
    first = np.searchsorted(reached, wanted * (1 - 1e-12))
    sorted_money = np.append(money[order], 0.0)
    found: Floats = sorted_money[np.minimum(first, len(money))]
    return found


def sum_of_year(money: Floats, frequency: Floats, periods_years: Floats) -> Floats:
    """Loss that all events of a year together reach once in each period; 0 where they do not."""
    total = frequency.sum()
    mean, spread = frequency @ money, np.sqrt(frequency @ money**2)
    top = mean + 8 * spread + 2 * money.max(initial=0.0)
    if top < LEAST_MONEY or total <= 0:
        return np.zeros(len(periods_years))
    step = top / (GRID - 1)
    place = money / step
    lower = np.floor(place).astype(np.int64)
    upper_part = place - lower
    rate = np.bincount(lower, frequency * (1 - upper_part), GRID)
    rate += np.bincount(lower + 1, frequency * upper_part, GRID)[:GRID]
    chance = np.fft.irfft(np.exp(np.fft.rfft(rate) - total), GRID)
    below = np.cumsum(np.maximum(chance, 0.0))
    # at least so much with chance 1/T: the first grid point whose tail above it is smaller
    first = np.searchsorted(below, 1 - 1 / periods_years + 1e-12)
    found: Floats = np.minimum(first, GRID - 1) * step
    return found


def _fair(money: Floats, frequency: Floats, periods_years: tuple[float, ...]) -> None:
    fair = np.isfinite(money).all() and (money >= 0).all() and len(money) == len(frequency)
    if not fair or not np.isfinite(frequency).all() or (frequency < 0).any():
        raise ModelError(
            "a loss or a frequency is negative or missing", where="exceedance curve",
            remedy="correct the event set",
        )  # fmt: skip
    if min(periods_years) <= 1:
        raise ModelError("return periods must lie above 1 year", where="exceedance curve")
