"""Codes of a new map that stand on the map of today under another place's name."""

from collections import defaultdict

import numpy as np
import pandas as pd

from risk.geography.index import is_current
from risk.geography.names import alike, county_stem
from risk.geography.recodings import OPEN_CHANGES

CONFLICTS = ("code", "name_on_map", "name_in_file")


def conflicting_codes(
    stored_regions: pd.DataFrame, new_regions: pd.DataFrame, crosswalk: pd.DataFrame
) -> pd.DataFrame:
    """Rows of a new region file whose code stands on the map with another name.

    Another kind, committee, people or variant character is no other name. Nor is there a conflict
    where the crosswalk says that the code changed its name, went to this place or left the other
    one, or where the file itself ends the row of the map with a ``valid_to``.

    Args:
        stored_regions, new_regions: code, name; rows with a ``valid_to`` are not of today.
        crosswalk: old_code, new_code; old_name, new_name, change where known.

    Returns:
        `CONFLICTS` on the index of ``new_regions``.
    """
    stored = stored_regions[is_current(stored_regions)]
    on_map = dict(zip(stored["code"].astype(str), stored["name"], strict=True))
    today = is_current(new_regions)
    rows, ended = new_regions[today], new_regions[~today]
    found = pd.DataFrame({"code": rows["code"].astype(str), "name_in_file": rows["name"]})
    found["name_on_map"] = pd.Series(
        [on_map.get(c) for c in found["code"]], rows.index, dtype=object
    )
    found = found[found["name_on_map"].notna() & found["name_in_file"].notna()]
    found = found[found["name_on_map"] != found["name_in_file"]]
    left, taken = _declared(crosswalk)
    for code, name in zip(ended["code"].astype(str), ended["name"].astype(str), strict=True):
        left[code].append(name)
    other = [
        not _one(was, now)
        and not any(not name or _one(name, was) for name in left[code])
        and not any(_one(name, now) for name in taken[code])
        for code, was, now in zip(
            found["code"], found["name_on_map"], found["name_in_file"], strict=True
        )
    ]
    return found.loc[np.array(other, dtype=bool), list(CONFLICTS)]


def _one(a: str, b: str) -> bool:
    return alike(a, b) or county_stem(a) == county_stem(b)


def _declared(
    crosswalk: pd.DataFrame,
) -> tuple[defaultdict[str, list[str]], defaultdict[str, list[str]]]:
    """By code, the names that left it, and those that it was given ("" where no name is told)."""
    left: defaultdict[str, list[str]] = defaultdict(list)
    taken: defaultdict[str, list[str]] = defaultdict(list)
    rows = crosswalk.reindex(columns=["old_code", "new_code", "old_name", "new_name", "change"])
    rows = rows[~rows["change"].isin(list(OPEN_CHANGES))].fillna("").astype(str)
    for old, new, was, now, _ in rows.itertuples(index=False):
        if old != new:
            left[old].append(was)
        if now:
            taken[new].append(now)
    return left, taken
