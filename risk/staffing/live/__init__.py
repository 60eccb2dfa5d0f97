"""A dispatch day under way: what stands, what happens, what becomes of the routes."""

from risk.staffing.live.records import (
    Changed,
    DayClaim,
    DayCrew,
    DayState,
    Deed,
    DeedKind,
    Ground,
    Move,
    Progress,
    Restored,
    RoadCut,
    Stage,
    Stand,
)

__all__ = [
    "Changed",
    "DayClaim",
    "DayCrew",
    "DayState",
    "Deed",
    "DeedKind",
    "Ground",
    "Move",
    "Progress",
    "Restored",
    "RoadCut",
    "Stage",
    "Stand",
]
