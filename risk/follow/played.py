"""A day played from its first routes to its end: how many claims are reached in time."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from risk.facts import Facts
from risk.follow.day import reached_at
from risk.follow.day_ground import midnight
from risk.follow.script import Script
from risk.staffing.live import DayState, Deed, apply, polish
from risk.terms import Tier

POLISH_EVERY_MIN = 30.0
KEPT_COLUMNS = ["tier", "claims", "in_time", "late", "open", "share", "then_in_time", "then_share"]
Progress = Callable[[float], None]


@dataclass(frozen=True, eq=False)
class Played:
    """A day at its end.

    Attributes:
        state: where it stands; nobody is on duty any more.
        deeds: how many there were, ``polished`` of them better routes found behind.
        kept: tier, claims, in_time, late (reached too late, or not reached though due), open (not
            reached and not yet due), share (of those not open), then_in_time, then_share: the same
            claims as the ledger has them (NaN: an invented day).
    """

    state: DayState
    deeds: int
    polished: int
    kept: pd.DataFrame


def play_day(
    state: DayState,
    script: Script,
    *,
    clock: Callable[[], float],
    polish_seconds: float,
    seed: int,
    ledger: Facts | None = None,
    progress: Progress | None = None,
) -> Played:
    """Play a day with first routes to the end of the last shift.

    Every claim is put where it costs least as it comes; every half hour routes are polished.

    Args:
        state: the day, routed.
        script: what is to come.
        clock: seconds, from wherever they are counted.
        polish_seconds: of each polishing; 0: none.
        seed: of polishing.
        ledger: facts that know how the claims' day really went; None: it never was.
        progress: told the share of the day that is over.
    """
    end = max(c.until_min + c.overtime_max_min for c in state.crews.values())
    begin, polished = state.now_min, 0
    for moment in np.arange(begin + POLISH_EVERY_MIN, end + POLISH_EVERY_MIN, POLISH_EVERY_MIN):
        state = script.play(state, min(float(moment), end), _applied)
        better = polish(state, clock=clock, seconds=polish_seconds, seed=seed) if (
            polish_seconds > 0) else None  # fmt: skip
        if better is not None:
            state, polished = _applied(state, better), polished + 1
        if progress is not None:
            progress((state.now_min - begin) / (end - begin))
    return Played(state, state.number, polished, kept_of(state, ledger))


def _applied(state: DayState, deed: Deed) -> DayState:
    return apply(state, deed)[0]


def kept_of(state: DayState, ledger: Facts | None = None) -> pd.DataFrame:
    """Claims in time by tier (all first), as the day stands and as the ledger has the same ones.

    A tier without a claim has no row.
    """
    rows = [
        (c.claim_id, c.tier.value, c.due_min, state.progress[c.claim_id].reached_min)
        for c in state.claims.values()
    ]
    told = pd.DataFrame(rows, columns=["claim_id", "tier", "due", "reached"])
    told = told.astype({"due": float, "reached": float})
    told["in_time"] = told["reached"] <= told["due"]
    told["open"] = told["reached"].isna() & (told["due"] > state.now_min)
    told["then"] = _then(told, state, ledger)
    parts = [("all", told), *((t.value, told[told["tier"] == t.value]) for t in Tier)]
    return pd.DataFrame([_row(tier, part) for tier, part in parts if len(part)],
                        columns=KEPT_COLUMNS)  # fmt: skip


def _row(tier: str, part: pd.DataFrame) -> tuple[str, int, int, int, int, float, float, float]:
    closed = part[~part["open"]]
    in_time, n = int(closed["in_time"].sum()), len(closed)
    then = float(closed["then"].sum(skipna=False))
    share, then_share = (x / n if n else np.nan for x in (in_time, then))
    return tier, len(part), in_time, n - in_time, len(part) - n, share, then, then_share


def _then(told: pd.DataFrame, state: DayState, ledger: Facts | None) -> "pd.Series[float]":
    """1 in time by the ledger, 0 late or never reached; NaN: no ledger knows the day."""
    if ledger is None:
        return pd.Series(np.nan, told.index)
    reached = reached_at(ledger.claims).set_axis(ledger.claims["claim_id"])
    due = pd.Timestamp(midnight(state.ground.day)) + pd.to_timedelta(told["due"], unit="min")
    return (told["claim_id"].map(reached) <= due).astype(float)
