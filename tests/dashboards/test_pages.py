"""Pages and callbacks through the test client, on the tiny world."""

import json
from dataclasses import replace

import pytest
from plotly.utils import PlotlyJSONEncoder

from dashboards.i18n import t, year
from dashboards.pages import PAGES, surge_detail
from dashboards.pages.map import chosen_code, sheet
from dashboards.pages.overview import _kept, sentence
from dashboards.pages.surge_words import class_labels
from dashboards.story import Context, StoryStore
from dashboards.story.overview import attention, promise_tiles
from risk.operations import audit, open_operations
from risk.terms import Role
from tests.dashboards.conftest import readable
from tests.tiny_world import NOW, TOWNSHIPS, VILLAGE

FORM = {
    "surge-source.value": "preset", "surge-kind.value": "rainstorm",
    "surge-grade.value": "moderate", "surge-event.value": None, "surge-footprint.data": None,
    "surge-start.value": "2026-01-02 06:00:00", "surge-duration.value": "",
}  # fmt: skip
PLAN_STATE = {"plan-ready.data": None}
CHOICE = {"family": "storm", "grade": "severe", "starts_at": "2026-01-01T08:00"}
SEEN = [p for p in PAGES if getattr(p, "ROLE", Role.VIEWER) is not Role.ADMINISTRATOR]
"""Pages a manager may open."""


@pytest.mark.parametrize("page", SEEN, ids=lambda page: page.PATH)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_page_is_laid_out_with_all_its_ids(manager, page, lang):
    """Every page answers in both languages and holds each id its callbacks use."""
    text = manager.page(page.PATH, lang=lang)
    for id_ in getattr(page, "Id", ()):
        assert f'"id":"{id_.value}"' in text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.PATH)
def test_each_page_stands_without_claims_bases_or_rejects(tiny_app, tiny_ws, bare_story, page):
    """A page of an empty county says why it is empty instead of failing."""
    context = Context(tiny_ws, StoryStore(tiny_ws, bare_story), lambda: NOW)
    with tiny_app.server.test_request_context("/"):
        assert page.layout(context) is not None


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_county_without_claims_says_why_its_pages_are_empty(
    tiny_app, no_claims_ws, no_claims_story, lang
):
    """Policies but no ledger of claims: every page stands, and says what is not there."""
    context = Context(no_claims_ws, StoryStore(no_claims_ws, no_claims_story), lambda: NOW)
    with tiny_app.server.test_request_context(f"/?lang={lang}"):
        text = {page.PATH: told(page.layout(context)) for page in PAGES}
        village = told(sheet(no_claims_story, "all", VILLAGE[0], lang))
    assert t("overview.no_claims", lang) in text["/"]
    assert t("overview.no_clock", lang) in text["/"]
    assert t("map.no_claims", lang) in text["/map"]
    assert t("quality.no_rejects", lang) not in text["/quality"]  # a policy was refused
    assert year(2023, lang) in village


def test_a_refused_preset_shows_its_reason(tiny_app, tiny_ws, tiny_story):
    """Above the form, in the reader's language, before anything is run."""
    why = (
        "forecast: neither insured houses nor an own storm event are known; load policies, or"
        " claims of a past event"
    )
    story = replace(tiny_story, surges={}, refusals={"storm_severe": why})
    context = Context(tiny_ws, StoryStore(tiny_ws, story), lambda: NOW)
    for lang, words in (("zh", "请导入保单"), ("en", "load policies")):
        with tiny_app.server.test_request_context(f"/surge/detail?lang={lang}"):
            page = told(surge_detail.layout(context))
        assert words in page
        assert t("grade.severe", lang) in page


def told(component) -> str:
    """A component as JSON text, Chinese left readable."""
    return json.dumps(component, cls=PlotlyJSONEncoder, ensure_ascii=False)


def test_a_missed_promise_is_red_and_too_few_measured_are_not(tiny_story):
    """The tile's verdict is that of the measured arrivals."""
    row = promise_tiles(tiny_story).to_dict("records")[0]
    few = told(_kept(row, tiny_story, "/history", "en"))
    assert "fewer than 30 measured: no verdict" in few
    assert "grave" not in few
    missed = {**row, "measured": 100, "share_measured_hi": 0.5, "share_measured": 0.4}
    assert "grave" in told(_kept(missed, tiny_story, "/history", "en"))


