"""What a run of the simulator means: promise kept, backlog, lateness, with its uncertainty.

P(promise kept) is three numbers: the expected share of claims in time, the chance that an event's
share reaches the target, and the Monte-Carlo band of that chance. No finite number of simulated
events proves certainty: a chance is never above 1 − 1/n, its band never above 1 − 1/(2n).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.history.intervals import wilson_interval
from risk.staffing.simulator.counts import by_evening
from risk.staffing.simulator.run import Run
from risk.staffing.simulator.scenes import TOLERANCE_H, Scenes
from risk.staffing.simulator.tallies import by_day, by_village, in_closed_pocket, mode_shares

TIERS = ("all", "town", "rural")
TOLERANCE = 1e-9
CLEAR_SHARE = 0.01
ARRIVAL_PERCENT = (50, 90, 99)

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Outcome:
    """How a plan does on a set of scenarios.

    Attributes:
        kept: a row a tier (all, town, rural): claims_mean; expected_share of claims in time;
            p_event_share, the chance that an event's share reaches the target, with its 90 % band
            p_lo, p_hi; scenarios with a claim of the tier. NaN where no scenario has one.
            model_lo, model_hi: the band of p_event_share over what the model does not know; NaN
            until somebody simulates it.
        excluding: the same without claims of villages that were cut off when they were reported.
        backlog: day, p50, p90 of claims reported and not reached at the end of the day shift.
        arrival_min: p50, p90, p99 of minutes from report to arrival of claims left to crews (inf:
            not in the days told).
        worst5_share: mean share in time over the worst 5 % of events.
        clear_day_p50: first day after the greatest backlog on which at most 1 % of the event's
            claims (or one) are open at the end of the day shift; inf if never in the days told.
        over_24h_share: share of claims reached or photographed later than 24 h after the report,
            or never.
        cost_money: of all crew-days of the plan.
        by_day: day; means of claims reported, arrived (reached that day), in_time (of those
            reported that day), waiting (at the end of the day shift); in_time_share; busy_share of
            crews' hours on duty. Claims of an earlier backlog stand on no day of report.
        by_village: region_code, claims_mean, in_time_share, wait_p50_min (inf: half of them are
            never reached), p_today: the chance that its claims of day 0 reach the target share.
        modes: mode (visit, sweep, photo, green), claims_mean, share of all claims, in_time_share
            of its claims; a photo in time is one taken within the limit. A claim never served is
            of no mode; a green claim visited counts as green alone.
    """

    kept: pd.DataFrame
    excluding: pd.DataFrame
    backlog: pd.DataFrame
    arrival_min: dict[str, float]
    worst5_share: float
    clear_day_p50: float
    clear_day_p90: float
    over_24h_share: float
    cost_money: float
    by_day: pd.DataFrame
    by_village: pd.DataFrame
    modes: pd.DataFrame

    def p_event_share(self, tier: str) -> float:
        """P(event share ≥ target) of a tier."""
        return float(self.kept.loc[self.kept["tier"] == tier, "p_event_share"].iloc[0])


def answered_h(scenes: Scenes, run: Run) -> Floats:
    """When the promise's clock stops: on arrival; on photographs only if so agreed in writing."""
    if scenes.county.staffing.photo_is_arrival:
        return np.minimum(run.arrival_h, run.photo_h)
    return run.arrival_h


def in_time(scenes: Scenes, hour: Floats) -> Bools:
    """Whether what happened at an hour was within each claim's limit."""
    limit = scenes.limit_h[scenes.claims.village]
    return np.asarray(hour - scenes.claims.hour <= limit + TOLERANCE_H)


def event_shares(
    scenes: Scenes, run: Run, *, counted: Bools | None = None
) -> dict[str, tuple[Floats, Floats]]:
    """Claims in time and claims of each scenario, by tier; ``counted``: only such claims."""
    draw, town, n = scenes.draw, scenes.town_claim, scenes.claims.draws
    kept = in_time(scenes, answered_h(scenes, run))
    if counted is not None:
        draw, town, kept = draw[counted], town[counted], kept[counted]
    kept_all, all_ = _tally(draw, kept, n), np.bincount(draw, minlength=n).astype(np.float64)
    kept_town, town_ = _tally(draw, kept & town, n), _tally(draw, town, n)
    return {
        "all": (kept_all, all_),
        "town": (kept_town, town_),
        "rural": (kept_all - kept_town, all_ - town_),
    }


def _tally(draw: NDArray[np.int64], which: Bools, draws: int) -> Floats:
    return np.bincount(draw[which], minlength=draws).astype(np.float64)


def reached(kept: Floats, claims: Floats, target: float) -> NDArray[np.bool_]:
    """Whether the share in time of each scenario reaches the target (true without claims)."""
    return np.asarray(kept >= target * claims - TOLERANCE)


