"""Plans of bases judged by simulation, on the same claims, roads and absences.

Coverage asks whether a base is near enough; the promise is kept by a crew that is free. Both stand
side by side here, so that one sees where they part.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from risk.errors import ModelError
from risk.settings import County
from risk.staffing.bases.problem import ALL, Siting, coverage, expected_cover
from risk.staffing.bases.program import Floats, Ints
from risk.staffing.simulator.crews import OWN, SHIFTS, placed
from risk.staffing.simulator.ground import Ground, prepare
from risk.staffing.simulator.outcome import event_shares, outcome
from risk.staffing.simulator.rules import Conditions
from risk.staffing.simulator.run import Run, run
from risk.staffing.simulator.scenes import Scenes
from risk.surge import Forecast

MINUTES = 60.0
Z90 = 1.645
TABLE_COLUMNS = (
    "candidate", "trial", "tier", "claims_mean", "covered_share", "expected_cover", "in_time_share",
    "p_event_share", "p_lo", "p_hi", "scenarios", "drive_min", "busy_share", "over_24h_share",
    "gain_share", "gain_lo", "gain_hi",
)  # fmt: skip

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Trial:
    """What bases are tried on: claims to come, and the crews called for them beside the own ones.

    Attributes:
        name: unique among the trials.
        forecast: claims and weather.
        called: rows of ``Plan.crews_by_day``; those that are not own are called, and stand where
            most claims fall on a crew, whatever the bases are. Empty: own crews alone.
        conditions: closures, pace by hour, and what is known of the roads.
    """

    name: str
    forecast: Forecast
    called: pd.DataFrame
    conditions: Conditions = field(default_factory=Conditions)


@dataclass(frozen=True)
class Ranking:
    """Candidates on every trial.

    Attributes:
        table: TABLE_COLUMNS, a row a candidate, trial and tier. covered_share: a base is near
            enough; expected_cover: and a crew free, if crews were busy independently at the
            simulated busy share; in_time_share, p_event_share with its 90 % band: simulated;
            gain_share with its 90 % band: in_time_share less that of the first candidate, event by
            event on the same claims (events count alike). NaN where no event has a claim of the
            tier.
        villages: candidate, trial, region_code, claims_mean, minutes (from the nearest base with
            an own crew), covered, in_time_share.
        order: candidates, best first: by in_time_share of the worse tier, mean over trials; the
            promise is one of each tier, and town claims are few.
    """

    table: pd.DataFrame
    villages: pd.DataFrame
    order: tuple[str, ...]


def rank(
    candidates: Mapping[str, pd.DataFrame],
    trials: list[Trial],
    lenders: pd.DataFrame,
    regions: pd.DataFrame,
    *,
    county: County,
    seed: int,
    draws: int,
    first: int = 0,
    progress: Progress | None = None,
) -> Ranking:
    """Simulate every candidate on every trial, with common random numbers.

    Args:
        candidates: base tables by name; the first is the one others are compared with.
        trials: what they are tried on.
        lenders: the lender table; may be empty.
        regions: the warehouse's regions.
        county: promise, places and staffing settings.
        seed: of travel errors and absence.
        draws: draws of each trial.
        first: number of the first draw: one that no plan of the trial was searched on.
        progress: called with the share done and the trial's name.

    Raises:
        ModelError: no candidate, no trial, a candidate without a crew, or too few draws.
    """
    _require(candidates, trials)
    tables, villages = [], []
    steps, done = len(candidates) * len(trials), 0
    for trial in trials:
        same: Scenes | None = None
        baseline: dict[str, Floats] | None = None
        for name, bases in candidates.items():
            if progress is not None:
                progress(done / steps, trial.name)
            ground = prepare(
                trial.forecast, bases, lenders, regions, county=county,
                conditions=trial.conditions,
            )  # fmt: skip
            # claims, roads and absence do not depend on the bases: made once, drives exchanged
            same = ground.scenes(first, first + draws, seed=seed) if same is None else same
            scene = replace(same, travel=ground.travel)
            table, village, shares = _judged(ground, scene, trial, baseline)
            baseline = shares if baseline is None else baseline
            tables.append(table.assign(candidate=name, trial=trial.name))
            villages.append(village.assign(candidate=name, trial=trial.name))
            done += 1
    table = pd.concat(tables, ignore_index=True)[list(TABLE_COLUMNS)]
    return Ranking(table, pd.concat(villages, ignore_index=True), _order(table))


def _order(table: pd.DataFrame) -> tuple[str, ...]:
    tiers = table[table["tier"] != ALL]
    worse = tiers.groupby(["candidate", "trial"], sort=False)["in_time_share"].min()
    score = worse.groupby("candidate", sort=False).mean()
    return tuple(score.sort_values(ascending=False, kind="stable").index)


def busy_share(ranking: Ranking, candidate: str, trial: str) -> float:
    """Simulated share of time crews are busy when claims come, of :func:`busy_seen`."""
    rows = ranking.table
    own = (rows["candidate"] == candidate) & (rows["trial"] == trial) & (rows["tier"] == ALL)
    return float(rows.loc[own, "busy_share"].iloc[0])


def _judged(
    ground: Ground, scene: Scenes, trial: Trial, baseline: dict[str, Floats] | None
) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, Floats]]:
    crews = placed(_called(ground, trial.called), ground.bases, ground.base_weights)
    found = run(scene, ground.crews(crews))
    told = outcome(scene, found, cost_money=0.0)
    busy = busy_seen(scene, found)
    shares = {t: _shares(*pair) for t, pair in event_shares(scene, found).items()}
    problem = _problem(ground)
    at_base = crews[:, :, SHIFTS.index("day")].sum(axis=0).mean(axis=0)
    near = coverage(problem, np.ones(len(problem.sites), bool)).set_index("tier")
    rows = told.kept.set_index("tier")
    out = pd.DataFrame(
        {
            "tier": rows.index,
            "claims_mean": rows["claims_mean"],
            "covered_share": near["covered_share"].reindex(rows.index),
            "expected_cover": [_expected(problem, at_base, busy, tier) for tier in rows.index],
            "in_time_share": rows["expected_share"],
            **{name: rows[name] for name in ("p_event_share", "p_lo", "p_hi", "scenarios")},
            "drive_min": _drive_min(found),
            "busy_share": busy,
            "over_24h_share": told.over_24h_share,
        }
    )
    gain = [_gain(shares[t], None if baseline is None else baseline[t]) for t in rows.index]
    out[["gain_share", "gain_lo", "gain_hi"]] = np.array(gain)
    village = told.by_village[["region_code", "claims_mean", "in_time_share"]].assign(
        minutes=problem.minutes[0].min(axis=0), covered=problem.reach[0].any(axis=0)
    )
    return out, village, shares


def busy_seen(scene: Scenes, found: Run) -> float:
    """Share of time crews are busy on the day a claim is reported, mean over claims.

    The mean over all days would drown the day that decides in quiet ones. Days on which nobody is
    on duty do not count.
    """
    days = found.duty_h.shape[1]
    on = found.duty_h > 0
    share = np.divide(found.busy_h, found.duty_h, out=np.zeros(on.shape), where=on)
    clock_h = scene.forecast.scenario.clock_h
    day = np.clip(((scene.claims.hour + clock_h) // 24).astype(np.int64), 0, days - 1)
    seen = on[scene.draw, day]
    if not seen.any():
        return np.nan
    return float(np.minimum(share[scene.draw, day][seen], 1.0).mean())


def _called(ground: Ground, table: pd.DataFrame) -> Ints:
    """Called crews by pool, day and shift, wherever the table places them."""
    names = list(ground.source_names)
    out = np.zeros((len(names) - 1, ground.days, len(SHIFTS)), np.int64)
    for row in table.to_dict("records"):
        if row["source"] != OWN:
            cell = names.index(str(row["source"])) - 1, int(row["day"]), SHIFTS.index(row["shift"])
            out[cell] += int(row["crews"])
    return out


def _problem(ground: Ground) -> Siting:
    """The candidate's own bases as sites: only those with an own crew count as near."""
    manned = (ground.bases["crews_day"] + ground.bases["crews_night"]).to_numpy() > 0
    minutes = ground.travel.trip_h[: len(ground.bases)] * MINUTES
    minutes = minutes[:, : len(ground.forecast.region_codes)]
    limit = [ground.county.promise.limit_min(str(t)) for t in ground.travel.tier]
    return Siting(
        sites=ground.bases["base_id"].to_numpy(dtype=object),
        demands=ground.forecast.region_codes,
        minutes=np.where(manned[:, None], minutes, np.inf)[None],
        limit_min=np.array(limit, np.float64)[: minutes.shape[1]],
        weight=ground.forecast.expected,
        tier=ground.travel.tier[: minutes.shape[1]],
        stays=np.zeros(len(ground.bases), bool),
        room=np.ones(len(ground.bases), np.int64),
    )


