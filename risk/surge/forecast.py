"""From a scenario to claims by village and hour, in joint draws.

Expected claims of a village come from its intensity by the claim curve, or are rate × zone × houses
× its risk beside its zone's mean (``vulnerability_expected`` says which). One event size factor a
draw (Gamma) moves all villages together, so that the county total has the fat tail real events
have; each village then has its own negative-binomial luck. A house claims once (``draws``).
"""

from dataclasses import dataclass
from datetime import datetime, time

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.errors import ModelError
from risk.hazard import Assumption, Scenario, assume_setting, relative_risk
from risk.settings import Surge
from risk.surge.draws import Spread, draw_counts
from risk.surge.expected import houses_are_counted
from risk.surge.kernel import MORNING_SPAN_H
from risk.surge.lag import Lag
from risk.surge.rates import Rate
from risk.surge.reports import Claims, draw_claims, report_law
from risk.surge.tables import in_time, total_quantiles, village_table
from risk.surge.vulnerability import Vulnerability
from risk.surge.vulnerability_expected import expect
from risk.surge.vulnerability_judged import ALL, FAMILY_COLUMNS
from risk.surge.vulnerability_ways import Way
from risk.terms import Status

SETTINGS_USED = ("event_size_cv", "village_dispersion", "horizon_days", "night_report_share")

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


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
        houses: insured houses of each village (of one a village, where no policies are known).
        spread: how the event's size and the villages scatter about what is expected.
        days: calendar days told; day 0 is the scenario's first date.
        total: mean, p05, p10, p50, p90, p95 of all claims of the event.
        by_day: day, date, mean, p10, p50, p90, p95 of claims reported that day.
        by_village: region_code, mean, p10, p50, p90.
        by_hour: hour (from the first date's midnight), at, mean, p10, p50, p90 of claims reported
            in that hour; cumulative_mean, _p10, _p50, _p90 of those reported by its end.
        by_village_day: region_code, day, mean, p90.
        village_hour: mean claims by village and hour, float (villages, hours).
        rate: claims per 1,000 houses in the core, and where it comes from.
        way: how expected claims were told.
        evidence: the leave-one-event-out test of the family's ways and of all families'
            (``vulnerability_judged.FAMILY_COLUMNS``); empty where no event could be tested.
        rate_source: the same source in words.
    """

    scenario: Scenario
    draws: int
    seed: int
    region_codes: NDArray[np.object_]
    counts: Ints
    expected: Floats
    houses: Floats
    spread: Spread
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
    way: Way
    evidence: pd.DataFrame
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
        return draw_claims(self.counts[first:last], self.keys, first, self.law)


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
    vulnerability: Vulnerability | None = None,
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
        vulnerability: the county's claim curves and their test, from
            :func:`risk.surge.learn_vulnerability`; None: the rate of preset and own events.

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
    risk = relative_risk(scores_frame, scenario.family, codes)
    expected = expect(scenario, past, houses, risk, vulnerability, settings, counted=counted)
    counts, keys = draw_counts(
        codes,
        expected.claims,
        houses if counted else None,
        expected.spread,
        seed=seed,
        draws=number,
    )
    law = report_law(scenario, lag, settings)
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
        expected=expected.claims,
        houses=houses,
        spread=expected.spread,
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
        rate=expected.rate,
        way=expected.way,
        evidence=_evidence(scenario, vulnerability),
        assumptions=(
            *scenario.assumptions,
            *expected.assumptions,
            *_assumptions(settings, expected.rate, lag),
        ),
    )


def _evidence(scenario: Scenario, vulnerability: Vulnerability | None) -> pd.DataFrame:
    if vulnerability is None or vulnerability.judged is None:
        return pd.DataFrame(columns=list(FAMILY_COLUMNS))
    families = vulnerability.judged.families
    wanted = families["peril_family"].isin([str(scenario.family), ALL])
    return families[wanted].reset_index(drop=True)


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
