"""Real villages and points of two counties: one where villages have points, one where few have."""

import pandas as pd
import pytest
from real.conftest import FILES, Loaded, load

from risk.warehouse import open_version

pytestmark = pytest.mark.real

VILLAGES = {"yongshun": (301, 23), "huzhu": (310, 20)}


@pytest.fixture(scope="session", params=VILLAGES)
def county(request, real_data, tmp_path_factory) -> tuple[str, Loaded]:
    """Outline, township points and village rows of one county."""
    name = str(request.param)
    folder = real_data(f"{name}_admin")
    return name, load(
        tmp_path_factory.mktemp(name) / "county",
        f"{name}.toml",
        [
            ("region", folder / "county_boundary_wgs84.geojson", FILES / "outline_mapping.toml"),
            ("region", folder / "towns_2016.csv", FILES / "towns_2016_mapping.toml"),
            ("region", folder / "villages_2016.csv", FILES / "villages_2016_mapping.toml"),
        ],
        datum="wgs84",
    )


@pytest.fixture(scope="session")
def regions(county):
    """All regions as stored, in an equal-area projection."""
    name, loaded = county
    with open_version(loaded.ws) as warehouse:
        return name, warehouse.regions()


def test_every_region_row_is_stored(county):
    """One outline, every township, every village: rows in = stored + rejected."""
    name, loaded = county
    villages, townships = VILLAGES[name]
    assert sorted(loaded.result.loads["rows_in"]) == [1, townships, villages]
    assert loaded.result.rows_in == loaded.result.rows_stored
    assert loaded.result.rows_rejected == 0


def test_every_village_knows_its_township(regions):
    """Parent codes of 12 digits lead to the township."""
    name, frame = regions
    villages = frame[frame["level"] == "village"]
    assert len(villages) == VILLAGES[name][0]
    assert villages["township_code"].nunique() == VILLAGES[name][1]


def test_derived_cells_fill_the_outline_and_say_so(regions):
    """Where most villages have points their cells fill the county; else none are invented.

    What lies nearest to a place that several villages share is nobody's.
    """
    name, frame = regions
    flat = frame.to_crs("+proj=aea +lat_1=25 +lat_2=47 +lon_0=105")
    derived = flat[(flat["level"] == "village") & flat.geometry.area.gt(0)]
    assert set(derived["geometry_source"]) <= {"derived"}
    if name == "huzhu":  # 3 of 310 villages have a point: cells would be fiction
        assert derived.empty
        return
    outline = flat[flat["level"] == "county"].geometry.area.sum()
    assert 0.98 < derived.geometry.area.sum() / outline < 0.99
    assert len(derived) >= 230


def test_a_sample_of_73_raw_columns_loads_through_a_mapping(
    charlottesville, real_data, tmp_path_factory
):
    """787 claims of 37 states: every row is stored, and places off the map are said to be so."""
    folder, local = real_data("nfip_claims_sample"), real_data("nfip_claims_charlottesville")
    loaded = load(
        tmp_path_factory.mktemp("sample") / "county",
        "charlottesville.toml",
        [
            ("region", local / "tracts.geojson", FILES / "tracts_mapping.toml"),
            ("claim", folder / "claims.csv", FILES / "nfip_sample_mapping.toml"),
        ],
    )
    source = pd.read_csv(folder / "claims.csv")
    row = loaded.result.loads.set_index("kind").loc["claim"]
    assert row["rows_in"] == len(source) == row["rows_stored"] + row["rows_rejected"]
    assert row["rows_rejected"] == 0
    with open_version(loaded.ws) as warehouse:
        claims = warehouse.claims(warehouse.last_day())
    paid = source["amountPaidOnBuildingClaim"]
    assert claims["paid_money"].sum() == pytest.approx(paid.sum())
    assert claims["paid_money"].isna().sum() == paid.isna().sum()
    assert set(claims.loc[claims["village_key"].isna(), "match_quality"]) <= {"none", "county"}
