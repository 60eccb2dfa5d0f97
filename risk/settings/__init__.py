"""County settings: county.toml → frozen dataclasses that check themselves.

Each setting stands once, as a dataclass field whose metadata holds unit, range, meaning and the
status of its default.
"""

from risk.settings.chain import Chain
from risk.settings.contract import PremiumRow, Promise, Scheme
from risk.settings.county import SECTIONS, County, parse_county, read_county
from risk.settings.crews import Roster, Routing, Staffing
from risk.settings.display import Access, BaseMap, Wallboard
from risk.settings.models import Desk, Places, Scoring, Surge
from risk.settings.section import Section, Standing
from risk.settings.warnings import CountyTier, Response, Watch

__all__ = [
    "SECTIONS",
    "Access",
    "BaseMap",
    "Chain",
    "County",
    "CountyTier",
    "Desk",
    "Places",
    "PremiumRow",
    "Promise",
    "Response",
    "Roster",
    "Routing",
    "Scheme",
    "Scoring",
    "Section",
    "Staffing",
    "Standing",
    "Surge",
    "Wallboard",
    "Watch",
    "parse_county",
    "read_county",
]
