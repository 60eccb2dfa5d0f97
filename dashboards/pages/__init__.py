"""The pages, in the order of the navigation; each has PATH, TITLE, Id, layout and register."""

from dashboards.pages import (
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
    roster,
    surge,
    warnings,
)
from dashboards.pages import map as risk_map

PAGES = (
    overview, history, risk_map, warnings, desk, surge, chain, bases, event, dispatch, drill,
    roster, losses, quality,
)  # fmt: skip
