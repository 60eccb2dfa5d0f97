"""The scope of all pages: in the address under History's names, carried on, narrowed by."""

import pandas as pd
import pytest

from dashboards.story.look import PARAMETERS, Look
from dashboards.story.scope import FAMILY, NAMES, PERIOD, TOWNSHIP, Scope

ALL = Scope(2023, 2024, "storm", "630223101", "v0002-00000000")


def test_an_address_says_it_and_is_read_again():
    """Written and read, as text or as parameters by name."""
    told = "from=2023&to=2024&family=storm&place=630223101&v=v0002-00000000"
    assert ALL.query() == told
    assert Scope.read(f"?{told}") == ALL
    assert Scope.read(ALL.told()) == ALL
    assert Scope.read("?tab=promise") == Scope()
    assert Scope().query() == ""


def test_its_parameters_are_those_of_history():
    """A link of either means the same to the other."""
    assert set(NAMES.values()) - {"v"} <= set(PARAMETERS)
    look = Look.read(ALL.told(), places=["630223101"])
    assert (look.year_from, look.year_to, look.families, look.place) == (
        2023, 2024, ("storm",), "630223101",
    )  # fmt: skip
    assert Scope.read(look.query()) == Scope(2023, 2024, "storm", "630223101")


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ("from=2024&to=2022", Scope(2022, 2024)),
        ("from=20x4&family=rain", Scope()),
        ("family=all", Scope()),
        ("family=storm,flood", Scope()),
        ("from=&v=", Scope()),
    ],
)
def test_what_nobody_knows_is_as_if_not_there(told, read):
    assert Scope.read(told) == read


def test_links_carry_it_but_what_they_say_themselves_stands():
    """A link with a period of its own takes no half of another's."""
    scope = Scope(2022, 2024, "storm", version="v0001-00000000")
    assert scope.carry("/map") == "/map?from=2022&to=2024&family=storm&v=v0001-00000000"
    assert scope.carry("/history?family=flood,snow&tab=promise") == (
        "/history?from=2022&to=2024&family=flood,snow&v=v0001-00000000&tab=promise"
    )
    assert scope.carry("/history?from=2020") == "/history?from=2020&family=storm&v=v0001-00000000"
    assert Scope().carry("/surge?scenario=3") == "/surge?scenario=3"


def test_a_village_is_narrowed_by_its_township(tiny_story):
    """And a code the map does not know by nothing."""
    regions = tiny_story.facts.regions
    village = regions[regions["level"] == "village"].iloc[0]
    facts = tiny_story.facts
    assert Scope(township=village["code"]).on(facts).township == village["township_code"]
    town = village["township_code"]
    assert Scope(township=town).on(facts).township == town
    assert Scope(township="nowhere").on(facts).township is None


def test_claims_and_events_are_narrowed_part_by_part(tiny_story):
    """Period, family, township, alone and together; nothing narrowed leaves all."""
    claims = pd.DataFrame(
        {
            "year": [2022, 2023, 2023, 2024],
            "peril_family": ["storm", "storm", "flood", "storm"],
            "township_code": ["a", "b", "b", "b"],
        }
    )
    scope = Scope(2023, None, "storm", "b")
    assert list(scope.claims(claims).index) == [1, 3]
    assert list(scope.claims(claims, PERIOD).index) == [1, 2, 3]
    assert list(scope.claims(claims, FAMILY, TOWNSHIP).index) == [1, 3]
    assert len(Scope().claims(claims)) == 4
    begun = {"started_at": pd.to_datetime(["2022-07-01", "2023-07-01"])}
    events = pd.DataFrame(begun | {"peril_family": ["storm", "flood"]})
    county = tiny_story.facts.county
    assert list(scope.events(events, county).index) == []
    assert list(Scope(2023).events(events, county).index) == [1]
    assert len(Scope(2023).events(events.iloc[:0], county)) == 0


def test_narrowed_says_which_parts():
    assert Scope(family="storm").narrowed()
    assert not Scope(family="storm").narrowed(PERIOD, TOWNSHIP)
    assert not Scope(version="v0001-00000000").narrowed()
