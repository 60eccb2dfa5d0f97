"""Why a claim is late: worlds in which one cause is the true one, and what is named saves it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from routes_world import problem_of, random_problem

from risk.staffing.reasons import Cause, Saver, given_of, sum_causes, why_all, why_late
from risk.staffing.reasons.ask import moved
from risk.staffing.reasons.bench import EVERY_SKILL, lay_out
from risk.staffing.reasons.why import why_of
from risk.staffing.routes.problem import Cut, Problem, Roads
from risk.staffing.routes.schedule import schedule

LINE = np.abs(np.subtract.outer(np.arange(5), np.arange(5))) * 30.0
"""Five places half an hour apart; the base is the first."""


def world(places, **changes) -> Problem:
    """One crew at the base from 8 to 17 h; surveys of 30 minutes."""
    return problem_of(LINE, places, changes.pop("crews", [0]), **changes)


def told(problem, routes, job=0, **changes):
    """Cause, what would have saved, and the answer."""
    base = given_of(problem)
    why = why_late(problem, routes, job, replace(base, **changes))
    return why.cause, why.saved.by if why.saved else None, why.saved


def test_a_claim_in_time_has_no_cause():
    """Reached at 08:30, due at noon."""
    why = why_late(world([1]), ((0,),), 0)
    assert (why.cause, why.saved, why.late_min) == (None, None, -210.0)


def test_an_idle_crew_was_not_sent():
    """The only crew has no route: it could be there at 08:30."""
    cause, by, saved = told(world([1]), ((),))
    assert (cause, by, saved.crew, saved.at_min) == (Cause.NOT_SENT, Saver.SENT, 0, 510.0)
    assert np.isnan(saved.amount)


def test_a_crew_sent_late_was_sent_the_wrong_way_round():
    """Far one first, though it has all day: the near one 210 minutes earlier at nobody's cost."""
    problem = world([1, 4], due_min=np.array([540.0, 1000.0]))
    cause, by, saved = told(problem, ((1, 0),))
    assert (cause, by, saved.position, saved.amount) == (Cause.NOT_SENT, Saver.SENT, 0, 210.0)


def test_nobody_was_idle():
    """The far claim is reached just in time; before it, the near one would make it later still.

    Reached at 12:00, due at 11:55: a further crew must leave the base by 11:25.
    """
    problem = world([1, 4], due_min=np.array([715.0, 600.0]))
    cause, by, saved = told(problem, ((1, 0),))
    assert (cause, by, saved.amount, saved.place) == (Cause.NOBODY_IDLE, Saver.CREW, 1.0, 0)
    assert saved.at_min == pytest.approx(685.0, abs=0.1)


def test_others_went_first_because_they_weigh_more():
    """Due at 09:00, reached at 12:00: at one price for all it would have gone first."""
    problem = world(
        [1, 4], due_min=np.array([540.0, 600.0]), missed_money=np.array([200.0, 2000.0])
    )
    cause, by, saved = told(problem, ((1, 0),))
    assert (cause, by, saved.amount, saved.jobs) == (Cause.PRIORITY, Saver.FIRST, 1.0, (1,))
    level = replace(problem, jobs=replace(problem.jobs, missed_money=np.full(2, 200.0)))
    cause, by, saved = told(level, ((1, 0),))
    assert (cause, saved.jobs) == (Cause.NOT_SENT, (1,))  # a better order, even at their prices


def test_snow_was_the_cause():
    """Half an hour's drive takes one; due after 50 minutes: a sixth quicker would do."""
    problem = world([1], due_min=np.array([530.0]), pace=np.full(48, 2.0))
    cause, by, saved = told(problem, ((0,),))
    assert (cause, by) == (Cause.ROAD, Saver.QUICKER)
    assert saved.amount == pytest.approx(1 / 6, abs=1e-3)
    assert not saved.alone


def test_two_things_at_once():
    """The crew lacks the skill and has just time for the far claim: with the skill and idle."""
    problem = world([1, 4], due_min=np.array([525.0, 600.0]), needs=np.array([1, 0]))
    cause, by, saved = told(problem, ((1,),))
    assert (cause, by, saved.alone) == (Cause.NO_SKILL, Saver.SKILL, True)


