"""Bulletin, report after an event, order sheet: figures known by hand, both languages, files."""

import subprocess
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta

import docx
import pandas as pd
import pytest

from dashboards import i18n
from dashboards.report import after_event_kept, bulletin_asks
from dashboards.report.after_event_calls import calls as after_calls
from dashboards.report.after_event_changes import of_causes
from dashboards.report.after_event_read import Planned, planned_crews
from dashboards.report.asked import KINDS, Asked
from dashboards.report.bulletin import against, bulletin_report, last_words
from dashboards.report.bulletin_crews import read_crews
from dashboards.report.bulletin_read import read_bulletin, roads_at, warnings_at
from dashboards.report.content import Table
from dashboards.report.docx import write_docx
from dashboards.report.event_read import hour_told, read_ground
from dashboards.report.event_state import KEPT, LATE, RUNNING, claims_at, judged, promise_rows
from dashboards.report.material import About, Material
from dashboards.report.orders import spells
from dashboards.report.orders_calls import calls as order_calls
from dashboards.report.orders_calls import source
from dashboards.report.orders_read import read_orders
from dashboards.report.pdf import write_pdf
from dashboards.report.words import Words
from dashboards.story.plan_calls import (
    beside_calls,
    calls_of_plan,
    planned_calls,
    still_to_call,
)
from risk.errors import OperationsError, ReportError
from risk.follow.why_days import days_of_event, why_days
from risk.intake import Source, load
from risk.operations import open_operations
from risk.operations.deed import Doer
from risk.operations.dispatch import do_deed, list_days, open_day
from risk.operations.watch_field import decide_crews, report_road
from risk.staffing.live import Deed, DeedKind
from risk.terms import Role
from risk.warehouse import open_version
from tests.dashboards.report.conftest import EVENT, FIVE, SEVEN, record_bulletin
from tests.dashboards.report.read_back import made, texts
from tests.dispatch_world import tiny_day
from tests.tiny_world import TOWNSHIPS, claim, unwritten, write_csv

WEST = next(iter(TOWNSHIPS))
LANGS = ("zh", "en")


@pytest.fixture(scope="module")
def second(given_of):
    """What the bulletin of the next morning reads, the first having been made."""
    return given_of("bulletin")


@pytest.fixture(scope="module")
def after(given_of):
    """What the report after the event reads."""
    return given_of("after_event")


@pytest.fixture(scope="module")
def orders(given_of):
    """What the order sheet of a saved plan reads."""
    return given_of("order_sheet")


@pytest.fixture(scope="module")
def field(tiny_ws, story, tmp_path_factory):
    """The same county with a road closed, crews kept out, and a dispatch day: its ground."""
    ws = unwritten(tiny_ws, tmp_path_factory.mktemp("field"))
    by = Doer("li", Role.MANAGER, datetime(2024, 7, 10, 9))
    day = tiny_day()
    day = replace(day, ground=replace(day.ground, day=by.at.date()))
    with closing(open_operations(ws)) as con:
        report_road(con, WEST, "closed", from_at=datetime(2024, 7, 10, 15), by=by, note="塌方")
        decide_crews(
            con, WEST, "no_go", until_at=datetime(2024, 7, 11, 9), rule={}, by=by, reason="河水上涨"
        )
        number = open_day(
            con, day, origin="live", name="大风", seed=1, synthetic=True, data_version="v1",
            user="li", role=Role.DISPATCHER, at=by.at,
        )  # fmt: skip
        deeds = (Deed(DeedKind.ROUTED, 480.0), Deed(DeedKind.CREW_OUT, 600.0, crew_id="c2"))
        for seen, deed in enumerate(deeds):
            do_deed(con, number, deed, seen=seen, user="li", role=Role.DISPATCHER, at=by.at)
    with open_version(ws) as warehouse:
        return ws, read_ground(ws, story, EVENT, warehouse)


def rows_of(report, caption):
    """First cell → the other cells of the table with a caption of that key."""
    told = Words(report.lang)(caption)
    table = next(t for t in report.tables() if t.caption == told)
    return {row[0]: row[1:] for row in table.rows}


