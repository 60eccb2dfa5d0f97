"""Cut points of an earlier scoring: a level must mean the same from one scoring to the next."""

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from risk.history.experience import exposure_source
from risk.settings import Scoring


def kept_cut_points(
    stored: tuple[Mapping[str, Any], pd.DataFrame] | None,
    exposure: pd.DataFrame,
    *,
    settings: Scoring,
) -> dict[str, tuple[float, ...]] | None:
    """Cut points of the stored model by family; None where there are none to keep.

    Not kept are those of other level quantiles than the county's now, and those of another
    denominator (claims per region-year before policies were loaded).

    Args:
        stored: the stored model and its scores, as ``Warehouse.scores`` gives them.
        exposure: column exposure_source.
        settings: the county's now.
    """
    if stored is None:
        return None
    model, scores = stored
    told = json.loads(model["settings"])
    same_quantiles = list(told.get("level_quantiles", ())) == list(settings.level_quantiles)
    same_unit = set(scores["exposure_source"]) == {exposure_source(exposure)}
    if not (same_quantiles and same_unit and "cut_points" in told):
        return None
    return {family: tuple(cuts) for family, cuts in told["cut_points"].items()}
