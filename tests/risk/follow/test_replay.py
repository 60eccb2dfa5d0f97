"""A past day and an invented one, played again: what waits, what comes, the same for a seed."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from risk.errors import ModelError
from risk.follow.happenings import absences
from risk.follow.invented import invented_day
from risk.follow.replay import day_of_event, open_days, replay_day
from risk.planned import claims_for, preset_scenario
from risk.scored import score_facts
from risk.staffing.live import DeedKind
from tests.tiny_world import VILLAGE

STORM = date(2024, 7, 10)


def test_days_that_can_be_played(last_facts):
    """The storm's only day: twenty claims, none before the shift; the ledger names no crew."""
    (row,) = open_days(last_facts).to_dict("records")
    assert (row["day"], row["event"], row["claims"]) == (STORM, "七月大风", 20)
    assert (row["waiting"], row["crews"]) == (0, 0)
    assert day_of_event(last_facts, row["event_id"]) == STORM
    with pytest.raises(ModelError, match="without arguments"):
        day_of_event(last_facts, "E9")


def test_a_past_day_brings_its_own_claims(storm_facts):
    """In the order of their reports; the wind rises at noon and ends at eight."""
    state, script = replay_day(storm_facts, STORM, seed=1, ill={})
    assert not state.claims
    assert [c.claim_id for c in script.claims] == [f"C{n:02d}" for n in range(1, 21)]
    assert [c.reported_min for c in script.claims] == list(range(961, 981))
    begins, ends = script.happenings
    assert (begins.kind, begins.at_min) == (DeedKind.PACE, 720.0)
    assert begins.pace == pytest.approx([1.0] * 12 + [1.22] * 36)
    assert (ends.at_min, script.end_min) == (1200.0, 1200.0)  # now it is known until when
    assert ends.pace == pytest.approx([1.0] * 12 + [1.22] * 32 + [1.0] * 4)
    assert script.synthetic == storm_facts.county.synthetic
    assert (script.travel_cv, script.survey_cv) == (
        state.ground.travel_cv, storm_facts.county.staffing.survey_cv,
    )  # fmt: skip


def test_a_day_taken_up_at_four_begins_with_what_waits(storm_facts):
    """At 16:10 ten claims wait and ten are to come; the wind is known."""
    state, script = replay_day(storm_facts, STORM, seed=1, now_min=970.0, ill={})
    assert (len(state.claims), len(script.claims)) == (10, 10)
    assert (len(script.happenings), state.pace[16]) == (1, pytest.approx(1.22))


def test_crews_the_ledger_shows_at_work_are_there(storm_facts):
    """Five crews on the day's claims, three of the county's own: two more at the greatest base."""
    crews = [f"K{n % 5}" for n in range(len(storm_facts.claims))]
    facts = replace(storm_facts, claims=storm_facts.claims.assign(crew_id=crews))
    state, _ = replay_day(facts, STORM, seed=1, ill={})
    assert list(state.crews) == ["B1-1", "B1-2", "B2-1", "X-1", "X-2"]
    assert state.crews["X-1"].base_code == "B1"
    # K0 and K1 came last of the five: to C05 at 16:25 … no crew drives before its first claim
    begins = [state.crews[c].from_min for c in ("X-1", "X-2")]
    assert begins == sorted(begins)
    assert begins[0] > 16 * 60
    assert list(replay_day(facts, STORM, seed=1, extra=(), ill={})[0].crews)[-1] == "B2-1"


def test_illness_is_drawn_or_said(storm_facts):
    """The same for a seed, sometimes and sometimes not; a crew nobody knows is refused."""

    state, _ = replay_day(storm_facts, STORM, seed=1, ill={})
    drawn = [absences(state, seed, 0.1, None) for seed in range(100)]
    assert drawn == [absences(state, seed, 0.1, None) for seed in range(100)]
    assert 15 < sum(map(len, drawn)) < 45  # 3 crews × 100 days × 0.1
    assert all(480 <= deed.at_min <= 1200 for deeds in drawn for deed in deeds)
    _, script = replay_day(storm_facts, STORM, seed=1, ill={"B1-2": 600.0})
    assert script.happenings[0].kind is DeedKind.CREW_OUT
    with pytest.raises(ModelError, match="known are B1-1"):
        replay_day(storm_facts, STORM, seed=1, ill={"B9-1": 600.0})


def test_roads_close_and_open_at_their_hour(storm_facts):
    """Told at 10:00 and again at 15:00; known before neither."""
    states = pd.DataFrame(
        {
            "road_id": ["R1", "R1"], "state": ["closed", "open"], "region_code": VILLAGE[8][:9],
            "observed_at": pd.to_datetime(["2024-07-10 10:00", "2024-07-10 15:00"]), "note": "",
        }
    )  # fmt: skip
    state, script = replay_day(replace(storm_facts, road_states=states), STORM, seed=1, ill={})
    assert state.cuts == ()
    roads = [d for d in script.happenings if d.kind is not DeedKind.PACE]
    assert [(d.kind, d.at_min) for d in roads] == [
        (DeedKind.ROAD_CLOSED, 600.0), (DeedKind.ROAD_OPENED, 900.0),
    ]  # fmt: skip
    assert {d.place_codes for d in roads} == {("B2", *VILLAGE[6:])}


def test_a_quiet_day_is_refused(storm_facts):
    """Nothing waits and nothing comes."""
    with pytest.raises(ModelError, match="no claim waits or comes on 2024-07-09"):
        replay_day(storm_facts, date(2024, 7, 9), seed=1)


@pytest.fixture(scope="module")
def forecast(storm_eve):
    facts = storm_eve.facts
    scores = score_facts(facts, seed=1)
    return claims_for(facts, scores, preset_scenario(facts, scores, "snow_severe"), seed=1)


def test_an_invented_day_is_marked_and_the_same_for_a_seed(storm_eve, forecast):
    """Its busiest day; claims since the shift before wait, the others come in their order."""
    facts = storm_eve.facts
    state, script = invented_day(facts, forecast, seed=3, ill={})
    again, same = invented_day(facts, forecast, seed=3, ill={})
    assert script.synthetic
    assert (state.claims, script.claims) == (again.claims, same.claims)
    assert script.claims
    assert all(-240.0 < c.reported_min <= 450.0 for c in state.claims.values())
    told = [c.reported_min for c in script.claims]
    assert told == sorted(told)
    assert told[0] > 450.0
    assert told[-1] <= 1440.0
    assert {c.place_code for c in script.claims} <= set(state.ground.place_codes[2:])


def test_an_invented_day_without_claims_is_refused(storm_eve, forecast):
    """A day before the scenario."""
    with pytest.raises(ModelError, match="the one with the most is taken"):
        invented_day(storm_eve.facts, forecast, seed=3, day=date(2024, 1, 1))
