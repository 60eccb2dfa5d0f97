"""What a person's browser does and sees, timed inside the page."""

import os
import shutil
from statistics import median
from typing import Any, Self
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Locator, Page, Request, sync_playwright

from benchmarks._dashboard_load import Click
from benchmarks._dashboard_seen import (
    CALM,
    FIRST_MAP,
    HEADING,
    PAINTED,
    PATIENCE_MS,
    TOOK,
    after_click,
)

ARGUMENTS = ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-sync",
             "--enable-precise-memory-info"]  # fmt: skip
MB = 1024**2
DASH_CALL = "_dash-update-component"
FONTS = (".woff2", ".woff", ".ttf")
SIGHTS = ".map-choices input[type=radio]:not([disabled])"


class Looker:
    """Somebody signed in through the demo's door, who measures."""

    def __init__(self, url: str, *, runs: int) -> None:
        self._url, self._runs = url, runs
        self.clicks: list[Click] = []

    def __enter__(self) -> Self:
        """Start the browser and sign in."""
        self._playwright = sync_playwright().start()
        path = os.environ.get("CHROMIUM") or shutil.which("chromium")
        self._browser = self._playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        context = self._browser.new_context(user_agent="huzhu-benchmark")
        page = context.new_page()
        page.goto(f"{self._url}/login?lang=zh")
        page.locator('form[action*="demo"] button').first.click()
        page.locator("main .page").first.wait_for(timeout=PATIENCE_MS)
        self._state = context.storage_state()
        context.close()
        return self

    def __exit__(self, *_: object) -> None:
        """Close the browser."""
        self._browser.close()
        self._playwright.stop()

    def cookie(self) -> str:
        """The session, as a request carries it."""
        return "; ".join(f"{c['name']}={c['value']}" for c in self._state["cookies"])

    def fresh(self) -> tuple[BrowserContext, Page]:
        """A context with nothing in its cache, and a page that records what it sends."""
        context = self._browser.new_context(
            storage_state=self._state, user_agent="huzhu-benchmark",
            viewport={"width": 1400, "height": 900},
        )  # fmt: skip
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.on("request", self._record)
        return context, page

    def _record(self, request: Request) -> None:
        if DASH_CALL not in request.url or request.post_data is None:
            return
        parts = urlsplit(request.url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        body = request.post_data
        name = (request.post_data_json or {}).get("output", "")[:60]
        if all(body != c.body for c in self.clicks):
            self.clicks.append(Click(name, path, body))

    def first_map(self) -> dict[str, float]:
        """From the address to the villages painted."""
        took = []
        for _ in range(self._runs):
            context, page = self.fresh()
            page.goto(f"{self._url}/map", wait_until="commit")
            took.append(float(page.evaluate(FIRST_MAP)))
            context.close()
        return {"first_map_ms": round(median(took))}

    def recolour(self) -> dict[str, float]:
        """From the click on another sight, or another peril, to the map painted in its colours."""
        context, page = self.fresh()
        page.goto(f"{self._url}/map")
        page.wait_for_function(f"() => ({PAINTED})() > 0")
        page.wait_for_load_state("networkidle")
        sights, families = page.locator(SIGHTS), page.get_by_role("option")
        rounds = range(1, self._runs + 1)
        by_family = []  # first: an event's sights are the same for every peril
        for n in rounds:
            page.locator("#map-family").click()
            families.first.wait_for()
            by_family.append(self._painted_by(page, families.nth(n % families.count())))
        by_sight = [self._painted_by(page, sights.nth(n % sights.count())) for n in rounds]
        context.close()
        return {
            "recolour_ms": round(median(by_sight)), "recolour_family_ms": round(median(by_family)),
        }  # fmt: skip

    def _painted_by(self, page: Page, choice: Locator) -> float:
        return self._timed(page, choice, PAINTED, f"the map after {choice}")

    def _timed(self, page: Page, clicked: Locator, seen: str, what: str) -> float:
        """Milliseconds from a click to a frame that shows something else."""
        page.evaluate(after_click(seen), what)
        clicked.dispatch_event("click")
        took = float(page.evaluate(TOOK))
        page.wait_for_load_state("networkidle")
        page.wait_for_function(CALM)
        return took

    def pages(self) -> dict[str, Any]:
        """From a click in the navigation to the other page's heading; every page in turn."""
        context, page = self.fresh()
        page.goto(self._url)
        page.locator("main .page").first.wait_for()
        page.wait_for_load_state("networkidle")
        links = page.locator("nav a[href^='/']:not([target])")
        addresses = [links.nth(n).get_attribute("href") for n in range(links.count())]
        took: dict[str, list[float]] = {}
        for _ in range(self._runs):
            for address in [*addresses[1:], addresses[0]]:
                link = page.locator(f"nav a[href='{address}']")
                took.setdefault(str(address), []).append(
                    self._timed(page, link, HEADING, f"a heading at {address}")
                )
        context.close()
        each = {address: median(t) for address, t in took.items()}
        slowest = sorted(each, key=lambda a: -each[a])[:3]
        return {
            "page_ms": round(median(each.values())),
            "page_ms_max": round(max(each.values())),
            "pages": len(each),
            "slowest_pages": ", ".join(f"{a} {each[a]:.0f} ms" for a in slowest),
        }

    def transfer(self) -> dict[str, float]:
        """What the first page fetches, as it is sent, fonts apart."""
        context, page = self.fresh()
        protocol = context.new_cdp_session(page)
        protocol.send("Network.enable")
        urls: dict[str, str] = {}
        sizes: dict[str, float] = {}

        def begun(event: dict[str, Any]) -> None:
            urls[event["requestId"]] = event["response"]["url"]

        def ended(event: dict[str, Any]) -> None:
            sizes[event["requestId"]] = event["encodedDataLength"]

        protocol.on("Network.responseReceived", begun)
        protocol.on("Network.loadingFinished", ended)
        page.goto(self._url)
        page.locator("main .page").first.wait_for()
        page.wait_for_load_state("networkidle")
        context.close()
        sent = [
            n for key, n in sizes.items() if not urlsplit(urls.get(key, "")).path.endswith(FONTS)
        ]
        return {"transfer_mb": round(sum(sent) / MB, 2), "transfer_files": len(sent)}
