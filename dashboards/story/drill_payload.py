"""A drill's score as JSON, for the record that is kept."""

from typing import Any

import numpy as np
import pandas as pd

from risk.follow.drill_score import Score


def payload(told: Score) -> dict[str, Any]:
    """A score as JSON; what is not finite is left open."""
    return {
        "draws": told.draws,
        "ways": _records(told.ways),
        "worth": _records(told.worth),
    }


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    rows = frame.astype(object).to_dict("records")
    return [{str(k): _plain(v) for k, v in row.items()} for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, float | np.floating):
        return float(value) if np.isfinite(value) else None
    return value.item() if isinstance(value, np.generic) else value
