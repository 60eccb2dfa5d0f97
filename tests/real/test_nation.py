"""The statistics bureau's villages of 2023, and a list of another publisher that collides with it.

One province is loaded here; ``python -m benchmarks.nation`` loads all of them and says how long it
takes.
"""

from pathlib import Path

import pandas as pd
import pytest
from real.conftest import FILES, NOW, load

from risk import intake
from risk.ledger import read_mapping
from risk.warehouse import open_version

pytestmark = pytest.mark.real

PROVINCE = "63"


def test_a_province_of_villages_loads_without_outlines(real_data, tmp_path):
    """Every street and village row becomes a region under its township, none with an area."""
    folder, rows = real_data("china_villages"), {}
    for name in ("streets", "villages"):
        listed = pd.read_parquet(folder / f"nbs_{name}_latest.parquet")
        part = listed[listed["provinceCode"].astype(str) == PROVINCE]
        part.to_parquet(tmp_path / f"{name}.parquet")
        rows[name] = len(part)
    mapping = FILES / "nbs_villages_mapping.toml"
    loaded = load(
        tmp_path / "county",
        "nation.toml",
        [("region", tmp_path / "streets.parquet", None),
         ("region", tmp_path / "villages.parquet", mapping)],
    )  # fmt: skip
    assert loaded.result.rows_stored == sum(rows.values())
    with open_version(loaded.ws) as warehouse:
        regions = warehouse.regions()
        faults = warehouse.counts()["map_fault"]
    villages = regions[regions["level"] == "village"]
    assert (len(villages), (regions["level"] == "township").sum()) == tuple(rows.values())[::-1]
    assert villages["township_name"].notna().all()
    assert villages["village_key"].is_unique
    assert set(regions["geometry_source"]) == {"none"}
    assert faults == 0


def test_a_colliding_list_is_refused_row_by_row(real_data, tmp_path):
    """11 of 19 township codes of the other publisher mean another township: those are refused."""
    folder = real_data("huzhu_admin")
    loaded = load(
        tmp_path / "county",
        "huzhu.toml",
        [("region", folder / "towns_2016.csv", short_codes(tmp_path))],
        datum="wgs84",
    )
    before = names(loaded.ws)
    other = folder / "towns_areacity_2023.csv"
    done = intake.load(loaded.ws, [intake.Source("region", other)], now=NOW)
    assert (done.rows_in, done.rows_rejected) == (19, 11)
    refused = done.rejects.set_index("value")
    assert "台子" in refused.loc["红崖子沟乡", "rule"]
    assert refused["remedy"].str.contains("代码对照").all()
    assert names(loaded.ws) == before
    change = tmp_path / "代码对照.csv"
    change.write_text(
        "旧代码,新代码,旧名称,新名称,变更日期,变更类型\n"
        "630223200,630223200,台子乡,红崖子沟乡,2022-01-01,更名\n",
        "utf-8",
    )
    sources = [intake.Source("crosswalk", change), intake.Source("region", other)]
    assert intake.load(loaded.ws, sources, now=NOW).rows_rejected == 10


def short_codes(folder: Path) -> Path:
    """The 2016 list with its townships' nine digits."""
    path = folder / "towns.toml"
    text = (FILES / "towns_2016_mapping.toml").read_text("utf-8")
    path.write_text(text.replace('code = "code"', 'code = {column = "code", take = [0, 9]}', 1))
    assert read_mapping(path)
    return path


def names(ws) -> dict[str, str]:
    """Names on the map by code."""
    with open_version(ws) as warehouse:
        frame = warehouse.frame("SELECT code, name FROM region ORDER BY code")
    return dict(zip(frame["code"], frame["name"], strict=True))