def test_overview_says_what_is_known_by_hand(manager):
    """Nine claims of 2025, 27 of 2024; two open claims are spoken of."""
    text = manager.page("/")
    assert '"children":"9"' in text
    assert "2024年全年：27" in text
    assert "有2件赔案尚未结案" in text


def test_findings_read_in_both_languages(tiny_story):
    """Each computed sentence is filled: no brace is left over."""
    for lang in ("zh", "en"):
        for finding in attention(tiny_story):
            assert "{" not in sentence(finding, lang)


def test_recolouring_sends_digits_and_no_geometry(manager):
    """One digit a village for every sight of every peril, and the outlines' address."""
    answer = manager.fire("map-paint.data", painted_by("village"), {"map-period.data": {}})
    told = answer.get_json()["response"]["map-paint"]["data"]
    assert {"all", "storm"} <= set(told["families"])
    for family in told["families"].values():
        sights = family["sights"]
        assert list(sights) == ["level", "chance", "claims", "rate", "footprint", "event"]
        for sight in sights.values():
            assert len(sight["digits"]) == len(VILLAGE)
            assert set(sight["digits"]) <= set("012345")
    assert "coordinates" not in answer.get_data(as_text=True)


def painted_by(level):
    """Inputs of the callback that tells the map's colours."""
    return {"map-level.value": level, "map-event.value": None, "map-shown.data": None}


def outlines_of(visitor, level):
    """Address of a layer's outlines, as the page is told it."""
    answer = visitor.fire("map-paint.data", painted_by(level), {"map-period.data": {}})
    return answer.get_json()["response"]["map-paint"]["data"]["url"]


def test_the_address_of_the_outlines_answers_for_ever(manager):
    """The hashed address serves every village, packed, immutable; an unknown one is 404."""
    url = outlines_of(manager, "township")
    answer = manager.client.get(url, headers={"Accept-Encoding": "gzip"})
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Encoding"] == "gzip"
    plain = manager.client.get(url)
    names = {f["properties"]["name"] for f in json.loads(plain.get_data())["features"]}
    assert names == set(TOWNSHIPS.values())
    assert manager.client.get("/geometry/0000.json").status_code == 404


def test_outlines_are_not_for_strangers(tiny_app, manager):
    """Without a session the outlines answer 401."""
    url = outlines_of(manager, "village")
    assert tiny_app.server.test_client().get(url).status_code == 401


def test_list_follows_the_layer(manager):
    """Nine villages or three townships."""
    for level, rows in (("village", 9), ("township", 3)):
        inputs = {"map-asked.data": {"family": "all", "level": level, "key": "now"}}
        told = manager.fire("map-grid.rowData", inputs).get_json()["response"]
        assert len(told["map-grid"]["rowData"]) == rows


def test_a_village_opens_its_sheet(manager):
    """The sheet of village 1 tells level, rate with unit, and its 12 claims by year."""
    asked = {"family": "all", "level": "village", "key": "now"}
    inputs = {"map-chosen.data": VILLAGE[0], "map-asked.data": asked}
    text = readable(manager.fire("map-sheet.children", inputs, lang="en"))
    for words in ("甲村", "claims per 1,000 house-years", "Chance of this level", "12"):
        assert words in text


def test_what_was_clicked_is_what_is_chosen():
    """Map, list and search each name the region; an emptied search names none."""
    click = {"properties": {"code": "7"}}
    assert chosen_code("map-layer", click, None, None) == "7"
    assert chosen_code("map-grid", None, [{"region_code": "8"}], None) == "8"
    assert chosen_code("map-search", None, None, "9") == "9"
    assert chosen_code("map-search", click, None, None) is None


def plan_inputs(choice):
    return {"surge-choice.data": choice, "plan-planned.data": None, "plan-tick.n_intervals": None}


