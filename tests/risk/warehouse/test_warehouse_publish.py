"""A version holds what was put in, older selves stand in ``correction``, nothing is half done."""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warehouse_frames import NOW, claims, policies, regions, upsert

from risk.errors import WarehouseError
from risk.warehouse import (
    Changes,
    current_version,
    files,
    open_version,
    publish,
    publish_loads,
    versions,
)
from risk.workspace import Workspace

Put = Callable[..., str]
FAULT = {
    "file": "claim.csv", "sheet": None, "row": 7, "column": "出险时间", "value": "x",
    "rule": "no day", "remedy": "write one",
}  # fmt: skip


def test_the_first_version_holds_what_was_put_in(ws: Workspace, put: Put) -> None:
    """Rows, areas, counts and the version's own record."""
    name = put(region=regions(), policy=policies(("2024-01-01", "2024-12-31")), claim=claims())
    assert name.startswith("v0001-")
    with open_version(ws) as warehouse:
        counts = warehouse.counts()
        assert (counts["region"], counts["policy"], counts["claim"]) == (4, 1, 1)
        places = warehouse.regions().set_index("code")
        assert places.geometry["990101"].area == 1.0
        assert places.geometry["990102"] is None
        assert places["township_code"].fillna("").to_dict() == {
            "99": "", "9901": "9901", "990101": "9901", "990102": "9901",
        }  # fmt: skip
        assert places.crs.to_epsg() == 4326
        assert warehouse.version["name"] == name
        assert warehouse.version["currency"] == "CNY"
        assert warehouse.loads()["rows_new"].tolist() == [4, 1, 1]


def test_the_same_rows_twice_make_no_version(ws: Workspace, put: Put) -> None:
    """Nothing new, nothing changed: the old version stays in force, and no load is recorded."""
    first = put(claim=claims())
    assert put(claim=claims()) == first
    assert versions(ws)["name"].tolist() == [first]


def test_a_changed_row_supersedes_its_older_self(ws: Workspace, put: Put) -> None:
    """Only changed values stand in ``correction``, with old and new as text."""
    put(claim=claims())
    put(claim=claims(paid_money=1200.0, status="paid"))
    with open_version(ws) as warehouse:
        found = warehouse.corrections()
        assert warehouse.frame("SELECT paid_money FROM claim")["paid_money"].tolist() == [1200.0]
        load = warehouse.loads().iloc[-1]
    assert found[["table", "key", "column", "old", "new"]].to_numpy().tolist() == [
        ["claim", "C1", "paid_money", "1000.0", "1200.0"]
    ]
    assert found["load_id"].tolist() == [2]
    assert (load["rows_new"], load["rows_changed"], load["rows_same"]) == (0, 1, 0)


def test_columns_left_out_keep_their_value(ws: Workspace, put: Put) -> None:
    """A later file with fewer columns erases nothing."""
    put(claim=claims())
    put(claim=claims().drop(columns="estimate_money").assign(paid_money=5.0))
    with open_version(ws) as warehouse:
        assert warehouse.frame("SELECT estimate_money AS e FROM claim")["e"].tolist() == [900.0]


def test_where_a_row_stands_is_no_change(ws: Workspace, put: Put) -> None:
    """A file put in another order brings nothing."""
    first = put(claim=claims(source_row=2))
    assert put(claim=claims(source_row=9)) == first


def test_a_new_area_is_a_correction(ws: Workspace, put: Put) -> None:
    """Geometry is compared and written down as text."""
    put(region=regions())
    moved = regions().assign(geometry=[None, None, None, regions()["geometry"][2]])
    put(region=moved.assign(geometry_source=["none", "none", "none", "imported"]))
    with open_version(ws) as warehouse:
        found = warehouse.corrections().query("column == 'geometry'")
    assert found["key"].tolist() == ["990101", "990102"]
    assert found["new"].iloc[1].startswith("POLYGON")


def test_rejects_alone_are_recorded_once(ws: Workspace) -> None:
    """A file of which every row is refused makes a version, so that it can be looked up."""
    county, bad = ws.county(), upsert("claim", claims().iloc[:0])
    assert bad.load is not None
    bad = replace(bad, load={**bad.load, "rows_in": 1}, rejects=pd.DataFrame([FAULT]))
    once = publish(ws, Changes([bad]), reason="test", county=county, now=NOW)
    assert publish(ws, Changes([bad]), reason="test", county=county, now=NOW) == once
    with open_version(ws) as warehouse:
        assert warehouse.rejects()[["kind", "row", "rule"]].to_numpy().tolist() == [
            ["claim", 7, "no day"]
        ]
        assert warehouse.loads()[["rows_in", "rows_stored", "rows_rejected"]].to_numpy().tolist() \
            == [[1, 0, 1]]  # fmt: skip


