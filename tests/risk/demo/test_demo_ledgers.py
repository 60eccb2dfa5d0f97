"""The ledgers written are the ones a clerk would hand in, and the ledger room reads them."""

import geopandas as gpd
import pytest
from python_calamine import CalamineWorkbook

from risk.demo import files_by_kind, write_demo
from risk.demo.land import build_land
from risk.demo.sizes import MARK
from risk.demo.truth import build_truth
from risk.errors import SettingsError
from risk.ledger import KINDS, recognise
from risk.workspace import Workspace

SMALL = 0.02  # the scale of ``written``
# what a county may lack: lines, outlines, a list of the authorities
NOT_GIVEN = ("travel_matrix", "roads", "river", "tier_area", "official_level", "check_in")


def by_year(written, kind):
    return {batch.path.stem.rpartition("_")[2]: batch for batch in written.batches[kind]}


def expected(written, kind, year, *outcomes):
    faults = written.world.faults
    own = faults[(faults["kind"] == kind) & (faults["year"] == int(year))]
    return own[own["outcome"].isin(outcomes)].drop_duplicates(["row", "fault"])


def test_every_ledger_is_written_and_recognised(written):
    """Each file tells its ledger by its name; all ledgers a county must have are there."""
    found = files_by_kind(written.paths)
    assert set(found) == set(KINDS) - set(NOT_GIVEN)
    for kind, paths in found.items():
        assert all(recognise(path) == kind for path in paths)


def test_formats_are_a_county_s(written):
    """The current year is a workbook, earlier years CSV, every other one in GB18030."""
    policies = sorted(files_by_kind(written.paths)["policy"])
    assert [p.suffix for p in policies] == [".csv"] * 7 + [".xlsx"]
    utf8 = []
    for path in policies[:-1]:
        data = path.read_bytes()
        try:
            data.decode("utf-8")
            utf8.append(True)
        except UnicodeDecodeError:
            data.decode("gb18030")
            utf8.append(False)
    assert sum(utf8) in (3, 4)


def test_every_file_says_it_is_synthetic(written):
    """The mark stands in the first row of tables and in the map."""
    for path in written.paths:
        if path.suffix == ".csv":
            assert "SYNTHETIC" in path.read_bytes().split(b"\n")[0].decode("ascii", "ignore")
        elif path.suffix == ".xlsx":
            rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(nrows=1)
            assert MARK in rows[0][0]
        else:
            regions = gpd.read_file(path)
            assert regions["说明"].str.contains(MARK).all()
            assert (regions.geometry.geom_type == "Point").sum() == 310
            assert regions.geometry.isna().sum() == 20


@pytest.mark.parametrize("kind", ["policy", "claim"])
def test_the_reader_rejects_what_was_spoilt_and_nothing_else(written, kind):
    """Rows in = rows of the world + duplicates; the rows rejected are the faults written down."""
    for year, batch in by_year(written, kind).items():
        made = written.world.policies_of(int(year)) if kind == "policy" else None
        rows = len(made) if made is not None else len(written.world.claims_of(int(year)))
        again = expected(written, kind, year, "rejected", "flagged")
        again = again[again["column"] == ""]
        assert batch.rows_in == rows + len(again)
        rejected = expected(written, kind, year, "rejected")
        assert len(batch.raw_rejected) == len(rejected), year
        positions = {row + 3 for row in rejected.loc[rejected["column"] != "", "row"]}
        assert positions <= set(batch.rejects["row"])  # below the title and the headings
        flagged = expected(written, kind, year, "flagged")
        assert len(batch.flags) >= len(flagged)


def test_all_other_ledgers_are_read_whole(written):
    """No row of the other ledgers is rejected, and every heading is known."""
    for kind, batches in written.batches.items():
        if kind in ("policy", "claim"):
            continue
        for batch in batches:
            assert batch.rows_in == len(written.world.tables[kind]), kind
            assert len(batch.rejects) == 0, kind
            assert set(batch.ignored) <= {"说明"}, kind


def test_a_claim_reads_as_it_was_written(written):
    """Times, money in 万元, words and precision survive the clerk's spelling."""
    for year, batch in by_year(written, "claim").items():
        clean = written.world.claims_of(int(year)).set_index("claim_id")
        read = batch.frame.drop_duplicates("claim_id").set_index("claim_id")
        clean = clean.loc[read.index]
        for name in ("reported_at", "arrived_at", "paid_at"):
            same = (read[name] == clean[name]) | (read[name].isna() & clean[name].isna())
            assert same.all(), (year, name)
        gap = (read["paid_money"] - clean["paid_money"]).abs()
        assert gap.fillna(0).max() < 0.01
        assert (read["paid_money"].notna() == clean["paid_money"].notna()).all()
        assert (read["status"] == clean["status"]).all()
        midnight = clean["loss_at"] == clean["loss_at"].dt.normalize()  # reads as a day
        assert ((read["time_precision"] == clean["time_precision"]) | midnight).all()


def test_the_same_seed_makes_the_same_workspace(written, tmp_path):
    """county.toml and the ledgers, byte for byte but the map; progress rises to the end."""
    seen = []
    ledgers = write_demo(tmp_path, 7, lambda share, _: seen.append(share), scale=SMALL)
    assert Workspace(tmp_path).county().synthetic
    assert seen == sorted(seen)
    assert 0 <= seen[0] <= seen[-1] <= 1
    tables = [p for p in written.paths if p.suffix != ".gpkg"]
    assert len(tables) > 20
    assert all((ledgers / p.name).read_bytes() == p.read_bytes() for p in tables)


def test_another_seed_makes_another_county(written):
    """Villages lie elsewhere and other ones are risky."""
    facts = written.world.facts
    land = build_land(facts, 8)
    assert (land.villages["lon"] != written.world.land.villages["lon"]).mean() > 0.9
    assert not build_truth(land, 8).equals(written.world.truth)


def test_a_real_county_is_never_overwritten(tmp_path):
    """A folder whose county.toml is not synthetic is refused."""
    text = '[county]\nname = "甲县"\ncode = "990001"\n'
    Workspace(tmp_path).county_file.write_text(text, "utf-8")
    with pytest.raises(SettingsError, match="real county"):
        write_demo(tmp_path, 3, scale=SMALL)
    assert Workspace(tmp_path).county_file.read_text("utf-8") == text
