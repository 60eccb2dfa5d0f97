"""OED location files (Open Exposure Data, Oasis): a portfolio of others in, today's portfolio out.

Read are the columns of a building's own cover; headings in any case. Terms of other covers or of
all covers together, terms by peril, and amounts as a share of the loss are not computed: such a row
is refused by name rather than read half. Columns not used are listed.
"""

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from risk.errors import LedgerError
from risk.ledger.source_text import decode
from risk.terms import Structure

NEEDED = ("LocNumber", "Latitude", "Longitude", "BuildingTIV")
USED = (
    "PortNumber", "AccNumber", *NEEDED, "ConstructionCode", "OccupancyCode", "LocCurrency",
    "NumberOfBuildings", "IsAggregate", "LocDedType1Building", "LocDed1Building",
    "LocLimitType1Building", "LocLimit1Building",
)  # fmt: skip
AMOUNT, SHARE_OF_LOSS, SHARE_OF_SUM = 0, 1, 2  # OED's types of a deductible or limit
CONSTRUCTION = (
    (5100, 5101, Structure.BRICK_WOOD), (5101, 5102, Structure.EARTH_WOOD),
    (5102, 5103, Structure.STONE_WOOD), (5103, 5104, Structure.BRICK_WOOD),
    (5104, 5108, Structure.BRICK_CONCRETE), (5108, 5109, Structure.BRICK_WOOD),
    (5109, 5110, Structure.BRICK_CONCRETE), (5110, 5111, Structure.BRICK_WOOD),
    (5150, 5250, Structure.FRAME),
)  # fmt: skip
"""First code, code after the last, our structure; any other code is ``other``."""
CODE_OF = {
    Structure.EARTH_WOOD: 5101, Structure.STONE_WOOD: 5102, Structure.BRICK_WOOD: 5103,
    Structure.BRICK_CONCRETE: 5109, Structure.FRAME: 5150, Structure.OTHER: 5000,
}  # fmt: skip
RESIDENTIAL = 1050
COUNTRY = "CN"
FRAME = [
    "loc_number", "lon", "lat", "structure", "houses", "sum_insured_money", "deductible_money",
    "limit_money", "source_row",
]  # fmt: skip
REJECT = ["file", "sheet", "row", "column", "value", "rule", "remedy"]


@dataclass(frozen=True)
class Locations:
    """A location file.

    Attributes:
        frame: good rows, columns FRAME; ``deductible_money`` and ``limit_money`` are those of one
            house, NaN where the file gives none.
        rejects: one row a fault: columns REJECT.
        rows_in: rows of the file; stored and rejected rows add up to it.
        ignored: headings that hold something and are not used.
    """

    frame: pd.DataFrame
    rejects: pd.DataFrame
    rows_in: int
    ignored: tuple[str, ...]


def read_oed(path: Path, *, currency: str) -> Locations:
    """Read a location file.

    Args:
        path: a CSV file.
        currency: the county's; rows in another are refused.

    Raises:
        LedgerError: no table, or a needed column is missing.
    """
    raw = _table(path)
    columns = {c: raw[c].str.strip() for c in USED if c in raw}
    rows = pd.DataFrame(columns, index=raw.index)
    faults = _Faults(path, rows)
    told = pd.DataFrame({"source_row": rows.index, "loc_number": rows["LocNumber"]})
    told["lat"] = faults.number("Latitude", low=-90, high=90)
    told["lon"] = faults.number("Longitude", low=-180, high=180)
    told["sum_insured_money"] = faults.number("BuildingTIV", low=0)
    buildings = faults.number("NumberOfBuildings", low=0, otherwise=1).clip(lower=1)
    aggregate = faults.number("IsAggregate", low=0, high=1, otherwise=0) == 1
    # a campus is one site for its terms, an aggregate is so many houses with terms of their own
    told["houses"] = np.where(aggregate, buildings, 1.0)
    code = faults.number("ConstructionCode", low=0, otherwise=5000)
    told["structure"] = [_structure(c) for c in code.fillna(5000)]
    for name, kind in (("deductible_money", "Ded"), ("limit_money", "Limit")):
        told[name] = faults.amount(kind, told["sum_insured_money"] / told["houses"])
    faults.key()
    faults.currency(currency)
    bad = faults.rows()
    ignored = tuple(str(c) for c in raw if c not in USED and _holds_something(raw[c]))
    good = told[~told["source_row"].isin(bad)]
    return Locations(good[FRAME].reset_index(drop=True), faults.frame(), len(raw), ignored)