def _expected(problem: Siting, crews: Floats, busy: float, tier: str) -> float:
    inside = np.ones(len(problem.tier), bool) if tier == ALL else problem.tier == tier
    weight = np.where(inside, problem.weight, 0.0)
    if weight.sum() <= 0 or np.isnan(busy):
        return np.nan
    return expected_cover(replace(problem, weight=weight), crews, min(busy, 1.0))


def _shares(kept: Floats, claims: Floats) -> Floats:
    """Share in time of each event; NaN without a claim."""
    return np.asarray(np.divide(kept, claims, out=np.full(len(kept), np.nan), where=claims > 0))


def _gain(shares: Floats, baseline: Floats | None) -> tuple[float, float, float]:
    """Mean difference event by event, with its 90 % band."""
    if baseline is None:
        return 0.0, 0.0, 0.0
    apart = (shares - baseline)[~np.isnan(shares)]
    if not len(apart):
        return np.nan, np.nan, np.nan
    error = Z90 * float(apart.std(ddof=1)) / np.sqrt(len(apart)) if len(apart) > 1 else np.nan
    mean = float(apart.mean())
    return mean, mean - error, mean + error


def _drive_min(found: Run) -> float:
    """Mean minutes of a drive to a claim: what crews were busy with beside surveying."""
    visited = np.isfinite(found.arrival_h)
    survey_h = float((found.done_h[visited] - found.arrival_h[visited]).sum())
    return MINUTES * _ratio(float(found.busy_h.sum()) - survey_h, float(visited.sum()))


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole > 0 else np.nan


def _require(candidates: Mapping[str, pd.DataFrame], trials: list[Trial]) -> None:
    if not candidates or not trials:
        raise ModelError(
            "nothing to rank", where="bases", remedy="give a candidate and a trial at least"
        )
    for name, bases in candidates.items():
        if not (bases[["crews_day", "crews_night"]].to_numpy() > 0).any():
            raise ModelError(
                f"candidate {name!r} has no crew", where="bases", remedy="give a base a crew"
            )
