"""Formats and encodings in; broken files refused in one line."""

# ruff: noqa: E501 - rows of ledgers

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import MultiPolygon, Point, Polygon, box

from risk.errors import LedgerError
from risk.ledger import read_ledger
from risk.ledger.mapping import parse_mapping
from risk.settings import County

HEAD = ["赔案号", "出险时间", "赔付金额（万元）", "经办备注"]
ROWS = [["C1", "2024-07-01 08:30", "1.5", "甲"], ["C2", "2024年7月2日", "", "乙"]]


def text_of(delimiter: str) -> str:
    return "".join(delimiter.join(row) + "\r\n" for row in [HEAD, *ROWS])


def check_claims(path: Path, county: County, *, first_row: int = 2) -> None:
    batch = read_ledger("claim", path, county=county)
    frame = batch.frame
    assert list(frame["claim_id"]) == ["C1", "C2"]
    assert list(frame["loss_at"]) == [pd.Timestamp(2024, 7, 1, 8, 30), pd.Timestamp(2024, 7, 2)]
    assert list(frame["time_precision"]) == ["minute", "day"]
    assert frame["paid_money"][0] == 15000
    assert pd.isna(frame["paid_money"][1])
    assert list(frame["status"]) == ["paid", "open"]
    assert list(frame["source_row"]) == [first_row, first_row + 1]
    assert batch.ignored == ("经办备注",)
    assert batch.headings == dict(zip(("claim_id", "loss_at", "paid_money"), HEAD[:3], strict=True))
    assert (batch.rows_in, batch.rows_stored, len(batch.rejects)) == (2, 2, 0)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_text_in_any_encoding_and_delimiter(
    tmp_path: Path, county: County, encoding: str, delimiter: str
) -> None:
    """CSV is read in UTF-8 with or without mark and GB18030, by comma, semicolon or tab."""
    path = tmp_path / "a.csv"
    path.write_bytes(text_of(delimiter).encode(encoding))
    check_claims(path, county)


def test_workbook_with_titles_and_notes(write_book: Callable[..., Path], county: County) -> None:
    """Headings may stand below titles, and a notes sheet does not disturb."""
    path = write_book(
        "a.xlsx",
        说明=[["本表由理赔岗填写"]],
        数据=[["某县理赔台账"], ["单位：元"], HEAD, ["C1", dt.datetime(2024, 7, 1, 8, 30), 1.5, "甲"],
            ROWS[1]],
    )  # fmt: skip
    check_claims(path, county, first_row=4)
    assert read_ledger("claim", path, county=county).sheet == "数据"


def test_several_fitting_sheets_need_a_name(
    write_book: Callable[..., Path], county: County
) -> None:
    """Two sheets of claims are never half read."""
    path = write_book("a.xlsx", 东片=[HEAD, ROWS[0]], 西片=[HEAD, ROWS[1]])
    with pytest.raises(LedgerError, match="several sheets fit: 东片, 西片"):
        read_ledger("claim", path, county=county)
    assert read_ledger("claim", path, county=county, sheet="西片").frame["claim_id"][0] == "C2"
    with pytest.raises(LedgerError, match="has no sheet '北片'; its sheets are 东片, 西片"):
        read_ledger("claim", path, county=county, sheet="北片")


def test_parquet(tmp_path: Path, county: County) -> None:
    """Typed columns of a Parquet file are read like text; rows are counted from 1."""
    path = tmp_path / "a.parquet"
    frame = pd.DataFrame(ROWS, columns=HEAD).assign(出险时间=[dt.datetime(2024, 7, 1, 8, 30), dt.datetime(2024, 7, 2)])  # fmt: skip
    frame.to_parquet(path)
    check_claims(path, county, first_row=1)


def test_lines_of_odd_width(tmp_path: Path, county: County) -> None:
    """A short line is padded, a blank one skipped, one with more cells rejected; rows keep count."""
    path = tmp_path / "a.csv"
    lines = ["赔案号,出险时间,出险经过", "C1,2024-7-1", "", 'C2,2024-7-2,"雨,\n雪"', "C3,2024-7-3,雨,雪", ",,"]  # fmt: skip
    path.write_text("\n".join(lines) + "\n", "utf-8")
    batch = read_ledger("claim", path, county=county)
    assert dict(zip(batch.frame["source_row"], batch.frame["claim_id"], strict=True)) == {
        2: "C1", 4: "C2",
    }  # fmt: skip
    assert batch.frame["cause_note"][1] == "雨,\n雪"
    assert list(batch.rejects["row"]) == [5]
    assert (batch.rows_in, batch.rows_stored) == (3, 2)


SQUARES = gpd.GeoDataFrame(
    {"代码": ["990101001", "990101002", "990101002"], "名称": ["甲镇", "乙镇", "乙镇"]},
    geometry=[box(101, 36, 101.1, 36.1), box(101.2, 36, 101.3, 36.1), box(101.4, 36, 101.5, 36.1)],
    crs="EPSG:4326",
)


