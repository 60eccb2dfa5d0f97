"""County settings: county.toml → frozen dataclasses that check themselves.

Each setting stands once, as a dataclass field whose metadata holds unit, range, meaning and the
status of its default. In county.toml a value is either bare (``survey_min = 40``) or carries its
standing: ``survey_min = {value = 40, status = "contract", source = "…"}``. ``None`` is never a
silent zero: it means "not provided" and is printed so.
"""

import dataclasses
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from risk.errors import SettingsError
from risk.terms import Group, Peril, ResponseTier, Status, WarningColour


@dataclass(frozen=True)
class Standing:
    """Where a value comes from: its status and the clause, letter or study behind it."""

    status: Status
    source: str = ""


def term(
    default: Any,
    meaning: str,
    unit: str = "",
    *,
    low: float | None = None,
    high: float | None = None,
    status: Status = Status.ASSUMED,
    source: str = "",
) -> Any:
    """A field that documents and bounds itself; ``status`` and ``source`` are the default's."""
    return field(
        default=default,
        metadata={
            "meaning": meaning, "unit": unit, "low": low, "high": high,
            "standing": Standing(status, source),
        },
    )  # fmt: skip


@dataclass(frozen=True)
class Section:
    """A section of county.toml. ``standings`` tells the standing of every value given."""

    standings: Mapping[str, Standing] = field(default_factory=dict, repr=False, kw_only=True)

    def __post_init__(self) -> None:
        """Refuse a number outside its field's range."""
        for f in fields(self):
            value, low, high = getattr(self, f.name), f.metadata.get("low"), f.metadata.get("high")
            if not isinstance(value, int | float) or isinstance(value, bool):
                continue
            if (low is not None and value < low) or (high is not None and value > high):
                raise SettingsError(
                    f"{f.name} is {value}, expected {low} to {high} {f.metadata['unit']}".rstrip(),
                    where=f"county.toml [{type(self).__name__.lower()}]",
                    remedy="correct the value",
                )

    def standing(self, name: str) -> Standing:
        """Standing of one value: given in county.toml, else its default's."""
        if getattr(self, name) is None:
            return Standing(
                Status.NOT_PROVIDED, self.standings.get(name, Standing(Status.ASSUMED)).source
            )
        default: Standing = next(f for f in fields(self) if f.name == name).metadata["standing"]
        return self.standings.get(name, default)

    @classmethod
    def read(cls, table: Mapping[str, Any]) -> Self:
        """Build the section from its TOML table; an unknown key is refused by name."""
        known = {f.name for f in fields(cls)} - {"standings"}
        unknown = sorted(set(table) - known)
        if unknown:
            raise SettingsError(
                f"unknown setting {', '.join(unknown)}",
                where=f"county.toml [{cls.__name__.lower()}]",
                remedy=f"known are {', '.join(sorted(known))}",
            )
        values, standings = {}, {}
        for name, raw in table.items():
            values[name], standing = _value_and_standing(raw)
            if standing is not None:
                standings[name] = standing
        return cls(**values, standings=standings)


def _value_and_standing(raw: Any) -> tuple[Any, Standing | None]:
    standing = None
    if isinstance(raw, dict) and "status" in raw:
        standing = Standing(Status(raw["status"]), raw.get("source", ""))
        raw = raw.get("value")
    return (tuple(raw) if isinstance(raw, list) else raw), standing


@dataclass(frozen=True)
class Promise(Section):
    """The service promise; the clock runs reported_at → arrived_at."""

    on_scene_town_min: float = term(
        30.0, "on scene in the county town", "min", low=1, high=1440, status=Status.CONTRACT
    )
    on_scene_rural_min: float = term(
        180.0, "on scene elsewhere", "min", low=1, high=4320, status=Status.CONTRACT
    )
    hotline_rings: int = term(
        3, "hotline answered within", "rings", low=1, high=20, status=Status.CONTRACT
    )
    hotline_seconds_per_ring: float | None = term(
        None, "a ring and its pause last at this exchange", "s", low=1, high=20
    )
    review_days: float | None = term(
        None, "review, from complete documents", "days", low=0, high=365
    )
    payment_days: float | None = term(None, "payment, from approval", "days", low=0, high=365)
    complaint_days: float | None = term(None, "complaint answered", "days", low=0, high=365)
    review_ceiling_days: float = term(
        30.0,
        "statutory ceiling of review in complex cases",
        "days",
        low=0,
        high=365,
        status=Status.STATUTE,
        source="Insurance Law of the PRC, art. 23",
    )
    payment_ceiling_days: float = term(
        10.0,
        "statutory ceiling of payment after agreement",
        "days",
        low=0,
        high=365,
        status=Status.STATUTE,
        source="Insurance Law of the PRC, art. 23",
    )
    surge_clause: str | None = term(None, "agreed surge clause, with letter number and date")

    def limit_min(self, tier: str) -> float:
        """Minutes promised for a tier (``town`` or ``rural``)."""
        return self.on_scene_town_min if tier == "town" else self.on_scene_rural_min


