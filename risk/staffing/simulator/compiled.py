"""How the parts of the kernel are compiled.

They allocate nothing, so references to arrays need no counting, which would cost more than the
work itself (five times, measured); helpers are put in place where they are called, since passing
twenty arrays costs as much as what is done with them.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

F = TypeVar("F", bound=Callable[..., Any])

UNCOUNTED: dict[str, Any] = {"_nrt": False}
INLINED: dict[str, Any] = {"_nrt": False, "forceinline": True}


def uncounted(function: F) -> F:
    """Compile a function that allocates nothing."""
    return cast("F", njit(**UNCOUNTED)(function))


def inlined(function: F) -> F:
    """The same, put in place wherever it is called."""
    return cast("F", njit(**INLINED)(function))