def p_reached(kept: Floats, claims: Floats, target: float) -> tuple[float, int]:
    """Chance that an event's share reaches the target, over the events that have claims."""
    some = claims > 0
    if not some.any():
        return np.nan, 0
    return float(reached(kept, claims, target)[some].mean()), int(some.sum())


def wilson(p: float, n: int) -> tuple[float, float]:
    """Wilson's 90 % interval of a share of n."""
    low, high = wilson_interval(p * n, n)
    return float(low), float(high)


def outcome(scenes: Scenes, run: Run, *, cost_money: float) -> Outcome:
    """Sum up a run."""
    target = scenes.county.staffing.share_target
    shares = event_shares(scenes, run)
    kept, claims = shares["all"]
    table = _kept_table(shares, target)
    cut_off = in_closed_pocket(scenes)
    served_h = np.minimum(run.arrival_h, run.photo_h)
    crewed = ~np.isfinite(run.photo_h)
    wait_h = served_h - scenes.claims.hour
    backlog = _backlog(scenes, served_h)
    clear = _clear_days(backlog, claims)
    punctual = in_time(scenes, answered_h(scenes, run))
    return Outcome(
        kept=table,
        excluding=_kept_table(event_shares(scenes, run, counted=~cut_off), target)
        if cut_off.any()
        else table.copy(),
        backlog=pd.DataFrame(
            {
                "day": np.arange(backlog.shape[1]),
                "p50": _quantile(backlog, 0.5),
                "p90": _quantile(backlog, 0.9),
            }
        ),
        arrival_min=_minutes(wait_h if crewed.all() else wait_h[crewed]),
        worst5_share=_worst(kept, claims),
        clear_day_p50=float(_quantile(clear, 0.5)),
        clear_day_p90=float(_quantile(clear, 0.9)),
        over_24h_share=float((wait_h > 24).mean()) if len(wait_h) else 0.0,
        cost_money=cost_money,
        by_day=by_day(scenes, run, served_h, punctual, backlog),
        by_village=by_village(scenes, wait_h, punctual, target),
        modes=mode_shares(scenes, run, in_time(scenes, served_h)),
    )


def _kept_table(shares: dict[str, tuple[Floats, Floats]], target: float) -> pd.DataFrame:
    rows = []
    for tier in TIERS:
        kept, claims = shares[tier]
        p, n = p_reached(kept, claims, target)
        if n == 0:
            rows.append((tier, 0.0, *[np.nan] * 4, 0))
            continue
        low, high = wilson(p, n)
        total = claims.sum()
        rows.append(
            (
                tier,
                float(claims.mean()),
                float(min(kept.sum() / total, 1 - 1 / (total + 1))),
                min(p, 1 - 1 / n),
                min(low, 1 - 1 / n),
                min(high, 1 - 1 / (2 * n)),
                n,
            )
        )
    names = ["tier", "claims_mean", "expected_share", "p_event_share", "p_lo", "p_hi", "scenarios"]
    return pd.DataFrame(rows, columns=names).assign(model_lo=np.nan, model_hi=np.nan)


def _backlog(scenes: Scenes, arrival_h: Floats) -> Floats:
    """Open claims at the end of each day shift (draws, days)."""
    claims, days = scenes.claims, scenes.forecast.days
    shift_end_h = scenes.county.staffing.day_end_h - scenes.forecast.scenario.clock_h
    opened = by_evening(claims.start, claims.hour, shift_end_h, days)
    return np.asarray(opened - by_evening(claims.start, arrival_h, shift_end_h, days))


def _clear_days(backlog: Floats, claims: Floats) -> Floats:
    days = np.arange(backlog.shape[1])
    most = np.argmax(backlog, axis=1)
    little = np.maximum(CLEAR_SHARE * claims, 1.0)
    clear = (backlog <= little[:, None]) & (days[None, :] >= most[:, None])
    return np.where(clear.any(axis=1), np.argmax(clear, axis=1), np.inf).astype(np.float64)


def _worst(kept: Floats, claims: Floats) -> float:
    share = np.sort(kept[claims > 0] / claims[claims > 0])
    return float(share[: max(int(np.ceil(0.05 * len(share))), 1)].mean()) if len(share) else np.nan


def _quantile(values: Floats, q: float) -> Floats:
    """Quantile over the first axis; an observed value, so that inf stays inf and no NaN arises."""
    at = max(int(np.ceil(q * len(values))) - 1, 0)
    return np.asarray(np.partition(values, at, axis=0)[at])


def _minutes(wait_h: Floats) -> dict[str, float]:
    """Quantiles told of minutes waited, by name; NaN where nobody waited for a crew."""
    if len(wait_h) == 0:
        return {f"p{q}": np.nan for q in ARRIVAL_PERCENT}
    at = [max(int(np.ceil(q / 100 * len(wait_h))) - 1, 0) for q in ARRIVAL_PERCENT]
    waits = 60 * np.partition(wait_h, at)[at]
    return {f"p{q}": float(wait) for q, wait in zip(ARRIVAL_PERCENT, waits, strict=True)}