def test_run_turns_the_form_into_a_choice(manager):
    """Run hands the answers on as they stand in the form."""
    answer = manager.fire("surge-choice.data", {"surge-run.n_clicks": 1}, FORM)
    told = answer.get_json()["response"]["surge-choice"]["data"]
    assert told == {
        "kind": "rainstorm", "grade": "moderate", "starts_at": "2026-01-02T06:00",
        "duration_h": None, "event_id": "", "footprint": None,
    }  # fmt: skip


def test_a_choice_is_worked_out(manager):
    """The answer tells claims with range, the chance by tier, cost, and every assumption."""
    answer = manager.fire("surge-result.children", plan_inputs(CHOICE), PLAN_STATE, lang="en")
    text = readable(answer)
    for words in ("Claims expected", "90% range", "County town", "Rural", "Own crews only", "CNY",
                  "Sampling band", "Not yet calibrated", "from report to arrival"):  # fmt: skip
        assert words in text
    assert '"children":"100%"' not in text
    claims = readable(manager.fire("surge-claims.children", {"surge-choice.data": CHOICE}))
    for words in ("预计赔案", "各村强度与赔案", "核心区每千户", "按小时"):
        assert words in claims
    assert "Driving speed, rural" in text


def test_an_impossible_choice_is_refused_in_one_line(manager):
    """A form tampered with gets a refusal, not an error page."""
    wrong = {**CHOICE, "family": "meteor"}
    answer = manager.fire("surge-result.children", plan_inputs(wrong), PLAN_STATE)
    assert answer.status_code == 200
    assert "no scenario meteor" in readable(answer)


def test_a_scenario_is_saved_listed_audited_and_opened(manager, tiny_ws):
    """Saved under a name it stands in the list, in the audit, and opens by its number."""
    state = {"surge-name.value": "五月大风", "surge-choice.data": CHOICE}
    told = manager.fire("surge-note.children", {"surge-save.n_clicks": 1}, state)
    assert told.status_code == 200
    con = open_operations(tiny_ws)
    number = con.execute("SELECT max(id) FROM scenario").fetchone()[0]
    assert f"scenario {number}" in set(audit.rows(con, limit=20)["object"])
    con.close()
    assert "五月大风" in manager.page("/surge/detail", f"?scenario={number}")


def test_an_unknown_scenario_is_said_to_be_unknown(manager):
    """A wrong number shows a refusal above the default choice."""
    assert "no scenario 999" in manager.page("/surge/detail", "?scenario=999")


def test_a_viewer_may_run_but_not_save(viewer):
    """The least role works a scenario out; saving answers 403."""
    run = viewer.fire("surge-choice.data", {"surge-run.n_clicks": 1}, FORM)
    assert run.status_code == 200
    state = {"surge-name.value": "x", "surge-choice.data": CHOICE}
    assert viewer.fire("surge-note.children", {"surge-save.n_clicks": 1}, state).status_code == 403


def test_a_scenario_needs_a_name(manager):
    """Without a name nothing is stored."""
    state = {"surge-name.value": "  ", "surge-choice.data": CHOICE}
    told = manager.fire("surge-note.children", {"surge-save.n_clicks": 1}, state)
    assert "surge-saved" not in told.get_json()["response"]


def test_quality_page_tells_both_rejects_and_the_command(manager):
    """Two rows were refused, each with its reason; the export command names the workspace."""
    page = manager.page("/quality")
    assert "止期早于起期" in page
    assert "必填项为空" in page
    assert "huzhu rejects -w" in page
    english = manager.page("/quality", lang="en")
    assert "the end lies before the start" in english


def test_classes_of_expected_claims_are_named():
    """Six words: none, four steps, more than the last."""
    assert class_labels((1.0, 3.0, 6.0, 10.0), "en") == [
        "outside the footprint", "0–1", "1–3", "3–6", "6–10", ">10",
    ]  # fmt: skip


def test_the_maps_say_that_outlines_are_derived(manager):
    """The tiny world's villages are points: both maps have dashes in their legend."""
    answer = manager.fire("surge-claims.children", {"surge-choice.data": CHOICE}, lang="en")
    assert t("map.derived", "en") in readable(answer)
    assert t("map.derived", "en") in manager.page("/map", lang="en")
