"""Pasted words of an SMS, a post or a stamped PDF → what a person confirms within a minute.

Every field carries the words it was taken from and where they stand in `Pasted.text`; ``doubt``
says why it may be wrong. What the words do not tell stays empty: nothing is filled in. Several
warnings in one text are several candidates.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from risk.hazard.amounts import Amount, find_amounts
from risk.hazard.anchors import Action, Anchor, advice_starts, find_anchors
from risk.hazard.issue import Field, find_issued, find_offices, segments
from risk.hazard.mentions import (
    WHOLE_COUNTY,
    Mention,
    PlaceNames,
    excepted_places,
    find_places,
    narrowest,
)
from risk.hazard.moments import Span, find_period
from risk.hazard.tidy import tidy
from risk.hazard.unknown import unknown_places
from risk.terms import RegionLevel, WarningColour

T = TypeVar("T")
Spans = Sequence[tuple[int, int]]
_EXERCISE = re.compile(r"演练|演习|测试(?:信息|短信|预警)|模拟预警")
ELSEWHERE = "told elsewhere in the text"


@dataclass(frozen=True)
class Place:
    """A region of the county; ``part`` narrows it (北部山区)."""

    region_code: str
    level: RegionLevel
    part: str = ""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One warning told by a text, for a person to confirm.

    ``places_left`` were named but not taken, each with the reason in its doubt;
    ``places_unknown`` are names the map does not know.
    """

    action: Field[Action]
    signal: Field[str] | None
    colour: Field[WarningColour] | None
    places: tuple[Field[Place], ...]
    places_left: tuple[Field[Place], ...]
    places_unknown: tuple[Field[str], ...]
    issued_at: Field[dt.datetime] | None
    valid_from: Field[dt.datetime] | None
    valid_until: Field[dt.datetime] | None
    amounts: tuple[Amount, ...]
    office: Field[str] | None
    exercise: bool

    @property
    def doubts(self) -> tuple[tuple[str, str], ...]:
        """What a person should look at: field and reason; a field not found is ``missing``."""
        single = {
            "action": self.action, "signal": self.signal, "colour": self.colour,
            "issued_at": self.issued_at, "valid_until": self.valid_until, "office": self.office,
        }  # fmt: skip
        lifted = self.action.value is Action.LIFTED
        needless = {"valid_until"} if lifted else set()
        told = [
            (name, "missing" if f is None else f.doubt)
            for name, f in single.items()
            if name not in needless or f is not None
        ]
        told += [("places", f.doubt) for f in self.places] or [("places", "missing")]
        told += [("places", f.doubt) for f in self.places_unknown]
        told += [("amounts", a.doubt) for a in self.amounts]
        return tuple(dict.fromkeys((name, why) for name, why in told if why))


@dataclass(frozen=True)
class Pasted:
    """What a text tells. ``text`` is the tidied text: all positions count in it.

    ``left_out``: warnings named that count for nothing, with the reason in ``left_out``.
    """

    text: str
    candidates: tuple[Candidate, ...]
    left_out: tuple[Anchor, ...]


def read_pasted(text: str, names: PlaceNames, *, received_at: dt.datetime) -> Pasted:
    """Read a pasted text.

    Args:
        text: as pasted; at most `tidy.MAX_CHARACTERS` are read.
        names: of the county (`mentions.place_names`).
        received_at: wall time at which it came: missing years are nearest to it.
    """
    plain = tidy(text)
    anchors = find_anchors(plain)
    counted = [a for a in anchors if not a.left_out]
    same: dict[tuple[str | None, WarningColour | None, bool], list[Anchor]] = {}
    for anchor in counted:
        lifted = anchor.action is Action.LIFTED
        same.setdefault((anchor.signal, anchor.colour, lifted), []).append(anchor)
    reader = _Reader(plain, counted, names, received_at)
    return Pasted(
        plain,
        tuple(reader.candidate(group) for group in same.values()),
        tuple(a for a in anchors if a.left_out),
    )


