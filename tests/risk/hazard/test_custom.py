"""From intensities to claims: one rising curve a kind, and scenarios made of it."""

from datetime import datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from risk.errors import ModelError
from risk.hazard.custom import claim_curve, kinds_of, scenario_from_extent
from risk.hazard.extent import Extent, Origin
from risk.hazard.warned import from_warned, preset_of
from risk.reference import presets

START = datetime(2026, 7, 1, 14, 30)
KINDS = tuple(dict.fromkeys(p.kind for p in presets()))


def extent(intensity: dict[str, float], quantity: str = "wind_ms") -> Extent:
    rows = pd.DataFrame({"region_code": list(intensity), "intensity": list(intensity.values())})
    return Extent(rows.assign(share=1.0, low=np.nan, high=np.nan), quantity, Origin.DRAWN)


def expected(scenario, houses: pd.Series) -> float:
    """Claims the scenario's rates give its houses."""
    rows = scenario.footprint
    zone = np.where(rows["zone"] == "core", 1.0, scenario.fringe_ratio)
    number = houses.reindex(rows["region_code"]).to_numpy()
    return float((number * zone).sum() * scenario.claim_rate_per_1000_core / 1000)


def test_the_curve_goes_through_the_presets():
    """Each grade's core, and the mildest one's fringe."""
    for kind in KINDS:
        curve = claim_curve(kind)
        for p in curve.grades:
            assert curve([p.core_intensity])[0] == pytest.approx(p.claims_per_1000_core)
        assert (np.diff(curve.intensity) > 0).all(), kind
        assert (np.diff(curve.rate) > 0).all(), kind


def test_between_two_grades_it_is_the_geometric_mean():
    """Half way in log intensity between 24.5 and 32.7 m/s: the root of 28 · 80."""
    middle = np.sqrt(24.5 * 32.7)
    assert claim_curve("gale")([middle])[0] == pytest.approx(np.sqrt(28 * 80))


def test_above_the_strongest_the_rate_is_held():
    """No preset tells of more than the extreme grade."""
    assert claim_curve("gale")([60.0])[0] == pytest.approx(80)


def test_expected_claims_add_up_to_the_curve():
    """Core and fringe of unlike villages and houses: Σ houses · rate at each intensity."""
    winds = {"A": 33.0, "B": 25.0, "C": 18.0, "D": 9.0}
    houses = pd.Series({"A": 100.0, "B": 400.0, "C": 50.0, "D": 900.0})
    scenario = scenario_from_extent(
        extent(winds), name="x", kind="gale", starts_at=START, houses=houses
    )
    told = (claim_curve("gale")(list(winds.values())) * houses.to_numpy()).sum() / 1000
    assert expected(scenario, houses) == pytest.approx(told)
    assert scenario.footprint["intensity"].tolist() == list(winds.values())
    assert {a.name for a in scenario.assumptions} >= {"claims_per_1000_core", "duration_h"}


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from("ABCDEFGH"), st.floats(5, 60), min_size=1),
    st.dictionaries(st.sampled_from("ABCDEFGH"), st.floats(5, 60)),
    st.lists(st.integers(1, 900), min_size=8, max_size=8),
)
def test_a_larger_footprint_never_lowers_expected_claims(first, more, numbers):
    """More villages, or more wind in those there are: never fewer claims, whatever its grade."""
    houses = pd.Series(numbers, index=list("ABCDEFGH"), dtype=float)
    larger = {k: max(first.get(k, 0.0), more.get(k, 0.0)) for k in {*first, *more}}
    small, large = (
        scenario_from_extent(extent(e), name="x", kind="gale", starts_at=START, houses=houses)
        for e in (first, larger)
    )
    assert expected(large, houses) >= expected(small, houses) * (1 - 1e-9)


def test_a_given_duration_wins_over_the_presets():
    """And is then no assumption of the preset's."""
    scenario = scenario_from_extent(
        extent({"A": 25.0}), name="x", kind="gale", starts_at=START, duration_h=2
    )
    assert scenario.duration_h == 2
    assert "duration_h" not in {a.name for a in scenario.assumptions}


def test_a_quantity_without_presets_says_what_is_missing():
    """Three days of rain: no kind is told in it; hail by wind: the kind that is told in wind."""
    assert kinds_of("rain_mm_72h") == ()
    with pytest.raises(ModelError, match=r"told by rain_mm_24h.*give rain_mm_24h instead"):
        scenario_from_extent(
            extent({"A": 90.0}, "rain_mm_72h"), name="x", kind="rainstorm", starts_at=START
        )
    with pytest.raises(ModelError, match="choose gale"):
        scenario_from_extent(extent({"A": 20.0}), name="x", kind="hail", starts_at=START)
    with pytest.raises(ModelError, match="one of gale"):
        claim_curve("volcano")


def test_a_warning_gives_its_villages_the_grade_of_its_colour(regions):
    """Orange gale: the severe grade's core intensity in every village inside."""
    preset = preset_of("gale", "orange")
    inside = pd.DataFrame({"region_code": ["A1", "B2"], "share": [1.0, 0.4]})
    found = from_warned(inside, regions, preset)
    assert found.rows["region_code"].tolist() == ["A1", "B2"]
    assert found.rows["intensity"].tolist() == [24.5, 24.5]
    assert found.rows["share"].tolist() == [1.0, 0.4]


@pytest.mark.parametrize(("signal", "colour"), [("fog", "red"), ("gale", "")])
def test_a_warning_without_presets_is_refused(signal, colour):
    """Fog damages no house; a warning without a colour has no grade."""
    with pytest.raises(ModelError, match="has no preset"):
        preset_of(signal, colour)
