"""Rows in = stored + rejected, whatever the file holds."""

# ruff: noqa: E501 - rows of ledgers

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from risk.ledger import KINDS, read_ledger
from risk.settings import County

HEADS = {
    "claim": ["赔案号", "出险时间", "报案时间", "灾种", "赔付金额", "件数", "经度", "纬度"],
    "policy": ["保单号", "户编号", "身份证号", "户类型", "保额", "自缴保费", "起保日期", "终保日期"],
    "region": ["代码", "名称", "级别", "上级代码", "启用日期", "经度", "纬度", "户数"],
    "warning": ["预警编号", "预警类型", "预警等级", "发布时间", "解除时间", "区划代码", "内容", "备注"],
}  # fmt: skip
CELLS = st.sampled_from([
    "", "A1", "A2", "990101001", "2024-7-1", "2024年7月2日8时", "2023-02-30", "0", "3", "1.5", "3万元",
    "101.9", "36.8", "暴雨", "红色", "村", "一般户", "6.3E+17", "=1+1", "内,涝", '引"号', "换\n行", "合计", "11010519491231002X",
])  # fmt: skip


@pytest.mark.parametrize("kind", HEADS)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_every_row_is_stored_or_rejected(kind: str, county: County, data: st.DataObject) -> None:
    """Every row is stored once or rejected with a reason and given back as it was."""
    rows = data.draw(st.lists(st.lists(CELLS, min_size=8, max_size=8), max_size=8))
    rows += data.draw(st.lists(st.sampled_from(rows), max_size=3)) if rows else []
    filled = [row for row in rows if any(row)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        lines = [
            ",".join('"' + c.replace('"', '""') + '"' for c in r) for r in [HEADS[kind], *rows]
        ]
        path.write_text("\n".join(lines) + "\n", "utf-8")
        batch = read_ledger(kind, path, county=county)
    stored, rejected = set(batch.frame["source_row"]), set(batch.rejects["row"])
    assert batch.rows_in == len(filled) == batch.rows_stored + len(rejected)
    assert batch.rows_stored == len(stored)
    assert not stored & rejected
    assert set(batch.flags["row"]) <= stored
    given_back = batch.raw_rejected.drop(columns="row").to_numpy().tolist()
    assert given_back == [rows[row - 2] for row in sorted(rejected)]
    assert batch.rejects[["rule", "remedy"]].ne("").all().all()
    key = list(KINDS[kind].key)
    assert not batch.frame.duplicated(key).any()
