"""A drill simulated with its decisions: from each decision on the run starts again where it stood.

At a decision's hour every crew on duty is where its work has brought it and free when that is done,
every claim nobody has set out for yet is waiting; from there the simulator runs on with what is
decided. Nothing before that hour can change: dispatch looks at no later claim.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from risk.follow.came import Came
from risk.follow.drill_crews import Duty, duty_with, modes_with
from risk.follow.drill_deeds import Decision, Deed
from risk.staffing.simulator.crews import Crews, Floats, Ints
from risk.staffing.simulator.run import Run, run
from risk.staffing.simulator.scenes import Scenes
from risk.surge import Claims

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Path:
    """What becomes of one draw's claims with the decisions taken; hours, inf: never.

    Attributes:
        set_out_h: a crew sets out.
        arrival_h: it arrives.
        done_h: its survey ends.
        photo_h: a liaison has photographed it.
        key: the crew-shift that came (``Duty.key``), or -1.
    """

    set_out_h: Floats
    arrival_h: Floats
    done_h: Floats
    photo_h: Floats
    key: Ints


def play(came: Came, decisions: Sequence[Decision], draw: int) -> Path:
    """One draw of the claims with these decisions, to the end of the days planned."""
    scenes, n = came.scenes, len(came.scenes.claims.hour) // came.scenes.claims.draws
    hour = scenes.claims.hour[draw * n : (draw + 1) * n]
    set_out, arrival, done, photo = (np.full(n, np.inf) for _ in range(4))
    path = Path(set_out, arrival, done, photo, np.full(n, -1, np.int64))
    waiting = np.arange(n)
    stands: dict[int, tuple[int, float]] = {}  # crew-shift → row of trip_h, hour it is free
    times = sorted({0.0, *(max(d.at_h, 0.0) for d in decisions if d.deed is not Deed.CLOCK)})
    for at_h, until_h in zip(times, [*times[1:], np.inf], strict=True):
        so_far = [d for d in decisions if max(d.at_h, 0.0) <= at_h]
        duty = duty_with(came.ground, so_far)
        crews, key = _from_now(duty, stands, at_h)
        modes = modes_with(came.ground, so_far)
        part = _part(scenes, draw, waiting, photo_from_h=_photo_from(so_far))
        found = run(part, crews, modes)
        set_out = _set_out(found, crews, hour[waiting])
        told = (set_out < until_h) | (np.isfinite(found.photo_h) & (hour[waiting] < until_h))
        _write(path, waiting[told], told, found, set_out, key)
        stands |= _stands(came, found, key, told & np.isfinite(found.arrival_h), part)
        waiting = waiting[~told]
    return path


def _from_now(duty: Duty, stands: dict[int, tuple[int, float]], at_h: float) -> tuple[Crews, Ints]:
    """Crew-shifts still to work from an hour on, in order of when they are free; their keys."""
    crews = duty.crews
    rows = [stands.get(int(k)) for k in duty.key]
    base = np.array([b if r is None else r[0] for b, r in zip(crews.base, rows, strict=True)])
    own_free = np.array([0.0 if r is None else r[1] for r in rows])
    before = np.array([stands[int(k)][1] if int(k) in stands else 0.0 for k in duty.before])
    on = np.maximum.reduce([crews.on_h, np.where(crews.on_h < at_h, at_h, 0.0), own_free, before])
    live = np.flatnonzero(crews.off_h > np.maximum(on, at_h))
    order = live[np.argsort(on[live], kind="stable")]
    place = {int(k): i for i, k in enumerate(duty.key[order])}
    follows = np.array([place.get(int(k), -1) for k in duty.before[order]], np.int32)
    now = Crews(
        base=base[order].astype(np.int32),
        source=crews.source[order],
        on_h=on[order],
        off_h=crews.off_h[order],
        rank=crews.rank[order],
        size=crews.size[order],
        lot=crews.lot[order],
        skilled=crews.skilled[order],
        follows=follows,
    )
    return now, duty.key[order]


def _part(scenes: Scenes, draw: int, which: Ints, *, photo_from_h: float) -> Scenes:
    """Some claims of one draw; only those reported after an hour may still be photographed."""
    claims = scenes.claims
    at = int(claims.start[draw]) + which
    only = np.zeros(claims.draws, bool)
    only[draw] = True
    return replace(
        scenes,
        claims=Claims(
            0, np.array([0, len(at)]), claims.village[at], claims.hour[at], claims.mark[at]
        ),
        work=scenes.work[at],
        road=scenes.road[only],
        draw=np.zeros(len(at), np.int64),
        town_claim=scenes.town_claim[at],
        green=scenes.green[at],
        small=scenes.small[at] & (claims.hour[at] >= photo_from_h),
        available=scenes.available.of(only),
    )


def _photo_from(decisions: Sequence[Decision]) -> float:
    """Hour from which liaisons photograph; before any decision as the settings say: from 0."""
    since = 0.0
    photo = None
    for said in (d for d in decisions if d.deed is Deed.MODES):
        if said.photo and photo is not True:
            since = max(said.at_h, 0.0)
        photo = said.photo
    return since


def _set_out(found: Run, crews: Crews, hour: Floats) -> Floats:
    """When a crew set out for each claim: when it was free, or at the report if it waited."""
    out = np.full(len(hour), np.inf)
    visited = np.flatnonzero(np.isfinite(found.arrival_h))
    order = visited[np.lexsort((found.arrival_h[visited], found.crew[visited]))]
    crew = found.crew[order]
    free = crews.on_h[crew]
    same = crew[1:] == crew[:-1]
    free[1:][same] = found.done_h[order][:-1][same]
    out[order] = np.minimum(np.maximum(free, hour[order]), found.arrival_h[order])
    return out


def _write(path: Path, at: Ints, told: Bools, found: Run, set_out: Floats, key: Ints) -> None:
    path.set_out_h[at] = set_out[told]
    path.arrival_h[at] = found.arrival_h[told]
    path.done_h[at] = found.done_h[told]
    path.photo_h[at] = found.photo_h[told]
    crew = found.crew[told]
    path.key[at] = np.where(crew >= 0, key[np.maximum(crew, 0)] if len(key) else -1, -1)


def _stands(
    came: Came, found: Run, key: Ints, told: Bools, part: Scenes
) -> dict[int, tuple[int, float]]:
    """Where each crew-shift's last visit leaves it, and when it is done."""
    visited = np.flatnonzero(told)
    order = visited[np.argsort(found.arrival_h[visited], kind="stable")]
    bases = len(came.ground.bases)
    return {
        int(key[found.crew[i]]): (bases + int(part.claims.village[i]), float(found.done_h[i]))
        for i in order
    }
