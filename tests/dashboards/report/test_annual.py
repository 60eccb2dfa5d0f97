"""The annual plan's own chapters: their figures are the engine's, and gaps are said."""

import re
from calendar import monthrange
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from dashboards.report import (
    allocation,
    budget,
    control_ledger,
    emergency,
    emergency_family,
    in_brief,
    month_targets,
    risk_change,
    whole_year,
    year_plan,
)
from dashboards.report.annual_figures import NAMES, key_figures
from dashboards.report.annual_read import AnnualRead, Then, year_before
from dashboards.report.asked import Asked, story_asked
from dashboards.report.brief import Brief
from dashboards.report.content import Bullets, Paragraph, Table
from dashboards.report.material import About
from dashboards.report.outlook import preset_name
from dashboards.report.words import Words
from risk.errors import ReportError
from risk.operations.drills import KeptDrill
from risk.settings import CountyTier
from risk.terms import PerilFamily, ResponseTier, WarningColour
from tests.tiny_world import LAST_DAY

DOCS = Path(__file__).parents[3] / "docs" / "REPORTS.md"
EN = Words("en")


@pytest.fixture(scope="session")
def english(story) -> Brief:
    """The tiny world to be told in English."""
    return Brief(story, EN)


@pytest.fixture(scope="session", params=["zh", "en"])
def brief(request, english) -> Brief:
    """The tiny world to be told in each language."""
    return staffed(Brief(english.story, Words(request.param)), english)


def staffed(brief, known):
    """The brief with the year's base staffing of another: it is dear, and the same in each."""
    vars(brief)["base_staffing"] = known.base_staffing
    return brief


def tables(blocks):
    """The tables among blocks."""
    return [x for x in blocks if isinstance(x, Table)]


def text(blocks):
    """All running text of blocks."""
    said = [x.text for x in blocks if isinstance(x, Paragraph)]
    return "\n".join([*said, *(i for x in blocks if isinstance(x, Bullets) for i in x.items)])


def with_settings(brief, section, **changes):
    """A brief of the same story under other settings."""
    county = brief.story.facts.county
    changed = replace(county, **{section: replace(getattr(county, section), **changes)})
    story = replace(brief.story, facts=replace(brief.story.facts, county=changed))
    return staffed(Brief(story, brief.words), brief)


def test_a_year_that_is_over_is_actual_to_the_last_claim(story):
    """2025: nine claims, none to come; payments those of the ledger."""
    n, paid = whole_year.claims(story), whole_year.paid(story)
    assert (n.actual, n.rest, n.low, n.high) == (9, 0, 0, 0)
    own = story.facts.claims[story.facts.claims["year"] == 2025]
    assert paid.actual == own["paid_money"].sum()


def test_the_rest_of_a_running_year_is_an_estimate_and_says_so(midyear):
    """After June: none actual, 12 to come (0, 27 and 9 in the years before)."""
    n = whole_year.claims(midyear)
    assert (n.actual, n.rest, n.low, n.high) == (0, 12.0, 0.0, 27.0)
    told, drawn = whole_year.whole_year(Brief(midyear, EN))
    assert "6 whole months are actual" in told.text
    assert drawn.rows[0] == ("Claims", "0", "12", "0–27", "12", EN("standing.partly_estimate"))
    later = midyear.facts.claims[midyear.facts.claims["loss_at"].dt.month > 6]
    mean = later["paid_money"].sum() / 3
    assert whole_year.paid(midyear).rest == pytest.approx(mean)


def test_months_planned_are_the_forecasts(brief):
    """Every month of 2026 has the forecast's median and range."""
    months = month_targets.months_planned(brief)
    frame = brief.account.forecast.by_month
    frame = frame[frame["peril_family"] == "all"].set_index("month")
    assert [m.first for m in months] == list(pd.date_range("2026-01-01", periods=12, freq="MS"))
    for month in months:
        row = frame.loc[month.first]
        assert (month.source, month.claims) == ("forecast", row["p50"])
        assert (month.low, month.high) == (row["p05"], row["p95"])
    table = tables(month_targets.planned(brief, {}))[0]
    w = brief.words
    assert [row[1] for row in table.rows] == [w.n(m.claims) for m in months]
    assert w("targets.not_set", year=w.year(2026)) in text(month_targets.planned(brief, {}))