@dataclass(frozen=True)
class PremiumRow:
    """One legal premium row: who pays what for which sum, in which contract years."""

    name: str
    groups: tuple[Group, ...]
    household_money: float
    province_money: float
    county_money: float
    sum_insured_money: float
    from_year: int
    to_year: int | None = None

    def holds(self, year: int) -> bool:
        """Whether the row is legal in a contract year."""
        return self.from_year <= year and (self.to_year is None or year <= self.to_year)


@dataclass(frozen=True)
class Scheme(Section):
    """What is insured, for whom, against what, and what is left open."""

    premium_rows: tuple[PremiumRow, ...] = term(
        (), "the legal premium rows, dated by contract year", status=Status.CONTRACT
    )
    perils: tuple[Peril, ...] = term(tuple(Peril), "insured perils", status=Status.CONTRACT)
    special_groups: tuple[str, ...] = term(
        (), "household groups insured on special terms, as the clause words them",
        status=Status.CONTRACT,
    )  # fmt: skip
    exclusions: tuple[str, ...] = term((), "exclusions of the clause", status=Status.CONTRACT)
    insured_rooms: tuple[str, ...] = term((), "insured main rooms", status=Status.CONTRACT)
    not_insured: tuple[str, ...] = term((), "what is not insured", status=Status.CONTRACT)
    one_house_rule: str = term("", "one house per household", status=Status.CONTRACT)
    deductible_money: float | None = term(None, "deductible per claim", "money", low=0)
    room_scale: str | None = term(None, "scale of payment per room and grade")
    under_insurance_rule: str | None = term(None, "rule for a sum insured below value")
    cover_share_max: float = term(
        1.0, "greatest payment as a share of the sum insured", "ratio", low=0, high=1
    )
    house_limit_money: float | None = term(
        None, "greatest payment of one house in one event", "money", low=0
    )
    event_limit_money: float | None = term(
        None, "greatest payment of one event, all houses together", "money", low=0
    )
    insurer_share: float | None = term(
        None, "share of every payment that the insurer bears", "ratio", low=0, high=1
    )

    @classmethod
    def read(cls, table: Mapping[str, Any]) -> Self:
        """Build from TOML; premium rows and perils become records."""
        section = super().read(table)
        return dataclasses.replace(
            section,
            premium_rows=tuple(_premium_row(row) for row in section.premium_rows),
            perils=tuple(Peril(p) for p in section.perils),
        )


def _premium_row(row: Any) -> PremiumRow:
    return PremiumRow(**{**row, "groups": tuple(Group(g) for g in row["groups"])})


@dataclass(frozen=True)
class Places(Section):
    """What is known of places beyond the map."""

    town_region_codes: tuple[str, ...] = term(
        (), "confirmed urban village units: promise tier 'town'"
    )
    former_county_codes: tuple[str, ...] = term((), "county codes used in older documents")
    wider_names: tuple[str, ...] = term(
        (), "prefecture and province that hold the county: a warning that names only them covers it"
    )
    road_speed_town_kmh: float = term(
        25.0, "mean driving speed, county town", "km/h", low=5, high=100
    )
    road_speed_rural_kmh: float = term(
        40.0, "mean driving speed, elsewhere", "km/h", low=5, high=120
    )
    circuity: float = term(1.4, "road length over straight line", "ratio", low=1, high=4)
    relief_per_100m: float = term(
        0.02, "added travel time per 100 m of height between ends", "ratio", low=0, high=1
    )
    access_min: float = term(
        4.0, "from the crew's start to its car and from the car to the house", "min", low=0, high=60
    )
    travel_error_cv: float = term(
        0.25,
        "error of an estimated travel time, as a coefficient of variation",
        "ratio",
        low=0,
        high=1,
    )
    road_error_cv: float = term(
        0.2, "error of a travel time by road map, as a coefficient of variation", "ratio",
        low=0, high=1,
    )  # fmt: skip
    matrix_error_cv: float = term(
        0.1, "error of a travel time of an own matrix, as a coefficient of variation", "ratio",
        low=0, high=1,
    )  # fmt: skip


