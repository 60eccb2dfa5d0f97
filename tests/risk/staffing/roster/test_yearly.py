"""The year's base staffing on thirty villages: more claims need no fewer crews; people by hand."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from risk.errors import ModelError
from risk.history.ordinary import Ordinary, night_share, ordinary_months
from risk.settings import County
from risk.settings import Roster as RosterSettings
from risk.staffing.roster import base_staffing
from risk.staffing.roster.budget import (
    in_season,
    people_needed,
    shifts_per_person,
    surge_reserve,
)
from risk.staffing.roster.rules import Rules, crewed, demand_of_plan, rostered
from tests.risk.staffing.conftest import CODES

FIRST = pd.Timestamp(2026, 1, 1)


def ordinary(*monthly, night=0.1):
    """Months with these mean claims, Poisson."""
    draws = np.random.default_rng(1).poisson(monthly, (400, len(monthly))).astype(float)
    return Ordinary(FIRST, draws, night, 100)


@pytest.fixture(scope="module")
def told(county, bases, regions):
    """A quiet month and one with ten claims a day."""
    scores = pd.DataFrame(
        {
            "level": "village", "region_code": CODES, "peril_family": "all",
            "house_years": 1600.0, "claims_per_1000_house_years": 1.0,
            "exposure_source": "policies",
        }
    )  # fmt: skip
    in_force = pd.DataFrame({"region_code": CODES, "structure": "other", "houses": 2000})
    return base_staffing(
        ordinary(12, 320), in_force, scores, bases, regions.assign(parent_code="T0"),
        county=county, seed=1, people_record=9,
    )  # fmt: skip


def test_more_claims_need_no_fewer_crews(told):
    """Ranges hold their middle, the busy month needs more by day, the goal is met where said."""
    needs = told.needs
    assert (needs["crews_lo"] <= needs["crews"]).all()
    assert (needs["crews"] <= needs["crews_hi"]).all()
    day = needs[needs["shift"] == "day"].groupby("month")["crews"].sum()
    assert day.iloc[0] <= day.iloc[1]
    assert day.iloc[1] >= 2
    claims = needs.groupby("month")["claims_mean"].sum()
    assert claims.to_numpy() == pytest.approx([12, 320], rel=0.1)
    met = told.months[told.months["met"]]
    assert (met["p_held"] >= 0.8).all()
    assert (told.months["p_held"] < 1).all()


def test_crews_of_a_month_are_a_base_table(told):
    table = told.crews(FIRST)
    assert list(table.columns) == ["base_id", "crews_day", "crews_night"]
    assert set(table["base_id"]) == {"B1", "B2"}


def test_too_short_a_record_is_refused(county, bases, regions):
    short = replace(ordinary(1), note="not enough data: a record of 5 months")
    with pytest.raises(ModelError, match="5 months"):
        base_staffing(short, pd.DataFrame(), pd.DataFrame(), bases, regions, county=county, seed=1)


def test_people_by_hand():
    """31 days, 6 of 7, no leave: 26.57 shifts; one day crew of two: 62 heads, 3 people."""
    county = County(
        name="t", code="0", roster=RosterSettings(leave_days=0, training_days=0, sick_days=0)
    )
    needs = pd.DataFrame(
        {"month": [FIRST, FIRST], "shift": ["day", "night"], "crews": [1, 0],
         "crews_record": [3, 1]}
    )  # fmt: skip
    people = people_needed(needs, county, None).iloc[0]
    assert people["shifts_per_person"] == pytest.approx(31 * 6 / 7)
    assert (people["crew_shifts"], people["heads"], people["people_needed"]) == (31, 62, 3)
    assert people["people_record_needed"] == 10  # 248 heads over 26.57
    forty = replace(county, roster=replace(county.roster, hours_per_week_max=40.0))
    assert shifts_per_person(forty, 31, Rules.of(forty)) == pytest.approx(40 * 31 / 7 / 12)


def test_reserve_is_of_the_seasons_gravest_plan():
    months = [pd.Timestamp(2026, m, 1) for m in (1, 4, 7)]
    plan = lambda s, b: pd.DataFrame({"standby": [s, 0], "borrowed": [0, b]})  # noqa: E731
    plans = {"storm": (((5, 9),), plan(2, 3)), "snow": (((11, 2),), plan(1, 4)),
             "flood": (((6, 8),), plan(2, 9))}  # fmt: skip
    reserve = surge_reserve(months, plans)
    assert reserve["preset"].tolist() == ["snow", "", "flood"]
    assert reserve["borrowed"].tolist() == [4, 0, 9]
    assert reserve["peak"].tolist() == [4, 0, 9]
    assert in_season(12, 11, 2)
    assert not in_season(5, 11, 2)


def test_ordinary_claims_leave_events_out():
    """Two claims a month for four years, and an event of 500: the months ahead stay near two."""
    days = [d + pd.Timedelta(hours=h) for d in pd.date_range("2022-01-10", "2025-12-10", freq="MS")
            for h in (10, 22)]  # fmt: skip
    quiet = pd.DataFrame({"loss_at": days, "reported_at": days, "event_id": None})
    storm = pd.DataFrame(
        {"loss_at": pd.Timestamp(2024, 7, 5), "reported_at": pd.Timestamp(2024, 7, 5, 12),
         "event_id": ["E"] * 500}
    )  # fmt: skip
    claims = pd.concat([quiet, storm]).assign(peril_family="storm")
    told = ordinary_months(
        claims, None, as_of=date(2025, 12, 31), seed=1, start_month=1, day_hours=(8, 20),
        night_prior=0.15, draws=400,
    )  # fmt: skip
    assert told.months[0] == FIRST
    assert told.draws.mean() == pytest.approx(2, rel=0.3)
    n = len(days)
    assert told.night_share == pytest.approx((n / 2 + 20 * 0.15) / (n + 20))
    short = ordinary_months(
        claims[claims["loss_at"] > "2025-06-01"], None, as_of=date(2025, 12, 31), seed=1,
        start_month=1, day_hours=(8, 20), night_prior=0.15,
    )  # fmt: skip
    assert short.note.startswith("not enough data")
    assert night_share(pd.Series([], dtype="datetime64[us]"), (8, 20), 0.15) == (0.15, 0)


def test_ledgers_become_people_and_plans_a_demand():
    """Desk staff and people without a base are left out; borrowed crews bring their own people."""
    ledger = pd.DataFrame(
        {
            "surveyor_id": ["S2", "S1", "S3", "S4"], "base_id": ["A", "A", "A", None],
            "role": ["查勘员", None, "理赔岗", "查勘员"], "skills": ["驾驶、无人机", None, "", ""],
        }
    )  # fmt: skip
    county = County(name="t", code="0", roster=RosterSettings(skill="无人机"))
    people = rostered(ledger, county)
    assert people["surveyor_id"].tolist() == ["S1", "S2"]
    assert people["skilled"].tolist() == [False, True]
    plan = pd.DataFrame(
        {
            "date": [date(2026, 1, 30), date(2026, 1, 30), date(2026, 1, 30), date(2026, 2, 1)],
            "shift": "day", "base_id": "A", "source": ["own", "standby", "L1", "own"],
            "crews": [1, 2, 5, 1],
        }
    )  # fmt: skip
    asked = demand_of_plan(plan, [date(2026, 1, 30), date(2026, 1, 31)])
    assert asked[["crews", "overtime_h"]].to_numpy().tolist() == [[3, 0.0]]
    duties = pd.DataFrame(
        {"date": date(2026, 1, 30), "shift": "day", "base_id": "A",
         "surveyor_id": ["a", "b", "c", "d"], "overtime_h": 0.0}
    )  # fmt: skip
    crews = crewed(duties, {"c", "d"}, 2).groupby("crew")["surveyor_id"].agg(list)
    assert crews.tolist() == [["c", "a"], ["d", "b"]]
