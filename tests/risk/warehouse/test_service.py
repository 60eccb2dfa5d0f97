"""Service tables over a version: ten claims, calls, complaints and answers known by hand."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from warehouse_frames import NOW, claims, policies, regions, upsert

from risk.errors import WarehouseError
from risk.history.working_days import working_days
from risk.settings import Promise
from risk.warehouse import Changes, Warehouse, open_version, publish, service
from risk.warehouse.contract import (
    contract_end,
    corrections_by_ledger,
    measures,
    open_claims,
    open_run_off,
    targets,
)
from risk.warehouse.experience import Stage, clock
from risk.warehouse.filters import Filter
from risk.workspace import Workspace

DAYS = working_days(date(2024, 1, 1), date(2025, 12, 31))
YEAR_END = Filter(date(2024, 12, 31))
LIMITS = Promise(review_days=5, payment_days=10, complaint_days=2)
KEYS = {"target": ("contract_year", "month", "metric")}
MARCH = datetime(2024, 3, 4, 8)  # a Monday
HOUR_LATER = MARCH + timedelta(hours=1)


def four_claims(**changes: Any) -> pd.DataFrame:
    """Reported together: C1 in time, C2 late, C3 never reached, C4 without a tier and refused."""
    frame = claims(
        claim_id=["C1", "C2", "C3", "C4"], tier=["town", "town", "rural", None],
        loss_at=MARCH - timedelta(hours=1), reported_at=MARCH,
        arrived_at=[MARCH + timedelta(minutes=m) for m in (20, 45)] + [pd.NaT, HOUR_LATER],
        arrival_quality=["measured", "measured", None, "typed"],
        surveyed_at=[MARCH + timedelta(hours=2)] * 2 + [pd.NaT, MARCH + timedelta(hours=2)],
        documents_complete_at=[datetime(2024, 3, 8, 9), datetime(2024, 3, 8, 9), pd.NaT, pd.NaT],
        approved_at=pd.to_datetime(["2024-03-11 09", "2024-03-15 09", None, "2024-03-08 09"]),
        posted_from=[datetime(2024, 3, 12), pd.NaT, pd.NaT, pd.NaT],
        posted_to=[datetime(2024, 3, 18), pd.NaT, pd.NaT, pd.NaT],
        paid_at=[datetime(2024, 3, 20, 9), datetime(2024, 4, 20, 9), pd.NaT, pd.NaT],
        paid_money=[1000.0, 2000.0, None, None], status=["paid", "paid", "open", "rejected"],
        followed_up_at=[datetime(2024, 4, 2, 9), datetime(2024, 5, 2, 9), pd.NaT, pd.NaT],
        satisfaction=["satisfied", "dissatisfied", None, None],
        late_reason=[None, "道路结冰", None, None], crew_id=["S1", "X1", None, "X1"],
        peril=["gale", "gale", "flood", "gale"],
        damage_grade=["slight", "severe", None, "below"], grade_decided_by="公司查勘员",
        reject_reason=[None, None, None, "附属建筑"],
    )  # fmt: skip
    return frame.assign(**changes)


def calls() -> pd.DataFrame:
    """Two answered, one given up, one whose end is not told; a call-back reached, one not."""
    at = [MARCH, datetime(2024, 3, 9, 20), datetime(2024, 3, 9, 21), datetime(2024, 4, 1, 9)]
    return pd.DataFrame(
        {
            "call_id": ["K1", "K2", "K3", "K4", "B1", "B2"],
            "called_at": [*at, datetime(2024, 4, 2, 9), datetime(2024, 4, 3, 9)],
            "ring_s": [6.0, 20.0, 40.0, 8.0, 5.0, 9.0],
            "abandoned": [False, None, True, None, None, None],
            "kind": ["report", None, "enquiry", "enquiry", "follow_up", "follow_up"],
            "outcome": ["connected", "connected", None, None, "connected", "no_answer"],
            "claim_id": ["C1", None, None, "C3", "C1", "C2"],
        }
    )


def complaints() -> pd.DataFrame:
    """Closed in a day, closed in five, open since June."""
    day = datetime(2024, 6, 3, 9)
    return pd.DataFrame(
        {
            "complaint_id": ["T1", "T2", "T3"], "claim_id": ["C2", None, "C3"],
            "received_at": [day] * 3, "reason": ["到场慢", "到场慢", "回电13900000000无人接"],
            "owner": "客户服务部",
            "first_answer_at": [day + timedelta(hours=h) for h in (2, 72)] + [pd.NaT],
            "completed_at": [day + timedelta(days=d) for d in (1, 5)] + [pd.NaT],
        }
    )  # fmt: skip


def reports() -> pd.DataFrame:
    """C1 was reported twice, with a telephone in the text."""
    return pd.DataFrame(
        {
            "report_id": ["R1", "R2"], "channel": ["hotline", "liaison"],
            "reported_at": [MARCH, MARCH + timedelta(hours=3)],
            "passed_on_at": [MARCH + timedelta(minutes=5), pd.NaT],
            "text": "张某，13900000000，房屋受损", "claim_id": "C1",
        }
    )  # fmt: skip


def put(ws: Workspace, **frames: pd.DataFrame) -> None:
    """Publish frames by table name, with the keys of their ledgers."""
    changes = [
        upsert(table, frame, **({"key": KEYS[table]} if table in KEYS else {}))
        for table, frame in frames.items()
    ]
    publish(ws, Changes(changes), reason="test", county=ws.county(), now=NOW)


def filled(folder: Path) -> Workspace:
    """A workspace with the small version of this file."""
    (folder / "county.toml").write_text('[county]\nname = "小县"\ncode = "99"\n', "utf-8")
    ws = Workspace(folder)
    surveyor = pd.DataFrame({"surveyor_id": ["S1"], "base_id": ["B1"], "role": ["查勘员"]})
    put(
        ws, region=regions(), claim=four_claims(), call=calls(), complaint=complaints(),
        report=reports(), surveyor=surveyor, policy=policies(("2024-01-01", "2024-12-31")),
    )  # fmt: skip
    return ws


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """The small version, read-only."""
    with open_version(filled(tmp_path_factory.mktemp("service"))) as opened:
        yield opened


def test_the_arrival_table(warehouse: Warehouse):
    """Required, actual, a verdict; what was never reached is overdue, not gone."""
    told = service.stage_rows(
        warehouse, YEAR_END, Stage.ARRIVAL, promise=LIMITS, working_days=DAYS
    ).set_index("claim_id")
    assert told["verdict"].to_dict() == {
        "C1": "kept",
        "C2": "late",
        "C3": "overdue",
        "C4": "no_limit",
    }
    assert told.loc["C2", ["required_min", "actual_min", "late_reason"]].tolist() == [
        30,
        45,
        "道路结冰",
    ]
    late = service.stage_rows(
        warehouse, YEAR_END, Stage.ARRIVAL, promise=LIMITS, working_days=DAYS, verdicts=["late"]
    )
    assert late["claim_id"].tolist() == ["C2"]
    page = service.stage_rows(
        warehouse, YEAR_END, Stage.ARRIVAL, promise=LIMITS, working_days=DAYS, limit=1, offset=1
    )
    assert page[["claim_id", "rows_in_all"]].to_numpy().tolist() == [["C2", 4]]


def test_review_runs_from_complete_documents(warehouse: Warehouse):
    """From Friday to Monday: three days, one working day; to the Friday after: seven, five."""
    told = service.stage_rows(
        warehouse, YEAR_END, Stage.REVIEW, promise=LIMITS, working_days=DAYS
    ).set_index("claim_id")
    assert told["actual_days"].to_dict() == {"C1": 3, "C2": 7}
    assert told["actual_working_days"].to_dict() == {"C1": 1, "C2": 5}
    assert told["verdict"].to_dict() == {"C1": "kept", "C2": "late"}
    silent = service.stage_rows(
        warehouse, YEAR_END, Stage.REVIEW, promise=Promise(), working_days=DAYS
    )
    assert set(silent["verdict"]) == {"no_limit"}
    assert silent["required_days"].isna().all()


def test_payments_tell_the_notice_apart(warehouse: Warehouse):
    """C1: nine days from approval, seven of them the notice; C2: 36 without one."""
    rows = service.stage_rows(
        warehouse, YEAR_END, Stage.PAYMENT, promise=LIMITS, working_days=DAYS
    ).set_index("claim_id")
    assert rows.loc["C1", ["actual_days", "notice_days", "verdict"]].tolist() == [9, 7, "kept"]
    assert "C4" not in rows.index  # refused: nothing to pay
    times = service.payment_times(warehouse, YEAR_END)
    held = times[(times["claims"] > 0) & (times["standing"] == "timed")]
    found = {(r.clock, r.from_day): r.claims for r in held.itertuples()}
    assert found == {
        ("from_approval", 7): 1, ("from_approval", 30): 1, ("from_approval_less_notice", 1): 1,
        ("from_report", 15): 1, ("from_report", 30): 1, ("notice", 7): 1,
    }  # fmt: skip


def test_every_stage_adds_up(warehouse: Warehouse):
    """Nothing is dropped, and the arrival is as the single clock has it."""
    told = service.timeliness(warehouse, YEAR_END, promise=LIMITS, working_days=DAYS)
    stages = told[told["stage"] != "complaint"]
    parts = ["clocked", "running", "missing", "imprecise", "impossible"]
    assert (stages[parts].sum(axis=1) == stages["claims"]).all()
    single = clock(
        warehouse, YEAR_END, ("tier",), stage=Stage.ARRIVAL, promise=LIMITS, working_days=DAYS
    ).set_index("tier")
    arrival = told[told["stage"] == "arrival"].set_index("tier")
    for tier in ("town", "rural"):
        for name in ("claims", "clocked"):
            assert arrival.loc[tier, name] == single.loc[tier, name]
    assert arrival.loc["town", ["kept", "late", "share"]].tolist() == [1, 1, 0.5]
    assert arrival.loc["rural", "overdue"] == 1
    payment = told.set_index("stage").loc["payment"]
    assert payment[["claims", "late", "ceiling_days"]].tolist() == [3, 1, 10]


def test_why_late(warehouse: Warehouse):
    """One late arrival, on ice."""
    told = service.late_reasons(warehouse, YEAR_END, "year", promise=LIMITS)
    assert told[["year", "tier", "late_reason", "late", "share"]].to_numpy().tolist() == [
        [2024, "town", "道路结冰", 1, 1.0]
    ]


def test_the_hotline_by_part_of_the_day(warehouse: Warehouse):
    """K1 in the morning, K2 and K3 in the evening; call-backs are not incoming."""
    told = service.hotline(warehouse, YEAR_END, "day_part", promise=LIMITS, seconds_per_ring=5)
    rows = told.set_index("day_part")
    assert rows["calls"].to_dict() == {1: 2, 3: 2}
    assert rows.loc[3, ["answered", "unanswered", "in_time", "judged"]].tolist() == [1, 1, 0, 2]
    assert rows.loc[1, ["answered", "end_not_given", "in_time_share"]].tolist() == [1, 1, 1.0]
    assert service.hotline(warehouse, YEAR_END, promise=LIMITS)["in_time_share"].isna().all()


def test_calls_of_a_day_and_of_some_claims(warehouse: Warehouse):
    """A call after the last day does not show; of flood claims only K4."""
    early = service.hotline(warehouse, Filter(date(2024, 3, 9)), "weekday", promise=LIMITS)
    assert early.set_index("weekday")["calls"].to_dict() == {1: 1, 6: 2}
    flood = Filter(date(2024, 12, 31), families=("flood",))
    assert service.hotline(warehouse, flood, promise=LIMITS)["calls"].tolist() == [1]
    in_march = Filter(date(2024, 12, 31), months=(3,))
    assert service.hotline(warehouse, in_march, promise=LIMITS)["calls"].tolist() == [3]


def test_reports_without_what_was_said(warehouse: Warehouse):
    """Two reports of one claim, newest first; no text, no telephone."""
    told = service.report_register(warehouse, YEAR_END)
    assert told[["report_id", "number"]].to_numpy().tolist() == [["R2", 2], ["R1", 1]]
    assert told["passed_on_min"].iloc[1] == 5
    assert "139" not in told.to_csv()


def test_complaints_against_their_limit(warehouse: Warehouse):
    """One in two days, one late, one open since June; a number in the reason is not shown."""
    rows = service.complaints(warehouse, YEAR_END, promise=LIMITS).iloc[0]
    assert rows[
        ["complaints", "completed", "completed_in_time", "due", "open_over_limit"]
    ].tolist() == [3, 2, 1, 3, 1]
    assert rows["answered_in_time_share"] == 0.5
    register = service.complaint_register(warehouse, YEAR_END, promise=LIMITS).set_index(
        "complaint_id"
    )
    assert register["verdict"].to_dict() == {"T1": "kept", "T2": "late", "T3": "overdue"}
    assert register.loc["T3", "reason"] == "回电…无人接"
    by_reason = service.complaints(warehouse, YEAR_END, "reason", promise=Promise())
    assert by_reason.set_index("reason")["complaints"].to_dict() == {"到场慢": 2, "回电…无人接": 1}
    early = service.complaints(warehouse, Filter(date(2024, 6, 3)), promise=LIMITS).iloc[0]
    assert early[["complaints", "answered", "open", "due"]].tolist() == [3, 1, 3, 0]


def test_call_backs_and_answers(warehouse: Warehouse):
    """One of two reached; answers count in the quarter they were given, silence where closed."""
    assert service.call_backs(warehouse, YEAR_END)["reached_share"].tolist() == [0.5]
    told = service.satisfaction(warehouse, YEAR_END, "year", "quarter")
    assert told[["quarter", "closed", "answers", "index"]].fillna(-1).to_numpy().tolist() == [
        [1, 1, 0, -1], [2, 2, 2, 50]
    ]  # fmt: skip
    beside = service.dissatisfaction(warehouse, YEAR_END).set_index(["kind", "reason"])
    assert beside.loc[("complaint", "到场慢"), "of_dissatisfied"] == 1
    assert beside.loc[("late", "道路结冰"), "dissatisfied"] == 1
    april = service.satisfaction(warehouse, Filter(date(2024, 4, 30)))
    assert april[["closed", "answers", "satisfied"]].to_numpy().tolist() == [[3, 1, 1]]


def test_cards_know_posts_and_rework(tmp_path: Path, warehouse: Warehouse):
    """A grade changed later is re-work of the crew that had been there."""
    first = service.scorecards(warehouse, YEAR_END, promise=LIMITS).set_index("crew_id")
    assert first.loc["S1", ["role", "kept", "redone"]].tolist() == ["查勘员", 1, 0]
    assert first.loc["X1", ["surveys", "kept", "clocked"]].tolist() == [2, 0, 1]
    ws = filled(tmp_path)
    put(ws, claim=four_claims(damage_grade=["slight", "slight", "slight", "below"]))
    with open_version(ws) as changed:
        cards = service.scorecards(changed, YEAR_END, promise=LIMITS).set_index("crew_id")
        assert cards.loc[["S1", "X1"], "redone"].tolist() == [0, 1]
        ledger = corrections_by_ledger(changed, YEAR_END.as_of).set_index("column")
        assert ledger.loc["damage_grade", ["changes", "first_told"]].tolist() == [2, 1]
        before = service.scorecards(changed, Filter(date(2024, 4, 1)), promise=LIMITS)
        assert before["redone"].sum() == 0


def test_unknown_groupings_are_refused(warehouse: Warehouse):
    """With what can be asked instead."""
    with pytest.raises(WarehouseError, match="cannot group by structure"):
        service.hotline(warehouse, YEAR_END, "structure", promise=LIMITS)
    with pytest.raises(WarehouseError, match="twice"):
        service.satisfaction(warehouse, YEAR_END, "year", "year")


def test_targets_of_the_contract(tmp_path: Path):
    """March: half on time where 0.9 is asked; what rings mean is not told."""
    rows = [
        (2024, 3, "到场时效达标率", 0.9), (2024, 5, "满意率", 0.5),
        (2024, 3, "热线三声接听率", 0.9),
        (2024, 4, "平均结案天数", 50.0), (2024, 12, "满意率", 0.9), (2024, 6, "投诉办结率", 0.6),
        (2024, 6, "参保率", 0.9),
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["contract_year", "month", "metric", "value"])
    ws = filled(tmp_path)
    put(ws, target=frame.assign(unit="share"))
    with open_version(ws) as changed:
        told = targets(changed, YEAR_END.as_of, ws.county()).set_index(["month", "metric"])
        rings = targets(changed, YEAR_END.as_of, ws.county(), seconds_per_ring=5)
    assert told["verdict"].to_dict() == {
        (3, "到场时效达标率"): "missed", (5, "满意率"): "missed",
        (3, "热线三声接听率"): "cannot_tell",
        (4, "平均结案天数"): "met", (12, "满意率"): "no_data", (6, "投诉办结率"): "met",
        (6, "参保率"): "cannot_tell",
    }  # fmt: skip
    assert told.loc[(4, "平均结案天数"), "actual"] == pytest.approx(47 + 1 / 24)
    assert rings.set_index("metric").loc["热线三声接听率", "actual"] == pytest.approx(1 / 3)


def test_open_claims_and_the_end_of_the_contract(warehouse: Warehouse):
    """One claim open for 302 days; three closed ones say nothing of the speed."""
    rows = open_claims(warehouse, YEAR_END)
    assert rows[["claim_id", "age_days", "reached"]].to_numpy().tolist() == [["C3", 302, False]]
    by_age, told = open_run_off(warehouse, YEAR_END, seed=1)
    assert by_age["claims"].sum() == told.open_now == 1
    assert told.note == "not_enough_data"
    assert contract_end(date(2024, 3, 1), 7) == date(2024, 6, 30)
    first_evening = open_claims(warehouse, Filter(MARCH.date()))
    assert first_evening["claim_id"].tolist() == ["C1", "C2", "C3", "C4"]
    assert set(first_evening["age_days"]) == {0}
    assert measures(warehouse, YEAR_END.as_of).empty
