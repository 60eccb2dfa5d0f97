"""A code list made comparable: level, holder and bare names of every row."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from risk.geography.names import county_stem, township_stem, with_kind, without_kind
from risk.terms import RegionLevel

VILLAGE, TOWNSHIP = RegionLevel.VILLAGE.value, RegionLevel.TOWNSHIP.value
COUNTY, GROUP = RegionLevel.COUNTY.value, RegionLevel.GROUP.value
LEVEL_BY_DIGITS = {6: COUNTY, 9: TOWNSHIP, 12: VILLAGE, 15: GROUP}
DIGITS = {level: digits for digits, level in LEVEL_BY_DIGITS.items()}
ABOVE = {COUNTY: 4, TOWNSHIP: 6, VILLAGE: 9, GROUP: 12}  # digits of the holder's code
BARE: dict[str, Callable[[str], str]] = {COUNTY: county_stem, TOWNSHIP: township_stem}
NO_LEVEL = "none"


def read_list(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of a code list, a row each.

    Args:
        rows: ``code`` and ``name``; ``level`` (else told by the code), ``parent_code`` (else its
            leading digits), ``township_name`` of villages (else the list's own townships tell).

    Returns:
        ``given`` (the code as written), ``code`` (without trailing zeros), ``name``, ``level``,
        ``holder`` (code of the region above), ``area`` (county code), ``kinded`` and ``bare`` (the
        name with its kind, and alone), ``township_name``.
    """
    given = rows["code"].astype(str).reset_index(drop=True)
    level = _levels(rows, given)
    digits = level.map(DIGITS).astype(float)  # NaN without a level
    code = given.where(digits.isna() | (given.str.len() <= digits), _leading(given, level, DIGITS))
    listed = pd.DataFrame({"given": given, "code": code, "level": level})
    listed["name"] = rows["name"].fillna("").astype(str).reset_index(drop=True)
    listed["area"] = code.str[: DIGITS[COUNTY]]
    listed["holder"] = _leading(code, level, ABOVE)
    if "parent_code" in rows:
        told = rows["parent_code"].reset_index(drop=True)
        above = _leading(told.astype(str), level, ABOVE)
        listed["holder"] = above.where(told.notna(), listed["holder"])
    if "township_name" in rows:
        listed["township_name"] = rows["township_name"].fillna("").astype(str).to_numpy()
    return _bare_names(listed)


def _levels(rows: pd.DataFrame, given: "pd.Series[str]") -> "pd.Series[str]":
    told = given.str.len().map(LEVEL_BY_DIGITS)
    long = given.str.len() == DIGITS[VILLAGE]
    told = told.mask(long & given.str.endswith("000"), TOWNSHIP)
    told = told.mask(long & given.str.endswith("000000"), COUNTY)
    if "level" in rows:
        level = rows["level"].reset_index(drop=True)
        told = level.where(level.notna(), told)
    return told.fillna(NO_LEVEL).astype(str)


def _leading(
    code: "pd.Series[str]", level: "pd.Series[str]", digits: dict[str, int]
) -> "pd.Series[str]":
    """The leading digits of each code, as many as its level says."""
    cut = code.str[: DIGITS[GROUP]]
    for at, width in digits.items():
        cut = cut.mask(level == at, code.str[:width])
    return cut


def _bare_names(listed: pd.DataFrame) -> pd.DataFrame:
    """Every distinct name is made bare once."""
    given = listed["name"].to_numpy(object)
    kinded = np.full(len(listed), "", dtype=object)
    bare = kinded.copy()
    for level, rows in listed.groupby("level").indices.items():
        position, names = pd.factorize(given[rows])
        short = [BARE.get(str(level), with_kind)(name) for name in names]
        alone = short if level in BARE else [without_kind(name) for name in short]
        kinded[rows] = np.array(short, dtype=object)[position]
        bare[rows] = np.array(alone, dtype=object)[position]
    return listed.assign(kinded=kinded, bare=bare)


def township_rows(listed: pd.DataFrame) -> pd.DataFrame:
    """The townships of a list: its own rows, else those its villages name."""
    own = listed[listed["level"] == TOWNSHIP]
    if len(own) or "township_name" not in listed:
        return own.reset_index(drop=True)
    villages = listed[(listed["level"] == VILLAGE) & (listed["township_name"] != "")]
    named = villages.drop_duplicates("holder")
    return read_list(
        pd.DataFrame({"code": named["holder"], "name": named["township_name"], "level": TOWNSHIP})
    )
