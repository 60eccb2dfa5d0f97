"""From intensities by village to a scenario: which claims they would bring, by a kind's presets.

A kind of hazard (gale, hail, rainstorm …) has three grades, each with an intensity and a claim rate
in its core, and the mildest one in its fringe: four points of one rising curve, read between on
straight lines of log rate over log intensity. Below the mildest the first line goes on, above the
strongest the rate is held. So more wind never means fewer claims, whatever the grade is called.
"""

from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from risk.errors import ModelError
from risk.hazard.extent import Extent
from risk.hazard.footprint import preset_assumptions
from risk.hazard.scenario import FOOTPRINT_COLUMNS, Assumption, Scenario, Zone
from risk.reference import Preset, presets
from risk.terms import Status

CORE_FROM = 0.5  # of the highest claim rate: villages above are called core

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ClaimCurve:
    """Claims per 1,000 insured houses over intensity, both rising; ``grades`` are its presets."""

    intensity: Floats
    rate: Floats
    grades: tuple[Preset, ...]

    def __call__(self, intensity: ArrayLike) -> Floats:
        """Rate at each intensity."""
        x, y = np.log(self.intensity), np.log(self.rate)
        given = np.log(np.maximum(np.asarray(intensity, np.float64), 1e-12))
        below = y[0] + (given - x[0]) * (y[1] - y[0]) / (x[1] - x[0])
        return np.asarray(np.exp(np.where(given < x[0], below, np.interp(given, x, y))))

    def nearest(self, intensity: float) -> Preset:
        """The grade whose core intensity lies nearest in log intensity."""
        at = np.log(max(intensity, 1e-12))
        return min(self.grades, key=lambda p: abs(np.log(p.core_intensity) - at))


def claim_curve(kind: str) -> ClaimCurve:
    """The curve of a kind's presets.

    Raises:
        ModelError: no such kind; the message lists those there are.
    """
    grades = tuple(p for p in presets() if p.kind == kind)
    if not grades:
        known = ", ".join(dict.fromkeys(p.kind for p in presets()))
        raise ModelError(f"no preset of kind {kind!r}", where="scenario", remedy=f"one of {known}")
    mild = grades[0]
    points = [(mild.fringe_intensity, mild.claims_per_1000_core * mild.fringe_ratio)]
    points += [(p.core_intensity, p.claims_per_1000_core) for p in grades]
    intensity, rate = np.array(points).T
    return ClaimCurve(intensity, rate, grades)


def kinds_of(quantity: str) -> tuple[str, ...]:
    """Kinds whose presets are told in a quantity; empty: claims of it are not known."""
    return tuple(dict.fromkeys(p.kind for p in presets() if p.quantity == quantity))


def scenario_from_extent(
    extent: Extent,
    *,
    name: str,
    kind: str,
    starts_at: datetime,
    duration_h: float | None = None,
    houses: "pd.Series[float] | None" = None,
    synthetic: bool = False,
) -> Scenario:
    """A scenario of given intensities.

    Travel, lead time and, where not given, duration are those of the kind's grade nearest to the
    core's median intensity. Core and fringe are cut where the rate falls under half of the highest;
    their rates are means over houses, so that expected claims add up to the curve's.

    Args:
        extent: intensity by village.
        name: of the scenario.
        kind: of the presets that give the claims; its quantity must be the extent's.
        starts_at: when it strikes, local time.
        duration_h: hours it lasts.
        houses: insured houses by region_code; None: villages count alike.
        synthetic: whether any input is made up.

    Raises:
        ModelError: the kind is told in another quantity.
    """
    curve = claim_curve(kind)
    _require_quantity(extent, kind, curve)
    rows = extent.rows
    rate = curve(rows["intensity"])
    core = rate >= CORE_FROM * rate.max()
    weight = _weights(rows["region_code"], houses, core)
    in_core = float(np.average(rate[core], weights=weight[core]))
    in_fringe = float(np.average(rate[~core], weights=weight[~core])) if (~core).any() else 0.0
    grade = curve.nearest(float(rows["intensity"][core].median()))
    figure = grade.figure("claims_per_1000_core")
    low, high = in_core * figure.low / figure.value, in_core * figure.high / figure.value
    footprint = rows[["region_code", "intensity"]].assign(
        zone=np.where(core, Zone.CORE.value, Zone.FRINGE.value),
        quantity=extent.quantity,
        unit=extent.unit,
    )
    return Scenario(
        name=name,
        preset=grade.code,
        family=grade.family,
        grade=grade.grade,
        starts_at=starts_at,
        duration_h=grade.duration_h if duration_h is None else duration_h,
        footprint=footprint[list(FOOTPRINT_COLUMNS)].reset_index(drop=True),
        claim_rate_per_1000_core=in_core,
        claim_rate_per_1000_core_lo=low,
        claim_rate_per_1000_core_hi=high,
        fringe_ratio=in_fringe / in_core,
        travel_factor_town=grade.travel_factor_town,
        travel_factor_rural=grade.travel_factor_rural,
        lead_time_h=grade.lead_time_h,
        assumptions=(
            *_rates(curve, in_core, low, high, in_fringe / in_core),
            *extent.assumptions,
            *_taken(grade, duration_h),
        ),
        synthetic=synthetic,
    )


