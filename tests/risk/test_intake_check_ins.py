"""The core system's check-ins: judged by point and photograph; claims take the best of them."""

from pathlib import Path

import pytest

from risk.intake import Source, load
from risk.warehouse import open_version
from tests.tiny_world import NOW, copied

HEAD = "赔案号,查勘组,签到类型,签到时间,经度,纬度,定位精度,照片时间"


@pytest.fixture(scope="module")
def loaded(tiny, tmp_path_factory):
    """The tiny world with check-ins of its first claims loaded twice."""
    folder = tmp_path_factory.mktemp("check_ins")
    ws = copied(tiny.ws, folder)
    with open_version(ws) as warehouse:
        claims = warehouse.frame(
            "SELECT claim_id, reported_at, region_code_now FROM claim "
            "WHERE reported_at IS NOT NULL ORDER BY claim_id LIMIT 3"
        )
        points = warehouse.regions().set_index("code")[["lon", "lat"]]
    rows = []
    for i, claim in enumerate(claims.itertuples()):
        at = claim.reported_at.strftime("%Y-%m-%d") + f" 23:5{i}"
        lon, lat = points.loc[claim.region_code_now]
        here = (f"{lon},{lat},15,", ",,,", f"{lon},{lat},5000,{at}")[i]
        rows.append(f"{claim.claim_id},K{i},到达,{at},{here}")
    file = folder / "签到记录.csv"
    file.write_text("\n".join([HEAD, *rows]), "utf-8")
    first = load(ws, [Source("check_in", file)], now=NOW)
    again = load(ws, [Source("check_in", Path(file))], now=NOW)
    return ws, first, again


def test_each_is_judged_by_what_bears_it_out(loaded):
    """A point in the village: measured; nothing: typed; a photograph of that minute: measured."""
    ws, first, again = loaded
    assert first.rows_stored == 3
    assert not again.changed
    with open_version(ws) as warehouse:
        stored = warehouse.frame("FROM check_in ORDER BY crew_id")
        filled = warehouse.frame(
            "SELECT arrival_quality FROM claim WHERE crew_id IN ('K0', 'K2') ORDER BY crew_id"
        )
    assert stored["quality"].tolist() == ["measured", "typed", "measured"]
    assert stored["source"].unique().tolist() == ["core"]
    assert stored["distance_m"].iloc[0] < 500
    assert filled["arrival_quality"].tolist() == ["measured"] * 2
