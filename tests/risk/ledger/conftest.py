"""A county with the scheme's three premium rows, and short-hands for writing ledgers."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import xlsxwriter

from risk.ledger import Batch, read_ledger
from risk.ledger.mapping import Mapping
from risk.settings import County, parse_county

SPECIAL = ["subsistence", "extremely_poor", "veterans", "severely_disabled", "out_of_poverty"]


def premium_row(name: str, groups: list[str], household: float, sum_insured: float) -> dict:
    return {
        "name": name, "groups": groups, "household_money": household, "province_money": 10,
        "county_money": 10, "sum_insured_money": sum_insured, "from_year": 2018,
    }  # fmt: skip


@pytest.fixture(scope="session")
def county() -> County:
    rows = [
        premium_row("ordinary", ["ordinary"], 10, 30000),
        premium_row("special", SPECIAL, 0, 20000),
        premium_row("special topped up", SPECIAL, 10, 30000),
    ]
    return parse_county(
        {"county": {"name": "试县", "code": "990101"}, "scheme": {"premium_rows": rows}}
    )


Table = Sequence[Sequence[object]]


@pytest.fixture
def csv_batch(tmp_path: Path, county: County) -> Callable[..., Batch]:
    """Write rows as CSV and read them back as a ledger."""

    def read(kind: str, rows: Table, mapping: Mapping | None = None, lang: str = "zh") -> Batch:
        path = tmp_path / f"{kind}.csv"
        path.write_text("".join(",".join(map(str, row)) + "\n" for row in rows), "utf-8")
        return read_ledger(kind, path, county=county, mapping=mapping, lang=lang)

    return read


@pytest.fixture
def write_book(tmp_path: Path) -> Callable[..., Path]:
    """Write sheets of rows as a workbook."""

    def write(name: str, **sheets: Table) -> Path:
        path = tmp_path / name
        with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd hh:mm"}) as book:
            for title, rows in sheets.items():
                sheet = book.add_worksheet(title)
                for line, row in enumerate(rows):
                    sheet.write_row(line, 0, row)
        return path

    return write
