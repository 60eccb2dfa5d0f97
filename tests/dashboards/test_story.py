"""Story → tables of the pages, against what is known of the tiny world by hand."""

import shutil
from dataclasses import replace
from datetime import date, datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.components.shell import switch_address
from dashboards.figures.geometry import layer
from dashboards.story import StoryStore
from dashboards.story.choice import Choice
from dashboards.story.levels import (
    level_digits,
    level_of,
    level_table,
    record_by_year,
    township_places,
)  # fmt: skip
from dashboards.story.overview import (
    attention,
    monthly_by_family,
    overview_tiles,
    paid_by,
    promise_tiles,
    same_day_last_year,
    top_townships,
)  # fmt: skip
from dashboards.story.promise import promise_verdict
from dashboards.story.quality import read_fault, reject_summary, rows_in_all
from dashboards.story.surge import (
    SurgeDesk,
    claim_classes,
    claim_digits,
    village_claims,
)  # fmt: skip
from risk.errors import HuzhuError, ModelError, OperationsError
from risk.ledger.faults import WORDING, Fault
from risk.scored import store_scores
from risk.workspace import Workspace
from tests.tiny_world import NOW, TOWNSHIPS, VILLAGE


def test_this_year_and_last(tiny_story):
    """9 claims of 2025 and 27 of 2024; money paid is 1,000 a paid claim."""
    claims, paid, ratio = overview_tiles(tiny_story)
    assert (claims.now, claims.whole) == (9, 27)
    assert paid.now == 1000 * (tiny_story.facts.claims.query("year == 2025").status == "paid").sum()
    assert ratio.now == pytest.approx(paid.now / (2700 + 30 * 181 / 365), rel=1e-6)


def test_same_days_last_year_leave_out_what_came_later(tiny_story):
    """Told on 1 August 2025, only claims reported by 1 August 2024 are set beside it."""
    early = replace(tiny_story, facts=replace(tiny_story.facts, as_of=date(2025, 8, 1)))
    claims = overview_tiles(early)[0]
    reported = tiny_story.facts.claims.query("year == 2024")["reported_at"]
    assert claims.same_days == (reported < pd.Timestamp(2024, 8, 2)).sum() < claims.whole


def test_leap_day_has_a_day_last_year():
    """29 February is set beside 28 February."""
    assert same_day_last_year(date(2024, 2, 29)) == date(2023, 2, 28)


def test_promise_rows_are_tiers_with_a_limit(tiny_story):
    """Town and rural; the claim that is nowhere stands in neither."""
    frame = promise_tiles(tiny_story)
    assert list(frame["tier"]) == ["town", "rural"]
    assert frame["claims"].sum() == 9


def test_months_have_zeros_and_end_with_the_last_day(tiny_story):
    """Each month of two years for each family seen; the year's claims add up."""
    frame = monthly_by_family(tiny_story)
    assert frame.groupby("year")["claims"].sum().to_dict() == {2024: 27, 2025: 9}
    assert frame["month"].nunique() == 12
    july = replace(tiny_story, facts=replace(tiny_story.facts, as_of=date(2025, 7, 31)))
    assert monthly_by_family(july).query("year == 2025")["month"].max() == 7


def test_top_townships_add_up(tiny_story):
    """All nine claims of 2025 lie in the three townships."""
    frame = top_townships(tiny_story)
    assert frame["claims"].sum() == 9
    assert set(frame["name"]) == set(TOWNSHIPS.values())


def test_attention_names_the_two_open_claims(tiny_story):
    """Graver things come first."""
    found = {f.key: f for f in attention(tiny_story)}
    assert found["attention.open"].values["n"] == 2
    assert found["attention.rejects"].values["n"] == 2
    assert found["attention.unlocated"].values["n"] == 2
    grave = [f.grave for f in attention(tiny_story)]
    assert grave == sorted(grave, reverse=True)


def test_levels_of_villages_and_their_digits(tiny_story):
    """Nine rows, highest first; a digit each, in the order of the outlines; none unscored."""
    table = level_table(tiny_story, "all", "village")
    assert list(table["rate"]) == sorted(table["rate"], reverse=True)
    assert table["p_level"].between(0, 1).all()
    codes = layer(tiny_story.facts.regions, "village").codes
    digits, unsure = level_digits(table, [*codes, "nowhere"])
    by_code = table.set_index("region_code")["risk_level"]
    assert digits == "".join(str(by_code[c]) for c in codes) + "0"
    assert len(unsure) == len(digits)


def test_record_of_village_one(tiny_story):
    """1, 10 and 1 claims in three years: 12 in all, newest first."""
    frame = record_by_year(tiny_story, VILLAGE[0], "all")
    assert list(frame["year"]) == [2025, 2024, 2023]
    assert frame["claims"].sum() == 12
    assert frame["house_years"].iloc[-1] == pytest.approx(10)
    assert level_of(tiny_story, "all", "nowhere") is None


