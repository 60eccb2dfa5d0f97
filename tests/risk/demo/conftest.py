"""One full synthetic county, and a small one written as ledgers and read back."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from risk.demo import World, build_world, files_by_kind, write_ledgers
from risk.ledger import Batch, read_ledger

SMALL = 0.02


@dataclass(frozen=True)
class Written:
    world: World
    paths: list[Path]
    batches: dict[str, list[Batch]]  # by kind


@pytest.fixture(scope="session")
def full_world() -> World:
    return build_world(1)


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    world = build_world(7, scale=SMALL)
    paths = write_ledgers(world, tmp_path_factory.mktemp("demo_ledgers"))
    county = world.facts.county
    read = {
        kind: [read_ledger(kind, path, county=county) for path in files]
        for kind, files in files_by_kind(paths).items()
    }
    return Written(world, paths, read)