@dataclass(frozen=True)
class Scoring(Section):
    """Risk levels."""

    level_quantiles: tuple[float, ...] = term(
        (0.6, 0.8, 0.9, 0.95), "cut points of the five levels at the first fit"
    )
    level_names_zh: tuple[str, ...] = term(
        ("低", "较低", "中", "较高", "高"), "names of the five levels"
    )
    level_names_en: tuple[str, ...] = term(
        ("low", "lower", "middle", "higher", "high"), "names of the five levels"
    )
    bootstrap_draws: int = term(
        200, "year-bootstrap draws for P(level)", "draws", low=20, high=5000
    )
    family_claims_min: int = term(
        30, "a family with fewer claims is scored together with 'all'", "claims", low=1, high=1000
    )


@dataclass(frozen=True)
class Surge(Section):
    """From a scenario to claims."""

    draws: int = term(5000, "joint draws of a scenario", "draws", low=100, high=100000)
    event_size_cv: float = term(
        0.8,
        "event size factor's coefficient of variation, before own forecasts exist",
        "ratio",
        low=0.05,
        high=3,
        source="starting value until own forecast errors exist",
    )
    village_dispersion: float = term(
        2.0, "negative-binomial size of village counts", "", low=0.1, high=100
    )
    horizon_days: int = term(14, "days simulated after the hazard's end", "days", low=1, high=60)
    lag_median_h: float = term(
        30.0, "median reporting lag where own events are too few", "h", low=0.5, high=720
    )
    lag_shape: float = term(
        0.8, "Weibull shape of the reporting lag where own events are too few", "", low=0.2, high=5
    )
    night_report_share: float = term(
        0.15, "share of reports between 20:00 and 08:00", "ratio", low=0, high=1
    )
    lag_median_spread: float = term(
        0.4, "log sd of an event's median lag, as sure as four own events", "", low=0.01, high=2
    )
    lag_shape_spread: float = term(
        0.2, "log sd of an event's lag shape, as sure as four own events", "", low=0.01, high=1
    )
    report_scatter: float = term(
        0.01,
        "scatter of an event's reports about a smooth law, 0 is chance alone; as sure as one event",
        "ratio",
        low=0,
        high=0.5,
    )
    saturday_report_factor: float = term(
        0.85,
        "reports on a Saturday beside a weekday, before own reports tell",
        "ratio",
        low=0.01,
        high=10,
    )
    sunday_report_factor: float = term(
        0.75,
        "reports on a Sunday beside a weekday, before own reports tell",
        "ratio",
        low=0.01,
        high=10,
    )
    monday_report_factor: float = term(
        1.1,
        "reports on a Monday beside a weekday, before own reports tell",
        "ratio",
        low=0.01,
        high=10,
    )
    cut_road_report_factor: float = term(
        0.4, "reports of houses whose road is cut beside others", "ratio", low=0.01, high=1
    )


