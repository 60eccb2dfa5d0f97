"""Modes, conditions, availability and outcomes on the thirty villages."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from risk.errors import ModelError, SettingsError
from risk.settings import Staffing
from risk.staffing import Closure, Conditions, Dispatch, Modes, evaluate, prepare, resimulate
from risk.staffing.simulator.chance import availability
from risk.staffing.simulator.kernel import CrewShifts, dispatch
from risk.staffing.simulator.run import _comes, _land, _load, _rules, run

DAYS = 15


def crews(**changed) -> pd.DataFrame:
    """Four day crews and one night crew at B1, two day crews at B2, on each day."""
    rows = [("day", "B1", 4), ("night", "B1", 1), ("day", "B2", 2)]
    table = pd.DataFrame(
        [(day, shift, base, "own", n) for day in range(DAYS) for shift, base, n in rows],
        columns=["day", "shift", "base_id", "source", "crews"],
    )
    return table.assign(**changed)


@pytest.fixture(scope="module")
def told(severe, bases, lenders, regions, county):
    """The outcome of that plan with other settings, modes and conditions."""

    def tell(table=None, *, modes=None, conditions=None, **changed):
        other = replace(county, staffing=replace(county.staffing, **changed))
        return evaluate(
            severe, crews() if table is None else table, bases, lenders, regions,
            county=other, seed=1, modes=modes, conditions=conditions,
        )  # fmt: skip

    return tell


def share(outcome) -> float:
    return float(outcome.kept.set_index("tier").at["all", "expected_share"])


def test_the_settings_choose_the_modes():
    """Modes.of reads the settings; a rule nobody knows is refused by name."""
    settings = Staffing(dispatch="nearest", sweep=False, photo_survey=True, green_channel=True)
    assert Modes.of(settings) == Modes(Dispatch.NEAREST, sweep=False, photo=True, green=True)
    assert Modes.of(Staffing()) == Modes()
    with pytest.raises(SettingsError, match="dispatch is 'fastest'"):
        Modes.of(Staffing(dispatch="fastest"))


def test_two_threads_tell_what_one_tells(severe, bases, lenders, regions, county):
    """Draws shared out among threads give the same numbers to the bit."""
    ground = prepare(severe, bases, lenders, regions, county=county)
    scene = ground.scenes(0, 50, seed=1)
    shifts = ground.crews(ground.placed(np.ones((DAYS, 2), np.int64)))
    found = run(scene, shifts)
    given = _load(scene, Modes(), None), _land(scene, Modes())
    who = CrewShifts(
        shifts.base, shifts.on_h, shifts.off_h, shifts.skilled, shifts.follows,
        _comes(scene.available, shifts),
    )  # fmt: skip
    for threads in (1, 2, 3):
        times = dispatch(*given, who, _rules(scene, Modes()), threads=threads)
        assert (times.arrival_h == found.arrival_h).all()
        assert (times.busy_h == found.busy_h).all()


def test_photographs_are_no_arrivals_unless_agreed(told):
    """Liaisons photograph half of the claims: crews reach the rest sooner, but the promise counts
    photographs only where that is agreed in writing."""
    photo = Modes(photo=True)
    without = told(photo_share=0.5)
    strict = told(modes=photo, photo_share=0.5)
    agreed = told(modes=photo, photo_share=0.5, photo_is_arrival=True)
    assert share(strict) < min(share(without), share(agreed))
    shares = strict.modes.set_index("mode")["share"]
    assert shares["photo"] == pytest.approx(0.5, abs=0.05)
    assert without.modes.set_index("mode").at["photo", "share"] == 0
    assert strict.arrival_min["p90"] < without.arrival_min["p90"]


def test_nothing_is_photographed_where_nothing_is_agreed(told):
    """photo_share is 0 until the county says otherwise: the mode changes nothing."""
    pd.testing.assert_frame_equal(told(modes=Modes(photo=True)).kept, told().kept)


def test_green_claims_are_reached_sooner(told):
    """Collapsed houses first: their share in time is above that of the others."""
    found = told(modes=Modes(green=True), green_share=0.2).modes.set_index("mode")
    assert found.at["green", "in_time_share"] > found.at["visit", "in_time_share"]
    assert found["share"].sum() <= 1


def test_a_closed_pocket_costs_claims_and_is_told_apart(told):
    """Half of the villages cut off for two days: fewer in time; without the claims of the cut
    villages the share is higher again."""
    cut = Conditions(closures=(Closure(tuple(f"V{i:02}" for i in range(10, 30)), 0.0, 48.0),))
    closed, open_roads = told(conditions=cut), told()
    assert share(closed) < share(open_roads)
    without = closed.excluding.set_index("tier")
    assert without.at["all", "expected_share"] > share(closed)
    assert without.at["all", "claims_mean"] < closed.kept.set_index("tier").at["all", "claims_mean"]
    pd.testing.assert_frame_equal(open_roads.excluding, open_roads.kept)


def test_crews_placed_ahead_work_inside_a_closed_pocket(
    severe, bases, lenders, regions, county, told
):
    """A lender's crews sent to a base in a pocket begin before it closes, or wait outside."""
    pocket = ("V00", "V01", "V02", "V03", "V04", "V05")  # base B1 lies in V00

    def begins(closed_h: float) -> list[float]:
        conditions = Conditions(closures=(Closure(pocket, closed_h, 60.0),))
        ground = prepare(severe, bases, lenders, regions, county=county, conditions=conditions)
        names, placed = list(ground.source_names), np.zeros((5, DAYS, 2, 2), np.int64)
        placed[names.index("near"), :4, 0, 0] = 2
        shifts = ground.crews(placed)
        return sorted(set(shifts.on_h[shifts.source == "near"]))

    assert begins(5.0) == [4.0, 18.0, 42.0, 66.0]  # they come at 4 and stay inside
    assert begins(3.0) == [66.0]  # of four days only the last begins after the road opens


