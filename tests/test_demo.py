"""The demo as a user without network gets it: installed from the bundle, outside the checkout."""

import zipfile
from pathlib import Path

import duckdb
import pytest

pytestmark = pytest.mark.slow


def test_the_bundle_installs_outside_the_checkout(installed):
    """The installed command comes from the wheel, not from this checkout."""
    done = installed.run("--version")
    assert done.stdout.startswith("huzhu")
    assert not str(installed.huzhu).startswith(str(Path(__file__).parent.parent))


def test_demo_prints_the_promised_object(demo):
    """`demo --json` prints one object with the keys other programs rely on."""
    printed = demo.printed
    for key in ("regions", "policies", "claims", "rejected"):
        assert printed[key] > 0, key
    assert set(printed["levels"].values()) <= {1, 2, 3, 4, 5}
    assert len(printed["levels"]) == 20
    assert len(printed["plan"]["crews_by_day"]) == printed["plan"]["days"]
    assert all(0 <= printed["plan"]["p_kept"][tier] < 1 for tier in ("town", "rural"))


def test_demo_makes_what_it_names(demo):
    """Ledgers, the version named, DOCX and PDF are there and open."""
    assert len(list((demo.folder / "ledgers").iterdir())) > 20
    version = demo.printed["warehouse_version"]
    assert (demo.folder / "warehouse" / "CURRENT").read_text().strip() == version
    with duckdb.connect(demo.folder / "warehouse" / f"{version}.duckdb", read_only=True) as con:
        assert con.execute("SELECT count(*) FROM claim").fetchone()[0] == demo.printed["claims"]
    docx, pdf = sorted(demo.folder.parent / p for p in demo.printed["reports"])
    assert zipfile.ZipFile(docx).testzip() is None
    assert pdf.read_bytes().startswith(b"%PDF-")


def test_every_claim_row_is_stored_or_rejected(demo):
    """Rows in = stored + rejected, for every file loaded."""
    version = demo.printed["warehouse_version"]
    with duckdb.connect(demo.folder / "warehouse" / f"{version}.duckdb", read_only=True) as con:
        uneven = con.execute(
            "SELECT file FROM load WHERE rows_in <> rows_stored + rows_rejected"
        ).fetchall()
    assert uneven == []


def test_a_second_demo_serves_the_same_version(installed, demo):
    """Running the demo again rebuilds nothing."""
    again = installed.run("demo", "county", "--no-serve", "--json")
    assert f'"warehouse_version": "{demo.printed["warehouse_version"]}"' in again.stdout
