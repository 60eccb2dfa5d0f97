"""Clocks, registers, calls, complaints and answers of the busy world, worked out by hand."""

from datetime import date

import pytest

from .conftest import See

JULY_10 = date(2024, 7, 10)  # a Wednesday: the storm


def test_promise_by_tier(see: See) -> None:
    """Village 1: 10 of 12 in 30 min; the others 22 of 25 in 180 min; one claim is nowhere."""
    table = see("promise", "tier").set_index("tier")
    assert table["claims"].to_dict() == {"town": 12, "rural": 27, "unknown": 1}
    assert table["clocked"].to_dict() == {"town": 12, "rural": 25, "unknown": 0}
    assert table["kept"].to_dict() == {"town": 10, "rural": 22, "unknown": 0}
    assert table["missing"].to_dict() == {"town": 0, "rural": 2, "unknown": 0}
    assert table["imprecise"].to_dict() == {"town": 0, "rural": 0, "unknown": 1}
    assert table["share"].dropna().to_dict() == pytest.approx({"town": 10 / 12, "rural": 22 / 25})
    # Wilson, z = 1.6449, z² = 2.7055: (10 + 1.3528 ± 1.6449 √(10 · 2 / 12 + 0.6764)) / 14.7055
    assert table.loc["town", "share_lo"] == pytest.approx(0.6008, abs=1e-4)
    assert table.loc["town", "share_hi"] == pytest.approx(0.9432, abs=1e-4)


def test_promise_by_weekday_of_the_report(see: See) -> None:
    """The storm's Wednesday: 20 reports, 2 + 3 late, and C36 of Wednesday 5 November 2025."""
    table = see("promise", "report_weekday").groupby("report_weekday")[["claims", "kept"]].sum()
    # 2023: Mon 1 to Thu 4 May; August 2024: Thu 1 to Mon 5; September: Sun 1, Mon 2 (nowhere);
    # November 2025: Sat 1 to Sun 9, the last two (Sat, Sun) never reached
    assert table["claims"].to_dict() == {1: 4, 2: 2, 3: 22, 4: 3, 5: 2, 6: 3, 7: 4}
    assert table["kept"].to_dict() == {1: 3, 2: 2, 3: 17, 4: 3, 5: 2, 6: 2, 7: 3}


def test_timeliness_of_the_papers(see: See) -> None:
    """Review after 3, 14, 4 days (5 promised); payment after 12.3, 1.3, 11.3 (10 promised)."""
    table = see("timeliness").set_index("stage")
    review, payment = table.loc["review"], table.loc["payment"]
    assert review[["required", "clocked", "kept", "late"]].tolist() == [5, 3, 2, 1]
    assert review["p50_min"] == 4 * 24 * 60
    assert payment[["required", "clocked", "kept", "late"]].tolist() == [10, 3, 1, 2]
    # 19 July 09:00 to 30 July 15:03
    assert payment["p50_min"] == 11 * 24 * 60 + 6 * 60 + 3
    assert payment["claims"] == 39  # the refused claim has nothing to be paid
    assert table.loc["notice", "p50_min"] == 6 * 24 * 60  # 19 to 25 July
    # three complaints: T1 late after 3 days, T3 kept, T2 open past its two days
    complaint = table.loc["complaint"]
    assert complaint[["claims", "clocked", "kept", "late", "overdue"]].tolist() == [3, 2, 1, 1, 1]
    assert complaint["share"] == pytest.approx(1 / 3)


def test_the_whole_claim_takes_twenty_days_less_an_hour(see: See) -> None:
    """Every claim is reported an hour after its loss and paid twenty days after it."""
    whole = see("timeliness").set_index("stage").loc["whole"]
    assert (whole["clocked"], whole["p50_min"]) == (37, 20 * 24 * 60 - 60)


def test_late_arrivals_one_by_one(see: See) -> None:
    """Five late in the storm, two of November 2025 never reached; newest first."""
    table = see("late_arrivals").set_index("claim_id")
    assert table["verdict"].to_dict() == {
        "C40": "overdue", "C39": "overdue", "C17": "late", "C12": "late", "C11": "late",
        "C02": "late", "C01": "late",
    }  # fmt: skip
    assert table.loc["C01", ["required_min", "actual_min"]].tolist() == [30, 45]
    assert table.loc["C17", ["required_min", "actual_min"]].tolist() == [180, 200]
    assert len(see("arrivals")) == 40


