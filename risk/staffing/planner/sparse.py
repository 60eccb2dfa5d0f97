"""Rows and columns of a linear program, gathered block by block and handed to HiGHS at once."""

from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array

from risk.errors import ModelError
from risk.staffing.highs import Highs, new_solver

WITHOUT = (
    highspy.HighsModelStatus.kInfeasible,
    highspy.HighsModelStatus.kUnbounded,
    highspy.HighsModelStatus.kUnboundedOrInfeasible,
    highspy.HighsModelStatus.kModelError,
)
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass
class Rows:
    """A linear program under construction: min cost · x, low ≤ x ≤ high, row bounds on A x.

    A row's bounds are ``row_low + scale · work_low`` and ``row_high + scale · work_high``: the part
    in ``work`` is a multiple of the work planned for, and can be changed while the solver is warm.
    """

    columns: int = 0
    rows: int = 0
    cost: list[Floats] = field(default_factory=list)
    low: list[Floats] = field(default_factory=list)
    high: list[Floats] = field(default_factory=list)
    row_low: list[Floats] = field(default_factory=list)
    row_high: list[Floats] = field(default_factory=list)
    work_low: list[Floats] = field(default_factory=list)
    work_high: list[Floats] = field(default_factory=list)
    entries: list[tuple[Ints, Ints, Floats]] = field(default_factory=list)

    def add_columns(
        self, shape: tuple[int, ...], cost: Any = 0.0, high: Any = np.inf, low: Any = 0.0
    ) -> Ints:
        """Numbers of new columns, in an array of the shape wanted; all else is broadcast to it."""
        number = int(np.prod(shape))
        for kept, value in ((self.cost, cost), (self.high, high), (self.low, low)):
            kept.append(np.broadcast_to(np.asarray(value, np.float64), shape).ravel())
        first, self.columns = self.columns, self.columns + number
        return np.arange(first, first + number).reshape(shape)

    def add_rows(
        self, shape: tuple[int, ...], low: Any, high: Any, work_low: Any = 0.0, work_high: Any = 0.0
    ) -> Ints:
        """Numbers of new rows, in an array of the shape wanted; bounds are broadcast to it."""
        number = int(np.prod(shape))
        kept_lists = (self.row_low, self.row_high, self.work_low, self.work_high)
        for kept, value in zip(kept_lists, (low, high, work_low, work_high), strict=True):
            kept.append(np.broadcast_to(np.asarray(value, np.float64), shape).ravel())
        first, self.rows = self.rows, self.rows + number
        return np.arange(first, first + number).reshape(shape)

    def put(self, row: Ints, column: Ints, value: Any) -> None:
        """Entries, broadcast together; zeros are left out."""
        r, c, v = np.broadcast_arrays(row, column, np.asarray(value, np.float64))
        some = v != 0
        self.entries.append((r[some], c[some], v[some]))

    def bounds(self, scale: float) -> tuple[Floats, Floats]:
        """Bounds of every row at a multiple of the work."""
        low, high = np.concatenate(self.row_low), np.concatenate(self.row_high)
        return (
            low + scale * np.concatenate(self.work_low),
            high + scale * np.concatenate(self.work_high),
        )

    def solver(self, *, seconds: float) -> Highs:
        """HiGHS with the program loaded, silent, on one thread, the same answer every time."""
        parts = zip(*self.entries, strict=True)
        row, column, value = (np.concatenate(part) for part in parts)
        matrix = coo_array((value, (row, column)), shape=(self.rows, self.columns)).tocsc()
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self.columns, self.rows
        lp.col_cost_ = np.concatenate(self.cost)
        lp.col_lower_, lp.col_upper_ = np.concatenate(self.low), np.concatenate(self.high)
        lp.row_lower_, lp.row_upper_ = self.bounds(1.0)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = matrix.indptr
        lp.a_matrix_.index_ = matrix.indices
        lp.a_matrix_.value_ = matrix.data
        highs = new_solver(seconds=seconds)
        highs.passModel(lp)
        return highs


def solved(highs: Highs, what: str) -> Floats | None:
    """The optimum; None where the solver finds none it can vouch for, or not in time.

    A warm start that ends in numerical doubt is tried once more from nothing.

    Raises:
        ModelError: the program has no solution.
    """
    for _ in range(2):
        highs.run()
        status = highs.getModelStatus()
        if status == highspy.HighsModelStatus.kOptimal:
            return np.array(highs.getSolution().col_value)
        if status in WITHOUT:
            raise ModelError(
                f"the program ends as {highs.modelStatusToString(status)!r}",
                where=what,
                remedy="report this with the scenario's name: a plan always has a solution",
            )
        highs.clearSolver()
    return None
