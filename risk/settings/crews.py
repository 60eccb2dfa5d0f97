"""Crews: the plan, the routes of a day, rosters."""

from dataclasses import dataclass

from risk.settings.section import Section, term
from risk.terms import Status


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
    vehicle_day_cost_money: float | None = term(
        None, "cost of a car on duty for a day, driver apart", "money", low=0
    )
    drill_cost_money: float | None = term(None, "cost of one drill", "money", low=0)
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
