"""From a scenario to claims by village and hour, in joint draws.

Expected claims of a village = rate × zone × houses × its risk beside its zone's mean. One event
size factor a draw (Gamma) moves all villages together, so that the county total has the fat tail
real events have; each village then has its own negative-binomial luck. A house claims once
(``risk.surge.draws``).
"""

from dataclasses import dataclass
from datetime import datetime, time
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.errors import ModelError
from risk.hazard import Assumption, Scenario, Zone, assume_setting, relative_risk
from risk.settings import Surge
from risk.surge.draws import Spread, draw_counts
from risk.surge.expected import core_rate, expected_claims, houses_are_counted
from risk.surge.kernel import MORNING_SPAN_H, NIGHT_FROM_H, NIGHT_TO_H, fill_claims
from risk.surge.lag import Lag
from risk.surge.rates import Rate
from risk.surge.tables import in_time, total_quantiles, village_table
from risk.terms import Status

PILOT = 64
SETTINGS_USED = ("event_size_cv", "village_dispersion", "horizon_days", "night_report_share")

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


@dataclass(frozen=True)
class Claims:
    """Simulated claims of some draws, by draw and then by report hour.

    Attributes:
        first_draw: number of the first draw.
        start: claims of draw ``first_draw + i`` are ``start[i]:start[i + 1]``.
        village: index into the forecast's ``region_codes``.
        hour: report, hours from the scenario's start.
        mark: a uniform number each claim owns, for its survey time and the like.
    """

    first_draw: int
    start: NDArray[np.int64]
    village: Ints
    hour: Floats
    mark: Floats

    @property
    def draws(self) -> int:
        """Number of draws."""
        return len(self.start) - 1


@dataclass(frozen=True)
class Forecast:
    """Claims a scenario would bring.

    Attributes:
        draws: joint draws made.
        seed: the seed they come from; the same seed gives the same claims.
        region_codes: villages of the footprint.
        counts: claims by draw and village, int32 (draws, villages), reports after the horizon
            included.
        expected: expected claims of each village.
        days: calendar days told; day 0 is the scenario's first date.
        total: mean, p05, p10, p50, p90, p95 of all claims of the event.
        by_day: day, date, mean, p10, p50, p90, p95 of claims reported that day.
        by_village: region_code, mean, p10, p50, p90.
        by_hour: hour (from the first date's midnight), at, mean, p10, p50, p90 of claims reported
            in that hour; cumulative_mean, _p10, _p50, _p90 of those reported by its end.
        by_village_day: region_code, day, mean, p90.
        village_hour: mean claims by village and hour, float (villages, hours).
        rate: claims per 1,000 houses in the core, and where it comes from.
        rate_source: the same source in words.
    """

    scenario: Scenario
    draws: int
    seed: int
    region_codes: NDArray[np.object_]
    counts: Ints
    expected: Floats
    keys: NDArray[np.uint64]
    law: Floats
    lag: Lag
    days: int
    total: dict[str, float]
    by_day: pd.DataFrame
    by_village: pd.DataFrame
    by_village_day: pd.DataFrame
    by_hour: pd.DataFrame
    village_hour: Floats
    rate: Rate
    assumptions: tuple[Assumption, ...]

    @property
    def rate_source(self) -> str:
        """Where the claim rate comes from."""
        return self.rate.source

    def claims(self, first: int, last: int) -> Claims:
        """Every claim of the draws ``first`` to ``last - 1``.

        Raises:
            ModelError: so many draws were not made.
        """
        if not 0 <= first < last <= self.draws:
            raise ModelError(
                f"draws {first} to {last - 1} asked of a forecast with {self.draws}",
                where="county.toml [surge] draws",
                remedy=f"raise draws to at least {last}",
            )
        counts = np.ascontiguousarray(self.counts[first:last])
        start = np.zeros(last - first + 1, np.int64)
        np.cumsum(counts.sum(axis=1), out=start[1:])
        village, hour, mark = (np.empty(start[-1], t) for t in (np.int32, np.float64, np.float64))
        fill_claims(counts, self.keys, first, self.law, village, hour, mark)
        for a, b in pairwise(start):
            order = a + np.argsort(hour[a:b], kind="stable")
            village[a:b], hour[a:b], mark[a:b] = village[order], hour[order], mark[order]
        return Claims(first, start, village, hour, mark)


