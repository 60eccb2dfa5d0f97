"""Records of a dispatch day as JSON and back, by their types; fields at their default are left out.

A field an older log does not have takes its default, one a newer log has is refused by name.
"""

import base64
import json
import types
import typing
import zlib
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from risk.errors import ModelError
from risk.settings import Routing, Section, Staffing
from risk.staffing.live.records import Deed
from risk.staffing.live.standing import DayState, Ground

T = TypeVar("T")


def deed_json(deed: Deed) -> dict[str, Any]:
    """A deed as JSON values."""
    return cast("dict[str, Any]", encode(deed))


def deed_of(told: Mapping[str, Any]) -> Deed:
    """The inverse of `deed_json`."""
    return decode(Deed, told)


def state_json(state: DayState) -> dict[str, Any]:
    """A state without its ground, as JSON values."""
    return cast("dict[str, Any]", encode(state))


def state_of(told: Mapping[str, Any], ground: Ground) -> DayState:
    """The inverse of `state_json`."""
    return DayState(ground=ground, **_fields(DayState, told))


def ground_bytes(ground: Ground) -> bytes:
    """A ground whole, compressed: minutes to the last bit."""
    arrays = {
        name: base64.b64encode(
            np.ascontiguousarray(getattr(ground, name), "<f8").tobytes()
        ).decode()
        for name in ("lon", "lat", "minutes")
    }
    told = {
        "day": ground.day.isoformat(), "place_codes": ground.place_codes, "bases": ground.bases,
        "routing": _section(ground.routing), "staffing": _section(ground.staffing),
        "travel_cv": ground.travel_cv, **arrays,
    }  # fmt: skip
    return zlib.compress(json.dumps(told, ensure_ascii=False).encode(), 6)


def ground_of(packed: bytes) -> Ground:
    """The inverse of `ground_bytes`. Settings of an older version that are gone are passed over."""
    told = json.loads(zlib.decompress(packed))
    codes = tuple(told["place_codes"])
    lon, lat, minutes = (
        np.frombuffer(base64.b64decode(told[name]), "<f8").astype(float)
        for name in ("lon", "lat", "minutes")
    )
    return Ground(
        date.fromisoformat(told["day"]), codes, lon, lat, minutes.reshape(len(codes), len(codes)),
        told["bases"], _settings(Routing, told["routing"]), _settings(Staffing, told["staffing"]),
        told["travel_cv"],
    )  # fmt: skip


def encode(value: Any) -> Any:
    """A record, or anything in one, as JSON values; NaN is null, infinity a word."""
    if is_dataclass(value):
        return {
            f.name: encode(getattr(value, f.name))
            for f in fields(value)
            if f.name != "ground" and not _is_default(f, getattr(value, f.name))
        }
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(k): encode(v) for k, v in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple | list):
        return [encode(v) for v in value]
    if isinstance(value, float | np.floating):
        number = float(value)
        return None if np.isnan(number) else str(number) if np.isinf(number) else number
    return int(value) if isinstance(value, np.integer) else value


def decode(kind: type[T], told: Any) -> T:
    """The inverse of `encode`, for a type.

    Raises:
        ModelError: a field that records of this code do not have.
    """
    return cast("T", _read(kind, told))


def _read(kind: Any, told: Any) -> Any:
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return None if told is None else _read(next(i for i in inner if i is not type(None)), told)
    if is_dataclass(kind):
        return cast("Any", kind)(**_fields(kind, told))
    if origin is tuple:
        return tuple(_read(inner[0], v) for v in told)
    if origin is frozenset:
        return frozenset(_read(inner[0], v) for v in told)
    if origin is not None:
        return {k: _read(inner[1], v) for k, v in told.items()}
    if kind is float:
        return float("nan") if told is None else float(told)
    return kind(told) if isinstance(kind, type) and issubclass(kind, Enum) else told


def _fields(kind: Any, told: Mapping[str, Any]) -> dict[str, Any]:
    hints = _hints(kind)
    if unknown := set(told) - set(hints):
        raise ModelError(
            f"{kind.__name__} has no {', '.join(sorted(unknown))}", where="log of a dispatch day",
            remedy="open it with the version of huzhu that wrote it",
        )  # fmt: skip
    return {name: _read(hints[name], value) for name, value in told.items()}


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _is_default(field: Any, value: Any) -> bool:
    if field.default is not MISSING:
        return bool(value is field.default or value == field.default)
    return bool(field.default_factory is not MISSING and value == field.default_factory())


def _packed(array: NDArray[np.float64]) -> str:
    return base64.b64encode(np.ascontiguousarray(array, "<f8").tobytes()).decode()


def _section(section: Section) -> dict[str, Any]:
    return {f.name: getattr(section, f.name) for f in fields(section) if f.name != "standings"}


def _settings(kind: type[T], told: Mapping[str, Any]) -> T:
    known = {f.name for f in fields(cast("Any", kind))}
    given = {k: tuple(v) if isinstance(v, list) else v for k, v in told.items() if k in known}
    return kind(**given)
