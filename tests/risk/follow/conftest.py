"""The tiny world's storm, told from its own eve, with two lenders."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from risk.facts import read_facts
from risk.follow import eve_of, list_events
from risk.follow.drill import begin
from risk.warehouse import open_version
from tests.tiny_world import load_tiny_world


@pytest.fixture(scope="session")
def storm_ws(tmp_path_factory):
    return load_tiny_world(tmp_path_factory.mktemp("drill"))[0].ws


@pytest.fixture(scope="session")
def storm_eve(storm_ws):
    """Twenty claims, own crews of the tiny world, lenders a (4 h) and b (12 h, stay 2 days)."""
    event = str(list_events(storm_ws)["event_id"].iloc[0])
    eve = eve_of(storm_ws, None, event, seed=1)
    lenders = pd.DataFrame(
        {
            "lender_id": ["a", "b"], "name": ["a", "b"], "crews_max": [3, 2],
            "lag_h": [4.0, 12.0], "stay_min_days": [1, 2],
            "cost_per_crew_day_money": [1000.0, 900.0], "lon": 102.0, "lat": 36.5,
        }
    )  # fmt: skip
    return replace(eve, facts=replace(eve.facts, lenders=lenders))


@pytest.fixture(scope="session")
def storm_drill(storm_eve):
    return begin(storm_eve, seed=1, draws=4)


def facts_on(ws, day):
    """What was known at the end of a day."""
    with open_version(ws) as warehouse:
        return read_facts(warehouse, ws.county(), day)


@pytest.fixture(scope="session")
def storm_facts(storm_ws):
    """Facts of the day of the storm."""
    return facts_on(storm_ws, date(2024, 7, 10))


@pytest.fixture(scope="session")
def last_facts(storm_ws):
    """Facts of the last day known."""
    return facts_on(storm_ws, None)
