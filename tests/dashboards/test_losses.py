"""``huzhu losses``, the page, its file: the same figures, with range and what they rest on."""

import io
import json
from contextlib import closing
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner

from dashboards.app import create_app
from dashboards.cli import build
from dashboards.figures.losses import exceedance_curve
from dashboards.i18n import LANGS, t
from dashboards.pages import losses as page
from dashboards.pages.losses_parts import class_labels
from dashboards.story import Context, StoryStore
from dashboards.story.loss_file import loss_workbook
from dashboards.story.losses import (
    MEASURES,
    LossDesk,
    bases_told,
    cuts_of,
    digits_of,
    event_rows,
    period_table,
    terms_told,
)
from risk.errors import ModelError
from risk.flow import tell
from risk.intake import load_all
from risk.operations import add_user, load_or_create_key, open_operations
from risk.terms import Role
from risk.workspace import Workspace
from tests.dashboards.conftest import PASSWORD, SAME_ORIGIN, Visitor, _token
from tests.dashboards.test_pages import told
from tests.tiny_world import NOW, VILLAGE, write_csv, write_tiny_world

WIND_MS = (26.0, 21.0, 18.0)


@pytest.fixture(scope="module")
def ws(tmp_path_factory) -> Workspace:
    """The tiny world with the wind of its event in three villages."""
    world = write_tiny_world(tmp_path_factory.mktemp("losses"))
    rows = [
        {"事件编号": "E1", "区划代码": VILLAGE[i], "指标": "风速", "强度": wind_ms}
        for i, wind_ms in enumerate(WIND_MS)
    ]
    write_csv(world.ledgers / "事件强度.csv", rows)
    load_all(world.ws, world.ledgers, datum="wgs84", now=NOW)
    load_or_create_key(world.ws.key_file(world.ws.county()))
    with closing(open_operations(world.ws)) as con:
        add_user(con, "watcher", PASSWORD, Role.VIEWER, now=NOW)
    return world.ws


@pytest.fixture(scope="module")
def story(ws):
    return tell(ws, presets=())


@pytest.fixture(scope="module")
def losses(story):
    return LossDesk().losses(story)


@pytest.fixture(scope="module")
def context(ws, story) -> Context:
    return Context(ws, StoryStore(ws, story), lambda: NOW)


@pytest.fixture(scope="module")
def app(ws, story):
    return create_app(ws, story, clock=lambda: NOW)


def signed_in(app, *, demo: bool = False) -> Visitor:
    """The demo's manager, or somebody with the least role."""
    client = app.server.test_client()
    form = {"csrf": _token(client.get("/login").get_data(as_text=True))}
    where = "/login/demo" if demo else "/login"
    form |= {} if demo else {"name": "watcher", "password": PASSWORD}
    assert client.post(where, data=form, headers=SAME_ORIGIN).status_code == 303
    return Visitor(app, client)


def run(*arguments: object, code: int = 0):
    done = CliRunner().invoke(build("en"), ["losses", *map(str, arguments)])
    assert done.exit_code == code, done.output
    return done


def test_the_desk_works_a_version_out_once(story):
    desk = LossDesk()
    assert desk.losses(story) is desk.losses(story)


def test_command_and_page_tell_the_same(ws, story, losses):
    """The command reads the warehouse alone; the page has the story."""
    found = json.loads(run("-w", ws.root, "--json").stdout, parse_constant=pytest.fail)
    assert found["annual_money"] == pytest.approx(losses.exceedance.annual_money)
    assert found["annual_money_lo"] <= found["annual_money"] <= found["annual_money_hi"]
    assert found["events_used"] == losses.exceedance.events
    assert {row["kind"] for row in found["curve"]} == {"oep", "aep"}
    assert [row["name"] for row in found["terms"]] == [
        one.name for one in terms_told(story.facts.county, "en")
    ]


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_says_how_little_it_rests_on(app, context, lang):
    with app.server.test_request_context(f"/losses?lang={lang}"):
        text = told(page.layout(context))
    assert t("status.not_provided", lang) in text
    assert t("losses.beyond", lang) in text
    assert t("losses.without.deductible_money", lang) in text
    assert t("losses.method_note", lang) in text


def test_a_county_without_events_says_so(app, story, context):
    bare = replace(
        story,
        facts=replace(story.facts, event_intensity=story.facts.event_intensity.iloc[:0]),
    )
    context = Context(context.ws, StoryStore(context.ws, bare), context.clock)
    with pytest.raises(ModelError, match="no event of the catalogue"):
        context.losses.losses(bare)
    with app.server.test_request_context("/losses?lang=en"):
        assert "no event of the catalogue" in told(page.layout(context))


