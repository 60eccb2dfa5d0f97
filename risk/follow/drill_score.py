"""A drill's score: against the plan of the eve and own crews alone, on the same claims."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from risk.follow.came import Came
from risk.follow.drill import Drill
from risk.follow.drill_crews import crew_table_of
from risk.follow.drill_deeds import Decision, Deed
from risk.follow.drill_play import Path, play
from risk.follow.drill_seen import fates, happened_by
from risk.staffing import Modes, Plan
from risk.staffing.simulator.crews import Floats
from risk.staffing.simulator.run import Run, run
from risk.staffing.simulator.table import cost_money, overtime_from_table, placed_from_table

BAND = (0.05, 0.95)
WAY_COLUMNS = (
    "way", "tier", "claims", "share", "share_lo", "share_hi", "kept", "over_24h_share",
    "wait_p99_min", "cost_money",
)  # fmt: skip
WORTH_COLUMNS = ("number", "at_h", "deed", "share", "share_lo", "share_hi", "cost_money")


@dataclass(frozen=True)
class Score:
    """How a drill went.

    Attributes:
        ways: a row a way (drill, plan, own) and tier with claims, ``WAY_COLUMNS``: mean share in
            time over the repetitions with its 90 % range; share of repetitions that reach the
            target; claims answered later than 24 h or never; 99 % quantile of waits (inf: never);
            cost of all crew-days.
        worth: a row a decision, ``WORTH_COLUMNS``: what the share in time of all claims and the
            cost lose without it, the others as they were (the same survey times and roads).
        curve: hour, way, in_time, waiting: mean counts over the repetitions.
        draws: repetitions.
    """

    ways: pd.DataFrame
    worth: pd.DataFrame
    curve: pd.DataFrame
    draws: int


def score(drill: Drill, plan: Plan) -> Score:
    """Score a drill as it stands.

    Args:
        drill: with its decisions; what is still to come is simulated without any more.
        plan: made on the eve of the same event.
    """
    came, draws = drill.came, drill.came.scenes.claims.draws
    told = {
        "drill": _played(came, drill.decisions),
        "plan": _planned(came, plan.crews_by_day, plan.modes),
        "own": _played(came, ()),
    }
    costs = {
        "drill": _cost(came, drill.decisions),
        "plan": _table_cost(came, plan.crews_by_day),
        "own": _cost(came, ()),
    }
    ways = [row for way, frames in told.items() for row in _way(came, way, frames, costs[way])]
    curve = [_curve(way, frames, drill.end_h) for way, frames in told.items()]
    worth = [_worth(came, drill.decisions, d, told["drill"]) for d in drill.decisions]
    return Score(
        pd.DataFrame(ways, columns=list(WAY_COLUMNS)),
        pd.DataFrame(worth, columns=list(WORTH_COLUMNS)),
        pd.concat(curve, ignore_index=True),
        draws,
    )


def without(decisions: Sequence[Decision], number: int) -> tuple[Decision, ...]:
    """The other decisions; the release of crews that were never called goes with the call."""
    return tuple(
        d for d in decisions
        if d.number != number and not (d.deed is Deed.RELEASE and d.of == number)
    )  # fmt: skip


def _played(came: Came, decisions: Sequence[Decision]) -> list[pd.DataFrame]:
    return [
        fates(came, play(came, decisions, draw), draw) for draw in range(came.scenes.claims.draws)
    ]


def score_table(came: Came, way: str, crews_by_day: pd.DataFrame, modes: Modes) -> pd.DataFrame:
    """Any table of crews on the same claims: rows as ``Score.ways``."""
    frames = _planned(came, crews_by_day, modes)
    rows = _way(came, way, frames, _table_cost(came, crews_by_day))
    return pd.DataFrame(rows, columns=list(WAY_COLUMNS))


def _planned(came: Came, table: pd.DataFrame, modes: Modes) -> list[pd.DataFrame]:
    ground = came.ground
    given = (table, ground.sources, ground.bases, ground.days)
    crews, overtime_h = placed_from_table(*given), overtime_from_table(*given)
    found = run(came.scenes, ground.crews(crews, overtime_h), modes)
    n = len(found.arrival_h) // came.scenes.claims.draws
    return [
        fates(came, _path(found, slice(d * n, (d + 1) * n)), d)
        for d in range(came.scenes.claims.draws)
    ]


def _path(found: Run, at: slice) -> Path:
    arrival = found.arrival_h[at]
    return Path(
        arrival, arrival, found.done_h[at], found.photo_h[at], found.crew[at].astype(np.int64)
    )


def _cost(came: Came, decisions: Sequence[Decision]) -> float:
    ground = came.ground
    return cost_money(crew_table_of(ground, decisions), ground.sources, ground.county.staffing)


def _table_cost(came: Came, table: pd.DataFrame) -> float:
    ground = came.ground
    crews = placed_from_table(table, ground.sources, ground.bases, ground.days)
    return cost_money(crews, ground.sources, ground.county.staffing)


def _shares(frames: Sequence[pd.DataFrame]) -> Floats:
    """Share in time of each repetition."""
    return np.array([float((f["answered_h"] <= f["due_h"]).mean()) for f in frames])


def _way(
    came: Came, way: str, frames: Sequence[pd.DataFrame], cost: float
) -> list[tuple[object, ...]]:
    target = came.ground.county.staffing.share_target
    rows: list[tuple[object, ...]] = []
    for tier in ("all", "town", "rural"):
        own = [f if tier == "all" else f[f["town"] == (tier == "town")] for f in frames]
        if not len(own[0]):
            continue
        share = _shares(own)
        wait = np.concatenate([(f["served_h"] - f["hour"]).to_numpy(np.float64) for f in own])
        low, high = (float(np.quantile(share, q)) for q in BAND)
        last = float(np.partition(wait, at := int(np.ceil(0.99 * len(wait))) - 1)[at]) * 60
        rows.append(
            (way, tier, len(own[0]), float(share.mean()), low, high,
             float((share >= target - 1e-9).mean()), float((wait > 24).mean()), last, cost)
        )  # fmt: skip
    return rows


def _worth(
    came: Came, decisions: Sequence[Decision], which: Decision, whole: Sequence[pd.DataFrame]
) -> tuple[object, ...]:
    rest = without(decisions, which.number)
    gain = _shares(whole) - _shares(_played(came, rest))
    low, high = (float(np.quantile(gain, q)) for q in BAND)
    cost = _cost(came, decisions) - _cost(came, rest)
    return (which.number, which.at_h, which.deed.value, float(gain.mean()), low, high, cost)


def _curve(way: str, frames: Sequence[pd.DataFrame], end_h: float) -> pd.DataFrame:
    hours = np.arange(0.0, end_h + 1)
    in_time, waiting = np.zeros(len(hours)), np.zeros(len(hours))
    for f in frames:
        kept = f["answered_h"].where(f["answered_h"] <= f["due_h"], np.inf)
        in_time += happened_by(kept, hours)
        waiting += happened_by(f["hour"], hours) - happened_by(f["served_h"], hours)
    n = len(frames)
    return pd.DataFrame({"way": way, "hour": hours, "in_time": in_time / n, "waiting": waiting / n})
