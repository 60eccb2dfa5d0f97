"""The line on crews: what holds them back, and that nothing else does."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk.errors import SettingsError
from risk.hazard.crews import ROAD_STATES, Ground, Verdict, crew_line, is_night, snow_signals
from risk.settings import Staffing, Watch
from risk.terms import WarningColour

DAY, NIGHT = datetime(2026, 1, 5, 12), datetime(2026, 1, 5, 20)
BLUE, YELLOW, ORANGE, RED = WarningColour
SIGNALS = st.tuples(
    st.sampled_from(["rainstorm", "blizzard", "gale", None]),
    st.sampled_from([*WarningColour, None]),
)


def line(road="open", signals=(), at=DAY, **watch):
    return crew_line(road=road, signals=signals, at=at, watch=Watch(**watch), staffing=Staffing())


@pytest.mark.parametrize(
    ("given_", "verdict", "grounds"),
    [
        ({}, Verdict.GO, []),
        ({"road": None}, Verdict.GO, []),
        ({"road": "slow"}, Verdict.CARE, [Ground.ROAD]),
        ({"road": "closed"}, Verdict.NO_GO, [Ground.ROAD]),
        ({"road": "restricted", "crews_stay_road": "restricted"}, Verdict.NO_GO, [Ground.ROAD]),
        ({"signals": [("gale", BLUE)]}, Verdict.GO, []),
        ({"signals": [("gale", ORANGE)]}, Verdict.CARE, [Ground.COLOUR]),
        ({"signals": [("gale", BLUE), ("rainstorm", RED)]}, Verdict.NO_GO, [Ground.COLOUR]),
        ({"signals": [("gale", ORANGE)], "crews_stay_colour": "orange"}, Verdict.NO_GO,
         [Ground.COLOUR]),
        ({"signals": [("gale", BLUE)], "road": None}, Verdict.CARE, [Ground.ROAD_UNKNOWN]),
        ({"signals": [("blizzard", BLUE)], "at": NIGHT}, Verdict.NO_GO, [Ground.NIGHT_SNOW]),
        ({"signals": [("blizzard", BLUE)], "at": NIGHT, "crews_stay_night_snow": False},
         Verdict.CARE, [Ground.NIGHT_SIGNAL]),
        ({"signals": [("gale", None)], "at": NIGHT}, Verdict.CARE, [Ground.NIGHT_SIGNAL]),
        ({"at": NIGHT}, Verdict.GO, []),
    ],
)  # fmt: skip
def test_the_rule_as_it_is_stated(given_, verdict, grounds):
    """Road, colour, and snow by night, each by its own line."""
    found = line(**given_)
    assert found.verdict is verdict
    assert [g for g, _ in found.grounds] == grounds


@given(st.sampled_from([*ROAD_STATES, None]), st.lists(SIGNALS, max_size=3), SIGNALS)
def test_a_further_signal_or_the_night_never_makes_it_milder(road, signals, more):
    """The verdict is the worst of its grounds."""
    order = tuple(Verdict)
    for at in (DAY, NIGHT):
        before = order.index(line(road, signals, at).verdict)
        assert order.index(line(road, [*signals, more], at).verdict) >= before
    by_day, by_night = line(road, signals), line(road, signals, NIGHT)
    assert order.index(by_night.verdict) >= order.index(by_day.verdict)


def test_night_lies_outside_the_day_shift():
    """Eight in the morning is day, eight in the evening night."""
    assert not is_night(datetime(2026, 1, 5, 8), Staffing())
    assert is_night(datetime(2026, 1, 5, 7, 59), Staffing())
    assert is_night(NIGHT, Staffing())


def test_snow_and_ice_are_snow_and_rain_is_not():
    """Read from the table of signals."""
    assert "blizzard" in snow_signals()
    assert "rainstorm" not in snow_signals()


def test_a_line_there_is_none_of_is_refused():
    """A colour or a state nobody knows would never hold anybody back."""
    with pytest.raises(SettingsError, match="crews_stay_colour is 'purple'"):
        Watch(crews_stay_colour="purple")
    with pytest.raises(SettingsError, match="crews_stay_road is 'open'"):
        Watch(crews_stay_road="open")
