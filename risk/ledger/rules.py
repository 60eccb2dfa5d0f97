"""Rules that several columns or several rows show together, each costing the row its place.

A row is rejected without any of several columns, when its end lies before its start, when it
repeats another, or when its key stands twice with different content.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from risk.ledger.faults import Fault, Finding
from risk.ledger.model import Kind

ROWS_NAMED = 5  # as many other rows a reason names


def row_faults(kind: Kind, frame: pd.DataFrame, bound: frozenset[str]) -> list[Finding]:
    """Rows without any of several columns, or whose end lies before their start.

    Args:
        kind: the ledger.
        frame: typed rows, indexed by position in the source.
        bound: columns the file has.
    """
    found = []
    for group in kind.one_of:
        empty = frame[list(group)].isna().all(axis=1).to_numpy()
        titles = "、".join(kind.column(name).title for name in group)
        shown = next((name for name in group if name in bound), group[0])
        found += findings(frame, empty, shown, Fault("one_of", {"columns": titles}))
    for start, end in kind.periods:
        swapped = (frame[end] < frame[start]).to_numpy()
        found += findings(frame, swapped, end, Fault("period"))
    return found


def findings(frame: pd.DataFrame, mask: np.ndarray, column: str, fault: Fault) -> list[Finding]:
    """The same fault at every masked row."""
    return [Finding(int(position), column, fault) for position in frame.index[mask]]


def repeat_faults(
    kind: Kind, frame: pd.DataFrame, rows: np.ndarray, made: pd.Series
) -> list[Finding]:
    """Rows said twice: the second of two equal rows, and all rows of a double key.

    Args:
        kind: the ledger.
        frame: typed rows, indexed by position in the source.
        rows: row number of every position.
        made: ids made from the row's content, by position; rows with one are equal only if every
            cell of the file is.
    """
    found = list(_equal_rows(made, rows))
    keyed = frame.loc[~frame.index.isin(made.index)]
    key = [name for name in kind.key if name in frame.columns]
    doubled = keyed[keyed.duplicated(key, keep=False)]
    if doubled.empty:
        return found
    content = [name for name in frame.columns if name != "geometry"]
    plain = doubled[content].astype("object").where(doubled[content].notna(), None)
    for _, group in plain.groupby(key, dropna=False, sort=False):
        found += _group_faults(kind, group, rows)
    return found


def _equal_rows(made: pd.Series, rows: np.ndarray) -> Iterator[Finding]:
    first: dict[str, int] = {}
    for position, text in made[made.duplicated(keep=False)].items():
        twin = first.setdefault(text, int(str(position)))
        if twin != position:
            yield Finding(int(str(position)), "", Fault("same_row", {"rows": int(rows[twin])}))


def _group_faults(kind: Kind, group: pd.DataFrame, rows: np.ndarray) -> Iterator[Finding]:
    first: dict[tuple[object, ...], int] = {}
    for position, *content in group.itertuples(name=None):
        twin = first.setdefault(tuple(content), position)
        if twin != position:
            yield Finding(position, "", Fault("same_row", {"rows": int(rows[twin])}))
    if len(first) == 1:
        return
    shown = next((name for name in kind.key if group[name].notna().any()), kind.key[0])
    for position in first.values():
        others = [int(rows[p]) for p in first.values() if p != position]
        named = "、".join(str(row) for row in others[:ROWS_NAMED])
        more = "…" if len(others) > ROWS_NAMED else ""
        yield Finding(position, shown, Fault("double_key", {"rows": named + more}))
