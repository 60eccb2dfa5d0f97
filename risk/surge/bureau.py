"""The bureau's damage table as a second signal of an event's size.

The bureau counts damaged households, insured or not, by its own grades; what one table means for
claims is learnt from past events: the ratio of an event's claims in the end to the households of
its table of the same rank (first, second, …), because the first table is always too low.
"""

import numpy as np
import pandas as pd

from risk.surge.nowcast_records import Damage

EVENTS_MIN = 3
PRIOR_SD, PRIOR_EVENTS = 0.5, 2.0
"""Spread of the log ratio between events believed before own ones tell, and its weight."""


def tables_of(damage: pd.DataFrame) -> pd.DataFrame:
    """Each table of each event: event_id, rank (1 first), reported_at, households, region_codes.

    Args:
        damage: rows of government_damage that name an event: event_id, reported_at, region_code,
            households.
    """
    known = damage[damage["event_id"].notna() & (damage["households"].fillna(0) > 0)]
    by = known.groupby(["event_id", "reported_at"]).agg(
        households=("households", "sum"),
        region_codes=("region_code", lambda c: tuple(sorted({*c}))),
    )
    tables = by.reset_index().sort_values(["event_id", "reported_at"], ignore_index=True)
    return tables.assign(rank=tables.groupby("event_id").cumcount() + 1)


def damage_signal(
    tables: pd.DataFrame,
    claims: pd.DataFrame,
    inside: dict[str, list[str]],
    event_id: str,
    *,
    at: pd.Timestamp,
) -> Damage | None:
    """What the newest table of an event says of its claims; None: no table, or too few to learn by.

    Args:
        tables: from :func:`tables_of`; those of past events and of this one.
        claims: of past events, known on the eve: event_id, region_code.
        inside: villages of each region of a table, itself if it is one.
        event_id: the event under way.
        at: tables after it are not known yet.
    """
    own = tables[(tables["event_id"] == event_id) & (tables["reported_at"] < at)]
    if own.empty:
        return None
    newest = own.iloc[-1]
    past = tables[(tables["event_id"] != event_id) & (tables["rank"] == newest["rank"])]
    final = claims["event_id"].value_counts()
    past = past[past["event_id"].isin(final.index)]
    if len(past) < EVENTS_MIN:
        return None
    ratio = np.log(past["event_id"].map(final).to_numpy(float) / past["households"].to_numpy(float))
    villages = sorted({v for code in newest["region_codes"] for v in inside.get(code, [])})
    if not villages:
        return None
    number = len(ratio)
    squares = float(((ratio - ratio.mean()) ** 2).sum()) + PRIOR_EVENTS * PRIOR_SD**2
    between = squares / (number - 1 + PRIOR_EVENTS)
    return Damage(
        region_codes=np.array(villages, dtype=object),
        households=float(newest["households"]),
        log_ratio_mean=float(ratio.mean()),
        log_ratio_sd=float(np.sqrt(between * (1 + 1 / number))),
    )
