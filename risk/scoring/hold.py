"""Hysteresis: a level moves when it is clearly another, or has been for two years running.

A village on a cut point would else change its level with every claim that is settled.
"""

from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.scoring.levels import LEVELS
from risk.scoring.moments import Floats

CLEARLY = 0.7  # chance of the new level or beyond, above which it moves at once
KEYS = ["level", "region_code", "peril_family"]
PROBABILITIES = [f"p_level_{k}" for k in range(1, LEVELS + 1)]
YEAR = pd.Timedelta(days=365)


def hold_levels(frame: pd.DataFrame, earlier: pd.DataFrame | None, *, as_of: date) -> pd.DataFrame:
    """Level in force of every row, beside the band its score falls in.

    The band is new where it differs from the level in force. It becomes the level when the chance
    of it or beyond is over `CLEARLY`, or when a scoring at least a year ago already found a band on
    that side. Scoring the same day again changes nothing.

    Args:
        frame: level, region_code, peril_family, band (1–5), p_level_1…5.
        earlier: the rows in force before: `KEYS`, as_of, risk_level, band_since; None: none, every
            level is its band. Rows known after ``as_of`` (a look back) hold nothing.
        as_of: day of the frame.

    Returns:
        The frame with risk_level, and band_since (day the band was first found beside another level
        in force; NaT where they are the same).
    """
    never = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[us]")
    told = frame.assign(risk_level=frame["band"], band_since=never)
    if earlier is None or earlier.empty:
        return told
    day = pd.Timestamp(as_of)
    past = earlier[pd.to_datetime(earlier["as_of"]) <= day]
    held = frame[KEYS].merge(past[[*KEYS, "risk_level", "band_since"]], on=KEYS, how="left")
    before, band = held["risk_level"].to_numpy(float), frame["band"].to_numpy(float)
    side = np.sign(band - before)  # NaN where there was no level
    since = pd.to_datetime(held["band_since"])
    chance = _beyond(frame[PROBABILITIES].to_numpy(float), band.astype(int), side)
    long = (since.notna() & (day - since >= YEAR)).to_numpy()
    stays = (np.abs(side) == 1) & (chance <= CLEARLY) & ~long
    level = np.where(stays, np.nan_to_num(before, nan=1), band).astype(np.int64)
    told["risk_level"] = level
    told["band_since"] = since.fillna(day).where(stays).set_axis(told.index)
    return told


def _beyond(probability: Floats, band: NDArray[np.int64], side: Floats) -> Floats:
    """P(band or higher) where the band rose, P(band or lower) where it fell."""
    level = np.arange(1, probability.shape[1] + 1)
    up, down = level >= band[:, None], level <= band[:, None]
    return np.asarray((probability * np.where(side[:, None] > 0, up, down)).sum(axis=1))
