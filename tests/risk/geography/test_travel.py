import numpy as np
import pytest

from risk.geography import travel_minutes
from risk.settings import Places

PLACES = Places()


def drive(**change: object) -> np.ndarray:
    """One start, two ends 0.1° of latitude away: one in town, one rural and 400 m higher."""
    arguments = {
        "from_lon": [102.0], "from_lat": [36.8], "from_elevation_m": [2500.0],
        "to_lon": [102.0, 102.0], "to_lat": [36.9, 36.9], "to_elevation_m": [2500.0, 2900.0],
        "to_tier": ["town", "rural"], **change,
    }  # fmt: skip
    return travel_minutes(**arguments, places=PLACES)  # type: ignore[arg-type]


def test_minutes_by_hand() -> None:
    """11.12 km × 1.4 at 25 km/h, or at 40 km/h with 8 % for the climb; plus 4 min."""
    road_km = np.radians(0.1) * 6371.0088 * 1.4
    expected = [road_km / 25 * 60 + 4, road_km / 40 * 60 * 1.08 + 4]
    assert drive()[0] == pytest.approx(expected)


def test_factors_lengthen_the_drive_only() -> None:
    """Twice the drive, the same four minutes on foot."""
    assert drive(factor_rural=2.0)[0, 1] - 4 == pytest.approx(2 * (drive()[0, 1] - 4))


def test_unknown_height_adds_nothing() -> None:
    """A missing elevation is no relief; a missing position is no number."""
    assert drive(to_elevation_m=[np.nan, np.nan])[0, 1] == pytest.approx(
        (drive()[0, 1] - 4) / 1.08 + 4
    )
    assert np.isnan(drive(to_lon=[np.nan, 102.0])[0, 0])
