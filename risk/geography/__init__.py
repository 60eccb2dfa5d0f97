"""Places: names, codes through time, locating records, cells, travel times."""

from risk.geography.cells import derive_geometry, thiessen_cells
from risk.geography.locate import locate
from risk.geography.travel import travel_minutes

__all__ = ["derive_geometry", "locate", "thiessen_cells", "travel_minutes"]
