"""Messages of the national early-warning centre (12379) in JSON → `Alert`.

Feeds differ in headings and wrapping: one message, a list, or a list under ``messages`` or
``alertData``; ``msg_type`` or ``msgType``. A message that lacks what no reader can do without is
one line of refusal; the others of the file are still read. Places stay words here: they are matched
to a map by `risk.hazard.inside`.
"""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from risk.errors import AlertError
from risk.hazard.alert import Alert, Area, Geocode, Info, MsgType, Reference, Source, wall_time
from risk.hazard.markup import MAX_BYTES, decode
from risk.hazard.words import LIFTED, NATIONAL_IDENTIFIER, colour_of, plain, signal_of

LISTS = ("messages", "alertdata", "alerts", "alarm", "data", "list")
# Headings met in feeds that pass the centre's messages on; compared without case.
NAMES = {
    "title": ("title", "headline", "head"),
    "text": ("text", "description", "issuecontent", "content"),
    "sender": ("sender", "sendername"),
    "kind": ("msg_type", "msgtype"),
    "effective": ("effective", "issuetime", "sendtime"),
    "published": ("public_time", "publictime", "pubtime"),
    "expires": ("expires", "relievetime"),
    "level": ("level", "severity", "signallevel", "color"),
    "event": ("event_type", "signaltype", "event", "eventtype"),
    "place": ("location", "areadesc", "area"),
    "identifier": ("identifier", "alertid", "id"),
    "references": ("references",),
    "link": ("source", "url"),
}
_JSONP = re.compile(r"^\s*(?:var\s+\w+\s*=|\w+\s*\()\s*(.*?)\)?\s*;?\s*$", re.S)
_PLACE_LEVELS = ("province", "city", "county", "town", "township", "village")


def read_national(
    data: bytes, *, timezone: str, where: str
) -> tuple[tuple[Alert, ...], tuple[str, ...]]:
    """Read one JSON file.

    Args:
        data: its bytes.
        timezone: zone of the wall times wanted; times without an offset are Chinese wall time.
        where: name of the file, for messages.

    Returns:
        The messages that could be read, and one line for each that could not.

    Raises:
        AlertError: no JSON, or no message in it.
    """
    rows = _rows(_parsed(data, where), where)
    alerts, refused = [], []
    for number, row in enumerate(rows, 1):
        place = where if len(rows) == 1 else f"{where}, message {number}"
        try:
            alerts.append(_alert(row, timezone, place))
        except AlertError as refusal:
            refused.append(str(refusal))
    return tuple(alerts), tuple(refused)


def _parsed(data: bytes, where: str) -> Any:
    if len(data) > MAX_BYTES:
        raise AlertError(
            f"{len(data):,} bytes, more than {MAX_BYTES:,}", where=where, remedy="split the file"
        )
    text = decode(data, where)
    wrapped = _JSONP.match(text)
    try:
        return json.loads(wrapped[1] if wrapped else text)
    except (ValueError, RecursionError) as e:
        line = f", line {e.lineno}" if isinstance(e, json.JSONDecodeError) else ""
        raise AlertError(
            "no JSON", where=f"{where}{line}", remedy="give the file as the feed sent it"
        ) from None


def _rows(parsed: Any, where: str) -> list[Mapping[str, Any]]:
    """The messages, wherever the feed keeps them."""
    while isinstance(parsed, dict):
        lower = {str(k).lower(): v for k, v in parsed.items()}
        inner = next((lower[n] for n in LISTS if isinstance(lower.get(n), list | dict)), None)
        parsed = [parsed] if inner is None else inner
    if not isinstance(parsed, list) or not parsed:
        raise AlertError("holds no message", where=where, remedy="expected a list 'alertData'")
    return [row if isinstance(row, dict) else {} for row in parsed]


