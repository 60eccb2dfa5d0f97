"""What phones send, read without trust: every value checked for form and bounds, or the item left.

A body is ``{"sent_ms": …, "items": [{"uuid", "claim_id", "kind", "made_ms", …}]}``.
"""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dashboards.story.check_in_judged import Told
from risk.terms import CheckInKind

BODY_BYTES_MAX = 64 * 1024
ITEMS_MAX = 50
CHARS_MAX = 200
UUID = re.compile(r"[0-9a-f]{32}")
MOMENT_S_MAX = 1e11  # the year 5138: beyond it no clock stands


@dataclass(frozen=True)
class Sent:
    """What could be read of a body, and the uuids of what could not."""

    items: tuple[Told, ...]
    unread: tuple[str, ...]
    sent_s: float


def read_sent(body: bytes) -> Sent | None:
    """The check-ins of a body; None: it is none."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return None
    items = told.get("items") if isinstance(told, dict) else None
    sent_s = number(told.get("sent_ms"), scale=1000) if isinstance(told, dict) else None
    if not isinstance(items, list) or len(items) > ITEMS_MAX or sent_s is None:
        return None
    uuids = [item.get("uuid") if isinstance(item, dict) else None for item in items]
    if not all(isinstance(u, str) and UUID.fullmatch(u) for u in uuids):
        return None
    if len(set(uuids)) < len(uuids):
        return None
    read = [read_item(item) for item in items]
    unread = tuple(u for u, item in zip(uuids, read, strict=True) if item is None)
    return Sent(tuple(item for item in read if item is not None), unread, sent_s)


def read_item(item: Mapping[str, Any]) -> Told | None:
    """One check-in; None: claim, kind or time cannot be meant. A point or photograph that cannot
    be meant is left out."""
    made_s = number(item.get("made_ms"), scale=1000)
    claim_id, kind = item.get("claim_id"), item.get("kind")
    if made_s is None or not isinstance(claim_id, str) or not 0 < len(claim_id) <= CHARS_MAX:
        return None
    if not isinstance(kind, str) or kind not in set(CheckInKind):
        return None
    lon, lat = number(item.get("lon"), most=180), number(item.get("lat"), most=90)
    here = lon is not None and lat is not None and (lon, lat) != (0.0, 0.0)
    accuracy_m = number(item.get("accuracy_m"), most=1e7)
    return Told(
        uuid=str(item["uuid"]), claim_id=claim_id, kind=CheckInKind(kind), made_s=made_s,
        ahead_s=number(item.get("ahead_s")), typed=item.get("typed") is True,
        lon=lon if here else None, lat=lat if here else None,
        accuracy_m=None if accuracy_m is None else abs(accuracy_m),
        photo_s=number(item.get("photo_ms"), scale=1000),
    )  # fmt: skip


def number(value: object, *, scale: float = 1, most: float = MOMENT_S_MAX) -> float | None:
    """A finite number, divided by ``scale``, no larger than ``most``; None: it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        scaled = float(value) / scale
    except OverflowError:
        return None
    return scaled if math.isfinite(scaled) and abs(scaled) <= most else None
