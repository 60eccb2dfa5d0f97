from dataclasses import replace
from datetime import datetime

import numpy as np
import pandas as pd
import pytest
from shapely.geometry import box

from risk.errors import GeographyError, ModelError
from risk.hazard import (
    assume_setting,
    place_houses,
    relative_risk,
    scenario_from_event,
    scenario_from_preset,
    village_places,
    village_scores,
)
from risk.reference import Preset, preset, presets
from risk.settings import Surge
from risk.terms import Status

START = datetime(2026, 7, 1, 14, 30)


def half() -> Preset:
    """A storm over half of the villages, half of which are core."""
    storm = preset("storm_severe")
    changed = {"affected_share": 0.5, "core_share": 0.5}
    figures = tuple(replace(f, value=changed.get(f.name, f.value)) for f in storm.figures)
    return replace(storm, figures=figures)


def zones(footprint: pd.DataFrame) -> dict[str, set[str]]:
    return {str(z): set(rows["region_code"]) for z, rows in footprint.groupby("zone")}


def test_core_is_the_riskiest_township_and_fringe_its_neighbours(regions, scores):
    """Half of 12 villages are affected: the riskiest township is the core, 3 neighbours fringe."""
    scenario = scenario_from_preset(half(), regions, scores, starts_at=START)
    assert zones(scenario.footprint) == {"core": {"C1", "C2", "C3"}, "fringe": {"B3", "D1", "B2"}}
    assert scenario.clock_h == 14.5
    assert scenario.footprint["unit"].eq("m/s").all()
    assert {a.name for a in scenario.assumptions} >= {"claims_per_1000_core", "duration_h"}


def test_given_townships_are_the_core(regions, scores):
    """Named townships replace the riskiest ones; the fringe keeps the preset's proportion."""
    scenario = scenario_from_preset(half(), regions, scores, starts_at=START, township_codes=["A"])
    assert zones(scenario.footprint) == {"core": {"A1", "A2", "A3"}, "fringe": {"B1", "B2", "B3"}}


def test_an_unknown_township_is_refused(regions, scores):
    """A township without villages, or none at all, is named in one line."""
    with pytest.raises(ModelError, match="no village in township Z"):
        scenario_from_preset(half(), regions, scores, starts_at=START, township_codes=["Z"])
    with pytest.raises(ModelError, match="none given"):
        scenario_from_preset(half(), regions, scores, starts_at=START, township_codes=[])


def test_every_preset_can_be_laid_over_a_county(regions, scores):
    """Each preset gives a scenario with at least one core village and no village twice."""
    for candidate in presets():
        scenario = scenario_from_preset(candidate, regions, scores, starts_at=START)
        assert (scenario.footprint["zone"] == "core").any()
        assert scenario.footprint["region_code"].is_unique


def test_villages_without_townships_stand_for_themselves(regions, scores):
    """Where units have no township (postal areas), the riskiest units are the core."""
    alone = regions[regions["level"] == "village"].assign(township_code=None)
    scenario = scenario_from_preset(half(), alone, scores, starts_at=START)
    assert zones(scenario.footprint)["core"] == {"C1", "C2", "C3"}


def event(**changes: object) -> "pd.Series[object]":
    row = {
        "event_id": "E1",
        "name": "hail",
        "peril_family": "storm",
        "started_at": pd.Timestamp("2024-06-01 15:00"),
        "ended_at": pd.Timestamp("2024-06-01 18:00"),
    }
    return pd.Series({**row, **changes}, dtype=object)


def test_a_past_event_becomes_a_scenario_with_its_own_rate(regions):
    """20 claims in two villages of 500 houses each: 20 per 1,000, and both villages are core."""
    claims = pd.DataFrame({"event_id": "E1", "region_code": ["A1"] * 15 + ["B1"] * 5})
    in_force = pd.DataFrame({"region_code": ["A1", "B1", "C1"], "houses": 500})
    scenario = scenario_from_event(
        event(), half(), regions, claims=claims, in_force=in_force, starts_at=START
    )
    assert zones(scenario.footprint) == {"core": {"A1", "B1"}}
    assert scenario.claim_rate_per_1000_core == pytest.approx(20.0)
    assert scenario.rate_measured
    assert (scenario.duration_h, scenario.starts_at) == (3.0, START)


def test_recorded_intensity_gives_core_and_fringe(regions):
    """The upper half of the intensity range is the core; without claims the preset's rate holds."""
    nothing = pd.DataFrame({"event_id": [], "region_code": []})
    in_force = pd.DataFrame({"region_code": ["A1"], "houses": [10]})
    intensity = pd.DataFrame(
        {
            "event_id": "E1",
            "region_code": ["A1", "A2", "A3", "B1"],
            "quantity": "rain_mm_24h",
            "intensity": [90.0, 60.0, 20.0, 0.0],
        }
    )
    scenario = scenario_from_event(
        event(ended_at=pd.NaT),
        half(),
        regions,
        claims=nothing,
        in_force=in_force,
        intensity=intensity,
    )
    assert zones(scenario.footprint) == {"core": {"A1", "A2"}, "fringe": {"A3"}}
    assert scenario.claim_rate_per_1000_core == half().claims_per_1000_core
    assert not scenario.rate_measured


