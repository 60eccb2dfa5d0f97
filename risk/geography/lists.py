"""Two code lists of one land → what became of every region: a crosswalk to check and load.

Codes alone prove nothing: publishers number townships differently, and a code may be given to
another village. A pair of rows is taken where code and name agree, or where a name is unique in the
same township or county; whatever is only likely is a question to a person.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from risk.geography.listed import (
    COUNTY,
    GROUP,
    NO_LEVEL,
    TOWNSHIP,
    VILLAGE,
    read_list,
    township_rows,
)
from risk.geography.pairing import Pairing, kept_townships, new_counties

COMPARED = ("old_code", "new_code", "old_name", "new_name", "change", "reason")
# Why a row of a compared list was told so; `risk.geography.recodings.OPEN_CHANGES` are questions.
COMPARE_REASONS = {
    "same_name": "code and name are the same",
    "like_name": "the code is the same, and the name but for kind, committee or variant characters",
    "same_townships": "the county's code is gone; the new code took most of its townships",
    "same_villages": "most villages of the township kept code and name",
    "similar_name": "the code is the same; the name changed by little, and stands nowhere else",
    "name_in_township": "the name is unique in the same township",
    "name_in_county": "the name is unique in the county",
    "name_among_rest": "the name stands once among what is left of the county",
    "slip": "the name is one slip away from the only such one in the same township",
    "name_differs": "the same code under another name",
    "name_repeated": "the name stands more than once among what is left of the county",
    "county_gone": "no county took over the townships of this one",
    "county_new": "the county took over the townships of none",
    "name_gone": "nothing in the new list fits",
    "name_new": "nothing in the old list fits",
}


def compare_lists(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """What became of every region of ``old`` in ``new``; every row of both is told once.

    Args:
        old, new: ``code``, ``name``; optionally ``level``, ``parent_code``, ``township_name``
            (see `risk.geography.listed.read_list`). Codes stand once in a list.

    Returns:
        `COMPARED` columns. ``change`` is unchanged, renamed, recoded (the township stays), moved
        (to another township), check (likely, by a slip), conflict (one code, two names),
        ambiguous, gone (no new code) or new (no old code). ``reason`` is of `COMPARE_REASONS`.
    """
    before, after = read_list(old), read_list(new)
    towns_before, towns_after = township_rows(before), township_rows(after)
    county = new_counties(towns_before, towns_after)
    for rows in (before, towns_before):
        rows["area"] = _renewed(rows["area"], county)
    towns = _pair_townships(towns_before, towns_after, before, after, county)
    parts = [_pair_counties(_at(before, COUNTY), _at(after, COUNTY), county)]
    own = [bool((rows["level"] == TOWNSHIP).any()) for rows in (before, after)]
    if any(own):
        parts.append(_told(towns, old=own[0], new=own[1]))
    villages = _pair_villages(_held(_at(before, VILLAGE), towns), _at(after, VILLAGE))
    groups = _pair_villages(_held(_at(before, GROUP), villages), _at(after, GROUP))
    others = Pairing(_at(before, NO_LEVEL), _at(after, NO_LEVEL))
    others.kept()
    _conflicts(others)
    parts += [_told(pairing) for pairing in (villages, groups, others)]
    return pd.concat(parts, ignore_index=True)[list(COMPARED)]


def _renewed(
    codes: "pd.Series[str]", partners: Mapping[str, str], *, gone: str = ""
) -> "pd.Series[str]":
    """Codes in those of the new list, where they have others; the rest after ``gone``."""
    at = pd.Index(list(partners), dtype="str").get_indexer(pd.Index(codes))
    new = pd.Series(np.array([*partners.values(), ""], dtype=object)[at], codes.index)
    return (gone + codes if gone else codes).mask(pd.Series(at >= 0, codes.index), new)


def _at(rows: pd.DataFrame, level: str) -> pd.DataFrame:
    return rows[rows["level"] == level]


def _held(rows: pd.DataFrame, holders: Pairing) -> pd.DataFrame:
    """Rows under the new codes of their holders; a holder without one holds nothing of today."""
    if rows.empty:
        return rows
    return rows.assign(holder=_renewed(rows["holder"], holders.partners(), gone="gone "))


def _pair_counties(old: pd.DataFrame, new: pd.DataFrame, county: Mapping[str, str]) -> pd.DataFrame:
    pairing = Pairing(
        old.assign(taken=old["code"].map(county).astype(object).fillna("")),
        new.assign(taken=new["code"]),
    )
    pairing.kept()
    pairing.by(["taken"], "recoded", "same_townships")
    _conflicts(pairing)
    return _told(pairing)


def _pair_townships(
    old: pd.DataFrame,
    new: pd.DataFrame,
    before: pd.DataFrame,
    after: pd.DataFrame,
    county: Mapping[str, str],
) -> Pairing:
    pairing = Pairing(old.assign(holder=_renewed(old["holder"], county)), new)
    pairing.kept()
    pairing.by(["area", "bare"], "recoded", "name_in_county")
    stayed = kept_townships(_at(before, VILLAGE), _at(after, VILLAGE))
    rows_old, rows_new = pairing.same_code()
    same = pairing.old["code"].iloc[rows_old].isin(stayed).to_numpy()
    pairing.take(rows_old[same], rows_new[same], "renamed", "same_villages")
    pairing.renamed()
    _conflicts(pairing)
    return pairing


def _pair_villages(old: pd.DataFrame, new: pd.DataFrame) -> Pairing:
    pairing = Pairing(old, new)
    pairing.kept()
    for name in ("kinded", "bare"):
        pairing.by(["holder", name], "recoded", "name_in_township")
    pairing.renamed()
    for name in ("kinded", "bare"):
        pairing.by(["area", name], "moved", "name_in_county")
    pairing.by(["area", "bare"], "check", "name_among_rest", among_rest=True)
    pairing.slips()
    _conflicts(pairing)
    return pairing


def _conflicts(pairing: Pairing) -> None:
    pairing.take(*pairing.same_code(), "conflict", "name_differs")


def _told(pairing: Pairing, *, old: bool = True, new: bool = True) -> pd.DataFrame:
    """Pairs and what is left of both lists; without rows that a list does not have itself."""
    pairs = pairing.told()
    sides = (("old", pairing.old, "i"), ("new", pairing.new, "j"))
    columns = {
        f"{when}_{what}": rows[column].to_numpy()[pairs[k]]
        for when, rows, k in sides
        for what, column in (("code", "given"), ("name", "name"))
    }
    told = pd.DataFrame(columns).assign(change=pairs["change"], reason=pairs["reason"])
    same = told["change"].eq("unchanged").to_numpy()
    told["old_code"] = told["old_code"].where(~same, told["new_code"])
    rest = _rest(pairing)
    if not old:
        return rest[rest["new_code"].notna()] if new else rest.iloc[:0]
    return pd.concat([told, rest] if new else [told.iloc[:0], rest[rest["old_code"].notna()]])


def _rest(pairing: Pairing) -> pd.DataFrame:
    """What no rule paired: gone, new, or named more than once on both sides."""
    old, new = pairing.old[pairing.free_old], pairing.new[pairing.free_new]
    parts = []
    for when, rows, other, whole, change in (
        ("old", old, new, pairing.new, "gone"), ("new", new, old, pairing.old, "new")
    ):  # fmt: skip
        keys = ["area", "bare"]
        repeated = pd.MultiIndex.from_frame(rows[keys]).isin(pd.MultiIndex.from_frame(other[keys]))
        there = rows["area"].isin(whole["area"].unique()).to_numpy()
        reason = np.where(there, f"name_{change}", f"county_{change}")
        parts.append(
            pd.DataFrame(
                {
                    f"{when}_code": rows["given"], f"{when}_name": rows["name"],
                    "change": np.where(repeated, "ambiguous", change),
                    "reason": np.where(repeated, "name_repeated", reason),
                }
            )
        )  # fmt: skip
    return pd.concat(parts, ignore_index=True).reindex(columns=list(COMPARED))
