"""Nothing later than ``as_of`` shows, and all of its local day does."""

from collections.abc import Callable
from datetime import date, datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warehouse_frames import claims, policies, regions

from risk.warehouse import Warehouse, open_version
from risk.workspace import Workspace

Put = Callable[..., str]


def claim_on(ws: Workspace, day: date) -> pd.Series:
    """The one claim as known at the end of a day."""
    with open_version(ws) as warehouse:
        found = warehouse.claims(day)
    assert len(found) == 1
    return found.iloc[0]


def test_a_claim_unfolds_day_by_day(ws: Workspace, put: Put) -> None:
    """Reported late in the evening, reached after midnight, approved, then paid."""
    put(region=regions(), claim=claims())
    reported = claim_on(ws, date(2024, 3, 1))
    assert pd.isna(reported[["arrived_at", "arrival_quality", "damage_grade", "paid_at"]]).all()
    assert reported["status"] == "open"
    reached = claim_on(ws, date(2024, 3, 2))
    assert reached["arrived_at"] == datetime(2024, 3, 2, 0, 30)
    assert (reached["damage_grade"], reached["estimate_money"]) == ("slight", 900.0)
    assert pd.isna(reached["paid_money"])
    approved = claim_on(ws, date(2024, 4, 30))
    assert approved["approved_at"] == datetime(2024, 4, 1, 9)
    assert approved["status"] == "open"
    paid = claim_on(ws, date(2024, 5, 1))
    assert (paid["status"], paid["paid_money"]) == ("paid", 1000.0)


def test_a_claim_not_yet_reported_is_unknown(ws: Workspace, put: Put) -> None:
    """A loss of yesterday reported today does not show yesterday."""
    put(claim=claims(reported_at=datetime(2024, 3, 2, 0, 1)))
    with open_version(ws) as warehouse:
        assert warehouse.claims(date(2024, 3, 1)).empty
        assert len(warehouse.claims(date(2024, 3, 2))) == 1


def test_payment_without_a_day_counts_from_approval(ws: Workspace, put: Put) -> None:
    """The nearest earlier step with a time stands for the missing one."""
    put(claim=claims(paid_at=pd.NaT))
    assert pd.isna(claim_on(ws, date(2024, 3, 31))["paid_money"])
    assert claim_on(ws, date(2024, 4, 1))["paid_money"] == 1000.0


def test_what_is_added_to_a_claim(ws: Workspace, put: Put) -> None:
    """Region and township of today, peril family, contract year, whether it is of an event."""
    put(region=regions(), claim=claims())
    found = claim_on(ws, date(2024, 12, 31))
    added = found[["region_code", "township_code", "peril_family", "year", "event"]]
    assert added.tolist() == ["990101", "9901", "storm", 2024, False]


def test_contract_years_begin_where_the_county_says(ws: Workspace, put: Put) -> None:
    """With contract years from July, a loss in March 2024 belongs to 2023."""
    text = '[county]\nname = "小县"\ncode = "99"\ncontract_year_start_month = 7\n'
    ws.county_file.write_text(text, "utf-8")
    put(claim=claims(), policy=policies(("2023-07-01", "2024-06-30")))
    assert claim_on(ws, date(2024, 12, 31))["year"] == 2023
    with open_version(ws) as warehouse:
        exposure = warehouse.exposure(date(2024, 12, 31))
    assert exposure[["year", "house_years"]].to_numpy().tolist() == [[2023, 1.0]]


TIMES = [
    "loss_at", "reported_at", "acknowledged_at", "dispatched_at", "arrived_at", "surveyed_at",
    "documents_requested_at", "documents_complete_at", "approved_at", "posted_from", "posted_to",
    "paid_at", "followed_up_at",
]  # fmt: skip


@pytest.fixture(scope="module")
def whole_life(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """One claim with a step on each day from 1 to 13 March."""
    from warehouse_frames import NOW, upsert

    from risk.warehouse import Changes, publish

    ws = Workspace(tmp_path_factory.mktemp("life"))
    ws.county_file.write_text('[county]\nname = "小县"\ncode = "99"\n', "utf-8")
    steps = {name: datetime(2024, 3, 1 + i, 12) for i, name in enumerate(TIMES)}
    changes = Changes([upsert("claim", claims(**steps))])
    publish(ws, changes, reason="test", county=ws.county(), now=NOW)
    return open_version(ws)


@settings(max_examples=20, deadline=None)
@given(st.dates(date(2024, 2, 28), date(2024, 3, 20)))
def test_no_time_after_as_of_is_ever_seen(whole_life: Warehouse, day: date) -> None:
    """Every time column of every row lies on or before the day, and none earlier is hidden."""
    found = whole_life.claims(day)
    shown = found[TIMES].iloc[0].dropna() if len(found) else pd.Series(dtype="datetime64[us]")
    due = [name for i, name in enumerate(TIMES) if date(2024, 3, 1 + i) <= day]
    assert list(shown.index) == (due if len(due) >= 2 else [])


def test_a_running_event_has_no_end_yet(ws: Workspace, put: Put) -> None:
    """Events begun later do not show at all; weather and complaints likewise."""
    event = pd.DataFrame(
        {
            "event_id": ["E1", "E2"], "name": "大风", "peril_family": "storm",
            "started_at": [datetime(2024, 3, 1, 6), datetime(2024, 3, 5)],
            "ended_at": [datetime(2024, 3, 2, 6), datetime(2024, 3, 6)],
        }
    )  # fmt: skip
    complaint = pd.DataFrame(
        {
            "complaint_id": ["T1"], "received_at": [datetime(2024, 3, 1, 23)],
            "completed_at": [datetime(2024, 3, 4)],
        }
    )  # fmt: skip
    put(event=event, complaint=complaint)
    with open_version(ws) as warehouse:
        running = warehouse.events(date(2024, 3, 1))
        assert running["event_id"].tolist() == ["E1"]
        assert running["ended_at"].isna().all()
        assert warehouse.events(date(2024, 3, 5))["ended_at"].notna().tolist() == [True, False]
        assert warehouse.complaints(date(2024, 3, 1))["completed_at"].isna().all()
        assert warehouse.complaints(date(2024, 2, 28)).empty


def test_last_day(ws: Workspace, put: Put) -> None:
    """The last payment counts, not the last loss."""
    put(claim=claims())
    with open_version(ws) as warehouse:
        assert warehouse.last_day() == date(2024, 5, 1)
