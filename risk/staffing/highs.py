"""HiGHS as every program of this room uses it."""

from highspy._core import _Highs

Highs = _Highs
"""The solver itself: ``highspy.Highs`` prints a licence when it is made, into any --json."""


def new_solver(*, seconds: float, **options: float | str) -> Highs:
    """A silent solver on one thread, so that the same program gives the same answer every time.

    HiGHS refuses to run with two numbers of threads in one process: nobody sets another.

    Args:
        seconds: after so long it stops with the best found.
        options: further options of HiGHS by name.
    """
    solver = Highs()
    for name, value in {
        "output_flag": False,
        "threads": 1,
        "time_limit": seconds,
        **options,
    }.items():
        solver.setOptionValue(name, value)
    return solver
