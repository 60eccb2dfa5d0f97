"""Work done once for the rows of many files."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

import pandas as pd

Rows = TypeVar("Rows", pd.DataFrame, pd.Series)


def split(joined: Rows, parts: Sequence[pd.DataFrame | pd.Series]) -> Iterator[Rows]:
    """Cut rows that were concatenated from ``parts`` apart again, in the same order."""
    start = 0
    for part in parts:
        yield joined.iloc[start : start + len(part)]
        start += len(part)
