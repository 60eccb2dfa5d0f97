"""The reference tables: complete, consistent with the vocabulary, every figure sourced."""

import itertools
import math
from datetime import date

import pytest

from risk.errors import ModelError
from risk.reference import (
    attenuations,
    families,
    main_presets,
    perils,
    preset,
    presets,
    response_tiers,
    signal_words,
    signals,
)
from risk.reference.roads import road_speeds, road_weathers
from risk.terms import PERIL_FAMILY, Peril, PerilFamily, ResponseTier, Status, WarningColour


def test_every_peril_stands_once_in_its_one_family() -> None:
    """17 perils, each exactly once, in the family the vocabulary gives it."""
    words = perils()
    assert len(words) == 17
    assert {w.peril: w.family for w in words} == PERIL_FAMILY
    assert [w.peril for w in words] == list(Peril)
    assert [f.family for f in families()] == list(PerilFamily)


def test_a_ledger_word_means_one_peril_only() -> None:
    """No Chinese name or alias is shared by two perils."""
    words = [word for w in perils() for word in (w.zh, *w.aliases)]
    assert len(words) == len(set(words))


def test_signals_grow_stricter_with_colour() -> None:
    """A graver colour has a stricter threshold, or the same one in a shorter time."""
    order = list(WarningColour)
    measures = {(s.signal, s.measure) for s in signals() if s.threshold is not None}
    assert {name for name, _ in measures} == {
        "rainstorm", "blizzard", "gale", "typhoon", "cold_wave", "sandstorm", "fog",
    }  # fmt: skip
    for name, measure in measures:
        rows = [s for s in signals() if (s.signal, s.measure) == (name, measure)]
        rows.sort(key=lambda s: order.index(s.colour))
        assert [s.colour for s in rows] == order[-len(rows) :]
        (sense,) = {s.sense for s in rows}
        sign = {"at_least": 1, "below": -1}[sense]
        for mild, grave in itertools.pairwise(rows):
            stricter = (sign * grave.threshold, -grave.window_h)
            assert stricter > (sign * mild.threshold, -mild.window_h)


def test_every_signal_has_words_and_no_word_means_two() -> None:
    """Signals of the table are known by words; each word belongs to one signal."""
    words = [w.lower() for row in signal_words() for w in (*row.zh, *row.en)]
    assert len(words) == len(set(words))
    assert {s.signal for s in signals()} <= {row.signal for row in signal_words()}


def test_hail_has_no_threshold_and_only_two_colours() -> None:
    """Hail signals are likelihoods: orange and red, no figure."""
    hail = [s for s in signals() if s.signal == "hail"]
    assert [(s.colour, s.window_h, s.threshold) for s in hail] == [
        (WarningColour.ORANGE, 6, None),
        (WarningColour.RED, 2, None),
    ]


def test_each_day_has_at_most_one_national_rule_a_tier() -> None:
    """Dated rules do not overlap, and tier I of 2024 carries the published numbers."""
    rules = [r for r in response_tiers() if r.place == "national"]
    for day in (date(2020, 1, 1), date(2024, 1, 20), date(2026, 1, 1)):
        held = [
            r.tier
            for r in rules
            if r.valid_from and r.valid_from <= day and (r.valid_to is None or day < r.valid_to)
        ]
        assert len(held) == len(set(held))
    today = next(r for r in rules if r.tier is ResponseTier.I and r.valid_to is None)
    assert (today.rooms_min, today.households_min) == (300_000, 100_000)


def test_county_tiers_are_not_provided() -> None:
    """A county's own numbers are never invented."""
    county = [r for r in response_tiers() if r.place == "county"]
    assert [r.tier for r in county] == list(ResponseTier)
    assert not any(r.provided for r in county)


