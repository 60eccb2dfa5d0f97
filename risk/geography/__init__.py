"""Places: names, codes through time, datum, locating records, cells, travel times."""

from risk.geography.address import place_part
from risk.geography.bulk import find_each, find_in_parts
from risk.geography.cells import derive_geometry, thiessen_cells
from risk.geography.conflicts import conflicting_codes
from risk.geography.grid import build_grid
from risk.geography.lists import compare_lists
from risk.geography.locate import locate
from risk.geography.suggest import suggest
from risk.geography.terrain import terrain
from risk.geography.topology import map_faults, repair
from risk.geography.travel import travel_minutes

__all__ = [
    "build_grid",
    "compare_lists",
    "conflicting_codes",
    "derive_geometry",
    "find_each",
    "find_in_parts",
    "locate",
    "map_faults",
    "place_part",
    "repair",
    "suggest",
    "terrain",
    "thiessen_cells",
    "travel_minutes",
]
