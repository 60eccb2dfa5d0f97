"""A drill of the tiny world's storm: what is decided works with its lag, what is past stays."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from risk.errors import ModelError
from risk.follow.came import came_of_event, plan_of, report_hours
from risk.follow.drill import begin, invented_eve, resumed
from risk.follow.drill_crews import crew_table_of, duty_with
from risk.follow.drill_deeds import Decision, Deed, arrives_h, decision_of, leaves_h
from risk.follow.drill_play import play
from risk.follow.drill_score import score, score_table, without
from risk.follow.drill_seen import fates, seen
from risk.follow.remade import bend, remade
from risk.planned import claims_for, preset_scenario
from risk.scored import score_facts


@pytest.fixture(scope="module")
def base(storm_drill):
    return str(storm_drill.came.ground.bases["base_id"].iloc[0])


def test_the_claims_are_those_that_came(storm_eve, storm_drill):
    """Twenty reports in each repetition, at their own hours, in their own villages."""
    scenes = storm_drill.came.scenes
    assert storm_drill.came.left_out == 0
    assert np.diff(scenes.claims.start).tolist() == [20] * 4
    hours = report_hours(storm_eve, 1)["hour"].sort_values().to_numpy()
    assert scenes.claims.hour[:20] == pytest.approx(np.maximum(hours, 0))
    villages = scenes.region_codes[scenes.claims.village[20:40]]
    came = storm_eve.reports["region_code"].value_counts()
    assert pd.Series(villages).value_counts().to_dict() == came.to_dict()


def test_days_without_hours_are_spread_over_the_clock(storm_eve):
    """A source that knows days only: the day stays, the hour is drawn."""
    days = storm_eve.reports.assign(reported_at=storm_eve.reports["reported_at"].dt.normalize())
    eve = replace(storm_eve, reports=days, by_day=True)
    hours = report_hours(eve, 1)["hour"]
    at = pd.Timestamp(eve.started_at) + pd.to_timedelta(hours, unit="h")
    assert (at.dt.normalize().to_numpy() == days["reported_at"].to_numpy()).all()
    assert hours.nunique() == len(hours)


def test_called_crews_come_with_their_lag_and_stay(storm_drill, base):
    """Lender b: called at hour 2, there at 14, not sent home before its second day is over."""
    drill = storm_drill.forward(2).decide(
        deed=Deed.CALL, source="b", crews=2, base_id=base, shift="day"
    )
    ground, call = drill.came.ground, drill.decisions[0]
    assert arrives_h(ground, call) == 14
    assert leaves_h(ground, call, drill.decisions) == np.inf
    home = drill.forward(1).decide(deed=Deed.RELEASE, of=1)
    assert leaves_h(ground, call, home.decisions) == ground.on_h[2, 0] == 44
    assert crew_table_of(ground, home.decisions)[1:].sum() == 2 * 2
    duty = duty_with(ground, home.decisions)
    called = duty.crews.source == "b"
    assert duty.crews.on_h[called].min() >= 14
    assert len(np.unique(duty.key)) == len(duty.key)


def test_moved_crews_start_elsewhere_from_their_next_shift(storm_drill):
    """The shift that runs stays where it is."""
    ground = storm_drill.came.ground
    ids = list(ground.bases["base_id"])
    own = ground.bases["crews_day"].to_numpy()
    at = int(np.argmax(own))
    other = ids[1 - at]
    drill = storm_drill.forward(1).decide(
        deed=Deed.MOVE, from_base=ids[at], base_id=other, crews=1, shift="day"
    )
    before, after = (duty_with(ground, d).crews for d in ((), drill.decisions))
    moved = before.base != after.base
    assert moved.any()
    assert (before.on_h[moved] > 1).all()
    assert set(after.base[moved]) == {ids.index(other)}


def test_what_nobody_could_do_is_refused(storm_drill, base):
    """More crews than there are, unknown sources, ways not agreed, the past."""
    call = {"deed": Deed.CALL, "base_id": base, "shift": "day"}
    with pytest.raises(ModelError, match="a has 3 crews"):
        storm_drill.decide(**call, source="a", crews=4)
    once = storm_drill.decide(**call, source="a", crews=2)
    with pytest.raises(ModelError, match="2 are called already"):
        once.decide(**call, source="a", crews=2)
    for wrong, text in (
        ({**call, "source": "x", "crews": 1}, "nobody is called"),
        ({**call, "source": "a", "crews": 0}, "is missing"),
        ({"deed": Deed.RELEASE, "of": 7}, "no crews of that call"),
        ({"deed": Deed.OVERTIME, "hours": 99.0}, "h of overtime"),
        ({"deed": Deed.MODES, "dispatch": "guess"}, "unknown dispatch"),
        ({"deed": Deed.MODES, "photo": True}, "not agreed"),
        ({"deed": Deed.MOVE, "from_base": base, "base_id": base, "crews": 1}, "two different|from"),
    ):
        with pytest.raises(ModelError, match=text):
            once.decide(**wrong)
    with pytest.raises(ModelError, match="forward only"):
        once.forward(-1)
    over = once.forward(24 * 50)
    assert over.is_over
    with pytest.raises(ModelError, match="over"):
        over.decide(**call, source="a", crews=1)


def test_starting_again_changes_nothing(storm_drill):
    """Decisions that decide nothing, at many hours: the same path to the last digit."""
    plain, again = storm_drill.path, storm_drill
    for _ in range(6):
        again = again.forward(7).decide(deed=Deed.OVERTIME, hours=0.0)
    for name in ("set_out_h", "arrival_h", "done_h", "photo_h", "key"):
        assert np.array_equal(getattr(plain, name), getattr(again.path, name)), name


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(1, 30),
            st.sampled_from(["call a", "call b", "call standby", "overtime", "modes", "single"]),
        ),
        min_size=1, max_size=4,
    )
)  # fmt: skip
def test_the_past_stays(storm_drill, steps):
    """Whatever is decided later, no crew that has set out by then has ever done otherwise."""
    drill, base = storm_drill, str(storm_drill.came.ground.bases["base_id"].iloc[0])
    for hours, what in steps:
        before, drill = drill.path, drill.forward(hours)
        kind, _, source = what.partition(" ")
        decided = {
            "call": {"deed": Deed.CALL, "source": source, "crews": 1, "base_id": base},
            "overtime": {"deed": Deed.OVERTIME, "hours": 2.0},
            "modes": {"deed": Deed.MODES, "dispatch": "oldest"},
            "single": {"deed": Deed.MODES, "sweep": False, "green": True},
        }[kind]
        try:
            drill = drill.decide(**decided)
        except ModelError:  # everybody of that source is here already
            continue
        past = before.set_out_h < drill.now_h
        assert np.array_equal(before.arrival_h[past], drill.path.arrival_h[past])
        assert (drill.path.set_out_h[~past] >= drill.now_h).all()
    path = drill.path
    reached = np.isfinite(path.arrival_h)
    hour = drill.came.scenes.claims.hour[: len(path.arrival_h)]
    assert (hour[reached] <= path.set_out_h[reached]).all()
    assert (path.set_out_h[reached] <= path.arrival_h[reached]).all()
    assert (path.arrival_h[reached] <= path.done_h[reached]).all()


def test_what_is_seen_adds_up(storm_drill):
    """Reported = visited + under way + waiting; nothing later than now."""
    drill = storm_drill.forward(9)
    told = seen(drill)
    whole = told.tiers.set_index("tier").loc["all"]
    hours = drill.came.scenes.claims.hour[:20]
    assert whole["reported"] == (hours <= 9).sum()
    assert whole["reported"] == whole["visited"] + whole["under_way"] + whole["waiting"]
    assert whole["in_time"] + whole["late"] <= whole["reported"]
    assert told.by_village["waiting"].sum() == whole["waiting"]
    assert told.curve["hour"].iloc[-1] == 9
    assert told.curve["reported"].iloc[-1] == whole["reported"]
    assert (told.crews["busy"] <= told.crews["crews"]).all()


def test_a_kept_drill_is_told_anew(storm_drill, base):
    """Steps as JSON and back: the same state."""
    drill = storm_drill.forward(3).decide(deed=Deed.CALL, source="a", crews=1, base_id=base)
    steps = [(3.0, {"deed": "clock"}), (3.0, drill.decisions[0].told())]
    again = resumed(storm_drill, steps)
    assert again.decisions == drill.decisions
    assert again.now_h == 3
    assert decision_of(drill.decisions[0].told()) == drill.decisions[0]


def test_the_score_says_what_each_decision_was_worth(storm_eve, storm_drill, base):
    """More crews: never fewer in time here, and dearer by their crew-days; the plan beside it."""
    drill = storm_drill.decide(deed=Deed.CALL, source="a", crews=3, base_id=base)
    drill = drill.forward(24).decide(deed=Deed.RELEASE, of=1)
    found = score(drill, plan_of(storm_eve, seed=1))
    whole = found.ways[found.ways["tier"] == "all"].set_index("way")
    assert list(whole.index) == ["drill", "plan", "own"]
    assert whole.loc["drill", "share"] >= whole.loc["own", "share"]
    assert (whole["share_lo"] <= whole["share"]).all()
    worth = found.worth.set_index("number")
    gain = whole.loc["drill", "share"] - whole.loc["own", "share"]
    assert worth.loc[1, "share"] == pytest.approx(gain)
    cost = whole.loc["drill", "cost_money"] - whole.loc["own", "cost_money"]
    assert worth.loc[1, "cost_money"] == pytest.approx(cost)
    assert cost > 0
    assert worth.loc[2, "cost_money"] < 0
    assert without(drill.decisions, 1) == ()
    assert found.curve.groupby("way").size().nunique() == 1


def test_photographs_are_of_later_reports_only(storm_eve, base):
    """Agreed for all claims: from hour 5 on nobody is sent, and no photograph is an arrival."""
    county = storm_eve.facts.county
    staffing = replace(county.staffing, photo_share=1.0)
    facts = replace(storm_eve.facts, county=replace(county, staffing=staffing))
    drill = begin(replace(storm_eve, facts=facts), seed=1, draws=1)
    photo = drill.forward(5).decide(deed=Deed.MODES, photo=True)
    frame = fates(photo.came, photo.path, 0)
    later = frame["hour"] >= 5
    assert np.isfinite(frame.loc[later, "photo_h"]).all()
    assert not np.isfinite(frame.loc[later, "arrival_h"]).any()
    assert not np.isfinite(frame.loc[~later, "photo_h"]).any()
    assert not np.isfinite(frame.loc[later, "answered_h"]).any()


def test_an_invented_event_is_a_hidden_draw(storm_eve):
    """Reports come from the forecast's villages after the start; another seed, another event."""
    facts = storm_eve.facts
    scores = score_facts(facts, seed=1)
    scenario = preset_scenario(facts, scores, "storm_severe")
    told = claims_for(facts, scores, scenario, seed=1)
    first, second = (invented_eve(facts, scores, told, seed=s) for s in (1, 2))
    assert (first.reports["reported_at"] >= first.started_at).all()
    assert set(first.reports["region_code"]) <= set(first.forecast.region_codes)
    assert not first.reports.equals(second.reports)
    drill = begin(first, seed=1, draws=2)
    assert drill.now_h == -first.forecast.scenario.lead_time_h
    assert len(play(drill.came, (), 1).arrival_h) <= len(first.reports)
    assert isinstance(Decision(1, 0.0, Deed.CLOCK).told()["deed"], str)


