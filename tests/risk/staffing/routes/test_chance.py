"""Chance of a day's promise: what is said happens as often as said, and a change is told truly."""

from dataclasses import replace
from math import log, log1p, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from routes_world import problem_of, random_problem
from scipy.stats import norm

from risk.errors import ModelError
from risk.staffing.routes.chance import Settled, day_chance, gained
from risk.staffing.routes.chance_draws import Noise, simulate
from risk.staffing.routes.problem import Problem, Routes
from risk.staffing.routes.schedule import schedule

LINE = np.abs(np.subtract.outer(np.arange(5), np.arange(5))) * 30.0
TOLD = {"share_target": 0.9, "survey_cv": 0.5, "travel_cv": 0.25}


def dealt(problem: Problem, seed: int, *, left: float = 0.2) -> Routes:
    """Jobs dealt to crews at random, some left."""
    rng = np.random.default_rng(seed)
    crew = rng.integers(0, len(problem.crews), len(problem.jobs))
    crew[rng.random(len(crew)) < left] = -1
    return tuple(
        tuple(rng.permutation(np.flatnonzero(crew == k)).tolist())
        for k in range(len(problem.crews))
    )


def tiers(problem: Problem) -> list[str]:
    """Every third claim of the town."""
    return ["rural" if j % 3 else "town" for j in range(len(problem.jobs))]


