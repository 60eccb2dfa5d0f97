import numpy as np
import pytest

from risk.staffing.planner.buckets import buckets, crew_hours
from risk.staffing.planner.certify import Proposers, by_size, goal_with_margin, loaded
from risk.staffing.planner.productivity import fitted
from risk.staffing.planner.search import judge, meets
from risk.staffing.planner.sparse import Rows, solved
from risk.staffing.planner.squad import money, squad
from risk.staffing.simulator.ground import prepare


@pytest.fixture(scope="module")
def judged(severe, bases, lenders, regions, county):
    ground = prepare(severe, bases, lenders, regions, county=county)
    return judge(ground, ground.scenes(0, 60, seed=1), seed=1)


def test_a_small_program_by_hand():
    """min x + 2y, x + y ≥ 3 times the work, x ≤ 2: (2, 1) costs 4; at twice the work (2, 4)."""
    lp = Rows()
    x, y = lp.add_columns((1,), 1.0, 2.0), lp.add_columns((1,), 2.0)
    row = lp.add_rows((1,), 0.0, np.inf, work_low=3.0)
    lp.put(row, x, 1.0)
    lp.put(row, y, 1.0)
    highs = lp.solver(seconds=10)
    assert solved(highs, "test") == pytest.approx([2.0, 1.0])
    low, _ = lp.bounds(2.0)
    assert low.tolist() == [6.0]


def test_productivity_is_concave_and_found_again():
    """Surveys min(w, 2x) of w claims and x crew-hours: ceiling 2 an hour, never more than w."""
    rng = np.random.default_rng(1)
    hours, claims = rng.uniform(1, 10, 2000), rng.uniform(0, 60, 2000)
    kappa = fitted(hours, claims, np.minimum(claims, 2 * hours))
    assert (np.diff(kappa.crews) >= 0).all()
    assert (np.diff(kappa.work) <= 0).all()
    assert kappa.work[0] <= 1.0
    assert kappa.at(np.array([5.0]), np.array([100.0]))[0] == pytest.approx(10, rel=0.1)
    assert kappa.at(np.array([5.0]), np.array([2.0]))[0] == pytest.approx(2, rel=0.1)


def test_buckets_cover_the_days_and_hours_are_counted_once(judged):
    """Scenario at 14:00: two days end at 08:00 of the third; own crew-hours add up to shifts."""
    ground = judged.ground
    cut = buckets(ground.on_h, ground.off_h, 2)
    assert cut.edge_h[0] == 0.0
    assert cut.edge_h[-1] == pytest.approx(42.0)
    own = ground.crews(judged.nobody.crews)
    inside = np.minimum(own.off_h, 42.0) - np.minimum(own.on_h, 42.0)
    every = np.ones(len(ground.bases))
    assert crew_hours(cut, own, every).sum() == pytest.approx(inside.sum())


def test_the_programs_crews_obey_lenders_and_rest(judged):
    """Caps, hours at which they can be here, no day after a night, a day off in seven."""
    crews, overtime_h = loaded(judged).proposal(6.0)
    ground = judged.ground
    by_shift = crews.sum(axis=3)
    for p, pool in enumerate(ground.sources):
        assert by_shift[p].sum(axis=1).max() <= pool.crews_max + 1e-6
        early = ground.off_h[: by_shift.shape[1]] - 1 < pool.from_h
        assert by_shift[p][early].max(initial=0) <= 1e-6
        after = by_shift[p, :-1, 1] + by_shift[p, 1:, 0]
        assert after.max() <= pool.crews_max + 1e-6
        weeks = np.convolve(by_shift[p].sum(axis=1), np.ones(7), "valid")
        assert weeks.max(initial=0) <= 6 * pool.crews_max + 1e-6
    assert ((overtime_h >= -1e-9) & (overtime_h <= 2 + 1e-9)).all()


def test_more_work_is_never_planned_cheaper(judged):
    """The optimum rises with the work planned for."""
    lp = loaded(judged)
    costs = []
    for scale in (0.5, 1.0, 2.0):
        lp.proposal(scale)
        costs.append(lp.highs.getObjectiveValue())
    assert costs == sorted(costs)


def test_scenarios_of_every_size_are_taken(judged):
    """Ten of sixty: the smallest and the greatest sixths are among them."""
    sizes = np.sort(np.diff(judged.scenes.claims.start))
    chosen = np.sort(np.diff(by_size(judged.scenes, 10).claims.start))
    assert chosen.tolist() == sizes[3::6].tolist()


def test_a_cheaper_lender_never_makes_the_plan_dearer(judged, severe, bases, lenders, regions,
                                                      county):  # fmt: skip
    """One lender at a third of its price: the crews that hold cost no more than before (3 %)."""
    goal = goal_with_margin(judged, 1.0)
    before = Proposers(judged).best(goal, ("search", "program"))
    cheap = lenders.assign(cost_per_crew_day_money=[500.0, 1000.0, 800.0])
    ground = prepare(severe, bases, cheap, regions, county=county)
    other = judge(ground, ground.scenes(0, 60, seed=1), seed=1)
    after = Proposers(other).best(goal, ("search", "program"))
    assert meets(judged.chances(before.squad), judged.wanted(goal))
    assert meets(other.chances(after.squad), other.wanted(goal))
    assert money(ground, after.squad) <= 1.03 * money(judged.ground, before.squad)


def test_nobody_is_called_for_no_need(judged):
    """A need of nothing is own crews alone."""
    none = squad(judged.ground, np.zeros((judged.ground.days, 2), np.int64))
    assert not none.crews[1:].any()