@dataclass(frozen=True)
class Desk(Section):
    """Raw reports → houses: when two are one, and what is still in doubt."""

    sure_p: float = term(
        0.95, "from this chance on two reports are one house without asking", "ratio",
        low=0.5, high=0.999,
    )  # fmt: skip
    doubtful_p: float = term(
        0.05, "below this chance they are two houses without asking", "ratio", low=0.001, high=0.5
    )
    repeat_share: float = term(
        0.25, "share of an event's reports that repeat a house, before comparing", "ratio",
        low=0.001, high=0.9, source="a third of 900 in the reference day, a tenth on quiet days",
    )  # fmt: skip
    insured_share: float = term(
        0.9, "share of houses insured, where no roster of households tells it", "ratio",
        low=0.01, high=0.99,
    )  # fmt: skip
    village_right_share: float = term(
        0.95, "share of reports located in the right village", "ratio", low=0.5, high=0.999
    )
    covered_p: float = term(
        0.9,
        "chance that a house counted in one call is one of the village's other reports",
        "ratio",
        low=0,
        high=1,
    )
    call_error_cv: float = term(
        0.25, "error of a number of houses said by telephone, as a coefficient of variation",
        "ratio", low=0.01, high=2,
    )  # fmt: skip
    window_days: int = term(
        15, "reports this long after the hazard's end still belong to it", "days", low=1, high=120
    )


@dataclass(frozen=True)
class Staffing(Section):
    """Crews, shifts, survey times and the goal of a plan."""

    heads_per_crew: int = term(2, "people in a crew", "people", low=1, high=6)
    survey_roles: tuple[str, ...] = term(
        ("查勘", "survey"), "words of the roles whose people go out; who has no role goes out too"
    )
    day_start_h: float = term(8.0, "day shift begins", "h", low=0, high=23)
    day_end_h: float = term(20.0, "day shift ends", "h", low=1, high=24)
    survey_min: float = term(35.0, "survey at one house", "min", low=5, high=300)
    survey_cv: float = term(0.5, "spread of survey minutes", "ratio", low=0, high=2)
    sweep_survey_min: float = term(
        20.0,
        "survey of a further house of the same village on the same trip",
        "min",
        low=1,
        high=300,
    )
    share_target: float = term(
        0.9, "share of an event's claims to be reached in time", "ratio", low=0.01, high=1
    )
    p_goal: float = term(
        0.8, "wanted chance that the share is reached", "ratio", low=0.01, high=0.99
    )
    scenarios_plan: int = term(
        400, "scenarios a plan is searched on", "scenarios", low=20, high=5000
    )
    scenarios_report: int = term(
        2000, "fresh scenarios the plan is reported on", "scenarios", low=50, high=20000
    )
    crew_day_cost_money: float = term(800.0, "cost of an own crew-day", "money", low=0)
    standby_crews: int = term(
        2, "own crews that can be called on a warning", "crews", low=0, high=1000
    )
    overtime_max_h: float = term(2.0, "overtime of own crews after a day shift", "h", low=0, high=4)
    overtime_pay_ratio: float = term(
        1.5, "pay of an hour's overtime over that of an hour", "ratio", low=1, high=3,
        source="Labour Law of the PRC, art. 44 (1): 150 % on working days",
    )  # fmt: skip
    mobilisation_cost_money: float = term(
        0.0, "cost of bringing one borrowed crew here and back", "money", low=0
    )
    dispatch: str = term(
        "town_saveable",
        "whom a free crew visits next: oldest, nearest, saveable or town_saveable",
    )
    sweep: bool = term(True, "a crew surveys all open claims of a village before it leaves it")
    photo_survey: bool = term(
        False, "the village liaison photographs small claims, a desk assessor decides"
    )
    photo_share: float = term(
        0.0, "share of claims small enough for a liaison's photographs; 0: not agreed", "ratio",
        low=0, high=1,
    )  # fmt: skip
    photo_response_min: float = term(
        60.0, "from the report to the liaison's photographs, by day", "min", low=1, high=2880
    )
    photo_desk_min: float = term(
        15.0, "a desk assessor's time for a photographed claim", "min", low=1, high=240
    )
    photo_is_arrival: bool = term(
        False, "agreed in writing that a liaison's photographs count as arrival"
    )
    green_channel: bool = term(
        False, "collapsed houses and special groups are visited before all others"
    )
    green_share: float = term(
        0.05, "share of claims of collapsed houses and special groups", "ratio", low=0, high=1
    )
    green_needs_skill: bool = term(
        False, "only a crew with a qualified assessor visits claims of the green channel"
    )
    skilled_crew_share: float = term(
        0.5, "share of crews with a qualified assessor, at each base one at least", "ratio",
        low=0, high=1,
    )  # fmt: skip
    own_absence_share: float = term(
        0.05, "share of own crews that do not come, on the mean of events", "ratio", low=0, high=0.9
    )
    lender_available_share: float = term(
        0.9, "share of a lender's crews that come when called, on the mean of events", "ratio",
        low=0.05, high=1,
    )  # fmt: skip
    availability_scatter: float = term(
        0.1, "how events differ in who comes: 0 all alike, 1 all or nobody", "ratio",
        low=0, high=0.9,
    )  # fmt: skip
    availability_correlation: float = term(
        0.5, "the greater the event the fewer come: correlation of normal scores", "ratio",
        low=0, high=0.99,
    )  # fmt: skip


