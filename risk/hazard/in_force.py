"""Which warnings are in force: messages strung into threads by reference, else by who, what, where.

A message of the national centre and a pasted text name no earlier message. Such an update or cancel
goes to the open warnings of the same sender and signal in the same place or within it; so does a
further alert of the same, because a station holds one signal of a kind at a time and a new colour
takes the place of the old. What fits none is kept apart, never dropped (`Threads.orphans`).
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from risk.hazard.alert import Alert, Colour, MsgType, Source
from risk.hazard.codes import code_prefix

_Subject = tuple[str, str | None]
STALE_AFTER = dt.timedelta(hours=24)  # the longest window of the national rain and wind signals


class State(StrEnum):
    """Where a warning stands at a moment."""

    NOT_YET = "not_yet"
    IN_FORCE = "in_force"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class Joined(StrEnum):
    """Why a message belongs to a thread."""

    FIRST = "first"
    REFERENCE = "reference"
    SAME = "sender_signal_place"


@dataclass(frozen=True)
class Step:
    """One entry of a warning's time line; a row without ``identifier`` is its expiry."""

    at: dt.datetime
    what: MsgType | None
    colour: Colour | None
    identifier: str
    joined: Joined | None


@dataclass(frozen=True)
class Thread:
    """One warning from its first message to its last, in order of issue."""

    messages: tuple[Alert, ...]
    joined: tuple[Joined, ...]

    @property
    def identifier(self) -> str:
        """Identifier of the first message."""
        return self.messages[0].identifier

    def last(self, at: dt.datetime) -> Alert | None:
        """The latest message issued by a moment."""
        issued = [m for m in self.messages if m.sent <= at]
        return issued[-1] if issued else None

    def said(self, at: dt.datetime) -> Alert | None:
        """The latest message by a moment that says something: a bare cancel does not."""
        issued = [m for m in self.messages if m.sent <= at and m.msg_type is not MsgType.CANCEL]
        return issued[-1] if issued else self.last(at)

    def until(self, at: dt.datetime) -> dt.datetime | None:
        """The end its latest message states; None where none is stated."""
        last = self.last(at)
        ends = [i.expires for i in last.infos if i.expires] if last else []
        return max(ends) if ends else None

    def state(self, at: dt.datetime) -> State:
        """Where it stands: an end counts as passed at that very moment."""
        last, until = self.last(at), self.until(at)
        if last is None:
            return State.NOT_YET
        if last.msg_type is MsgType.CANCEL:
            return State.CANCELLED
        if until is not None and until <= at:
            return State.EXPIRED
        starts = [i.effective for i in last.infos if i.effective]
        if last is self.messages[0] and starts and min(starts) > at:
            return State.NOT_YET
        return State.IN_FORCE

    def stale(self, at: dt.datetime) -> bool:
        """In force, no end stated, and a day old: ask the sender whether it still holds."""
        last = self.last(at)
        open_ended = self.state(at) is State.IN_FORCE and self.until(at) is None
        return open_ended and last is not None and at - last.sent > STALE_AFTER

    def timeline(self) -> tuple[Step, ...]:
        """Every message in order, and the expiry where nothing came before it."""
        steps = [
            Step(m.sent, m.msg_type, _colour(m), m.identifier, joined)
            for m, joined in zip(self.messages, self.joined, strict=True)
        ]
        last = self.messages[-1]
        end = self.until(last.sent)
        if last.msg_type is not MsgType.CANCEL and end is not None:
            steps.append(Step(end, None, None, "", None))
        return tuple(steps)


@dataclass(frozen=True)
class Threads:
    """Warnings, and the updates and cancels that belong to none of them."""

    threads: tuple[Thread, ...]
    orphans: tuple[Alert, ...]

    def in_force(self, at: dt.datetime) -> tuple[Thread, ...]:
        """Warnings in force at a moment, the latest message first."""
        held = [t for t in self.threads if t.state(at) is State.IN_FORCE]
        latest = [(m.sent, t) for t in held if (m := t.last(at))]
        return tuple(t for _, t in sorted(latest, key=lambda pair: pair[0], reverse=True))


