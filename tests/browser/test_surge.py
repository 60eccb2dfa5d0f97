"""The surge planner in a real browser, offline: a footprint drawn, one uploaded, two compared."""

import json
import re

import pytest

from dashboards.i18n import t

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
pytestmark = pytest.mark.browser
SLOW_MS = 90_000


def choose_own(page, lang):
    page.locator("#surge-source").get_by_text(t("surge_source.footprint", lang)).click()
    expect(page.locator("#surge-draw-pane .leaflet-container")).to_be_visible()


def draw(page):
    """A rectangle over the middle of the county, with the tool's own buttons."""
    area = page.locator("#surge-draw-pane .leaflet-container")
    area.scroll_into_view_if_needed()
    page.locator(".leaflet-draw-draw-rectangle").click()
    box = area.bounding_box()
    x, y, w, h = box["x"], box["y"], box["width"], box["height"]
    page.mouse.move(x + w * 0.4, y + h * 0.3)
    page.mouse.down()
    page.mouse.move(x + w * 0.5, y + h * 0.5, steps=4)
    page.mouse.move(x + w * 0.6, y + h * 0.7, steps=4)
    page.mouse.up()


def save(page, name):
    page.locator("#surge-name").fill(name)
    page.locator("#surge-save").click()
    expect(page.locator("#surge-saved")).to_contain_text(name)


def test_a_footprint_is_drawn_worked_out_and_opened_by_its_link(reader):
    """Drawn at 95 km/h: villages and intensities shown, claims told, saved, opened again."""
    page, name = reader.open("/surge/detail"), f"手绘大风 {reader.lang}"
    choose_own(page, reader.lang)
    draw(page)
    page.locator("#surge-unit").click()
    page.get_by_role("option", name="km/h", exact=True).click()
    page.locator("#surge-intensity").fill("95")
    page.locator("#surge-build").click()
    built = page.locator("#surge-built")
    expect(built).to_contain_text(re.compile(reader.text("quantity.wind_ms") + " ?26.4"))
    expect(built.locator(".ag-row").first).to_be_visible()
    page.locator("#surge-run").click()
    claims = page.locator("#surge-claims")
    own = reader.like("surge.words_footprint", kind=reader.text("surge_kind.gale"))
    expect(claims).to_contain_text(own, timeout=SLOW_MS)
    claims.get_by_role("tab", name=reader.text("answer.by_hour")).click()
    expect(claims).to_contain_text(reader.text("chart.so_far"))
    save(page, name)
    kept = reader.like("surge.version", name=name)
    page.locator("#surge-saved").get_by_text(kept).first.click()
    page.wait_for_url(re.compile("scenario="))
    expect(built).to_contain_text("26.4")
    expect(claims).to_contain_text(own, timeout=SLOW_MS)


def test_a_file_is_uploaded_and_compared_with_a_preset(page, url):
    """Areas of a GeoJSON; saved beside the preset, villages gained and lost are named."""
    page.goto(f"{url}/surge/detail")
    expect(page.locator("#surge-claims")).to_contain_text("大风", timeout=SLOW_MS)
    save(page, "预设大风")
    page.locator("#surge-source").get_by_text("自定义范围").click()
    page.locator("#surge-way").get_by_text("上传文件").click()
    ring = [[101.8, 36.7], [102.1, 36.7], [102.1, 37.0], [101.8, 37.0], [101.8, 36.7]]
    feature = {"type": "Feature", "properties": {"强度": 25},
               "geometry": {"type": "Polygon", "coordinates": [ring]}}  # fmt: skip
    areas = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    files = {"name": "大风.geojson", "mimeType": "application/geo+json", "buffer": areas}
    page.locator("#surge-upload input[type=file]").set_input_files(files)
    expect(page.locator("#surge-file-name")).to_have_text("大风.geojson")
    page.locator("#surge-build").click()
    expect(page.locator("#surge-built")).to_contain_text("上传文件 大风.geojson")
    page.locator("#surge-run").click()
    expect(page.locator("#surge-claims")).to_contain_text("大风.geojson", timeout=SLOW_MS)
    save(page, "上传大风")
    page.locator("#surge-compare").click()
    for name in ("预设大风", "上传大风"):
        page.get_by_role("option", name=re.compile(name)).first.click()
    compared = page.locator("#surge-compared")
    expect(compared).to_contain_text("增加的村", timeout=SLOW_MS)
    expect(compared).to_contain_text("范围内投保户")


def test_a_file_that_is_none_is_refused_in_one_line(page, url):
    """Text under a grid's name: the file is named, nothing is built."""
    page.goto(f"{url}/surge/detail")
    choose_own(page, "zh")
    page.locator("#surge-way").get_by_text("上传文件").click()
    fake = {"name": "rain.tif", "mimeType": "image/tiff", "buffer": b"not a grid"}
    page.locator("#surge-upload input[type=file]").set_input_files(fake)
    expect(page.locator("#surge-file-name")).to_have_text("rain.tif")
    page.locator("#surge-build").click()
    expect(page.locator("#surge-built")).to_contain_text("rain.tif: 不是GeoTIFF或NetCDF")


def test_the_form_fits_a_phone(phone, url):
    """Every way of choosing, 390 pixels wide, without sideways scroll."""
    phone.goto(f"{url}/surge/detail")
    for n in (0, 1, 2, 3):
        phone.locator("#surge-source label").nth(n).click()
        assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