def test_a_closed_road_was_the_cause():
    """Closed until 10:00, due at 09:00 and half an hour away: it had to open 90 minutes earlier."""
    inside = np.arange(5) == 1
    problem = world([1], due_min=np.array([540.0]), cuts=(Cut(inside, 470.0, 600.0),))
    cause, by, saved = told(problem, ((0,),))
    assert (cause, by) == (Cause.ROAD, Saver.OPENED)
    assert (saved.at_min, saved.amount) == (pytest.approx(510, abs=0.1), pytest.approx(90, abs=0.1))
    never = replace(problem, roads=Roads(LINE, cuts=(Cut(inside, 470.0),)))
    assert told(never, ((0,),))[2].amount == np.inf


def test_duty_began_too_late():
    """On duty from 10:00, due at 09:00: an hour and a half earlier."""
    problem = world([1], due_min=np.array([540.0]), from_min=np.array([600.0]))
    cause, by, saved = told(problem, ((0,),), known_min=np.array([450.0]))
    assert (cause, by, saved.crew, saved.place) == (Cause.NOBODY_ON_DUTY, Saver.BEGUN, 0, 0)
    assert saved.amount == pytest.approx(90, abs=0.5)


@pytest.mark.parametrize(
    ("known", "cause"), [(1000.0, Cause.SHIFT_END), (1030.0, Cause.NOBODY_ON_DUTY)]
)
def test_the_shift_ended_before(known, cause):
    """Two hours away and back, after the last hour of duty began; or after it was over."""
    problem = world([4], due_min=np.array([1300.0]))
    found, by, saved = told(problem, ((),), known_min=np.array([known]))
    assert (found, by) == (cause, Saver.LONGER)
    assert saved.amount == known + 120 + 30 + 120 - 1020


def test_the_most_claims_of_a_day():
    """A crew of one claim a day that has one."""
    problem = world([1, 1], capacity=np.array([1.0]))
    cause, by, saved = told(problem, ((1,),))
    assert (cause, by, saved.amount) == (Cause.SHIFT_END, Saver.MORE, 1.0)


def test_only_crews_without_the_skill():
    """The crew at hand lacks what the claim needs."""
    cause, by, saved = told(world([1], needs=np.array([1])), ((),))
    assert (cause, by, saved.crew) == (Cause.NO_SKILL, Saver.SKILL, 0)


def test_a_base_without_a_crew():
    """Half an hour from a base nobody is posted at: a crew there by 08:20."""
    problem = world([4], due_min=np.array([530.0]))
    cause, by, saved = told(problem, ((0,),), bases=np.array([0, 3]), known_min=np.array([480.0]))
    assert (cause, by, saved.place) == (Cause.NOBODY_ON_DUTY, Saver.POSTED, 3)
    assert saved.at_min == pytest.approx(500, abs=0.1)


def test_too_far_from_every_base():
    """Reported at 8, due 20 minutes later, two hours away: a base 100 minutes nearer."""
    problem = world([4], due_min=np.array([500.0]))
    cause, by, saved = told(problem, ((0,),), known_min=np.array([480.0]))
    assert (cause, by, saved.amount) == (Cause.TOO_FAR, Saver.NEARER, 100.0)


def test_nobody_knows_of_a_claim_before_it_is_reported():
    """The crew was idle all morning; the claim came at 09:00, 30 minutes away, due at 09:20."""
    problem = world([1], due_min=np.array([560.0]))
    assert told(problem, ((),))[0] is Cause.NOT_SENT
    assert told(problem, ((),), known_min=np.array([540.0]))[0] is Cause.TOO_FAR


def dealt(problem: Problem, seed: int):
    """Jobs dealt to crews that have the skill, in the order of their due times; some left."""
    rng = np.random.default_rng(seed)
    routes = [[] for _ in problem.crews.ids]
    for j in np.argsort(problem.jobs.due_min, kind="stable"):
        able = np.flatnonzero((problem.jobs.needs[j] & ~problem.crews.skills) == 0)
        k = rng.choice(able) if len(able) and rng.random() < 0.85 else -1
        if k >= 0 and len(routes[k]) < problem.crews.capacity[k]:
            routes[k].append(int(j))
    return tuple(map(tuple, routes))


