"""Intensity of an earthquake by village: published ellipses of equal intensity.

Along the long axis and the short one, I = a + b·M − c·lg(R + r0), R in km from the epicentre
(``risk/reference/attenuation.csv``). A place has the intensity whose ellipse it lies on. Where the
direction of the rupture is not known, it has that of the circle of the same area, and the range
runs from the short axis to the long one. The relations know no depth: they were fitted to shallow
earthquakes of the crust, so deeper ones are refused.
"""

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.errors import ModelError
from risk.geography.plane import haversine_km
from risk.hazard.extent import Extent, Origin, make_extent, village_shapes
from risk.hazard.scenario import Assumption
from risk.reference import Attenuation, attenuation
from risk.terms import Status

INTENSITY_MIN = 5.0  # GB/T 17742: damage to houses begins at VI, cracks of plaster at V
INTENSITY_MAX = 12.0
DEPTH_MAX_KM = 40.0
Z90 = 1.645
HALVINGS = 60

Floats = NDArray[np.float64]


def from_earthquake(
    regions: pd.DataFrame,
    *,
    magnitude: float,
    lon: float,
    lat: float,
    depth_km: float | None = None,
    strike_deg: float | None = None,
    zone: str = "qinghai_tibet",
    intensity_min: float = INTENSITY_MIN,
) -> Extent:
    """Intensity (degrees of GB/T 17742) at each village's point.

    Args:
        regions: the warehouse's regions.
        magnitude: surface-wave magnitude, within the relation's range.
        lon: of the epicentre, WGS84.
        lat: of the epicentre, WGS84.
        depth_km: of the focus; only used to refuse what is too deep.
        strike_deg: direction of the long axis, degrees east of north; None: not known.
        zone: of ``risk.reference.attenuation``.
        intensity_min: villages below are not hit.

    Raises:
        ModelError: magnitude or depth out of range, an unknown zone, no village strongly shaken.
    """
    law = attenuation(zone)
    _require(magnitude, depth_km, law)
    villages = village_shapes(regions)
    along, across = _axes(villages, lon, lat, strike_deg or 0.0)
    distance = np.hypot(along, across)
    whole = on_ellipse(along, across, magnitude, law)
    if strike_deg is None:
        whole = on_circle(distance, magnitude, law)
    doubt = Z90 * law.sigma
    low, high = _span(distance, magnitude, law) if strike_deg is None else (whole, whole)
    hit = np.where(whole >= intensity_min, whole, np.nan)
    return make_extent(
        villages, hit, quantity="intensity_mmi", origin=Origin.EARTHQUAKE,
        low=np.clip(low - doubt, 0.0, None), high=np.clip(high + doubt, None, INTENSITY_MAX),
        method={"key": "earthquake" if strike_deg is None else "earthquake_strike",
                "zone": law.zone, "magnitude": magnitude, "intensity_min": intensity_min},
        assumptions=_assumptions(law, magnitude, depth_km, strike_deg),
    )  # fmt: skip


def along_axis(km: Floats, magnitude: float, law: Attenuation, axis: str) -> Floats:
    """Intensity along the long or the short axis, at most XII."""
    a, c, r0 = law.long if axis == "long" else law.short
    told = a + law.b * magnitude - c * np.log10(km + r0)
    return np.asarray(np.minimum(told, INTENSITY_MAX))


def on_ellipse(along: Floats, across: Floats, magnitude: float, law: Attenuation) -> Floats:
    """Intensity of the ellipse through each point, by halving; coordinates in km on its axes."""

    def outside(intensity: Floats) -> NDArray[np.bool_]:
        long, short = (_radius(intensity, magnitude, law, axis) for axis in ("long", "short"))
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray((along / long) ** 2 + (across / short) ** 2 > 1)

    return _halve(outside, along.shape, magnitude, law)


def on_circle(km: Floats, magnitude: float, law: Attenuation) -> Floats:
    """Intensity of the ellipse that has the area of the circle through each point."""

    def outside(intensity: Floats) -> NDArray[np.bool_]:
        long, short = (_radius(intensity, magnitude, law, axis) for axis in ("long", "short"))
        return np.asarray(km**2 > long * short)

    return _halve(outside, km.shape, magnitude, law)


def _halve(
    outside: Callable[[Floats], NDArray[np.bool_]],
    shape: tuple[int, ...],
    magnitude: float,
    law: Attenuation,
) -> Floats:
    top = float(along_axis(np.zeros(1), magnitude, law, "long")[0])
    low, high = np.zeros(shape), np.full(shape, top)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        beyond = outside(middle)  # the ellipse of this intensity is too small: less intense here
        low, high = np.where(beyond, low, middle), np.where(beyond, middle, high)
    return low


def _radius(intensity: Floats, magnitude: float, law: Attenuation, axis: str) -> Floats:
    """Half axis of the ellipse of an intensity, km; 0 where none is so intense."""
    a, c, r0 = law.long if axis == "long" else law.short
    return np.maximum(10 ** ((a + law.b * magnitude - intensity) / c) - r0, 0.0)


def _span(km: Floats, magnitude: float, law: Attenuation) -> tuple[Floats, Floats]:
    ends = [along_axis(km, magnitude, law, axis) for axis in ("short", "long")]
    return np.minimum(*ends), np.maximum(*ends)


def _axes(
    villages: pd.DataFrame, lon: float, lat: float, strike_deg: float
) -> tuple[Floats, Floats]:
    """Kilometres along and across the long axis; good to 1 % within 300 km."""
    here_lon, here_lat = villages["lon"].to_numpy(float), villages["lat"].to_numpy(float)
    far = haversine_km(here_lon, here_lat, np.array([lon]), np.array([lat]))
    east = (here_lon - lon) * np.cos(np.radians((here_lat + lat) / 2))
    bearing = np.arctan2(east, here_lat - lat) - np.radians(strike_deg)
    return np.asarray(far * np.cos(bearing)), np.asarray(far * np.sin(bearing))


def _require(magnitude: float, depth_km: float | None, law: Attenuation) -> None:
    if not law.magnitude_low <= magnitude <= law.magnitude_high:
        raise ModelError(
            f"magnitude {magnitude:g} is outside {law.magnitude_low:g}–{law.magnitude_high:g}",
            where=f"attenuation {law.zone}",
            remedy="the relation says nothing there",
        )
    if depth_km is not None and not 0 <= depth_km <= DEPTH_MAX_KM:
        raise ModelError(
            f"a focus {depth_km:g} km deep is no shallow earthquake",
            where=f"attenuation {law.zone}",
            remedy=f"the relation holds down to {DEPTH_MAX_KM:g} km",
        )


def _assumptions(
    law: Attenuation, magnitude: float, depth_km: float | None, strike_deg: float | None
) -> tuple[Assumption, ...]:
    source, dated = law.source, law.date

    def assumed(
        name: str, value: float | str, unit: str, low: float | None, high: float | None,
        at: date | None = dated,
    ) -> Assumption:  # fmt: skip
        return Assumption(name, value, unit, low, high, source, Status.ASSUMED, at)

    return (
        assumed("magnitude", magnitude, "", law.magnitude_low, law.magnitude_high),
        assumed("attenuation_sigma", law.sigma, "intensity degree", None, None),
        assumed("depth_km", "" if depth_km is None else depth_km, "km", 0.0, DEPTH_MAX_KM),
        assumed("strike_deg", "" if strike_deg is None else strike_deg, "deg", 0.0, 180.0),
    )
