"""Who is on duty when, with the decisions of a drill taken so far."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from risk.follow.drill_deeds import SHIFT_MIN_H, Decision, Deed, arrives_h, leaves_h
from risk.staffing import Ground, Modes
from risk.staffing.simulator.crews import Crews, Floats, Ints
from risk.staffing.simulator.shifts import GOLDEN_SHARE

BATCH, DAY = 10**6, 10**3  # keys of called crews: call × BATCH + day × DAY + rank


@dataclass(frozen=True)
class Duty:
    """Crew-shifts of a drill, each with a key that stays the same whatever is decided later.

    Attributes:
        crews: the crew-shifts; ``follows`` is not used, ``before`` tells it by key.
        key: of each.
        before: key of the same crew's shift before, or -1.
    """

    crews: Crews
    key: Ints
    before: Ints


def duty_with(ground: Ground, decisions: Sequence[Decision]) -> Duty:
    """Own crews at their bases, as moved; crews called; hours with overtime."""
    calls = [d for d in decisions if d.deed is Deed.CALL]
    parts = [_own(ground, decisions), *(_called(ground, call, decisions) for call in calls)]
    crews = Crews(
        base=np.concatenate([p.crews.base for p in parts]),
        source=np.concatenate([p.crews.source for p in parts]),
        on_h=np.concatenate([p.crews.on_h for p in parts]),
        off_h=_off_h(np.concatenate([p.crews.off_h for p in parts]), decisions),
        rank=np.concatenate([p.crews.rank for p in parts]),
        size=np.concatenate([p.crews.size for p in parts]),
        lot=np.concatenate([p.crews.lot for p in parts]),
        skilled=np.concatenate([p.crews.skilled for p in parts]),
        follows=np.concatenate([p.crews.follows for p in parts]),
    )
    key = np.concatenate([p.key for p in parts])
    return Duty(crews, key, np.concatenate([p.before for p in parts]))


def modes_with(ground: Ground, decisions: Sequence[Decision]) -> Modes:
    """How claims are served after these decisions."""
    said = [d.modes for d in decisions if d.deed is Deed.MODES]
    return said[-1] if said else Modes.of(ground.county.staffing)


def crew_table_of(ground: Ground, decisions: Sequence[Decision]) -> Ints:
    """Crews by source, day, shift and base, as plans have them, for the cost."""
    out = ground.placed(np.zeros((ground.days, 2), np.int64))
    for call in (d for d in decisions if d.deed is Deed.CALL):
        source = ground.source_names.index(call.source)
        base, shift = _base(ground, call.base_id), int(call.shift == "night")
        for day in _days(ground, call, decisions):
            out[source, day, shift, base] += call.crews
    return out


def _own(ground: Ground, decisions: Sequence[Decision]) -> Duty:
    crews = ground.crews(ground.placed(np.zeros((ground.days, 2), np.int64)))
    base = crews.base.copy()
    night = _at_night(ground, crews.on_h)
    for move in (d for d in decisions if d.deed is Deed.MOVE):
        where = _base(ground, move.from_base)
        may = (crews.on_h > move.at_h) & (base == where) & (night == (move.shift == "night"))
        for hour in np.unique(crews.on_h[may]):
            base[np.flatnonzero(may & (crews.on_h == hour))[: move.crews]] = _base(
                ground, move.base_id
            )
    moved = Crews(
        base, crews.source, crews.on_h, crews.off_h, crews.rank, crews.size, crews.lot,
        crews.skilled, crews.follows,
    )  # fmt: skip
    return Duty(moved, np.arange(len(base)), crews.follows.astype(np.int64))


def _called(ground: Ground, call: Decision, decisions: Sequence[Decision]) -> Duty:
    shift = int(call.shift == "night")
    days = np.array(_days(ground, call, decisions), np.int64)
    n, each = call.crews, np.arange(call.crews)
    rank = np.tile(each, len(days))
    day = np.repeat(days, n)
    key = call.number * BATCH + day * DAY + rank
    before = np.where(np.isin(day - 1, days), key - DAY, -1)
    share = ground.county.staffing.skilled_crew_share
    skilled = (np.floor((rank + 1) * share) > np.floor(rank * share)) | (rank == 0) & (share > 0)
    lot = (GOLDEN_SHARE * call.number) % 1.0
    crews = Crews(
        base=np.full(len(day), _base(ground, call.base_id), np.int32),
        source=np.full(len(day), call.source, object),
        on_h=np.maximum(ground.on_h[day, shift], arrives_h(ground, call)),
        off_h=ground.off_h[day, shift],
        rank=rank.astype(np.float64),
        size=np.full(len(day), float(n)),
        lot=np.full(len(day), lot),
        skilled=np.asarray(skilled, bool),
        follows=np.full(len(day), -1, np.int32),
    )
    return Duty(crews, key, np.asarray(before, np.int64))


def _days(ground: Ground, call: Decision, decisions: Sequence[Decision]) -> list[int]:
    """Days on which called crews work."""
    shift = int(call.shift == "night")
    here, gone = arrives_h(ground, call), leaves_h(ground, call, decisions)
    on, off = ground.on_h[:, shift], ground.off_h[:, shift]
    works = (off - np.maximum(on, here) >= SHIFT_MIN_H) & (np.maximum(on, here) <= gone)
    return [int(d) for d in np.flatnonzero(works)]


def _off_h(off_h: Floats, decisions: Sequence[Decision]) -> Floats:
    """Ends of shifts with overtime; a shift that is over stays as it was."""
    out = off_h.copy()
    for said in (d for d in decisions if d.deed is Deed.OVERTIME):
        later = out > said.at_h
        out[later] = off_h[later] + said.hours
    return out


def _at_night(ground: Ground, on_h: Floats) -> NDArray[np.bool_]:
    staffing = ground.county.staffing
    clock = (on_h + ground.forecast.scenario.clock_h) % 24
    return np.asarray((clock < staffing.day_start_h) | (clock >= staffing.day_end_h))


def _base(ground: Ground, base_id: str) -> int:
    return list(ground.bases["base_id"]).index(base_id)
