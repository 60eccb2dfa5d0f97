"""A grid index another process opens: importable by its own name from there."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from risk.geography.grid import Grid


@dataclass(frozen=True)
class Kept:
    """An index in a folder, mapped into memory once in each process."""

    folder: Path

    def __call__(self) -> Grid:
        """Open it."""
        names = Grid.__dataclass_fields__
        return Grid(*(np.load(self.folder / f"{name}.npy", mmap_mode="r") for name in names))
