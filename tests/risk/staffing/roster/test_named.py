"""Rosters small enough to solve by hand: what is filled, what is not and why, what mends it."""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest

from risk.errors import ModelError
from risk.staffing.roster import named_roster, verify
from risk.staffing.roster.named import unfilled_of
from risk.staffing.roster.rules import cars_by_base, demand_of, month_days
from tests.risk.staffing.roster.conftest import WEEK, away, demand

TIME_S = 4.0


def solved(people, asked, rules, *, absences=None, cars=None, **more):
    absences = away() if absences is None else absences
    return named_roster(people, absences, asked, cars, rules, days=WEEK, time_s=TIME_S, **more)


def test_a_pair_works_six_days_of_seven(people, rules):
    """Two people, one day crew of two each day: one day of the week stays unfilled, no more."""
    pair = people.iloc[:2]
    made = solved(pair, demand({(d, "day", "A"): 1 for d in range(7)}), rules)
    assert (made.asked, made.missing, made.empty, made.fill_gap) == (7, 1, 1, 0)
    assert made.unfilled["why"].tolist() == ["rest"]
    assert made.people["shifts"].tolist() == [6, 6]
    assert made.people["hours_h"].tolist() == [72.0, 72.0]


def test_two_more_people_fill_it(people, rules):
    """The fewest people that fill the week: one crew of two."""
    made = solved(people.iloc[:2], demand({(d, "day", "A"): 1 for d in range(7)}), rules)
    mend = made.mends.iloc[0]
    assert (mend["change"], mend["amount"], mend["missing_before"], mend["missing_after"]) == (
        "people", 2.0, 1, 0,
    )  # fmt: skip


def test_nights_come_in_threes_and_are_shared(people, short):
    """Six nights, two people at most three in a row: nobody has four, both have three."""
    asked = demand({(d, "night", "A"): 1 for d in range(6)})
    made = solved(people.iloc[:2], asked, short)
    assert made.missing == 0
    assert sorted(made.people["nights"]) == [3, 3]


def test_one_person_cannot_watch_four_nights_running(people, short):
    """Of four nights one is left; three running are allowed."""
    made = solved(people.iloc[:1], demand({(d, "night", "A"): 1 for d in range(4)}), short)
    assert made.missing == 1


def test_rest_keeps_a_night_from_being_followed_by_a_day(people, short):
    """Night ends at 8:00, the day shift begins at 8:00; day then night next day is 24 h apart."""
    asked = demand({(0, "night", "A"): 1, (1, "day", "A"): 1})
    made = solved(people.iloc[:1], asked, short)
    assert (made.missing, made.unfilled["why"].tolist()) == (1, ["rest"])
    assert solved(people.iloc[:1], demand({(0, "day", "A"): 1, (1, "night", "A"): 1}), short
                  ).missing == 0  # fmt: skip


def test_overtime_eats_rest(people, short):
    """Twelve hours lie between two night shifts; 2 h of overtime leave 10, 3 h are refused."""
    asked = demand({(0, "night", "A"): 1, (1, "night", "A"): 1})
    ten = solved(people.iloc[:1], asked.assign(overtime_h=2.0), short)
    assert (ten.missing, ten.assignments["overtime_h"].tolist()) == (0, [2.0, 2.0])
    eleven = replace(short, rest_min_h=11.0)
    assert solved(people.iloc[:1], asked.assign(overtime_h=2.0), eleven).missing == 1
    with pytest.raises(ModelError, match="3 h of overtime"):
        solved(people.iloc[:1], asked.assign(overtime_h=3.0), short)


def test_absence_takes_the_night_of_its_eve_too(people, short):
    """Away on day 1: no night shift on day 0, which would end on day 1, nor the day itself."""
    asked = demand({(0, "night", "A"): 1, (1, "day", "A"): 1, (2, "day", "A"): 1})
    absent = away(("P1", WEEK[1], WEEK[1]))
    made = solved(people.iloc[:1], asked, short, absences=absent)
    assert made.unfilled["date"].tolist() == WEEK[:2]
    assert made.unfilled["why"].tolist() == ["absence", "absence"]
    mend = made.mends.set_index("change").loc["absence"]
    assert (mend["amount"], mend["missing_before"], mend["missing_after"]) == (1, 2, 1)


def test_cars_bound_crews(people, short):
    """Two crews and one car: one crew, and the page says cars."""
    asked = demand({(0, "day", "A"): 2})
    cars = cars_by_base(pd.DataFrame({"vehicle_id": ["V1"], "base_id": ["A"]}))
    made = solved(people, asked, short, cars=cars)
    assert made.unfilled[["missing", "why", "cars"]].to_numpy().tolist() == [[1, "cars", 1.0]]
    mend = made.mends.set_index("change").loc["cars"]
    assert (mend["amount"], mend["missing_after"]) == (1, 0)