def test_an_event_without_places_cannot_be_played(storm_eve):
    """Refused, with its name."""
    nowhere = replace(storm_eve, reports=storm_eve.reports.assign(region_code=None))
    with pytest.raises(ModelError, match="no report names a village"):
        came_of_event(nowhere, draws=1, seed=1)


def test_a_bent_forecast_has_the_totals_asked_for(storm_eve):
    """Every draw is one of the eve's own; its totals follow the nowcast's."""
    told = storm_eve.forecast
    own = told.counts.sum(axis=1)
    totals = np.full(100, np.median(own))
    bent = bend(told, totals)
    assert np.abs(bent.counts.sum(axis=1) - np.median(own)).max() <= 1
    same = bend(told, own.astype(float))
    assert np.sort(same.counts.sum(axis=1)) == pytest.approx(np.sort(own), abs=1)
    assert (bent.expected >= 0).all()


def test_the_plan_made_anew_keeps_days_past(storm_eve, storm_drill):
    """One evening: day 0 as planned on the eve; scored on the same claims."""
    plan, came = plan_of(storm_eve, seed=1), storm_drill.came
    table, evenings = remade(storm_eve, plan, came.ground, seed=1, evenings=1)
    assert len(evenings) == 1
    columns = ["day", "shift", "base_id", "source", "crews"]
    first = [t[t["day"] == 0][columns].reset_index(drop=True) for t in (table, plan.crews_by_day)]
    pd.testing.assert_frame_equal(*first, check_dtype=False)
    rows = score_table(came, "remade", table, plan.modes)
    assert rows["share"].between(0, 1).all()
