"""Does one claim make another likely, near and soon after? Knox's space-time test.

Pairs of claims within d metres and t days are counted and compared with the same claims whose times
are dealt out anew (Knox 1964; Monte Carlo after Besag & Diggle 1977; as the near-repeat table of
Johnson & Bowers 2004). Places and times keep their own clustering (towns, seasons); only their
going together is tested.

An event makes everything near-repeat: its claims share place and days by nature. So event claims
are either left out (``without``) or times are dealt out only among the claims of the same event and
among the rest (``within``): what is left then is nearness beyond belonging to the event. Taking all
claims as one crowd (``all``) answers only whether there were events.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from scipy.stats import false_discovery_control

from risk.errors import ModelError
from risk.history.permutations import dealt_bands

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Events = Literal["without", "within", "all"]
DISTANCE_M = (100.0, 500.0, 1000.0, 2000.0)
DAYS = (7.0, 14.0, 30.0, 60.0)
PERMUTATIONS = 999
THREADS = 2  # the dealing is compiled and holds no lock
LEAST_CLAIMS = 20
LEAST_EXPECTED = 1.0  # pairs
ALL = "all"
NOT_ENOUGH = "not enough data"
MOST_CLAIMS = 20_000  # pairs grow with the square of claims
TOO_MANY = f"more than {MOST_CLAIMS:,} claims: narrow the filter to a township or a year"
COLUMNS = (
    "from_m", "to_m", "from_days", "to_days", "claims", "pairs", "expected", "ratio", "p", "q",
    "note", "peril_family",
)  # fmt: skip


def near_repeat(
    claims: pd.DataFrame,
    *,
    seed: int,
    distance_m: Sequence[float] = DISTANCE_M,
    days: Sequence[float] = DAYS,
    permutations: int = PERMUTATIONS,
    events: Events = "without",
) -> pd.DataFrame:
    """Table of distance × time bands for each family and for all.

    Args:
        claims: peril_family, event_id (null outside events), loss_at, x_m, y_m (metres in a plane;
            a claim without a place is left out). Claims placed at their village's point are at
            distance zero of each other: read the first band as "same village" then.
        distance_m: upper ends of the distance bands; the first is 0 to its end, both included.
        days: upper ends of the time bands, likewise.
        permutations: p is never below 1 / (permutations + 1).

    Returns:
        peril_family, from_m, to_m, from_days, to_days, claims, pairs, expected, ratio, p
        (one-sided, upper), q (Benjamini–Hochberg within the family), note. A pair counts in one
        band only. Fewer than 20 claims, or less than one pair expected: not enough data, no p.
        More than `MOST_CLAIMS` claims: one row of `too_many`, nothing computed.

    Raises:
        ModelError: bands that do not rise.
    """
    far_m, late_days = _ends(distance_m), _ends(days)
    rows = _chosen(claims, events)
    if len(rows) > MOST_CLAIMS:
        return too_many(len(rows))
    stratum = _strata(rows, events)
    names = sorted(set(rows["peril_family"].dropna()))
    family = rows["peril_family"].to_numpy(dtype=object)

    def table_of(number: int, name: str) -> pd.DataFrame:
        own = np.ones(len(rows), dtype=bool) if name == ALL else family == name
        state = np.random.SeedSequence([seed, number]).generate_state(1, np.uint64)[0]
        one = _table(rows[own], stratum[own], far_m, late_days, permutations, state)
        return one.assign(peril_family=name)

    with ThreadPoolExecutor(THREADS) as pool:  # each has its own stream; the longest begins first
        begun = [pool.submit(table_of, *of) for of in [*enumerate((*names, ALL))][::-1]]
        tables = [one.result() for one in begun[::-1]]
    return pd.concat(tables, ignore_index=True)


def too_many(claims: int) -> pd.DataFrame:
    """The table of a crowd too large to be tested: one row that says so."""
    row = dict.fromkeys(COLUMNS, np.nan) | {"peril_family": ALL, "claims": claims, "note": TOO_MANY}
    return pd.DataFrame([row], columns=list(COLUMNS))


def _ends(bands: Sequence[float]) -> Floats:
    ends = np.asarray(bands, dtype=np.float64)
    if len(ends) == 0 or ends[0] < 0 or (np.diff(ends) <= 0).any():
        raise ModelError(
            "bands do not rise", where="near_repeat", remedy="give ends from near to far"
        )
    return ends


def _chosen(claims: pd.DataFrame, events: Events) -> pd.DataFrame:
    placed = claims["x_m"].notna() & claims["y_m"].notna() & claims["loss_at"].notna()
    if events == "without":
        placed &= claims["event_id"].isna()
    return claims[placed].sort_values("loss_at", kind="stable")


def _strata(rows: pd.DataFrame, events: Events) -> Ints:
    """0 outside events (or everywhere), else the event's number."""
    if events != "within":
        return np.zeros(len(rows), dtype=np.int64)
    return np.asarray(pd.factorize(rows["event_id"])[0] + 1, dtype=np.int64)


