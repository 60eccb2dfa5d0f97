"""What a new version brings: rows by key, and tables replaced whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

FAULT_COLUMNS = ("file", "sheet", "row", "column", "value", "rule", "remedy")
READING_COLUMNS = ("row", "column", "old", "new", "why")


@dataclass(frozen=True)
class Upsert:
    """Rows of one table, from one source file.

    Args:
        table: name of a table of ``schema.sql``.
        frame: rows, columns named as in the table (others are a programming error); columns left
            out keep their old value. Geometry as WKB bytes.
        key: columns that tell rows apart; a row with a stored key supersedes it.
        load: the ``load`` row (kind, file, sha256, loaded_at, datum, rows_in); None for rows that
            follow from other rows and come from no file of their own.
        rejects: faults of refused rows, columns ``FAULT_COLUMNS``.
        flags: doubts about stored rows, same columns.
        corrections: values that reading changed by a rule, columns ``READING_COLUMNS``.
        why: why rows change that come from no file; None: the reason of the version.
        kept: the file itself is what is stored (a raster), so that it gets its ``load`` row though
            it brings no rows.
    """

    table: str
    frame: pd.DataFrame
    key: tuple[str, ...]
    load: Mapping[str, Any] | None
    rejects: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=FAULT_COLUMNS))
    flags: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=FAULT_COLUMNS))
    corrections: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=READING_COLUMNS))
    why: str | None = None
    kept: bool = False


@dataclass(frozen=True)
class Changes:
    """One batch: all of it becomes one version, or nothing does."""

    upserts: Sequence[Upsert] = ()
    replaces: Mapping[str, pd.DataFrame] = field(default_factory=dict)


@dataclass(frozen=True)
class Published:
    """What a batch did.

    ``loads`` has one row per source file, columns of table ``load``; ``load_id`` is the one under
    which its rows, rejects and flags stand (an earlier one where the file brought nothing new).
    """

    version: str | None
    changed: bool
    loads: pd.DataFrame