def test_slow_roads_and_a_backlog_cost_claims(told):
    """Snow over the first two days, and forty open claims: fewer in time than without."""
    snow = Conditions(pace=np.full(48, 1.67))
    backlog = pd.DataFrame({"region_code": ["V05"] * 40, "reported_h": np.linspace(-30, -1, 40)})
    plain, slow = told(), told(conditions=snow)
    loaded = told(conditions=Conditions(backlog=backlog))
    assert share(slow) < share(plain)
    assert loaded.kept.set_index("tier").at["all", "claims_mean"] == pytest.approx(
        plain.kept.set_index("tier").at["all", "claims_mean"] + 40
    )
    assert loaded.by_day["reported"].sum() == pytest.approx(plain.by_day["reported"].sum())
    assert share(loaded) < share(plain)


def test_a_backlog_may_lie_outside_the_footprint(severe, bases, lenders, regions, county):
    """A village without a claim of the event gets its trips too; an unknown one is refused."""
    beyond = regions.iloc[[-1]].assign(code="W00", lon=102.2)
    wider = pd.concat([regions, beyond], ignore_index=True)
    backlog = pd.DataFrame({"region_code": ["W00"], "reported_h": [-2.0]})
    conditions = Conditions(backlog=backlog)
    ground = prepare(severe, bases, lenders, wider, county=county, conditions=conditions)
    assert ground.region_codes[-1] == "W00"
    found = resimulate(ground, ground.scenes(0, 60, seed=1), crews())
    assert found.by_village["region_code"].iloc[-1] == "W00"
    with pytest.raises(ModelError, match="W00"):
        prepare(severe, bases, lenders, regions, county=county, conditions=conditions)


