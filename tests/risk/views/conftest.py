"""The busy world, loaded once, and what a test asks of it."""

from collections.abc import Callable, Iterator
from datetime import date

import pandas as pd
import pytest
from busy_world import load_busy_world
from tiny_world import LAST_DAY

from risk.views import VIEWS, Ask, Views
from risk.warehouse import open_version
from risk.warehouse.filters import Filter

See = Callable[..., pd.DataFrame]


@pytest.fixture(scope="session")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Views]:
    """The views of the busy world; read-only."""
    world = load_busy_world(tmp_path_factory.mktemp("busy"))
    with open_version(world.ws) as warehouse:
        yield Views(warehouse, world.ws.county())


@pytest.fixture
def see(busy: Views) -> See:
    """A view of the busy world: see(name, *by, as_of=…, and any field of the filter)."""

    def table(name: str, *by: str, as_of: date = LAST_DAY, **cut: object) -> pd.DataFrame:
        return VIEWS[name](busy, Ask(Filter(as_of, **cut), by=by))

    return table