def test_an_event_without_any_record_is_refused(regions):
    """Neither claims nor intensities: the refusal names the event and the way out."""
    nothing = pd.DataFrame({"event_id": [], "region_code": []})
    with pytest.raises(ModelError, match=r"E1.*choose another event"):
        scenario_from_event(event(), half(), regions, claims=nothing, in_force=nothing)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"fringe_ratio": 1.5}, "fringe ratio"),
        ({"claim_rate_per_1000_core_lo": 99999.0}, "claim rate"),
        ({"travel_factor_town": 0.0}, "travel factor"),
        ({"duration_h": -1.0}, "duration"),
        ({"lead_time_h": -1.0}, "lead time"),
    ],
)
def test_an_impossible_scenario_is_refused(regions, scores, change, words):
    """A value no forecast could use is refused when the scenario is made."""
    scenario = scenario_from_preset(half(), regions, scores, starts_at=START)
    with pytest.raises(ModelError, match=words):
        replace(scenario, **change)


def test_places_are_filled_and_marked(regions):
    """No point: a point inside the outline, else the township's mean, else the county's."""
    regions["geometry"] = None
    regions = regions.astype({"geometry": object})
    by_code = regions.set_index("code").index
    for code in ("A1", "B1", "C1", "C2", "C3"):
        regions.loc[by_code == code, ["lon", "lat"]] = np.nan
    regions.loc[by_code == "A1", "geometry"] = pd.Series(
        [box(100, 30, 102, 32)], index=regions.index[by_code == "A1"], dtype=object
    )
    places = village_places(regions)
    assert places.loc["A1", ["lon", "lat"]].tolist() == pytest.approx([101.0, 31.0])
    assert places.loc["B1", "lon"] == pytest.approx(102.225)
    assert places.loc[["A1", "B1", "C1"], "point_source"].tolist() == ["own", "township", "county"]


def test_regions_without_places_are_refused(regions):
    """No village, or not one point in the county, is a refusal and not an empty map."""
    with pytest.raises(GeographyError, match="no village"):
        village_places(regions[regions["level"] == "township"])
    with pytest.raises(GeographyError, match="no village has a point"):
        village_places(regions.assign(lon=np.nan))


def test_relative_risk_is_beside_the_county_mean(scores):
    """Mean risk is 3.5: township C stands at 8 / 3.5; an unscored village counts as mean."""
    found = relative_risk(scores, "storm", pd.Index(["C1", "D1", "new"]))
    assert found == pytest.approx([8 / 3.5, 1 / 3.5, 1.0])
    assert relative_risk(scores.iloc[:0], "storm", pd.Index(["C1"])) == pytest.approx([1.0])


def test_a_family_that_is_not_scored_uses_all(scores):
    """Snow has no scores of its own, so those of all perils are used."""
    assert len(village_scores(scores, "snow")) == 12


def test_a_setting_becomes_an_assumption():
    """Unit, range and standing come from the settings field."""
    found = assume_setting(Surge(), "event_size_cv")
    assert (found.value, found.unit, found.low, found.status) == (
        0.8,
        "ratio",
        0.05,
        Status.ASSUMED,
    )


def test_houses_without_a_village_are_spread_not_lost():
    """A township's over its villages in proportion, a county's and unknown ones over all."""
    regions = pd.DataFrame(
        {
            "code": ["C", "T", "U", "T1", "T2", "U1", "U2", "T1G"],
            "level": ["county", "township", "township", *["village"] * 4, "group"],
            "parent_code": [None, "C", "C", "T", "T", "U", "U", "T1"],
        }
    )
    in_force = pd.DataFrame(
        {
            "region_code": ["T1", "T2", "T2", "T", "U", "T1G"],
            "structure": "other",
            "houses": [100, 200, 100, 40, 60, 1],
        }
    )
    found = place_houses(in_force, regions).set_index("region_code")["houses"]
    known = {"T1": 101 * 441 / 401, "T2": 300 * 441 / 401, "U1": 30.0, "U2": 30.0}
    assert found.to_dict() == pytest.approx(known)
    for code in ("C", None, "gone"):
        rest = pd.DataFrame({"region_code": [code], "structure": "other", "houses": [40]})
        found = place_houses(pd.concat([in_force, rest]), regions).set_index("region_code")
        more = 1 + 40 / (100 + 400 + 1)
        assert found["houses"].sum() == pytest.approx(541.0)
        assert found["houses"]["U1"] == pytest.approx(30.0 * more)
