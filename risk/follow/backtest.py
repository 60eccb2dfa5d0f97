"""Plans of past events, each made on the event's own eve, against the claims that really came.

The crews planned are simulated on the event's own claims (their villages and report hours) with
survey times, road errors and absences drawn. Beside the plan stand own crews alone, and Erlang C on
each day's mean (a formula known to fail where arrivals come in waves), whose word is its own
service level.
"""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.errors import ModelError
from risk.follow.came import Came, came_of_event, plan_of
from risk.follow.eve import Eve, eve_of, list_events
from risk.operations.kept import JUDGED_COLUMNS
from risk.progress import Progress, silent
from risk.staffing import Ground, Plan
from risk.staffing.desks.erlang import wait_over
from risk.staffing.simulator.crews import Ints
from risk.staffing.simulator.outcome import TIERS, event_shares, reached
from risk.staffing.simulator.run import Run, run
from risk.staffing.simulator.table import overtime_from_table, placed_from_table
from risk.surge.closed import closed_events
from risk.workspace import Workspace

CLAIMS_MIN = 20  # of smaller events a share says little
DRAWS = 100
TRIP_GUESS_H = 0.5
MOST_CREWS = 10_000
BAND = (0.05, 0.95)
UNSAID = ("claims_said", "expected_share", "p_event_share", "p_lo", "p_hi")

Floats = NDArray[np.float64]
Said = Mapping[str, Mapping[str, float]]


def judge_plans(
    ws: Workspace,
    version: str | None,
    *,
    seed: int,
    models: Mapping[str, str] | None = None,
    seasons: frozenset[int] | None = None,
    progress: Progress = silent,
) -> pd.DataFrame:
    """Plan every past event as on its eve, and see what the plan would have kept.

    Left out: events that are not over, with fewer than ``CLAIMS_MIN`` reports, or whose eve carries
    no forecast.

    Args:
        ws, version, seed, models: as :func:`risk.follow.eve_of`.
        seasons: contract years wanted; None: all.
        progress: called with the share done and the event.

    Returns:
        One row an event, way (plan, own, erlang_c) and tier (all, town, rural; none without a claim
        in it): ``risk.operations.kept.JUDGED_COLUMNS``. ``share``: mean share in time over the
        draws with its 90 % range; ``kept``: share of draws in which the target was reached.
    """
    county = ws.county()
    events = list_events(ws, version)
    events = events[events["claims"] >= CLAIMS_MIN].iloc[::-1]
    year = events["started_at"].map(lambda at: county.contract_year(at.date()))
    events = events.assign(season=year)
    if seasons is not None:
        events = events[events["season"].isin(seasons)]
    rows: list[dict[str, object]] = []
    for done, event in enumerate(events.to_dict("records")):
        progress(done / len(events), str(event["name"]))
        try:
            eve = eve_of(ws, version, str(event["event_id"]), seed=seed, models=models)
            if is_over(eve):
                rows += judge_plan(eve, int(event["season"]), seed=seed)
        except ModelError:  # the first event of a record has nothing to be told from
            continue
    return pd.DataFrame(rows, columns=list(JUDGED_COLUMNS))


def is_over(eve: Eve) -> bool:
    """Whether the event's reports have come in by the last day known."""
    horizon = eve.facts.county.surge.horizon_days
    event = pd.DataFrame([{k: eve.event[k] for k in ("started_at", "ended_at")}])
    last = (eve.known_until - pd.Timedelta(days=1)).date()
    return len(closed_events(event, as_of=last, horizon_days=horizon)) == 1


def judge_plan(eve: Eve, season: int, *, seed: int, draws: int = DRAWS) -> list[dict[str, object]]:
    """One event: what plan, own crews and Erlang C said, and what came of each."""
    came = came_of_event(eve, draws=draws, seed=seed)
    told = {name: eve.event[name] for name in ("event_id", "name", "peril_family")}
    told |= {"season": season, "left_out": came.left_out}
    return [told | row for row in judge_ways(plan_of(eve, seed=seed), came)]


def judge_ways(plan: Plan, came: Came) -> list[dict[str, object]]:
    """A plan, own crews alone and Erlang C on claims that came: way, crew_days, and each tier's.

    Args:
        plan: made on ``came``'s ground.
        came: the claims.
    """
    rows: list[dict[str, object]] = []
    for way, crews, said in _ways(plan, came):
        planned = way == "plan"
        ground = came.ground
        overtime_h = (
            overtime_from_table(plan.crews_by_day, ground.sources, ground.bases, ground.days)
            if planned
            else None
        )
        found = run(came.scenes, ground.crews(crews, overtime_h), plan.modes if planned else None)
        told = {"way": way, "crew_days": int(crews.sum())}
        rows += [told | row for row in _shares(came, found, said)]
    return rows


def _ways(plan: Plan, came: Came) -> Iterator[tuple[str, Ints, Said]]:
    ground = came.ground
    sources, bases = ground.sources, ground.bases
    yield "plan", placed_from_table(plan.crews_by_day, sources, bases, ground.days), _said(plan, "")
    yield "own", ground.placed(np.zeros((ground.days, 2), np.int64)), _said(plan, "own")
    need, level = erlang_need(ground)
    yield "erlang_c", ground.placed(need), {"all": {"expected_share": level}}


def _said(plan: Plan, way: str) -> Said:
    kept = (plan.own_only if way == "own" else plan.outcome).kept
    named = kept.rename(columns={"claims_mean": "claims_said"}).set_index("tier")
    return {str(t): {n: float(named[n][t]) for n in UNSAID} for t in named.index}


def _shares(came: Came, found: Run, said: Said) -> Iterator[dict[str, object]]:
    shares = event_shares(came.scenes, found)
    target = came.ground.county.staffing.share_target
    for tier in TIERS:
        kept, claims = shares[tier]
        if claims[0] == 0:
            continue
        share = kept / claims
        low, high = (float(np.quantile(share, q)) for q in BAND)
        yield {
            "tier": tier, **dict.fromkeys(UNSAID), **said.get(tier, {}), "claims": int(claims[0]),
            "share": float(share.mean()), "share_lo": low, "share_hi": high,
            "kept": float(reached(kept, claims, target).mean()),
        }  # fmt: skip


def erlang_need(ground: Ground) -> tuple[Ints, float]:
    """Day crews beyond own that Erlang C asks for on each day's mean, and the service it promises.

    Arrivals are taken to come evenly over the day shift, service is a survey and a usual trip;
    enough crews that the target share waits no longer than the rural limit less the trip.
    """
    staffing, promise = ground.county.staffing, ground.county.promise
    hours = staffing.day_end_h - staffing.day_start_h
    service_h = staffing.survey_min / 60 + TRIP_GUESS_H
    wait_h = promise.limit_min("rural") / 60 - TRIP_GUESS_H
    own = int(ground.bases["crews_day"].sum())
    need, levels, weights = np.zeros((ground.days, 2), np.int64), [], []
    for day, mean in enumerate(ground.forecast.by_day["mean"].to_numpy()[: ground.days]):
        load = mean / hours * service_h
        crews = next(
            c for c in range(int(load) + 1, MOST_CREWS)
            if 1 - wait_over(c, load, service_h, wait_h) >= staffing.share_target
        )  # fmt: skip
        crews = max(crews, own)
        need[day, 0] = crews - own
        levels.append(1 - wait_over(crews, load, service_h, wait_h))
        weights.append(mean)
    return need, float(np.average(levels, weights=weights)) if sum(weights) else float("nan")
