"""What a person may have meant by a writing that was not found."""

from collections.abc import Callable

import pandas as pd
from rapidfuzz import fuzz, process

from risk.geography.names import stem, township_stem
from risk.terms import RegionLevel

SUGGESTED = ("region_code", "name", "township_name", "score")
LEAST = 40.0  # similarity, 0–100, below which nothing is suggested
OUTSIDE = 0.8  # weight of a like name in another township than the one named


def suggest(
    township_name: str, region_name: str, regions: pd.DataFrame, *, limit: int = 5
) -> pd.DataFrame:
    """Regions that a writing may mean, the likeliest first: those of the township, then others.

    Args:
        township_name, region_name: as written; either may be "". Without a village name the
            townships are ranked.
        regions: code, level, name, parent_code; a row with a ``valid_to`` is not suggested.
        limit: most rows to return.

    Returns:
        `SUGGESTED`; ``score`` is 0–100, the likeness of names, lower outside the township named.
    """
    today = regions[regions["valid_to"].isna()] if "valid_to" in regions else regions
    townships = today[today["level"] == RegionLevel.TOWNSHIP]
    near = _scores(township_stem(township_name), townships["name"], township_stem)
    near = near.where(near >= LEAST, 0.0)
    if not region_name:
        found = townships.assign(score=near, township_name=townships["name"])
    else:
        villages = today[today["level"] == RegionLevel.VILLAGE]
        holder = dict(zip(townships["code"], townships["name"], strict=True))
        inside = dict(zip(townships["code"], near / 100, strict=True))
        fits = villages["parent_code"].map(inside).fillna(0.0).astype(float)
        weight = OUTSIDE + (1 - OUTSIDE) * fits if township_name else 1.0
        score = _scores(stem(region_name), villages["name"], stem) * weight
        found = villages.assign(score=score, township_name=villages["parent_code"].map(holder))
    found = found[found["score"] >= LEAST].rename(columns={"code": "region_code"})
    ranked = found.sort_values(["score", "region_code"], ascending=[False, True]).head(limit)
    return pd.DataFrame(ranked[list(SUGGESTED)]).reset_index(drop=True)


def _scores(
    written: str, names: "pd.Series[str]", bare: Callable[[str], str]
) -> "pd.Series[float]":
    """Likeness of a bare name to each of many, 0–100."""
    if not written or names.empty:
        return pd.Series(0.0, names.index)
    short = [bare(name) for name in names.fillna("").astype(str)]
    return pd.Series(
        process.cdist([written], short, scorer=fuzz.ratio)[0], names.index, dtype=float
    )
