"""The watch of one workspace: what the page asks, read afresh when something was written down."""

from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime

import geopandas as gpd
import pandas as pd

from dashboards.story.shelf import Shelf
from dashboards.story.watch import Moment, Warned, Watch, first_moment, moment_at, watch_at
from dashboards.story.watch_folder import Fault, Intake
from dashboards.story.watch_ground import (
    Township,
    call_sheet,
    crew_lines,
    roads_now,
    signals_by_township,
    township_sums,
)
from risk.facts import Facts
from risk.flow import Story
from risk.hazard.inside import Inside, PlaceIndex, inside_alert, place_index
from risk.hazard.roads import RoadGraph, road_graph
from risk.operations import open_operations
from risk.operations.watch import Received, list_alerts, steps
from risk.operations.watch_field import calls, crew_decisions, road_reports, watch_mark
from risk.warehouse import Warehouse, open_version
from risk.workspace import Workspace

KEPT_AREAS = 64
KEPT_VERSIONS = 3


@dataclass(frozen=True)
class Ledgers:
    """What the warehouse holds about warnings, roads and liaisons, of one version."""

    version: str
    liaisons: pd.DataFrame
    roads: pd.DataFrame
    lines: gpd.GeoDataFrame
    warnings: pd.DataFrame
    index: PlaceIndex
    sums: pd.DataFrame


LINES = "SELECT road_id, name, ST_AsWKB(geometry) AS geometry FROM road ORDER BY road_id"


def road_lines(warehouse: Warehouse) -> gpd.GeoDataFrame:
    """Roads of the ledger that have a line: road_id, name, geometry."""
    frame = warehouse.frame(LINES)
    lines = gpd.GeoSeries.from_wkb(frame["geometry"].map(bytes, na_action="ignore"), crs=4326)
    found = gpd.GeoDataFrame(frame[["road_id", "name"]], geometry=lines, crs=4326)
    return found[~lines.isna()].reset_index(drop=True)


def read_ledgers(ws: Workspace, facts: Facts) -> Ledgers:
    """What the version of the facts holds about warnings, roads and liaisons."""
    with open_version(ws, facts.version) as warehouse:
        liaisons = warehouse.frame("FROM liaison ORDER BY region_code, liaison_id")
        roads = warehouse.frame("FROM road_state ORDER BY observed_at, road_id")
        warnings = warehouse.warnings()
        lines = road_lines(warehouse)
    regions = facts.regions.drop_duplicates("code").set_index("code")
    town = roads["region_code"].map(regions["township_code"])
    places = facts.county.places
    index = place_index(
        facts.regions, wider=places.wider_names, former_county_codes=places.former_county_codes
    )
    return Ledgers(
        facts.version, liaisons, roads.assign(region_code=town), lines, warnings, index,
        township_sums(facts),
    )  # fmt: skip


@dataclass
class WatchDesk:
    """Answers the page; keeps what a version and a warning do not change."""

    ws: Workspace
    intake: Intake = field(init=False)
    _ledgers: Shelf[str, Ledgers] = field(default_factory=lambda: Shelf(KEPT_VERSIONS), repr=False)
    _received: Shelf[str, list[Received]] = field(default_factory=lambda: Shelf(1), repr=False)
    _graphs: Shelf[str, RoadGraph] = field(default_factory=lambda: Shelf(KEPT_VERSIONS), repr=False)
    _areas: dict[tuple[str, str], Inside] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        """The intake reads this workspace's folder."""
        self.intake = Intake(self.ws)

    def poll(self, story: Story, now: datetime) -> tuple[Fault, ...]:
        """Take in new files; a line for each that cannot be read."""
        return self.intake.poll(story.facts.county, now)

    def words(self) -> dict[str, str]:
        """Texts of the folder, by file, that nobody has handed in yet."""
        done = {r.text for r in self.received()}
        return {n: text for n, text in self.intake.words().items() if text.strip() not in done}

    def mark(self) -> str:
        """Changes with everything written down about warnings, roads and calls."""
        with closing(open_operations(self.ws)) as con:
            return watch_mark(con)

    def received(self) -> list[Received]:
        """Everything received, newest first."""
        with closing(open_operations(self.ws)) as con:
            mark = watch_mark(con)
            return self._received.told(mark, lambda: list_alerts(con))

    def watch(self, moment: Moment) -> Watch:
        """What stands at a moment."""
        return watch_at(self.received(), moment)

    def first(self, facts: Facts, now: datetime) -> Moment:
        """The moment the page opens at."""
        synthetic = facts.county.synthetic
        return first_moment(self.received(), now, facts.as_of, synthetic=synthetic)

    def moment(self, facts: Facts, at: datetime | None, now: datetime) -> Moment:
        """The moment of a time asked for; None: now."""
        return moment_at(at, now, synthetic=facts.county.synthetic)

    def ledgers(self, facts: Facts) -> Ledgers:
        """What the warehouse holds, of the version shown."""
        return self._ledgers.told(facts.version, lambda: read_ledgers(self.ws, facts))

    def graph(self, facts: Facts) -> RoadGraph:
        """The county's roads as a graph, of the version shown.

        Raises:
            GeographyError: no road has a line, or no base lies near one.
        """
        lines = self.ledgers(facts).lines
        return self._graphs.told(
            facts.version, lambda: road_graph(lines, facts.regions, facts.bases)
        )

    def inside(self, facts: Facts, warned: Warned) -> Inside:
        """What lies inside a warning, by its latest words."""
        key = (facts.version, warned.key)
        if key not in self._areas:
            while len(self._areas) >= KEPT_AREAS:
                self._areas.pop(next(iter(self._areas)))
            index = self.ledgers(facts).index
            self._areas[key] = inside_alert(warned.message, index, facts.in_force)
        return self._areas[key]

    def sheet(self, facts: Facts, warned: Warned, moment: Moment) -> pd.DataFrame:
        """The call sheet of a warning; see `watch_ground.call_sheet`."""
        with closing(open_operations(self.ws)) as con:
            done = calls(con, warned.number)
        done = done[done["at"] <= moment.known]
        return call_sheet(self.ledgers(facts).liaisons, self.inside(facts, warned), done)

    def steps(self, warned: Warned, moment: Moment) -> pd.DataFrame:
        """Steps of its checklist as ticked by the moment: step, done, note, user, at."""
        with closing(open_operations(self.ws)) as con:
            return steps(con, warned.number, known=moment.known)

    def roads(self, facts: Facts, moment: Moment) -> pd.DataFrame:
        """State of the roads into each township."""
        with closing(open_operations(self.ws)) as con:
            reports = road_reports(con)
        return roads_now(self.ledgers(facts).roads, reports, moment.at, moment.known)

    def townships(self, facts: Facts, watch: Watch) -> list[Township]:
        """The crews' line of every township, worst first."""
        moment = watch.moment
        with closing(open_operations(self.ws)) as con:
            said = crew_decisions(con, moment.at, known=moment.known)
        areas = [
            (w.signal, w.colour.value if w.colour else None, self.inside(facts, w))
            for w in watch.in_force
        ]
        return crew_lines(
            self.ledgers(facts).sums, self.roads(facts, moment), signals_by_township(areas), said,
            at=moment.at, county=facts.county,
        )  # fmt: skip
