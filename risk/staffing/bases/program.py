"""A linear program with whole numbers, handed to HiGHS in one sparse piece."""

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from risk.errors import ModelError
from risk.staffing.highs import Highs, new_solver

GAP = 1e-6
"""Relative gap at which a solution counts as the best one."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Program:
    """Minimise (or maximise) ``cost @ x`` with ``row_lower ≤ rows @ x ≤ row_upper``.

    Attributes:
        cost, lower, upper: of each column.
        whole: columns that take whole numbers only.
        rows: the matrix, in rows.
        row_lower, row_upper: bounds of each row.
        maximise: the direction.
        offset: added to the objective; the gap is relative to the sum.
        presolve: whether HiGHS reduces the program first; not worth it where that is done already.
    """

    cost: Floats
    lower: Floats
    upper: Floats
    whole: Bools
    rows: sparse.csr_array
    row_lower: Floats
    row_upper: Floats
    maximise: bool = False
    offset: float = 0.0
    presolve: bool = True


@dataclass(frozen=True)
class Solved:
    """What HiGHS found: values by column, their objective, the relative gap left to the bound."""

    values: Floats
    objective: float
    gap: float
    optimal: bool


def solve(program: Program, *, time_limit_s: float = np.inf) -> Solved | None:
    """The best solution found; None where there is none at all.

    Args:
        program: what to solve.
        time_limit_s: after so long the best solution so far is taken, with the gap left.

    Raises:
        ModelError: the time ran out before any solution was found, or HiGHS broke off.
    """
    highs = new_solver(
        seconds=time_limit_s,
        mip_rel_gap=GAP,
        mip_abs_gap=1e-9,
        presolve="choose" if program.presolve else "off",
    )
    _pass(highs, program)
    highs.run()
    status = highs.getModelStatus()
    if status in (
        highspy.HighsModelStatus.kInfeasible,
        highspy.HighsModelStatus.kUnboundedOrInfeasible,
    ):
        return None
    values = np.asarray(highs.getSolution().col_value, np.float64)
    optimal = status == highspy.HighsModelStatus.kOptimal
    timed_out = status == highspy.HighsModelStatus.kTimeLimit
    if not optimal and not (timed_out and len(values) and highs.getInfo().primal_solution_status):
        raise ModelError(
            f"no solution was found ({highs.modelStatusToString(status)})",
            where="locations",
            remedy="allow more time, fewer candidate sites or more bases",
        )
    info = highs.getInfo()
    gap = float(info.mip_gap) if program.whole.any() else 0.0
    return Solved(values, float(info.objective_function_value), max(gap, 0.0), optimal)


def _pass(highs: Highs, program: Program) -> None:
    rows = program.rows
    sense = highspy.ObjSense.kMaximize if program.maximise else highspy.ObjSense.kMinimize
    highs.passModel(
        len(program.cost),
        rows.shape[0],
        rows.nnz,
        int(highspy.MatrixFormat.kRowwise),
        int(sense),
        program.offset,
        np.ascontiguousarray(program.cost, np.float64),
        np.ascontiguousarray(program.lower, np.float64),
        np.ascontiguousarray(program.upper, np.float64),
        np.ascontiguousarray(program.row_lower, np.float64),
        np.ascontiguousarray(program.row_upper, np.float64),
        rows.indptr.astype(np.int32),
        rows.indices.astype(np.int32),
        rows.data.astype(np.float64),
        program.whole.astype(np.int32),
    )


def stacked(blocks: list[list[sparse.sparray | None]]) -> sparse.csr_array:
    """Blocks of rows and columns put together; None is a block of zeros."""
    return sparse.csr_array(sparse.block_array(blocks, format="csr"))


def full(n: int, value: ArrayLike) -> Floats:
    """``value`` (one, or n of them) as n floats."""
    return np.broadcast_to(np.asarray(value, np.float64), (n,)).copy()
