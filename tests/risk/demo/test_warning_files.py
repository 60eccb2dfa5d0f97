"""The demo's warning files: what stands on its last evening, what was lifted, what is broken."""

from datetime import timedelta

import pytest

from dashboards.story.watch import evening_of
from risk.demo.sizes import MARK
from risk.demo.warning_files import write_warning_files
from risk.errors import AlertError
from risk.hazard.cap import read_cap
from risk.hazard.in_force import State, thread
from risk.hazard.inside import inside_alert, place_index
from risk.hazard.national import read_national


def test_the_files_say_what_they_should(full_world, tmp_path):
    """Snow over the high villages and gale stand on the last evening; ice was lifted before."""
    cap, national, broken = write_warning_files(full_world, tmp_path / "warnings")
    snow = read_cap(cap.read_bytes(), timezone="Asia/Shanghai", where=cap.name)
    alerts, lines = read_national(
        national.read_bytes(), timezone="Asia/Shanghai", where=national.name
    )
    assert lines == ()
    evening = evening_of(full_world.sizes.as_of)
    threads = thread([snow, *alerts])
    held = {t.messages[0].info().signal for t in threads.in_force(evening)}
    assert held == {"blizzard", "gale"}
    states = {t.messages[0].info().signal: t.state(evening) for t in threads.threads}
    assert states["road_ice"] is State.CANCELLED
    assert snow.info().expires == snow.sent + timedelta(hours=24)
    with pytest.raises(AlertError):
        read_cap(broken.read_bytes(), timezone="Asia/Shanghai", where=broken.name)
    assert all(MARK in p.read_text("utf-8") for p in (cap, national, broken))
    villages = full_world.tables["region"].assign(
        township_code=None, township_name=None, geometry=None
    )
    area = inside_alert(snow, place_index(villages), in_force(villages))
    assert 0.2 < len(area.villages) / len(full_world.land.villages) < 0.6


def in_force(regions):
    columns = ["houses", "special_households", "sum_insured_money"]
    return (
        regions[["code"]]
        .rename(columns={"code": "region_code"})
        .assign(**dict.fromkeys(columns, 1.0))
    )


def test_the_same_world_writes_the_same_bytes(full_world, tmp_path):
    """Seeded like everything of the demo."""
    first = [p.read_bytes() for p in write_warning_files(full_world, tmp_path / "a")]
    assert [p.read_bytes() for p in write_warning_files(full_world, tmp_path / "b")] == first
