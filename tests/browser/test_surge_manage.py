"""The manager's planner in a real browser: by keyboard alone, shared by its address, on a phone."""

import re

import pytest

from dashboards.pages.surge_ids import Id

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
pytestmark = pytest.mark.browser
SLOW_MS = 90_000


def answered(page):
    expect(page.locator("#told .tile").first).to_be_visible(timeout=SLOW_MS)


def test_a_plan_is_moved_kept_and_shared_by_keyboard_alone(reader):
    """Two own crews more: before beside after at once; saved with its order sheet; the address
    alone brings sliders and answer back. Of the saved plan a call to a lender is noted."""
    page, name = reader.open("/surge"), f"加两组 {reader.lang}"
    answered(page)
    page.locator("#if-own [role=slider]").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    changed = page.locator("#if-changed")
    expect(changed).to_contain_text(reader.text("manage.if.after"), timeout=SLOW_MS)
    expect(page).to_have_url(re.compile("own=2"))
    page.locator("#keep-name").focus()
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    order_sheet = reader.text("plan.file_pdf")
    note = page.locator("#keep-note")
    expect(note.get_by_role("link", name=order_sheet)).to_be_visible(timeout=SLOW_MS)
    after = changed.locator("td").all_inner_texts()
    reader.open(f"/surge{page.evaluate('location.search')}")
    expect(changed).to_contain_text(reader.text("manage.if.after"), timeout=SLOW_MS)
    assert changed.locator("td").all_inner_texts() == after
    saved = page.locator("#keep-saved a", has_text=name).first  # the newest
    told = reader.like("surge.opened", name=saved.inner_text())
    saved.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"\?plan="))
    expect(page.locator("main")).to_contain_text(told)
    calls = page.locator(f"#{Id.CALLED}")
    expect(calls).to_contain_text(reader.text("plan.calls.not_called"))
    page.locator(f"#{Id.CALL_CREWS}").focus()
    page.keyboard.press("ArrowUp")
    page.locator(f"#{Id.CALL_WRITE}").focus()
    page.keyboard.press("Enter")
    expect(calls).to_contain_text(reader.text("plan.calls.answer.promised"))


def test_another_hazard_is_chosen_by_arrow_and_asked_on_a_phone(phone, url):
    """Storm to flood by an arrow; worked out with its progress or at once; nothing overflows."""
    phone.goto(f"{url}/surge")
    answered(phone)
    phone.locator(".ask-card").first.focus()
    phone.keyboard.press("ArrowRight")
    expect(phone.locator(".ask-card").nth(1)).to_have_attribute("aria-checked", "true")
    phone.locator("#ask-run").focus()
    phone.keyboard.press("Enter")
    expect(phone.locator("#told")).to_contain_text("洪涝", timeout=SLOW_MS)
    expect(phone).to_have_url(re.compile("hazard=flood"))
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
