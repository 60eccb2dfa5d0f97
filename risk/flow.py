"""The story on one screen: load → locate → history → score → surge → plan.

Loading and locating make a version (``risk.intake``); everything after reads that version and is
told by :func:`tell`, so pages and reports look at one frozen :class:`Story`.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import cached_property
from typing import Any

import geopandas as gpd
import pandas as pd

from risk import reference
from risk.errors import GeographyError, ModelError, WarehouseError
from risk.hazard import Scenario, place_houses, scenario_from_preset
from risk.hazard.roads import RoadGraph, road_graph
from risk.history import History
from risk.history.summary import Account
from risk.scoring import (
    Kept,
    KnownBy,
    Scores,
    build_hierarchy,
    held_out,
    kept_scores,
    read_records,
    score,
)
from risk.scoring.known import Surroundings, known_of
from risk.scoring.score import Houses
from risk.settings import County
from risk.staffing import Plan, plan_crews
from risk.staffing.closures import Drawn, closures_of, still_closed
from risk.staffing.simulator.rules import Closure, Conditions, Modes
from risk.staffing.travel import Learned, learn_ways, manned, means
from risk.surge import (
    Forecast,
    Lag,
    Vulnerability,
    fit_lag,
    forecast,
    learn_vulnerability,
    past_events,
)
from risk.terms import PerilFamily
from risk.version import code_version
from risk.views import read_history
from risk.views.told import read_account
from risk.warehouse import Changes, Warehouse, open_version, publish
from risk.warehouse import versions as list_versions
from risk.warehouse.dispatch import reported_grades
from risk.warehouse.vulnerability import event_houses, paid_shares
from risk.workspace import Workspace

Progress = Callable[[float, str], None]
DEFAULT_PRESETS = ("storm_severe", "flood_severe", "snow_severe")
DEMO_PRESET = "storm_severe"
SCORED = "score"


def silent(done: float, text: str) -> None:
    """Progress that nobody watches."""


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
class Surge:
    """One scenario: the claims it would bring and the crews they would need."""

    scenario: Scenario
    forecast: Forecast
    plan: Plan


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


@dataclass(frozen=True)
class Story:
    """Everything pages and reports show, from one data version, as known on one day."""

    facts: Facts
    seed: int
    quality: Quality
    history: History
    account: Account
    scores: Scores
    surges: dict[str, Surge]
    refusals: dict[str, str]  # preset → why the data cannot carry its surge


def tell(
    ws: Workspace,
    *,
    version: str | None = None,
    as_of: date | None = None,
    seed: int = 1,
    presets: Sequence[str] = DEFAULT_PRESETS,
    now: datetime | None = None,
    refit: bool = False,
    today: date | None = None,
    progress: Progress = silent,
) -> Story:
    """Tell the whole story of a version.

    Args:
        ws: the county's workspace.
        version: an earlier one that is still kept, as it was; default: the one in force.
        as_of: last day known; default: the last day with data.
        seed: of every simulation.
        presets: scenarios to plan for, names of ``risk.reference.presets``.
        now: when given, the scores are stored as a version of their own, and told from it; an
            earlier version is only read.
        refit: cut the levels anew instead of keeping the stored scores' cut points.
        today: the day the age of data is counted to; None: their age is not told.
        progress: called with the share done and what is being done.
    """
    county = ws.county()
    with open_version(ws, version) as warehouse:
        progress(0.0, "reading")
        facts = read_facts(warehouse, county, as_of)
        quality = read_quality(warehouse)
        progress(0.1, "history")
        past = read_history(warehouse, county, facts.as_of)
        progress(0.15, "service, coverage, findings, forecast")
        account = read_account(
            warehouse, county, facts.as_of, seed=seed, today=today, known=read_already(facts)
        )
    progress(0.3, "scoring")
    scores = score_facts(facts, seed=seed, refit=refit)
    if now is not None and version is None:
        stored = store_scores(ws, facts, scores, seed=seed, now=now)
        facts = replace(facts, version=stored)
    surges: dict[str, Surge] = {}
    refusals: dict[str, str] = {}
    for i, name in enumerate(presets):
        progress(0.4 + 0.6 * i / len(presets), f"surge and plan: {name}")
        try:
            surges[name] = plan_for(facts, scores, preset_scenario(facts, scores, name), seed=seed)
        except ModelError as refusal:
            refusals[name] = str(refusal)
    progress(1.0, "done")
    return Story(facts, seed, quality, past, account, scores, surges, refusals)


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


def score_facts(
    facts: Facts, *, seed: int, refit: bool = False, models: Mapping[str, str] | None = None
) -> Scores:
    """Risk levels of villages, townships and the county.

    Levels begin where they began in the stored scores, so that a level means the same from one
    scoring to the next; ``refit`` cuts them anew. ``models`` (by family) are taken unjudged.
    """
    return score(
        facts.claims,
        facts.exposure,
        facts.regions,
        as_of=facts.as_of,
        settings=facts.county.scoring,
        seed=seed,
        kept=None if refit else facts.kept,
        known=known_by(facts),
        models=models,
        houses=None if models or facts.in_force.empty else facts.houses,
    )


def known_by(facts: Facts) -> KnownBy:
    """What is known of villages beside their record."""
    return known_of(
        Surroundings(
            facts.village_features,
            facts.regions,
            facts.events,
            facts.event_intensity,
            facts.weather,
            facts.terrain,
            facts.county.contract_year_start_month,
            facts.official,
        )
    )


def judge_held_out(facts: Facts, scores: Scores) -> Scores:
    """The same scores, their models judged on events and townships left out as well."""
    chosen = scores.chosen()
    records = read_records(
        facts.claims,
        facts.exposure,
        build_hierarchy(facts.regions),
        list(chosen),
        known_by(facts),
    )
    table = held_out(records, facts.claims, facts.regions, facts.event_intensity, chosen=chosen)
    return replace(scores, held_out=table)


def preset_scenario(
    facts: Facts,
    scores: Scores,
    name: str,
    *,
    starts_at: datetime | None = None,
    township_codes: Sequence[str] | None = None,
) -> Scenario:
    """A named preset laid over this county; by default it begins the morning after ``as_of``."""
    start = starts_at or datetime.combine(facts.as_of + pd.Timedelta(days=1), time(8))
    return scenario_from_preset(
        reference.preset(name),
        facts.regions,
        scores.frame,
        starts_at=start,
        township_codes=township_codes,
        synthetic=facts.county.synthetic,
    )


def past_of(facts: Facts) -> pd.DataFrame:
    """Claim rates of own past events."""
    return past_events(
        facts.claims,
        facts.events,
        facts.event_intensity,
        facts.exposure,
        as_of=facts.as_of,
        presets=reference.presets(),
        settings=facts.county.surge,
    )


def lag_of(facts: Facts, family: PerilFamily) -> Lag:
    """How long after the loss claims of a family are reported."""
    return fit_lag(
        facts.claims,
        facts.events,
        settings=facts.county.surge,
        as_of=facts.as_of,
        family=family,
    )


def claims_for(
    facts: Facts,
    scores: Scores,
    scenario: Scenario,
    *,
    seed: int,
    past: pd.DataFrame | None = None,
    lag: Lag | None = None,
) -> Forecast:
    """Expected claims of a scenario, from what the facts know.

    Args:
        facts, scores: of one data version.
        scenario: the hazard.
        seed: of the simulation.
        past, lag: :func:`past_of` and :func:`lag_of` these facts, where they are known already:
            they hang on facts and family alone.
    """
    return forecast(
        scenario,
        place_houses(facts.in_force, facts.regions),
        scores.frame,
        past_of(facts) if past is None else past,
        lag_of(facts, scenario.family) if lag is None else lag,
        settings=facts.county.surge,
        seed=seed,
        vulnerability=facts.vulnerability,
    )


def county_graph(facts: Facts) -> RoadGraph | None:
    """Roads as a graph; None without road lines near a base: closures go by township then."""
    try:
        return None if facts.roads.empty else road_graph(facts.roads, facts.regions, facts.bases)
    except GeographyError:
        return None


def conditions_for(
    facts: Facts,
    scenario: Scenario,
    *,
    drawn: Sequence[Drawn] = (),
    conditions: Conditions | None = None,
) -> Conditions:
    """What a scenario meets: the county's drives, roads told closed, and areas drawn as closed.

    Args:
        facts: road states and ways.
        scenario: closures are told in hours from its start.
        drawn: areas in which roads are closed by hand.
        conditions: pace by hour, backlog and further closures, kept.
    """
    given = conditions or Conditions()
    closures: tuple[Closure, ...] = ()
    if drawn or still_closed(facts.road_states):
        closures = closures_of(
            facts.road_states,
            facts.regions,
            starts_at=scenario.starts_at,
            hours=scenario.duration_h + 24.0 * facts.county.surge.horizon_days,
            graph=county_graph(facts),
            drawn=drawn,
        )
    return replace(given, ways=facts.learned.ways, closures=(*given.closures, *closures))


def plan_for(facts: Facts, scores: Scores, scenario: Scenario, *, seed: int) -> Surge:
    """Expected claims of a scenario and the crews they need."""
    claims = claims_for(facts, scores, scenario, seed=seed)
    return Surge(scenario, claims, plan_surge(facts, claims, seed=seed))


def plan_surge(
    facts: Facts,
    forecast: Forecast,
    *,
    seed: int,
    modes: Modes | None = None,
    conditions: Conditions | None = None,
    progress: Progress = silent,
) -> Plan:
    """Crews for claims, with the people, cars and roads the county has on the first day.

    Args:
        facts: bases, people, cars, lenders, roads.
        forecast: the claims.
        seed: of the simulation.
        modes: how claims are served; None: as the settings say.
        conditions: of `conditions_for`; None: what the ledgers tell.
        progress: as in `tell`.
    """
    scenario = forecast.scenario
    return plan_crews(
        forecast,
        facts.bases_on(scenario.starts_at.date()),
        facts.lenders,
        facts.regions,
        county=facts.county,
        seed=seed,
        modes=modes,
        conditions=conditions or conditions_for(facts, scenario),
        progress=progress,
    )


def store_scores(ws: Workspace, facts: Facts, scores: Scores, *, seed: int, now: datetime) -> str:
    """Write the model record and its scores as a new version; returns the version's name.

    The version in force is returned when it already holds these scores of the same data.
    """
    model, rows, reasons = scores.record(
        as_of=facts.as_of,
        data_version=facts.version,
        code_version=code_version(),
        settings=facts.county.scoring,
        seed=seed,
    )
    if scores_in_force(ws, model.iloc[0], facts.version):
        return facts.version
    changes = Changes(upserts=[], replaces={"model": model, "score": rows, "score_reason": reasons})
    return publish(ws, changes, reason=SCORED, county=facts.county, now=now)


def scores_in_force(ws: Workspace, model: "pd.Series[Any]", version: str) -> bool:
    """Whether a version was made by scoring with this very model and nothing was loaded since."""
    with open_version(ws, version) as warehouse:
        stored = warehouse.scores()
        if stored is None or warehouse.version["reason"] != SCORED:
            return False
    same = ("seed", "settings", "code_version", "method")  # metrics follow from these
    day = pd.Timestamp(stored[0]["as_of"]) == pd.Timestamp(model["as_of"])
    whole = measured(model["metrics"]) <= measured(stored[0]["metrics"])
    return day and whole and all(str(stored[0][name]) == str(model[name]) for name in same)


def measured(metrics: str) -> set[str]:
    """Names of what a model record measured; of one from before they had names, none."""
    told = json.loads(metrics)
    return set(told) if isinstance(told, dict) else set()


def stored_scorings(ws: Workspace) -> pd.DataFrame:
    """Scorings that versions on disk hold, newest first.

    Returns:
        version, as_of, method, code_version, scored_at; one row a model version, under the first
        version that holds it. Versions of an older layout are left out: `huzhu relocate` writes
        the one in force anew.
    """
    rows = []
    kept = list_versions(ws).sort_values("name", ascending=False)
    for version, made in zip(kept["name"], kept["created_at"], strict=True):
        try:
            with open_version(ws, version) as warehouse:
                stored = warehouse.scores()
        except WarehouseError:
            continue
        if stored is not None:
            told = {k: stored[0][k] for k in ("as_of", "method", "code_version", "model_version")}
            rows.append({"version": version, **told, "scored_at": made})
    columns = ["version", "as_of", "method", "code_version", "scored_at", "model_version"]
    table = pd.DataFrame(rows, columns=columns).drop_duplicates("model_version", keep="last")
    return table.drop(columns="model_version").reset_index(drop=True)


def stored_scores(
    ws: Workspace, version: str
) -> tuple[dict[str, Any], pd.DataFrame, pd.DataFrame] | None:
    """Model record, scores and reasons a version holds; None without any."""
    with open_version(ws, version) as warehouse:
        stored = warehouse.scores()
        if stored is None:
            return None
        model, rows = stored
        return model, rows, warehouse.score_reasons(str(model["model_version"]))


def look_back(
    ws: Workspace,
    version: str | None,
    as_of: date,
    *,
    seed: int = 1,
    models: Mapping[str, str] | None = None,
) -> tuple[Facts, Scores]:
    """Scores as the version's data would have told them on a day; ``models`` as ``score_facts``."""
    with open_version(ws, version) as warehouse:
        facts = read_facts(warehouse, ws.county(), as_of)
    return facts, score_facts(facts, seed=seed, models=models)


def township_levels(facts: Facts, scores: Scores) -> dict[str, int]:
    """Level of each township over all perils, by name; namesakes carry their code as well."""
    frame = scores.frame
    rows = frame[(frame["level"] == "township") & (frame["peril_family"] == "all")]
    names = rows["region_code"].map(facts.regions.set_index("code")["name"])
    namesake = names.duplicated(keep=False)
    labels = names.where(~namesake, names + " (" + rows["region_code"] + ")")
    return dict(zip(labels, rows["risk_level"].astype(int).tolist(), strict=True))


def headline(story: Story, preset: str) -> dict[str, Any]:
    """Levels by township and the plan's figures, as ``huzhu demo --json`` prints them."""
    plan = story.surges[preset].plan
    kept = plan.outcome.kept.set_index("tier")["p_event_share"]
    return {
        "levels": township_levels(story.facts, story.scores),
        "plan": {
            "days": plan.days,
            "p_kept": {tier: round(float(kept[tier]), 4) for tier in ("town", "rural")},
            "crews_by_day": [int(n) for n in plan.totals_by_day["total"]],
        },
    }
