"""axe-core in a page: what it finds grave, in words."""

from pathlib import Path
from typing import Any

import pytest

SCRIPT = (
    Path(pytest.importorskip("axe_playwright_python").__file__).parent / "axe.min.js"
).read_text("utf-8")
CONTRAST = {"runOnly": ["color-contrast"]}
EVERY_RULE: dict[str, Any] = {}
# grids and charts repeat one form many times: their first rows tell
JUDGE = """rules => axe.run(
  { exclude: ['.ag-row:nth-child(n+4)', '.js-plotly-plot', '.leaflet-pane canvas'] },
  { resultTypes: ['violations'], preload: false, ...rules },
).then(told => told.violations
  .filter(found => ['serious', 'critical'].includes(found.impact))
  .map(found => `${found.id}: ` + found.nodes.slice(0, 3).map(node =>
    `${node.target.join(' ')} ${(node.any[0] || node.all[0] || node.none[0] || {}).message || ''}`,
  ).join(' | ')))"""


def judged(page: Any, rules: dict[str, Any] = EVERY_RULE) -> list[str]:
    """Serious and critical findings; axe-core is brought along where the page has none yet.

    By the browser's debugger: a page's own scripts are not allowed to write others.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(SCRIPT)
    return list(page.evaluate(JUDGE, rules))
