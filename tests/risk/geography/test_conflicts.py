"""Codes that a new map uses for another place than the map of today."""

import pandas as pd
import pytest

from risk.geography import conflicting_codes

MAP = [("630001", "样县"), ("630001100", "河东镇"), ("630001200", "山口藏族乡"),
       ("630001100200", "大庄村委会")]  # fmt: skip
CROSSWALK = ["old_code", "new_code", "old_name", "new_name", "change"]
NOTHING = pd.DataFrame(columns=CROSSWALK)


def listed(rows: list[tuple[str, str]]) -> pd.DataFrame:
    """Regions by code and name."""
    return pd.DataFrame(rows, columns=["code", "name"])


def test_a_code_that_the_map_gives_to_another_place() -> None:
    """Told with both names, on the index of the file."""
    new = listed([("630001100", "河东街道"), ("630001200", "河西乡"), ("630001300", "新乡")])
    found = conflicting_codes(listed(MAP), new.set_axis([7, 8, 9]), NOTHING)
    assert found.index.tolist() == [8]
    assert found.to_dict("records") == [
        {"code": "630001200", "name_on_map": "山口藏族乡", "name_in_file": "河西乡"}
    ]


@pytest.mark.parametrize(
    ("code", "name"),
    [("630001100200", "大莊 村"), ("630001100200", "大庄村民委员会"), ("630001200", "山口乡"),
     ("630001", "样 县")],
)  # fmt: skip
def test_another_writing_is_no_other_name(code: str, name: str) -> None:
    """Kind, committee, people, spaces and variant characters do not make another place."""
    new = listed([(code, name)])
    assert conflicting_codes(listed(MAP), new, NOTHING).empty


@pytest.mark.parametrize(
    ("row", "declared"),
    [
        (("630001200", "630001200", "山口藏族乡", "河西乡", "renamed"), True),
        (("630001200", "630001300", "山口藏族乡", None, None), True),
        (("630001300", "630001200", "旧西乡", "河西乡", "recoded"), True),
        (("630001200", "630001200", "山口藏族乡", "河北乡", "renamed"), False),
        (("630001200", "630001200", "山口藏族乡", "河西乡", "conflict"), False),
        (("630001100", "630001300", "河东镇", None, None), False),
    ],
)
def test_what_the_crosswalk_declares(row: tuple[str | None, ...], declared: bool) -> None:
    """A change to that name, or the other place's leaving; an open question declares nothing."""
    crosswalk = pd.DataFrame([row], columns=CROSSWALK)
    found = conflicting_codes(listed(MAP), listed([("630001200", "河西乡")]), crosswalk)
    assert found.empty == declared


def test_rows_of_the_past() -> None:
    """A file that ends the row of the map itself has no conflict; nor has a row that ended."""
    new = listed([("630001200", "山口藏族乡"), ("630001200", "河西乡")])
    new["valid_to"] = [pd.Timestamp("2021-12-31"), pd.NaT]
    assert conflicting_codes(listed(MAP), new, NOTHING).empty
    ended = listed(MAP).assign(valid_to=pd.Timestamp("2021-12-31"))
    assert conflicting_codes(ended, listed([("630001200", "河西乡")]), NOTHING).empty