@given(st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_without_any_chance_a_day_is_its_schedule(seed):
    """Breaks, snow, closed roads and sweeps are those of the schedule."""
    problem = random_problem(seed)
    routes = dealt(problem, seed)
    plan = schedule(problem, routes)
    drawn = simulate(problem, routes, plan, Noise(0.0, 0.0), draws=2, seed=1)
    expected = np.where(np.isnan(plan.arrive_min), np.inf, plan.arrive_min)
    np.testing.assert_allclose(drawn, np.repeat(expected[:, None], 2, axis=1))


def test_one_drive_is_late_as_often_as_its_lognormal_says():
    """An hour's drive with 80 minutes to go: P(multiple ≤ 80/60), mean 1, spread 0.3."""
    problem = problem_of(LINE, [2], [0], due_min=np.array([560.0]))
    told = day_chance(problem, ((0,),), ["town"], **TOLD | {"travel_cv": 0.3}, draws=20000)
    spread = sqrt(log1p(0.3**2))
    assert told.p_job[0] == pytest.approx(
        norm.cdf((log(80 / 60) + spread**2 / 2) / spread), abs=0.01
    )
    row = told.by_tier.set_index("tier").loc["town"]
    assert row["p_share"] == pytest.approx(told.p_job[0], abs=1e-3)
    assert row["p_lo"] < row["p_share"] < row["p_hi"]
    assert row["p_slow"] < row["p_share"] < row["p_fast"]
    assert told.by_tier.set_index("tier").loc["rural", "claims"] == 0


def happened(
    problem: Problem, routes: Routes, noise: Noise, rng: np.random.Generator
) -> np.ndarray:
    """One day that really came, in plain loops: which jobs were reached in time."""
    kept = np.zeros(len(problem.jobs), bool)
    jobs, crews = problem.jobs, problem.crews

    def multiple(z, cv):
        return np.exp(sqrt(log1p(cv**2)) * z - log1p(cv**2) / 2)

    day = rng.standard_normal()
    for k, route in enumerate(routes):
        t, at, village = crews.from_min[k], crews.start_place[k], crews.start_village[k]
        for j in route:
            z = sqrt(noise.common_share) * day
            z += sqrt(1 - noise.common_share) * rng.standard_normal()
            t += problem.roads.minutes[at, jobs.place[j]] * multiple(z, noise.travel_cv)
            kept[j] = t <= jobs.due_min[j]
            work = jobs.next_min[j] if jobs.village[j] == village else jobs.first_min[j]
            t = max(t, jobs.ready_min[j])
            t += work * multiple(rng.standard_normal(), noise.survey_cv)
            at, village = jobs.place[j], jobs.village[j]
    return kept


def test_what_is_said_happens_as_often_as_said():
    """300 days: claims said to be in time with 10, 30 … 90 % are so that often."""
    said, came, day_said, day_came = [], [], [], []
    rng = np.random.default_rng(7)
    for seed in range(300):
        problem = random_problem(seed)
        problem = replace(
            problem,
            roads=replace(problem.roads, pace=np.ones(48), cuts=()),
            crews=replace(problem.crews, break_min=np.zeros(3)),
        )
        routes = dealt(problem, seed, left=0.1)
        told = day_chance(
            problem, routes, tiers(problem), **TOLD | {"share_target": 0.5}, draws=200
        )
        kept = happened(problem, routes, Noise(0.5, 0.25), rng)
        said.append(told.p_job)
        came.append(kept)
        day_said.append(told.by_tier["p_share"].iloc[0])
        day_came.append(kept.mean() >= 0.5)
    p, hit = np.concatenate(said), np.concatenate(came).astype(float)
    for low in (0.0, 0.2, 0.4, 0.6, 0.8):
        band = (p >= low) & (p < low + 0.2)
        error = sqrt(max((p[band] * (1 - p[band])).sum(), 1.0)) / band.sum()
        assert abs(p[band].mean() - hit[band].mean()) < 3.5 * error
    q = np.array(day_said)
    assert abs(q.mean() - np.mean(day_came)) < 3 * sqrt((q * (1 - q)).sum()) / len(q)


def test_nothing_is_certain_but_a_claim_left():
    """All reached with hours to spare; one on no route."""
    problem = problem_of(LINE, [1, 1, 2], [0], due_min=np.full(3, 9000.0))
    told = day_chance(problem, ((0, 1),), ["rural"] * 3, **TOLD | {"share_target": 0.5})
    row = told.by_tier.set_index("tier").loc["all"]
    assert row["p_share"] == 1 - 1 / 400
    assert row["p_hi"] < 1
    assert told.p_job[:2].max() < 1
    assert told.p_job[2] == 0
    assert row["expected_share"] == pytest.approx(2 / 3)
    served = day_chance(problem, ((0, 1, 2),), ["rural"] * 3, **TOLD)
    assert served.by_tier["expected_share"].max() < 1


def test_chance_belongs_to_the_claim_not_to_its_number():
    """Crews and claims in another order: the same day; another seed: another one."""
    problem = random_problem(3)
    routes = dealt(problem, 3)
    told = day_chance(problem, routes, tiers(problem), **TOLD)
    n = len(problem.jobs)
    order = np.random.default_rng(1).permutation(n)
    at = np.argsort(order)
    jobs = {
        name: tuple(np.array(value)[order]) if name == "ids" else value[order]
        for name, value in vars(problem.jobs).items()
    }
    shuffled = replace(problem, jobs=type(problem.jobs)(**jobs))
    moved = tuple(tuple(int(at[j]) for j in route) for route in routes)
    tier = [tiers(problem)[j] for j in order]
    again = day_chance(shuffled, moved, tier, **TOLD)
    np.testing.assert_array_equal(told.in_time["all"], again.in_time["all"])
    np.testing.assert_array_equal(told.p_job[order], again.p_job)
    other = day_chance(problem, routes, tiers(problem), **TOLD, seed=2)
    assert (other.in_time["all"] != told.in_time["all"]).any()


def test_a_change_is_told_on_the_same_days():
    """A minute more to go can only help; its effect is known better than either share."""
    problem = random_problem(5)
    routes = dealt(problem, 5, left=0.0)
    later = replace(problem, jobs=replace(problem.jobs, due_min=problem.jobs.due_min + 10))
    before = day_chance(problem, routes, tiers(problem), **TOLD)
    after = day_chance(later, routes, tiers(problem), **TOLD)
    step = gained(before, after).set_index("tier").loc["all"]
    assert step["worse"] == 0
    assert step["claims_lo"] > 0
    alone = np.hypot(before.in_time["all"].std(), after.in_time["all"].std()) / 20 * 1.645 * 2
    assert step["claims_hi"] - step["claims_lo"] < alone
    assert (gained(before, before)[["claims", "better", "worse"]] == 0).all(axis=None)


def test_claims_reached_or_nearly_so_count_too():
    """Two in time, one too late, one half-way with an even chance."""
    problem = problem_of(LINE, [1], [0], due_min=np.full(1, 9000.0))
    settled = Settled(["town", "rural", "rural", "rural"], [1, 1, 0, 0.5], ["a", "b", "c", "d"])
    told = day_chance(problem, ((0,),), ["town"], **TOLD, settled=settled, draws=4000)
    by = told.by_tier.set_index("tier")
    assert by["claims"].to_dict() == {"all": 5, "town": 2, "rural": 3}
    assert by.loc["rural", "expected_share"] == pytest.approx(0.5, abs=0.02)
    assert by.loc["town", "expected_share"] == pytest.approx(1, abs=0.001)


def test_a_claim_visited_again_does_not_count_twice():
    """It was reached too late before its crew had to leave; now there is all day."""
    problem = problem_of(LINE, [1, 1], [0], due_min=np.full(2, 9000.0))
    again = Settled(["town"], [0], ["C0"])
    told = day_chance(problem, ((0, 1),), ["town"] * 2, **TOLD, settled=again,
                      counted=np.array([False, True]))  # fmt: skip
    row = told.by_tier.set_index("tier").loc["town"]
    assert (row["claims"], row["expected_share"]) == (2, pytest.approx(0.5))


def test_work_still_to_come_before_a_crew_is_free_is_by_chance():
    """Free at 9 after an hour's work, give or take: the drive just in time is so half the time."""
    problem = problem_of(LINE, [1], [0], from_min=np.full(1, 540.0), due_min=np.full(1, 571.0))
    sure = day_chance(problem, ((0,),), ["town"], **TOLD | {"travel_cv": 0.0})
    left = day_chance(problem, ((0,),), ["town"], **TOLD | {"travel_cv": 0.0},
                      free_left_min=np.array([60.0]))  # fmt: skip
    assert sure.p_job[0] > 0.99
    assert 0.5 < left.p_job[0] < 0.7


@pytest.mark.parametrize(
    "bad", [{"tier": ["moon"]}, {"tier": []}, {"draws": 1}, {"travel_cv": -1.0}]
)
def test_what_cannot_be_is_refused(bad):
    """Unknown tier, tiers of other claims, one draw, a spread below nothing."""
    problem = problem_of(LINE, [1], [0])
    tier = bad.pop("tier", ["town"])
    with pytest.raises(ModelError):
        day_chance(problem, ((0,),), tier, **TOLD | bad)
