"""What a manager sets on the surge planner, as it is stored and linked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from risk import reference
from risk.errors import OperationsError

FAMILY_OF = {p.kind: p.family.value for p in reference.presets()}
FAMILIES = tuple(dict.fromkeys(FAMILY_OF.values()))
GRADES = tuple(dict.fromkeys(p.grade for p in reference.presets()))
DURATION_H_MAX = 720.0
FOOTPRINT_CHARS_MAX = 4_000_000
TOWNSHIPS_MAX = 200
TIMES_MIN, TIMES_MAX = 0.5, 2.0


class Origin(StrEnum):
    """What a scenario is made from."""

    PRESET = "preset"
    EVENT = "event"
    FOOTPRINT = "footprint"


def kinds_of(family: str) -> tuple[str, ...]:
    """Kinds of hazard of a family, the main one first."""
    return tuple(kind for kind, own in FAMILY_OF.items() if own == family)


@dataclass(frozen=True)
class Choice:
    """What a manager sets.

    Attributes:
        kind: of the presets: gale, hail, rainstorm … they give claims and travel.
        grade: of the preset; not used with an event or a footprint.
        duration_h: hours the hazard lasts; None: the preset's or the event's.
        event_id: a past event instead of a preset.
        footprint: a footprint of one's own (``story.footprints``) as JSON text, instead of either.
        townships: codes of the townships a preset strikes; none: those with most expected claims.
        times: intensity as a multiple of the preset's, event's or footprint's.
    """

    kind: str
    grade: str
    starts_at: datetime
    duration_h: float | None = None
    event_id: str = ""
    footprint: str = ""
    townships: tuple[str, ...] = ()
    times: float = 1.0

    @property
    def preset(self) -> str:
        """Code of the preset in risk.reference."""
        found = (
            p.code for p in reference.presets() if (p.kind, p.grade) == (self.kind, self.grade)
        )
        return next(found)

    @property
    def family(self) -> str:
        """Peril family."""
        return FAMILY_OF[self.kind]

    @property
    def origin(self) -> Origin:
        """What it is made from."""
        if self.footprint:
            return Origin.FOOTPRINT
        return Origin.EVENT if self.event_id else Origin.PRESET

    def payload(self) -> dict[str, Any]:
        """As it is stored."""
        told: dict[str, Any] = {
            "kind": self.kind,
            "grade": self.grade,
            "starts_at": self.starts_at.isoformat(timespec="minutes"),
            "duration_h": self.duration_h,
            "event_id": self.event_id,
            "footprint": json.loads(self.footprint) if self.footprint else None,
        }
        if self.townships:
            told["townships"] = list(self.townships)
        if self.times != 1:
            told["times"] = self.times
        return told

    @classmethod
    def read(cls, payload: Mapping[str, Any]) -> Self:
        """From a form or a store; one stored before there were kinds names its family.

        Raises:
            OperationsError: a value is missing or none of those allowed.
        """
        try:
            family = str(payload.get("family"))
            kind = str(payload.get("kind") or next(iter(kinds_of(family)), family))
            grade = str(payload["grade"])
            starts_at = datetime.fromisoformat(str(payload["starts_at"]))
            hours = payload.get("duration_h")
            duration = None if hours in (None, "") else float(hours)
            given = payload.get("footprint")
            text = json.dumps(given, ensure_ascii=False, allow_nan=False) if given else ""
            townships = tuple(sorted({str(c) for c in payload.get("townships") or ()}))
            times = float(payload.get("times") or 1.0)
        except (KeyError, TypeError, ValueError) as e:
            raise OperationsError(f"not a scenario ({e})", remedy="choose again") from None
        allowed = kind in FAMILY_OF and grade in GRADES
        allowed &= duration is None or 0 < duration <= DURATION_H_MAX
        allowed &= len(townships) <= TOWNSHIPS_MAX and TIMES_MIN <= times <= TIMES_MAX
        if not allowed or len(text) > FOOTPRINT_CHARS_MAX:
            raise OperationsError(f"no scenario {kind} {grade} {duration}", remedy="choose again")
        event = str(payload.get("event_id") or "")
        start = starts_at.replace(tzinfo=None)
        return cls(kind, grade, start, duration, event, text, townships, times)
