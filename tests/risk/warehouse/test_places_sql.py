"""How records found their village: the counts by file, the worst writings, the far points."""

import duckdb
import pandas as pd
import pytest

from risk.warehouse.database import OFFLINE, fetch, sql

LIMITS = {"examples": 2, "limit": 10}
COLUMNS = (
    "claim_id", "load_id", "match_quality", "match_reason", "match_distance_m",
    "given_township_name", "given_region_name", "given_place", "region_code_now", "lon", "lat",
)  # fmt: skip
CLAIMS = [
    # three rows of one writing, one of them with its point far off
    ("C3", 1, "township", "name_unknown", None, "西乡", "甲寨", None, "t1", None, None),
    ("C1", 1, "township", "name_unknown", None, "西乡", "甲寨", None, "t1", None, None),
    ("C2", 2, "township", "name_unknown", None, "西乡", "甲寨", None, "t1", None, None),
    # an address where no village is named
    ("C4", 1, "county", "address_unclear", None, None, None, "某社", "c1", None, None),
    # found, but its point is far away; found, its point a little outside; found, nothing wrong
    ("C5", 1, "names", "township_name;point_far", 9000.0, "西乡", "甲村", None, "v1", 100.5, 36.5),
    ("C6", 1, "names", "code;point_elsewhere", 90.0, "西乡", "甲村", None, "v1", 100.1, 36.1),
    ("C7", 1, "names", "township_name;tier_unclear", None, "西乡", "甲村", None, "v1", None, None),
    ("C8", None, "code", "code", 0.0, None, None, None, "v2", 100.2, 36.2),
]  # fmt: skip


@pytest.fixture
def connection():
    """A store with two loads, the claims above, and one policy of a near name."""
    con = duckdb.connect(config=OFFLINE)
    con.execute(sql("schema"))
    for number, file in ((1, "a.csv"), (2, "b.csv")):
        con.execute(
            "INSERT INTO load VALUES (?, 'v', 'claim', ?, '', TIMESTAMP '2026-01-01', NULL,"
            " 1, 1, 0, 1, 0, 0)",
            [number, file],
        )
    claims = pd.DataFrame(CLAIMS, columns=list(COLUMNS)).assign(
        loss_at=pd.Timestamp(2025, 1, 1), time_precision="day", status="open"
    )
    names = ", ".join(claims.columns)
    con.register("claims", claims)
    con.execute(f"INSERT INTO claim ({names}) SELECT {names} FROM claims")
    con.execute(
        "INSERT INTO policy (policy_id, household_key, match_quality, match_reason, cover_line,"
        " start_date, end_date, given_township_name, given_region_name, region_code, load_id)"
        " VALUES ('P1', 'h', 'fuzzy', 'name_near:甲村', 'scheme', DATE '2025-01-01',"
        " DATE '2025-12-31', '西乡', '甲材', 'v1', 2)"
    )
    yield con
    con.close()


def test_every_row_counts_with_one_file(connection):
    """Nine rows; one whose file is not known still counts."""
    found = fetch(connection, sql("match_by_file"))
    assert found["rows"].sum() == 9
    assert found.set_index(["kind", "file", "match_quality"])["rows"].to_dict() == {
        ("claim", "", "code"): 1, ("claim", "a.csv", "county"): 1, ("claim", "a.csv", "names"): 3,
        ("claim", "a.csv", "township"): 2, ("claim", "b.csv", "township"): 1,
        ("policy", "b.csv", "fuzzy"): 1,
    }  # fmt: skip


def test_worst_writings_first(connection):
    """3 × 4, 1 × 8, then a near name and a point far off, 2 each; what is sound is not there."""
    found = fetch(connection, sql("worst_places"), LIMITS)
    assert found[["region_name", "place", "rows", "weight"]].to_numpy().tolist() == [
        ["甲寨", "", 3, 12], ["", "某社", 1, 8], ["甲材", "", 1, 2], ["甲村", "", 1, 2],
    ]  # fmt: skip
    first = found.iloc[0]
    assert (list(first["claim_ids"]), list(first["files"])) == (["C1", "C2"], ["a.csv", "b.csv"])
    assert (first["policies"], first["claims"], first["found_code"]) == (0, 3, "t1")
    assert found["distance_km"].iloc[3] == 9.0
    assert list(found["claim_ids"].iloc[2]) == []


def test_points_outside_their_village_farthest_first(connection):
    """A point inside its village is none of them."""
    found = fetch(connection, sql("far_points"), LIMITS)
    assert found["distance_km"].tolist() == [9.0, 0.09]
    assert [list(ids) for ids in found["claim_ids"]] == [["C5"], ["C6"]]
