from collections.abc import Iterable

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from risk.geography import compare_lists
from risk.geography.lists import COMPARE_REASONS, COMPARED
from risk.geography.recodings import OPEN_CHANGES

SETTLED = {"unchanged", "renamed", "recoded", "moved"}
TOWNS = [("630001100", "河东镇"), ("630001200", "山口乡")]


def rows(*listed: tuple[str, str]) -> pd.DataFrame:
    """A code list."""
    return pd.DataFrame(listed, columns=["code", "name"], dtype=object)


def changes(
    old: Iterable[tuple[str, str]], new: Iterable[tuple[str, str]]
) -> set[tuple[object, object, str, str]]:
    """What is told of every village; the townships are the same in both lists."""
    told = compare_lists(rows(*TOWNS, *old), rows(*TOWNS, *new))
    towns = told["old_code"].isin([code for code, _ in TOWNS])
    assert told[towns]["change"].eq("unchanged").all()
    told = told[~towns].astype(object)
    told = told.where(told.notna(), None)
    return set(
        told[["old_code", "new_code", "change", "reason"]].itertuples(index=False, name=None)
    )


SAME_CODE = [
    ("大庄村委会", "大庄村委会", "unchanged", "same_name"),
    ("大莊村", "大庄村民委员会", "unchanged", "like_name"),
    ("尕庆牧委会", "尕庆村", "unchanged", "like_name"),
    ("浪士浪村委会", "浪士当村委会", "renamed", "similar_name"),
    ("上泉湾村", "下泉湾村", "conflict", "name_differs"),
    ("大庄村", "红崖村", "conflict", "name_differs"),
]


def test_one_code() -> None:
    """One code: the same name, another writing of it, a new name like it, or another village."""
    codes = [f"63000{county}100200" for county in range(len(SAME_CODE))]
    old, new = (
        rows(*zip(codes, [case[side] for case in SAME_CODE], strict=True)) for side in (0, 1)
    )
    told = compare_lists(old, new).set_index("old_code").loc[codes]
    assert told["new_code"].tolist() == codes
    assert list(told[["change", "reason"]].itertuples(index=False, name=None)) == [
        case[2:] for case in SAME_CODE
    ]


def test_a_code_given_to_another_village() -> None:
    """Codes that changed hands are followed by name, never kept by code."""
    a, b = "630001100200", "630001100201"
    assert changes([(a, "大庄村"), (b, "红崖村")], [(b, "大庄村"), (a, "红崖村")]) == {
        (a, b, "recoded", "name_in_township"),
        (b, a, "recoded", "name_in_township"),
    }


def test_a_village_that_moved_to_another_township() -> None:
    """Its name is unique in the county before and after."""
    assert changes([("630001100200", "大庄村")], [("630001200250", "大庄村")]) == {
        ("630001100200", "630001200250", "moved", "name_in_county")
    }


def test_a_namesake_that_stayed_makes_the_other_a_question() -> None:
    """北庄 stands twice: one stayed, the other may be the new one elsewhere, or new and gone."""
    stayed = ("630001100200", "北庄村")
    assert changes(
        [stayed, ("630001100201", "北庄社区")], [stayed, ("630001200250", "北庄村")]
    ) == {
        ("630001100200", "630001100200", "unchanged", "same_name"),
        ("630001100201", "630001200250", "check", "name_among_rest"),
    }


def test_two_of_one_name_are_never_chosen_between() -> None:
    """Two gone and two new of one name: each is told, none is paired."""
    old = [("630001100200", "大庄村"), ("630001200200", "大庄村")]
    new = [("630001100300", "大庄村"), ("630001100301", "大庄村")]
    assert {(o, n, *told) for o, n, *told in changes(old, new)} == {
        *((code, None, "ambiguous", "name_repeated") for code, _ in old),
        *((None, code, "ambiguous", "name_repeated") for code, _ in new),
    }


def test_a_slip_is_a_question() -> None:
    """One character differs in the same township, and no other name is as near."""
    assert changes([("630001100200", "红崖沟村")], [("630001100300", "红岩沟村")]) == {
        ("630001100200", "630001100300", "check", "slip")
    }
    assert changes([("630001100200", "王家庄村")], [("630001100300", "李家庄村")]) == {
        ("630001100200", None, "gone", "name_gone"),
        (None, "630001100300", "new", "name_new"),
    }


def test_a_township_that_was_recoded_takes_its_villages_along() -> None:
    """A name that repeats in the county is clear inside the township, under its new code."""
    old = [*TOWNS, ("630001100200", "大庄村"), ("630001200200", "大庄村")]
    new = [
        TOWNS[0],
        ("630001300", "山口街道"),
        ("630001100200", "大庄村"),
        ("630001300001", "大庄村"),
    ]
    told = compare_lists(rows(*old), rows(*new)).set_index("old_code")
    assert told.loc["630001200", ["new_code", "change", "reason"]].tolist() == [
        "630001300", "recoded", "name_in_county",
    ]  # fmt: skip
    assert told.loc["630001200200", ["new_code", "change", "reason"]].tolist() == [
        "630001300001", "recoded", "name_in_township",
    ]  # fmt: skip