def test_late_reasons(see: See) -> None:
    """Two of three outside by a broken road, one in town by the car; the rest give no reason."""
    table = see("late_reasons").fillna({"late_reason": ""})
    found = {(r.tier, r.late_reason): (r.late, r.share) for r in table.itertuples()}
    assert found == {
        ("rural", "道路中断"): (2, pytest.approx(2 / 3)),
        ("rural", ""): (1, pytest.approx(1 / 3)),
        ("town", "车辆故障"): (1, 0.5), ("town", ""): (1, 0.5),
    }  # fmt: skip


def test_reviews_in_days_and_working_days(see: See) -> None:
    """From Monday 15 July: to Thursday 3, to Friday 4, to Monday two weeks on 10 of work."""
    table = see("reviews").set_index("claim_id")
    assert table["actual_days"].to_dict() == {"C01": 3, "C02": 14, "C03": 4}
    assert table["actual_working_days"].to_dict() == {"C01": 3, "C02": 10, "C03": 4}
    assert table["verdict"].to_dict() == {"C01": "kept", "C02": "late", "C03": "kept"}


def test_payments_and_their_notice(see: See) -> None:
    """C01 took twelve days, seven of them the notice from 19 to 25 July."""
    table = see("payments").set_index("claim_id")
    assert table["verdict"].to_dict() == {"C02": "kept", "C03": "late", "C01": "late"}
    # 18 July 09:00 to 30 July 15:01
    assert table.loc["C01", "actual_days"] == pytest.approx(12 + 6 / 24 + 1 / 1440)
    assert table["notice_days"].dropna().to_dict() == {"C01": 7}


def test_distribution_of_payments(see: See) -> None:
    """From the report: all 37 between 15 and 30 days; from approval: three, 34 have none."""
    table = see("payment_times")
    held = table[table["claims"] > 0]
    found = {(r.clock, r.standing, r.from_day): r.claims for r in held.fillna(-1).itertuples()}
    assert found == {
        ("from_report", "timed", 15): 37,
        ("from_approval", "timed", 1): 1, ("from_approval", "timed", 10): 2,
        ("from_approval", "missing", -1): 34,
        ("from_approval_less_notice", "timed", 5): 1,  # 12.25 days less 7
        ("notice", "timed", 7): 1, ("notice", "missing", -1): 36,
    }  # fmt: skip
    paid = table[table["clock"] == "from_approval"].set_index("from_day")["paid_money"]
    assert paid[10.0] == 6000  # C01 and C03


def test_the_hotline(see: See) -> None:
    """Three calls came in; two were answered, one of them within three rings of five seconds."""
    row = see("hotline").iloc[0]
    assert row[["year", "month", "calls", "answered", "abandoned"]].tolist() == [2024, 7, 3, 2, 1]
    assert row["answered_share"] == pytest.approx(2 / 3)
    # a call nobody answered was not answered in time
    assert row[["limit_s", "in_time", "judged"]].tolist() == [15, 1, 3]
    hours = see("hotline_hours").set_index("hour")
    assert hours["calls"].to_dict() == {16: 1, 21: 2}
    assert hours["in_time"].to_dict() == {16: 1, 21: 0}


def test_the_report_register(see: See) -> None:
    """C01 twice, an hour after the loss (less a minute) and three; one report is no claim."""
    table = see("reports").set_index("report_id")
    assert table.index.tolist() == ["R3", "R2", "R1"]
    assert table.loc["R1", ["number", "passed_on_min", "claim_id"]].tolist() == [1, 5, "C01"]
    assert table.loc["R2", ["number", "after_loss_h", "channel"]].tolist() == [2, 3, "liaison"]
    assert table.loc["R3", ["claim_id", "region_code", "after_loss_h"]].isna().all()


