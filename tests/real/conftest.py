"""Workspaces made of real files, loaded as a user would load them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from risk import intake
from risk.flow import Story, tell
from risk.ledger import read_mapping
from risk.workspace import Workspace

FILES = Path(__file__).parent / "files"
NOW = datetime(2026, 1, 5, 9)
EVENT_DAYS = 14

pytestmark = pytest.mark.real


@dataclass(frozen=True)
class Loaded:
    """A workspace and what loading it said."""

    ws: Workspace
    result: intake.LoadResult


def load(
    root: Path, county: str, sources: Iterable[tuple[str, Path, Path | None]], **options: str
) -> Loaded:
    """Make a workspace and load sources given as (kind, file, mapping)."""
    ws = Workspace(root)
    intake.create_workspace(ws, FILES / county)
    given = [
        intake.Source(kind, path, mapping=mapping and read_mapping(mapping), **options)
        for kind, path, mapping in sources
    ]
    return Loaded(ws, intake.load(ws, given, now=NOW))


@pytest.fixture(scope="session")
def charlottesville(
    real_data: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Loaded:
    """245 flood claims, 50 census tracts, 6 counties (USD)."""
    folder = real_data("nfip_claims_charlottesville")
    return load(
        tmp_path_factory.mktemp("charlottesville") / "county",
        "charlottesville.toml",
        [
            ("region", folder / "counties.geojson", FILES / "counties_mapping.toml"),
            ("region", folder / "tracts.geojson", FILES / "tracts_mapping.toml"),
            ("event", FILES / "charlottesville_events.csv", None),
            ("claim", folder / "claims.csv", FILES / "charlottesville_claims_mapping.toml"),
        ],
    )


@pytest.fixture(scope="session")
def charlottesville_story(charlottesville: Loaded) -> Story:
    """Its story: 245 claims, no exposure."""
    return tell(charlottesville.ws, presets=("flood_severe",))


def calls_mapping(folder: Path, area: str) -> Path:
    """The calls' mapping; the days of a listed storm carry its event id, no later storm's do."""
    storms = pd.read_csv(FILES / "chicago_events.csv")["event id"]
    days = {
        date.fromisoformat(storm) + timedelta(days=n): storm
        for storm in storms
        for n in range(EVENT_DAYS)
    }
    values = ", ".join(f'"{day}" = "{storm}"' for day, storm in days.items())
    path = folder / f"{area}_calls.toml"
    path.write_text(
        f'[columns]\nloss_at = "date"\nreported_at = "date"\nregion_code = "{area}"\n'
        f'cause_note = "kind"\ncount = "calls"\n'
        f'event_id = {{column = "date", take = [0, 10], values = {{{values}}}, default = ""}}\n'
        '[constants]\nperil = "flood"\n'
    )
    return path


@pytest.fixture(scope="session", params=["zip", "ward"])
def chicago(
    request: pytest.FixtureRequest,
    real_data: Callable[[str], Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[str, Path, Loaded]:
    """The same flood calls by zip and by ward: two workspaces."""
    area = str(request.param)
    folder = real_data("chicago_flood_reports")
    root = tmp_path_factory.mktemp(f"chicago_{area}")
    loaded = load(
        root / "county",
        "chicago.toml",
        [
            ("region", folder / f"{area}s.geojson", FILES / f"chicago_{area}_regions.toml"),
            ("event", FILES / "chicago_events.csv", None),
            ("claim", folder / f"reports_daily_{area}.parquet", calls_mapping(root, area)),
        ],
    )
    return area, folder, loaded