def test_targets_of_the_county_stand_beside(english):
    """Loaded for the year planned: a row a metric, a column a month."""
    rows = [(2026, m, "到场及时率", 0.9) for m in range(1, 13)]
    frame = pd.DataFrame(rows, columns=["contract_year", "month", "metric", "value"])
    facts = replace(english.story.facts, targets=frame)
    told = Brief(replace(english.story, facts=facts), EN)
    assert tables(month_targets.set_by_county(told))[0].rows[0][1:] == ("90.0%",) * 12


def test_resources_by_base_are_the_staffing_engines(brief):
    """Crews, people, cars of each base and month; the tiny world has no list of people and cars."""
    w, told = brief.words, brief.base_staffing
    crews, people, cars = tables(allocation.allocated(brief))
    need = told.needs.set_index(["base_id", "month", "shift"])["crews"]
    by_month = {m.month: m for m in told.people["month"]}
    for base, row, seats in zip(told.bases["base_id"], crews.rows, cars.rows, strict=True):
        for month in range(1, 13):
            day, night = (need[base, by_month[month], s] for s in ("day", "night"))
            assert row[month] == f"{w.n(day)}/{w.n(night)}"
            assert seats[month] == w.n(max(day, night))
    assert {row[-1] for row in people.rows} == {w("not_given")}
    by_base = allocation.people_by_base(brief, told)
    most = told.people.set_index("month")["people_needed"]
    assert (by_base.sum() >= most).all()
    assert (by_base.sum() <= most + len(told.bases)).all()


def test_own_crews_cost_days_by_crews_by_the_price_of_a_day(english):
    """Σ crews × days of the month × 800, for the lean, usual and full case."""
    needs = english.base_staffing.needs
    days = [monthrange(m.year, m.month)[1] for m in needs["month"]]
    item = budget.own(english)
    for value, name in ((item.low, "crews_lo"), (item.middle, "crews"), (item.high, "crews_hi")):
        assert value == pytest.approx(float((needs[name] * days).sum()) * 800)


def test_a_cost_nobody_gave_is_a_gap_and_not_zero(english):
    """Cars and drills have no price: named, left out of the sum; with a price they are in it."""
    missing = [x.name for x in budget.items(english) if x.missing]
    assert missing == ["cars", "drills"]
    blocks = budget.items_told(english)
    assert EN("missing.car_cost") in text(blocks)
    rows = tables(blocks)[0].rows
    assert rows[2][2:5] == (EN("not_given"),) * 3
    priced = with_settings(english, "staffing", vehicle_day_cost_money=100.0, drill_cost_money=5e3)
    assert budget.drills(priced).middle == 15_000
    told = budget.items(priced)
    assert budget.total(told)[1] == pytest.approx(sum(x.middle for x in told))
    assert not [x for x in told if x.missing]


def test_events_cost_what_their_plans_do(english):
    """None, the dearest, one of each: the plans' costs without own wages."""
    item, sums = budget.events(english), []
    for surge in english.story.surges.values():
        costs = surge.plan.costs.set_index("item")["money"]
        sums.append(costs.sum() - costs["wages"])
    assert (item.low, item.middle, item.high) == (0, max(sums), pytest.approx(sum(sums)))


def test_lenders_without_a_price_leave_events_untold(english):
    """The gap names them."""
    lenders = english.story.facts.lenders.assign(cost_per_crew_day_money=float("nan"))
    story = replace(english.story, facts=replace(english.story.facts, lenders=lenders))
    item = budget.events(Brief(story, EN))
    assert lenders["name"].iloc[0] in item.missing


def test_tiers_nobody_gave_are_a_gap_with_national_figures_beside(brief):
    """The county's numbers are not made up; a province's figure stands for comparison only."""
    blocks = emergency.tiers(brief)
    assert text(blocks) == brief.words("emergency.tiers.gap")
    rows = tables(blocks)[0].rows
    assert rows[-1][1:3] == ("300,000", "100,000")
    assert {row[1] for row in rows[:-1]} == {brief.words("not_recorded")}


def test_the_countys_own_tiers_are_told_as_given(english):
    """Any of its conditions; tiers without one are named."""
    tier = CountyTier(
        ResponseTier.IV, (WarningColour.ORANGE, WarningColour.RED), ("rainstorm",), 20, None, "plan"
    )
    told = emergency.tiers(with_settings(english, "response", tiers=(tier,)))
    row = tables(told)[0].rows[0]
    assert row[1].startswith("rainstorm: Orange, Red signal")
    assert "20 rooms" in row[1]
    assert "households" not in row[1]
    assert "tier I, tier II, tier III" in text(told)


