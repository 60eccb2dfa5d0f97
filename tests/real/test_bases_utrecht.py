"""MEXCLP on the Utrecht ambulance region: the published allocations and their published value."""

import numpy as np
import pandas as pd
import pytest

from risk.staffing.bases import Siting, expected_cover, mexclp

pytestmark = pytest.mark.real
BUSY, LIMIT_MIN = 0.6, 12.0
PUBLISHED = {20: 0.852089, 23: 0.879357, 24: 0.886632}


@pytest.fixture(scope="module")
def folder(real_data):
    return real_data("utrecht_ems")


@pytest.fixture(scope="module")
def region(folder):
    """231 postal codes, 21 bases; the published values count the drive from patient to base."""
    minutes = pd.read_csv(
        folder / "siren_driving_matrix_2022.csv", encoding="utf-8-sig", index_col=0
    )
    minutes.columns = minutes.columns.astype(int)
    nodes = pd.read_csv(folder / "nodes_Utrecht_2021.csv", encoding="utf-8-sig")
    bases = pd.read_csv(folder / "RAVU_base_locations_Utrecht_2021.csv", encoding="utf-8-sig")
    sites, codes = bases["Base Locations"], nodes["postal code"]
    return Siting(
        sites=sites.to_numpy(object),
        demands=codes.to_numpy(object),
        minutes=minutes.loc[codes, sites].to_numpy(float).T[None],
        limit_min=np.full(len(codes), LIMIT_MIN),
        weight=nodes["inhabitants"].to_numpy(float),
        tier=np.full(len(codes), "rural", object),
        stays=np.zeros(len(sites), bool),
        room=np.full(len(sites), 99),
    )


@pytest.mark.parametrize("vehicles", sorted(PUBLISHED))
def test_the_published_cover_to_its_last_digit(region, folder, vehicles):
    found = mexclp(region, vehicles, BUSY)
    assert round(found.objective, 6) == PUBLISHED[vehicles]
    assert sum(found.crews.values()) == vehicles
    table = pd.read_csv(
        folder / f"Base_Locations_Ambulances_MEXCLP_21_22_{vehicles}.csv", encoding="utf-8-sig"
    )
    crews = table["Base"].value_counts().reindex(region.sites, fill_value=0).to_numpy()
    assert expected_cover(region, crews, BUSY) == pytest.approx(found.objective, abs=1e-9)
