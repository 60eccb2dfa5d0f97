"""Whether the promise is kept, judged on the only arrivals that certify it: the measured ones."""

from collections.abc import Mapping
from typing import Any, Literal

Verdict = Literal["kept", "missed", "open", "too_few"]

MEASURED_MIN = 30  # fewer measured arrivals carry no verdict


def promise_verdict(row: Mapping[str, Any], target: float) -> Verdict:
    """``kept`` or ``missed`` when the whole 90 % interval says so, ``open`` when it spans the goal.

    Typed and inferred times never certify: they are shown beside the verdict and do not move it.

    Args:
        row: measured, share_measured_lo and share_measured_hi of ``risk.history.promise_shares``.
        target: share of claims to be reached in time, 0–1.
    """
    if row["measured"] < MEASURED_MIN:
        return "too_few"
    if row["share_measured_lo"] >= target:
        return "kept"
    return "missed" if row["share_measured_hi"] < target else "open"