def test_every_family_has_its_plan_with_what_opens_it(brief):
    """Six families; rain opens the flood plan too; without a plan the gap is said."""
    w = brief.words
    told = {f: emergency_family.plan(brief, f) for f in PerilFamily}
    rain = w.term("signal", "rainstorm")
    for family in (PerilFamily.STORM, PerilFamily.FLOOD):
        assert rain in [row[0] for row in tables(told[family])[0].rows]
    for family in (PerilFamily.EARTHQUAKE, PerilFamily.GROUND, PerilFamily.ACCIDENT):
        assert w("emergency.family.gap") in text(told[family])
    storm = brief.story.surges["storm_severe"]
    (said,) = emergency_family.unplanned(brief, PerilFamily.STORM, storm)
    assert said in told[PerilFamily.STORM]  # why its mildest and gravest grade have no crews
    assert all(preset_name(brief, p.code) in said.text
               for p in emergency_family.grades(PerilFamily.STORM))  # fmt: skip


def test_calls_and_last_hours_are_the_plans(english):
    """Who is called by when, from the begin of the event; asked by the lender's last hour."""
    for surge in english.story.surges.values():
        start, calls = surge.scenario.starts_at, emergency_family.call_list(english, surge)
        found = tables(emergency_family.calls(english, surge))
        if calls.empty:
            assert not found
            continue
        for row, call in zip(found[0].rows, calls.itertuples(), strict=True):
            assert row[1] == EN.n(call.crews)
            hours = (call.call_by - start) / timedelta(hours=1)
            assert row[2] == (
                EN("hour.at") if hours == 0
                else EN("hour.before" if hours < 0 else "hour.after", n=f"{abs(hours):g}")
            )  # fmt: skip
    surge = english.story.surges["storm_severe"]
    rows = tables(emergency_family.lenders(english, surge))[0].rows
    last = surge.plan.lenders["last_useful_at"].iloc[0]
    assert (rows[0][3] == EN("hour.never")) == pd.isna(last)


def moved(story, code, step):
    """The levels of a year ago, one township's moved by ``step``."""
    frame = story.scores.frame.copy()
    at = (frame["region_code"] == code) & (frame["peril_family"] == "all")
    frame.loc[at, "risk_level"] = frame.loc[at, "risk_level"] + step
    return Then(date(2024, 12, 31), frame, story.scores.reasons, story.scores.chosen())


def test_what_rose_is_counted_and_thin_evidence_is_named(english):
    """One township stands a level higher than a year ago: told, with the chance of it."""
    story = english.story
    towns = story.scores.frame.query("level == 'township' and peril_family == 'all'")
    top = towns.sort_values("risk_level").iloc[-1]
    then = moved(story, top["region_code"], -1)
    frame = risk_change.moves(english, then, "township")
    row = frame.set_index("region_code").loc[top["region_code"]]
    chance = sum(top[f"p_level_{k}"] for k in range(int(top["risk_level"]), 6))
    assert row["p_beyond"] == pytest.approx(chance)
    n, rose, fell, thin = risk_change.counts(frame)
    assert (n, rose, fell, thin) == (3, 1, 0, int(chance < risk_change.SURE))
    blocks = risk_change.changed(english, AnnualRead(then))
    assert "1 of 3 townships rose and 0 fell" in text(blocks)
    assert tables(blocks)[0].rows[0][0] == english.place(top["region_code"])


def test_villages_that_moved_are_drawn(brief):
    """One village a level lower than a year ago: one map, its legend counts it; none, no map."""
    w, story = brief.words, brief.story
    villages = story.scores.frame.query("level == 'village' and peril_family == 'all'")
    low = villages.sort_values("risk_level").iloc[0]
    then = moved(story, low["region_code"], 1)
    frame = risk_change.moves(brief, then, "village")
    (figure,) = risk_change.moved_map(brief, frame, then)
    said = [x for x in risk_change.changed(brief, AnnualRead(then)) if x == figure]
    texts = "".join(part.split("<")[0] for part in figure.svg.decode("utf-8").split(">"))
    beyond = sum(low[f"p_level_{k}"] for k in range(1, int(low["risk_level"]) + 1))
    assert said == [figure]
    assert w("map.fell", n=w.n(1)) in texts
    assert w("map.rose", n=w.n(0)) in texts
    assert w("map.kept", n=w.n(len(villages) - 1)) in texts
    assert (w("map.thin") in texts) == (beyond < risk_change.SURE)
    assert w.day(then.day) in figure.caption
    still = Then(then.day, story.scores.frame, story.scores.reasons, then.models)
    frame = risk_change.moves(brief, still, "village")
    assert risk_change.moved_map(brief, frame, still) == []


