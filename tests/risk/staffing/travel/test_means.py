"""Crews that people and cars give, by hand."""

from datetime import date

import pandas as pd

from risk.staffing.travel import manned, means, skills

DAY = date(2026, 7, 1)
BASES = pd.DataFrame({"base_id": ["A", "B", "C"], "crews_day": [3, 1, 2], "crews_night": [1, 0, 0]})
PEOPLE = pd.DataFrame(
    [
        *[(f"A{i}", "A", "查勘员", "无人机、驾驶") for i in range(7)],
        ("A8", "A", "理赔岗", None),
        *[(f"B{i}", "B", None, "驾驶") for i in range(4)],
    ],
    columns=["surveyor_id", "base_id", "role", "skills"],
)
CARS = pd.DataFrame(
    [("1", "A", 5), ("2", "A", None), ("3", "A", 5), ("4", "B", 1), ("5", "B", 5)],
    columns=["vehicle_id", "base_id", "seats"],
)
AWAY = pd.DataFrame(
    [("A0", "2026-06-28", "2026-07-01"), ("B0", "2026-07-02", "2026-07-03")],
    columns=["surveyor_id", "from_day", "to_day"],
).astype({"from_day": "datetime64[us]", "to_day": "datetime64[us]"})


def found(**changed):
    given = {"surveyors": PEOPLE, "vehicles": CARS, "absences": AWAY} | changed
    return means(
        given["surveyors"], given["vehicles"], given["absences"], BASES, day=DAY,
        heads_per_crew=2, survey_roles=("查勘",),
    ).set_index("base_id")  # fmt: skip


def test_people_cars_and_leave_by_hand():
    """A: 6 of 7 present, 3 cars: 3 crews. B: 4 people, one car seats one. C: nobody is listed."""
    told = found()
    assert told["people"].to_dict() == {"A": 6, "B": 4, "C": 0}
    assert told["away"].to_dict() == {"A": 1, "B": 0, "C": 0}
    assert told["cars"].to_dict() == {"A": 3, "B": 1, "C": 0}
    assert told["crews"].to_dict() == {"A": 3, "B": 1, "C": 2}
    assert told["binding"].to_dict() == {"A": "people", "B": "cars", "C": "table"}


def test_without_a_car_ledger_people_alone_bind():
    told = found(vehicles=CARS.iloc[:0])
    assert told["cars"].isna().all()
    assert told["crews"].to_dict() == {"A": 3, "B": 2, "C": 2}


def test_without_people_the_base_table_stands():
    told = found(surveyors=PEOPLE.iloc[:0])
    assert told["crews"].tolist() == [4, 1, 2]
    assert set(told["binding"]) == {"table"}


def test_the_base_table_is_capped_and_the_night_watch_kept():
    told = manned(BASES, found().reset_index())
    assert told["crews_night"].tolist() == [1, 0, 0]
    assert told["crews_day"].tolist() == [2, 1, 2]


def test_no_bases_no_means():
    assert means(PEOPLE, CARS, AWAY, BASES.iloc[:0], day=DAY, heads_per_crew=2).empty
    assert manned(BASES.iloc[:0], found().iloc[:0]).empty


def test_each_person_present_counts_for_each_skill():
    told = skills(PEOPLE, AWAY, day=DAY).set_index(["base_id", "skill"])["people"]
    assert told.to_dict() == {("A", "无人机"): 6, ("A", "驾驶"): 6, ("B", "驾驶"): 4}