def thread(alerts: Iterable[Alert]) -> Threads:
    """String messages into warnings.

    Exercises, tests and drafts are left out, acknowledgements too; a message given twice counts
    once.
    """
    # of two under one name the fuller is kept
    by_fullness = sorted(alerts, key=lambda a: len(a.infos))
    counted = {a.key: a for a in by_fullness if a.real}
    told = [a for a in counted.values() if a.msg_type not in (MsgType.ACK, MsgType.ERROR)]
    strung, orphans = _Strung(), []
    for alert in sorted(told, key=lambda a: (a.sent, a.identifier)):
        referred = strung.referred(alert)
        found = referred or strung.same(alert)
        if found:
            strung.add(alert, found, Joined.REFERENCE if referred else Joined.SAME)
            continue
        if alert.msg_type is not MsgType.CANCEL:
            # an update whose first message never came still warns
            strung.begin(alert)
        if alert.msg_type is not MsgType.ALERT:
            orphans.append(alert)
    return Threads(tuple(strung.threads), tuple(orphans))


class _Strung:
    """Threads being strung; found again by the names and by the subjects of their messages."""

    def __init__(self) -> None:
        self.threads: list[Thread] = []
        self.named: dict[str, list[int]] = {}
        self.about: dict[_Subject, list[int]] = {}

    def begin(self, alert: Alert) -> None:
        self.threads.append(Thread((), ()))
        self.add(alert, [len(self.threads) - 1], Joined.FIRST)

    def add(self, alert: Alert, places: list[int], joined: Joined) -> None:
        for at in places:
            old = self.threads[at]
            self.threads[at] = Thread((*old.messages, alert), (*old.joined, joined))
            self.named.setdefault(alert.identifier, []).append(at)
            self.about.setdefault(_subject(alert), []).append(at)

    def referred(self, alert: Alert) -> list[int]:
        """Threads a message of which it names; a sender left out fits any."""
        found = {
            at: None
            for r in alert.references
            for at in self.named.get(r.identifier, ())
            for m in self.threads[at].messages
            if m.identifier == r.identifier and r.sender in ("", m.sender)
        }
        return list(found)

    def same(self, alert: Alert) -> list[int]:
        """Open threads of the same sender and signal, in its place or within it."""
        if alert.source is Source.CAP or alert.references:
            return []
        found = []
        for at in dict.fromkeys(reversed(self.about.get(_subject(alert), []))):
            held = self.threads[at]
            last = held.said(alert.sent)
            if last and held.state(alert.sent) is State.IN_FORCE and _fits(last, alert):
                found.append(at)
        return found


def _fits(last: Alert, alert: Alert) -> bool:
    """Whether a message is about all of an earlier one.

    The same place, or a wider one; a cancel that names no place means every place. A cancel that
    names a colour lifts that colour only.
    """
    there, here = _places(last), _places(alert)
    covers = bool(there and here) and all(any(n.startswith(w) for w in here) for n in there)
    if alert.msg_type is not MsgType.CANCEL:
        return covers or there == here
    old, new = _colour(last), _colour(alert)
    other = old is not None and new is not None and old.value is not new.value
    return (covers or not here) and not other


def _subject(alert: Alert) -> _Subject:
    """Who warns of what."""
    info = alert.info()
    return alert.sender.strip(), (info.signal or info.event) if info else None


def _places(alert: Alert) -> frozenset[str]:
    """Where: codes, without the zeros that fill them up; names where there are none."""
    info = alert.info()
    areas = info.areas if info else ()
    codes = {code_prefix(g.code) or g.code for a in areas for g in a.geocodes}
    return frozenset(codes or {n for a in areas for n in a.names})


def _colour(alert: Alert) -> Colour | None:
    info = alert.info()
    return info.colour if info else None
