"""What would make a demand feasible that nobody's crews can meet.

Each change is tried alone, with everybody who can be called, and told only if it reaches the goal
in every tier: more crews, a base more, lenders here from the start, a village sweep, photographs by
liaisons. A share and a chance that everybody does reach are always told.
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from risk.settings import Staffing
from risk.staffing.planner.chances import chance, compared_draws
from risk.staffing.planner.reason import Reason
from risk.staffing.planner.record import FEASIBLE_COLUMNS, empty
from risk.staffing.planner.search import TIERS, Judge, everyone_extra
from risk.staffing.planner.squad import Squad, squad
from risk.staffing.simulator.crews import STANDBY
from risk.staffing.simulator.ground import Ground, prepare
from risk.staffing.simulator.outcome import event_shares
from risk.staffing.simulator.run import run
from risk.staffing.simulator.scenes import Scenes

NEW_BASE_CREWS = (2, 1)  # by day, by night
MOST_BASES = 3
Row = tuple[str, float, str, float]


def feasible(judge: Judge, why: Reason, regions: pd.DataFrame, *, met: bool) -> pd.DataFrame:
    """Rows of ``Plan.feasible``: change, amount, unit, p (of the tier that does worst).

    Args:
        judge: the scenarios searched, and everybody's crews.
        why: what binds, with the crews missing if crews bind.
        regions: the warehouse's regions, for a base more.
        met: whether the demand is met: then nothing is to be changed.
    """
    if met:
        return empty(FEASIBLE_COLUMNS)
    ground = judge.ground
    draws = compared_draws(ground, (0, judge.scenes.claims.draws))
    scenes = ground.scenes(*draws, seed=judge.seed)
    tries = [
        _more_crews(why), *_more_bases(judge, regions, draws),
        _earlier(judge, scenes), *_modes(judge, scenes),
    ]  # fmt: skip
    goal = ground.county.staffing.p_goal
    rows = [row for row in tries if row is not None and row[3] >= goal]
    rows += _lower_demands(ground, scenes, judge.everybody)
    return pd.DataFrame(rows, columns=list(FEASIBLE_COLUMNS))


def _more_crews(why: Reason) -> Row | None:
    """So many crews more on the fullest day, there from the start, as ``reason`` found missing."""
    more = why.values.get("crews_more")
    return None if more is None else ("crews", more, "crews", why.values["p_crews_more"])


def _more_bases(judge: Judge, regions: pd.DataFrame, draws: tuple[int, int]) -> list[Row]:
    """Bases added one by one where most expected claims lie out of reach, until the goal holds."""
    ground, goal = judge.ground, judge.ground.county.staffing.p_goal
    for number in range(1, MOST_BASES + 1):
        village = _least_reached(ground)
        if village is None:
            return []
        ground = _with_base(ground, village, regions, number)
        crews = squad(ground, everyone_extra(ground, judge.shape))
        p = chance(ground, ground.scenes(*draws, seed=judge.seed), crews).lowest
        if p >= goal:
            return [("bases", float(number), "bases", p)]
    return []


def _least_reached(ground: Ground) -> int | None:
    """Village from which most expected claims are in reach that no base reaches; None: all are.

    A tier with few claims counts as much as one with many: the goal holds for each.
    """
    n = len(ground.forecast.expected)
    limit_h = np.array([ground.county.promise.limit_min(str(t)) / 60 for t in ground.travel.tier])
    trip_h, bases = ground.travel.trip_h[:, :n], len(ground.bases)
    open_claims = ground.forecast.expected * ~(trip_h[:bases] <= limit_h[:n]).any(axis=0)
    for tier in TIERS:
        of_tier = ground.travel.tier[:n] == tier
        open_claims[of_tier] /= max(float(ground.forecast.expected[of_tier].sum()), 1e-12)
    if open_claims.sum() <= 0:
        return None
    reached = (trip_h[bases : bases + n] <= limit_h[:n]) @ open_claims
    return int(np.argmax(reached)) if reached.max() > 0 else None


def _with_base(ground: Ground, village: int, regions: pd.DataFrame, number: int) -> Ground:
    """The same problem with one base more, in a village."""
    code = ground.forecast.region_codes[village]
    place = regions.set_index("code").loc[code]
    row = {
        "base_id": f"new-{number}", "name": str(code), "lon": place["lon"], "lat": place["lat"],
        "region_code": code, "crews_day": NEW_BASE_CREWS[0], "crews_night": NEW_BASE_CREWS[1],
    }  # fmt: skip
    bases = pd.concat([ground.bases, pd.DataFrame([row])], ignore_index=True)
    wider = prepare(
        ground.forecast, bases, pd.DataFrame(), regions, county=ground.county,
        conditions=ground.conditions,
    )  # fmt: skip
    return replace(wider, sources=ground.sources)


def _earlier(judge: Judge, scenes: Scenes) -> Row | None:
    """Lenders' crews here when the scenario begins: asked so many hours earlier."""
    ground = judge.ground
    late = max((pool.from_h for pool in ground.sources if pool.source != STANDBY), default=0.0)
    if late <= 0:
        return None
    ready = replace(ground, sources=[replace(pool, from_h=0.0) for pool in ground.sources])
    crews = squad(ready, everyone_extra(ready, judge.shape))
    return "lag", float(late), "h", chance(ready, scenes, crews).lowest


def _modes(judge: Judge, scenes: Scenes) -> list[Row | None]:
    """A village sweep, and photographs where they were agreed as arrival, if not used already."""
    staffing = judge.ground.county.staffing
    tries: list[Row | None] = []
    if not staffing.sweep:
        sweeping = replace(staffing, sweep=True)
        tries.append(("sweep", 1.0, "", _with_settings(judge, scenes, sweeping)))
    if not staffing.photo_survey and staffing.photo_share > 0 and staffing.photo_is_arrival:
        p = _with_settings(judge, scenes, replace(staffing, photo_survey=True))
        tries.append(("photo", staffing.photo_share, "ratio", p))
    return tries


def _with_settings(judge: Judge, scenes: Scenes, staffing: Staffing) -> float:
    other = replace(judge.ground.county, staffing=staffing)
    ground = replace(judge.ground, county=other)
    return chance(ground, replace(scenes, county=other), judge.everybody).lowest


def _lower_demands(ground: Ground, scenes: Scenes, everybody: Squad) -> list[Row]:
    """The share everybody reaches with the wanted chance, and the chance of the wanted share."""
    staffing = ground.county.staffing
    shares = event_shares(scenes, run(scenes, ground.crews(everybody.crews)))
    kept = {t: k[c > 0] / c[c > 0] for t, (k, c) in shares.items() if t in TIERS}
    some = [share for share in kept.values() if len(share)]
    if not some:
        return []
    share = min(np.sort(s)[_below(len(s), staffing.p_goal)] for s in some)
    p = min(float((s >= staffing.share_target - 1e-9).mean()) for s in some)
    rows: list[Row] = [
        ("share_target", float(np.floor(share * 100) / 100), "ratio", staffing.p_goal),
        ("p_goal", float(np.floor(p * 100) / 100), "ratio", p),
    ]
    return [row for row in rows if row[1] > 0]


def _below(n: int, p: float) -> int:
    """Place, in rising order, of the value that at least a share p of n values reach."""
    return max(n - int(np.ceil(p * n)), 0)
