"""Coverage over a version: who is insured, twice, wrongly, no longer."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest
from warehouse_frames import NOW, claims, policies, regions, upsert

from risk.settings import Scheme
from risk.warehouse import Changes, coverage, open_version, publish
from risk.workspace import Workspace

YEAR_2024 = ("2024-01-01", "2024-12-31")
YEAR_2023 = ("2023-01-01", "2023-12-31")
KEYS = {
    "household_group": ("household_key", "group", "valid_from"), "roster": ("region_code", "as_of"),
}  # fmt: skip
JUNE = date(2024, 6, 30)
SCHEME = Scheme.read(
    {
        "premium_rows": [
            {
                "name": "一般户", "groups": ["ordinary"], "household_money": 10,
                "province_money": 10,
                "county_money": 10, "sum_insured_money": 30000, "from_year": 2020,
            }
        ],
        "not_insured": ["围墙、畜禽圈舍、商铺等附属建筑"],
    }
)  # fmt: skip
Put = Callable[..., str]


@pytest.fixture
def put(ws: Workspace) -> Put:
    """Publish frames by table name; a list of frames comes as several files."""

    def put_frames(**frames: Any) -> str:
        changes = [
            upsert(table, frame, **({"key": KEYS[table]} if table in KEYS else {}))
            for table, given in frames.items()
            for frame in (given if isinstance(given, list) else [given])
        ]
        return publish(ws, Changes(changes), reason="test", county=ws.county(), now=NOW)

    return put_frames


def roster(*rows: tuple[str, str, int]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["region_code", "as_of", "households_expected"])
    return frame.assign(as_of=pd.to_datetime(frame["as_of"]), source="乡镇名册")


def groups(*rows: tuple[str, str, str, str | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["household_key", "group", "valid_from", "valid_to"])
    days = {name: pd.to_datetime(frame[name]) for name in ("valid_from", "valid_to")}
    return frame.assign(**days, source="民政局")


def test_the_latest_list_on_the_day_counts(ws: Workspace, put: Put) -> None:
    """Three households, one with two policies, of the four listed in January; July is unknown."""
    terms = [YEAR_2024] * 4
    keys = ["H0", "H0", "H1", "H2"]
    villages = ["990101", "990102", "990101", "990102"]
    lists = roster(
        ("990101", "2023-01-01", 7), ("990101", "2024-01-01", 2), ("990102", "2024-01-01", 2),
        ("990101", "2024-07-01", 9),
    )  # fmt: skip
    put(
        region=regions(),
        policy=policies(*terms, household_key=keys, region_code=villages),
        roster=lists,
    )
    with open_version(ws) as warehouse:
        county, township = coverage.coverage(warehouse, JUNE).to_dict("records")
        none = coverage.coverage(warehouse, date(2022, 1, 1))
        apart = coverage.coverage(warehouse, JUNE, cover_line="commercial")
    assert (county["households_insured"], county["households_expected"], county["policies"]) == (
        3,
        4,
        4,
    )
    assert township["coverage_rate"] == 0.75
    assert township["listed_on"] == pd.Timestamp("2024-01-01")
    assert set(none["expected_source"]) == {"unknown"}
    assert none["coverage_rate"].isna().all()
    assert apart["households_insured"].tolist() == [0, 0]


def test_groups_by_date(ws: Workspace, put: Put) -> None:
    """Each way a policy's group can differ from the lists, and the two that are right."""
    said = ["ordinary", "subsistence", "veterans", "ordinary", "subsistence", "subsistence", None]
    lists = groups(
        ("H0", "subsistence", "2023-01-01", None),  # listed, insured as ordinary
        ("H2", "subsistence", "2023-01-01", None),  # listed in another group
        ("H3", "subsistence", "2024-03-01", None),  # joined since
        ("H4", "subsistence", "2023-01-01", "2024-04-30"),  # left since
        ("H5", "subsistence", "2023-01-01", None),  # right
        ("H6", "subsistence", "2024-12-01", None),  # not known yet
    )
    put(
        region=regions(),
        policy=policies(*[YEAR_2024] * 7, household_group=said),
        household_group=lists,
    )
    with open_version(ws) as warehouse:
        told = coverage.group_faults(warehouse, JUNE)
        by_group = coverage.coverage_by_group(warehouse, JUNE).set_index("household_group")
        assert coverage.group_faults(warehouse, date(2022, 1, 1)) is None
    assert told is not None
    assert told.set_index("policy_id")["fault"].to_dict() == {
        "P0": "listed_insured_ordinary", "P1": "special_not_listed", "P2": "other_group",
        "P3": "joined_since", "P4": "left_since",
    }  # fmt: skip
    assert by_group.loc["subsistence", ["households_expected", "coverage_rate"]].tolist() == [4, 1]
    assert by_group.loc["subsistence", "insured_as"] == 3
    assert by_group.loc["ordinary", "expected_source"] == "unknown"