@dataclass(frozen=True)
class Routing(Section):
    """Today's routes: what lateness, driving and change cost, breaks, survey minutes by grade."""

    travel_money_per_min: float = term(1.0, "a crew's minute of driving", "money", low=0)
    late_town_money_per_h: float = term(60.0, "an hour's lateness in the town", "money", low=0)
    late_rural_money_per_h: float = term(20.0, "an hour's lateness elsewhere", "money", low=0)
    missed_town_money: float = term(
        300.0, "a promise missed in the town, however little", "money", low=0
    )
    missed_rural_money: float = term(
        200.0, "a promise missed elsewhere, however little", "money", low=0
    )
    special_factor: float = term(
        2.0, "lateness of collapsed houses and special groups against that of others", "ratio",
        low=1, high=20,
    )  # fmt: skip
    unserved_money: float = term(1000.0, "a claim left for another day", "money", low=0)
    split_village_money: float = term(
        60.0, "each crew more that goes to the same village", "money", low=0
    )
    move_money: float = term(
        40.0, "a claim given to another crew after routes were handed out", "money", low=0
    )
    churn_max_share: float = term(
        0.1, "most claims a re-planning may give to another crew, of those planned", "ratio",
        low=0, high=1,
    )  # fmt: skip
    claims_per_crew_max: int | None = term(
        None, "most claims of a crew a day", "claims", low=1, high=500
    )
    break_min: float = term(30.0, "a crew's meal break", "min", low=0, high=180)
    break_from_h: float = term(11.5, "earliest begin of the break", "h", low=0, high=24)
    break_until_h: float = term(13.5, "latest end of the break", "h", low=0, high=24)
    survey_collapsed_min: float = term(50.0, "survey of a collapsed house", "min", low=5, high=300)
    survey_severe_min: float = term(
        40.0, "survey of a house with severe damage", "min", low=5, high=300
    )
    survey_slight_min: float = term(
        30.0, "survey of a house with slight damage", "min", low=5, high=300
    )
    survey_below_min: float = term(
        20.0, "survey of a house under the clause's least damage", "min", low=5, high=300
    )
    first_seconds: float = term(
        10.0, "computing time of the day's first routes", "s", low=1, high=600
    )
    polish_seconds: float = term(
        2.0, "computing time of a re-planning behind the dispatcher", "s", low=0.2, high=60
    )
    check_in_radius_m: float = term(
        500.0, "a check-in is measured within this distance of the house", "m", low=10, high=10000
    )
    check_in_valid_h: float = term(
        36.0, "how long a crew's check-in link works, from its day's midnight", "h", low=1, high=240
    )
    check_in_url: str = term(
        "", "address at which phones reach the check-in page; empty: this machine only"
    )