def test_claims_at_five_are_those_known_by_hand(story):
    """20 reported from 16:01 on; 8 town arrivals in time, 2 late, none outside the town yet."""
    own = story.facts.claims[story.facts.claims["event_id"] == EVENT]
    told = judged(claims_at(own, FIVE), story.facts.county.promise, FIVE)
    assert told["verdict"].value_counts().to_dict() == {RUNNING: 10, KEPT: 8, LATE: 2}
    assert told["surveyed_at"].notna().sum() == 7
    assert told["paid_money"].sum() == 0
    assert (told["status"] == "open").all()
    town = promise_rows(told).set_index("tier").loc["town"]
    assert (town["kept"], town["late"], town["share"]) == (8, 2, 0.8)
    assert town["share_lo"] < 0.8 < town["share_hi"]


def test_in_the_end_the_promise_is_the_engines(story, after):
    """Of the event 8 of 10 and 7 of 10 are in time; nothing is left running."""
    rows = after.content.promise.set_index("tier")
    assert rows.loc["town", "kept"] == 8
    assert (rows.loc["rural", "kept"], rows.loc["rural", "late"]) == (7, 3)
    assert rows.loc["all", "running"] == rows.loc["all", "overdue"] == 0
    assert after.content.now.paid_money == 20_000
    assert after.content.came == len(after.content.claims) == 20


def test_the_first_bulletin_has_nothing_before_it(first, story):
    """At five it says so; its figures are the claims' and the nowcast's."""
    read = first.content
    assert read.before is None
    assert read.last == ""
    assert (read.now.claims, read.now.arrived, read.now.surveyed, read.now.late) == (20, 10, 7, 2)
    assert read.now.final["p50"] == read.now.reported + read.now.to_come["p50"]
    report = made(bulletin_report, story, first)[1]
    assert Words("zh")("bulletin.last.none") in dict(report.facts).values()


def test_the_next_bulletin_tells_what_changed(first, second, bulletin_made, made_of):
    """Against the one made at five: arrivals 10 → 20, late 2 → 5; another mark."""
    read = second.content
    assert read.last == bulletin_made
    assert read.before == first.content.now
    assert second.mark != first.mark
    for lang in LANGS:
        w = Words(lang)
        shown = rows_of(made_of("bulletin", lang)[1], "bulletin.table.against")
        assert shown[w("bulletin.figure.arrived")] == ("20", "10", "+10")
        assert shown[w("bulletin.figure.late")] == ("5", "2", "+3")
        assert shown[w("bulletin.figure.in_time")][2] == w("bulletin.points", n="−5")
        assert shown[w("bulletin.figure.messages")][0] == w("not_given")


@pytest.fixture(scope="module")
def grown(tiny_ws, story, tmp_path_factory):
    """A county whose bulletin of five was made before a late list came: two claims more by five."""
    folder = tmp_path_factory.mktemp("grown")
    ws, old = unwritten(tiny_ws, folder), story.facts.version
    losses = (datetime(2024, 7, 10, 15, 30), datetime(2024, 7, 10, 15, 31))
    rows = [claim(50 + n, 1, loss, "大风", 事件编号=EVENT) for n, loss in enumerate(losses)]
    write_csv(folder / "补报.csv", rows)
    load(ws, [Source("claim", folder / "补报.csv")], now=datetime(2026, 1, 6, 9))
    with open_version(ws) as warehouse:
        newer = replace(story, facts=replace(story.facts, version=warehouse.name))
    assert newer.facts.version != old
    return ws, newer, old


@pytest.mark.parametrize("kept", [True, False])
def test_the_last_bulletin_is_told_again_from_its_own_version(grown, kept):
    """Twenty claims then and 22 now; where its version is gone, 22 then too, and that is said."""
    ws, newer, old = grown
    version, number = (old, "990001-2024-B-0001") if kept else ("v0000-gone", "990001-2024-B-0002")
    record_bulletin(ws, number, version)
    read = read_bulletin(ws, newer, About(event=EVENT, at=SEVEN)).content
    assert (read.last, read.last_known) == (number, kept)
    assert (read.before.claims, read.now.claims) == (20 if kept else 22, 22)
    for lang in LANGS:
        b = Material(newer, lang).brief
        key = "bulletin.last.made" if kept else "bulletin.last.gone"
        assert last_words(b, read) == b.words(key, number=number, at=b.words.stamp(FIVE))
        (table,) = [x for x in against(b, read) if isinstance(x, Table)]
        (row,) = [r for r in table.rows if r[0] == b.words("bulletin.figure.claims")]
        assert row[1:] == (("22", "20", "+2") if kept else ("22", "22", "±0"))