def _table(
    rows: pd.DataFrame,
    stratum: Ints,
    distance_m: Floats,
    days: Floats,
    permutations: int,
    state: np.uint64,
) -> pd.DataFrame:
    place = rows[["x_m", "y_m"]].to_numpy(float)
    loss = pd.to_datetime(rows["loss_at"])
    day = np.asarray((loss - loss.min()) / pd.Timedelta(days=1), dtype=np.float64)
    pairs, ring = near_pairs(place, stratum, distance_m)
    shape = (len(distance_m), len(days))
    observed = count_bands(pairs, ring, day, days, shape[0])
    home = np.argsort(stratum, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(stratum[home])) + 1, len(home))
    total, above = dealt_bands(
        state, permutations, home, ends, day, pairs.astype(np.int32), ring, days, observed
    )
    expected = total / max(permutations, 1)
    few = (len(rows) < LEAST_CLAIMS) | (expected < LEAST_EXPECTED)
    p = np.where(few, np.nan, (above + 1) / (permutations + 1)).ravel()
    q = np.full(p.shape, np.nan)
    if (tested := np.isfinite(p)).any():
        q[tested] = false_discovery_control(p[tested])
    near, soon = np.indices(shape).reshape(2, -1)
    return pd.DataFrame(
        {
            "from_m": np.r_[0.0, distance_m][near],
            "to_m": distance_m[near],
            "from_days": np.r_[0.0, days][soon],
            "to_days": days[soon],
            "claims": len(rows),
            "pairs": observed.ravel(),
            "expected": expected.ravel(),
            "ratio": np.where(few, np.nan, observed / np.where(few, 1, expected)).ravel(),
            "p": p,
            "q": q,
            "note": np.where(few.ravel(), NOT_ENOUGH, ""),
        }
    )


def near_pairs(place: Floats, stratum: Ints, distance_m: Floats) -> tuple[Ints, Ints]:
    """Pairs (P, 2) of one stratum within the last distance, and the ring each lies in (P,)."""
    if len(place) < 2:
        return np.empty((0, 2), dtype=np.int64), np.empty(0, dtype=np.int64)
    pairs = cKDTree(place).query_pairs(float(distance_m[-1]), output_type="ndarray")
    pairs = pairs[stratum[pairs[:, 0]] == stratum[pairs[:, 1]]].astype(np.int64)
    apart = np.hypot(*(place[pairs[:, 0]] - place[pairs[:, 1]]).T)
    return pairs, np.minimum(np.searchsorted(distance_m, apart), len(distance_m) - 1)


def count_bands(pairs: Ints, ring: Ints, day: Floats, days: Floats, rings: int) -> Ints:
    """Pairs by ring and time band, (rings, time bands); longer apart than the last: not counted."""
    band = np.searchsorted(days, np.abs(day[pairs[:, 0]] - day[pairs[:, 1]]))
    width = len(days) + 1
    counts: Ints = np.bincount(ring * width + band, minlength=rings * width)
    return counts.reshape(rings, width)[:, :-1]
