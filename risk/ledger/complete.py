"""Values a ledger may leave out because others of the row tell them.

Each rule stands in docs/LEDGERS.md beside its column; none overwrites what the file gives.
"""

import hashlib
from collections.abc import Sequence

import numpy as np
import pandas as pd

from risk.ledger.faults import Fault, Finding
from risk.ledger.identity import read_id_number, read_phone
from risk.terms import (
    ArrivalQuality,
    CheckInSource,
    ClaimStatus,
    CoverLine,
    GeometrySource,
    RegionLevel,
)

LEVEL_BY_DIGITS = {
    6: RegionLevel.COUNTY, 9: RegionLevel.TOWNSHIP, 12: RegionLevel.VILLAGE, 15: RegionLevel.GROUP,
}  # fmt: skip
PARENT_DIGITS = {9: 6, 12: 9, 15: 12}


def complete(kind: str, frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """Fill what the row itself tells; findings for rows that do not tell enough."""
    if kind == "region":
        return _region(frame)
    if kind == "policy":
        return _policy(frame)
    if kind == "claim":
        return _claim(frame), []
    if kind == "report":
        return _report(frame), []
    if kind == "check_in":
        return frame.assign(source=frame["source"].fillna(CheckInSource.CORE.value)), []
    if kind == "official_level":
        return _official_level(frame), []
    return frame, []


def _region(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    code = frame["code"].astype("object")
    # 12 digits ending in 000 are a township or county written long: neither level nor parent told
    told = code.where(code.str.fullmatch(r"\d+") & ~code.str.fullmatch(r"\d{9}000"))
    digits = told.str.len()
    level = frame["level"].fillna(digits.map(LEVEL_BY_DIGITS).astype("str"))
    parent = pd.Series(
        [c[: PARENT_DIGITS[len(c)]] if isinstance(c, str) and len(c) in PARENT_DIGITS else None
         for c in told], index=frame.index, dtype="str",
    )  # fmt: skip
    drawn = frame["geometry"].notna()
    source = pd.Series(
        np.where(drawn, GeometrySource.IMPORTED, GeometrySource.NONE), index=frame.index
    ).astype("str")
    done = frame.assign(
        level=level,
        parent_code=frame["parent_code"].fillna(parent),
        geometry_source=frame["geometry_source"].where(drawn).fillna(source),
    )
    unknown = frame.index[level.isna()]
    return done, [Finding(int(p), "level", Fault("level")) for p in unknown]


def _policy(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    line = frame["list_line_no"].astype("str")
    made = (frame["master_policy_no"] + "-" + line).where(frame["list_line_no"].notna())
    number = frame["policy_id"].fillna(made)
    loose = frame.index[number.isna() & frame["list_line_no"].notna()]
    done = frame.assign(
        policy_id=number, cover_line=frame["cover_line"].fillna(CoverLine.SCHEME.value)
    )
    return done, [Finding(int(p), "master_policy_no", Fault("empty")) for p in loose]


def _claim(frame: pd.DataFrame) -> pd.DataFrame:
    paid = frame["paid_at"].notna() | (frame["paid_money"] > 0)
    told = np.select(
        [paid, frame["reject_reason"].notna()],
        [ClaimStatus.PAID.value, ClaimStatus.REJECTED.value],
        ClaimStatus.OPEN.value,
    )
    typed = frame["arrived_at"].notna() & frame["arrival_quality"].isna()
    return frame.assign(
        status=frame["status"].fillna(pd.Series(told, index=frame.index, dtype="str")),
        arrival_quality=frame["arrival_quality"].mask(typed, ArrivalQuality.TYPED.value),
        count=frame["count"].fillna(1),
    )


def _report(frame: pd.DataFrame) -> pd.DataFrame:
    """Numbers that cannot be read are no evidence; the report itself stands. Long numbers in what
    was said (telephones, identity numbers) are left out."""
    read = {"id_number": read_id_number, "phone": read_phone}
    cleaned = {
        name: frame[name].map(lambda text, of=of: None if isinstance(of(text), Fault) else of(text),
                              na_action="ignore").astype("str")
        for name, of in read.items()
    }  # fmt: skip
    text = frame["text"].str.replace(r"[0-9]{7,}", "…", regex=True)
    return frame.assign(**cleaned, text=text)


def _official_level(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(
        peril_family=frame["peril_family"].fillna("all"),
        risk_level=frame["risk_level"].astype("Int64"),
    )


def content_id(cells: Sequence[str]) -> str:
    """Id of a row that has none: the same row gets the same id in every file."""
    return hashlib.blake2b("\x1f".join(cells).encode(), digest_size=8).hexdigest()


def expand(frame: pd.DataFrame) -> pd.DataFrame:
    """One row a claim: a row that stands for n gives n, ids ending in -1 … -n."""
    count = frame["count"].to_numpy(dtype=np.int64)
    many = np.repeat(count, count) > 1
    if not many.any():
        return frame.drop(columns="count")
    first = np.repeat(np.cumsum(count) - count, count)
    number = pd.Series(np.arange(len(many)) - first + 1)
    grown = frame.loc[frame.index.repeat(count)].reset_index(drop=True)
    numbered = grown["claim_id"] + "-" + number.astype("str")
    return grown.assign(claim_id=grown["claim_id"].mask(many, numbered)).drop(columns="count")