def test_townships_are_counted_by_hand_and_told_with_ranges(second, made_of):
    """All twenty claims lie in the western township; what is asked follows from the figures."""
    rows = second.content.townships.set_index("code")
    assert rows.loc[WEST, ["claims", "surveyed", "waiting", "late"]].tolist() == [20, 20, 0, 5]
    assert (rows["p05"] <= rows["p50"]).all()
    assert (rows["p50"] <= rows["p95"]).all()
    report = made_of("bulletin", "zh")[1]
    assert rows_of(report, "bulletin.table.townships")[TOWNSHIPS[WEST]][:4] == (
        "20",
        "20",
        "0",
        "5",
    )
    said = texts(report)
    for gap in ("bulletin.ask.damage_none", "bulletin.people.none", "bulletin.no_register"):
        assert Words("zh")(gap) in said


def test_hours_outside_the_event_are_refused(field):
    """Before its begin, and long after the data end; without an hour it is the last seven."""
    eve = field[1].eve
    with pytest.raises(ReportError, match=r"has not begun at 2024-07-10 07:00"):
        hour_told(eve, datetime(2024, 7, 10, 7))
    with pytest.raises(ReportError, match="the data end at 2026-01-01 00:00"):
        hour_told(eve, datetime(2026, 1, 2, 7))
    assert hour_told(eve, datetime(2026, 1, 1, 7)) == datetime(2026, 1, 1)
    told = hour_told(eve, None)
    assert told.hour == 7
    assert told <= eve.started_at + timedelta(hours=eve.horizon_h) < told + timedelta(days=1)


def test_roads_and_warnings_are_those_of_the_hour():
    """The last word on a road counts; a warning without an end holds for a day."""
    columns = ["road_id", "observed_at", "region_code", "state", "note"]
    states = pd.DataFrame(
        [
            ("R1", datetime(2024, 7, 10, 13), "A", "closed", ""),
            ("R2", datetime(2024, 7, 10, 13), "B", "closed", ""),
            ("R2", datetime(2024, 7, 10, 15), "B", "open", ""),
            ("R1", datetime(2024, 7, 10, 18), "A", "open", ""),
        ],
        columns=columns,
    )
    assert roads_at(states, FIVE)["region_code"].tolist() == ["A"]
    assert roads_at(states, SEVEN).empty
    warned = pd.DataFrame({
        "signal": ["gale", "hail"], "colour": ["red", "blue"],
        "issued_at": pd.to_datetime(["2024-07-10 09:00", "2024-07-09 09:00"]),
        "expires_at": [pd.NaT, pd.NaT],
    })  # fmt: skip
    assert warnings_at(warned, FIVE)["signal"].tolist() == ["gale"]


def test_crews_and_roads_are_those_noted_by_the_hour(field):
    """Two crews coming at half past seven; at half past ten one on duty, one out."""
    ws, ground = field
    early, held, _ = read_crews(ws, ground, datetime(2024, 7, 10, 7, 30))
    assert (early.on_duty, early.coming, early.out) == (0, 2, 0)
    crews, _, mark = read_crews(ws, ground, datetime(2024, 7, 10, 10, 30))
    assert (crews.on_duty, crews.coming, crews.out, crews.replayed) == (1, 0, 1, False)
    assert crews.ahead + crews.waiting == 7
    assert mark != read_crews(ws, ground, datetime(2024, 7, 10, 9, 30))[2]
    assert held.empty  # nobody had said so by half past seven
    told = roads_at(ground.roads, FIVE)
    assert told[["region_code", "state", "note"]].to_numpy().tolist() == [[WEST, "closed", "塌方"]]


def test_problems_and_requests_follow_from_what_is_noted(field, first, story):
    """A closed road with ten waiting behind it, crews kept out, claims on no route."""
    ws, ground = field
    crews, held, _ = read_crews(ws, ground, FIVE)
    read = replace(
        first.content, roads=roads_at(ground.roads, FIVE), crews=crews, held=held, last="B-1",
        last_known=False, before=first.content.now,
    )  # fmt: skip
    for lang in LANGS:
        b = Material(story, lang).brief
        w, name = b.words, b.place(WEST)
        said = list(bulletin_asks.problems(b, read))
        assert w("bulletin.problem.roads", n="1", names=name, waiting="10") in said
        until = w.stamp(datetime(2024, 7, 11, 9))
        assert w("bulletin.problem.held", name=name, reason="河水上涨", until=until) in said
        more = w.n(read.townships.set_index("code").loc[WEST, "p50"])
        assert w("bulletin.ask.roads", names=name, n="10", more=more) in [
            *bulletin_asks.asks(b, read)
        ]
        assert last_words(b, read) == w("bulletin.last.gone", number="B-1", at=w.stamp(FIVE))


