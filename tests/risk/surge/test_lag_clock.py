"""Worked hours: nights, week-ends, roads cut."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk.errors import ModelError
from risk.settings import Surge
from risk.surge.clock import Clock, ClockEffects, Cut, assumed_effects
from risk.surge.lag import law_of_reports
from risk.surge.lag_rows import reports_from_counts
from risk.surge.weibull import below, shares

EFFECTS = ClockEffects(night=0.2, saturday=0.8, sunday=0.5, monday=1.2, cut_road=0.25)


def test_a_usual_day_has_24_worked_hours():
    """Wednesday to Thursday midnight: fewer by night, more by day, 24 in all."""
    clock = Clock(start_h=0, weekday=2, effects=EFFECTS)
    assert clock.worked_h(24) == pytest.approx(24.0)
    assert clock.worked_h(8) == pytest.approx(8 * 0.2 * 2 / 1.2)
    assert clock.worked_h(20) - clock.worked_h(8) == pytest.approx(12 * 2 / 1.2)


def test_sunday_dips_and_monday_rises():
    """From Sunday 00:00: half a day's work, then one and a fifth."""
    clock = Clock(start_h=0, weekday=6, effects=EFFECTS)
    assert clock.worked_h(24) == pytest.approx(12.0)
    assert clock.worked_h(48) - clock.worked_h(24) == pytest.approx(28.8)


def test_cut_roads_slow_only_the_houses_cut():
    """Half of the houses cut for ten hours at a quarter of the rate: 3.75 worked hours less."""
    open_road = Clock(effects=ClockEffects(cut_road=0.25))
    cut = Clock(effects=ClockEffects(cut_road=0.25), cuts=(Cut(5, 15, 0.5),))
    hours = np.array([0.0, 5.0, 10.0, 15.0, 100.0])
    lost = open_road.worked_h(hours) - cut.worked_h(hours)
    assert lost == pytest.approx([0, 0, 1.875, 3.75, 3.75])


@given(
    start_h=st.floats(0, 23.9),
    weekday=st.integers(0, 6),
    night=st.floats(0.02, 3),
    hours=st.lists(st.floats(0, 2000), min_size=2, max_size=6, unique=True),
)
def test_worked_time_never_runs_backwards(start_h, weekday, night, hours):
    clock = Clock(start_h, weekday, ClockEffects(night=night, sunday=0.1), (Cut(3, 40, 1.0),))
    worked = clock.worked_h(np.sort(hours))
    assert (np.diff(worked) >= -1e-6).all()
    assert clock.worked_h(0.0) == pytest.approx(0.0, abs=1e-9)


def test_impossible_clocks_are_refused():
    for wrong in ({"start_h": 24.0}, {"weekday": 7}, {"cuts": (Cut(5, 4, 0.5),)}):
        with pytest.raises(ModelError, match="out of range"):
            Clock(**wrong)


def test_a_window_of_hits_is_the_mean_of_its_hits():
    """Share reported for hits spread over 24 h, against a fine sum."""
    theta = np.log([[20.0, 0.8]])
    hours = np.array([0.0, 6.0, 24.0, 50.0, 300.0])
    hits = (np.arange(20000) + 0.5) / 20000 * 24
    fine = [below(h - hits, theta[0]).mean() for h in hours]
    assert shares(theta, hours, 24.0)[0] == pytest.approx(fine, abs=2e-3)
    assert shares(theta, hours, 0.0)[0] == pytest.approx(below(hours, theta[0]))


def simulated(effects: ClockEffects, number: int, each: int):
    """Events on all weekdays; reports by the hour under the effects."""
    rng = np.random.default_rng(3)
    edges = np.arange(0.0, 24 * 14 + 1)
    for i in range(number):
        clock = Clock(start_h=float(rng.integers(24)), weekday=i % 7)
        worked = clock.under(effects).worked_h(edges)
        share = below(worked, np.log([30.0, 0.9]))
        counts = rng.multinomial(each, np.r_[np.diff(share), 1 - share[-1]])[:-1]
        yield reports_from_counts(edges, counts, hit=(0, 0), clock=clock, event_id=str(i))


def test_effects_are_learnt_where_reports_tell():
    """Nights at 0.2, Sundays at 0.5, Mondays at 1.2 come back from neutral settings."""
    neutral = Surge(
        night_report_share=0.4,
        saturday_report_factor=1.0,
        sunday_report_factor=1.0,
        monday_report_factor=1.0,
    )
    known = list(simulated(EFFECTS, 14, 1500))
    # hours are known to the hour only, so nights are told as exact reports would be
    exact = [
        type(e)(**{**vars(e), "from_h": (e.from_h + e.to_h) / 2, "to_h": (e.from_h + e.to_h) / 2})
        for e in known
    ]
    law = law_of_reports(exact, settings=neutral)
    assert law.effects.night == pytest.approx(0.2, rel=0.15)
    assert law.effects.sunday == pytest.approx(0.5, rel=0.2)
    assert law.effects.monday == pytest.approx(1.2, rel=0.15)
    assert law.lag.median_h == pytest.approx(30.0, rel=0.15)
    assert "night" in law.effects.source


def test_two_small_events_leave_the_settings_effects():
    """Forty reports tell little of Sundays: county.toml's factor stays."""
    law = law_of_reports(list(simulated(EFFECTS, 2, 20)), settings=Surge())
    prior = assumed_effects(Surge())
    assert law.effects.sunday == pytest.approx(prior.sunday, rel=0.15)