def mended(problem: Problem, routes, why):
    """The day with what was named, made by hand, and the claim where it was said to go."""
    saved, crews = why.saved, problem.crews
    k, job = saved.crew, why.job
    if saved.alone:
        routes = tuple(() for _ in routes)
    if k < 0:
        return with_crew(problem, routes, saved, job)
    only = np.arange(len(crews)) == k
    if saved.by is Saver.SKILL:
        crews = replace(crews, skills=np.where(only, EVERY_SKILL, crews.skills))
    elif saved.by is Saver.BEGUN:
        crews = replace(crews, from_min=np.where(only, saved.at_min, crews.from_min))
    elif saved.by is Saver.LONGER:
        crews = replace(
            crews, overtime_max_min=np.where(only, saved.at_min - crews.until_min,
                                             crews.overtime_max_min))  # fmt: skip
    elif saved.by is Saver.MORE:
        crews = replace(crews, capacity=crews.capacity + only * saved.amount)
    roads = mended_roads(problem.roads, saved)
    mended = replace(problem, crews=crews, roads=roads)
    bench = lay_out(problem, routes)
    return mended, moved(bench, job, k, saved.position)


def mended_roads(roads, saved):
    """Open earlier, or open and quicker."""
    if saved.by is Saver.OPENED:
        if saved.at_min <= roads.cuts[0].from_min:
            return Roads(roads.minutes, roads.pace)
        return Roads(roads.minutes, roads.pace, (Cut(roads.cuts[0].inside, roads.cuts[0].from_min,
                                                     saved.at_min),))  # fmt: skip
    if saved.by is Saver.QUICKER:
        slow = max(roads.pace.max(), 1.0)
        share = ((1 - saved.amount) * slow - 1) / (slow - 1) if slow > 1 else 0.0
        return Roads(roads.minutes, 1 + share * (roads.pace - 1))
    return roads


def with_crew(problem: Problem, routes, saved, job):
    """One crew more at the base named, free when named, with this claim alone."""
    start = np.array([saved.place])
    more = {
        "ids": ("more",), "start_place": start, "end_place": np.array([-1]),
        "start_village": np.array([-1]), "from_min": np.array([saved.at_min]),
        "until_min": np.array([np.inf]), "skills": np.array([EVERY_SKILL]),
        "break_min": np.zeros(1), "capacity": np.array([np.inf]),
    }  # fmt: skip
    crews = {
        name: value + more["ids"] if name == "ids"
        else np.concatenate([value, more.get(name, np.zeros(1))])
        for name, value in vars(problem.crews).items()
    }  # fmt: skip
    roads = mended_roads(problem.roads, saved)
    kept = tuple(tuple(j for j in route if j != job) for route in routes)
    larger = replace(problem, crews=type(problem.crews)(**crews), roads=roads, visited=None)
    return larger, (*kept, (job,))


@given(st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_what_is_named_really_saves_it(seed):
    """Checked by the routes' own schedule: in time, and nobody else in time becomes late."""
    problem = random_problem(seed)
    routes = dealt(problem, seed)
    bench = lay_out(problem, routes)
    before = schedule(problem, routes).arrive_min
    before[np.isnan(before)] = np.inf
    np.testing.assert_allclose(bench.arrive_min, before)
    kept = before <= problem.jobs.due_min
    for job in range(len(problem.jobs)):
        why = why_of(bench, job)
        assert (why.cause is None) == kept[job]
        if kept[job] or why.saved.by is Saver.NEARER:
            continue
        mended_day, mended_routes = mended(problem, routes, why)
        plan = schedule(mended_day, mended_routes)
        assert plan.arrive_min[job] <= problem.jobs.due_min[job] + 1e-3, why
        if not why.saved.alone:
            others = kept.copy()
            others[[job, *why.saved.jobs]] = False
            late = plan.arrive_min > problem.jobs.due_min + 1e-3
            # an open road may move another crew's break: late without the claim, too
            without = tuple(tuple(j for j in route if j != job) for route in mended_routes)
            anyway = schedule(mended_day, without).arrive_min > problem.jobs.due_min + 1e-3
            assert not (late & others & ~anyway).any(), why


def test_causes_of_a_day_are_summed_by_tier():
    """Every late claim stands once in the table and once in the sums."""
    problem = random_problem(11, jobs=40)
    rows = why_all(problem, dealt(problem, 11))
    tier = np.where(rows["job"] % 3 == 0, "town", "rural")
    sums = sum_causes(rows["cause"], tier)
    assert rows["job"].is_unique
    assert sums["all"].sum() == len(rows) > 10
    assert (sums["town"] + sums["rural"] == sums["all"]).all()
    assert sums["share"].sum() == pytest.approx(1)
    assert sum_causes([], []).empty