def test_a_township_renamed_keeps_its_villages() -> None:
    """Most of them kept code and name: the township of that code is the same one."""
    villages = [("630001100200", "大庄村"), ("630001100201", "红崖村")]
    told = compare_lists(
        rows(("630001100", "河东镇"), *villages), rows(("630001100", "新城街道"), *villages)
    )
    assert told.iloc[0][["change", "reason"]].tolist() == ["renamed", "same_villages"]


def test_a_county_under_a_new_code() -> None:
    """The code that took most of its townships is its own; one that took none is gone, or new."""
    old = [("632126", "样县"), ("632126100", "河东镇"), ("632126200", "山口乡"),
           ("632127", "旧县"), ("632127100", "西山镇")]  # fmt: skip
    new = [("630001", "样县"), ("630001100", "河东镇"), ("630001200", "山口乡"),
           ("630009", "新县"), ("630009100", "东山镇")]  # fmt: skip
    told = compare_lists(rows(*old), rows(*new)).set_index("old_code")
    assert told.loc["632126", ["new_code", "change", "reason"]].tolist() == [
        "630001", "recoded", "same_townships",
    ]  # fmt: skip
    assert told.loc["632126200", "new_code"] == "630001200"
    assert told.loc["632127", ["change", "reason"]].tolist() == ["gone", "county_gone"]
    fresh = told[told["new_code"] == "630009"].iloc[0]
    assert fresh[["change", "reason"]].tolist() == ["new", "county_new"]


def test_trailing_zeros_and_groups() -> None:
    """A township is one with or without its zeros; groups follow their village."""
    old = [("630001100000", "河东镇"), ("630001100200", "大庄村"), ("630001100200001", "一社")]
    new = [("630001100", "河东镇"), ("630001100300", "大庄村"), ("630001100300005", "一社")]
    told = compare_lists(rows(*old), rows(*new))
    assert told["change"].tolist() == ["unchanged", "recoded", "recoded"]
    assert told["new_code"].tolist() == [code for code, _ in new]


def test_townships_that_only_the_villages_name() -> None:
    """A list of villages with the township's name beside each needs no township rows."""
    named = rows(("630001100200", "大庄村"), ("630001200200", "大庄村"))
    old = named.assign(township_name=["河东镇", "山口乡"])
    new = old.assign(code=["630001100200", "630001300001"])
    told = compare_lists(old, new).set_index("old_code")
    assert set(told.index) == set(old["code"])
    assert told.loc["630001200200", ["new_code", "change"]].tolist() == ["630001300001", "recoded"]


NAMES = ["大庄村", "大庄社区", "红崖沟村", "红岩沟村", "北庄村委会", "", "下泉湾"]
TOWN_NAMES = ["河东镇", "山口乡", "山口街道", "西山镇"]


def random_list(rng: np.random.Generator) -> pd.DataFrame:
    """Sixty counties with few names for their townships and villages; some hold no rows of one."""
    listed = []
    for county in rng.choice(np.arange(630_001, 630_081), 60, replace=False):
        towns = [f"{county}{number}" for number in rng.choice([100, 200, 300], 2, replace=False)]
        listed += [(f"{county}", "样县")] * rng.integers(2)
        listed += [(town, str(rng.choice(TOWN_NAMES))) for town in towns if rng.random() < 0.8]
        listed += [
            (f"{town}{number}", str(rng.choice(NAMES)))
            for town in towns
            for number in rng.choice(np.arange(200, 206), rng.integers(5), replace=False)
        ]
    return rows(*listed)


@settings(deadline=None, max_examples=3)
@given(st.integers(0, 2**32 - 1))
def test_every_row_of_both_lists_is_told_once(seed: int) -> None:
    """Codes stand once a side, changes and reasons are documented, and no pair is a guess."""
    rng = np.random.default_rng(seed)
    lists = [random_list(rng), random_list(rng)]
    told = compare_lists(*lists)
    assert tuple(told.columns) == COMPARED
    for side, given_rows in zip(("old", "new"), lists, strict=True):
        codes = told[f"{side}_code"].dropna()
        assert sorted(codes) == sorted(given_rows["code"])
        names = given_rows.set_index("code")["name"]
        assert told.loc[codes.index, f"{side}_name"].tolist() == names[codes].tolist()
    assert set(told["reason"]) <= set(COMPARE_REASONS)
    assert set(told["change"]) <= SETTLED | OPEN_CHANGES
    moved = told[told["change"].isin(["recoded", "moved"]) & (told["reason"] != "same_townships")]
    for side, listed in zip(("old", "new"), lists, strict=True):
        twins = listed.assign(town=listed["code"].str[:9]).duplicated(["town", "name"], keep=False)
        assert not set(moved[f"{side}_code"]) & set(listed.loc[twins, "code"])
    assert (told.loc[told["change"] == "unchanged", "old_code"].notna()).all()


def test_a_list_against_none() -> None:
    """Everything is new; two empty lists say nothing."""
    towns = rows(*TOWNS)
    told = compare_lists(towns[:0], towns)
    assert told["change"].tolist() == ["new"] * 2
    assert set(told["reason"]) == {"county_new"}
    assert compare_lists(towns[:0], towns[:0]).empty


def test_a_list_against_itself() -> None:
    """Nothing changed."""
    listed = rows(("630001", "样县"), *TOWNS, ("630001100200", "大庄村"), ("95", "no level"))
    told = compare_lists(listed, listed)
    assert set(told["change"]) == {"unchanged"}
    assert len(told) == len(listed)
