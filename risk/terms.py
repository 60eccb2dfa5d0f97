"""The vocabulary: what each stored code means. Display names live in the catalogues.

Members are the codes stored in the warehouse; ledgers use the Chinese words beside them.
"""

from enum import IntEnum, StrEnum


class PerilFamily(StrEnum):
    """Six families; each peril of the scheme belongs to exactly one."""

    STORM = "storm"
    FLOOD = "flood"
    SNOW = "snow"
    EARTHQUAKE = "earthquake"
    GROUND = "ground"
    ACCIDENT = "accident"


class Peril(StrEnum):
    """The 17 perils of the scheme; the value is the stored code."""

    GALE = "gale"
    LIGHTNING = "lightning"
    HAIL = "hail"
    RAINSTORM = "rainstorm"
    FLOOD = "flood"
    WATERLOGGING = "waterlogging"
    DEBRIS_FLOW = "debris_flow"
    SNOW = "snow"
    ICE = "ice"
    EARTHQUAKE = "earthquake"
    MOUNTAIN_COLLAPSE = "mountain_collapse"
    LANDSLIDE = "landslide"
    SUBSIDENCE = "subsidence"
    FIRE = "fire"
    EXPLOSION = "explosion"
    FLYING_OBJECT = "flying_object"
    SOLID_OBJECT_COLLAPSE = "solid_object_collapse"

    @property
    def family(self) -> PerilFamily:
        """The one family this peril belongs to."""
        return PERIL_FAMILY[self]


PERIL_FAMILY: dict[Peril, PerilFamily] = {
    Peril.GALE: PerilFamily.STORM,
    Peril.LIGHTNING: PerilFamily.STORM,
    Peril.HAIL: PerilFamily.STORM,
    Peril.RAINSTORM: PerilFamily.STORM,
    Peril.FLOOD: PerilFamily.FLOOD,
    Peril.WATERLOGGING: PerilFamily.FLOOD,
    Peril.DEBRIS_FLOW: PerilFamily.FLOOD,
    Peril.SNOW: PerilFamily.SNOW,
    Peril.ICE: PerilFamily.SNOW,
    Peril.EARTHQUAKE: PerilFamily.EARTHQUAKE,
    Peril.MOUNTAIN_COLLAPSE: PerilFamily.GROUND,
    Peril.LANDSLIDE: PerilFamily.GROUND,
    Peril.SUBSIDENCE: PerilFamily.GROUND,
    Peril.FIRE: PerilFamily.ACCIDENT,
    Peril.EXPLOSION: PerilFamily.ACCIDENT,
    Peril.FLYING_OBJECT: PerilFamily.ACCIDENT,
    Peril.SOLID_OBJECT_COLLAPSE: PerilFamily.ACCIDENT,
}


class Structure(StrEnum):
    """Load-bearing structure of a house (土木 石木 砖木 砖混 框架 其他)."""

    EARTH_WOOD = "earth_wood"
    STONE_WOOD = "stone_wood"
    BRICK_WOOD = "brick_wood"
    BRICK_CONCRETE = "brick_concrete"
    FRAME = "frame"
    OTHER = "other"


class Group(StrEnum):
    """Household groups of the scheme; all but ``ORDINARY`` are special groups."""

    ORDINARY = "ordinary"
    SUBSISTENCE = "subsistence"  # 低保户
    EXTREMELY_POOR = "extremely_poor"  # 特困供养 (not those in institutions)
    VETERANS = "veterans"  # 优抚: families with state pensions and living allowances
    SEVERELY_DISABLED = "severely_disabled"  # 贫困重度残疾人家庭
    OUT_OF_POVERTY = "out_of_poverty"  # 脱贫户


class CoverLine(StrEnum):
    """Policy scheme and commercial add-on are never mixed in one ratio."""

    SCHEME = "scheme"
    COMMERCIAL = "commercial"


class DamageGrade(StrEnum):
    """Damage grade of a claim (倒塌 / 严重损坏 / 一般损坏 / 未达标准)."""

    COLLAPSED = "collapsed"
    SEVERE = "severe"
    SLIGHT = "slight"
    BELOW = "below"


class ClaimStatus(StrEnum):
    """Where a claim stands."""

    OPEN = "open"
    PAID = "paid"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class TimePrecision(StrEnum):
    """How exactly the time of loss is known.

    It speaks of the loss alone. The promise runs from report to arrival, each with its own stamp:
    a vague loss leaves it clocked (``risk.history.promise``).
    """

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"


class Tier(StrEnum):
    """Promise tier: the county town or elsewhere."""

    TOWN = "town"
    RURAL = "rural"


class ArrivalQuality(StrEnum):
    """How an arrival is known; only ``MEASURED`` certifies the promise."""

    MEASURED = "measured"
    TYPED = "typed"
    INFERRED = "inferred"


class CheckInKind(StrEnum):
    """What a crew tells of a claim."""

    SET_OUT = "set_out"
    ARRIVED = "arrived"
    FINISHED = "finished"


class CheckInSource(StrEnum):
    """Who or what tells it, the nearest to the event first."""

    PHONE = "phone"  # the crew's own, on the check-in page
    PHOTO = "photo"  # the time in a photograph
    DISPATCHER = "dispatcher"  # by a telephone call
    CORE = "core"  # the core system's export


class MatchQuality(StrEnum):
    """How a record found its village, best first."""

    CODE_NAME = "code_name"  # code and name agree
    CODE = "code"  # code alone (no name given)
    NAMES = "names"  # township + village name
    FUZZY = "fuzzy"  # township + one near village name
    POINT = "point"  # point in polygon
    TOWNSHIP = "township"  # township only
    COUNTY = "county"  # county only
    NONE = "none"


class RegionLevel(StrEnum):
    """Administrative level of a region."""

    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"
    GROUP = "group"  # 社


class GeometrySource(StrEnum):
    """Where a region's geometry comes from; ``DERIVED`` is marked on every map."""

    SURVEYED = "surveyed"
    IMPORTED = "imported"
    DERIVED = "derived"
    NONE = "none"


class Datum(StrEnum):
    """What a longitude and latitude of China are counted from (``risk.geography.datum``)."""

    WGS84 = "wgs84"  # GPS, most public data; CGCS2000 is the same within centimetres
    GCJ02 = "gcj02"  # AMap, Tencent: shifted by law, by up to 0.7 km
    BD09 = "bd09"  # Baidu: GCJ-02 shifted once more, 0.7 to 1.5 km from WGS84


class ExposureSource(StrEnum):
    """What the denominator is made of."""

    POLICIES = "policies"  # house-years from policy dates
    NONE = "none"  # no exposure given: each region counts as one unit a year


class RiskLevel(IntEnum):
    """Five ordered bands of expected claims."""

    LOW = 1
    LOWER = 2
    MIDDLE = 3
    HIGHER = 4
    HIGH = 5


class WarningColour(StrEnum):
    """National warning colours, mildest first."""

    BLUE = "blue"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"


class ResponseTier(IntEnum):
    """Response tiers; I is the gravest."""

    I = 1  # noqa: E741
    II = 2
    III = 3
    IV = 4


class Role(StrEnum):
    """What a user may do, least first."""

    VIEWER = "viewer"
    ANALYST = "analyst"
    DISPATCHER = "dispatcher"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"


class Status(StrEnum):
    """Standing of a setting's value."""

    CONTRACT = "contract"
    ASSUMED = "assumed"
    NOT_PROVIDED = "not_provided"
    STATUTE = "statute"
