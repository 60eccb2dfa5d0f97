"""The service promise: shares kept, with their doubt, from the clocks of a version."""

import pandas as pd

from risk.history.intervals import wilson_interval
from risk.terms import ArrivalQuality

UNKNOWN_TIER = "unknown"
QUALITIES = tuple(q.value for q in ArrivalQuality)


def promise_shares(clocked: pd.DataFrame) -> pd.DataFrame:
    """Share of claims reached in time.

    ``share`` is over all clocked claims; only measured arrivals certify the promise, so
    ``share_measured`` (with _lo, _hi), ``share_typed`` and ``share_inferred`` stand beside it. An
    arrival whose quality is not stated counts as typed. A claim whose tier is not known has no
    limit: it stands in a row of tier ``unknown``, is never clocked, and counts as imprecise.
    Without a limit there are times and no shares.

    Args:
        clocked: ``risk.warehouse.experience.clock``.

    Returns:
        The same rows with share, share_lo, share_hi (90 %, Wilson), share_measured,
        share_measured_lo, share_measured_hi, share_typed, share_inferred.
    """
    given = clocked["limit_given"].to_numpy(dtype=bool)
    low, high = wilson_interval(clocked["kept"], clocked["clocked"])
    measured_low, measured_high = wilson_interval(clocked["kept_measured"], clocked["measured"])
    shares = {"share": clocked["kept"] / clocked["clocked"].where(clocked["clocked"] > 0)}
    shares |= {
        f"share_{q}": clocked[f"kept_{q}"] / clocked[q].where(clocked[q] > 0) for q in QUALITIES
    }
    shares |= {
        "share_lo": pd.Series(low, clocked.index),
        "share_hi": pd.Series(high, clocked.index),
    }
    shares |= {
        "share_measured_lo": pd.Series(measured_low, clocked.index),
        "share_measured_hi": pd.Series(measured_high, clocked.index),
    }
    told = {name: values.where(given) for name, values in shares.items()}
    table = clocked.assign(**told)
    if "tier" in table:
        table["tier"] = table["tier"].astype(object).where(table["tier"].notna(), UNKNOWN_TIER)
    return table