def test_outlines_have_an_address_that_is_theirs(tiny_story):
    """The same regions give the same address; a moved one gives another; levels differ."""
    regions = tiny_story.facts.regions
    village = layer(regions, "village")
    assert village.url == layer(regions, "village").url
    assert village.url != layer(regions, "township").url
    renamed = regions.assign(name=regions["name"] + "x")
    assert layer(renamed, "village").url != village.url
    assert village.derived


def test_regions_without_outline_give_an_empty_layer(tiny_story):
    """Nothing to draw is an empty layer, not a failure."""
    points = tiny_story.facts.regions.copy()
    points.geometry = points.geometry.representative_point()
    assert layer(points, "village").is_empty


def test_names_stand_inside_their_township(tiny_story):
    """The place of a name lies in the township's own area."""
    places = township_places(tiny_story)
    assert set(places["name"]) == set(TOWNSHIPS.values())
    assert places["lon"].is_monotonic_increasing


def test_rejects_are_counted_with_reason_in_the_readers_language(tiny_story):
    """Both faults of the tiny world, in Chinese and English."""
    assert rows_in_all(tiny_story)["rows_rejected"] == 2
    english = set(reject_summary(tiny_story, "en")["rule"])
    assert english == {"required value is empty", "the end lies before the start"}
    assert set(reject_summary(tiny_story, "zh")["rule"]) == {"必填项为空", "止期早于起期"}


@pytest.mark.parametrize("code", WORDING)
def test_every_fault_is_read_back_from_its_words(code):
    """A stored rule and remedy tell the fault and its values, from either language."""
    fields = {"low": 1, "high": 9, "rows": "3、4", "words": "a, b", "columns": "x", "earlier": "y"}
    used = {k: str(v) for k, v in fields.items() if any(f"{{{k}}}" in w for w in WORDING[code])}
    for lang in ("zh", "en"):
        found = read_fault(*Fault(code, used).text(lang))
        assert found is not None
        assert found.text("zh")[0] == Fault(code, used).text("zh")[0]


def test_faults_of_one_kind_are_counted_together(tiny_story):
    """Rows that differ only in the row they repeat are one line, their differences an ellipsis."""
    first = tiny_story.quality.rejects.iloc[[0]]
    rows = [
        first.assign(row=n, rule=Fault("same_row", {"rows": n - 1}).text("zh")[0],
                     remedy=Fault("same_row", {"rows": n - 1}).text("zh")[1])
        for n in range(2, 9)
    ]  # fmt: skip
    quality = replace(tiny_story.quality, rejects=pd.concat(rows))
    frame = reject_summary(replace(tiny_story, quality=quality), "en")
    assert frame["faults"].tolist() == [7]
    assert frame["rule"].iloc[0] == "the same as row …"
    assert frame["rows"].iloc[0] == "2, 3, 4, 5, 6, …"


def test_a_choice_survives_its_payload():
    """What is stored is what is read; what was tampered with is refused."""
    choice = Choice("blizzard", "extreme", datetime(2026, 1, 2, 3), 6.0)
    assert Choice.read(choice.payload()) == choice
    for wrong in ({}, {**choice.payload(), "grade": "x"}, {**choice.payload(), "duration_h": -1}):
        with pytest.raises(OperationsError):
            Choice.read(wrong)


def test_the_desk_computes_once_and_a_known_start_not_at_all(tiny_story):
    """The story's own scenario is reused; the same choice gives the same answer object."""
    desk, told = SurgeDesk(), tiny_story.surges["storm_severe"]
    choice = Choice("gale", "severe", told.scenario.starts_at)
    assert desk.answer(tiny_story, choice).surge is told
    assert desk.answer(tiny_story, choice) is desk.answer(tiny_story, choice)


def test_a_refused_preset_is_refused_with_its_reason(tiny_story):
    """Whatever the start, what the data could not carry is not tried again."""
    why = "forecast: nothing is known"
    story = replace(tiny_story, surges={}, refusals={"storm_severe": why})
    with pytest.raises(ModelError, match=why):
        SurgeDesk().answer(story, Choice("gale", "severe", datetime(2026, 3, 1, 8)))


@pytest.mark.parametrize(
    ("measured", "low", "high", "verdict"),
    [(29, 0.99, 1.0, "too_few"), (30, 0.95, 0.99, "kept"), (30, 0.8, 0.9, "missed"),
     (300, 0.94, 0.96, "open"), (30, 0.9, 0.95, "open")],
)  # fmt: skip
def test_the_promise_is_judged_on_measured_arrivals_alone(measured, low, high, verdict):
    """Whatever typed times say: thirty measured ones and their whole interval decide."""
    row = {
        "measured": measured, "share_measured_lo": low, "share_measured_hi": high,
        "share": 1.0, "share_lo": 1.0, "share_hi": 1.0, "clocked": 10_000,
    }  # fmt: skip
    assert promise_verdict(row, 0.95) == verdict