def stronger(scenario: Scenario, times: float, kind: str) -> Scenario:
    """The scenario with every intensity so many times as high, asked of the kind's claim curve.

    Claims rise as the curve does from the core's median intensity, or, of a footprint in another
    quantity, from that of the scenario's grade; the footprint, which says what was known, stays.
    Above the strongest grade the curve is level: more wind brings no more claims.

    Args:
        scenario: of that kind.
        times: > 0; 1.2 is a fifth more.
        kind: of the presets.

    Raises:
        ModelError: the multiple is not above 0.
    """
    if not 0 < times < np.inf:
        raise ModelError(
            f"intensity × {times:g}", where="what-if", remedy="a multiple above 0; 1 is as it is"
        )
    curve = claim_curve(kind)
    at = _core_intensity(scenario, curve)
    factor = float(curve(at * times) / curve(at))
    source = f"what-if: claim curve of {kind}, {at:g} to {at * times:g}"
    told = Assumption("claims_factor", factor, "ratio", None, None, source, Status.ASSUMED)
    return replace(
        scenario,
        claims_factor=scenario.claims_factor * factor,
        assumptions=(*scenario.assumptions, told),
    )


def _core_intensity(scenario: Scenario, curve: ClaimCurve) -> float:
    rows = scenario.footprint
    core = rows.loc[rows["zone"] == Zone.CORE.value, "intensity"]
    if str(rows["quantity"].iloc[0]) == curve.grades[0].quantity and core.gt(0).any():
        return float(core.median())
    own = [p.core_intensity for p in curve.grades if p.code == scenario.preset]
    return own[0] if own else curve.grades[1].core_intensity


def _require_quantity(extent: Extent, kind: str, curve: ClaimCurve) -> None:
    own = curve.grades[0].quantity
    if extent.quantity == own:
        return
    able = kinds_of(extent.quantity)
    raise ModelError(
        f"claims of {kind} are told by {own}, the footprint by {extent.quantity}",
        where="footprint",
        remedy=f"choose {' or '.join(able)}" if able else f"give {own} instead",
    )


def _weights(
    codes: "pd.Series[str]", houses: "pd.Series[float] | None", core: NDArray[np.bool_]
) -> Floats:
    """Houses of each village; villages alike in a zone in which no house is known."""
    alike = np.ones(len(codes))
    if houses is None:
        return alike
    known = np.array(houses.reindex(codes).fillna(0.0), np.float64)
    for zone in (core, ~core):
        if known[zone].sum() <= 0:
            known[zone] = alike[zone]
    return known


def _rates(
    curve: ClaimCurve, rate: float, low: float, high: float, ratio: float
) -> tuple[Assumption, ...]:
    figures = [p.figure("claims_per_1000_core") for p in curve.grades]
    source = f"rates of the three grades of {curve.grades[0].kind}, log rate over log intensity"
    unit, dated = figures[0].unit, max(f.date for f in figures)
    return (
        Assumption("claims_per_1000_core", rate, unit, low, high, source, Status.ASSUMED, dated),
        Assumption(
            "fringe_ratio", ratio, "fringe rate over core rate", 0.0, 1.0, source, Status.ASSUMED,
            dated,
        ),
    )  # fmt: skip


def _taken(grade: Preset, duration_h: float | None) -> tuple[Assumption, ...]:
    """What the nearest grade gives beside the rates."""
    names = {"travel_factor_town", "travel_factor_rural", "lead_time_h"}
    if duration_h is None:
        names.add("duration_h")
    return tuple(a for a in preset_assumptions(grade) if a.name in names)
