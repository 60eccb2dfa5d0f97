"""Rows of two code lists paired rule by rule: what is surest first, each row once."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from risk.geography.gazetteer import SHORTEST_FUZZY, is_slip

SAME_SHARE = 0.5  # of the villages of a township, of the townships of a county
SIMILAR = 0.5  # share of characters that a changed name keeps
Rows = tuple[NDArray[np.int64], NDArray[np.int64]]


class Pairing:
    """Pairs of one level of two lists.

    ``old`` and ``new`` have the columns of `read_list`; ``area`` and ``holder`` of the old rows are
    written in the codes of the new list.
    """

    def __init__(self, old: pd.DataFrame, new: pd.DataFrame) -> None:
        self.old, self.new = old.reset_index(drop=True), new.reset_index(drop=True)
        self.free_old, self.free_new = np.ones(len(old), bool), np.ones(len(new), bool)
        self.pairs: list[pd.DataFrame] = []

    def take(
        self, old: NDArray[np.int64], new: NDArray[np.int64], change: str, reason: str
    ) -> None:
        """Pair rows."""
        self.free_old[old], self.free_new[new] = False, False
        self.pairs.append(pd.DataFrame({"i": old, "j": new, "change": change, "reason": reason}))

    def common(self, keys: Sequence[str], *, among_rest: bool) -> Rows:
        """Free rows whose keys agree and stand once in each list, or among what is left of it."""
        if not (self.free_old.any() and self.free_new.any()):
            return np.empty(0, np.int64), np.empty(0, np.int64)
        sides = []
        for rows, free in ((self.old, self.free_old), (self.new, self.free_new)):
            rest = rows.loc[free, [*keys]]
            counted = rest if among_rest else rows[[*keys]]
            twice = counted.duplicated(keep=False)
            named = rest[~twice.loc[rest.index] & (rest[keys[-1]] != "")]
            sides.append(named.assign(row=named.index))
        both = sides[0].merge(sides[1], on=[*keys], suffixes=("_old", "_new"))
        return both["row_old"].to_numpy(np.int64), both["row_new"].to_numpy(np.int64)

    def same_code(self) -> Rows:
        """Free rows of one code."""
        return self.common(["code"], among_rest=True)

    def by(
        self, keys: Sequence[str], change: str, reason: str, *, among_rest: bool = False
    ) -> None:
        """Pair free rows by keys."""
        self.take(*self.common(keys, among_rest=among_rest), change, reason)

    def kept(self) -> None:
        """Pair rows whose code is the same and whose name is alike."""
        old, new = self.same_code()
        named, like = (
            np.asarray(self.old[c].array.take(old) == self.new[c].array.take(new), dtype=bool)
            for c in ("name", "bare")
        )
        self.take(old[named], new[named], "unchanged", "same_name")
        like &= ~named
        self.take(old[like], new[like], "unchanged", "like_name")

    def renamed(self) -> None:
        """Pair rows of one code whose names are a few characters apart, and stand nowhere else."""
        old, new = self.same_code()
        a, b = (s["bare"].to_numpy(object) for s in (self.old, self.new))
        near = process.cpdist(a[old], b[new], scorer=Levenshtein.normalized_similarity) >= SIMILAR
        chosen = [
            bool(n) and min(len(a[i]), len(b[j])) >= SHORTEST_FUZZY and is_slip(a[i], b[j])
            for n, i, j in zip(near, old, new, strict=True)
        ]
        old, new = old[np.array(chosen, bool)], new[np.array(chosen, bool)]
        elsewhere = _stands_in(self.old.iloc[old], self.new)
        elsewhere |= _stands_in(self.new.iloc[new], self.old)
        self.take(old[~elsewhere], new[~elsewhere], "renamed", "similar_name")

    def slips(self) -> None:
        """Pair rows of one holder by the only name one slip away, seen from both sides."""
        a, b = (side["bare"].to_numpy(object) for side in (self.old, self.new))
        here, there = _by_holder(self.old, self.free_old), _by_holder(self.new, self.free_new)
        found: list[tuple[int, int]] = []
        for holder in here.keys() & there.keys():
            i, j = here[holder], there[holder]
            close = process.cdist(a[i], b[j], scorer=Levenshtein.distance, score_cutoff=1) <= 1
            single = close & (close.sum(1) == 1)[:, None] & (close.sum(0) == 1)
            found += zip(
                *(at[k] for at, k in zip((i, j), np.nonzero(single), strict=True)), strict=True
            )
        slips = sorted(pair for pair in found if is_slip(a[pair[0]], b[pair[1]]))
        pairs = np.array(slips, dtype=np.int64).reshape(-1, 2)
        self.take(pairs[:, 0], pairs[:, 1], "check", "slip")

    def partners(self) -> dict[str, str]:
        """New codes by old ones, of the pairs that are no question."""
        pairs = self.told()
        settled = pairs[pairs["change"].isin(["unchanged", "renamed", "recoded", "moved"])]
        old, new = (
            side["code"].to_numpy()[settled[k]] for side, k in ((self.old, "i"), (self.new, "j"))
        )
        return dict(zip(old, new, strict=True))

    def told(self) -> pd.DataFrame:
        """All pairs so far: i, j, change, reason."""
        return pd.concat(self.pairs, ignore_index=True)


def _stands_in(rows: pd.DataFrame, other: pd.DataFrame) -> NDArray[np.bool_]:
    """Whether the name of each row stands in the other list under the same holder."""
    like = other[other["bare"].isin(rows["bare"].unique())]
    keys = [pd.MultiIndex.from_frame(side[["holder", "bare"]]) for side in (rows, like)]
    return np.asarray(keys[0].isin(keys[1]))


def _by_holder(rows: pd.DataFrame, free: NDArray[np.bool_]) -> dict[str, NDArray[np.int64]]:
    """Free rows with names long enough for a slip, by holder."""
    chosen = np.flatnonzero(free & (rows["bare"].str.len() >= SHORTEST_FUZZY).to_numpy())
    groups = rows["holder"].iloc[chosen].groupby(rows["holder"].iloc[chosen].to_numpy(object))
    return {str(holder): chosen[at] for holder, at in groups.indices.items()}


def kept_townships(old: pd.DataFrame, new: pd.DataFrame) -> frozenset[str]:
    """Townships at least half of whose villages kept both code and name."""
    both = old[["code", "bare", "holder"]].merge(
        new[["code", "bare", "holder"]], on=["code", "bare"]
    )
    both = both[both["holder_x"] == both["holder_y"]]
    if both.empty:  # an empty share has no kind that could be compared
        return frozenset()
    stayed = both["holder_x"].value_counts()
    share = stayed / old["holder"].value_counts().reindex(stayed.index)
    return frozenset(share.index[share >= SAME_SHARE])


def new_counties(old: pd.DataFrame, new: pd.DataFrame) -> dict[str, str]:
    """Today's code of counties whose code is gone: the one new code that took their townships.

    Args:
        old, new: townships: ``area``, ``bare``.
    """
    gone = old[~old["area"].isin(new["area"].unique())].drop_duplicates(["area", "bare"])
    fresh = new[~new["area"].isin(old["area"].unique())].drop_duplicates(["area", "bare"])
    if gone.empty or fresh.empty:
        return {}
    both = gone.assign(province=gone["area"].str[:2]).merge(
        fresh.assign(province=fresh["area"].str[:2]), on=["province", "bare"]
    )
    votes = both.groupby(["area_x", "area_y"]).size().rename("votes").reset_index()
    votes["share"] = votes["votes"] / votes["area_x"].map(gone["area"].value_counts()).astype(float)
    votes = votes[votes["share"] >= SAME_SHARE].sort_values("votes")
    best = votes.drop_duplicates("area_x", keep="last").drop_duplicates("area_y", keep="last")
    return dict(zip(best["area_x"], best["area_y"], strict=True))