def test_causes_of_dispatch_days_are_told(field, after, story):
    """Where a day is kept, its causes add up to its late claims, and the commonest is a finding."""
    ws, ground = field
    with closing(open_operations(ws)) as con:
        told = why_days(con, days_of_event(list_days(con), EVENT, date(2024, 7, 10)))
    read = replace(after.content, days=told)
    assert len(told.rows) == told.days["late"].sum() > 0
    for lang in LANGS:
        b = Material(story, lang).brief
        table = next(x for x in after_event_kept.late(b, read) if isinstance(x, Table))
        assert sum(int(row[1]) for row in table.rows) == len(told.rows)
        common = told.rows["cause"].value_counts().index[0]
        found = [row[0] for row in of_causes(b, read)]
        assert found == [b.words(f"after.change.cause.{common}.finding")]
    assert ground.mark


def test_the_timeline_is_in_order_and_known_by_hand(after):
    """Begin, first report at 16:01, last at 16:20, nine tenths paid on the twentieth day."""
    lines = after.content.timeline.set_index("key")["at"]
    assert lines.is_monotonic_increasing
    assert lines["began"] == datetime(2024, 7, 10, 12)
    assert lines["first"] == datetime(2024, 7, 10, 16, 1)
    assert lines["half"] == datetime(2024, 7, 10, 16, 10)
    assert lines["last"] == datetime(2024, 7, 10, 16, 20)
    assert lines["paid"].date() == date(2024, 7, 30)
    assert "bulletin" in lines.index


def test_what_to_change_follows_from_the_figures(made_of):
    """No intensities, no dispatch day, a complaint, tiers below the goal; nothing else."""
    for lang in LANGS:
        w = Words(lang)
        shown = rows_of(made_of("after_event", lang)[1], "after.table.changes")
        rural = w("after.change.tier_missed.finding", tier=w.tier("rural"))
        assert rural in shown or w("after.change.tier_open.finding", tier=w.tier("rural")) in shown
        for key in ("footprint", "no_days", "complaints"):
            assert w(f"after.change.{key}.finding") in shown
        assert w("after.change.repeated.finding") not in shown


def test_orders_are_the_plans_and_its_chances_the_engines(orders, surge, made_of):
    """Simulated again the saved plan comes to what the search reported."""
    kept = orders.content.sheet.outcome.kept.set_index("tier")
    told = surge.plan.outcome.kept.set_index("tier")
    columns = ["claims_mean", "expected_share", "p_event_share"]
    pd.testing.assert_frame_equal(kept[columns], told.loc[kept.index, columns])
    asked = orders.content.sheet.orders
    days = [n for a, z, _ in spells(asked) for n in range((z - a).days + 1)]
    assert len(days) == asked["date"].nunique()
    for lang in LANGS:
        report, w = made_of("order_sheet", lang)[1], Words(lang)
        for r in orders.content.sheet.calls.itertuples():
            assert any(row[0] == w.stamp(r.call_by) for t in report.tables() for row in t.rows)
        shown = rows_of(report, "orders.table.promise")
        for tier, row in kept[kept["claims_mean"] > 0].iterrows():
            name = w("after.all") if tier == "all" else w.tier(tier)
            assert shown[name][2] == w.chance(row["p_event_share"])


def test_a_plan_is_set_beside_the_crews_of_its_fullest_shift(orders):
    """By day: crews of the fuller shift, own and lent, as the orders have them."""
    sheet, saved = orders.content.sheet, orders.content.kept.saved
    told = planned_crews(saved).crews.set_index("date")
    by_shift = sheet.orders.groupby(["date", "shift"])["crews"].sum().groupby("date").max()
    assert told[["own", "lent"]].sum(axis=1).loc[by_shift.index].tolist() == by_shift.tolist()


def test_a_plan_that_is_not_there_is_refused(event_ws, story):
    """By its number."""
    with pytest.raises(OperationsError, match="no plan 99"):
        read_orders(event_ws, story, About(plan=99))


