"""A surveyor's phone in the mountains: no signal, a tap, a reload, signal again: sent once."""

import io
import re
from contextlib import closing
from datetime import timedelta

import pytest
from PIL import Image

from dashboards.i18n import COOKIE, t
from risk.operations import open_operations
from risk.operations.check_in import check_ins_of
from risk.staffing.live import Stage
from tests.browser.conftest import LOOKS, serving
from tests.check_in_world import EIGHT, Phones, link_of

AT_HOUSE = {"longitude": 102.1, "latitude": 36.8, "accuracy": 12}
TAKEN, DAY_OF_TAKING = 0x9003, 0x8769
BACKGROUND = "getComputedStyle(document.body).backgroundColor"
EXPECTED = ("ERR_INTERNET_DISCONNECTED", "401 (UNAUTHORIZED)")


@pytest.fixture
def phones(tmp_path):
    """A live day at 08:00."""
    return Phones(tmp_path / "county")


@pytest.fixture
def base(phones):
    """Address of the page on loopback: a secure context."""
    with serving(phones.client.application) as address:
        yield address


@pytest.fixture
def look():
    """Language of the page and scheme of the phone, where a test does not choose."""
    return LOOKS[0]


@pytest.fixture
def phone(browser, base, look):
    """A phone at house t1, and what its console complained of."""
    lang, scheme = look
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, locale="zh-CN",
        geolocation=AT_HOUSE, permissions=["geolocation"], timezone_id="Asia/Shanghai",
        color_scheme=scheme,
    )  # fmt: skip
    context.add_cookies([{"name": COOKIE, "value": lang, "url": base}])
    page, errors = context.new_page(), []
    page.on("pageerror", lambda e: errors.append(str(e)))
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    yield page
    context.close()
    assert [e for e in errors if not any(known in e for known in EXPECTED)] == []


def channels(colour: str) -> list[int]:
    """Red, green and blue of a computed colour."""
    return [int(part) for part in re.findall(r"\d+", colour)[:3]]


def photo(taken: str) -> bytes:
    """A picture that says when it was taken, as cameras write it."""
    image, exif = Image.new("RGB", (8, 8)), Image.Exif()
    exif.get_ifd(DAY_OF_TAKING)[TAKEN] = taken
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.mark.parametrize("look", LOOKS, ids="-".join)
def test_without_signal_it_is_queued_and_then_sent_once(phones, base, phone, look):
    """Queued and shown as queued, there after a reload without signal, sent when there is one."""
    lang, scheme = look
    arrived, finished = t("checkin.arrived", lang), t("checkin.finished", lang)
    phone.goto(link_of(phones.ws, base, phones.day_id, "c1", EIGHT + timedelta(hours=28)))
    phone.locator("#village").wait_for()
    assert phone.locator("html").get_attribute("lang")[:2] == lang
    assert (sum(channels(phone.evaluate(BACKGROUND))) < 150) == (scheme == "dark")
    assert phone.locator("#village").inner_text() == "1村"
    assert phone.locator("#due").inner_text() == t("checkin.due", lang, time="08:20")
    assert phone.locator(".deeds .likely").inner_text() == t("checkin.set_out", lang)
    assert all(b.bounding_box()["height"] >= 80 for b in phone.locator(".deeds button").all())
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")

    phone.context.set_offline(True)
    phone.locator("[data-kind=arrived]").tap()
    phone.locator("#queue li", has_text=t("checkin.point_mark", lang)).wait_for()
    phone.locator("#send").tap()
    phone.locator("#state[data-state=offline]").wait_for()
    offline = t("checkin.state_offline", lang, waiting=1)
    assert offline in phone.locator("#state").inner_text()

    phone.reload()
    phone.locator("#queue li", has_text=f"{arrived} · 1村").wait_for()
    assert phone.locator("#village").inner_text() == "1村"
    assert phone.locator(".deeds .likely").inner_text() == finished
    assert stored(phones).empty

    phone.context.set_offline(False)
    phone.locator("#send").tap()
    phone.locator("#sent li", has_text=t("checkin.quality_measured", lang)).wait_for()
    phone.locator("#state[data-state=sent]").wait_for()
    assert phone.locator("#queue li").count() == 0
    rows = stored(phones)
    assert rows[["claim_id", "kind", "quality"]].to_numpy().tolist() == [
        ["t1", "arrived", "measured"]
    ]
    assert phones.state().progress["t1"].stage is Stage.ARRIVED

    phone.locator("[data-kind=finished]").tap()
    back = phone.locator("#queue button", has_text=t("checkin.take_back", lang))
    back.tap()  # a glove slipped
    phone.locator("#queue-part").wait_for(state="hidden")
    phone.locator("[data-kind=finished]").tap()
    phone.locator("#village", has_text="2村").wait_for()  # the next stop at once
    phone.locator("#send").tap()
    phone.locator("#sent li", has_text=f"{finished} · 1村").wait_for()
    assert stored(phones)["kind"].tolist() == ["arrived", "finished"]


def test_a_photograph_gives_its_time_and_stays_on_the_phone(phones, base, phone):
    """Last year's is refused in words; nothing of a picture is ever sent."""
    sent = []
    phone.on("request", lambda r: sent.append(r.post_data or "") if r.method == "POST" else None)
    phone.context.clear_permissions()
    phone.goto(link_of(phones.ws, base, phones.day_id, "c1", EIGHT + timedelta(hours=28)))
    phone.locator("[data-kind=arrived]").tap()
    old = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo("2025:01:20 08:00:00")}
    phone.locator("#photo").set_input_files(old)
    phone.locator("#notice", has_text="2025-01-20").wait_for()
    now = phone.evaluate(
        "new Date(Date.now() + 8 * 36e5).toISOString().slice(0, 19).replace('T', ' ')"
    )
    taken = now.replace("-", ":")
    phone.locator("#photo").set_input_files(
        {"name": "b.jpg", "mimeType": "image/jpeg", "buffer": photo(taken)}
    )
    phone.locator("#queue li", has_text="附照片时间").wait_for()
    phone.locator("#send").tap()
    phone.locator("#sent li", has_text="实测").wait_for()
    assert stored(phones)["quality"].tolist() == ["measured"]
    assert all(len(body) < 600 for body in sent)


def test_english_and_a_forged_link(phones, base, phone):
    """The pass goes along when the language changes; a wrong one says what to do."""
    phone.goto(link_of(phones.ws, base, phones.day_id, "c2", EIGHT + timedelta(hours=28)))
    phone.locator("#village").wait_for()
    phone.locator("#language").tap()
    phone.locator("#due", has_text="Arrive by").wait_for()
    assert phone.locator("html").get_attribute("lang") == "en"
    phone.goto("about:blank")
    phone.goto(f"{base}/checkin/?lang=zh#7.YzE.20260121T1200.AAAAAAAAAAAAAAAAAAAAAA")
    phone.locator("#notice", has_text="凭证无效").wait_for()
    assert phone.locator("#next").is_hidden()


def stored(phones):
    """Check-ins of the day."""
    with closing(open_operations(phones.ws)) as con:
        return check_ins_of(con, phones.day_id)
