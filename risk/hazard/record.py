"""A warning as JSON and back: what is kept of it beside the store's own columns.

Shapes are GeoJSON geometries with longitude and latitude (WGS 84), times ISO 8601 wall time.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from shapely import Polygon
from shapely.geometry import mapping, shape

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
from risk.terms import WarningColour


def to_record(alert: Alert) -> dict[str, Any]:
    """A warning as a JSON object; :func:`from_record` gives an equal one back."""
    record: dict[str, Any] = _plain(alert)
    return record


def _plain(value: Any) -> Any:
    if isinstance(value, Polygon):
        return mapping(value)
    if isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    if is_dataclass(value):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    return value


def from_record(record: Mapping[str, Any]) -> Alert:
    """The warning of a record made by :func:`to_record`.

    Raises:
        KeyError, TypeError, ValueError: it is none.
    """
    return Alert(
        **{
            **record,
            "sent": dt.datetime.fromisoformat(record["sent"]),
            "msg_type": MsgType(record["msg_type"]),
            "source": Source(record["source"]),
            "references": tuple(
                Reference(r["sender"], r["identifier"], _time(r["sent"]))
                for r in record["references"]
            ),
            "infos": tuple(_info(i) for i in record["infos"]),
            "faults": tuple(record["faults"]),
        }
    )


def _info(record: Mapping[str, Any]) -> Info:
    colour = record["colour"]
    return Info(
        **{
            **record,
            **{name: _time(record[name]) for name in ("effective", "onset", "expires")},
            "colour": colour
            and Colour(WarningColour(colour["value"]), ColourBy(colour["by"]), colour["words"]),
            "categories": tuple(record["categories"]),
            "response_types": tuple(record["response_types"]),
            "parameters": tuple((name, value) for name, value in record["parameters"]),
            "areas": tuple(_area(a) for a in record["areas"]),
        }
    )


def _area(record: Mapping[str, Any]) -> Area:
    return Area(
        **{
            **record,
            "polygons": tuple(shape(p) for p in record["polygons"]),
            "circles": tuple(Circle(**c) for c in record["circles"]),
            "geocodes": tuple(Geocode(**g) for g in record["geocodes"]),
            "names": tuple(record["names"]),
        }
    )


def _time(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None
