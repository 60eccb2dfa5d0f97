"""The tiny world, loaded once for all tests that only read it."""

import pytest
from tiny_world import TinyWorld, load_tiny_world

from risk.intake import LoadResult


@pytest.fixture(scope="session")
def tiny_loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[TinyWorld, LoadResult]:
    """The tiny world and what its load said; read-only."""
    return load_tiny_world(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="session")
def tiny(tiny_loaded: tuple[TinyWorld, LoadResult]) -> TinyWorld:
    """The tiny world, loaded; read-only (copy its folder before changing anything)."""
    return tiny_loaded[0]