def _alert(row: Mapping[str, Any], timezone: str, where: str) -> Alert:
    given = {str(k).lower(): v for k, v in row.items() if v not in (None, "")}
    fields = {
        name: next((given[h] for h in headings if h in given), None)
        for name, headings in NAMES.items()
    }
    faults: list[str] = []
    title, text = (plain(str(fields[n] or "")) for n in ("title", "text"))
    if not title and not text:
        raise AlertError("neither title nor text", where=where, remedy="give the whole message")
    sent = _sent(fields, timezone, faults)
    if sent is None:
        raise AlertError(
            "no time of issue ('effective', 'public_time')", where=where,
            remedy="give the whole message",
        )  # fmt: skip
    wanted = ("sender", "event", "level", "place")
    faults.extend(f"'{NAMES[name][0]}' is missing" for name in wanted if fields[name] is None)
    identifier = _identifier(fields, title, text, sent)
    event, level = (str(fields[n] or "") for n in ("event", "level"))
    sender = str(fields["sender"] or "")
    return Alert(
        identifier=identifier,
        sender=sender,
        sent=sent,
        status=str(given.get("status", "Actual")),
        msg_type=_kind(fields["kind"], title + text, faults, where),
        source=Source.NATIONAL,
        scope="Public",
        references=_references(fields["references"], identifier),
        infos=(
            Info(
                language="zh-CN",
                event=event,
                signal=signal_of(event, title, text),
                colour=colour_of(headline=title, event=event, level=level, text=text),
                effective=sent,
                expires=_time(fields["expires"], timezone, faults),
                headline=title,
                description=text,
                sender_name=sender,
                areas=_areas(fields["place"]) or _issuer(identifier, faults),
            ),
        ),
        faults=tuple(faults),
    )


def _sent(fields: Mapping[str, Any], timezone: str, faults: list[str]) -> dt.datetime | None:
    sent = _time(fields["effective"], timezone, faults)
    if sent is None:
        sent = _time(fields["published"], timezone, faults)
        if sent is not None:
            faults.append("'effective' is missing; time of publication taken")
    return sent


def _time(value: Any, timezone: str, faults: list[str]) -> dt.datetime | None:
    if value is None:
        return None
    try:
        return wall_time(dt.datetime.fromisoformat(str(value).strip().replace("/", "-")), timezone)
    except ValueError:
        faults.append(f"{str(value)[:40]!r} is no time")
        return None


def _kind(value: Any, words: str, faults: list[str], where: str) -> MsgType:
    if value is None:
        kind = MsgType.CANCEL if LIFTED.search(words) else MsgType.ALERT
        faults.append(f"'msg_type' is missing; by its words a message of type {kind}")
        return kind
    try:
        return MsgType(str(value).strip().lower())
    except ValueError:
        raise AlertError(
            f"'msg_type' is {str(value)[:40]!r}", where=where, remedy="Alert, Update or Cancel"
        ) from None


def _identifier(fields: Mapping[str, Any], title: str, text: str, sent: dt.datetime) -> str:
    """Its own, else the one in the link to the centre's page, else a hash of what it says."""
    if fields["identifier"] is not None:
        return str(fields["identifier"])
    linked = NATIONAL_IDENTIFIER.search(str(fields["link"] or ""))
    if linked:
        return linked[0]
    digest = hashlib.sha256(f"{title}\n{text}\n{sent.isoformat()}".encode()).hexdigest()
    return f"sha256-{digest[:16]}"


def _references(value: Any, identifier: str) -> tuple[Reference, ...]:
    """Earlier messages by identifier; some feeds name the message itself, which refers to none."""
    named = NATIONAL_IDENTIFIER.findall(str(value or ""))
    return tuple(Reference("", found, None) for found in named if found != identifier)


def _issuer(identifier: str, faults: list[str]) -> tuple[Area, ...]:
    """The county or prefecture whose office issued it: the first six digits of the identifier."""
    if not NATIONAL_IDENTIFIER.fullmatch(identifier):
        return ()
    code = identifier[:6]
    faults.append(f"the area of its issuer ({code}) is taken")
    return (Area(description=code, geocodes=(Geocode("issuer", code),)),)


def _areas(value: Any) -> tuple[Area, ...]:
    rows = value if isinstance(value, list) else [value] if value else []
    names = []
    for row in rows:
        if isinstance(row, dict):
            lower = {str(k).lower(): str(v) for k, v in row.items() if v}
            names.append("".join(lower[level] for level in _PLACE_LEVELS if level in lower))
        else:
            names.append(str(row))
    names = [name for name in names if name]
    return (Area(description="、".join(names), names=tuple(names)),) if names else ()
