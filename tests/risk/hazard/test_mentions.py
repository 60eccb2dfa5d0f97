"""Places named in words: as people write them, never one too many without saying so."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warned_county import COUNTY, regions

from risk.hazard.mentions import find_places, narrowest, place_names

NAMES = place_names(regions(), wider=("海东市", "青海省"))


def found(text: str) -> list[str]:
    return [m.code for m in narrowest(find_places(text, NAMES))]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("互助土族自治县", [COUNTY]),
        ("青海省海东市互助县", [COUNTY]),
        ("预计我县大部", [COUNTY]),
        ("互助县五十镇", ["630223102"]),
        ("互助县五十镇班彦村", ["630223102201"]),
        ("五十镇、东沟乡", ["630223102", "630223203"]),
        ("巴扎乡和巴扎藏族乡", ["630223204", "630223204"]),
        ("丹麻、五十、东沟等乡镇", ["630223101", "630223102", "630223203"]),
        ("丹麻、五十等2个乡镇", ["630223101", "630223102"]),
        ("互助县丹麻、五十镇", ["630223101", "630223102"]),
        ("平安、互助、乐都等县区", [COUNTY]),
        ("大通县、湟中区", []),
        ("珠海市城区", []),
        ("苗栗縣頭屋鄉", []),
        ("降水五十毫米", []),
        ("全县除威远镇外", [COUNTY]),
        ("东沟乡新庄村", ["630223203202"]),
        ("五十镇班彦村、土观村", ["630223102201", "630223102202"]),
        ("五十镇班彦、土观等2个村", ["630223102201", "630223102202"]),
        ("古城社区", ["630223100201"]),
        ("海东市", [COUNTY]),
        ("海东互助、民和", [COUNTY]),
        ("海东市平安区", []),
        ("海东市气象台", []),
        ("", []),
    ],
)
def test_places_are_found_as_people_write_them(text, codes):
    assert found(text) == codes


def test_one_name_of_two_villages_gives_both_and_says_so():
    both = find_places("新庄村", NAMES)
    assert [m.code for m in both] == ["630223102203", "630223203202"]
    assert {m.doubt for m in both} == {"2 villages are called '新庄村'"}


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("五十、大雨", "'五十' stands alone"),
        ("海东市", "'海东市' holds the county and more"),
        ("小班彦村", "'班彦村' may be another place"),
    ],
)
def test_what_is_not_beyond_doubt_says_so(text, doubt):
    assert [m.doubt for m in find_places(text, NAMES)] == [doubt]


def test_a_qualifier_is_kept():
    assert [m.part for m in find_places("互助县北部山区、五十镇局部地区", NAMES)] == [
        "北部山区", "局部地区",
    ]  # fmt: skip


def test_a_map_of_several_counties_knows_no_our_county():
    two = regions()
    two.loc[1, "level"] = "county"
    assert find_places("我县", place_names(two)) == ()


@settings(deadline=None)
@given(st.text(alphabet="互助县五十镇班彦村新庄东沟乡、和等除外我全0 。", max_size=30))
def test_mentions_stand_where_they_say_and_do_not_overlap(text):
    mentions = find_places(text, NAMES)
    assert all(text[m.start : m.end] == m.words for m in mentions)
    spans = sorted({(m.start, m.end) for m in mentions})
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