def test_premiums_and_masked_keys(ws: Workspace, put: Put) -> None:
    """One of three paid 15; its household is not named."""
    keys = ["HABCDEFGH0", "HABCDEFGH1", "HABCDEFGH2"]
    frame = policies(
        *[YEAR_2024] * 3, household_key=keys, premium_household_money=[10.0, 15.0, 10.0],
        household_group=["ordinary", "ordinary", None],
    )  # fmt: skip
    put(region=regions(), policy=frame)
    with open_version(ws) as warehouse:
        wrong = coverage.premium_mismatches(warehouse, JUNE, SCHEME)
        sums = coverage.premium_reconciliation(warehouse, JUNE, SCHEME)
        assert coverage.premium_mismatches(warehouse, date(2023, 1, 1), SCHEME).empty
        assert coverage.premium_mismatches(warehouse, JUNE, Scheme()).empty
    told = wrong[["policy_id", "household", "what", "expected", "actual"]]
    assert told.to_numpy().tolist() == [["P1", "HABC…GH1", "household_money", 10, 15]]
    assert sums[["policies", "wrong", "household_money_difference"]].to_numpy().tolist() == [
        [3, 1, 5]
    ]


def test_two_houses_or_one_house_twice(ws: Workspace, put: Put) -> None:
    """Across files; a renewal on the last day is none, nor is a policy of the other line."""
    first = policies(*[YEAR_2024] * 5, structure="frame")
    second = policies(
        *[("2024-03-01", "2025-02-28")] * 2, YEAR_2024, ("2024-12-31", "2025-12-30"), YEAR_2024,
        policy_id=["Q0", "Q1", "Q2", "Q3", "Q4"], region_code=["990102"] + ["990101"] * 4,
        village_key=[2, 1, 1, 1, 1], structure=["frame", "frame", "earth_wood", "frame", None],
        cover_line=["scheme"] * 4 + ["commercial"],
    )  # fmt: skip
    put(region=regions(), policy=[first, second])
    with open_version(ws) as warehouse:
        pairs = coverage.double_policies(warehouse, date(2025, 1, 1)).set_index("policy_id")
        now = coverage.double_policies(warehouse, date(2025, 1, 1), in_force_only=True)
        early = coverage.double_policies(warehouse, date(2024, 2, 1))
    assert pairs["verdict"].to_dict() == {
        "P0": "two_houses", "P1": "same_house", "P2": "perhaps_two_houses"
    }  # fmt: skip
    assert pairs["days"].to_dict() == {"P0": 306, "P1": 306, "P2": 366}
    assert pairs["other_file"].all()
    assert now.empty
    assert early["policy_id"].tolist() == ["P2"]


