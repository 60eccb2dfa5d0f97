"""Columns of text → typed columns and faults. Each distinct text is parsed once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from risk.ledger.faults import Fault, Finding
from risk.ledger.model import Column
from risk.ledger.parsers import Reading, arrow_type, parser_of

EMPTY = frozenset(
    [
        "",
        *[
            "-",
            "--",
            "—",
            "——",
            "/",
            "NA",
            "N/A",
            "#N/A",
            "NULL",
            "null",
            "None",
            "nan",
            "NaN",
            "<NA>",
            "\\N",
        ],
    ]
)


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
    trimmed = pc.utf8_trim_whitespace(text)
    parse = parser_of(column)
    results, places = map_distinct(trimmed, lambda t: None if t in EMPTY else parse(t, reading))
    ranged = [_range_fault(column, value) for value in results]
    faults: list[tuple[int, Fault]] = []
    flags: list[tuple[int, Fault]] = []
    for place, (value, fault) in enumerate(zip(results, ranged, strict=True)):
        if isinstance(value, Fault):
            faults.append((place, value))
            results[place] = None
        elif fault is not None:
            (flags if column.soft else faults).append((place, fault))
        elif value is None and column.required:
            faults.append((place, Fault("empty")))
    values = pa.array(results, arrow_type(column)).take(pa.array(places))
    return Coerced(values, _at(column.name, places, faults), _at(column.name, places, flags))


def _range_fault(column: Column, value: Any) -> Fault | None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    low, high = column.low, column.high
    if (low is None or value >= low) and (high is None or value <= high):
        return None
    return Fault("range", {"low": "" if low is None else f"{low:g}",
                           "high": "" if high is None else f"{high:g}"})  # fmt: skip


def _at(name: str, places: np.ndarray, found: list[tuple[int, Fault]]) -> list[Finding]:
    """Findings at every row whose distinct text has a fault."""
    if not found:
        return []
    by_place = dict(found)
    rows = np.flatnonzero(np.isin(places, list(by_place)))
    return [Finding(int(row), name, by_place[int(places[row])]) for row in rows]
