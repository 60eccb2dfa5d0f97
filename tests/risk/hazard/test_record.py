"""A warning survives being kept: every field comes back as it was."""

import json
from datetime import datetime

from shapely import Polygon

from risk.hazard.alert import (
    Alert,
    Area,
    Circle,
    Colour,
    ColourBy,
    Geocode,
    Info,
    MsgType,
    Reference,
    Source,
)
from risk.hazard.record import from_record, to_record
from risk.terms import WarningColour

AT = datetime(2026, 7, 1, 8, 5)
HOLED = Polygon([(0, 0), (4, 0), (4, 4), (0, 4)], [[(1, 1), (2, 1), (2, 2), (1, 2)]])
BARE = Alert(
    identifier="b", sender="s", sent=AT, status="Actual", msg_type=MsgType.CANCEL, source=Source.CAP
)
FULL = Alert(
    identifier="a-1",
    sender="县气象台",
    sent=AT,
    status="Actual",
    msg_type=MsgType.UPDATE,
    source=Source.NATIONAL,
    references=(Reference("县气象台", "a-0", AT), Reference("x", "y", None)),
    infos=(
        Info(
            language="zh-CN",
            event="暴雨",
            signal="rainstorm",
            colour=Colour(WarningColour.RED, ColourBy.TEXT, "红色预警"),
            categories=("Met",),
            response_types=("Shelter", "Monitor"),
            effective=AT,
            expires=AT.replace(hour=20),
            parameters=(("level", "Red"), ("level", "again")),
            areas=(
                Area(
                    description="全县",
                    polygons=(HOLED,),
                    circles=(Circle(102.0, 36.8, 5.0),),
                    geocodes=(Geocode("GB2260", "630223"),),
                    names=("青海省海东市互助县",),
                    altitude_m=2500.0,
                ),
            ),
        ),
        Info(language="en", event="Rainstorm"),
    ),
    faults=("line 3: severity Huge is no known value",),
)


def test_every_field_comes_back_equal():
    """Through JSON text, with shapes, times, colours and references; the bare one too."""
    for alert in (BARE, FULL):
        kept = json.loads(json.dumps(to_record(alert), allow_nan=False))
        assert from_record(kept) == alert
