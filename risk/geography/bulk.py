"""Locating more points than fit in memory, or on more than one machine.

Points come in parts and keys go out in parts, in order. Without an Executor the parts are taken
one after another by the compiled threads of this process. With one (a process pool, or
``Client.get_executor()`` of dask.distributed) each part is a task; the keys are the same.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from risk.geography.grid import Grid

CHUNK = 1 << 22
AHEAD = 8

Column = Any
"""Degrees: a numpy array, or an Arrow array or chunked array (null: no point)."""

Source = Grid | Callable[[], Grid]
"""The index, or a hashable function that opens it; tasks carry the function, not the index."""


def find_in_parts(
    grid: Source,
    lon: Column,
    lat: Column,
    *,
    strict: bool = False,
    executor: Executor | None = None,
    chunk: int = CHUNK,
) -> NDArray[np.int32]:
    """`Grid.find` for columns, ``chunk`` points at a time.

    Args:
        grid: the index. Tasks in other processes receive it anew with each part, unless it is
            given as a function that opens it: that is called once in each process.
        lon: degrees, one a point.
        lat: degrees, as many.
        strict: as in `Grid.find`.
        executor: where the parts are worked on; None is here.
        chunk: points of a part.
    """
    parts = ((lon[k : k + chunk], lat[k : k + chunk]) for k in range(0, len(lon), chunk))
    found = list(find_each(grid, parts, strict=strict, executor=executor))
    return np.concatenate(found) if found else np.empty(0, np.int32)


def find_each(
    grid: Source,
    parts: Iterable[tuple[Column, Column]],
    *,
    strict: bool = False,
    executor: Executor | None = None,
    ahead: int = AHEAD,
) -> Iterator[NDArray[np.int32]]:
    """The keys of each part in turn; no more than ``ahead`` parts are held at once."""
    if executor is None:
        for lon, lat in parts:
            yield _opened(grid).find(_degrees(lon), _degrees(lat), strict=strict)
        return
    waiting: deque[Future[NDArray[np.int32]]] = deque()
    for lon, lat in parts:
        if len(waiting) >= ahead:
            yield waiting.popleft().result()
        waiting.append(executor.submit(_find, grid, _degrees(lon), _degrees(lat), strict))
    while waiting:
        yield waiting.popleft().result()


def _find(
    grid: Source, lon: NDArray[np.float64], lat: NDArray[np.float64], strict: bool
) -> NDArray[np.int32]:
    """One task; the Executor decides how many run at once."""
    return _opened(grid).find(lon, lat, strict=strict, threads=1)


def _opened(grid: Source) -> Grid:
    return grid if isinstance(grid, Grid) else _open_once(grid)


@lru_cache(maxsize=1)
def _open_once(opener: Callable[[], Grid]) -> Grid:
    return opener()


def _degrees(column: Column) -> NDArray[np.float64]:
    return np.asarray(column, dtype=np.float64)
