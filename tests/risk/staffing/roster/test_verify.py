"""The verifier accepts what the solver gives, and catches any single rule that is then broken."""

from dataclasses import replace
from datetime import timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from risk.settings import County
from risk.staffing.roster import Rules, named_roster, verify
from tests.risk.staffing.roster.conftest import WEEK, away, demand

PEOPLE = pd.DataFrame(
    {
        "surveyor_id": ["P1", "P2", "P3", "P4"],
        "base_id": ["A", "A", "A", "B"],
        "skilled": [True, False, True, False],
    }
)
ONE = replace(Rules.of(County(name="test", code="00")), heads_per_crew=1)
CARS = pd.DataFrame({"base_id": ["A", "B"], "cars": [3, 1]})


def duties(*rows):
    """Assignments from (person, day number, shift, base); each a crew of its own."""
    made = [
        (WEEK[0] + timedelta(days=d), shift, base, k + 1, who, 0.0)
        for k, (who, d, shift, base) in enumerate(rows)
    ]
    names = ["date", "shift", "base_id", "crew", "surveyor_id", "overtime_h"]
    return pd.DataFrame(made, columns=names)


def told(assignments, rules=ONE, *, absences=None, asked=None, cars=None, before=None):
    """Rules broken, by name."""
    if asked is None:
        cells = assignments.groupby(["date", "shift", "base_id"])["crew"].nunique()
        asked = cells.rename("crews").reset_index().assign(overtime_h=0.0)
    absences = away() if absences is None else absences
    found = verify(assignments, PEOPLE, absences, asked, cars, rules,
                   first=WEEK[0], last=WEEK[-1], before=before)  # fmt: skip
    return found["rule"].tolist()


DAYS = [("P1", d, "day", "A") for d in range(7)]


def test_each_rule_by_hand():
    """One roster a rule, each breaking that rule alone."""
    assert told(duties(*DAYS[:6])) == []
    assert told(duties(*DAYS)) == ["days"]
    assert told(duties(DAYS[0]).assign(overtime_h=2.5)) == ["overtime"]
    assert told(duties(*[("P1", d, "night", "A") for d in range(4)])) == ["nights"]
    assert told(duties(("P1", 0, "night", "A"), ("P1", 1, "day", "A"))) == ["rest"]
    assert told(duties(("P1", 0, "day", "A"), ("P1", 0, "night", "A"))) == ["rest"]
    assert told(duties(("P9", 0, "day", "A"))) == ["unknown"]
    assert told(duties(("P4", 0, "day", "A"))) == ["base"]
    assert told(duties(("P1", 0, "day", "A")), replace(ONE, shift_max_h=11)) == ["shift"]
    assert told(duties(("P1", 0, "day", "A")), replace(ONE, heads_per_crew=2)) == ["heads"]
    assert told(duties(("P2", 0, "day", "A")), replace(ONE, skilled=True)) == ["skill"]
    assert told(duties(*DAYS[:4]), replace(ONE, hours_per_week_max=40)) == ["hours"]


def test_absence_is_met_by_the_hour():
    """A night shift that ends on the first day away breaks; one that ends before does not."""
    absent = away(("P1", WEEK[2], WEEK[3]))
    assert told(duties(("P1", 1, "night", "A")), absences=absent) == ["absent"]
    assert told(duties(("P1", 0, "night", "A")), absences=absent) == []
    assert told(duties(("P1", 4, "day", "A")), absences=absent) == []


def test_crews_beyond_demand_and_cars():
    """Two crews where one is asked for, and where one car stands."""
    two = duties(("P1", 0, "day", "A"), ("P2", 0, "day", "A"))
    assert told(two, asked=demand({(0, "day", "A"): 1})) == ["over"]
    one_car = CARS.assign(cars=1)
    assert told(two, cars=one_car) == ["cars"]


def test_the_same_shift_twice():
    """Somebody in two crews at once."""
    assert "twice" in told(duties(("P1", 0, "day", "A"), ("P1", 0, "day", "A")))


