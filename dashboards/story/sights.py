"""What a map of regions can be coloured by: one number a region, and five classes of it."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from risk.facts import Facts
from risk.flow import Story
from risk.terms import RegionLevel

SIGHTS = ("level", "chance", "claims", "rate", "footprint", "event")
OF_EVENT = ("footprint", "event")
CHANCE_CUTS = (0.25, 0.5, 0.75, 0.9)
SHARES = (0.2, 0.4, 0.6, 0.8)
Cuts = tuple[float, ...]


def claims_of(claims: pd.DataFrame, level: str) -> "pd.Series[float]":
    """Claims by region of a level; a region without any is not in it."""
    if claims.empty:  # of a county without a ledger of claims: no column either
        return pd.Series(dtype=float)
    column = "township_code" if level == RegionLevel.TOWNSHIP.value else "region_code"
    return claims.groupby(column).size().astype(float)


def event_list(facts: Facts) -> pd.DataFrame:
    """Events of the record, newest first: event_id, name, peril_family, started_at, measured.

    ``measured``: villages with a recorded intensity.
    """
    rows = facts.events[["event_id", "name", "peril_family", "started_at"]]
    known = facts.event_intensity.groupby("event_id")["region_code"].nunique()
    rows = rows.assign(measured=rows["event_id"].map(known).fillna(0).astype(int))
    return rows.sort_values("started_at", ascending=False).reset_index(drop=True)


def event_of(story: Story, event_id: str | None) -> dict[str, Any] | None:
    """The row of :func:`event_list` asked for, else the newest measured one; None without any."""
    rows = event_list(story.facts)
    asked = rows[rows["event_id"] == event_id]
    found = next((x for x in (asked, rows[rows["measured"] > 0], rows) if len(x)), None)
    return None if found is None else {str(k): v for k, v in found.iloc[0].items()}


def footprint(facts: Facts, event_id: str, level: str) -> tuple["pd.Series[float]", str]:
    """Intensity of an event by region, and the quantity recorded at most villages.

    A township has the highest of its villages. The quantity is "" where nothing was recorded.
    """
    rows = facts.event_intensity
    rows = rows[rows["event_id"] == event_id]
    if rows.empty:
        return pd.Series(dtype=float), ""
    quantity = str(rows["quantity"].value_counts().index[0])
    rows = rows[rows["quantity"] == quantity]
    code = rows["region_code"]
    if level == RegionLevel.TOWNSHIP.value:
        township = facts.regions.drop_duplicates("code").set_index("code")["township_code"]
        code = code.map(township)
    return rows.groupby(code)["intensity"].max().astype(float), quantity


def class_cuts(values: "pd.Series[float]", *, whole: bool = False) -> Cuts:
    """Four rising cut points: about a fifth of what is above nothing lies in each class.

    Args:
        values: of regions; zeros and unknown ones stand aside.
        whole: of counts: cut points are whole numbers.
    """
    known = values[values > 0].dropna()
    if known.empty:
        return (1.0, 2.0, 3.0, 4.0)
    cuts = [_rounded(x) for x in known.quantile(SHARES)]
    if whole:
        risen: list[float] = []
        for cut in cuts:
            risen.append(max(math.ceil(cut), 1.0 + (risen[-1] if risen else 0.0)))
        return tuple(risen)
    if len(set(cuts)) == len(cuts):
        return tuple(cuts)
    low, high = float(known.min()), float(known.max())
    if high - low <= 1e-6 * high:  # one value for all
        return tuple(high * k for k in (1.0, 1.5, 2.0, 3.0))
    return tuple(float(x) for x in np.linspace(low, high, 6)[1:-1])


def _rounded(value: float) -> float:
    """To two significant digits."""
    return float(f"{value:.2g}")


def class_digits(values: "pd.Series[float]", codes: Sequence[str], cuts: Cuts) -> str:
    """One digit a region in the geometry's order: 1–5 by class, 0 = none or not known."""
    known = values.reindex(codes).fillna(0.0).to_numpy(dtype=float)
    classes = 1 + np.searchsorted(np.asarray(cuts), known, side="left")
    return "".join(map(str, np.where(known > 0, classes, 0)))


def chance_digits(values: "pd.Series[float]", codes: Sequence[str]) -> str:
    """One digit a region: 1 (below a quarter) to 5 (nine in ten and above), 0 = not scored."""
    known = values.reindex(codes).to_numpy(dtype=float)
    classes = 1 + np.searchsorted(np.asarray(CHANCE_CUTS), known, side="right")
    return "".join(map(str, np.where(np.isnan(known), 0, classes)))
