"""The bureau's table beside ours: latest by region, and what explains the difference."""

import pandas as pd
import pytest

from risk.desk import by_grade, explain, latest_tables

EARLY, LATE = pd.Timestamp(2024, 7, 12, 17), pd.Timestamp(2024, 7, 16, 17)
SHARE = pd.Series({"T1": 0.9, "T2": 0.9})


def damage(*rows):
    columns = ["reported_at", "region_code", "damage_grade", "households", "rooms"]
    return pd.DataFrame(rows, columns=columns)


def houses(*rows):
    frame = pd.DataFrame(rows, columns=["region_code", "grade"])
    return frame.assign(p_same=0.0, p_insured=1.0)


def told(table, ours):
    return explain(by_grade(table, ours), table, SHARE).set_index("region_code").loc["T1"]


def test_the_latest_table_of_each_region_counts():
    """An earlier one is history, also where another region has a later one."""
    table = damage(
        (EARLY, "T1", "slight", 5, 9), (LATE, "T1", "slight", 8, 14), (EARLY, "T2", "slight", 2, 3)
    )
    assert latest_tables(table)["latest"].tolist() == [False, True, True]
    rows = by_grade(table, houses(("T1", "slight"))).set_index("region_code")
    assert rows["bureau_households"].to_dict() == {"T1": 8, "T2": 2}
    assert rows["houses"].to_dict() == {"T1": 1, "T2": 0}


def test_what_the_bureau_counts_beyond_us():
    """Ten households there, six here: one is probably not insured, three did not report."""
    why = told(damage((LATE, "T1", "slight", 10, 20)), houses(*[("T1", "slight")] * 6))
    assert (why["bureau"], why["ours"]) == (10, 6)
    assert why["not_insured"] == pytest.approx(1)
    assert why["not_reported"] == pytest.approx(3)
    assert why["only_ours"] == 0


def test_what_we_count_beyond_the_bureau():
    """Three reports the bureau does not know of."""
    why = told(damage((LATE, "T1", "slight", 2, 2)), houses(*[("T1", "slight")] * 5))
    assert (why["only_ours"], why["not_reported"], why["not_insured"]) == (3, 0, 0)


def test_the_same_houses_under_another_grade():
    """Totals agree, one house is worse in the bureau's eyes; a house not yet graded fits any."""
    table = damage((LATE, "T1", "severe", 1, 2), (LATE, "T1", "slight", 1, 1))
    assert told(table, houses(("T1", "slight"), ("T1", "slight")))["grade_differs"] == 1
    assert told(table, houses(("T1", "slight"), ("T1", None)))["grade_differs"] == 0


def test_totals_always_balance():
    """bureau = ours + beyond us − beyond the bureau; a house below the threshold counts nowhere."""
    table = damage((LATE, "T1", "severe", 4, 6), (LATE, "T1", "collapsed", 1, 3))
    why = told(table, houses(("T1", "below"), ("T1", "severe"), ("T1", None)))
    assert why["ours"] == 2
    assert why["bureau"] == why["ours"] + why["only_bureau"] - why["only_ours"]
