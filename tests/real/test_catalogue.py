"""Earthquakes and floods around Huzhu load as a catalogue of events."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from risk.warehouse import open_version
from tests.real.conftest import FILES, Loaded, load

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def catalogue(
    real_data: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Loaded, pd.DataFrame]:
    folder = real_data("hazard_qinghai")
    quakes, floods = "earthquakes_m55_1965_2016", "dfo_floods_china_1985_2021"
    sources = [
        ("event", folder / f"{quakes}.csv", FILES / "qinghai_earthquakes_mapping.toml"),
        ("event", folder / f"{floods}.csv", FILES / "qinghai_floods_mapping.toml"),
    ]
    loaded = load(tmp_path_factory.mktemp("catalogue") / "county", "huzhu.toml", sources)
    with open_version(loaded.ws) as warehouse:
        return loaded, warehouse.frame("FROM event").set_index("event_id")


def test_every_row_is_stored_or_refused_with_a_reason(catalogue):
    """50 earthquakes and 363 floods: none falls silently."""
    loaded, events = catalogue
    loads = loaded.result.loads.set_index("file")
    assert loads["rows_in"].tolist() == [50, 363]
    assert loads["rows_rejected"].sum() + len(events) == 413
    assert (events["peril_family"] == "earthquake").sum() == 50
    assert (events["peril_family"] == "flood").sum() == 363


def test_universal_time_becomes_the_countys_wall_time(catalogue):
    """1968-12-22 09:06:37 UTC is 17:06:37 in Qinghai; magnitude, depth and place come along."""
    _, events = catalogue
    quake = events.loc["USGS-ISCGEM814401"]
    assert quake["started_at"] == pd.Timestamp("1968-12-22 17:06:37")
    found = quake[["magnitude", "depth_km", "lon", "lat"]].tolist()
    assert found == pytest.approx([5.6, 25.0, 101.772, 36.306])
    assert quake["name"] == "M5.6 1968-12-22"


def test_a_flood_of_the_catalogue_keeps_its_area_and_its_dead(catalogue):
    """July 1989: 107 dead, a centroid near the county, and an area far larger than it."""
    _, events = catalogue
    july = events[events["started_at"].between("1989-07-16", "1989-07-16")]
    row = july[july["deaths"] == 107].iloc[0]
    assert row["ended_at"] == pd.Timestamp("1989-07-27")
    assert (row["lon"], row["lat"]) == pytest.approx((101.94, 36.39), abs=0.02)
    assert row["area_km2"] > 1_000
    assert row["cause"]
