"""Plans of bases judged by simulation, on the same claims, roads and absences.

Coverage asks whether a base is near enough; the promise is kept by a crew that is free. Both stand
side by side here, so that one sees where they part.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from risk.errors import ModelError
from risk.progress import Progress
from risk.settings import County
from risk.staffing.bases.measures import (
    busy_seen,
    drive_min,
    expected_of,
    gain,
    problem_of,
    shares_of,
)
from risk.staffing.bases.problem import ALL, coverage
from risk.staffing.bases.program import Floats, Ints
from risk.staffing.simulator.crews import OWN, SHIFTS, placed
from risk.staffing.simulator.ground import Ground, prepare
from risk.staffing.simulator.outcome import event_shares, outcome
from risk.staffing.simulator.rules import Conditions
from risk.staffing.simulator.run import run
from risk.staffing.simulator.scenes import Scenes
from risk.surge import Forecast

CLAIMS_MIN = 1.0
TABLE_COLUMNS = (
    "candidate", "trial", "tier", "claims_mean", "covered_share", "expected_cover", "in_time_share",
    "p_event_share", "p_lo", "p_hi", "scenarios", "drive_min", "busy_share", "over_24h_share",
    "gain_share", "gain_lo", "gain_hi",
)  # fmt: skip


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
            promise is one of each tier (:func:`decisive`).
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


def decisive(table: pd.DataFrame) -> pd.DataFrame:
    """Rows of a tier with a claim an event on average; where no trial has one, of all tiers.

    A share of hardly any claims is luck, and would decide between places that do not differ.
    """
    tiers = table[(table["tier"] != ALL) & table["in_time_share"].notna()]
    some = tiers[tiers["claims_mean"] >= CLAIMS_MIN]
    return some if len(some) else tiers


def _order(table: pd.DataFrame) -> tuple[str, ...]:
    tiers = decisive(table)
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
    shares = {t: shares_of(*pair) for t, pair in event_shares(scene, found).items()}
    problem = problem_of(ground)
    at_base = crews[:, :, SHIFTS.index("day")].sum(axis=0).mean(axis=0)
    near = coverage(problem, np.ones(len(problem.sites), bool)).set_index("tier")
    rows = told.kept.set_index("tier")
    out = pd.DataFrame(
        {
            "tier": rows.index,
            "claims_mean": rows["claims_mean"],
            "covered_share": near["covered_share"].reindex(rows.index),
            "expected_cover": [expected_of(problem, at_base, busy, tier) for tier in rows.index],
            "in_time_share": rows["expected_share"],
            **{name: rows[name] for name in ("p_event_share", "p_lo", "p_hi", "scenarios")},
            "drive_min": drive_min(found),
            "busy_share": busy,
            "over_24h_share": told.over_24h_share,
        }
    )
    gains = [gain(shares[t], None if baseline is None else baseline[t]) for t in rows.index]
    out[["gain_share", "gain_lo", "gain_hi"]] = np.array(gains)
    village = told.by_village[["region_code", "claims_mean", "in_time_share"]].assign(
        minutes=problem.minutes[0].min(axis=0), covered=problem.reach[0].any(axis=0)
    )
    return out, village, shares


def _called(ground: Ground, table: pd.DataFrame) -> Ints:
    """Called crews by pool, day and shift, wherever the table places them."""
    names = list(ground.source_names)
    out = np.zeros((len(names) - 1, ground.days, len(SHIFTS)), np.int64)
    for row in table.to_dict("records"):
        if row["source"] != OWN:
            cell = names.index(str(row["source"])) - 1, int(row["day"]), SHIFTS.index(row["shift"])
            out[cell] += int(row["crews"])
    return out


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
