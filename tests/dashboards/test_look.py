"""What the History page looks at stands in its address, and nothing else does."""

from datetime import date
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.story.look import LISTS, TABS, Look, next_level, trail
from risk.terms import Group, Peril, PerilFamily, Structure, Tier
from risk.warehouse.experience import DIMENSIONS, Stage

PLACES = ("990001", "990001101", "990001101201")


def read(query: str) -> Look:
    return Look.read(dict(parse_qsl(query)), places=PLACES)


def some(codes, most=3):
    return st.lists(st.sampled_from(list(codes)), max_size=most, unique=True).map(tuple)


LOOKS = st.builds(
    Look,
    tab=st.sampled_from(TABS),
    by=st.lists(st.sampled_from(DIMENSIONS), min_size=1, max_size=2, unique=True).map(tuple),
    year_from=st.none() | st.integers(2018, 2020),
    year_to=st.none() | st.integers(2021, 2025),
    months=st.lists(st.integers(1, 12), max_size=4, unique=True).map(lambda m: tuple(sorted(m))),
    families=some(f.value for f in PerilFamily),
    perils=some(p.value for p in Peril),
    place=st.none() | st.sampled_from(PLACES),
    tiers=some(t.value for t in Tier),
    structures=some(s.value for s in Structure),
    groups=some(g.value for g in Group),
    event=st.none() | st.booleans(),
    line=st.sampled_from(["scheme", "commercial"]),
    stage=st.sampled_from([s.value for s in Stage]),
    list=st.sampled_from(LISTS),
    page=st.integers(0, 50),
)


@given(LOOKS)
def test_an_address_is_read_back_as_it_was_written(look):
    """Whoever gets the link sees the same."""
    assert read(look.query()) == look


def test_what_is_usual_stands_in_no_address():
    """The plain page has a plain address."""
    assert Look().address() == "/history"
    assert Look().query() == ""
    assert not Look().narrowed


@pytest.mark.parametrize(
    "wrong",
    [
        "tab=nothing", "by=name", "by=year,month,season", "from=20x5", "to=-1", "month=13",
        "family=meteor", "place=1", "event=maybe", "line=both", "stage=sleep", "page=12345",
        "structure=straw'; DROP TABLE claim", "from=²",
    ],
)  # fmt: skip
def test_what_nobody_knows_is_left_out_and_told(wrong):
    """No guess, no error page: the rest of the address still counts."""
    look = read(f"{wrong}&tier=town")
    assert look.ignored == (wrong,)
    assert look.tiers == ("town",)
    assert look == Look(tiers=("town",), ignored=(wrong,))


def test_years_the_wrong_way_round_are_turned():
    """From 2025 to 2023 means 2023 to 2025."""
    look = read("from=2025&to=2023")
    assert (look.year_from, look.year_to) == (2023, 2025)


def test_another_look_begins_on_its_first_page():
    """Page 7 of one register is no page of another."""
    look = Look(tab="claims", page=7)
    assert "page" not in look.address(list="arrivals")
    assert "page=8" in look.address(page=8)


def test_a_look_asks_what_it_shows():
    """The filter, the grouping and the page of a question are those of the look."""
    ask = Look(
        year_from=2024, families=("storm",), place=PLACES[1], event=False, by=("tier",), page=2
    ).ask(date(2025, 12, 31))
    assert (ask.cut.as_of, ask.cut.year_from, ask.cut.event) == (date(2025, 12, 31), 2024, False)
    assert (ask.cut.families, ask.cut.region_code) == (("storm",), PLACES[1])
    assert (ask.by, ask.limit, ask.offset) == (("tier",), 200, 400)


def test_clearing_the_filter_keeps_the_tab():
    """Tab and grouping stay, what cuts goes."""
    look = Look(tab="promise", by=("report_hour",), months=(7,), place=PLACES[2])
    assert look.narrowed
    assert look.bare() == Look(tab="promise", by=("report_hour",))


def test_the_way_down():
    """County, township, village; a parent that is no region ends it, a ring too."""
    parents = {PLACES[2]: PLACES[1], PLACES[1]: PLACES[0], PLACES[0]: "99"}
    assert trail(PLACES[2], parents) == PLACES
    assert trail(None, parents) == ()
    assert trail("a", {"a": "b", "b": "a"}) == ("b", "a")
    assert [next_level(x) for x in (None, "county", "township", "village")] == [
        "township_code", "township_code", "region_code", None,
    ]  # fmt: skip
