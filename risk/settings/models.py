"""Places and drives, scores, claims of a surge, the report desk."""

from dataclasses import dataclass

from risk.settings.section import Section, term


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
