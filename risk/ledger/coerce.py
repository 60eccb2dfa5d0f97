"""Columns of text → typed columns and faults. Each distinct text is parsed once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from risk.ledger.bulk import in_bulk
from risk.ledger.faults import Fault, Finding
from risk.ledger.model import Column
from risk.ledger.parsers import Reading, arrow_type, parser_of

EMPTY = (
    "", "-", "--", "—", "——", "/", "NA", "N/A", "#N/A", "NULL", "null", "None", "nan", "NaN",
    "<NA>", "\\N",
)  # fmt: skip


@dataclass(frozen=True)
class Coerced:
    """A typed column, the rows it must lose, and the rows it doubts."""

    values: pa.Array
    faults: list[Finding]
    flags: list[Finding]


def map_distinct(text: pa.Array, function: Callable[[str], Any]) -> tuple[list[Any], np.ndarray]:
    """Results of ``function`` for the distinct texts, and each row's place among them."""
    encoded = pc.dictionary_encode(text)
    return [function(t) for t in encoded.dictionary.to_pylist()], encoded.indices.to_numpy()


def coerce(column: Column, text: pa.Array, reading: Reading) -> Coerced:
    """Read one column; text must have no nulls. Empty values become null."""
    encoded = pc.dictionary_encode(pc.utf8_trim_whitespace(text))
    distinct, places = encoded.dictionary, encoded.indices.to_numpy()
    values, faults = _read_distinct(column, distinct, reading)
    flags: dict[int, Fault] = {}
    (flags if column.soft else faults).update(_range_faults(column, values))
    return Coerced(
        values.take(encoded.indices),
        _at(column.name, places, faults),
        _at(column.name, places, flags),
    )


def _read_distinct(
    column: Column, distinct: pa.Array, reading: Reading
) -> tuple[pa.Array, dict[int, Fault]]:
    """Typed distinct values, and faults by their place."""
    values = in_bulk(column.type, distinct, reading.factor)
    if values is None:
        values = pa.nulls(len(distinct), arrow_type(column))
    empty = pc.is_in(distinct, pa.array(EMPTY, pa.string()))
    values = pc.if_else(empty, pa.scalar(None, values.type), values)
    unread = pc.is_null(values).to_numpy(zero_copy_only=False)
    parse, faults, read = parser_of(column), {}, []
    for place in np.flatnonzero(unread):
        raw = distinct[int(place)].as_py()
        value = None if raw in EMPTY else parse(raw, reading)
        if isinstance(value, Fault):
            faults[int(place)] = value
        elif value is None and column.required:
            faults[int(place)] = Fault("empty")
        read.append(None if isinstance(value, Fault) else value)
    return pc.replace_with_mask(values, pa.array(unread), pa.array(read, values.type)), faults


def _range_faults(column: Column, values: pa.Array) -> dict[int, Fault]:
    low, high = column.low, column.high
    if low is None and high is None:
        return {}
    numbers = values.to_numpy(zero_copy_only=False).astype(float)
    bad = np.zeros(len(numbers), dtype=bool)
    if low is not None:
        bad |= numbers < low
    if high is not None:
        bad |= numbers > high
    named = {
        "low": "" if low is None else f"{low:g}",
        "high": "" if high is None else f"{high:g}",
    }
    return {int(place): Fault("range", named) for place in np.flatnonzero(bad)}


def _at(name: str, places: np.ndarray, found: dict[int, Fault]) -> list[Finding]:
    """Findings at every row whose distinct text has a fault."""
    if not found:
        return []
    rows = np.flatnonzero(np.isin(places, list(found)))
    return [Finding(int(row), name, found[int(places[row])]) for row in rows]
