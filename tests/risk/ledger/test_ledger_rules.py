"""What is rejected, what is flagged, and what a row may leave out."""

# ruff: noqa: E501 - rows of ledgers

import pandas as pd
import pytest

from risk.ledger.identity import check_digit

POLICY = [
    "保单号",
    "户编号",
    "身份证号",
    "户类型",
    "自缴保费",
    "省补",
    "县补",
    "保额",
    "起保日期",
    "终保日期",
]


def id_number(serial: int) -> str:
    first = f"99010119800101{serial:03d}"
    return first + check_digit(first)


def policy(number: int, **changes: str) -> list[str]:
    row = dict(zip(POLICY, [f"P{number}", f"H{number}", id_number(number), "一般户", "10", "10", "10",
               "3万元", "2024-01-01", "2024-12-31"], strict=True))  # fmt: skip
    return list((row | changes).values())


def reasons(table: pd.DataFrame) -> dict[int, str]:
    return dict(zip(table["row"], table["rule"], strict=True))


def test_policy_faults_name_row_column_value_and_remedy(csv_batch) -> None:
    """Each fault of a policy says where it is and what to do; personal values are masked."""
    batch = csv_batch("policy", [
        POLICY, policy(1),
        policy(2, 身份证号="9.90101E+17"), policy(3, 起保日期="2024-13-01"),
        policy(4, 起保日期="2024-12-31", 终保日期="2024-01-01"), policy(5, 户编号="", 身份证号=""),
        policy(6, 户类型="贵宾"), policy(7, 保额="-1"), policy(8, 保单号=""),
    ])  # fmt: skip
    assert list(batch.frame["policy_id"]) == ["P1"]
    assert list(batch.rejects["row"]) == [3, 4, 5, 6, 7, 8, 9]
    fault = batch.rejects.set_index("row").loc[3]
    assert (fault["file"], fault["column"]) == ("policy.csv", "身份证号")
    assert fault["value"].startswith("9.*")
    assert "文本" in fault["remedy"]
    assert "低保户" in batch.rejects.set_index("row").loc[7, "remedy"]
    assert list(batch.raw_rejected["row"]) == [3, 4, 5, 6, 7, 8, 9]
    assert batch.raw_rejected["身份证号"][0] == "9.90101E+17"


def test_reasons_speak_english_by_switch(csv_batch) -> None:
    """The same fault in English."""
    batch = csv_batch("policy", [POLICY, policy(1, 保额="多")], lang="en")
    assert batch.rejects["rule"][0] == "not a number"


def test_repeated_rows_and_double_keys(csv_batch) -> None:
    """The second of two equal rows goes; of a double key both go, each naming the other."""
    batch = csv_batch("policy", [
        POLICY, policy(1), policy(1), policy(2), policy(2, 保额="2万元"), policy(3),
    ])  # fmt: skip
    assert list(batch.frame["policy_id"]) == ["P1", "P3"]
    found = reasons(batch.rejects)
    assert set(found) == {3, 4, 5}
    assert "第 2 行完全相同" in found[3]
    assert "第 5 行" in found[4]
    assert "第 4 行" in found[5]


def test_doubtful_policies_are_stored_and_flagged(csv_batch) -> None:
    """A wrong premium, a second policy of a household and an odd point stay in exposure."""
    batch = csv_batch("policy", [
        [*POLICY, "经度", "纬度"],
        [*policy(1), "101.9", "36.8"], [*policy(2, 自缴保费="0"), "101.9", "36.8"],
        [*policy(3, 户类型="低保户", 自缴保费="0", 保额="2万元"), "0", "0"],
        [*policy(4), "36.8", "101.9"],
        [*policy(5), "101.9", ""],
        [*policy(6, 户编号="H1", 身份证号=id_number(1), 起保日期="2024-06-01"), "", ""],
        [*policy(7, 户编号="H1", 身份证号=id_number(1), 起保日期="2024-12-31",
                 终保日期="2025-12-30"), "", ""],
    ])  # fmt: skip
    assert len(batch.frame) == 7
    assert batch.rejects.empty
    rules = batch.flags.groupby("row")["rule"].agg("; ".join)
    assert "方案" in rules[3]
    assert "坐标为 0" in rules[4]
    assert "颠倒" in rules[5]
    assert "只有" in rules[6]
    assert "第 7 行" in rules[2]
    assert "第 2 行" in rules[7]
    assert 8 not in rules.index
    assert list(batch.frame["lat"][:4]) == [36.8, 36.8, 0, 101.9]


