"""Why claims of a dispatch day are late or left: of a day over, as of one under way.

The day is laid out whole: every crew from the begin of its duty, its stops in the order they were
made (and are planned), surveys as long as they took where that was told, drives by the table and
the weather of their hour; nobody sets out to a claim before it was reported. Lateness is what was
told, or is expected now.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from risk.staffing.live.movable import Movable, problem_of
from risk.staffing.live.standing import DayState, Progress, Stage
from risk.staffing.live.views import view
from risk.staffing.reasons.bench import DAY_MIN, Bench, Given, lay_out
from risk.staffing.reasons.cause import UNITS, Cause, Saved, Saver, Why
from risk.staffing.reasons.together import saved_together
from risk.staffing.reasons.why import LATE_MIN, why_of
from risk.staffing.routes.driving import arrival, departure
from risk.staffing.routes.problem import Floats, Problem

COLUMNS = (
    "claim_id", "tier", "place_code", "village_name", "reported_min", "due_min", "arrive_min",
    "late_min", "told", "pinned", "cause", "saved_by", "amount", "unit", "crew_id", "base_code",
    "at_min", "others", "alone",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class DayReasons:
    """Why claims of a day are late, and what would have saved them.

    Attributes:
        rows: a claim late, late to be, or on no route, the latest first: claim_id, tier,
            place_code, village_name, reported_min, due_min; arrive_min (first arrival told, else
            expected; NaN: nobody comes), late_min (inf: nobody comes), told (whether the arrival
            was told), pinned (a person gave it to its crew or took it off); cause and what would
            have saved it, see `Saved`, with claims, crews and bases by their codes.
        together: change, base_code, saved, of: claims that one thing otherwise would have saved
            all together (`saved_together`).
        claims: claims of the day, those cancelled left out.
    """

    rows: pd.DataFrame
    together: pd.DataFrame
    claims: int


def why_day(state: DayState) -> DayReasons:
    """Why claims of a day are late or left, as far as the day is told.

    Raises:
        ModelError: more skills than a problem can tell apart.
    """
    whole = whole_day(state)
    bench = lay_out(whole.problem, whole.routes, given_of_day(state, whole))
    met = arrivals_of(state, whole)
    late = np.flatnonzero(~(met <= whole.problem.jobs.due_min + LATE_MIN))
    rows = [_row(state, bench, _why(state, bench, int(j), met), met) for j in late]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    frame = frame.sort_values(["late_min", "claim_id"], ascending=[False, True], ignore_index=True)
    return DayReasons(frame, _together(state, bench, late.tolist()), len(met))


def _together(state: DayState, bench: Bench, late: list[int]) -> pd.DataFrame:
    told = saved_together(bench, late)
    codes = [state.ground.place_codes[p] if p >= 0 else "" for p in told["place"]]
    return told.assign(base_code=codes)[["change", "base_code", "saved", "of"]]


def whole_day(state: DayState) -> Movable:
    """The day as a problem with nothing frozen: jobs are all claims but those cancelled."""
    going = {c: p for c, p in state.progress.items() if p.stage is not Stage.CANCELLED}
    routes = {k: tuple(c for c in route if c in going) for k, route in state.routes.items()}
    on_route = {c for route in routes.values() for c in route}
    crews = {
        k: crew if crew.out_since_min is None else replace(
            crew, until_min=min(crew.until_min, crew.out_since_min), overtime_max_min=0.0,
            out_since_min=None,
        )
        for k, crew in state.crews.items()
    }  # fmt: skip
    begin = min([c.from_min for c in crews.values()], default=0.0)
    fresh = replace(
        state, now_min=min(begin, state.now_min), crews=crews, routes=routes, stands={},
        claims={c: state.claims[c] for c in going}, pinned=frozenset(),
        progress={
            c: Progress(Stage.PLANNED if c in on_route else Stage.WAITING, more_min=p.more_min)
            for c, p in going.items()
        },
    )  # fmt: skip
    movable = problem_of(fresh)
    return replace(movable, problem=_as_long_as_told(state, movable))


def _as_long_as_told(state: DayState, movable: Movable) -> Problem:
    """Surveys that are over took what they took."""
    jobs = movable.problem.jobs
    first, next_ = jobs.first_min.copy(), jobs.next_min.copy()
    for j, claim_id in enumerate(movable.job_ids):
        told = state.progress[claim_id]
        if told.done_min is not None and told.arrived_min is not None:
            first[j] = next_[j] = max(told.done_min - told.arrived_min, 0.0)
    return replace(movable.problem, jobs=replace(jobs, first_min=first, next_min=next_))


def given_of_day(state: DayState, whole: Movable) -> Given:
    """Reports, the county's bases, and crews that would have gone on: not those that fell out."""
    jobs, crews = whole.problem.jobs, [state.crews[k] for k in whole.crew_ids]
    return Given(
        known_min=np.maximum(jobs.ready_min, -DAY_MIN),
        bases=np.arange(state.ground.bases, dtype=np.int64),
        begins=np.ones(len(crews), bool),
        ends=np.array([crew.out_since_min is None for crew in crews], bool),
    )