def test_files_of_a_bulletin_have_its_figures_and_no_cover(made_of, tmp_path):
    """At most two pages; Word and PDF say the same; no contents, no empty heading."""
    report = replace(made_of("bulletin", "zh")[1], synthetic="")
    pdf, word = write_pdf(report, tmp_path / "b.pdf"), write_docx(report, tmp_path / "b.docx")
    told = subprocess.run(
        ["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True
    ).stdout
    assert told.count("\f") <= 2
    document = docx.Document(str(word))
    cells = [[c.text for c in row.cells] for t in document.tables for row in t.rows]
    for name, value in report.key_figures.items():
        assert value in told, name
    against = rows_of(report, "bulletin.table.against")
    assert all([name, *values] in cells for name, values in against.items())
    headings = [p.text for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert headings == [chapter.title for chapter in report.chapters]


def test_kinds_need_their_event_or_plan():
    """Refused before anything is read."""
    for kind, missing in (("bulletin", "event"), ("after_event", "event"), ("order_sheet", "plan")):
        with pytest.raises(ReportError, match=f"report {kind} needs {missing}"):
            Asked(kind, "zh")
        assert missing in KINDS[kind].minds


def test_calls_made_stand_beside_those_planned(orders, after, event_ws, story, made_of):
    """Nobody noted: a line to write on. Two crews promised an hour late: so both reports say."""
    read = orders.content
    number, lender = read.kept.saved.id, str(story.facts.lenders["lender_id"].iloc[0])
    lent = [3, "day", str(read.bases["base_id"].iloc[0]), lender, 2, 0.0]
    kept = replace(read.kept, rows=[*read.kept.rows, lent])
    planned = planned_calls(story, kept, read.forecast)
    assert planned[["source", "crews"]].to_numpy().tolist() == [[lender, 2]]
    read, who = replace(read, sheet=replace(read.sheet, calls=planned)), lender
    late = planned["call_by"].min() + timedelta(hours=1)
    columns = ["source", "answer", "crews", "called_at", "there_at"]
    made_ = pd.DataFrame([(who, "promised", 2, late, late + timedelta(hours=3))], columns=columns)
    rows = beside_calls(planned, made_)
    row = rows.set_index("source").loc[who]
    assert row["crews"] == planned.loc[planned["source"] == who, "crews"].sum()
    assert (row["answer"], row["promised"], row["tries"]) == ("promised", 2, 1)
    again = pd.concat(
        [made_.assign(called_at=late - timedelta(hours=2), answer="no_answer"), made_]
    )
    twice = beside_calls(planned, again).iloc[0]
    assert (twice["called_at"], twice["last_at"]) == (late - timedelta(hours=2), late)
    assert who not in set(still_to_call(rows)["source"])
    assert set(still_to_call(beside_calls(planned, made_.iloc[:0]))["source"]) == {
        *planned["source"].astype(str)
    }
    for lang in LANGS:
        b, w = made_of("order_sheet", lang)[0], Words(lang)
        blank = order_calls(b, replace(read, called=beside_calls(planned, made_.iloc[:0])))
        assert {row[-1] for row in blank[-1].rows} == {w("orders.blank")}
        text, still, table = order_calls(b, replace(read, called=rows))
        said = i18n.t("plan.calls.answer.promised", lang)
        cell = w("orders.called", at=w.stamp(late), said=said) + w("orders.promised", n=w.n(2))
        assert cell in {row[-1] for row in table.rows}
        assert text == blank[0]
        assert still.text == w("orders.calls.all_called")
        refused = rows.assign(answer="refused", promised=0)
        _, still, _ = order_calls(b, replace(read, called=refused))
        assert source(b, who) in still.text
        missed = order_calls(b, replace(read, called=rows.assign(answer="no_answer")))[1].text
        by = w("orders.calls.who_by", who=source(b, who), at=w.stamp(row["call_by"]))
        assert missed == w("orders.calls.still", names=by)
        plan = Planned(number, "p", pd.DataFrame())
        event = replace(after.content, plans=(plan,), calls=rows)
        told, shown = after_calls(b, event)
        assert w.n(int(rows["crews"].sum())) in told.text
        (line,) = [r for r in shown.rows if r[0] == source(b, who)]
        assert line[1:4] == (w.n(row["crews"]), w.n(2), w.stamp(row["call_by"]))
        assert line[4:6] == (w.stamp(late), w("after.calls.late", said=said))
        none = replace(event, calls=beside_calls(planned, made_.iloc[:0]))
        assert after_calls(b, none)[0].text == w("after.calls.not_written", n=w.n(len(rows)))
        assert after_calls(b, replace(event, plans=())) == ()
        why = replace(event, calls_why="no plan 9; it may have been given a wrong number")
        assert "9" in after_calls(b, why)[0].text
    assert calls_of_plan(event_ws, story, 99)[1].startswith("no plan 99")
