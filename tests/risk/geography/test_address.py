import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from risk.geography.address import group_name, leading_group, number, place_part, split_group

PLACES = [
    "样县",
    "河东镇",
    "山口藏族乡",
    "大庄村",
    "北街社区",
    "3社",
    "第十二村民小组",
    "李家自然村",
]
PIECES = [
    *PLACES, "三社", "阳山队", "12号", "12-3号", "13812345678", "138-1234-5678", "1381234", "张三",
    "西大街", "村长", "村", "社", "组", "乡", "区", "县", "号", "第", "3", "十", "号楼", "信用社",
    " ", "，", "(", ")", "、", "-", "社区", "村委会", "Ａ", "５", "63000119800101123X", "旗",
]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("互助县五十镇班彦村3社12号", "互助县五十镇班彦村3社"),
        (
            "青海省海东市互助土族自治县五十镇班彦村三社",
            "青海省海东市互助土族自治县五十镇班彦村三社",
        ),
        ("五十镇班彦村12号3社", "五十镇班彦村3社"),
        ("五十镇班彦村大庄自然村5号", "五十镇班彦村大庄自然村"),
        ("五十镇班彦村阳山社", "五十镇班彦村阳山社"),
        ("五十镇 班彦 3 社", "五十镇班彦3社"),
        ("班彦村　第３　村民小组", "班彦村第3村民小组"),
        ("威远镇北街社区阳光小区3号楼", "威远镇北街社区"),
        ("威远镇西大街12号", "威远镇"),
        ("威远镇天门湖居民委员会3组", "威远镇天门湖居民委员会3组"),
        ("拉加镇来玉牧委会2社", "拉加镇来玉牧委会2社"),
        ("黄寺大街24号社区居委会", "黄寺大街24号社区居委会"),
        ("兴隆镇5号村2组", "兴隆镇5号村2组"),
        ("五十镇班彦村、五十村", "五十镇班彦村五十村"),
        ("红光三社区", "红光三社区"),
        ("五队村2社", "五队村2社"),
        ("东沟乡大庄村信用社", "东沟乡大庄村"),
        ("班彦", ""),
        ("", ""),
    ],
)
def test_the_part_that_names_places(written: str, kept: str) -> None:
    """County to group is kept, streets and houses are not; 24号社区 and 5号村 are names."""
    assert place_part(written) == kept


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("张三，五十镇班彦村第三村民小组", "五十镇班彦村第三村民小组"),
        ("班彦村,王五,3社", "班彦村3社"),
        ("五十镇班彦村王社长家", "五十镇班彦村"),
        ("五十镇班彦村3社李家村口", "五十镇班彦村3社"),
        ("五十镇 班彦 3社 13812345678", "五十镇班彦3社"),
        ("班彦村电话138 1234 5678 3社", "班彦村3社"),
        ("五十镇138-1234-5678班彦村", "五十镇班彦村"),
        ("0972-8322113五十镇班彦村", "五十镇班彦村"),
        ("五十镇12-3号班彦村", "五十镇班彦村"),
        ("630223198001011234 班彦村", "班彦村"),
        ("班彦村１３８１２３４５６７８", "班彦村"),
    ],
)
def test_persons_numbers_and_houses_are_left_out(written: str, kept: str) -> None:
    """Names set apart by punctuation, telephone, identity and house numbers are never stored."""
    assert place_part(written) == kept


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_a_place_part_is_its_own_place_part(written: str) -> None:
    """What is stored reads the same again, and holds no long number and no house."""
    kept = place_part(written)
    assert place_part(kept) == kept
    assert not re.search(r"[0-9]{5}|[0-9][-–—]", kept)


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=20))
def test_any_text_can_be_given(written: str) -> None:
    """No text breaks it, and none changes at the second reading."""
    assert place_part(place_part(written)) == place_part(written)


@settings(deadline=None, max_examples=200)
@given(
    st.sampled_from(["张三", "拉毛才让", "王五电话"]),
    st.from_regex(r"1[3-9][0-9]{9}|[1-6][0-9]{16}[0-9X]|0[0-9]{2,3}-[0-9]{7}", fullmatch=True),
    st.sampled_from([" ", "，", ";", "（", "/"]),
    st.sets(st.integers(0, 5), min_size=1).map(lambda at: "".join(PLACES[i] for i in sorted(at))),
    st.integers(1, 999).map("{}号".format),
    st.booleans(),
)
def test_nothing_of_a_person_is_kept(
    person: str, private: str, between: str, place: str, house: str, first: bool
) -> None:
    """Before the place or after it: the place stays, person, numbers and house go."""
    about = f"{person}{private}"
    whole = [about, place + house] if first else [place + house, about]
    assert place_part(between.join(whole)) == place


@pytest.mark.parametrize(
    ("written", "value"),
    [("3", 3), ("３", None), ("十", 10), ("十二", 12), ("二十", 20), ("二十三", 23), ("廿一", 21),
     ("第三", 3), ("〇", 0), ("一二", 12), ("两", 2), ("二三十", None), ("十十", None), ("", None),
     ("阳山", None)],
)  # fmt: skip
def test_numbers(written: str, value: int | None) -> None:
    """Arabic and Chinese numerals; what is no number is none."""
    assert number(written) == value


@settings(max_examples=60)
@given(st.integers(1, 99))
def test_a_group_has_one_writing(n: int) -> None:
    """3社, 三组, 第三村民小组, ３队: one group."""
    tens, ones = divmod(n, 10)
    digits = "零一二三四五六七八九"
    chinese = (
        f"{digits[tens] if tens > 1 else ''}{'十' if tens else ''}{digits[ones] if ones else ''}"
    )
    writings = [f"{n}社", f"第{n}村民小组", f"{chinese}社", f"第{chinese}组", f"{chinese}队"]
    assert {group_name(w) for w in writings} == {f"{n}社"}
    assert {split_group(f"班彦村{w}") for w in writings} == {("班彦村", f"{n}社")}


def test_named_groups_and_what_is_none() -> None:
    """阳山队 is 阳山社; a natural village keeps its kind; a credit cooperative is no group."""
    assert group_name("阳山队") == "阳山社"
    assert leading_group("阳山社12号") == "阳山社"
    assert leading_group("李家自然村") == "李家自然村"
    assert leading_group("信用社") == leading_group("部队") == leading_group("") == ""
    assert leading_group("三社区") == leading_group("王社长家") == ""
    assert split_group("五队村") == ("五队村", "")
