"""Crew-shifts of placed crews: when each begins and ends, who it is, and what it can do."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.settings import Staffing
from risk.staffing.simulator.crews import OWN, Crews, Floats, Ints, Pool
from risk.staffing.simulator.rules import Closure

GOLDEN_SHARE = (5**0.5 - 1) / 2  # its multiples spread evenly over [0, 1)


def crew_shifts(
    crews: Ints,
    bases: pd.DataFrame,
    sources: list[Pool],
    on_h: Floats,
    off_h: Floats,
    *,
    eve_off_h: float,
    settings: Staffing,
    overtime_h: Floats | None = None,
) -> Crews:
    """Crew-shifts of placed crews, cut to the hours in which their source can be there.

    The own night watch that began on the evening before the scenario is on duty until
    ``eve_off_h``, as it always is.

    Args:
        crews: by source, day, shift and base.
        bases: with crews_night.
        sources: the pools; source 0 of ``crews`` is own.
        on_h, off_h: of each day and shift (days, 2).
        eve_off_h: when the watch of the evening before goes off duty.
        settings: share of crews with a qualified assessor.
        overtime_h: hours a crew may still set out after its shift, shaped as ``crews``.
    """
    from_h = np.array([0.0, *(pool.from_h for pool in sources)])
    source, day, shift, base = np.nonzero(crews)
    size = crews[source, day, shift, base]
    on = np.maximum(on_h[day, shift], from_h[source])
    off = off_h[day, shift]
    if overtime_h is not None:
        off = off + overtime_h[source, day, shift, base]
    watch = bases["crews_night"].to_numpy(np.int64)
    here = np.arange(len(bases))
    size = np.concatenate([watch, size])
    base = np.concatenate([here, base])
    source = np.concatenate([np.zeros_like(here), source])
    shift = np.concatenate([np.ones_like(here), shift])
    on = np.concatenate([np.zeros(len(bases)), on])
    off = np.concatenate([np.full(len(bases), eve_off_h), off])
    cells = np.lexsort((source, base, on))
    times = np.where(off > on, size, 0)[cells]
    of = np.repeat(cells, times)
    rank = np.arange(len(of)) - np.repeat(np.cumsum(times) - times, times)
    names = np.array([OWN, *(pool.source for pool in sources)], object)
    place = 2 * base + shift
    return Crews(
        base=base[of].astype(np.int32),
        source=names[source[of]],
        on_h=on[of],
        off_h=off[of],
        rank=rank.astype(np.float64),
        size=size[of].astype(np.float64),
        lot=np.asarray((GOLDEN_SHARE * place[of]) % 1.0, np.float64),
        skilled=_skilled(rank, settings.skilled_crew_share),
        follows=_follows(source[of], place[of], rank),
    )


def held_back(crews: Crews, closures: Sequence[Closure], inside: NDArray[np.bool_]) -> Crews:
    """Crews that cannot get to a base inside a closed pocket begin when the road opens.

    Own crews of such a base live there; others are inside only if they had begun a shift there
    before the road closed.

    Args:
        crews: crew-shifts by ``on_h``.
        closures: the pockets.
        inside: whether each base lies in each of them (closures, bases).
    """
    if not inside.any():
        return crews
    on, there = crews.on_h.copy(), crews.source == OWN
    for c in range(len(on)):
        if there[c] or (crews.follows[c] >= 0 and there[crews.follows[c]]):
            there[c] = True
            continue
        for k, closure in enumerate(closures):
            if inside[k, crews.base[c]] and closure.from_h < on[c] < closure.until_h:
                on[c] = closure.until_h
        there[c] = on[c] < crews.off_h[c]
    return _reordered(crews, on)


def _reordered(crews: Crews, on: Floats) -> Crews:
    """Crew-shifts with new beginnings, without those that end before they begin."""
    kept = np.flatnonzero(on < crews.off_h)
    order = kept[np.argsort(on[kept], kind="stable")]
    now_at = np.full(len(on) + 1, -1, np.int32)  # the last for "follows nobody"
    now_at[order] = np.arange(len(order), dtype=np.int32)
    return Crews(
        base=crews.base[order],
        source=crews.source[order],
        on_h=on[order],
        off_h=crews.off_h[order],
        rank=crews.rank[order],
        size=crews.size[order],
        lot=crews.lot[order],
        skilled=crews.skilled[order],
        follows=now_at[crews.follows[order]],
    )


def _skilled(rank: Ints, share: float) -> NDArray[np.bool_]:
    """The first crew of a cell, then as many as keep the share."""
    step = np.floor((rank + 1) * share) > np.floor(rank * share)
    return np.asarray((rank == 0) | step) if share > 0 else np.zeros(len(rank), bool)


def _follows(source: Ints, place: Ints, rank: Ints) -> NDArray[np.int32]:
    """For each crew-shift the one before of the same source, base, shift and rank, or -1."""
    out = np.full(len(source), -1, np.int32)
    order = np.lexsort((np.arange(len(source)), rank, place, source))
    same = (
        (source[order][1:] == source[order][:-1])
        & (place[order][1:] == place[order][:-1])
        & (rank[order][1:] == rank[order][:-1])
    )
    out[order[1:][same]] = order[:-1][same]
    return out
