"""A dispatch day under way: what stands, what happens, what becomes of the routes.

`apply` a deed, `polish` behind it, `undo` it, tell (`told`) a day from its log, `view` it.
"""

from risk.staffing.live.change import apply, told
from risk.staffing.live.movable import Movable, problem_of
from risk.staffing.live.polishing import polish
from risk.staffing.live.records import Changed, Deed, DeedKind, Move, Restored
from risk.staffing.live.standing import (
    DayClaim,
    DayCrew,
    DayState,
    Ground,
    Progress,
    RoadCut,
    Stage,
    Stand,
)
from risk.staffing.live.undoing import undo
from risk.staffing.live.views import DayView, view

__all__ = [
    "Changed",
    "DayClaim",
    "DayCrew",
    "DayState",
    "DayView",
    "Deed",
    "DeedKind",
    "Ground",
    "Movable",
    "Move",
    "Progress",
    "Restored",
    "RoadCut",
    "Stage",
    "Stand",
    "apply",
    "polish",
    "problem_of",
    "told",
    "undo",
    "view",
]