def test_impossible_times_are_flagged(csv_batch) -> None:
    """Arrived before reported is kept and flagged; a bare day is compared as a day."""
    head = ["赔案号", "出险时间", "报案时间", "到场时间", "公示起日", "公示止日"]
    batch = csv_batch("claim", [
        head,
        ["C1", "2024-07-01 08:00", "2024-07-01 09:00", "2024-07-01 08:30", "", ""],
        ["C2", "2024-07-01 08:00", "2024-07-01", "2024-07-01 10:00", "", ""],
        ["C3", "2024-07-01 08:00", "", "2024-06-30 10:00", "2024-07-09", "2024-07-02"],
    ])  # fmt: skip
    assert list(batch.frame["claim_id"]) == ["C1", "C2", "C3"]
    assert [tuple(f) for f in batch.flags[["row", "column"]].to_numpy()] == [
        (2, "到场时间"), (4, "到场时间"), (4, "公示止日"),
    ]  # fmt: skip


def test_claim_fills_what_the_row_tells(csv_batch) -> None:
    """Status, arrival quality and count follow from the row where the file is silent."""
    batch = csv_batch("claim", [
        ["赔案号", "出险时间", "到场时间", "赔付金额", "拒赔原因"],
        ["C1", "2024-7-1", "2024-7-1 9:00", "100", ""], ["C2", "2024-7-1", "", "", "未达标准"],
        ["C3", "2024-7-1", "", "0", ""],
    ])  # fmt: skip
    assert list(batch.frame["status"]) == ["paid", "rejected", "open"]
    assert batch.frame["arrival_quality"][0] == "typed"
    assert batch.frame["arrival_quality"].isna().tolist() == [False, True, True]


def test_row_for_several_claims_expands(csv_batch) -> None:
    """A row of 3 calls becomes 3 claims; the same row has the same ids in any file."""
    rows = [["出险日期", "件数", "灾种"], ["2024-7-1", "3", "内涝"], ["2024-7-2", "1", "内涝"]]
    first = csv_batch("claim", rows)
    again = csv_batch("claim", [rows[0], *rows[:0:-1]])
    assert len(first.frame) == 4
    assert (first.rows_in, first.rows_stored) == (2, 2)
    assert first.frame["claim_id"].is_unique
    assert [i[-2:] for i in first.frame["claim_id"][:3]] == ["-1", "-2", "-3"]
    assert "-" not in first.frame["claim_id"][3]
    assert set(first.frame["claim_id"]) == set(again.frame["claim_id"])
    assert "count" not in first.frame


def test_equal_rows_without_ids(csv_batch) -> None:
    """Rows without ids are equal only if every cell is, columns nobody knows included."""
    batch = csv_batch("claim", [["出险日期", "备注"], ["2024-7-1", "a"], ["2024-7-1", "b"],
                                ["2024-7-1", "a"]])  # fmt: skip
    assert list(batch.frame["source_row"]) == [2, 3]
    assert list(batch.rejects["row"]) == [4]


def test_policy_number_from_master_policy(csv_batch) -> None:
    """Master policy and list line make the policy number."""
    batch = csv_batch("policy", [
        ["大保单号", "清单序号", "户编号", "起保日期", "终保日期"],
        ["M1", "7", "H1", "2024-1-1", "2024-12-31"],
    ])  # fmt: skip
    assert batch.frame["policy_id"][0] == "M1-7"
    assert batch.frame["cover_line"][0] == "scheme"


def test_master_policy_without_a_line_has_no_number(csv_batch) -> None:
    """A list whose rows have neither number nor line cannot be told apart: rejected."""
    batch = csv_batch("policy", [
        ["大保单号", "清单序号", "户编号", "起保日期", "终保日期"],
        ["M1", "", "H1", "2024-1-1", "2024-12-31"],
    ])  # fmt: skip
    assert batch.frame.empty
    assert "清单序号" in batch.rejects["rule"][0]


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [("990101", "county", None), ("990101001", "township", "990101"),
     ("990101001200", "village", "990101001"), ("990101001200003", "group", "990101001200")],
)  # fmt: skip
def test_code_tells_level_and_parent(csv_batch, code: str, level: str, parent: str | None) -> None:
    """The length of a code tells its level, its beginning the region above."""
    row = csv_batch("region", [["代码", "名称"], [code, "甲"]]).frame.iloc[0]
    assert row["level"] == level
    assert (row["parent_code"] if parent else None) == parent


def test_region_without_level_is_rejected(csv_batch) -> None:
    """A code of another length, or a township written in 12 digits, needs its level."""
    batch = csv_batch("region", [["代码", "名称"], ["51109", "甲"], ["990101001000", "乙"]])
    assert list(batch.rejects["row"]) == [2, 3]


def test_base_needs_a_real_point(csv_batch) -> None:
    """Where the point is the row's purpose, a point at 0 or out of range costs the row."""
    head = ["网点编号", "网点名称", "经度", "纬度", "白班查勘组数", "夜班查勘组数"]
    batch = csv_batch("base", [head, ["B1", "甲", "101.9", "36.8", "4", "1"],
                               ["B2", "乙", "0", "0", "4", "1"], ["B3", "丙", "36.8", "101.9", "4", "1"]])  # fmt: skip
    assert list(batch.frame["base_id"]) == ["B1"]
    assert set(batch.rejects["row"]) == {3, 4}
