"""The beginning of a dispatch day of the tiny world, worked out by hand."""

from dataclasses import replace
from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

from risk.errors import ModelError
from risk.follow.day import begin_day, open_claims
from risk.follow.day_crews import borrowed_crews, day_crews, rostered_on
from risk.follow.day_ground import cuts_of, pace_of
from risk.operations import open_operations
from risk.operations.deed import Doer
from risk.operations.rosters import save_roster
from risk.staffing.live import Stage
from risk.terms import DamageGrade, Role, Tier
from tests.tiny_world import VILLAGE

STORM, LAST = date(2024, 7, 10), date(2025, 12, 31)


def begun(facts, day, now_min=None, **more):
    return begin_day(facts, facts.county, day, now_min=now_min, **more)


def test_open_claims_wait_on_the_last_day(last_facts):
    """C39 and C40 of villages 8 and 9, long overdue; three day crews by the base table."""
    state = begun(last_facts, LAST)
    assert list(state.claims) == ["C39", "C40"]
    assert [c.place_code for c in state.claims.values()] == [VILLAGE[7], VILLAGE[8]]
    assert all(p.stage is Stage.WAITING for p in state.progress.values())
    assert list(state.crews) == ["B1-1", "B1-2", "B2-1"]
    assert state.routes == {"B1-1": (), "B1-2": (), "B2-1": ()}
    assert state.now_min == 450.0
    assert not state.planned


def test_a_claim_is_clocked_by_its_promise(storm_facts):
    """C01 in the town at 16:01 and C11 outside at 16:11; what was found on the spot is unknown."""
    state = begun(storm_facts, STORM, 975.0)
    town, rural = state.claims["C01"], state.claims["C11"]
    assert (town.reported_min, town.due_min, town.tier) == (961.0, 991.0, Tier.TOWN)
    assert (rural.reported_min, rural.due_min, rural.tier) == (971.0, 1151.0, Tier.RURAL)
    assert town.grade is None
    assert (town.survey_min, town.sweep_min) == (35.0, 20.0)
    assert (town.village_name, town.point_source) == ("甲村", "village")


@pytest.mark.parametrize(
    ("now_min", "waiting"),
    [(960, 0), (970, 10), (981, 20), (983, 19), (990, 12), (1006, 11), (1440, 0)],
)
def test_who_waits_at_a_moment(storm_facts, now_min, waiting):
    """Reported 16:01–16:20; the town's reached after 20 minutes, but C01 and C02 after 45."""
    assert len(begun(storm_facts, STORM, float(now_min)).claims) == waiting


def test_a_reported_grade_sets_minutes_and_price(storm_facts):
    """A report that says collapsed: 50 minutes, and a special claim."""
    facts = replace(storm_facts, reported_grades={"C01": "collapsed"})
    claim = begun(facts, STORM, 970.0).claims["C01"]
    assert (claim.grade, claim.special, claim.survey_min) == (DamageGrade.COLLAPSED, True, 50.0)
    assert claim.sweep_min == pytest.approx(50 * 20 / 35)


def test_special_groups_are_special(storm_facts):
    """By the group of the claim's household; an ordinary or unknown one is not."""
    groups = storm_facts.claims["household_group"].copy()
    ids = storm_facts.claims["claim_id"]
    groups[ids == "C01"], groups[ids == "C02"] = "subsistence", "ordinary"
    claims = storm_facts.claims.assign(household_group=groups)
    state = begun(replace(storm_facts, claims=claims), STORM, 970.0)
    assert [state.claims[c].special for c in ("C01", "C02", "C03")] == [True, False, False]


def test_the_green_channel_asks_for_its_skill(storm_facts):
    """Where the county wants it; a skill without a name is refused with a remedy."""
    county = storm_facts.county
    green = replace(county, staffing=replace(county.staffing, green_needs_skill=True))
    with pytest.raises(ModelError, match="give skill the word"):
        begin_day(storm_facts, green, STORM, now_min=970.0)
    named = replace(green, roster=replace(county.roster, skill="定损"))
    facts = replace(storm_facts, reported_grades={"C01": "collapsed"})
    state = begin_day(facts, named, STORM, now_min=970.0)
    assert state.claims["C01"].needs == ("定损",)
    assert state.claims["C02"].needs == ()


def test_a_claim_nobody_can_drive_to_is_told_and_left_out(last_facts):
    """C30 names a township, C31 nothing; the first goes by the nearest village."""
    claims = last_facts.claims
    lost = claims["claim_id"].isin(["C30", "C31"])
    claims = claims.assign(status=claims["status"].mask(lost, "open"),
                           arrived_at=claims["arrived_at"].mask(lost),
                           surveyed_at=claims["surveyed_at"].mask(lost))  # fmt: skip
    facts = replace(last_facts, claims=claims)
    rows = open_claims(facts, LAST, now_min=450.0).set_index("claim_id")
    assert rows.loc["C30", ["placed", "point_source"]].tolist() == [True, "township"]
    assert not rows.loc["C31", "placed"]
    state = begun(facts, LAST)
    assert set(state.claims) == {"C30", "C39", "C40"}
    assert state.claims["C30"].place_code == VILLAGE[4]  # the middle of the middle column
    assert state.claims["C30"].village_name == "中乡"


def test_minutes_join_all_places(last_facts):
    """Bases first; a base is as near to a village as the village to it; no drive where one is."""
    ground = begun(last_facts, LAST).ground
    assert ground.place_codes == ("B1", "B2", *VILLAGE)
    assert (ground.minutes.shape, ground.bases) == ((11, 11), 2)
    assert np.isfinite(ground.minutes).all()
    assert (ground.minutes[2:, :2] == ground.minutes[:2, 2:].T).all()
    assert (np.diag(ground.minutes)[:2] == 0).all()
    # base 2 lies in village 9: there it takes what the other base takes to that village
    assert ground.minutes[0, 1] == ground.minutes[0, 2 + 8]
    assert ground.travel_cv == pytest.approx(last_facts.county.places.travel_error_cv)