def test_money_without_a_day_of_payment_counts_on_its_nearest_earlier_step(tiny_story):
    """Approval, survey, report, loss, in this order, as the warehouse does."""
    claims = tiny_story.facts.claims.query("status == 'paid'").head(1)
    loss, survey = claims["loss_at"].iloc[0].date(), claims["surveyed_at"].iloc[0]
    undated = claims.assign(paid_at=pd.NaT, approved_at=pd.NaT)
    assert paid_by(undated, survey.date()) == 1000
    assert paid_by(undated.assign(approved_at=survey + pd.Timedelta(days=9)), survey.date()) == 0
    bare = undated.assign(surveyed_at=pd.NaT, reported_at=pd.NaT)
    assert paid_by(bare, loss) == 1000
    assert paid_by(bare, loss - pd.Timedelta(days=1)) == 0


def test_a_file_loaded_again_counts_once(tiny_story):
    """Rows, refusals and doubts are those of its newest load."""
    loads, rejects = tiny_story.quality.loads, tiny_story.quality.rejects
    first = loads[loads["rows_rejected"] > 0].iloc[[0]]
    mended = first.assign(
        load_id=loads["load_id"].max() + 1, rows_stored=first["rows_in"], rows_rejected=0
    )
    quality = replace(tiny_story.quality, loads=pd.concat([loads, mended]))
    again = replace(tiny_story, quality=quality)
    before, after = rows_in_all(tiny_story), rows_in_all(again)
    assert after["rows_in"] == before["rows_in"]
    assert before["rows_rejected"] - after["rows_rejected"] == first["rows_rejected"].iloc[0]
    left = rejects[rejects["load_id"] != first["load_id"].iloc[0]]
    assert reject_summary(again, "en")["faults"].sum() == len(left)
    found = {f.key: f for f in attention(again)}
    assert found["attention.rejects"].values["n"] == after["rows_rejected"]


def test_a_county_without_claims_still_has_a_record(no_claims_story):
    """Its years are those insured, with no claim in any."""
    frame = record_by_year(no_claims_story, VILLAGE[0], "all")
    assert list(frame["year"]) == [2025, 2024, 2023]
    assert frame["claims"].sum() == 0


def test_claims_by_village_and_their_classes(tiny_story):
    """Every village of the footprint has a class; others are 0."""
    surge = tiny_story.surges["storm_severe"]
    frame = village_claims(tiny_story, surge.forecast)
    cuts = claim_classes(frame["mean"].tolist())
    assert list(cuts) == sorted(cuts)
    assert claim_digits(frame, ["nowhere"], cuts) == "0"


@given(st.lists(st.floats(0, 1e4), max_size=20))
def test_class_cuts_rise(means):
    """Whatever the size, four rising cut points."""
    cuts = claim_classes(means)
    assert len(cuts) == 4
    assert list(cuts) == sorted(set(cuts))


def test_the_language_switch_keeps_the_rest_of_the_address():
    """A permalink stays a permalink."""
    assert switch_address("/surge", "?scenario=3&lang=zh", "zh") == "/surge?scenario=3&lang=en"
    assert switch_address("/", "", "en") == "/?lang=zh"


def test_the_store_tells_the_story_of_the_version_in_force(tiny_ws, tiny_story):
    """Given a story it keeps it; without one it tells it, once, in the background."""
    assert StoryStore(tiny_ws, tiny_story).get() is tiny_story
    store = StoryStore(tiny_ws)
    assert store.get() is None
    told = store.wait()
    assert told is not None
    assert told.facts.version == tiny_story.facts.version
    assert store.get() is told
    assert store.progress.share == 1.0


def test_the_store_follows_the_pointer(tiny_ws, tiny_story, tmp_path):
    """When another version is in force the story is told again; until then the old one shows."""
    ws = Workspace(shutil.copytree(tiny_ws.root, tmp_path / "county"))
    store = StoryStore(ws, tiny_story)
    newer = store_scores(ws, tiny_story.facts, tiny_story.scores, seed=1, now=NOW)
    assert store.get() is tiny_story
    told = store.wait()
    assert told is not None
    assert told.facts.version == newer != tiny_story.facts.version


def test_a_broken_version_is_told_as_an_error(tiny_ws, tmp_path):
    """A damaged store leaves an error for the page, and no story."""
    ws = Workspace(shutil.copytree(tiny_ws.root, tmp_path / "county"))
    name = ws.current_file.read_text("utf-8").strip()
    (ws.warehouse_dir / f"{name}.duckdb").write_bytes(b"not a database")
    store = StoryStore(ws)
    assert store.wait() is None
    assert isinstance(store.error, HuzhuError)
