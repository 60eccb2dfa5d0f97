"""The page of an event under way: moments, playing, what came, judging."""

from contextlib import closing

import pandas as pd
import pytest

from dashboards.i18n import LANGS, t
from dashboards.pages.event_judged import judged_view
from dashboards.pages.event_parts import event_view
from dashboards.story.event import day_rows, hours_in, moments, seen_path, village_rows
from dashboards.story.event_judging import held_shares, judge_workspace, last_judged
from risk.operations import open_operations
from risk.operations.said import COLUMNS, keep_said, last_said
from risk.warehouse import current_version
from tests.dashboards.conftest import readable
from tests.dashboards.test_pages import told as words
from tests.tiny_world import NOW


@pytest.fixture(scope="module")
def storm(tiny_context, tiny_story):
    return str(tiny_context.under_way.events(tiny_story)["event_id"].iloc[0])


@pytest.fixture(scope="module")
def told(tiny_context, tiny_story, storm):
    return tiny_context.under_way.told(tiny_story, storm, None)


def test_moments_are_hours_then_days(told):
    """48 hours, 12 times six hours, then days to the horizon."""
    steps = moments(told.eve)
    first = [(step - told.eve.started_at).total_seconds() / 3600 for step in steps[:60]]
    assert first == [*range(1, 49), *range(54, 121, 6)]
    assert told.step == 5
    assert hours_in(told) == 6


def test_what_is_drawn_adds_up(tiny_story, told):
    """Cumulative reports end at what has come; days and villages count the same houses."""
    path = seen_path(told.eve, told.moment.at)
    assert path["reported"].iloc[-1] == told.moment.nowcast.reported
    assert path["reported"].is_monotonic_increasing
    assert day_rows(told)["came"].sum() == len(told.eve.reports)
    villages = village_rows(tiny_story, told)
    assert villages["reported"].sum() == told.moment.nowcast.reported
    assert villages["came"].sum() == len(told.eve.reports)


@pytest.mark.parametrize("lang", LANGS)
def test_the_answer_says_ranges_and_sources(tiny_context, tiny_story, told, lang):
    """Final count, to come, the eve, the rate; what came only if asked for."""
    shown = words(event_view(tiny_story, told, tiny_context.layers(), False, lang))
    assert t("event.tile_to_come", lang) in shown
    assert told.eve.facts.version in shown
    held = [t(f"event.truth_{word}", lang, came=20) for word in ("inside", "outside")]
    assert not any(text in shown for text in held)
    asked = words(event_view(tiny_story, told, tiny_context.layers(), True, lang))
    assert any(text in asked for text in held)


def test_buttons_move_and_playing_stops_at_the_end(manager, storm, told):
    """One on, one back, play; stops at the last moment; waits for what is not seen yet."""
    last = len(told.steps) - 1

    def press(trigger, step, still=True, seen=None):
        inputs = {
            "event-event.value": storm, "event-back.n_clicks": 1, "event-next.n_clicks": 1,
            "event-play.n_clicks": 1, "event-tick.n_intervals": 1,
        }  # fmt: skip
        state = {
            "event-step.value": step, "event-tick.disabled": still,
            "event-seen.data": step if seen is None else seen,
        }  # fmt: skip
        answer = manager.fire("event-step.value", inputs, state, changed=trigger).get_json()
        out = answer["response"]
        return out["event-step"]["value"], out["event-tick"]["disabled"]

    assert press("event-next.n_clicks", 5) == (6, True)
    assert press("event-back.n_clicks", 5) == (4, True)
    assert press("event-play.n_clicks", 5) == (5, False)
    assert press("event-tick.n_intervals", 5, still=False) == (6, False)
    assert press("event-tick.n_intervals", 5, still=False, seen=4) == (5, False)
    assert press("event-tick.n_intervals", last - 1, still=False) == (last, True)
    assert press("event-event.value", 40)[0] == 5


def test_the_address_opens_a_moment(manager, storm):
    """``?event=ID&step=N`` sets the slider; a county without events says what to do."""
    page = manager.page("/event", f"?event={storm}&step=9")
    assert '"value":9' in page
    shown = manager.fire(
        "event-result.children",
        {"event-step.value": 9, "event-truth.checked": False, "event-event.value": storm},
    )
    assert shown.status_code == 200
    assert t("event.sources", "zh") in readable(shown)


def test_an_unknown_event_is_refused_in_words(manager):
    """What, and what to do; no broken page."""
    shown = manager.fire(
        "event-result.children",
        {"event-step.value": 0, "event-truth.checked": False, "event-event.value": "nope"},
    )
    assert t("panel.refused", "zh") in readable(shown)


def test_held_shares_are_counted_by_hour():
    """Two events at 6 h, one inside: a half; errors as shares of the final count."""
    said = pd.DataFrame(
        {
            "at_h": [6.0, 6.0], "p05": [10, 10], "p50": [50, 20], "p95": [90, 30],
            "final": [100, 25], "reported": [10, 5],
        }
    )  # fmt: skip
    row = held_shares(said).iloc[0]
    assert (row["events"], row["share"]) == (2, 0.5)
    assert row["mae"] == pytest.approx((0.5 + 0.2) / 2)
    assert row["share_lo"] < 0.5 < row["share_hi"]


def test_a_run_over_past_events_is_kept_and_shown(tiny_ws, tiny_context):
    """Judged, stored with its version, told again by the page with how few events it rests on."""
    version = current_version(tiny_ws)
    number = judge_workspace(tiny_ws.root, version, 1, None, NOW, progress=lambda *_: None)
    judged = last_judged(tiny_ws)
    assert (judged.data_version, judged.made_at) == (version, NOW)
    shown = words(judged_view(tiny_context, "en"))
    assert t("event.few_events", "en", n=20) in shown
    with closing(open_operations(tiny_ws)) as con:
        again = keep_said(con, judged.said, data_version="v", code_version="c", seed=2, made_at=NOW)
        run, rows = last_said(con)
    assert (again, run["seed"]) == (number + 1, 2)
    pd.testing.assert_frame_equal(
        rows.sort_values(["at_h", "event_id"])[list(COLUMNS)].reset_index(drop=True),
        judged.said.sort_values(["at_h", "event_id"])[list(COLUMNS)].reset_index(drop=True),
    )
