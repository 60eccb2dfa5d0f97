"""What an earlier scoring left in force: a level must mean the same from one to the next."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from risk.history.experience import exposure_source
from risk.settings import Scoring


@dataclass(frozen=True)
class Kept:
    """Cut points by family, and the stored rows whose levels hold until there is reason to move."""

    cut_points: dict[str, tuple[float, ...]]
    rows: pd.DataFrame


def kept_scores(
    stored: tuple[Mapping[str, Any], pd.DataFrame] | None,
    exposure: pd.DataFrame,
    *,
    settings: Scoring,
) -> Kept | None:
    """What to keep of the stored scores; None where there is nothing.

    Nothing is kept of other level quantiles than the county's now, nor of another denominator
    (claims per region-year before policies were loaded).

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
    cuts = {family: tuple(cuts) for family, cuts in told["cut_points"].items()}
    return Kept(cuts, scores)
