"""Suggested response tiers: by the county's own numbers only, with every reason told."""

import datetime as dt
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from risk.errors import SettingsError
from risk.hazard.alert import Colour, ColourBy, Info
from risk.hazard.response import Expected, Kind, Rule, Why, criteria, kind_of, suggest
from risk.reference.checklists import checklist, tasks
from risk.settings import CountyTier, Response
from risk.terms import PerilFamily, ResponseTier, Status, WarningColour

DAY = dt.date(2026, 7, 1)
INSIDE = (100.0, 120.0, 150.0)
OWN = (
    CountyTier(ResponseTier.IV, (WarningColour.ORANGE,), (), 20, 5, "plan 2025"),
    CountyTier(ResponseTier.III, (WarningColour.RED,), ("rainstorm",), 100, 30, "plan 2025"),
    CountyTier(ResponseTier.II, (), (), 500, 150, "plan 2025"),
)


def info(
    colour: str | None = "orange", *, by=ColourBy.HEADLINE, signal="rainstorm", sender="县气象台"
):
    found = Colour(WarningColour(colour), by, colour) if colour else None
    return Info(language="zh", event="暴雨", signal=signal, colour=found, sender_name=sender)


def ask(told: Info | None = None, **more):
    given_ = {"day": DAY, "tiers": OWN, "houses": INSIDE} | more
    return suggest(told or info(), **given_)


def why(suggestion):
    return [reason.why for reason in suggestion.reasons]


def test_a_colour_opens_the_tier_the_county_has_tied_to_it():
    suggestion = ask()
    assert (suggestion.tier, suggestion.rule) == (ResponseTier.IV, Rule.COUNTY)
    signal = next(r for r in suggestion.reasons if r.why is Why.SIGNAL)
    assert signal.values == {
        "tier": 4, "signal": "rainstorm", "colour": "orange", "source": "plan 2025",
    }  # fmt: skip


def test_a_tier_may_hold_for_some_signals_only():
    assert ask(info("red")).tier is ResponseTier.III
    assert ask(info("red", signal="gale")).tier is None


def test_damage_reported_opens_the_gravest_tier_it_reaches():
    suggestion = ask(rooms_reported=120, households_reported=3)
    assert suggestion.tier is ResponseTier.III
    assert why(suggestion).count(Why.ROOMS) == 2
    assert ask(info(None), households_reported=150).tier is ResponseTier.II


def test_a_forecast_opens_by_its_middle_and_warns_by_its_upper_end():
    suggestion = ask(info(None), expected=Expected(p50=31, p05=4, p95=160))
    assert suggestion.tier is ResponseTier.III
    possible = [r for r in suggestion.reasons if r.why is Why.POSSIBLE]
    assert [(r.values["tier"], r.values["expected"], r.opens) for r in possible] == [(2, 160, None)]


def test_without_county_numbers_nothing_is_invented():
    suggestion = ask(tiers=None, rooms_reported=400)
    assert (suggestion.tier, suggestion.rule) == (None, Rule.NONE)
    assert Why.NO_COUNTY_TIERS in why(suggestion)
    far = [r.values for r in suggestion.reasons if r.why is Why.NATIONAL_FAR]
    assert {"tier": 1, "measure": "rooms", "reported": 400, "needed": 300_000,
            "source": far[0]["source"]} in far  # fmt: skip
    assert suggestion.checklist == checklist(None, PerilFamily.STORM)


def test_the_national_figure_counts_where_the_county_has_none_and_it_is_reached():
    suggestion = ask(tiers=None, rooms_reported=300_000)
    assert (suggestion.tier, suggestion.rule) == (ResponseTier.I, Rule.NATIONAL)


def test_a_plan_that_has_ended_is_not_compared():
    then = ask(tiers=None, day=dt.date(2020, 1, 1))
    assert sum(r.why is Why.NATIONAL_FAR for r in then.reasons) == 6  # tiers I to III of 2016
    now = ask(tiers=None)
    assert sum(r.why is Why.NATIONAL_FAR for r in now.reasons) == 2
    assert sum(r.why is Why.NATIONAL_UNKNOWN for r in now.reasons) == 3


@pytest.mark.parametrize("sender", ["中央气象台", "国家气象中心", "National Meteorological Centre"])
def test_area_wide_bulletins_open_nothing_by_their_colour(sender):
    suggestion = ask(info("red", sender=sender))
    assert (suggestion.tier, suggestion.kind) == (None, Kind.AREA_WIDE)
    assert Why.AREA_WIDE in why(suggestion)
    assert suggestion.criteria == ()
    assert ask(info("red", sender=sender), rooms_reported=20).tier is ResponseTier.IV


def test_stations_are_stations():
    assert {kind_of(s) for s in ("互助县气象台", "青海省气象台", "")} == {Kind.STATION}


def test_a_doubtful_colour_opens_nothing_and_is_told():
    suggestion = ask(info("red", by=ColourBy.SEVERITY))
    assert suggestion.tier is None
    assert Why.COLOUR_DOUBTFUL in why(suggestion)


def test_a_warning_with_no_house_inside_opens_nothing_by_its_colour():
    suggestion = ask(info("red"), houses=(0, 0, 0))
    assert (suggestion.tier, why(suggestion)) == (None, [Why.NOTHING_INSIDE])


def test_the_meaning_of_a_colour_is_told_with_its_source():
    (row,) = criteria(info("orange"), DAY)
    assert (row.window_h, row.threshold, row.unit, row.place) == (3, 50, "mm", "national")
    assert criteria(info("orange"), dt.date(2000, 1, 1)) == ()
    assert criteria(info(None), DAY) == ()


def test_checklists_grow_with_the_tier_and_come_soonest_first():
    for family in (None, *PerilFamily):
        lists = [checklist(t, family) for t in (None, *reversed(ResponseTier))]
        keys = [{task.key for task in one} for one in lists]
        assert all(a < b for a, b in itertools.pairwise(keys))
        assert all([t.due_h for t in one] == sorted(t.due_h for t in one) for one in lists)


def test_every_task_is_a_starting_list_in_both_languages():
    assert len({task.key for task in tasks()}) == len(tasks())
    for task in tasks():
        assert task.status is Status.ASSUMED
        assert "to be agreed with the bureau" in task.source
        assert task.zh
        assert task.en
        assert task.role_zh
        assert 0 < task.due_h <= 24


def test_county_tiers_are_read_from_toml_and_are_not_provided_by_default():
    assert Response().tiers is None
    assert Response().standing("tiers").status is Status.NOT_PROVIDED
    row = {"tier": 4, "colours": ["orange", "red"], "households_min": 5, "source": "plan"}
    (tier,) = Response.read({"tiers": {"value": [row], "status": "statute"}}).tiers
    assert (tier.tier, tier.colours[1], tier.rooms_min) == (
        ResponseTier.IV, WarningColour.RED, None,
    )  # fmt: skip


@pytest.mark.parametrize("row", [{"tier": 4}, {"tier": 4, "rooms_min": 0}])
def test_a_tier_that_nothing_or_everything_opens_is_refused(row):
    with pytest.raises(SettingsError, match="tier 4"):
        Response.read({"tiers": [row]})


@settings(deadline=None)
@given(st.integers(0, 600), st.integers(0, 200), st.integers(0, 600), st.integers(0, 200))
def test_more_damage_never_suggests_a_milder_tier(rooms, households, more_rooms, more_households):
    less = ask(rooms_reported=rooms, households_reported=households).tier
    more = ask(
        rooms_reported=rooms + more_rooms, households_reported=households + more_households
    ).tier
    assert (more or 9) <= (less or 9)
