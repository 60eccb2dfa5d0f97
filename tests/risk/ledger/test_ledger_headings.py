"""Headings: aliases, units, and mappings for foreign ones."""

from pathlib import Path

import pytest

from risk.errors import LedgerError
from risk.ledger import KINDS, read_mapping
from risk.ledger.headings import OWN_HEADINGS, UNIT_WORDS, Finder, Head, index_headings, match
from risk.ledger.mapping import Mapping, parse_mapping
from risk.ledger.words import WORD_TABLES, fold

POLICY = index_headings(KINDS["policy"])


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda k: k.name)
def test_ledger_is_declared_whole(kind) -> None:
    """No heading means two columns; key, rules, words, units and meanings exist."""
    owner: dict[str, str] = {}
    for column in kind.columns:
        assert column.meaning
        assert column.meaning_zh
        assert not column.unit or column.unit in UNIT_WORDS
        assert (column.type == "word") == bool(column.words)
        assert not column.words or column.words in WORD_TABLES
        for heading in {fold(h) for h in column.headings}:
            assert owner.setdefault(heading, column.name) == column.name
    assert not {fold(h) for own in OWN_HEADINGS.values() for h in own} & set(owner)
    names = {c.name for c in kind.columns}
    told = (*kind.one_of, *kind.periods, *kind.sequence, kind.key, (kind.own_id or kind.key[0],))
    assert all(name in names for group in told for name in group)


@pytest.mark.parametrize(
    ("heading", "name", "factor"),
    [
        ("保额", "sum_insured_money", 1), ("保额（万元）", "sum_insured_money", 10_000),
        (" 保险金额\n(元)*", "sum_insured_money", 1), ("Sum Insured", "sum_insured_money", 1),
        ("sum_insured_money", "sum_insured_money", 1), ("建筑面积(㎡)", "floor_area_m2", 1),
        ("户主姓名（必填）", "householder_name", 1),
    ],
)  # fmt: skip
def test_headings_with_units(heading: str, name: str, factor: float) -> None:
    """Case, spaces, stars and brackets do not matter; a unit gives the factor."""
    hit = match(heading, POLICY)
    assert hit is not None
    assert (hit[0].name, hit[1]) == (name, factor)


@pytest.mark.parametrize("heading", ["保额（美元）", "建筑面积(间)", "备注", ""])
def test_unknown_unit_is_no_match(heading: str) -> None:
    """A heading in a unit nobody declared is not taken for the column."""
    assert match(heading, POLICY) is None


def test_heading_row_may_stand_below_titles() -> None:
    """The row with most known headings is the heading row."""
    rows = [
        ["某县承保清单"],
        ["单位：元", "2024年"],
        ["保单号", "起保日期", "保额"],
        ["P1", "x", "1"],
    ]
    find = Finder.of(KINDS["policy"], Mapping())
    assert find(rows) == Head(2, 3, whole=False)
    assert find([*rows[:2], ["保单号", "户编号", "起保日期", "终保日期"]]) == Head(2, 4, whole=True)


def test_mapping_file_is_read(tmp_path: Path) -> None:
    """Every step of a mapping is read, and applied in its order."""
    path = tmp_path / "m.toml"
    path.write_text(
        'missing = ["?"]\n[columns]\ncode = {column = "geoid", take = [0, 5], pad = 6}\n'
        'level = {column = "t", values = {V = "village", "" = "county"}, default = "township"}\n'
        'elevation_m = {column = "ft", scale = 0.3048}\n[constants]\ntier = "rural"\n',
        "utf-8",
    )
    mapping = read_mapping(path)
    assert mapping.columns["code"].text("12345678") == "012345"
    assert [mapping.columns["level"].text(t) for t in ("V", "", "X")] == [
        "village", "county", "township",
    ]  # fmt: skip
    assert mapping.columns["elevation_m"].scale == 0.3048
    assert (mapping.constants, mapping.missing) == ({"tier": "rural"}, {"?"})


@pytest.mark.parametrize(
    "table",
    [
        {"column": {}}, {"columns": {"a": 1}}, {"columns": {"a": {"column": "x", "cut": 1}}},
        {"columns": {"a": {"column": "x", "take": [1]}}},
        {"columns": {"a": {"column": "x", "pad": "3"}}},
        {"columns": {"a": {"column": "x", "join": "y"}}},
        {"columns": {"a": "x"}, "constants": {"a": "y"}},
    ],
)  # fmt: skip
def test_mapping_that_means_nothing_is_refused(table: dict) -> None:
    """A wrong key or value is named in one line."""
    with pytest.raises(LedgerError) as refusal:
        parse_mapping(table, where="m.toml")
    assert "m.toml" in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_day_and_time_that_stand_apart_are_joined_and_read_in_universal_time(csv_batch) -> None:
    """``join`` puts two cells together, ``suffix = "Z"`` says UTC; an empty day stays empty."""
    mapping = parse_mapping(
        {
            "columns": {
                "event_id": {"column": "ID", "prefix": "USGS-"},
                "name": {"column": "M", "join": ["Date"], "prefix": "M"},
                "started_at": {"column": "Date", "join": ["Time"], "suffix": "Z"},
            },
            "constants": {"peril_family": "earthquake"},
        }
    )
    rows = [["7", "2020-01-01", "20:30:00", "5.6"], ["8", "", "20:30:00", "5.7"]]
    batch = csv_batch("event", [["ID", "Date", "Time", "M"], *rows], mapping=mapping)
    row = batch.frame.iloc[0]
    assert (row["event_id"], row["name"]) == ("USGS-7", "M5.6 2020-01-01")
    assert str(row["started_at"]) == "2020-01-02 04:30:00"
    assert set(batch.rejects["row"]) == {3}


def test_a_heading_to_join_must_stand_in_the_file(csv_batch) -> None:
    """The refusal names the heading that is missing."""
    mapping = parse_mapping({"columns": {"name": {"column": "M", "join": ["Day"]}}})
    with pytest.raises(LedgerError, match="'Day', which is no heading"):
        csv_batch("event", [["ID", "M"], ["7", "5.6"]], mapping=mapping)
