"""A programme with some whole variables, built row by row and solved by HiGHS."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import highspy
import numpy as np
from numpy.typing import NDArray

from risk.errors import ModelError
from risk.staffing.highs import new_solver

Floats = NDArray[np.float64]
SEED = 1


@dataclass(frozen=True)
class Solved:
    """What the solver found.

    Attributes:
        values: of the variables.
        objective: of these values; ``bound``: no solution can be better.
        proven: whether the gap asked for was reached (else the time ran out first).
        time_s: seconds the solver took, by its own clock.
    """

    values: Floats
    objective: float
    bound: float
    proven: bool
    time_s: float

    @property
    def gap(self) -> float:
        """How much better the best could still be, in units of the objective."""
        return max(self.objective - self.bound, 0.0)


@dataclass
class Mip:
    """Minimise costs · x subject to rows, low ≤ x ≤ high, some x whole numbers."""

    cost: list[float] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    _row_low: list[float] = field(default_factory=list)
    _row_high: list[float] = field(default_factory=list)
    _start: list[int] = field(default_factory=lambda: [0])
    _index: list[int] = field(default_factory=list)
    _value: list[float] = field(default_factory=list)

    def add(self, cost: float, low: float, high: float, *, whole: bool = False) -> int:
        """A variable; returns its number."""
        self.cost.append(cost)
        self.low.append(low)
        self.high.append(high)
        self.whole.append(whole)
        return len(self.cost) - 1

    def row(
        self,
        index: Sequence[int],
        value: Sequence[float] | float = 1.0,
        *,
        low: float = -np.inf,
        high: float = np.inf,
    ) -> None:
        """low ≤ Σ value · x[index] ≤ high."""
        self._index += index
        self._value += [float(value)] * len(index) if isinstance(value, int | float) else value
        self._start.append(len(self._index))
        self._row_low.append(low)
        self._row_high.append(high)

    def rows(self) -> Iterator[tuple[list[int], list[float], float]]:
        """Variables, weights and upper limit of each row."""
        for (a, b), high in zip(pairwise(self._start), self._row_high, strict=True):
            yield self._index[a:b], self._value[a:b], high

    def solve(
        self, time_s: float, start: Floats, *, gap_share: float = 0.0, gap_abs: float = 1e-6
    ) -> Solved:
        """Solve from a known solution, within so many seconds or until a gap is reached.

        Raises:
            ModelError: no solution was found at all.
        """
        solver = new_solver(
            seconds=time_s, random_seed=SEED, mip_rel_gap=gap_share, mip_abs_gap=gap_abs
        )
        solver.passModel(self._program())
        known = highspy.HighsSolution()
        known.col_value = start.tolist()
        solver.setSolution(known)
        solver.run()
        info, status = solver.getInfo(), solver.getModelStatus()
        found = np.array(solver.getSolution().col_value)
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            raise ModelError(
                f"the solver found no roster ({solver.modelStatusToString(status)})",
                where="roster",
                remedy="give it more time: county.toml [roster] solve_s",
            )
        objective, bound = float(info.objective_function_value), float(info.mip_dual_bound)
        proven = status == highspy.HighsModelStatus.kOptimal
        return Solved(found, objective, bound, proven, float(solver.getRunTime()))

    def _program(self) -> highspy.HighsLp:
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = len(self.cost), len(self._row_low)
        program.col_cost_ = np.array(self.cost, np.float64)
        program.col_lower_ = np.array(self.low, np.float64)
        program.col_upper_ = np.array(self.high, np.float64)
        program.row_lower_ = np.array(self._row_low, np.float64)
        program.row_upper_ = np.array(self._row_high, np.float64)
        program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        program.a_matrix_.start_ = np.array(self._start, np.int32)
        program.a_matrix_.index_ = np.array(self._index, np.int32)
        program.a_matrix_.value_ = np.array(self._value, np.float64)
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        program.integrality_ = [kinds[whole] for whole in self.whole]
        return program
