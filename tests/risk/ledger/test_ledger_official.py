"""Official levels as they are written, and the table they become."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tiny_world import NOW, VILLAGE, TinyWorld, write_csv

from risk.intake import load_all
from risk.ledger import Batch
from risk.ledger.recognise import by_name
from risk.warehouse import open_version
from risk.workspace import Workspace

HEAD = ["行政区划代码", "灾害类别", "等级", "发布日期", "来源"]


@pytest.mark.parametrize(
    ("words", "level"),
    [
        (("1", "低", "低风险"), 1), (("2", "较低", "中低"), 2), (("3", "中", "中等", "3.0"), 3),
        (("4", "较高", "中高风险"), 4), (("5", "高", "high"), 5),
    ],
)  # fmt: skip
def test_levels_as_written(
    csv_batch: Callable[..., Batch], words: tuple[str, ...], level: int
) -> None:
    """Numbers and both ways of naming five levels."""
    rows = [[f"63010{i}", "洪涝", word, "2021-3-1", ""] for i, word in enumerate(words)]
    batch = csv_batch("official_level", [HEAD, *rows])
    assert batch.frame["risk_level"].tolist() == [level] * len(words)
    assert set(batch.frame["peril_family"]) == {"flood"}


def test_an_empty_family_is_all_and_what_is_no_level_is_refused(
    csv_batch: Callable[..., Batch],
) -> None:
    """6, 极高 and Ⅰ级 (the highest to some, the lowest to others) come back; so does no day."""
    rows = [
        ["630101", "", "高", "2021-3-1", "普查"], ["630102", "综合", "高", "2021-3-1", "普查"],
        ["630103", "", "6", "2021-3-1", ""], ["630104", "", "极高", "2021-3-1", ""],
        ["630105", "", "Ⅰ级", "2021-3-1", ""], ["630106", "", "高", "", ""],
        ["630107", "", "低", "2021-3-1", ""], ["630107", "综合", "高", "2021-3-1", ""],
    ]  # fmt: skip
    batch = csv_batch("official_level", [HEAD, *rows])
    assert batch.frame["peril_family"].tolist() == ["all", "all"]
    assert batch.frame["region_code"].tolist() == ["630101", "630102"]
    assert set(batch.rejects["row"]) == {4, 5, 6, 7, 8, 9}


@pytest.mark.parametrize(
    "stem", ["官方等级", "风险区划成果2022", "洪涝风险等级", "official-levels"]
)
def test_file_names(stem: str) -> None:
    """The name of the file tells the ledger."""
    assert by_name(stem) == "official_level"


def test_rows_become_the_table(tiny: TinyWorld, tmp_path: Path) -> None:
    """Loaded, corrected by a second file, and read as known on a day."""
    shutil.copytree(tiny.ledgers.parent, tmp_path / "world")
    ws = Workspace(tmp_path / "world" / "county")
    for name in "ab":
        (tmp_path / name).mkdir()
    row = dict(zip(HEAD, (VILLAGE[0], "", "较高", "2024-05-01", "县应急局"), strict=True))
    write_csv(
        tmp_path / "a" / "官方等级.csv",
        [row, {**row, "灾害类别": "洪涝", "等级": 2}, {**row, "行政区划代码": "123456789012"},
         {**row, "发布日期": "2025-05-01", "等级": "低"}],
    )  # fmt: skip
    done = load_all(ws, tmp_path / "a", now=NOW)
    assert (done.rows_in, done.rows_stored, done.rows_rejected) == (4, 3, 1)
    write_csv(tmp_path / "b" / "官方等级.csv", [{**row, "等级": 5}])
    load_all(ws, tmp_path / "b", now=NOW)
    with open_version(ws) as warehouse:
        early = warehouse.official_levels(date(2024, 4, 30))
        then = warehouse.official_levels(date(2024, 5, 1))
        now = warehouse.official_levels(date(2025, 5, 1))
    assert early.empty
    assert list(zip(then["peril_family"], then["risk_level"], strict=True)) == [
        ("all", 5), ("flood", 2),
    ]  # fmt: skip
    assert now["risk_level"].tolist() == [5, 2, 1]
    assert set(now["region_code"]) == {VILLAGE[0]}
    assert set(now["source"]) == {"县应急局"}