def test_a_whole_table_is_replaced(ws: Workspace, put: Put) -> None:
    """Models and scores are written anew; the same ones again make no version."""
    put(region=regions())
    model = pd.DataFrame(
        {
            "model_version": ["m1"], "as_of": [NOW.date()], "data_version": ["v1"],
            "code_version": ["0"], "settings": ["{}"], "seed": [1], "method": ["mean"],
            "metrics": ["{}"],
        }
    )  # fmt: skip
    changes = Changes(replaces={"model": model})
    county = ws.county()
    second = publish(ws, changes, reason="score", county=county, now=NOW)
    assert second.startswith("v0002-")
    assert publish(ws, changes, reason="score", county=county, now=NOW) == second
    third = Changes(replaces={"model": model.assign(model_version="m2")})
    publish(ws, third, reason="score", county=county, now=NOW)
    with open_version(ws) as warehouse:
        found = warehouse.scores()
        assert found is not None
        assert found[0]["model_version"] == "m2"
        assert warehouse.counts()["model"] == 1


def test_check_stores_nothing(ws: Workspace) -> None:
    """A trial tells the same counts and leaves the folder as it was."""
    changes, county = Changes([upsert("claim", claims())]), ws.county()
    tried = publish_loads(ws, changes, reason="load", county=county, now=NOW, check=True)
    assert not ws.warehouse_dir.exists()
    done = publish_loads(ws, changes, reason="load", county=county, now=NOW)
    pd.testing.assert_frame_equal(tried.loads, done.loads)
    assert tried == replace(done, loads=tried.loads)


def test_a_batch_worked_out_from_an_older_version_is_refused(ws: Workspace, put: Put) -> None:
    """Somebody else's load came between."""
    first = put(claim=claims())
    second = put(claim=claims(paid_money=1.0))
    with pytest.raises(WarehouseError, match=f"{second} came into force"):
        publish_loads(
            ws, Changes([upsert("claim", claims())]), reason="load", county=ws.county(), now=NOW,
            based_on=first,
        )  # fmt: skip


def test_one_writer_at_a_time(ws: Workspace, put: Put) -> None:
    """The second writer is refused by the first one's process number."""
    with files.writing(ws), pytest.raises(WarehouseError, match=r"process \d+ is writing"):
        put(claim=claims())
    assert put(claim=claims()) == current_version(ws)


def test_a_key_twice_in_one_batch_is_a_programming_error(ws: Workspace, put: Put) -> None:
    """Reading refuses such rows; here they must never get through silently."""
    with pytest.raises(ValueError, match="stands twice"):
        put(claim=pd.concat([claims(), claims()]))
    assert current_version(ws) is None


def test_an_unknown_column_is_a_programming_error(put: Put) -> None:
    """No value is dropped silently."""
    with pytest.raises(ValueError, match="has no column colour"):
        put(claim=claims(colour="red"))


def test_old_versions_go(ws: Workspace, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten are kept (here: two), with their checksums."""
    assert files.VERSIONS_KEPT == 10
    monkeypatch.setattr(files, "VERSIONS_KEPT", 2)
    names = [put(claim=claims(paid_money=float(i))) for i in range(4)]
    assert versions(ws)["name"].tolist() == names[-2:]
    assert len(list(ws.warehouse_dir.glob("*.sha256"))) == 2


ROWS = st.dictionaries(
    st.text("abc", min_size=1, max_size=2),
    st.tuples(
        st.one_of(st.none(), st.floats(0, 1e9)),
        st.one_of(st.none(), st.text(st.characters(exclude_categories=("C",)), max_size=5)),
    ),
    min_size=1,
    max_size=6,
)


def frame_of(rows: dict[str, tuple[float | None, str | None]]) -> pd.DataFrame:
    table = claims().loc[[0] * len(rows)].assign(claim_id=list(rows))
    paid = pd.array([money for money, _ in rows.values()], dtype="Float64")
    return table.assign(paid_money=paid, cause_note=[note for _, note in rows.values()])


@settings(max_examples=6, deadline=None)
@given(ROWS, ROWS)
def test_the_store_gives_back_what_it_was_given(first: dict, second: dict) -> None:
    """After two batches each key holds its latest row, and new + changed + same is all of them."""
    with tempfile.TemporaryDirectory() as folder:
        ws = Workspace(Path(folder))
        ws.county_file.write_text('[county]\nname = "小县"\ncode = "99"\n', "utf-8")
        for rows in (first, second):
            changes = Changes([upsert("claim", frame_of(rows))])
            done = publish_loads(ws, changes, reason="test", county=ws.county(), now=NOW)
            counts = done.loads[["rows_new", "rows_changed", "rows_same"]].to_numpy()
            assert counts.sum() == len(rows)
        with open_version(ws) as warehouse:
            stored = warehouse.frame("SELECT claim_id, paid_money, cause_note FROM claim")
        stored = stored.astype(object).where(stored.notna(), None)
        assert {k: (m, n) for k, m, n in stored.to_numpy()} == {**first, **second}


def test_policies_lie_together_by_village(ws: Workspace, put: Put) -> None:
    """New rows are written in the order of their village, so that a village is read in one go."""
    terms = [("2024-01-01", "2024-12-31")] * 4
    put(policy=policies(*terms, village_key=[2, 1, 2, 1]))
    with open_version(ws) as warehouse:
        keys = warehouse.frame("SELECT village_key FROM policy ORDER BY rowid")["village_key"]
    assert keys.tolist() == [1, 1, 2, 2]