def write_oed(portfolio: pd.DataFrame, *, currency: str) -> str:
    """A portfolio as the text of a location file, one aggregate row a village and structure.

    Args:
        portfolio: region_code, structure, houses, sum_insured_money, lon, lat.
        currency: of the sums.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(
        ["PortNumber", "AccNumber", "LocNumber", "CountryCode", "Latitude", "Longitude",
         "OccupancyCode", "ConstructionCode", "NumberOfBuildings", "IsAggregate", "BuildingTIV",
         "OtherTIV", "ContentsTIV", "BITIV", "LocCurrency"]
    )  # fmt: skip
    for row in portfolio.to_dict("records"):
        code = CODE_OF[Structure(row["structure"])]
        number = f"{row['region_code']}-{row['structure']}"
        houses = max(round(row["houses"]), 1)
        tiv = round(row["sum_insured_money"], 2)
        writer.writerow(
            ["1", "1", number, COUNTRY, round(row["lat"], 6), round(row["lon"], 6), RESIDENTIAL,
             code, houses, 1, tiv, 0, 0, 0, currency]
        )  # fmt: skip
    return out.getvalue()


def _table(path: Path) -> pd.DataFrame:
    """All cells as text, headings in OED's spelling; index: row number of the file."""
    try:
        text = decode(path.read_bytes(), path)
    except OSError as e:
        raise LedgerError(f"cannot be read ({e.strerror})", where=str(path)) from None
    lines = list(csv.reader(io.StringIO(text)))
    if not lines:
        raise LedgerError("is empty", where=str(path), remedy="give an OED location file (CSV)")
    spelling = {name.lower(): name for name in USED}
    head = [spelling.get(h.strip().lower(), h.strip()) for h in lines[0]]
    missing = [name for name in NEEDED if name not in head]
    if missing:
        raise LedgerError(
            f"is no OED location file: no column {', '.join(missing)}", where=str(path),
            remedy=f"needed are {', '.join(NEEDED)}",
        )  # fmt: skip
    double = sorted({h for h in head if head.count(h) > 1})
    if double:
        raise LedgerError(f"column {', '.join(double)} stands twice", where=str(path))
    numbered = [(n, row) for n, row in enumerate(lines[1:], start=2) if any(c.strip() for c in row)]
    ragged = next((n for n, row in numbered if len(row) != len(head)), None)
    if ragged is not None:
        raise LedgerError(
            f"row {ragged} has not as many cells as there are headings", where=str(path),
            remedy="look for a comma that is not in quotes",
        )  # fmt: skip
    return pd.DataFrame(
        [row for _, row in numbered], columns=head, index=[n for n, _ in numbered], dtype=str
    )


def _structure(code: float) -> str:
    return next((s.value for first, end, s in CONSTRUCTION if first <= code < end), "other")


def _holds_something(column: "pd.Series[Any]") -> bool:
    return bool((~column.str.strip().isin(["", "0", "0.0"])).any())


class _Faults:
    """Collects what is wrong with which row while columns are read."""

    def __init__(self, path: Path, rows: pd.DataFrame) -> None:
        self._file, self._rows = path.name, rows
        self._found: list[dict[str, Any]] = []

    def number(
        self, column: str, *, low: float, high: float = np.inf, otherwise: float | None = None
    ) -> "pd.Series[float]":
        """A column as numbers; ``otherwise`` stands for an empty cell or a missing column."""
        cells = self._cells(column)
        value = pd.to_numeric(cells, errors="coerce").astype(float)
        empty = cells == ""
        bad = ~(value.between(low, high) & np.isfinite(value))
        if otherwise is not None:
            bad &= ~empty
            value = value.where(~empty, otherwise)
        bound = f"{low:g} or more" if np.isinf(high) else f"{low:g} to {high:g}"
        self._say(bad, column, f"is no number from {bound}", "correct the cell")
        return value.where(~bad)

    def amount(self, kind: str, mean_sum: "pd.Series[float]") -> "pd.Series[float]":
        """Deductible or limit of one house; NaN: none. A limit of 0 is none in OED."""
        name = f"Loc{kind}1Building"
        value = self.number(name, low=0, otherwise=0)
        type_ = self.number(f"Loc{kind}Type1Building", low=0, high=2, otherwise=AMOUNT)
        given = value > 0
        self._say(
            given & (type_ == SHARE_OF_LOSS), f"Loc{kind}Type1Building",
            "a share of the loss (type 1) is not computed", "give an amount (type 0)",
        )  # fmt: skip
        wide = given & (type_ == SHARE_OF_SUM) & (value > 1)
        self._say(wide, name, "is no share of the sum insured", "give a share from 0 to 1")
        money = value.where(type_ != SHARE_OF_SUM, value * mean_sum)
        return money.where(given)

    def key(self) -> None:
        """Portfolio, account and location name a row; a second one is refused."""
        number = self._cells("LocNumber")
        self._say(number == "", "LocNumber", "is empty", "number every location")
        key = pd.DataFrame({c: self._cells(c) for c in ("PortNumber", "AccNumber", "LocNumber")})
        self._say(
            key.duplicated() & (number != ""), "LocNumber", "stands twice",
            "give one row a location; terms by peril are not read",
        )  # fmt: skip

    def currency(self, currency: str) -> None:
        """Refuse rows in another currency than the county's."""
        cells = self._cells("LocCurrency")
        self._say(
            (cells != "") & (cells.str.upper() != currency.upper()), "LocCurrency",
            f"sums are counted in {currency}", f"convert the sums to {currency}",
        )  # fmt: skip

    def rows(self) -> set[int]:
        """Numbers of the rows with any fault."""
        return {fault["row"] for fault in self._found}

    def frame(self) -> pd.DataFrame:
        """All faults."""
        return pd.DataFrame(self._found, columns=REJECT).sort_values("row", ignore_index=True)

    def _cells(self, column: str) -> "pd.Series[str]":
        if column in self._rows:
            return self._rows[column]
        return pd.Series("", index=self._rows.index, dtype=str)

    def _say(self, bad: "pd.Series[bool]", column: str, rule: str, remedy: str) -> None:
        cells = self._cells(column)
        self._found += [
            {"file": self._file, "sheet": "", "row": int(row), "column": column,
             "value": cells[row], "rule": rule, "remedy": remedy}
            for row in self._rows.index[bad]
        ]  # fmt: skip