def test_overtime_reaches_claims_of_the_evening(told):
    """Two hours longer on every day shift: more in time, never fewer reached."""
    longer = told(crews(overtime_h=2.0))
    assert share(longer) > share(told())
    pd.testing.assert_frame_equal(told(crews(overtime_h=0.0)).kept, told().kept)
    with pytest.raises(ModelError, match="overtime"):
        told(crews(overtime_h=20.0))


def test_absence_costs_and_common_numbers_hold(told, severe, county):
    """Who is absent reaches nobody; a source's lot does not hang on the other sources; its mean is
    the setting's; the greater the event, the fewer come."""
    assert share(told(own_absence_share=0.5)) < share(told(own_absence_share=0.0))
    size = severe.counts.sum(axis=1)
    settings = replace(county.staffing, own_absence_share=0.2, lender_available_share=0.7)
    given = {"first": 0, "last": len(size), "seed": 3}
    alone = availability(["own", "far"], size, settings, **given)
    more = availability(["own", "near", "far"], size, settings, **given)
    assert (alone.there[:, 1] == more.there[:, 2]).all()
    assert alone.there.mean(axis=0) == pytest.approx([0.8, 0.7], abs=0.03)
    assert np.corrcoef(size, alone.there[:, 1])[0, 1] < -0.3
    part = availability(["own", "far"], size, settings, first=100, last=200, seed=3)
    assert (part.there == alone.there[100:200]).all()


def test_more_crews_of_a_source_keep_all_who_came(severe, bases, lenders, regions, county):
    """Common random numbers: whoever comes of n crews comes of n + 1, in every draw."""
    loose = replace(county, staffing=replace(county.staffing, own_absence_share=0.4))
    ground = prepare(severe, bases, lenders, regions, county=loose)
    scene = ground.scenes(0, 100, seed=1)
    came = []
    for n in (3, 4):
        placed = np.zeros((5, DAYS, 2, 2), np.int64)
        placed[0, 0, 0] = n, 2
        shifts = ground.crews(placed)
        first = (shifts.base == 0) & (shifts.off_h == 6.0)
        came.append(_comes(scene.available, shifts)[:, first])
    assert came[0].shape[1] == 3
    assert (came[1][:, :3] >= came[0]).all()
    assert 0.5 < came[1].mean() < 0.7


def test_an_outcome_adds_up(told):
    """Days, villages and modes tell of the same claims; no share is certain."""
    found = told()
    claims = found.kept.set_index("tier")["claims_mean"]
    assert claims["all"] == pytest.approx(claims["town"] + claims["rural"])
    assert found.by_day["reported"].sum() == pytest.approx(claims["all"])
    assert found.by_village["claims_mean"].sum() == pytest.approx(claims["all"])
    reached = found.by_day["arrived"].sum()
    assert found.modes["claims_mean"].sum() == pytest.approx(reached)
    assert found.by_day["waiting"].iloc[-1] == pytest.approx(claims["all"] - reached, abs=0.5)
    for table, column in ((found.by_day, "in_time_share"), (found.by_village, "p_today")):
        assert (table[column].dropna() < 1).all()
    busy = found.by_day["busy_share"]
    assert ((busy >= 0) & (busy <= 1.1)).all()
    assert {"model_lo", "model_hi"} <= set(found.kept)


def test_more_people_never_leave_more_unserved_in_the_mean(told):
    """Twice the crews: fewer claims late by a day, on the same events."""
    doubled = crews().assign(crews=lambda t: 2 * t["crews"])
    assert told(doubled).over_24h_share <= told().over_24h_share


def test_impossible_conditions_are_refused():
    """A closure that ends before it begins, a pace of nothing, a backlog of the future."""
    with pytest.raises(ModelError, match="closure"):
        Closure(("V00",), 5.0, 5.0)
    with pytest.raises(ModelError, match="not above 0"):
        Conditions(pace=np.array([1.0, 0.0]))
    late = pd.DataFrame({"region_code": ["V00"], "reported_h": [1.0]})
    with pytest.raises(ModelError, match="after hour 0"):
        Conditions(backlog=late)