def arrivals_of(state: DayState, whole: Movable) -> Floats:
    """First arrival at each claim as told, else as expected now (J,); NaN: nobody comes.

    A stop nobody has set out to before its crew's day is over is one nobody comes to.
    """
    seen = view(state).stops.set_index("claim_id")
    ends = {k: c.until_min + c.overtime_max_min for k, c in state.crews.items()}
    gone = (seen["stage"] == Stage.PLANNED.value) & (
        seen["arrive_min"] > seen["crew_id"].map(ends).astype(float)
    )
    expected = seen["arrive_min"].mask(gone)
    met = expected.reindex(list(whole.job_ids)).to_numpy(dtype=np.float64, copy=True)
    for j, claim_id in enumerate(whole.job_ids):
        told = state.progress[claim_id].reached_min
        met[j] = met[j] if told is None else told
    return np.where(np.isinf(met), np.nan, met)


def _why(state: DayState, bench: Bench, job: int, met: Floats) -> Why:
    """Its cause; a claim that is late only as the day went, and not by the table, has its own."""
    late = float(met[job] - bench.problem.jobs.due_min[job])
    late = late if np.isfinite(late) else np.inf
    planned = bench.arrive_min[job]
    if planned > bench.problem.jobs.due_min[job] + LATE_MIN:
        return replace(why_of(bench, job), late_min=late)
    crew = next(k for k, route in enumerate(bench.routes) if job in route)
    position = bench.routes[crew].index(job)
    longer = _drives_longer(state, bench, crew, position)
    if longer >= late:
        return Why(job, late, Cause.ROAD, Saved(Saver.AS_TOLD, longer, crew, position))
    sent = Saved(Saver.SENT, float(met[job] - planned), crew, position, at_min=float(planned))
    return Why(job, late, Cause.NOT_SENT, sent)


def _drives_longer(state: DayState, bench: Bench, crew: int, position: int) -> float:
    """Minutes that a crew's drives told took beyond the table's until that stop."""
    problem, at = bench.problem, int(bench.problem.crews.start_place[crew])
    longer = 0.0
    for j in bench.routes[crew][: position + 1]:
        told, to = state.progress[problem.jobs.ids[j]], int(problem.jobs.place[j])
        if told.left_min is not None and told.arrived_min is not None:
            leave = departure(problem.roads, at, to, told.left_min)
            longer += told.arrived_min - arrival(problem.roads, at, to, leave)
        at = to
    return longer


def _row(state: DayState, bench: Bench, why: Why, met: Floats) -> tuple[object, ...]:
    claim_id = bench.problem.jobs.ids[why.job]
    claim, saved = state.claims[claim_id], why.saved
    assert why.cause is not None
    assert saved is not None  # every late claim has both
    crew = bench.problem.crews.ids[saved.crew] if saved.crew >= 0 else ""
    base = state.ground.place_codes[saved.place] if saved.place >= 0 else ""
    told = state.progress[claim_id].reached_min is not None
    others = tuple(bench.problem.jobs.ids[j] for j in saved.jobs)
    return (
        claim_id, claim.tier.value, claim.place_code, claim.village_name, claim.reported_min,
        claim.due_min, float(met[why.job]), why.late_min, told, claim_id in state.pinned,
        why.cause.value, saved.by.value, saved.amount, UNITS[saved.by], crew, base, saved.at_min,
        others, saved.alone,
    )  # fmt: skip
