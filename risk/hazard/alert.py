"""One warning as any sender writes it: what, how grave, when, where.

Times are naive wall time of the county (`wall_time`), coordinates longitude and latitude in degrees
(WGS 84). A field the message does not carry is "" or None, never guessed.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from shapely import Polygon

from risk.terms import WarningColour


class Source(StrEnum):
    """How a message came."""

    CAP = "cap"
    NATIONAL = "12379"
    PASTED = "pasted"


class MsgType(StrEnum):
    """What a message does (CAP ``msgType``)."""

    ALERT = "alert"
    UPDATE = "update"
    CANCEL = "cancel"
    ACK = "ack"
    ERROR = "error"


class ColourBy(StrEnum):
    """What a colour was read from, surest first."""

    PARAMETER = "parameter"  # a field that is there to carry the colour
    HEADLINE = "headline"  # headline or event name
    TEXT = "text"  # the words of the message
    LEVEL_WORD = "level_word"  # Yellow in a level field, or II级/严重
    SEVERITY = "severity"  # CAP severity of the national centre's own messages; doubtful
    PERSON = "person"  # confirmed or corrected by a person


@dataclass(frozen=True)
class Colour:
    """A signal colour, what told it, and the words it was read from.

    CAP severity is no signal colour: Extreme … Minor grade harm on the sender's own scale. It
    stands in for a colour only in messages of the Chinese national centre (identifier of 14 digits,
    ``_``, 14 digits), whose four severities are its four colours, and only where no word tells
    more; then ``doubtful`` is true.
    """

    value: WarningColour
    by: ColourBy
    words: str

    @property
    def doubtful(self) -> bool:
        """Whether a person should look before anything is done on it."""
        return self.by is ColourBy.SEVERITY


@dataclass(frozen=True)
class Circle:
    """A circle on the ground; radius 0 is a point."""

    lon: float
    lat: float
    radius_km: float


@dataclass(frozen=True)
class Geocode:
    """A code of a place in some list of codes (``scheme``, as the sender names the list)."""

    scheme: str
    code: str


@dataclass(frozen=True)
class Reference:
    """An earlier message that this one updates or cancels; ``sent`` in wall time, if given."""

    sender: str
    identifier: str
    sent: dt.datetime | None


@dataclass(frozen=True, kw_only=True)
class Area:
    """Where: any of polygons, circles, codes and names; they add up.

    ``names`` are places in words, each from the widest to the narrowest (青海省海东市互助县).
    Heights are metres above sea level; CAP gives feet.
    """

    description: str
    polygons: tuple[Polygon, ...] = ()
    circles: tuple[Circle, ...] = ()
    geocodes: tuple[Geocode, ...] = ()
    names: tuple[str, ...] = ()
    altitude_m: float | None = None
    ceiling_m: float | None = None


@dataclass(frozen=True, kw_only=True)
class Info:
    """What a message says, in one language.

    Attributes:
        language: as written ("" where the message names none).
        event: as written.
        signal: code of ``risk.reference.signal_words``; None where the words are not known.
        colour: None where no colour is named.
        severity, urgency, certainty: as written.
        effective, onset, expires: wall time.
        parameters: further fields (name, value) as written.
    """

    language: str
    event: str
    signal: str | None = None
    colour: Colour | None = None
    categories: tuple[str, ...] = ()
    response_types: tuple[str, ...] = ()
    severity: str = ""
    urgency: str = ""
    certainty: str = ""
    effective: dt.datetime | None = None
    onset: dt.datetime | None = None
    expires: dt.datetime | None = None
    headline: str = ""
    description: str = ""
    instruction: str = ""
    sender_name: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    areas: tuple[Area, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Alert:
    """One message.

    Attributes:
        identifier: the sender's; for messages without one a hash of their content.
        sent: wall time of issue.
        status: as written; only ``Actual`` is meant to be acted on.
        infos: one for each language or event; may be empty (an acknowledgement, a bare cancel).
        faults: what does not follow the standard but could be read; one line each.
    """

    identifier: str
    sender: str
    sent: dt.datetime
    status: str
    msg_type: MsgType
    source: Source
    scope: str = ""
    note: str = ""
    references: tuple[Reference, ...] = ()
    infos: tuple[Info, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str, dt.datetime]:
        """What tells one message from another (CAP 1.2: sender, identifier, sent)."""
        return self.sender, self.identifier, self.sent

    @property
    def real(self) -> bool:
        """Whether it is meant to be acted on: no exercise, test, draft or system message."""
        return self.status == "Actual"

    def info(self, lang: str = "zh") -> Info | None:
        """The info in a language (``zh``, ``en``), else the first; None if there is none."""
        own = (i for i in self.infos if i.language.lower().startswith(lang))
        return next(own, self.infos[0] if self.infos else None)


def wall_time(moment: dt.datetime, timezone: str) -> dt.datetime:
    """A moment as naive wall time of a zone; one without an offset is taken to be so already."""
    if moment.tzinfo is None:
        return moment
    return moment.astimezone(ZoneInfo(timezone)).replace(tzinfo=None)