def test_without_levels_of_a_year_ago_the_reason_is_said(brief):
    """In the reader's language."""
    read = AnnualRead(why="the record is shorter than a year")
    told = text(risk_change.changed(brief, read))
    assert ("不足一年" if brief.words.lang == "zh" else "shorter than a year") in told


def test_levels_of_a_year_ago_were_read(annual_read):
    """As they would have been told on 31 December 2024, by today's models."""
    assert annual_read.then.day == date(2024, 12, 31)
    assert len(annual_read.then.frame.query("level == 'village' and peril_family == 'all'")) == 9
    assert year_before(date(2024, 2, 29)) == date(2023, 2, 28)


def test_the_ledger_holds_places_findings_measures_roads_and_records(english):
    """Townships at 4–5, every finding to act on, what is not closed; owners open stay open."""
    states = pd.DataFrame(
        {
            "road_id": ["R1", "R1", "R2"],
            "region_code": [english.story.facts.regions["code"][0]] * 3,
            "observed_at": pd.to_datetime(["2025-06-01", "2025-06-02", "2025-06-01"]),
            "state": ["closed", "open", "restricted"], "note": ["", "", ""],
        }
    )  # fmt: skip
    facts = replace(english.story.facts, road_states=states)
    told = Brief(replace(english.story, facts=facts), EN)
    entries = control_ledger.entries(told)
    by = {name: [e for e in entries if e.source == name] for name in ("score", "finding", "road")}
    high = english.story.scores.frame.query(
        "level == 'township' and peril_family == 'all' and risk_level >= 4"
    )
    assert len(by["score"]) >= len(high)
    assert all(e.owner == "" for e in by["score"])
    assert len(by["finding"]) == sum(f.to_act for f in english.account.findings)
    assert [e.level for e in by["road"]] == [EN.term("road_state", "restricted")]
    rows = tables(control_ledger.ledger(told))[0].rows
    assert len(rows) == len(entries)
    assert rows[len(by["score"])][6:8] == (by["finding"][0].owner, by["finding"][0].due)


def test_a_decided_measure_is_running_or_overdue():
    """By its due day alone."""
    assert control_ledger.state_of(None, LAST_DAY) == "running"
    assert control_ledger.state_of(date(2025, 12, 30), LAST_DAY) == "overdue"
    assert control_ledger.state_of(LAST_DAY, LAST_DAY) == "running"


def test_drills_held_are_told_with_their_scores(english):
    """As played, by the plan, with own crews alone; nobody is named."""
    ways = [
        {"way": way, "tier": "all", "share": share, "share_lo": share, "share_hi": share}
        for way, share in (("drill", 0.6), ("plan", 0.9), ("own", 0.3))
    ]
    drill = KeptDrill(
        1, "Storm", "preset:storm_severe", 1, True, "v", "c", "Alice, Bob", "u", "dispatcher",
        datetime(2025, 4, 1, 9), (), {"ways": ways}, datetime(2025, 4, 1, 11),
    )  # fmt: skip
    blocks = year_plan.drills_held(english, AnnualRead(drills=(drill,)))
    row = tables(blocks)[0].rows[0]
    assert [cell.split(" ")[0] for cell in row[3:]] == ["60%", "90%", "30%"]
    assert "Alice" not in str(blocks)
    none = year_plan.drills_held(english, AnnualRead())
    assert text(none) == EN("drills_held.none", year="2025")


def test_key_figures_are_those_documented(brief, annual_read):
    """Every name has a text; the documentation names them all and no other."""
    told = key_figures(brief, annual_read)
    assert tuple(told) == NAMES
    assert not [x for x in told.values() if re.search(r"nan|[{}]", x)]
    part = DOCS.read_text("utf-8").split("## Annual plan")[1].split("\n## ")[0]
    assert set(re.findall(r"^\| `(\w+)`", part, flags=re.M)) == set(NAMES)
    assert told["claims_to_date"] == told["claims_year"] == "9"
    chapter = in_brief.chapter(brief, annual_read, told)
    assert told["budget_middle"] in text(chapter.sections[0].blocks)


@pytest.mark.parametrize(("year", "words"), [(2010, "records begin on"), (2031, "data end on")])
def test_a_contract_year_without_records_is_refused(tiny_ws, year, words):
    """Too early and not begun: both say which days there are."""
    with pytest.raises(ReportError, match=words):
        story_asked(tiny_ws, Asked("annual", "en", about=About(contract_year=year)))