def test_too_few_people_on_record(people, rules):
    """Base B has one person, a crew needs two."""
    made = solved(people, demand({(0, "day", "B"): 1}), rules)
    assert made.unfilled[["why", "people", "away"]].to_numpy().tolist() == [["no_people", 1, 0]]


def test_people_move_only_where_the_rules_say_so(people, rules):
    """With moving allowed A's people man B's crew, and count as moved nowhere else."""
    asked = demand({(0, "day", "B"): 1})
    made = solved(people, asked, replace(rules, move_between_bases=True))
    assert made.missing == 0
    assert "P4" in set(made.assignments["surveyor_id"])


def test_each_crew_has_its_skilled_person(people, rules):
    """Three at A, two of them skilled, one crew a day: a skilled one is always in it."""
    skilled = replace(rules, skilled=True)
    made = solved(people, demand({(d, "day", "A"): 1 for d in range(6)}), skilled)
    able = {"P1", "P3"}
    crews = made.assignments.groupby("date")["surveyor_id"].agg(set)
    assert made.missing == 0
    assert all(crew & able for crew in crews)
    nobody = solved(people.assign(skilled=False), demand({(0, "day", "A"): 1}), skilled)
    assert nobody.unfilled["why"].tolist() == ["skill"]
    assert nobody.mends.set_index("change").loc["skill", "missing_after"] == 0


def test_weekly_hours_bind_where_they_are_known(people, short):
    """40 h a week are three shifts of twelve hours in seven days."""
    asked = demand({(d, "day", "A"): 1 for d in range(7)})
    made = solved(people.iloc[:1], asked, replace(short, hours_per_week_max=40.0))
    assert made.missing == 4


def test_last_week_goes_on(people, short):
    """Six days worked before Monday: Monday is off; three nights before: a fourth is not added."""
    eve = [WEEK[0] - timedelta(days=k) for k in range(1, 7)]
    before = pd.DataFrame(
        {"date": eve, "shift": "day", "base_id": "A", "crew": 1, "surveyor_id": "P1",
         "overtime_h": 0.0}
    )  # fmt: skip
    asked = demand({(0, "day", "A"): 1, (1, "day", "A"): 1})
    made = solved(people.iloc[:1], asked, short, before=before)
    assert made.unfilled["date"].tolist() == [WEEK[0]]
    nights = before.iloc[:3].assign(shift="night")
    third = solved(people.iloc[:1], demand({(0, "night", "A"): 1}), short, before=nights)
    assert third.missing == 1


def test_an_empty_shift_is_worse_than_a_thin_one(people, short):
    """Two people for two day crews and a night crew: the night is never the one left empty."""
    asked = demand({(0, "day", "A"): 2, (0, "night", "A"): 1})
    made = solved(people.iloc[:2], asked, short)
    assert (made.missing, made.empty) == (1, 0)


def test_free_days_are_dealt_fairly(people, short):
    """Week-end of two days, one crew, two people: one day each."""
    asked = demand({(d, "day", "A"): 1 for d in range(7)})
    made = solved(people.iloc[:2], asked, short, free_days=WEEK[5:])
    assert sorted(made.people["free_day_shifts"]) == [1, 1]
    assert made.people["shifts"].max() == 4


def test_what_cannot_be_rostered_is_refused(people, rules):
    """Nobody, no demand, a gap in the days, a demand that contradicts itself."""
    asked = demand({(0, "day", "A"): 1})
    with pytest.raises(ModelError, match="nobody to roster"):
        solved(people.iloc[:0], asked, rules)
    with pytest.raises(ModelError, match="no crew is asked for"):
        solved(people, asked.iloc[:0], rules)
    with pytest.raises(ModelError, match="stand twice"):
        solved(people, pd.concat([asked, asked]), rules)
    with pytest.raises(ModelError, match="not consecutive"):
        named_roster(people, away(), asked, None, rules, days=[WEEK[0], WEEK[2]], time_s=1.0)
    with pytest.raises(ModelError, match="h long, more than 10"):
        solved(people, asked, replace(rules, shift_max_h=10.0))


def test_a_month_of_the_base_table(people, rules):
    """February has 28 days; a base of no crews asks for nothing; the verifier keeps silent."""
    days = month_days(date(2026, 2, 17))
    bases = pd.DataFrame({"base_id": ["A", "B"], "crews_day": [1, 0], "crews_night": [0, 0]})
    asked = demand_of(bases, days)
    assert (len(asked), set(asked["base_id"])) == (28, {"A"})
    made = named_roster(people, away(), asked, None, rules, days=days, time_s=TIME_S)
    again = verify(made.assignments, people, away(), asked, None, rules,
                   first=days[0], last=days[-1])  # fmt: skip
    assert len(again) == 0
    told = unfilled_of(made.assignments, people, away(), asked, None, rules, days=days)
    assert told["missing"].sum() == made.missing
