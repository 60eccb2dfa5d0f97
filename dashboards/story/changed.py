"""Two days of scores beside one another: what moved, by how much, why."""

import pandas as pd

from dashboards.story.scorings import Shown
from dashboards.story.units import in_unit
from risk.scoring.change import compare_scores


def changes(now: Shown, then: Shown, family: str, level: str) -> pd.DataFrame:
    """Regions of a layer on two days, those whose level moved most first.

    Columns of ``risk.scoring.change.compare_scores``, name, township.
    """
    scores, before = now.story.scores, then.story.scores
    other = [f for f, way in now.models.items() if then.models.get(f) != way]
    frame = compare_scores(
        scores.frame, before.frame, scores.reasons, before.reasons, other_models=other
    )
    frame = frame[(frame["peril_family"] == family) & (frame["level"] == level)].copy()
    regions = now.story.facts.regions.drop_duplicates("code").set_index("code")
    code = frame["region_code"]
    rates = ["rate_then", "rate", "difference", "why_part"]  # all beside the mean of now
    frame[rates] = in_unit(now.story.facts, scores.frame, family, frame[rates])
    moves = (frame["risk_level"] - frame["risk_level_then"]).abs()
    told = frame.assign(
        name=code.map(regions["name"]).fillna(code),
        township=code.map(regions["township_name"]),
        moves=moves,
        size=frame["difference"].abs(),
    )
    told = told.sort_values(["moves", "size"], ascending=False, kind="stable")
    return told.drop(columns=["moves", "size"]).reset_index(drop=True)


def moved(frame: pd.DataFrame) -> dict[str, int]:
    """Regions whose level rose, fell, stayed; and how many moved without a new claim."""
    step = frame["risk_level"] - frame["risk_level_then"]
    silent = (step != 0) & step.notna() & (frame["claims_new"] == 0)
    return {
        "rose": int((step > 0).sum()),
        "fell": int((step < 0).sum()),
        "kept": int((step == 0).sum()),
        "silent": int(silent.sum()),
    }