@dataclass(frozen=True)
class Roster(Section):
    """Rest rules of named rosters, leave, and how sure ordinary days are to be."""

    roles: tuple[str, ...] = term(
        ("查勘员", "查勘岗", "surveyor"),
        "posts of the people rostered for visits; a person without a post counts",
    )
    skill: str = term("", "each crew has somebody with this skill; empty: none is asked for")
    days_of_7_max: int = term(
        6, "days worked within any seven", "days", low=1, high=7,
        status=Status.STATUTE, source="Labour Law of the PRC, art. 38",
    )  # fmt: skip
    shift_max_h: float = term(12.0, "length of a shift without overtime", "h", low=1, high=24)
    rest_min_h: float = term(10.0, "rest between two shifts", "h", low=0, high=48)
    nights_running_max: int = term(3, "nights in a row", "nights", low=1, high=31)
    overtime_max_h: float = term(
        2.0, "overtime added to a shift", "h", low=0, high=12,
        source="Labour Law of the PRC, art. 41 allows up to 3 h a day",
    )  # fmt: skip
    hours_per_week_max: float | None = term(
        None, "mean working hours a week within a month", "h", low=1, high=168,
        source="Labour Law of the PRC, art. 36, 39; the insurer's approved working-hours system",
    )  # fmt: skip
    move_between_bases: bool = term(False, "people may be rostered at bases other than their own")
    leave_days: float = term(
        10.0, "paid leave of a person a year", "days", low=0, high=60,
        source="Regulations on Paid Annual Leave, art. 3: 5 to 15 by length of service",
    )  # fmt: skip
    training_days: float = term(6.0, "training of a person a year", "days", low=0, high=60)
    sick_days: float = term(5.0, "sick and other absence of a person a year", "days",
                            low=0, high=120)  # fmt: skip
    ordinary_p: float = term(
        0.9, "wanted chance that the claims of an ordinary day are reached in time", "ratio",
        low=0.01, high=0.999,
    )  # fmt: skip
    solve_s: float = term(15.0, "time the solver is given for one roster", "s", low=0.5, high=600)


@dataclass(frozen=True)
class Chain(Section):
    """Hotline, review and payment desks: the steps before and after the visit."""

    answered_target: float = term(
        0.9,
        "share of calls to be answered within the rings promised",
        "ratio",
        low=0.01,
        high=0.999,
    )
    assumed_seconds_per_ring: float = term(
        6.0, "a ring and its pause, while the promise does not say it", "s", low=1, high=20
    )
    handling_min: float = term(6.0, "talk and notes of a call", "min", low=0.2, high=120)
    handling_cv: float = term(0.8, "spread of a call's minutes", "ratio", low=0, high=3)
    patience_min: float = term(
        1.5, "mean time a caller waits before giving up", "min", low=0.05, high=60
    )
    redial_share: float = term(
        0.5, "share of callers given up who call again", "ratio", low=0, high=0.95
    )
    redial_min: float = term(10.0, "a caller given up calls again after", "min", low=0.1, high=1440)
    hotline_share: float = term(
        0.6, "share of claims first told to the hotline, where reports do not tell", "ratio",
        low=0, high=1,
    )  # fmt: skip
    further_calls: float = term(
        0.8, "further calls of a claim, where calls do not tell", "calls", low=0, high=20
    )
    further_after_days: float = term(
        2.0, "a further call comes so long after the report, in the mean", "days", low=1, high=30
    )
    ordinary_calls_day: float = term(
        3.0, "calls of a day without an event, where calls do not tell", "calls", low=0, high=10000
    )
    seat_shift_h: int = term(8, "length of a hotline shift: 4, 8 or 12", "h", low=4, high=12)
    seats_day: int | None = term(
        None, "hotline seats manned 08:00 to 20:00", "seats", low=0, high=1000
    )
    seats_night: int | None = term(None, "hotline seats manned at night", "seats", low=0, high=1000)
    desk_start_h: float = term(9.0, "desks open on working days from", "h", low=0, high=23)
    desk_end_h: float = term(17.0, "desks open on working days until", "h", low=1, high=24)
    documents_days: float = term(
        5.0, "from survey to complete documents, where own claims do not tell", "days",
        low=0, high=90,
    )  # fmt: skip
    documents_cv: float = term(
        0.8, "spread of the days to complete documents", "ratio", low=0, high=3
    )
    photo_days: float = term(1.0, "photographs assessed within", "days", low=0.1, high=30)
    review_min: float = term(20.0, "review of one claim", "min", low=1, high=600)
    notice_days: float = term(
        7.0, "public notice between approval and payment", "days", low=0, high=60
    )
    payment_min: float = term(8.0, "payment of one claim", "min", low=1, high=600)
    desk_cv: float = term(0.5, "spread of the minutes at a desk", "ratio", low=0, high=3)
    photo_heads: int | None = term(None, "photo assessors on record", "people", low=0, high=1000)
    review_heads: int | None = term(None, "reviewers on record", "people", low=0, high=1000)
    payment_heads: int | None = term(None, "payment clerks on record", "people", low=0, high=1000)

    def __post_init__(self) -> None:
        """Refuse a shift that is no multiple of four hours, and desks that never open."""
        super().__post_init__()
        if self.seat_shift_h % 4:
            raise SettingsError(
                f"seat_shift_h is {self.seat_shift_h}, expected 4, 8 or 12 h",
                where="county.toml [chain]",
                remedy="correct the value",
            )
        if self.desk_end_h <= self.desk_start_h:
            raise SettingsError(
                f"desks close at {self.desk_end_h:g} and open at {self.desk_start_h:g}",
                where="county.toml [chain]",
                remedy="correct the values",
            )


