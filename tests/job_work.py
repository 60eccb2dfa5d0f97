"""What a job of the tests does: importable by its own name from another process, whatever packages
called `tests` are installed.
"""

import os
import threading
from typing import Any

from risk.errors import WarehouseError


def work(what: str, number: int, *, progress: Any) -> tuple[int, int]:
    """What the job is told to do; returns the number and the process it ran in."""
    progress(0.5, "half")
    if what == "refuse":
        raise WarehouseError("locked", where="here", remedy="wait")
    if what == "break":
        os._exit(3)
    if what == "wait":
        threading.Event().wait()
    return number, os.getpid()