@pytest.mark.parametrize("name", ["a.gpkg", "a.geojson", "a.parquet", "a.zip"])
def test_maps(tmp_path: Path, county: County, name: str) -> None:
    """Outlines come from every map format, in any projection, with aliases for their columns."""
    path = tmp_path / name
    projected = SQUARES if name == "a.geojson" else SQUARES.to_crs("EPSG:32647")
    if name == "a.parquet":
        projected.to_parquet(path)
    elif name == "a.zip":
        projected.to_file(tmp_path / "a.shp", encoding="UTF-8")
        import zipfile

        with zipfile.ZipFile(path, "w") as archive:
            for part in tmp_path.glob("a.*"):
                if part != path:
                    archive.write(part, part.name)
    else:
        projected.to_file(path)
    batch = read_ledger("region", path, county=county)
    frame = batch.frame.set_index("code")
    assert list(frame.index) == ["990101001", "990101002"]
    assert list(frame["parent_code"]) == ["990101", "990101"]
    assert set(frame["level"]) == {"township"}
    assert set(frame["geometry_source"]) == {"imported"}
    assert (
        frame["geometry"]["990101001"].equals_exact(box(101, 36, 101.1, 36.1), 1e-6)
        or frame["geometry"]["990101001"].symmetric_difference(box(101, 36, 101.1, 36.1)).area
        < 1e-9
    )
    assert isinstance(frame["geometry"]["990101002"], MultiPolygon)
    assert len(batch.flags) == 1
    assert (batch.rows_in, batch.rows_stored) == (3, 3)


def test_points_and_crossed_outlines(tmp_path: Path, county: County) -> None:
    """A point feature gives lon and lat; an outline that crosses itself is repaired and listed."""
    bow = Polygon([(101, 36), (101.1, 36.1), (101.1, 36), (101, 36.1)])
    path = tmp_path / "a.geojson"
    gpd.GeoDataFrame(
        {"code": ["990101001", "990101002"], "name": ["甲", "乙"]},
        geometry=[Point(101.5, 36.5), bow], crs="EPSG:4326",
    ).to_file(path)  # fmt: skip
    batch = read_ledger("region", path, county=county)
    assert (batch.frame["lon"][0], batch.frame["lat"][0]) == (101.5, 36.5)
    assert batch.frame["geometry"][0] is None
    assert batch.frame["geometry"][1].is_valid
    assert list(batch.corrections["row"]) == [2]


def test_mapping_fills_foreign_columns(tmp_path: Path, county: County) -> None:
    """Slices, padding, translated values, constants and texts that mean nothing."""
    path = tmp_path / "a.csv"
    path.write_text("id,when,tract,city,total\n7,2001-02-03T00:00:00Z,6073.0,Unknown,\n", "utf-8")
    mapping = parse_mapping(
        {
            "missing": ["Unknown"],
            "columns": {
                "claim_id": "id", "loss_at": {"column": "when", "take": [0, 10]},
                "region_code": {"column": "tract", "pad": 5}, "address": "city",
                "status": {"column": "total", "values": {"": "rejected"}, "default": "paid"},
            },
            "constants": {"peril": "flood"},
        }
    )  # fmt: skip
    row = read_ledger("claim", path, county=county, mapping=mapping).frame.iloc[0]
    assert (row["loss_at"], row["time_precision"]) == (pd.Timestamp(2001, 2, 3), "day")
    assert (row["region_code"], row["status"], row["peril"]) == ("06073", "rejected", "flood")
    assert pd.isna(row["address"])


def protected(path: Path) -> None:
    path.write_bytes(
        bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    )


BROKEN: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "missing": ("a.csv", lambda path: None, "no such file"),
    "empty": ("a.csv", lambda path: path.touch(), "is empty"),
    "empty workbook": ("a.xlsx", lambda path: pd.DataFrame().to_excel(path), "is empty"),
    "binary": ("a.csv", lambda path: path.write_bytes(bytes(range(256)) * 8), "is not text"),
    "broken workbook": ("a.xlsx", lambda path: path.write_bytes(b"PK\x03\x04 nothing"), "workbook"),
    "workbook as text": ("a.csv", lambda path: path.write_bytes(b"PK\x03\x04"), "rename it"),
    "protected": ("a.xlsx", protected, "password"),
    "protected old": ("a.xls", protected, "password"),
    "columns": ("a.csv", lambda path: path.write_text("甲,乙\n1,2\n", "utf-8"), "headings found: 甲, 乙"),
    "giant cell": (
        "a.csv",
        lambda path: path.write_text(f"赔案号,出险时间\nC1,{'x' * 10_000_000}\n", "utf-8"),
        "row 2, column '出险时间'",
    ),
    "format": ("a.docx", lambda path: path.write_text("x"), "unknown format"),
    "no parquet": ("a.parquet", lambda path: path.write_text("x"), "Parquet"),
    "map for a table": ("a.geojson", lambda path: SQUARES.to_file(path), "is a map"),
    "double heading": (
        "a.csv", lambda path: path.write_text("赔案号,案件号,出险时间\n1,2,3\n", "utf-8"), "both mean 赔案号",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_wrong_file_gets_one_line(tmp_path: Path, county: County, case: str) -> None:
    """Every unusable file is refused in one line that names it and says what to do."""
    name, write, says = BROKEN[case]
    path = tmp_path / name
    write(path)
    with pytest.raises(LedgerError) as refusal:
        read_ledger("claim", path, county=county)
    line = str(refusal.value)
    assert says in line
    assert str(path) in line
    assert "\n" not in line
    assert len(line) < 1000
    assert refusal.value.remedy


def test_open_quote_swallows_no_row(tmp_path: Path, county: County) -> None:
    """A quote that is not closed takes the rest of the file: it is refused or rejected, not lost."""
    path = tmp_path / "a.csv"
    path.write_text('赔案号,出险时间\nC1,2024-7-1\n"C2,2024-7-2\nC3,2024-7-3\n', "utf-8")
    batch = read_ledger("claim", path, county=county)
    assert list(batch.frame["claim_id"]) == ["C1"]
    assert list(batch.rejects["row"]) == [3]
    assert "C3,2024-7-3" in batch.raw_rejected["赔案号"][0]