@dataclass(frozen=True)
class Watch(Section):
    """Where warnings are watched for, and when crews stay at home."""

    folder: str = term(
        "warnings", "folder watched for warning files; relative to the workspace", ""
    )
    url: str = term("", "address asked for warnings (CAP or 12379); empty: none is asked")
    url_every_s: float = term(60.0, "the address is asked at most once in", "s", low=15, high=86400)
    file_max_mb: float = term(5.0, "a larger file is not read", "MB", low=0.01, high=100)
    crews_stay_colour: str = term(
        "red",
        "at a signal of this colour or a graver one crews stay: blue, yellow, orange, red",
        source="set by the county; a start for its own rule",
    )
    crews_stay_road: str = term(
        "closed",
        "at this road state or a worse one crews stay: slow, restricted, closed",
        source="set by the county; a start for its own rule",
    )
    crews_stay_night_snow: bool = term(
        True,
        "between the shifts of day crews stay under a snow or ice signal of any colour",
        source="set by the county; a start for its own rule",
    )
    road_holds_h: float = term(
        24.0,
        "a report that roads are open or slow holds for; restricted and closed hold until lifted",
        "h",
        low=1,
        high=720,
    )
    decision_h: float = term(
        12.0, "a person's word on crews ends by itself after", "h", low=0.5, high=168
    )

    def __post_init__(self) -> None:
        """Refuse a colour or road state there is none of."""
        super().__post_init__()
        for name, given, known in (
            ("crews_stay_colour", self.crews_stay_colour, tuple(WarningColour)),
            ("crews_stay_road", self.crews_stay_road, ("slow", "restricted", "closed")),
        ):
            if given not in known:
                raise SettingsError(
                    f"{name} is {given!r}, expected one of {', '.join(known)}",
                    where="county.toml [watch]",
                    remedy="correct the value",
                )


@dataclass(frozen=True)
class CountyTier:
    """What opens one of the county's own response tiers; any of its conditions is enough.

    ``colours``: signal colours, of the ``signals`` named or of any. ``rooms_min``,
    ``households_min``: collapsed or badly damaged in one disaster.
    """

    tier: ResponseTier
    colours: tuple[WarningColour, ...] = ()
    signals: tuple[str, ...] = ()
    rooms_min: int | None = None
    households_min: int | None = None
    source: str = ""


@dataclass(frozen=True)
class Response(Section):
    """The county's own relief plan. National figures are far too high for one county."""

    tiers: tuple[CountyTier, ...] | None = term(
        None, "what opens each response tier of the county's own plan", source="county relief plan"
    )

    @classmethod
    def read(cls, table: Mapping[str, Any]) -> Self:
        """Build from TOML; tiers become records."""
        section = super().read(table)
        if section.tiers is None:
            return section
        return dataclasses.replace(section, tiers=tuple(_county_tier(row) for row in section.tiers))


def _county_tier(row: Any) -> CountyTier:
    """One tier of the plan.

    Raises:
        SettingsError: it has no condition, or one that nothing could meet.
    """
    colours = tuple(WarningColour(c) for c in row.get("colours", ()))
    tier = CountyTier(
        **{
            **row,
            "tier": ResponseTier(row["tier"]),
            "colours": colours,
            "signals": tuple(row.get("signals", ())),
        }
    )
    floors = [n for n in (tier.rooms_min, tier.households_min) if n is not None]
    if not colours and not floors:
        raise SettingsError(
            f"tier {tier.tier} has no condition",
            where="county.toml [response]",
            remedy="give colours, rooms_min or households_min",
        )
    if any(n < 1 for n in floors):
        raise SettingsError(
            f"tier {tier.tier} opens at {min(floors)}",
            where="county.toml [response]",
            remedy="give a number of at least 1",
        )
    return tier


