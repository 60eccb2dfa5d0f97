"""Two days of scores beside one another: what moved, by how much, why."""

import pandas as pd

from dashboards.story.scorings import Shown
from dashboards.story.units import RATE, in_unit
from risk.scoring.change import compare_scores


def changes(now: Shown, then: Shown, family: str, level: str) -> pd.DataFrame:
    """Regions of a layer on two days, those whose level moved most first.

    Columns of ``risk.scoring.change.compare_scores``, name, township.
    """
    scores, before = now.story.scores, then.story.scores
    frame = compare_scores(scores.frame, before.frame, *_told_alike(now, then))
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


def _told_alike(now: Shown, then: Shown) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Reasons of both days, a family of the same model having the same reasons on both.

    A reason that moved nothing on one day is absent there; without a row of it the two would look
    like scores of different models.
    """
    both = (now.story.scores.reasons, then.story.scores.reasons)
    if any(frame.empty for frame in both):
        return both
    same = [f for f, way in now.models.items() if then.models.get(f) == way]
    filled = []
    for own, other in (both, both[::-1]):
        known = other[other["peril_family"].isin(same)].drop_duplicates(["peril_family", "reason"])
        have = set(zip(own["peril_family"], own["reason"], strict=True))
        pairs = zip(known["peril_family"], known["reason"], strict=True)
        absent = known[[pair not in have for pair in pairs]]
        filled.append(pd.concat([own, absent.assign(**{RATE: 0.0})], ignore_index=True))
    return filled[0], filled[1]


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
