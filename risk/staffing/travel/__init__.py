"""How long a crew drives: from bases and villages to villages."""

from risk.staffing.travel.assumed import travel_assumptions
from risk.staffing.travel.drive_table import drive_table
from risk.staffing.travel.fit import Fitted, TierFit, fit_drives
from risk.staffing.travel.learn import Learned, learn_ways
from risk.staffing.travel.means import manned, means, present, skills, surveying
from risk.staffing.travel.table import Travel, assumed_base, travel_table
from risk.staffing.travel.trips import Trips, own_trips
from risk.staffing.travel.ways import RoadTable, Source, Ways, county_network, road_table
from risk.staffing.travel.weather import Spell, hourly_pace, travel_factors

__all__ = [
    "Fitted",
    "Learned",
    "RoadTable",
    "Source",
    "Spell",
    "TierFit",
    "Travel",
    "Trips",
    "Ways",
    "assumed_base",
    "county_network",
    "drive_table",
    "fit_drives",
    "hourly_pace",
    "learn_ways",
    "manned",
    "means",
    "own_trips",
    "present",
    "road_table",
    "skills",
    "surveying",
    "travel_assumptions",
    "travel_factors",
    "travel_table",
]
