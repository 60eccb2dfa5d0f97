"""What the page Warnings shows at a moment: warnings in force, past, waiting, and what was done.

A warning is a thread of messages (``risk.hazard.in_force``); its number is that of its first
message in the operations store. Deeds known by the moment are shown with it. In a synthetic county
that is looked at as of an earlier day the deeds of today are shown too: it is practised on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from risk.hazard.alert import Alert, Colour, Info
from risk.hazard.in_force import State, Thread, Threads, thread
from risk.hazard.record import from_record
from risk.operations.watch import Received, Standing
from risk.terms import WarningColour

EVENING = time(18)
"""The hour a day is looked at that is named without one."""
COLOURS = tuple(WarningColour)
Key = tuple[str, str, datetime]
"""What tells one message from another: sender, identifier, time of issue."""


@dataclass(frozen=True)
class Moment:
    """The time shown.

    Attributes:
        at: wall time the warnings are shown as of.
        now: wall time of the clock.
        practice: a synthetic county looked at in its past, deeds of today included.
    """

    at: datetime
    now: datetime
    practice: bool = False

    @property
    def known(self) -> datetime:
        """Deeds are shown that were done by this time."""
        return self.now if self.practice or self.at >= self.now else self.at

    @property
    def is_now(self) -> bool:
        """Whether the clock's own time is shown."""
        return self.at == self.now


@dataclass(frozen=True)
class Warned:
    """One warning at a moment.

    Attributes:
        thread: its messages.
        message: the latest by the moment that says something.
        told: number of ``message`` in the operations store.
        numbers: of all its messages by the moment, in order.
        state: where it stands.
    """

    thread: Thread
    message: Alert
    told: int
    numbers: tuple[int, ...]
    state: State

    @property
    def number(self) -> int:
        """Of its first message: what is done about the warning is kept under it."""
        return self.numbers[0]

    @property
    def last(self) -> int:
        """Number of its latest message."""
        return self.numbers[-1]

    def info(self, lang: str) -> Info | None:
        """What it says, in the reader's language where it speaks it."""
        return self.message.info(lang)

    @property
    def colour(self) -> Colour | None:
        """Signal colour; None where no colour is named."""
        info = self.message.info()
        return info.colour if info else None

    @property
    def signal(self) -> str | None:
        """Code of the signal; None where its words are not known."""
        info = self.message.info()
        return info.signal if info else None

    @property
    def key(self) -> str:
        """Changes when what it says changes: number and latest message."""
        return f"{self.number}.{self.last}"


@dataclass(frozen=True)
class Watch:
    """All warnings at a moment.

    Attributes:
        in_force: gravest colour first.
        stale: in force by their words, which state no end, and a day old: somebody should ask.
        past: expired, cancelled and not yet begun, the latest first.
        waiting: pasted, not confirmed by a person.
        set_aside: with their reasons.
        orphans: updates and cancels that fit no warning.
        received: everything by number.
    """

    moment: Moment
    in_force: tuple[Warned, ...]
    stale: tuple[Warned, ...]
    past: tuple[Warned, ...]
    waiting: tuple[Received, ...]
    set_aside: tuple[Received, ...]
    orphans: tuple[Alert, ...]
    received: dict[int, Received]

    def find(self, number: int | None) -> Warned | None:
        """The warning of a number, or of any of its messages."""
        for warned in (*self.in_force, *self.stale, *self.past):
            if number in warned.numbers:
                return warned
        return None


def watch_at(received: Sequence[Received], moment: Moment) -> Watch:
    """What stands at a moment, of everything received by then."""
    seen = [r for r in received if r.received_at <= moment.known]
    own: dict[Key, int] = {}
    alerts = []
    for row in sorted(seen, key=lambda r: r.id):
        if row.standing is Standing.COUNTS:
            alert = from_record(row.record)
            own.setdefault(alert.key, row.id)
            alerts.append(alert)
    threads = thread(alerts)
    found = [w for t in threads.threads if (w := _warned(t, own, moment.at)) is not None]
    held = [w for w in found if w.state is State.IN_FORCE]
    stale = [w for w in held if w.thread.stale(moment.at)]
    past = [w for w in found if w.state is not State.IN_FORCE]
    return Watch(
        moment=moment,
        in_force=tuple(sorted((w for w in held if w not in stale), key=_gravest, reverse=True)),
        stale=tuple(stale),
        past=tuple(sorted(past, key=lambda w: w.message.sent, reverse=True)),
        waiting=tuple(r for r in seen if r.standing is Standing.WAITS),
        set_aside=tuple(r for r in seen if r.standing is Standing.SET_ASIDE),
        orphans=_known(threads, moment.at),
        received={r.id: r for r in seen},
    )


def _warned(one: Thread, own: dict[Key, int], at: datetime) -> Warned | None:
    message = one.said(at)
    if message is None:
        return None
    numbers = tuple(own[m.key] for m in one.messages if m.sent <= at)
    return Warned(one, message, own[message.key], numbers, one.state(at))


def _known(threads: Threads, at: datetime) -> tuple[Alert, ...]:
    return tuple(a for a in threads.orphans if a.sent <= at)


def _gravest(warned: Warned) -> tuple[int, datetime]:
    colour = warned.colour
    return (COLOURS.index(colour.value) if colour else -1), warned.message.sent


def evening_of(day: date) -> datetime:
    """The moment a day is shown at that is named without an hour."""
    return datetime.combine(day, EVENING)


def first_moment(
    received: Sequence[Received], now: datetime, last_day: date, *, synthetic: bool
) -> Moment:
    """The moment the page opens at: now; in a synthetic county without a warning in force now, the
    evening of the last day its data know, where one is."""
    present = Moment(now, now)
    if not synthetic or watch_at(received, present).in_force:
        return present
    past = Moment(evening_of(last_day), now, practice=True)
    return past if past.at < now and watch_at(received, past).in_force else present


def moment_at(at: datetime | None, now: datetime, *, synthetic: bool) -> Moment:
    """The moment of a time asked for; None: now."""
    if at is None:
        return Moment(now, now)
    return Moment(at, now, practice=synthetic and at < now)
