"""What a person's browser does and sees, timed inside the page."""

import os
import shutil
from statistics import median
from typing import Any, Self
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, Request, sync_playwright

from benchmarks._dashboard_load import Click

ARGUMENTS = ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-sync",
             "--enable-precise-memory-info"]  # fmt: skip
PATIENCE_MS = 60_000
MB = 1024**2
DASH_CALL = "_dash-update-component"
FONTS = (".woff2", ".woff", ".ttf")
SAMPLES = 10
# a sum over the map's pixels; an undrawn canvas gives 0
PAINTED = """() => {
  const canvas = document.querySelector('.map .leaflet-overlay-pane canvas');
  if (!canvas || !canvas.width) return 0;
  const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  let sum = 0;
  for (let i = 0; i < data.length; i += 4 * 5) {
    if (data[i + 3] > 200) sum = (sum * 31 + data[i] + data[i + 1] + data[i + 2]) % 1000003;
  }
  return sum;
}"""
# milliseconds from the navigation's start to the first frame with the map on it
FIRST_MAP = f"""() => new Promise((done) => {{
  const painted = {PAINTED};
  const look = () => (painted() ? done(performance.now()) : requestAnimationFrame(look));
  look();
}})"""
# begins to count at the next click; the answer is the time to the first frame that looks different
AFTER_CLICK = """(seen) => {
  window.benchmark = new Promise((done) => {
    document.addEventListener('click', () => {
      const start = performance.now(), before = seen();
      const look = () => (seen() !== before ? done(performance.now() - start)
                                            : requestAnimationFrame(look));
      requestAnimationFrame(look);
    }, { capture: true, once: true });
  });
}"""
HEADING = """() => {
  const h = document.querySelector('main .page h1, main h1');
  return h ? h.textContent : '';
}"""


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

    def _fresh(self) -> tuple[BrowserContext, Page]:
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
            context, page = self._fresh()
            page.goto(f"{self._url}/map", wait_until="commit")
            took.append(page.evaluate(FIRST_MAP))
            context.close()
        return {"first_map_ms": round(median(took))}

    def recolour(self) -> dict[str, float]:
        """From the click on another peril to the map painted in its colours."""
        context, page = self._fresh()
        page.goto(f"{self._url}/map")
        page.wait_for_function(f"() => ({PAINTED})() > 0")
        page.wait_for_load_state("networkidle")
        took = []
        for n in range(1, self._runs + 1):
            page.locator("#map-family").click()
            option = page.get_by_role("option").nth(n % page.get_by_role("option").count())
            option.wait_for()
            page.evaluate(f"(() => {{ ({AFTER_CLICK})({PAINTED}); }})()")
            option.click()
            took.append(page.evaluate("window.benchmark"))
            page.wait_for_load_state("networkidle")
        context.close()
        return {"recolour_ms": round(median(took))}

    def pages(self) -> dict[str, Any]:
        """From a click in the navigation to the other page's heading; every page in turn."""
        context, page = self._fresh()
        page.goto(self._url)
        page.locator("main .page").first.wait_for()
        page.wait_for_load_state("networkidle")
        links = page.locator("nav a[href^='/']:not([target])")
        addresses = [links.nth(n).get_attribute("href") for n in range(links.count())]
        took: dict[str, list[float]] = {}
        for _ in range(self._runs):
            for address in [*addresses[1:], addresses[0]]:
                took.setdefault(str(address), []).append(self._go(page, str(address)))
        context.close()
        each = {address: median(t) for address, t in took.items()}
        slowest = sorted(each, key=lambda a: -each[a])[:3]
        return {
            "page_ms": round(median(each.values())),
            "page_ms_max": round(max(each.values())),
            "pages": len(each),
            "slowest_pages": ", ".join(f"{a} {each[a]:.0f} ms" for a in slowest),
        }

    def _go(self, page: Page, address: str) -> float:
        page.evaluate(f"(() => {{ ({AFTER_CLICK})({HEADING}); }})()")
        page.evaluate("(a) => document.querySelector(`nav a[href='${a}']`).click()", address)
        took = float(page.evaluate("window.benchmark"))
        page.wait_for_load_state("networkidle")
        return took

    def transfer(self) -> dict[str, float]:
        """What the first page fetches, as it is sent, fonts apart."""
        context, page = self._fresh()
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

    def wallboard(self, *, seconds: float, speed: int) -> dict[str, float]:
        """Memory of the wallboard's page over time, garbage collected before each look."""
        context, page = self._fresh()
        protocol = context.new_cdp_session(page)
        page.goto(f"{self._url}/wall" + (f"?speed={speed}" if speed > 1 else ""))
        held = []
        for _ in range(SAMPLES):
            page.wait_for_timeout(1000 * seconds / SAMPLES)
            protocol.send("HeapProfiler.collectGarbage")
            held.append(protocol.send("Runtime.getHeapUsage")["usedSize"] / MB)
        context.close()
        return {
            "wallboard_mb_growth": round(held[-1] - held[0], 2),
            "wallboard_mb": round(held[-1], 1),
            "wallboard_s": seconds,
            "wallboard_speed": speed,
        }
