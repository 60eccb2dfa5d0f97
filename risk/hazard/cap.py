"""Common Alerting Protocol 1.1 and 1.2 (OASIS): bytes of a file → `Alert`.

A file that lacks what the standard requires, or whose status or kind cannot be told, is refused in
one line that names the element and its line. What can still be read though it breaks the standard
(a severity of no known value, an open polygon, a time without its offset) is read and told in
``Alert.faults``. XML is read without document types, so without entities and outside references.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import NoReturn

from shapely import Polygon

from risk.errors import AlertError
from risk.hazard.alert import (
    Alert,
    Area,
    Circle,
    Geocode,
    Info,
    MsgType,
    Reference,
    Source,
    wall_time,
)
from risk.hazard.markup import Element, read_xml
from risk.hazard.shapes import read_circle, read_polygon
from risk.hazard.standard import CODES, REQUIRED, SPACES, STATUSES
from risk.hazard.words import colour_of, plain, signal_of

METRES_PER_FOOT = 0.3048


def read_cap(data: bytes, *, timezone: str, where: str) -> Alert:
    """Read one CAP file.

    Args:
        data: its bytes, at most `markup.MAX_BYTES`.
        timezone: zone of the wall times wanted (``County.timezone``).
        where: name of the file, for messages.

    Raises:
        AlertError: no CAP, not well-formed, or without what the standard requires.
    """
    root = read_xml(data, where)
    if root.name != "alert" or root.space not in SPACES:
        raise AlertError(
            f"no CAP 1.1 or 1.2 message (root {root.name!r} of {root.space or 'no name space'})",
            where=f"{where}, line {root.line}",
            remedy="give a CAP file",
        )
    return _Reading(where, timezone).alert(root)


@dataclass
class _Reading:
    """One file being read: where it stands, and the faults met."""

    where: str
    timezone: str
    faults: list[str] = field(default_factory=list)

    def alert(self, root: Element) -> Alert:
        self._require(root)
        status, kind = self._text(root, "status"), self._text(root, "msgType")
        self._one_of(root, "status", status, STATUSES)
        self._one_of(root, "msgType", kind, tuple(m.capitalize() for m in MsgType))
        identifier = self._text(root, "identifier")
        sent = self._time(root, "sent")
        if sent is None:
            self._refuse(root.first("sent") or root, "no time can be read from <sent>")
        self._codes(root, "scope")
        references = self._references(root)
        msg_type = MsgType(kind.lower())
        if msg_type in (MsgType.UPDATE, MsgType.CANCEL) and not references:
            self._fault(root, f"<references> is missing in a message of type {kind}")
        return Alert(
            identifier=identifier,
            sender=self._text(root, "sender"),
            sent=sent,
            status=status,
            msg_type=msg_type,
            source=Source.CAP,
            scope=self._text(root, "scope"),
            note=plain(self._text(root, "note")),
            references=references,
            infos=tuple(self._info(element, identifier) for element in root.all("info")),
            faults=tuple(self.faults),
        )

    def _info(self, element: Element, identifier: str) -> Info:
        self._require(element)
        for name in ("category", "responseType", "urgency", "severity", "certainty"):
            self._codes(element, name)
        event, headline = self._text(element, "event"), plain(self._text(element, "headline"))
        description = plain(self._text(element, "description"))
        severity = self._text(element, "severity")
        parameters = self._named_values(element, "parameter")
        codes = self._named_values(element, "eventCode")
        return Info(
            language=self._text(element, "language"),
            event=event,
            signal=signal_of(event, headline, *(value for _, value in codes)),
            colour=colour_of(
                parameters=parameters, headline=headline, event=event, text=description,
                severity=severity, identifier=identifier,
            ),
            categories=self._texts(element, "category"),
            response_types=self._texts(element, "responseType"),
            severity=severity,
            urgency=self._text(element, "urgency"),
            certainty=self._text(element, "certainty"),
            effective=self._time(element, "effective"),
            onset=self._time(element, "onset"),
            expires=self._time(element, "expires"),
            headline=headline,
            description=description,
            instruction=plain(self._text(element, "instruction")),
            sender_name=self._text(element, "senderName"),
            parameters=parameters + codes,
            areas=tuple(self._area(area) for area in element.all("area")),
        )  # fmt: skip

    def _area(self, element: Element) -> Area:
        self._require(element)
        described = self._text(element, "areaDesc")
        altitude, ceiling = self._feet(element, "altitude"), self._feet(element, "ceiling")
        if ceiling is not None and altitude is None:
            self._fault(element, "<ceiling> without <altitude>")
        return Area(
            description=described,
            polygons=self._polygons(element),
            circles=self._circles(element),
            geocodes=tuple(Geocode(*pair) for pair in self._named_values(element, "geocode")),
            names=(described,) if described else (),
            altitude_m=altitude,
            ceiling_m=ceiling,
        )

    def _polygons(self, element: Element) -> tuple[Polygon, ...]:
        found: list[Polygon] = []
        for child in element.all("polygon"):
            polygons, fault = read_polygon(child.text)
            self._fault(child, fault)
            found.extend(polygons)
        return tuple(found)

    def _circles(self, element: Element) -> tuple[Circle, ...]:
        found: list[Circle] = []
        for child in element.all("circle"):
            circle, fault = read_circle(child.text)
            self._fault(child, fault)
            found.extend([circle] if circle else [])
        return tuple(found)

    def _references(self, root: Element) -> tuple[Reference, ...]:
        """sender,identifier,sent for each earlier message, separated by spaces."""
        element = root.first("references")
        found = []
        for part in (element.text if element else "").split():
            pieces = part.split(",")
            if len(pieces) != 3:
                self._fault(element or root, f"reference {part!r} is not 'sender,identifier,sent'")
                continue
            sender, identifier, sent = pieces
            found.append(Reference(sender, identifier, self._moment(sent, element or root)))
        return tuple(found)

    def _named_values(self, element: Element, name: str) -> tuple[tuple[str, str], ...]:
        return tuple(
            (self._text(child, "valueName"), self._text(child, "value"))
            for child in element.all(name)
        )

    def _feet(self, element: Element, name: str) -> float | None:
        text = self._text(element, name)
        if not text:
            return None
        try:
            return float(text) * METRES_PER_FOOT
        except ValueError:
            self._fault(element, f"<{name}> {text!r} is no number of feet")
            return None

    def _time(self, element: Element, name: str) -> dt.datetime | None:
        child = element.first(name)
        return self._moment(child.text.strip(), child) if child and child.text.strip() else None

    def _moment(self, text: str, element: Element) -> dt.datetime | None:
        try:
            moment = dt.datetime.fromisoformat(text)
        except ValueError:
            self._fault(element, f"<{element.name}> {text!r} is no time")
            return None
        if moment.tzinfo is None:
            self._fault(
                element, f"<{element.name}> has no offset; taken as time of {self.timezone}"
            )
        return wall_time(moment, self.timezone)

    def _text(self, element: Element, name: str) -> str:
        child = element.first(name)
        return child.text.strip() if child else ""

    def _texts(self, element: Element, name: str) -> tuple[str, ...]:
        return tuple(child.text.strip() for child in element.all(name))

    def _codes(self, element: Element, name: str) -> None:
        """A value the standard does not know is a fault, not a refusal: the words still speak."""
        for child in element.all(name):
            if child.text.strip() not in CODES[name]:
                self._fault(child, f"<{name}> {child.text.strip()!r} is no value of the standard")

    def _require(self, element: Element) -> None:
        for name in REQUIRED[element.name]:
            if not self._text(element, name):
                what = "is empty" if element.first(name) else "is missing"
                self._refuse(
                    element.first(name) or element, f"<{name}> {what}, required in <{element.name}>"
                )

    def _one_of(self, root: Element, name: str, value: str, known: tuple[str, ...]) -> None:
        if value not in known:
            self._refuse(
                root.first(name) or root, f"<{name}> is {value!r}, not one of {', '.join(known)}"
            )

    def _refuse(self, element: Element, what: str) -> NoReturn:
        raise AlertError(
            what,
            where=f"{self.where}, line {element.line}",
            remedy="ask the sender for the file again",
        )

    def _fault(self, element: Element, what: str) -> None:
        if what:
            self.faults.append(f"line {element.line}: {what}")