def test_complaints(see: See) -> None:
    """2024: T1 closed after three days, T2 open; 2025: T3 closed in one. Two days are promised."""
    years = see("complaints").set_index("year")
    assert years["complaints"].to_dict() == {2024: 2, 2025: 1}
    assert years["completed_in_time_share"].to_dict() == {2024: 0, 2025: 1}  # 0 of 2 due, 1 of 1
    assert years["open_over_limit"].to_dict() == {2024: 1, 2025: 0}
    assert years["p50_answer_h"].to_dict() == {2024: 6, 2025: 1}
    reasons = see("complaint_reasons").set_index("reason")
    assert reasons["complaints"].to_dict() == {"到场慢": 1, "赔款少": 2}
    register = see("complaint_register").set_index("complaint_id")
    assert register["verdict"].to_dict() == {"T3": "kept", "T2": "overdue", "T1": "late"}
    # from 30 December 2024, 9 o'clock, to the end of 2025
    assert register.loc["T2", "open_days"] == pytest.approx(366 + 15 / 24)


def test_call_backs(see: See) -> None:
    """2024: one of two reached; 2025: the one."""
    table = see("call_backs").set_index("year")
    assert table["reached_share"].to_dict() == {2024: 0.5, 2025: 1.0}
    assert table["claims_called"].to_dict() == {2024: 2, 2025: 1}


def test_satisfaction(see: See) -> None:
    """August 2024: 100, 60 and 0 points make 53.3; the silent are told, not guessed."""
    years = see("satisfaction_years").set_index("year")
    assert years["closed"].to_dict() == {2023: 4, 2024: 27, 2025: 7}
    assert years["answers"].to_dict() == {2023: 0, 2024: 3, 2025: 1}
    assert years["index"].dropna().to_dict() == pytest.approx({2024: 160 / 3, 2025: 0})
    assert years.loc[2024, "satisfied_share"] == pytest.approx(2 / 3)
    assert years.loc[2024, "no_answer"] == 24
    assert years.loc[2024, "share_if_silent_dissatisfied"] == pytest.approx(2 / 27)
    months = see("satisfaction").set_index(["year", "month"])
    assert months.loc[(2024, 8), ["answers", "dissatisfied"]].tolist() == [3, 1]
    # paid 20 days after the loss: C25–C29 of August, and C01, C02, C11 by their call-back
    assert months["closed"].to_dict() == {
        (2023, 5): 4, (2024, 7): 17, (2024, 8): 8, (2024, 9): 2, (2025, 11): 6, (2025, 12): 1,
    }  # fmt: skip
    west = see("satisfaction_townships").set_index("township_code").loc["990001101"]
    assert west[["closed", "answers"]].tolist() == [26, 3]


def test_what_stands_beside_dissatisfaction(see: See) -> None:
    """C11 waited on a broken road and complained; C36 was refused and complained."""
    table = see("dissatisfaction").dropna(subset="reason").set_index(["kind", "reason"])
    assert table["dissatisfied"].to_dict() == {
        ("complaint", "到场慢"): 1, ("complaint", "赔款少"): 1, ("late", "道路中断"): 1,
        ("late", "车辆故障"): 0, ("rejected", "附属建筑不属保险标的"): 1,
    }  # fmt: skip
    assert table.loc[("late", "道路中断"), "of_dissatisfied"] == 0.5


def test_scorecards(see: See) -> None:
    """S1 reached 8 of 10 in town, S2 4 of 6, X9 3 of 4; C05's grade was corrected later."""
    table = see("scorecards").dropna(subset="crew_id").set_index("crew_id")
    assert table["on_time_share"].to_dict() == pytest.approx({"S1": 0.8, "S2": 4 / 6, "X9": 0.75})
    assert table["redone"].to_dict() == {"S1": 1, "S2": 0, "X9": 0}
    assert table["role"].dropna().to_dict() == {"S1": "查勘员", "S2": "查勘员"}
    assert table["index"].dropna().to_dict() == {"S1": 80, "S2": 0}  # 100 and 60; 0
    assert table["little_data"].to_dict() == {"S1": False, "S2": True, "X9": True}
    assert set(table["differs"]) == {""}  # 32 of 37 kept in all lies inside each interval


def test_the_storm_alone_before_its_crews_came(see: See) -> None:
    """Seen from the eve nothing of it exists; seen from its day all are reached."""
    assert see("promise", "tier", as_of=date(2024, 7, 9))["claims"].sum() == 4
    day = see("promise", "tier", as_of=JULY_10, event=True).set_index("tier")
    assert day["kept"].to_dict() == {"town": 8, "rural": 7}
    assert see("hotline", as_of=date(2024, 7, 9)).empty