def test_days_before_count_but_are_not_told():
    """Six days before the first: the seventh breaks; a breach within the days before is silent."""
    before = duties(*[("P1", -k, "day", "A") for k in range(1, 7)])
    assert told(duties(("P1", 0, "day", "A")), before=before) == ["days"]
    long_ago = duties(*[("P1", -k, "day", "A") for k in range(2, 9)])
    assert told(duties(("P1", 1, "day", "A")), before=long_ago) == []


@st.composite
def worlds(draw):
    """A demand of a week at two bases, absences, and who moves."""
    cells = {
        (d, shift, base): draw(st.integers(0, 2))
        for d in range(7)
        for shift in ("day", "night")
        for base in ("A", "B")
    }
    asked = demand({k: n for k, n in cells.items() if n})
    spans = draw(
        st.lists(
            st.tuples(st.sampled_from(["P1", "P2", "P3", "P4"]), st.integers(0, 6),
                      st.integers(0, 2)),
            max_size=2,
        )
    )  # fmt: skip
    absences = away(*[(p, WEEK[d], WEEK[min(d + n, 6)]) for p, d, n in spans])
    rules = replace(
        ONE,
        heads_per_crew=draw(st.sampled_from([1, 2])),
        skilled=draw(st.booleans()),
        move_between_bases=draw(st.booleans()),
    )
    return asked, absences, rules


@settings(max_examples=12, deadline=None)
@given(worlds(), st.integers(0, 10_000))
def test_the_solver_keeps_every_rule_and_one_change_is_caught(world, pick):
    """No breach in what the solver gives; move one person by one shift and a rule breaks or holds
    exactly as counted by hand: called while away, at rest, or beyond what is asked."""
    asked, absences, rules = world
    if asked.empty:
        return
    made = named_roster(PEOPLE, absences, asked, CARS, rules, days=WEEK, time_s=0.8, mending=False)
    given_ = {"absences": absences, "asked": asked, "cars": CARS}
    assert told(made.assignments, rules, **given_) == []
    if made.assignments.empty:
        return
    row = made.assignments.iloc[pick % len(made.assignments)]
    at = made.assignments.index[pick % len(made.assignments)]
    lost = made.assignments.drop(at)
    if rules.heads_per_crew == 2:
        assert "heads" in told(lost, rules, **given_)
    twice = pd.concat([made.assignments, row.to_frame().T.assign(crew=99)], ignore_index=True)
    assert "twice" in told(twice, rules, **given_)
    sick = pd.concat([absences, away((row["surveyor_id"], row["date"], row["date"]))])
    assert "absent" in told(made.assignments, rules, **{**given_, "absences": sick})
    longer = made.assignments.assign(overtime_h=0.0).astype({"overtime_h": float})
    longer.loc[at, "overtime_h"] = 2.5
    assert "overtime" in told(longer, rules, **given_)
    strange = made.assignments.copy()
    strange.loc[at, "surveyor_id"] = "P9"
    assert "unknown" in told(strange, rules, **given_)
    fewer = asked.copy()
    here = (asked[["date", "shift", "base_id"]] == row[["date", "shift", "base_id"]]).all(axis=1)
    fewer.loc[here, "crews"] = 0
    assert "over" in told(made.assignments, rules, **{**given_, "asked": fewer})
    assert "cars" in told(made.assignments, rules, **{**given_, "cars": CARS.assign(cars=0)})


@pytest.mark.parametrize("shift", ["day", "night"])
def test_rest_is_counted_from_the_end_with_overtime(shift):
    """Twelve hours lie between a shift and the same one the next day."""
    pair = duties(("P1", 0, shift, "A"), ("P1", 1, shift, "A"))
    assert told(pair, replace(ONE, rest_min_h=12.0)) == []
    assert told(pair.assign(overtime_h=1.0), replace(ONE, rest_min_h=12.0)) == ["rest"]