@dataclass(frozen=True)
class County:
    """All settings of one county (or province); the only place that knows its terms."""

    name: str = field(metadata={"meaning": "name of the county or province"})
    code: str = field(metadata={"meaning": "its administrative code"})
    timezone: str = term("Asia/Shanghai", "zone of every stored time")
    currency: str = term("CNY", "currency of every amount")
    name_en: str = term("", "name in English pages and reports")
    synthetic: bool = term(False, "invented data: marked on every page, file and report")
    insurer: str = term("", "the branch that insures")
    contract_number: str = term("", "number of the service contract")
    contract_year_start_month: int = term(
        1, "month a contract year begins", "month", low=1, high=12
    )
    key_file: str = term("", "key file, outside the workspace; relative to the folder above it")
    promise: Promise = Promise()
    scheme: Scheme = Scheme()
    places: Places = Places()
    scoring: Scoring = Scoring()
    surge: Surge = Surge()
    desk: Desk = Desk()
    staffing: Staffing = Staffing()
    routing: Routing = Routing()
    roster: Roster = Roster()
    chain: Chain = Chain()
    watch: Watch = Watch()
    response: Response = Response()

    def __post_init__(self) -> None:
        """Refuse what no later step could mend."""
        try:
            ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError):
            raise SettingsError(
                f"unknown timezone {self.timezone!r}",
                where="county.toml",
                remedy='e.g. "Asia/Shanghai"',
            ) from None
        if not 1 <= self.contract_year_start_month <= 12:
            raise SettingsError("contract_year_start_month is not 1 to 12", where="county.toml")

    def contract_year(self, day: date) -> int:
        """Contract year of a day, named by the calendar year it begins in."""
        return day.year if day.month >= self.contract_year_start_month else day.year - 1

    def contract_year_bounds(self, year: int) -> tuple[date, date]:
        """First day of a contract year, and of the next one."""
        month = self.contract_year_start_month
        return date(year, month, 1), date(year + 1, month, 1)

    def sections(self) -> Iterator[tuple[str, Section]]:
        """The sections by name, for help, pages and the report's table of settings."""
        for f in fields(self):
            value = getattr(self, f.name)
            if isinstance(value, Section):
                yield f.name, value


SECTIONS: dict[str, type[Section]] = {
    "promise": Promise, "scheme": Scheme, "places": Places,
    "scoring": Scoring, "surge": Surge, "desk": Desk, "staffing": Staffing,
    "routing": Routing, "roster": Roster, "chain": Chain, "watch": Watch,
    "response": Response,
}  # fmt: skip


def read_county(path: Path) -> County:
    """Read county.toml.

    Raises:
        SettingsError: the file is missing, no TOML, or holds an unknown or impossible value.
    """
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        raise SettingsError(
            "no county.toml here",
            where=str(path),
            remedy="run `huzhu init DIR --county county.toml`, or give -w DIR",
        ) from None
    except (OSError, UnicodeDecodeError) as e:
        raise SettingsError(
            f"cannot be read ({e})", where=str(path), remedy="save it as UTF-8 text"
        ) from None
    try:
        return parse_county(tomllib.loads(text))
    except tomllib.TOMLDecodeError as e:
        raise SettingsError(
            f"not valid TOML ({e})", where=str(path), remedy="mend the line it names"
        ) from None
    except (TypeError, ValueError, KeyError) as e:
        raise SettingsError(
            f"a value does not fit ({e})",
            where=str(path),
            remedy="compare with the README's example",
        ) from None


def parse_county(table: Mapping[str, Any]) -> County:
    """Build the settings from a parsed county.toml: table [county] and one table per section."""
    unknown = sorted(set(table) - {"county", *SECTIONS})
    if unknown:
        raise SettingsError(
            f"unknown table [{unknown[0]}]",
            where="county.toml",
            remedy=f"known are county, {', '.join(SECTIONS)}",
        )
    sections: dict[str, Any] = {
        name: cls.read(table.get(name, {})) for name, cls in SECTIONS.items()
    }
    return County(**table.get("county", {}), **sections)
