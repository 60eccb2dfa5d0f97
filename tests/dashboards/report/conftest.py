"""Reports of the tiny world: at the end of a contract year, and half a year into one."""

from datetime import date

import pytest
from tiny_world import load_tiny_world

from dashboards.report import annual_report
from risk.flow import tell

PRESETS = ("storm_severe", "flood_severe")


@pytest.fixture(scope="session")
def tiny(tmp_path_factory):
    """The tiny world, loaded."""
    return load_tiny_world(tmp_path_factory.mktemp("tiny"))[0]


@pytest.fixture(scope="session")
def story(tiny):
    """Its story on the last day of 2025."""
    return tell(tiny.ws, presets=PRESETS)


@pytest.fixture(scope="session")
def midyear(tiny):
    """Its story on 30 June 2026: no policy in force any more, no claim yet that year."""
    return tell(tiny.ws, as_of=date(2026, 6, 30), presets=())


@pytest.fixture(scope="session", params=["zh", "en"])
def report(request, story):
    """The annual plan in each language."""
    return annual_report(story, request.param)
