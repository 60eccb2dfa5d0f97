"""Units: converted or refused, never guessed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from risk.errors import ModelError
from risk.hazard.units import BEAUFORT_MS, QUANTITIES, known_units, to_unit
from risk.reference import presets


@pytest.mark.parametrize(
    ("value", "unit", "quantity", "told"),
    [
        (1, "inch", "rain_mm_24h", 25.4), (0.05, "m", "rain_mm_24h", 50),
        (12, "kg m-2", "rain_mm_24h", 12), (72, "km/h", "wind_ms", 20),
        (10, "knots", "wind_ms", 5.14), (8, "Beaufort", "wind_ms", 17.2),
        (10, "级", "wind_ms", 24.5), (20, "cm", "flood_depth_m", 0.2),
        (1.5, "ft", "flood_depth_m", 0.4572), (7, "度", "intensity_mmi", 7),
        (20, "%", "burnt_share", 0.2),
    ],
)  # fmt: skip
def test_units_are_converted(value, unit, quantity, told):
    """Inches, metres, kilometres an hour, Beaufort grades: to the quantity's own unit."""
    assert to_unit([value], unit, quantity)[0] == pytest.approx(told, rel=1e-3)


@pytest.mark.parametrize(
    ("unit", "quantity"),
    [("m/s", "rain_mm_24h"), ("mm", "wind_ms"), ("kg m-2 s-1", "rain_mm_24h"), ("", "wind_ms"),
     ("K", "snow_mm_24h"), ("Beaufort", "rain_mm_24h")],
)  # fmt: skip
def test_a_unit_that_does_not_measure_it_is_refused(unit, quantity):
    """A rate is no amount, and no unit is no unit; the refusal lists what is known."""
    with pytest.raises(ModelError, match="known are"):
        to_unit([1.0], unit, quantity)


@pytest.mark.parametrize(("value", "unit"), [(-999.0, "mm"), (9.96921e36, "mm"), (90, "m")])
def test_values_that_cannot_be_true_are_refused(value, unit):
    """A no-data value taken for rain, or metres taken for millimetres."""
    with pytest.raises(ModelError, match="cannot be true"):
        to_unit([5.0, value], unit, "rain_mm_24h")


def test_missing_stays_missing():
    """NaN is no zero."""
    assert np.isnan(to_unit([np.nan, 1.0], "mm", "rain_mm_24h")[0])


def test_an_unknown_quantity_is_refused():
    """The refusal lists those there are."""
    with pytest.raises(ModelError, match="wind_ms"):
        to_unit([1.0], "mm", "sunshine")


@settings(deadline=None)
@given(st.lists(st.floats(0, 17), min_size=2, max_size=8))
def test_more_beaufort_is_never_less_wind(grades):
    """Grades in between are laid on straight lines through the lower ends."""
    speeds = to_unit(sorted(grades), "bft", "wind_ms")
    assert (np.diff(speeds) >= 0).all()
    assert speeds.max() <= BEAUFORT_MS[-1]


def test_every_preset_is_told_in_a_known_quantity_and_its_unit():
    """Presets and footprints speak of the same things."""
    for p in presets():
        assert QUANTITIES[p.quantity].unit == p.unit
        assert p.unit in known_units(p.quantity)
