"""The pages, in the order of the navigation; each has PATH, TITLE, Id, layout and register."""

from dashboards.pages import map as risk_map
from dashboards.pages import overview, quality, surge

PAGES = (overview, risk_map, surge, quality)