def test_three_families_have_three_grades() -> None:
    """Storm, flood and snow, each moderate, severe and extreme, with the same figures."""
    assert [(p.family, p.grade) for p in main_presets()] == [
        (family, grade)
        for family in (PerilFamily.STORM, PerilFamily.FLOOD, PerilFamily.SNOW)
        for grade in ("moderate", "severe", "extreme")
    ]
    assert len({tuple(f.name for f in p.figures) for p in presets()}) == 1
    assert all(p.family in {peril.family for peril in p.perils} for p in presets())


def test_every_kind_has_three_grades_one_quantity_and_one_family() -> None:
    """Gale to village fire: a kind is measured in one thing, whatever its grade."""
    kinds = {p.kind: [q for q in presets() if q.kind == p.kind] for p in presets()}
    assert set(kinds) >= {
        "gale", "hail", "lightning", "rainstorm", "flash_flood", "debris_flow", "long_rain",
        "blizzard", "ice", "roads_cut", "wet_snow", "earthquake", "fire",
    }  # fmt: skip
    for kind, own in kinds.items():
        assert [p.grade for p in own] == ["moderate", "severe", "extreme"], kind
        assert len({(p.quantity, p.unit, p.family) for p in own}) == 1, kind


def test_wet_snow_has_two_seasons() -> None:
    """Snow of April and May, September and October lies on roofs otherwise than that of winter."""
    assert preset("wet_snow_severe").seasons == ((4, 5), (9, 10))


def test_both_axes_of_an_attenuation_agree_at_the_epicentre() -> None:
    """At distance 0 there is no direction: a mistyped coefficient would show here."""
    for law in attenuations():
        ends = [a - c * math.log10(r0) for a, c, r0 in (law.long, law.short)]
        assert ends[0] == pytest.approx(ends[1], abs=0.01), law.zone
        assert law.source


def test_every_figure_lies_in_its_range_and_has_a_source() -> None:
    """low ≤ value ≤ high, shares within 0–1, source and date given."""
    for p in presets():
        for f in p.figures:
            assert f.low <= f.value <= f.high, (p.code, f.name)
            assert f.source
            assert f.date <= date.today()
            assert f.status is Status.ASSUMED
        assert 0 < p.affected_share <= 1
        assert 0 < p.core_share <= 1
        assert 0 < p.fringe_ratio < 1
        assert p.fringe_intensity < p.core_intensity


def test_a_graver_preset_never_brings_fewer_claims() -> None:
    """Intensity, footprint and claims rise with the grade."""
    for kind in {p.kind for p in presets()}:
        own = [p for p in presets() if p.kind == kind]
        for measure in ("core_intensity", "affected_share", "claims_per_1000_county"):
            values = [getattr(p, measure) for p in own]
            assert values == sorted(set(values)), (kind, measure)


def test_the_extreme_flood_is_the_published_event() -> None:
    """3,039 claims of 44,089 insured households: 6.9 % of the county."""
    extreme = preset("flood_extreme")
    assert extreme.claims_per_1000_county == pytest.approx(3039 / 44089 * 1000, rel=0.005)


def test_an_unknown_preset_names_the_known_ones() -> None:
    """The refusal tells what there is."""
    with pytest.raises(ModelError, match="flood_extreme"):
        preset("tsunami")


def test_speeds_fall_from_class_to_class_and_in_mountains() -> None:
    """Classes between places in order; a word means one class; mountains are slower."""
    speeds = {row.road_class: row for row in road_speeds()}
    order = ["motorway", "trunk", "primary", "secondary", "tertiary", "unclassified"]
    level = [speeds[name].level_kmh for name in order]
    assert level == sorted(level, reverse=True)
    assert all(row.mountain_kmh < row.level_kmh and row.source for row in speeds.values())
    words = [word for row in speeds.values() for word in row.words]
    assert len(words) == len(set(words))


def test_road_weather_holds_the_presets_factors() -> None:
    """Every factor of a preset in wet or snowy weather lies inside the published range."""
    for weather in road_weathers():
        assert 1 < weather.low < weather.high
        for one in presets():
            figure = one.figure("travel_factor_rural")
            if one.family in weather.families and figure.high == weather.high:
                assert weather.low <= figure.value <= weather.high