def test_without_a_base_nobody_starts(last_facts):
    """Refused with a remedy."""
    with pytest.raises(ModelError, match="load a base ledger"):
        begun(replace(last_facts, bases=last_facts.bases.iloc[:0]), LAST)


def test_weather_is_known_once_it_is_there(storm_facts):
    """Gales from 12:00 to 20:00: dry at 07:30; wet from noon on, and a day after the end."""
    events = storm_facts.events
    assert pace_of(events, STORM, datetime(2024, 7, 10, 7, 30)) == (1.0,) * 48
    begun_at_noon = pace_of(events, STORM, datetime(2024, 7, 10, 12))
    assert begun_at_noon[11] == 1.0
    assert begun_at_noon[12:] == pytest.approx([1.22] * 36)
    over = pace_of(events, date(2024, 7, 11), datetime(2024, 7, 11, 7, 30))
    assert over == pytest.approx([1.22] * 20 + [1.0] * 28)


def test_a_road_told_closed_cuts_its_township_with_its_base(storm_facts):
    """Base 2 lies in village 9 of the township told closed; opened later, it is cut no more."""
    township = VILLAGE[8][:9]
    states = pd.DataFrame(
        {
            "road_id": ["R1", "R1"], "state": ["closed", "open"], "region_code": township,
            "observed_at": pd.to_datetime(["2024-07-10 06:00", "2024-07-10 09:00"]), "note": "",
        }
    )  # fmt: skip
    facts = replace(storm_facts, road_states=states)
    (cut,) = cuts_of(facts, STORM, datetime(2024, 7, 10, 7, 30))
    assert cut.place_codes == ("B2", *VILLAGE[6:])
    assert (cut.from_min, cut.until_min) == (360.0, None)
    assert cuts_of(facts, STORM, datetime(2024, 7, 10, 9)) == ()


@pytest.fixture
def peopled(last_facts):
    """Five people and two cars at base 1, one person away on the last day, nobody listed at 2."""
    people = pd.DataFrame(
        {
            "surveyor_id": ["S1", "S2", "S3", "S4", "S5"], "base_id": "B1", "role": "查勘员",
            "skills": ["定损", "", "驾驶、定损", None, "驾驶"],
        }
    )  # fmt: skip
    cars = pd.DataFrame(
        {"vehicle_id": ["K1", "K2"], "base_id": "B1", "seats": [5, None],
         "all_wheel_drive": [False, True]}
    )  # fmt: skip
    away = pd.DataFrame(
        {"surveyor_id": ["S2"], "from_day": [pd.Timestamp(LAST)], "to_day": [pd.Timestamp(LAST)],
         "reason": ""}
    )  # fmt: skip
    return replace(last_facts, surveyors=people, vehicles=cars, absences=away)


def test_crews_are_people_present_with_their_cars(peopled):
    """Four present and two cars: one crew watches at night, one is out by day."""
    crew = next(c for c in day_crews(peopled, peopled.county, LAST) if c.base_code == "B1")
    assert crew.members == ("S1", "S3")
    assert crew.skills == ("定损", "驾驶", "4wd")
    assert (crew.car, crew.from_min, crew.until_min) == ("K2", 480.0, 1200.0)
    assert crew.overtime_max_min == 120.0


def test_a_saved_roster_says_who_works(storm_ws, peopled):
    """Two crews of the day shift; those of other days and of the night are not there."""
    cell = {"base_id": "B1", "overtime_h": 0.0}
    rows = [
        {"date": day, "shift": shift, "crew": crew, "surveyor_id": person, **cell}
        for day, shift, crew, person in (
            ("2025-12-31", "day", 1, "S5"), ("2025-12-31", "day", 1, "S4"),
            ("2025-12-31", "day", 2, "S3"), ("2025-12-31", "night", 1, "S1"),
            ("2025-12-30", "day", 1, "S2"),
        )
    ]  # fmt: skip
    assert rostered_on(storm_ws, LAST) is None
    with open_operations(storm_ws) as con:
        save_roster(
            con, date(2025, 12, 1), "十二月", {"assignments": rows}, data_version="v", broken=0,
            by=Doer("甲", Role.MANAGER, datetime(2025, 12, 1, 9)),
        )  # fmt: skip
    crews = day_crews(peopled, peopled.county, LAST, roster=rostered_on(storm_ws, LAST))
    assert {c.crew_id: c.members for c in crews} == {"B1-1": ("S4", "S5"), "B1-2": ("S3",)}


def test_borrowed_crews_stand_at_the_greatest_base(storm_eve):
    """Lender b sends two from 11:00; more than it has, or an unknown lender, is refused."""
    facts = storm_eve.facts
    crews = borrowed_crews(facts, facts.county, {"b": 2}, here_from_min=660.0)
    assert [(c.crew_id, c.base_code, c.from_min) for c in crews] == [
        ("b-1", "B1", 660.0), ("b-2", "B1", 660.0),
    ]  # fmt: skip
    state = begun(facts, date(2024, 7, 9), extra=crews)
    assert list(state.crews)[-2:] == ["b-1", "b-2"]
    with pytest.raises(ModelError, match="it has 2"):
        borrowed_crews(facts, facts.county, {"b": 3})
    with pytest.raises(ModelError, match="known are a, b"):
        borrowed_crews(facts, facts.county, {"z": 1})