def forecast(
    scenario: Scenario,
    in_force: pd.DataFrame,
    scores_frame: pd.DataFrame,
    past: pd.DataFrame,
    lag: Lag,
    *,
    settings: Surge,
    seed: int,
    draws: int | None = None,
) -> Forecast:
    """Simulate the claims of a scenario.

    Args:
        scenario: the hazard over villages.
        in_force: houses insured on the day, by village, from :func:`risk.hazard.place_houses`.
        scores_frame: scores by village and family; villages without one count as mean.
        past: rates of own past events, from :func:`risk.surge.past_events`.
        lag: reporting lag, from :func:`risk.surge.fit_lag`.
        settings: event size, dispersion, horizon, night share, number of draws.
        seed: of the simulation.
        draws: joint draws, default ``settings.draws``.

    Raises:
        ModelError: no insured house in the footprint, or no exposure and no own event.
    """
    number = settings.draws if draws is None else draws
    codes = pd.Index(scenario.footprint["region_code"].astype(str))
    houses = in_force.groupby("region_code")["houses"].sum().reindex(codes).fillna(0.0).to_numpy()
    if houses.sum() <= 0:
        raise ModelError(
            "no insured house in the footprint",
            where=f"scenario {scenario.name!r}",
            remedy="enlarge the footprint, or load policies in force on the day",
        )
    counted = houses_are_counted(scores_frame)
    zone = np.where(scenario.footprint["zone"] == Zone.CORE, 1.0, scenario.fringe_ratio)
    rate = core_rate(scenario, past, houses, zone, settings, counted=counted)
    risk = relative_risk(scores_frame, scenario.family, codes)
    expected = expected_claims(rate.value, houses, zone, risk)
    spread = Spread(settings.event_size_cv, settings.village_dispersion)
    counts, keys = draw_counts(
        codes, expected, houses if counted else None, spread, seed=seed, draws=number
    )
    law = _report_law(scenario, lag, settings)
    last_h = scenario.clock_h + scenario.duration_h + 24 * settings.horizon_days
    days = int(np.ceil(last_h / 24))
    told = in_time(codes, counts, keys, law, days)
    by_day, by_hour = told.by_day, told.by_hour
    by_day.insert(1, "date", [scenario.date_of(day) for day in by_day["day"]])
    midnight = datetime.combine(scenario.date_of(0), time())
    by_hour.insert(1, "at", midnight + pd.to_timedelta(by_hour["hour"], unit="h"))
    return Forecast(
        scenario=scenario,
        draws=number,
        seed=seed,
        region_codes=codes.to_numpy(dtype=object),
        counts=counts,
        expected=expected,
        keys=keys,
        law=law,
        lag=lag,
        days=days,
        total=total_quantiles(counts),
        by_day=by_day,
        by_village=village_table(codes, counts),
        by_village_day=told.by_village_day,
        by_hour=by_hour,
        village_hour=told.village_hour,
        rate=rate,
        assumptions=(*scenario.assumptions, *_assumptions(settings, rate, lag)),
    )


def _report_law(scenario: Scenario, lag: Lag, settings: Surge) -> Floats:
    """clock_h, duration_h, scale_h, shape, night_kept for the kernel.

    ``night_kept`` is the chance that a night report is made at night after all: so that the share
    of night reports is the setting's (or less, where the hazard leaves less to report at night).
    """
    u = (np.arange(PILOT) + 0.5) / PILOT
    lag_h = lag.scale_h * (-np.log(u)) ** (1 / lag.shape)
    clock = (scenario.clock_h + (u * scenario.duration_h)[:, None] + lag_h[None, :]) % 24
    at_night = float(((clock >= NIGHT_FROM_H) | (clock < NIGHT_TO_H)).mean())
    kept = min(1.0, settings.night_report_share / at_night) if at_night > 0 else 1.0
    return np.array([scenario.clock_h, scenario.duration_h, lag.scale_h, lag.shape, kept])


def _assumptions(settings: Surge, rate: Rate, lag: Lag) -> tuple[Assumption, ...]:
    status = Status.ASSUMED
    return (
        Assumption(
            "claims_per_1000_core_used",
            rate.value, "claims per 1,000 insured houses", rate.low, rate.high, rate.source, status,
        ),
        Assumption("reporting_lag_median_h", lag.median_h, "h", None, None, lag.source, status),
        Assumption("reporting_lag_shape", lag.shape, "", None, None, lag.source, status),
        Assumption(
            "morning_span", MORNING_SPAN_H, "h", 1.0, 12.0,
            "night reports that wait come evenly within so many hours from 08:00", status,
        ),
        *(assume_setting(settings, name) for name in SETTINGS_USED),
    )  # fmt: skip