def test_an_overlap_after_a_gap_is_found(ws: Workspace, put: Put) -> None:
    """Years of no cover between do not hide it; points far apart are two houses."""
    terms = [("2015-01-01", "2015-12-31"), YEAR_2024, YEAR_2024]
    points = {"lon": [100.0, 100.0, 100.01], "lat": [36.0, 36.0, 36.0]}
    put(region=regions(), policy=policies(*terms, household_key="H0", **points))
    with open_version(ws) as warehouse:
        pair = coverage.double_policies(warehouse, JUNE).iloc[0]
    assert (pair["policy_id"], pair["other_policy_id"], pair["verdict"]) == (
        "P1",
        "P2",
        "two_houses",
    )
    assert pair["apart_m"] == pytest.approx(900, abs=2)


def test_nothing_to_tell_houses_apart(ws: Workspace, put: Put) -> None:
    """No village and no feature: it cannot be told."""
    frame = policies(YEAR_2024, YEAR_2024, household_key="H0", region_code=None, village_key=None)
    put(region=regions(), policy=frame)
    with open_version(ws) as warehouse:
        assert coverage.double_policies(warehouse, JUNE)["verdict"].tolist() == ["cannot_tell"]


def test_lapsed_and_why_not(ws: Workspace, put: Put) -> None:
    """H0 renewed, H1 not, H2 stopped in April, H3 is new; six expected."""
    terms = [YEAR_2023, YEAR_2024, YEAR_2023, YEAR_2023, ("2024-01-01", "2024-04-30"), YEAR_2024]
    keys = ["H0", "H0", "H1", "H2", "H2", "H3"]
    put(
        region=regions(),
        policy=policies(*terms, household_key=keys),
        roster=roster(("990101", "2024-01-01", 6), ("990102", "2024-01-01", 0)),
    )
    with open_version(ws) as warehouse:
        gone = coverage.lapsed(warehouse, JUNE)
        why = coverage.uninsured_reasons(warehouse, JUNE).iloc[0]
        in_march = coverage.lapsed(warehouse, date(2024, 3, 1))
    told = gone[["policy_id", "insured_to"]].astype(str).to_numpy().tolist()
    assert told == [["P2", "2023-12-31"], ["P3", "2024-04-30"]]
    assert in_march["policy_id"].tolist() == ["P2"]
    columns = ["households_uninsured", "lapsed", "not_insured_before", "insured_before", "joined"]
    assert why[columns].tolist() == [4, 2, 2, 3, 1]


def test_hints_of_outbuildings(ws: Workspace, put: Put) -> None:
    """A policy without rooms, and a claim refused for a sty; both only as hints, by their day."""
    refused = claims(
        policy_id="P1",
        status="rejected",
        paid_at=pd.NaT,
        paid_money=None,
        reject_reason="畜禽圈舍不赔",
    )
    put(region=regions(), policy=policies(YEAR_2024, YEAR_2024, rooms_total=[0, 5]), claim=refused)
    with open_version(ws) as warehouse:
        told = coverage.outbuildings(warehouse, JUNE, SCHEME)
        early = coverage.outbuildings(warehouse, date(2024, 3, 5), SCHEME)
    assert told[["hint", "policy_id"]].to_numpy().tolist() == [["claimed", "P1"], ["no_room", "P0"]]
    assert told["word"].iloc[0] == "畜禽圈舍"
    assert early["hint"].tolist() == ["no_room"]
    assert coverage.not_insured_words(SCHEME) == ["商铺", "围墙", "畜禽圈舍", "附属建筑"]


def test_the_tiny_county(tiny) -> None:
    """Nine villages of ten houses, each expected to have twelve; nothing is wrong with them."""
    with open_version(tiny.ws) as warehouse:
        county, *townships = coverage.coverage(warehouse, date(2025, 12, 31)).to_dict("records")
        assert coverage.double_policies(warehouse, date(2025, 12, 31)).empty
        scheme = tiny.ws.county().scheme
        assert coverage.premium_mismatches(warehouse, date(2025, 12, 31), scheme).empty
        in_2024 = coverage.coverage(warehouse, date(2024, 12, 31))
    assert (county["households_insured"], county["households_expected"]) == (90, 108)
    assert [t["coverage_rate"] for t in townships] == pytest.approx([10 / 12] * 3)
    assert set(in_2024["expected_source"]) == {"unknown"}