@pytest.mark.parametrize("lang", LANGS)
def test_the_file_holds_every_table(story, losses, lang):
    """Seven sheets; as many villages and events as the tables have; nothing runs as a formula."""
    facts = story.facts
    body = loss_workbook(
        losses, facts.regions, facts.county, as_of=facts.as_of, version=facts.version, lang=lang
    )
    book = openpyxl.load_workbook(io.BytesIO(body))
    names = ["summary", "curve", "events", "villages", "terms", "bases", "vulnerability"]
    assert book.sheetnames == [t(f"losses.sheet.{name}", lang) for name in names]
    assert book.worksheets[3].max_row == 1 + len(losses.villages)
    assert book.worksheets[2].max_row == 1 + len(losses.events)
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row]
    assert all(c.data_type != "f" for c in cells)


def test_what_the_record_cannot_tell_is_not_told(losses):
    frame = period_table(losses)
    beyond = frame[frame["return_period_years"] > losses.years]
    assert len(beyond)
    assert beyond[["aep", "oep", "aep_lo", "oep_hi"]].isna().all(axis=None)


def test_tables_are_in_the_readers_words(losses):
    assert set(event_rows(losses, "en")["family"]) <= {
        t(f"peril_family.{f}", "en") for f in losses.events["peril_family"]
    }
    assert all(one.prior_source for one in bases_told(losses, "zh"))


def test_the_curve_has_both_lines_and_their_bands(losses):
    figure = exceedance_curve(losses.exceedance.curve, "en", currency="CNY")
    assert [trace.name for trace in figure.data if trace.showlegend is None] == [
        t("losses.aep", "en"), t("losses.oep", "en"),
    ]  # fmt: skip
    assert len(figure.data) == 6


def test_classes_rise_and_every_village_has_one():
    values = [0.0, 1.0, 2.0, 30.0, 400.0, 5000.0]
    cuts = cuts_of(values)
    assert list(cuts) == sorted(set(cuts))
    frame = pd.DataFrame({"region_code": list("ABCDEF"), "annual_money": values})
    digits = digits_of(frame, "annual_money", [*"ABCDEF", "not insured"], cuts)
    assert digits[0] == "1"
    assert digits[5] == "5"
    assert digits[-1] == "0"
    assert len(class_labels(cuts, "en")) == 6
    assert cuts_of([0.0]) == (1.0, 2.0, 3.0, 4.0)


def test_the_map_follows_measure_and_row(app, losses):
    """The measure recolours and renames the legend; a chosen row is outlined."""
    code = losses.villages["region_code"].iloc[0]
    inputs = {
        "losses-measure.value": MEASURES[1],
        "losses-list.selectedRows": [{"region_code": code}],
    }
    answer = signed_in(app).fire("losses-layer.hideout", inputs, lang="en")
    assert answer.status_code == 200
    shown = answer.get_json()["response"]
    assert shown["losses-layer"]["hideout"]["selected"] == code
    unit = t(f"losses.unit.{MEASURES[1]}", "en", currency="CNY")
    assert unit in json.dumps(shown["losses-key"])


def test_the_file_is_for_analysts_and_above(app):
    done = signed_in(app, demo=True).get("/export/losses.xlsx")
    assert done.status_code == 200
    assert done.headers["Content-Disposition"].endswith('.xlsx"')
    assert signed_in(app).get("/export/losses.xlsx").status_code == 403


def test_today_leaves_as_a_location_file_and_comes_back(ws, tmp_path, losses):
    """Written, read again and placed by point: the same average annual loss."""
    out, book = tmp_path / "location.csv", tmp_path / "losses.xlsx"
    run("-w", ws.root, "--export-oed", out, "--export", book)
    assert openpyxl.load_workbook(book).sheetnames[0] == t("losses.sheet.summary", "en")
    back = json.loads(run("-w", ws.root, "--locations", out, "--json").stdout)
    assert back["locations"]["rejected"] == back["locations"]["outside"] == 0
    assert back["annual_money"] == pytest.approx(losses.exceedance.annual_money, rel=1e-3)


def test_rejected_locations_are_told_and_the_exit_says_so(ws, tmp_path):
    out = tmp_path / "location.csv"
    run("-w", ws.root, "--export-oed", out)
    out.write_text(out.read_text().replace(",CNY", ",GBP", 1))
    done = run("-w", ws.root, "--locations", out, code=1)
    assert "sums are counted in CNY" in done.stdout


def test_a_file_of_another_kind_is_refused_in_one_line(ws, tmp_path):
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    done = run("-w", ws.root, "--locations", tmp_path / "x.csv", code=2)
    assert "is no OED location file" in done.output
