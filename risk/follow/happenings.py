"""What befalls a played day beside claims: weather, roads closed or opened, crews falling ill."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd

from risk.errors import ModelError
from risk.facts import Facts
from risk.follow.day_ground import cuts_of, midnight, minute_of, pace_of
from risk.staffing.live import DayState, Deed, DeedKind, RoadCut

ILL_STREAM = 41


def weather(events: pd.DataFrame, day: date, now_min: float) -> list[Deed]:
    """Roads getting slower or faster as events begin and end."""
    at = midnight(day) + timedelta(minutes=now_min)
    stamps = pd.concat([events["started_at"], events["ended_at"]]).dropna()
    until = midnight(day) + timedelta(days=1)
    deeds, last = [], pace_of(events, day, at)
    for stamp in sorted(set(stamps[(stamps > at) & (stamps < until)])):
        pace = pace_of(events, day, stamp.to_pydatetime())
        if pace != last:
            deeds.append(Deed(DeedKind.PACE, minute_of(stamp, day), pace=pace))
        last = pace
    return deeds


def roads(facts: Facts, day: date, now_min: float) -> list[Deed]:
    """Pockets closed and opened as roads were told of during the day."""
    at = midnight(day) + timedelta(minutes=now_min)
    told = facts.road_states["observed_at"]
    until = midnight(day) + timedelta(days=1)
    deeds: list[Deed] = []
    before = _pockets(cuts_of(facts, day, at))
    for stamp in sorted(set(told[(told > at) & (told < until)])):
        now = _pockets(cuts_of(facts, day, stamp.to_pydatetime()))
        minute = minute_of(stamp, day)
        deeds += [Deed(DeedKind.ROAD_OPENED, minute, place_codes=p) for p in before if p not in now]
        deeds += [Deed(DeedKind.ROAD_CLOSED, minute, place_codes=p) for p in now if p not in before]
        before = now
    return deeds


def _pockets(cuts: Sequence[RoadCut]) -> list[tuple[str, ...]]:
    return [cut.place_codes for cut in cuts]


def absences(
    state: DayState, seed: int, share: float, ill: Mapping[str, float] | None
) -> list[Deed]:
    """Crews that are out from some minute of their shift on.

    Args:
        state: the day.
        seed: of who is ill and when.
        share: of the crews, on the mean.
        ill: minute by crew; None: drawn.

    Raises:
        ModelError: such a crew is not on duty.
    """
    if ill is None:
        rng = np.random.default_rng([seed, ILL_STREAM])
        at = {c.crew_id: (rng.random(), rng.uniform(c.from_min, c.until_min))
              for c in state.crews.values()}  # fmt: skip
        ill = {crew: round(minute) for crew, (lot, minute) in at.items() if lot < share}
    unknown = sorted(set(ill) - set(state.crews))
    if unknown:
        raise ModelError(
            f"no crew {unknown[0]!r} is on duty", where="replay",
            remedy=f"known are {', '.join(state.crews) or 'none'}",
        )  # fmt: skip
    return [Deed(DeedKind.CREW_OUT, float(m), crew_id=crew) for crew, m in ill.items()]
