"""Road weather by tier, height and hour."""

from dataclasses import replace

import numpy as np
import pytest

from risk.errors import ModelError
from risk.staffing.travel import Spell, hourly_pace, travel_factors
from risk.terms import PerilFamily
from tests.risk.staffing.conftest import storm

TIERS = np.array(["town", "rural", "rural", "rural"], object)
HEIGHTS = np.array([2400.0, 2500.0, 3000.0, np.nan])


def test_rain_is_alike_at_every_height():
    assert travel_factors(storm(5.0), TIERS, HEIGHTS).tolist() == [1.1, 1.2, 1.2, 1.2]


def test_snow_grows_with_height_and_keeps_the_mean_of_its_tier():
    """Between 2,500 and 3,000 m half of the published range 1.43–1.67 about its middle lies."""
    snow = replace(
        storm(5.0), family=PerilFamily.SNOW, travel_factor_town=1.43, travel_factor_rural=1.55
    )
    found = travel_factors(snow, TIERS, HEIGHTS)
    assert found[0] == 1.43
    assert found[1:].mean() == pytest.approx(1.55)
    assert found[2] - found[1] == pytest.approx((1.67 - 1.43) / 2)
    assert found[3] == pytest.approx(1.55)


def test_pace_by_hour_is_told_beside_the_tables_own_factor():
    """Snow at 1.67 from hour 2 to 4, cleared to 1.1 after; the table already has 1.55."""
    found = hourly_pace([Spell(2, 4, 1.67), Spell(3, 6, 1.1)], 8, table_factor=1.55)
    by_hand = np.array([1.55, 1.55, 1.67, 1.67, 1.1, 1.1, 1.55, 1.55]) / 1.55
    np.testing.assert_allclose(found, by_hand)


def test_a_spell_that_is_none_is_refused():
    with pytest.raises(ModelError, match="road weather by hour"):
        hourly_pace([Spell(4, 2, 1.2)], 8, table_factor=1.0)
