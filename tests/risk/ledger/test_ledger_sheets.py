"""Templates out, rejected rows back, and which ledger a file is."""

# ruff: noqa: E501 - rows of ledgers

import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from risk.errors import LedgerError
from risk.ledger import KINDS, export_rejects, read_ledger, recognise, write_templates
from risk.ledger.recognise import by_name
from risk.ledger.templates import NOTES
from risk.settings import County


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_templates(tmp_path_factory.mktemp("templates"))


def test_templates_are_ledgers(templates: list[Path], county: County) -> None:
    """Each template is recognised, read without fault, and has no rows."""
    assert len(templates) == len(KINDS)
    for path, name in zip(templates, KINDS, strict=True):
        assert recognise(path) == name
        batch = read_ledger(name, path, county=county)
        assert (batch.rows_in, batch.ignored) == (0, ())
        assert {c.name for c in KINDS[name].columns} - {"count"} <= set(batch.frame.columns)


def test_template_explains_and_protects(templates: list[Path]) -> None:
    """Notes name every column; number-like columns are text; codes have drop-downs."""
    book = openpyxl.load_workbook(next(p for p in templates if p.stem == "承保清单"))
    sheet, kind = book.worksheets[0], KINDS["policy"]
    headings = [cell.value for cell in sheet[1]]
    assert headings == [c.title for c in kind.columns]
    assert [row[0].value for row in book[NOTES].iter_rows(min_row=2)] == headings
    letter = openpyxl.utils.get_column_letter(headings.index("身份证号") + 1)
    assert sheet.column_dimensions[letter].number_format == "@" or (
        sheet.column_dimensions[letter]._style is not None
    )
    offered = {
        str(rule.sqref).rstrip("0123456789:") for rule in sheet.data_validations.dataValidation
    }
    assert len(offered) == sum(1 for c in kind.columns if c.words or c.type == "bool")


def rejected_book(tmp_path: Path, county: County) -> tuple[Path, pd.DataFrame]:
    path = tmp_path / "理赔.csv"
    path.write_text(
        "赔案号,出险时间,经办备注\nC1,2024-7-1,好\nC2,昨天,=1+1\nC3,2024-7-3,@x\nC3,2024-7-4,y\n",
        "utf-8",
    )
    batch = read_ledger("claim", path, county=county)
    out = tmp_path / "退回.xlsx"
    export_rejects(batch.raw_rejected, batch.rejects, out)
    return out, batch.rejects


def test_rejected_rows_come_back_with_reasons(tmp_path: Path, county: County) -> None:
    """The user's own headings and cells, then the reasons; nothing runs as a formula."""
    out, _ = rejected_book(tmp_path, county)
    sheet = openpyxl.load_workbook(out).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["赔案号", "出险时间", "经办备注", "原行号", "退回原因", "处理办法"]
    assert [row[:4] for row in rows[1:]] == [
        ["C2", "昨天", "=1+1", "3"], ["C3", "2024-7-3", "@x", "4"], ["C3", "2024-7-4", "y", "5"],
    ]  # fmt: skip
    assert rows[1][4].startswith("出险时间：")
    assert all(row[5] for row in rows[1:])
    assert sheet["C2"].data_type == "s"
    assert sheet["C2"].quotePrefix
    assert sheet["C2"].number_format == "@"


def test_corrected_rows_load_again(tmp_path: Path, county: County) -> None:
    """The exported book, corrected, is a ledger: the columns of reasons are ignored."""
    out, _ = rejected_book(tmp_path, county)
    book = openpyxl.load_workbook(out)
    sheet = book.worksheets[0]
    sheet["B2"], sheet["A4"] = "2024-07-02", "C4"
    book.save(out)
    batch = read_ledger("claim", out, county=county)
    assert list(batch.frame["claim_id"]) == ["C2", "C3", "C4"]
    assert batch.rejects.empty
    assert batch.ignored == ("经办备注",)


@pytest.mark.parametrize(
    ("stem", "kind"),
    [
        ("承保清单_2024", "policy"), ("2019年承保清单", "policy"), ("理赔台账2023", "claim"),
        ("行政区", "region"), ("事件", "event"), ("事件强度_2024", "event_intensity"), ("气象_2020", "weather"),
        ("基地", "base"), ("支援单位", "lender"), ("月度目标", "target"), ("投诉", "complaint"),
        ("回访通话", "call"), ("热线2024", "call"), ("花名册", "roster"), ("对象名单", "household_group"),
        ("代码对照", "crosswalk"), ("policies-2024", "policy"), ("claims", "claim"), ("calls", "call"),
        ("event_intensity", "event_intensity"), ("travel-matrix", "travel_matrix"), ("道路", "roads"),
        ("道路状况", "road_state"), ("改进措施", "measure"), ("预警", "warning"), ("报案登记", "report"),
        ("baseline", None), ("数据", None), ("理赔与承保", None),
    ],
)  # fmt: skip
def test_file_names_tell_the_ledger(stem: str, kind: str | None) -> None:
    """Chinese words anywhere, English words at the beginning; the longest wins, a tie does not."""
    assert by_name(stem) == kind


def test_headings_tell_where_the_name_does_not(templates: list[Path], tmp_path: Path) -> None:
    """A ledger under a meaningless name is known by its headings."""
    for path in templates:
        if path.stem in ("承保清单", "理赔台账", "气象", "基地", "支援单位"):
            moved = tmp_path / "x.xlsx"
            shutil.copy(path, moved)
            assert recognise(moved) == by_name(path.stem)


def test_unknown_file_is_said_to_be_unknown(tmp_path: Path) -> None:
    """Neither name nor headings: one line with the headings found."""
    path = tmp_path / "x.csv"
    path.write_text("甲,乙\n1,2\n", "utf-8")
    with pytest.raises(LedgerError, match="headings found: 甲, 乙"):
        recognise(path)
