"""The pages in the groups and order of the navigation.

Each has PATH, TITLE, Id, layout and register, and where they differ from the usual:
``ROLE`` (least role; else viewer), ``SCOPE`` (parts of ``story.scope.PARTS`` it minds; else none),
``FOLLOWS`` (whether it shows newer data by itself), ``UNDER`` (path of the page whose entry of the
navigation it belongs to; it has none of its own).
"""

from dashboards.components.navigation import Entry
from dashboards.pages import (
    admin,
    bases,
    chain,
    desk,
    dispatch,
    drill,
    event,
    history,
    losses,
    overview,
    quality,
    reports,
    roster,
    surge,
    surge_detail,
    warnings,
    work,
)
from dashboards.pages import map as risk_map

WALL = Entry("/wall", "nav.wall", window=True)
GROUPS = (
    ("look", (overview, history, risk_map, losses)),
    ("season", (warnings, desk, surge, surge_detail, event, dispatch, chain, WALL)),
    ("prepare", (bases, roster, drill)),
    ("data", (reports, quality, work, admin)),
)
"""Pages and, where something else is led to, its `Entry` of the navigation."""
PAGES = tuple(page for _, pages in GROUPS for page in pages if not isinstance(page, Entry))
