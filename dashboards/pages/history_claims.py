"""History, registers: the rows behind the figures, page by page."""

from dash.development.base_component import Component

from dashboards.pages.history_scene import Scene, chips, sheet
from dashboards.story.look import LISTS


def view(s: Scene) -> list[Component]:
    """The tab."""
    options = [
        (s.t(f"history.table.{name}"), s.look.address(list=name), s.look.list == name)
        for name in LISTS
    ]
    return [chips(s.t("history.list"), options), sheet(s, s.look.list)]
