"""A warning comes by message: pasted, looked over, confirmed; on the map; liaisons are called."""

from contextlib import closing

import pytest

from dashboards.i18n import t
from risk.flow import tell
from risk.operations import audit, open_operations
from risk.operations.watch import list_alerts
from risk.operations.watch_field import calls
from tests.browser.conftest import (
    FITS,
    LOOKS,
    PHONE,
    Watched,
    add_manager,
    reading,
    serving,
    sign_in,
)
from tests.dashboards.watched import TEXT, cap, copy_world, make_place, put
from tests.tiny_world import load_tiny_world

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
pytestmark = pytest.mark.browser
SIGNALS = {"zh": "road_ice", "en": "frost"}
"""Of what each playing's pasted text warns, lest the second find the first one's call."""


def named(lang, signal, colour):
    """A warning's name as the page writes it."""
    words = {"signal": t(f"signal.{signal}", lang), "colour": t(f"warning_colour.{colour}", lang)}
    return t("warnings.named", lang, **words)


@pytest.fixture(scope="module")
def place(browser, tmp_path_factory):
    """The tiny world with a snow warning in its folder."""

    world, _ = load_tiny_world(tmp_path_factory.mktemp("warned"))
    ws = copy_world(world.ws, tmp_path_factory.mktemp("own"))
    put(ws, "a.xml", cap())
    put(ws, "b.xml", cap()[:250])
    add_manager(ws)
    return make_place(ws, tell(ws, presets=()))


@pytest.fixture(scope="module")
def url(place):
    """Address of its dashboard."""
    with serving(place.app.server) as address:
        yield address


@pytest.fixture(scope="module")
def manager(browser, url):
    """Cookies of one sign-in."""
    watched = Watched(browser)
    sign_in(watched.page(), url)
    state = watched.context.storage_state()
    watched.close()
    return state


@pytest.fixture
def reader_of(browser, url, manager):
    """Somebody with a look and a screen; fails on a foreign request or a console error."""
    made = []

    def reader(look, **options):
        made.append(Watched(browser, storage_state=manager, **options))
        return reading(made[-1], url, *look)

    yield reader
    for watched in made:
        watched.close()


@pytest.mark.parametrize("look", LOOKS, ids="-".join)
def test_a_text_is_pasted_confirmed_and_its_liaisons_called(reader_of, place, look):
    """On a phone: from the text to the first call written down, without a sideways scroll."""
    reader = reader_of(look, viewport=PHONE, has_touch=True)
    page, lang = reader.open("/warnings"), reader.lang
    signals = page.locator("#warnings-signals")
    expect(signals).to_contain_text(named(lang, "blizzard", "orange"))
    expect(page.locator("#warnings-faults")).to_contain_text("b.xml")
    signal = SIGNALS[lang]
    text = TEXT.replace(t("signal.road_ice", "zh"), t(f"signal.{signal}", "zh"))
    page.locator("#warnings-text").fill(text)
    page.locator("#warnings-read").click()
    form, places = page.locator(".candidate"), reader.text("list.comma").join(("西乡", "中乡"))
    expect(form).to_contain_text(reader.text("warnings.from_words", words=places))
    expect(form.locator('input[value="小县气象台"]')).to_be_visible()
    page.locator("#warnings-confirm").click()
    confirmed = reader.text("warnings.confirmed_n", n=1)
    expect(page.locator("#warnings-pasted")).to_contain_text(confirmed)
    pasted = named(lang, signal, "yellow")
    signals.locator(".warned", has_text=pasted).get_by_role("button").click()
    expect(page.locator("#warnings-inside")).to_contain_text(pasted)
    expect(page.locator("#warnings-inside .leaflet-container")).to_be_visible()
    page.locator("#warnings-calls").scroll_into_view_if_needed()
    page.locator('#warnings-calls [row-id="L1"]').first.click()
    expect(page.locator("#warnings-calling")).to_contain_text("甲村")
    page.locator("#warnings-show").click()
    expect(page.locator("#warnings-person a")).to_have_attribute("href", "tel:13900000001")
    page.locator("#warnings-call-save").click()
    expect(page.locator("#warnings-called")).to_contain_text(reader.text("call_outcome.reached"))
    told = reader.like("warnings.calls_count", informed=1)
    expect(page.locator("#warnings-calls-head")).to_contain_text(told)
    assert page.evaluate(FITS)
    with closing(open_operations(place.ws)) as con:
        newest = max(alert.id for alert in list_alerts(con))
        assert calls(con, newest)["outcome"].tolist() == ["reached"]
        assert audit.verify_chain(con) == []


def test_a_road_closes_and_a_step_is_done(reader_of):
    """In English: the township's crews stay, and the checklist keeps who ticked."""
    page = reader_of(("en", "dark")).open("/warnings")
    expect(page.locator("#warnings-signals")).to_contain_text("Orange blizzard")
    step = page.locator("#warnings-todo li", has_text="Tell the branch manager")
    step.get_by_role("checkbox").check()
    expect(step).to_contain_text("done late by manager")
    page.locator("#warnings-town").click()
    page.get_by_role("option", name="西乡").click()
    page.locator("#warnings-road").get_by_text("closed", exact=True).click()
    page.locator("#warnings-road-save").click()
    expect(page.locator("#warnings-roaded")).to_contain_text("roads closed")
    expect(page.locator("#warnings-towns")).to_contain_text("no go")


def test_a_file_put_into_the_folder_appears_by_itself(reader_of, place):
    """Without a press: the page looks every 15 seconds."""
    reader = reader_of(("zh", "light"))
    reader.page.clock.install()
    page = reader.open("/warnings")
    expect(page.locator("#warnings-signals")).not_to_contain_text("暴雪红色")
    put(place.ws, "later.xml", cap("z-9", colour="红色"))
    page.clock.fast_forward("00:15")
    expect(page.locator("#warnings-signals")).to_contain_text("暴雪红色")
