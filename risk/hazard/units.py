"""Quantities a hazard is told in, their units, and how other units become them.

A footprint holds one quantity in the one unit of its name. Whatever comes in is converted here;
a unit that does not measure the quantity is refused, never guessed.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from risk.errors import ModelError

Floats = NDArray[np.float64]

# Lower ends of Beaufort grades 0-17, m/s at 10 m: GB/T 28591-2012, wind scale.
BEAUFORT_MS = np.array([
    0.0, 0.3, 1.6, 3.4, 5.5, 8.0, 10.8, 13.9, 17.2, 20.8, 24.5, 28.5, 32.7, 37.0, 41.5, 46.2, 51.0,
    56.1,
])  # fmt: skip
BEAUFORT = frozenset({"beaufort", "bft", "级", "风级", "蒲福级"})
LENGTH_M = {
    "mm": 1e-3, "毫米": 1e-3, "cm": 1e-2, "厘米": 1e-2, "m": 1.0, "米": 1.0, "metre": 1.0,
    "meter": 1.0, "in": 0.0254, "inch": 0.0254, "inches": 0.0254, "英寸": 0.0254, "ft": 0.3048,
    "foot": 0.3048, "feet": 0.3048, "millimeter": 1e-3, "millimetre": 1e-3,
}  # fmt: skip
WATER_M = {**LENGTH_M, "kg m-2": 1e-3, "kg/m2": 1e-3, "kg m**-2": 1e-3, "kg m^-2": 1e-3}
SPEED_MS = {
    "m/s": 1.0, "m s-1": 1.0, "m s**-1": 1.0, "m s^-1": 1.0, "ms-1": 1.0, "米/秒": 1.0,
    "米每秒": 1.0, "km/h": 1 / 3.6, "kmh": 1 / 3.6, "km h-1": 1 / 3.6, "公里/小时": 1 / 3.6,
    "千米/小时": 1 / 3.6, "kt": 0.514444, "knot": 0.514444, "knots": 0.514444, "mph": 0.44704,
}  # fmt: skip
SHARE = {"share": 1.0, "1": 1.0, "share of houses": 1.0, "%": 0.01, "percent": 0.01}
DEGREE = {"degree": 1.0, "度": 1.0, "mmi": 1.0, "csis": 1.0, "intensity degree": 1.0}
FLASHES = {"flashes/km2": 1.0, "km-2": 1.0, "次/平方公里": 1.0}


@dataclass(frozen=True)
class Quantity:
    """What is measured, in which unit, and which values can be true."""

    name: str
    unit: str
    factors: dict[str, float]
    high: float


QUANTITIES = {
    q.name: q
    for q in (
        Quantity("wind_ms", "m/s", SPEED_MS, 150),
        Quantity("hail_mm", "mm", LENGTH_M, 300),
        Quantity("lightning_km2", "flashes/km2", FLASHES, 1000),
        Quantity("rain_mm_24h", "mm", WATER_M, 2000),
        Quantity("rain_mm_72h", "mm", WATER_M, 5000),
        Quantity("rain_mm_10d", "mm", WATER_M, 10_000),
        Quantity("flood_depth_m", "m", LENGTH_M, 50),
        Quantity("debris_depth_m", "m", LENGTH_M, 50),
        Quantity("snow_mm_24h", "mm", WATER_M, 1000),
        Quantity("ice_mm", "mm", LENGTH_M, 500),
        Quantity("intensity_mmi", "degree", DEGREE, 12),
        Quantity("burnt_share", "share of houses", SHARE, 1),
    )
}
"""Every quantity a footprint may hold; ``snow_mm_24h`` is water, not depth of snow."""


def quantity_of(name: str) -> Quantity:
    """The quantity of that name.

    Raises:
        ModelError: there is none; the message lists those there are.
    """
    if name not in QUANTITIES:
        raise ModelError(
            f"unknown quantity {name!r}",
            where="footprint",
            remedy=f"one of {', '.join(QUANTITIES)}",
        )
    return QUANTITIES[name]


def known_units(name: str) -> tuple[str, ...]:
    """Units that can be converted to a quantity's own."""
    units = tuple(quantity_of(name).factors)
    return (*units, "beaufort") if name == "wind_ms" else units


def to_unit(values: ArrayLike, unit: str, name: str) -> Floats:
    """Values in the quantity's own unit; NaN stays NaN.

    Args:
        values: any shape, in ``unit``.
        unit: as a file or a person writes it; upper and lower case alike.
        name: of the quantity. Beaufort grades become the lower end of the grade, in between by
            straight lines (GB/T 28591-2012).

    Raises:
        ModelError: the unit does not measure the quantity, or a value cannot be true.
    """
    quantity = quantity_of(name)
    given = np.asarray(values, np.float64)
    word = " ".join(unit.strip().lower().split())
    if name == "wind_ms" and word in BEAUFORT:
        _require_range(given, 0, len(BEAUFORT_MS) - 1, "Beaufort grades", name)
        return np.asarray(np.interp(given, np.arange(len(BEAUFORT_MS)), BEAUFORT_MS), np.float64)
    if word not in quantity.factors:
        raise ModelError(
            f"unit {unit!r} does not measure {name}" if word else f"no unit is known for {name}",
            where="footprint",
            remedy=f"say which it is; known are {', '.join(known_units(name))}",
        )
    own = quantity.factors[quantity.unit]
    converted = given * (quantity.factors[word] / own)
    _require_range(converted, 0, quantity.high, quantity.unit, name)
    return converted


def _require_range(values: Floats, low: float, high: float, unit: str, name: str) -> None:
    known = values[np.isfinite(values)]
    if len(known) and not (low <= known.min() and known.max() <= high):
        raise ModelError(
            f"{name} from {known.min():g} to {known.max():g} {unit} cannot be true",
            where="footprint",
            remedy=f"{low:g} to {high:g} can; check unit, scale and no-data value",
        )
