"""A source file as columns of text, whatever its format."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from risk.errors import LedgerError

CELL_MAX = 32_767  # what a spreadsheet cell can hold; a longer one is a broken quote or no table
SHEET_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
TEXT_SUFFIXES = (".csv", ".tsv", ".txt")
GEOMETRY_SUFFIXES = (".gpkg", ".zip", ".geojson", ".json", ".shp", ".geoparquet", ".osm", ".pbf")
SUFFIXES = (*SHEET_SUFFIXES, *TEXT_SUFFIXES, ".parquet", *GEOMETRY_SUFFIXES)


@dataclass(frozen=True)
class Source:
    """A table of text.

    Args:
        headings: as the file has them; a repeated one gets ``.2``, an empty one ``column n``.
        cells: one string array a heading, without nulls.
        rows: row number of each row as the user sees it.
        overflow: positions of rows that had more cells than headings.
        geometry: shapely objects in EPSG:4326, or None.
    """

    headings: tuple[str, ...]
    cells: tuple[pa.Array, ...]
    rows: np.ndarray
    sheet: str | None = None
    overflow: frozenset[int] = frozenset()
    geometry: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def rows_text(self, positions: Sequence[int]) -> list[tuple[str, ...]]:
        """Every cell of some rows."""
        take = pa.array(positions, pa.int64())
        return list(zip(*(array.take(take).to_pylist() for array in self.cells), strict=True))


def unique_headings(raw: Sequence[str]) -> tuple[str, ...]:
    """Headings made unique."""
    seen: dict[str, int] = {}
    result = []
    for number, heading in enumerate(raw, start=1):
        name = heading.strip() or f"column {number}"
        seen[name] = seen.get(name, 0) + 1
        result.append(name if seen[name] == 1 else f"{name}.{seen[name]}")
    return tuple(result)


def without_blank_rows(source: Source) -> Source:
    """Drop rows whose cells are all empty; a row with geometry is not empty."""
    if source.geometry is not None or not source.cells:
        return source
    filled = np.zeros(len(source), dtype=bool)
    for array in source.cells:
        filled |= pc.not_equal(pc.utf8_trim_whitespace(array), "").to_numpy(zero_copy_only=False)
    if filled.all():
        return source
    place = np.cumsum(filled) - 1
    return replace(
        source,
        cells=tuple(array.filter(pa.array(filled)) for array in source.cells),
        rows=source.rows[filled],
        overflow=frozenset(int(place[p]) for p in source.overflow if filled[p]),
    )


def check_cells(source: Source, path: Path) -> None:
    """Refuse a cell no spreadsheet could hold.

    Raises:
        LedgerError: names the row and the heading.
    """
    for heading, array in zip(source.headings, source.cells, strict=True):
        lengths = pc.utf8_length(array)
        longest = pc.max(lengths).as_py()
        if longest is not None and longest > CELL_MAX:
            row = int(source.rows[pc.index(lengths, longest).as_py()])
            raise LedgerError(
                f"row {row}, column {heading[:40]!r}: a cell of {longest:,} characters",
                where=str(path),
                remedy=f"a cell holds at most {CELL_MAX:,}; look for an unclosed quote above it",
            )


def table_cells(table: pa.Table, cell_text: Callable[[Any], str]) -> tuple[pa.Array, ...]:
    """A typed table's columns as text, each distinct value turned once."""
    return tuple(_column_text(column.combine_chunks(), cell_text) for column in table.columns)


def _column_text(array: pa.Array, cell_text: Callable[[Any], str]) -> pa.Array:
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    if pa.types.is_string(array.type):
        return pc.fill_null(array, "")
    if pa.types.is_nested(array.type) or pa.types.is_binary(array.type):
        return pa.array([""] * len(array), pa.string())
    encoded = pc.dictionary_encode(array, null_encoding="encode")
    words = pa.array([cell_text(v) for v in encoded.dictionary.to_pylist()], pa.string())
    return words.take(encoded.indices)
