"""What the models read from one version, as known on one day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import geopandas as gpd
import pandas as pd

from risk import reference
from risk.scoring import Kept, kept_scores
from risk.scoring.score import Houses
from risk.settings import County
from risk.staffing.travel import Learned, learn_ways, manned, means
from risk.surge import Vulnerability, learn_vulnerability
from risk.warehouse import Warehouse
from risk.warehouse.dispatch import reported_grades
from risk.warehouse.vulnerability import event_houses, paid_shares


@dataclass(frozen=True)
class Quality:
    """What was loaded, refused, doubted, and how records found their village."""

    loads: pd.DataFrame
    rejects: pd.DataFrame
    flags: pd.DataFrame
    match_quality: pd.DataFrame
    match_by_file: pd.DataFrame
    worst_places: pd.DataFrame
    far_points: pd.DataFrame
    map_faults: pd.DataFrame
    counts: dict[str, int]


@dataclass(frozen=True)
class Facts:
    """What the models read from one version, as known on ``as_of``."""

    county: County
    version: str
    as_of: date
    regions: gpd.GeoDataFrame
    claims: pd.DataFrame
    exposure: pd.DataFrame
    in_force: pd.DataFrame
    events: pd.DataFrame
    event_intensity: pd.DataFrame
    bases: pd.DataFrame
    lenders: pd.DataFrame
    surveyors: pd.DataFrame
    vehicles: pd.DataFrame
    absences: pd.DataFrame
    travel_matrix: pd.DataFrame
    roads: gpd.GeoDataFrame
    road_states: pd.DataFrame
    targets: pd.DataFrame
    complaints: pd.DataFrame
    village_features: pd.DataFrame
    weather: pd.DataFrame
    terrain: pd.DataFrame
    official: pd.DataFrame
    houses: Houses
    event_houses: pd.DataFrame
    paid_shares: pd.DataFrame
    kept: Kept | None = None  # cut points and levels of the stored scores; None: none
    reported_grades: Mapping[str, str] = field(default_factory=dict)  # by claim, as first reported

    @cached_property
    def vulnerability(self) -> Vulnerability | None:
        """Claim curves and their test, told once, when first asked for."""
        return learn_vulnerability(
            self.claims,
            self.events,
            self.event_intensity,
            self.exposure,
            self.event_houses,
            self.paid_shares,
            as_of=self.as_of,
            presets=reference.presets(),
            settings=self.county.surge,
        )

    @cached_property
    def learned(self) -> Learned:
        """What the data tell of the drive between two places, told once, when first asked for."""
        return learn_ways(
            self.claims,
            self.bases,
            self.regions,
            terrain=self.terrain,
            roads=self.roads,
            matrix=self.travel_matrix,
            surveyors=self.surveyors,
            vehicles=self.vehicles,
            places=self.county.places,
        )

    def means_on(self, day: date) -> pd.DataFrame:
        """Crews people and cars give at each base on a day (``risk.staffing.travel.means``)."""
        return means(
            self.surveyors,
            self.vehicles,
            self.absences,
            self.bases,
            day=day,
            heads_per_crew=self.county.staffing.heads_per_crew,
            survey_roles=self.county.staffing.survey_roles,
        )

    def bases_on(self, day: date) -> pd.DataFrame:
        """The base table with no more crews than people and cars give on a day."""
        return manned(self.bases, self.means_on(day))


def read_facts(warehouse: Warehouse, county: County, as_of: date | None = None) -> Facts:
    """Read what the models need, with nothing later than ``as_of`` visible."""
    day = as_of or warehouse.last_day()
    exposure, in_force = warehouse.exposure(day), warehouse.in_force(day)
    years = sorted(exposure["year"].unique())
    return Facts(
        county=county,
        version=warehouse.version["name"],
        as_of=day,
        regions=warehouse.regions(),
        claims=warehouse.claims(day),
        exposure=exposure,
        in_force=in_force,
        houses=Houses(in_force, {y: warehouse.in_force(first_day(county, y)) for y in years}),
        events=warehouse.events(day),
        event_intensity=warehouse.event_intensity(),
        bases=warehouse.bases(),
        lenders=warehouse.lenders(),
        surveyors=warehouse.surveyors(),
        vehicles=warehouse.vehicles(),
        absences=warehouse.absences(),
        travel_matrix=warehouse.travel_matrix(),
        roads=warehouse.roads(),
        road_states=warehouse.road_states(day),
        targets=warehouse.targets(),
        complaints=warehouse.complaints(day),
        village_features=warehouse.village_features(day),
        weather=warehouse.weather(day),
        terrain=warehouse.terrain(),
        official=warehouse.official_levels(day),
        event_houses=event_houses(warehouse, day),
        paid_shares=paid_shares(warehouse, day),
        kept=kept_scores(warehouse.scores(), exposure, settings=county.scoring),
        reported_grades=reported_grades(warehouse, day),
    )


def first_day(county: County, year: int) -> date:
    """First day of a contract year."""
    return date(int(year), county.contract_year_start_month, 1)


def read_already(facts: Facts) -> dict[str, pd.DataFrame]:
    """What findings need of a version that the facts hold, by name."""
    names = ("claims", "exposure", "targets", "complaints", "bases", "regions")
    return {name: getattr(facts, name) for name in names}


def read_quality(warehouse: Warehouse) -> Quality:
    """Read what the data-quality page and the report's annex show."""
    return Quality(
        loads=warehouse.loads(),
        rejects=warehouse.rejects(),
        flags=warehouse.flags(),
        match_quality=warehouse.match_quality(),
        match_by_file=warehouse.match_by_file(),
        worst_places=warehouse.worst_places(),
        far_points=warehouse.far_points(),
        map_faults=warehouse.map_faults(),
        counts=warehouse.counts(),
    )