class _Reader:
    """One text, its warnings, and what holds for all of them."""

    def __init__(
        self, text: str, anchors: Sequence[Anchor], names: PlaceNames, received_at: dt.datetime
    ) -> None:
        self.text, self.names, self.received_at = text, names, received_at
        self.body = text[: advice_starts(text)]
        self.segments = segments(text, anchors)
        self.offices = find_offices(text)
        self.exercise = _EXERCISE.search(text)

    def candidate(self, group: list[Anchor]) -> Candidate:
        first = group[0]
        spans = list(dict.fromkeys(self.segments[a.start] for a in group))
        issued = self._issued(spans)
        lifted = first.action is Action.LIFTED
        period = None if lifted else self._period(spans, issued)
        office = self._office(spans)
        places, left = self._places(spans, office)
        at = (first.start, first.end)
        words = self.text[first.start : first.end]
        drill = "an exercise" if self.exercise else ""
        return Candidate(
            action=Field(first.action, words, *at, drill),
            signal=self._word(first, first.signal, first.signal_words, ""),
            colour=self._word(first, first.colour, first.colour_words, first.doubt),
            places=places,
            places_left=left,
            places_unknown=self._unknown(spans),
            issued_at=issued,
            valid_from=_edge(period, period.first) if period else None,
            valid_until=_edge(period, period.last) if period else None,
            amounts=tuple(
                replace(a, start=a.start + begin, end=a.end + begin)
                for begin, end in spans
                for a in find_amounts(self.body[begin:end])
            ),
            office=office,
            exercise=drill != "",
        )

    def _word(self, anchor: Anchor, value: T | None, words: str, doubt: str) -> Field[T] | None:
        """A signal or colour where it stands inside its anchor; the last, for a new colour."""
        if value is None:
            return None
        start = self.text.rindex(words, anchor.start, anchor.end)
        return Field(value, words, start, start + len(words), doubt)

    def _issued(self, spans: Spans) -> Field[dt.datetime] | None:
        whole = find_issued(self.text, near=self.received_at)
        own = [f for f in whole if any(b <= f.start < e for b, e in spans)]
        chosen = (own or [replace(f, doubt=f.doubt or ELSEWHERE) for f in whole])[:1]
        for found in chosen:
            late = found.value > self.received_at + dt.timedelta(hours=1)
            return replace(found, doubt="later than it came") if late else found
        return None

    def _period(self, spans: Spans, issued: Field[dt.datetime] | None) -> Span | None:
        base = issued.value if issued else self.received_at
        skip = (issued.start, issued.end) if issued else (0, 0)
        whole = (0, len(self.body))
        for begin, end in (*spans, whole):
            here = (skip[0] - begin, skip[1] - begin)
            found = find_period(self.body[begin:end], issued=base, skip=here)
            if found is None:
                continue
            elsewhere = ELSEWHERE if (begin, end) == whole and whole not in spans else ""
            guess = issued.doubt if issued else "counted from when it came"
            doubt = found.doubt or guess or elsewhere
            return replace(found, start=found.start + begin, end=found.end + begin, doubt=doubt)
        return None

    def _office(self, spans: Spans) -> Field[str] | None:
        own = [o for o in self.offices if any(b <= o.start < e for b, e in spans)]
        if own:
            return own[0]
        return replace(self.offices[0], doubt=ELSEWHERE) if self.offices else None

    def _places(
        self, spans: Spans, office: Field[str] | None
    ) -> tuple[tuple[Field[Place], ...], tuple[Field[Place], ...]]:
        told = [
            m
            for m in narrowest(find_places(self.body, self.names))
            if not any(o.start <= m.start < o.end for o in self.offices)
        ]
        own = [m for m in told if any(b <= m.start < e for b, e in spans)]
        if not own and told:
            own = [replace(m, doubt=m.doubt or ELSEWHERE) for m in told]
        if not own and office is not None:
            issuer = find_places(office.words, self.names)
            own = [
                replace(
                    m,
                    start=office.start + m.start,
                    end=office.start + m.end,
                    doubt="only its office is named",
                )
                for m in issuer
            ]
        return _taken(own, excepted_places(self.body, self.names))

    def _unknown(self, spans: Spans) -> tuple[Field[str], ...]:
        found = unknown_places(self.body, find_places(self.body, self.names))
        return tuple(
            Field(words, words, start, end, f"'{words}' is not on the map")
            for words, start, end in found
            if any(b <= start < e for b, e in spans)
            and not any(o.start <= start < o.end for o in self.offices)
        )


def _edge(period: Span, value: dt.datetime | None) -> Field[dt.datetime] | None:
    if value is None:
        return None
    return Field(value, period.words, period.start, period.end, period.doubt)


def _taken(
    mentions: Sequence[Mention], excepted: Sequence[Mention]
) -> tuple[tuple[Field[Place], ...], tuple[Field[Place], ...]]:
    """Places meant, and those named but not meant: the county that leads to its townships."""
    narrower = any(m.level is not RegionLevel.COUNTY for m in mentions)
    taken: dict[str, Field[Place]] = {}
    left: dict[str, Field[Place]] = {}
    for m in mentions:
        whole = m.level is not RegionLevel.COUNTY or m.part or m.words in WHOLE_COUNTY
        doubt = m.doubt or ("some places are excepted" if excepted else "")
        field = Field(Place(m.code, m.level, m.part), m.words, m.start, m.end, doubt)
        if narrower and not whole:
            left.setdefault(m.code, replace(field, doubt="townships are named beside it"))
        else:
            taken.setdefault(m.code, field)
    for m in excepted:
        field = Field(Place(m.code, m.level), m.words, m.start, m.end, "excepted (除…外)")
        left.setdefault(m.code, field)
    return tuple(taken.values()), tuple(f for code, f in left.items() if code not in taken)
