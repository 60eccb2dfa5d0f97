"""Typed files: Parquet, and regions or roads with geometry."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from risk.errors import GeographyError, LedgerError
from risk.ledger.source import Source, table_cells
from risk.ledger.source_sheet import cell_text


def has_geometry(path: Path) -> bool:
    """Whether a Parquet file is GeoParquet.

    Raises:
        LedgerError: no Parquet file.
    """
    return b"geo" in (_parquet(path).schema_arrow.metadata or {})


def _parquet(path: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path)
    except pa.ArrowInvalid as e:
        raise LedgerError(
            f"is no Parquet file ({e})", where=str(path), remedy="write it again"
        ) from None


def read_parquet(path: Path) -> Source:
    """Read a plain Parquet table; rows are counted from 1.

    Raises:
        LedgerError: no Parquet file.
    """
    table = _parquet(path).read()
    return Source(tuple(table.column_names), table_cells(table, cell_text), _rows(table.num_rows))


def read_geometry(path: Path) -> Source:
    """Read a file of regions or roads; features are counted from 1.

    Raises:
        LedgerError: no file the geometry drivers know.
    """
    from risk.geography.io import read_regions  # the drivers load slowly

    try:
        frame = read_regions(path)
    except GeographyError as e:
        raise LedgerError(e.what, where=e.where, remedy=e.remedy) from None
    attributes = pa.Table.from_pandas(frame.drop(columns=frame.geometry.name), preserve_index=False)
    return Source(
        tuple(attributes.column_names),
        table_cells(attributes, cell_text),
        _rows(len(frame)),
        geometry=np.asarray(frame.geometry.array, dtype=object),
    )


def _rows(count: int) -> np.ndarray:
    return np.arange(1, count + 1, dtype=np.int64)
