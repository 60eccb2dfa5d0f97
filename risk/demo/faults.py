"""The faults real ledgers have, about one row in a hundred, each written down."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from risk.demo.facts import Facts
from risk.demo.policies import policy_ids
from risk.demo.sizes import Sizes, stream

COLUMNS = ["kind", "year", "row", "fault", "column", "value", "outcome"]
POLICY_MIX = {
    "rounded_id": 0.24, "swapped_dates": 0.16, "duplicate_house": 0.14, "out_of_scheme": 0.14,
    "unknown_word": 0.1, "missing_cell": 0.08, "old_code": 0.07, "ambiguous_name": 0.07,
}  # fmt: skip
CLAIM_MIX = {
    "unknown_word": 0.2, "missing_cell": 0.2, "impossible_date": 0.15, "duplicate_row": 0.15,
    "old_code": 0.15, "ambiguous_name": 0.15,
}  # fmt: skip
# What a careful reader does with it; a place that is only in doubt is stored as such.
OUTCOME = {
    "rounded_id": "rejected", "swapped_dates": "rejected", "unknown_word": "rejected",
    "missing_cell": "rejected", "impossible_date": "rejected", "duplicate_row": "rejected",
    "duplicate_house": "flagged", "out_of_scheme": "flagged",
    "old_code": "located", "ambiguous_name": "located",
}  # fmt: skip


@dataclass(frozen=True)
class _Ledger:
    """What a fault needs to know of one year's ledger (positions are rows of it)."""

    kind: str
    year: int
    village: np.ndarray
    identity: np.ndarray
    policy_id: np.ndarray


def build_faults(
    policies: pd.DataFrame,
    losses: pd.DataFrame,
    houses: pd.DataFrame,
    villages: pd.DataFrame,
    facts: Facts,
    sizes: Sizes,
    seed: int,
) -> pd.DataFrame:
    """Choose rows and spoil one thing in each; rows of ``faults`` are cells to overwrite.

    A duplicate has no column: the row is written once more, for a house with ``value`` as its
    second policy number.
    """
    rng, parts = stream(seed, "faults"), []
    village, identity = houses["village"].to_numpy(), houses["id_number"].to_numpy()
    for kind, rows, mix in (("policy", policies, POLICY_MIX), ("claim", losses, CLAIM_MIX)):
        for year in sizes.years:
            part = rows[rows["year"] == year]
            house = part["house"].to_numpy()
            ids = policy_ids(part, facts.county).to_numpy() if kind == "policy" else house
            ledger = _Ledger(kind, year, village[house], identity[house], ids)
            parts += _of_ledger(ledger, mix, villages, facts, sizes, rng)
    return pd.DataFrame(parts, columns=COLUMNS)


def _of_ledger(
    ledger: _Ledger,
    mix: dict[str, float],
    villages: pd.DataFrame,
    facts: Facts,
    sizes: Sizes,
    rng: np.random.Generator,
) -> list[tuple[object, ...]]:
    n = len(ledger.village)
    count = min(max(round(sizes.fault_share * n), 2), n)
    repeated = villages["name"].duplicated(keep=False).to_numpy()
    shared_name = rng.permutation(np.flatnonzero(repeated[ledger.village]))
    coded = ledger.kind == "claim" or ledger.year >= sizes.codes_from
    share = np.array([w * (coded or fault != "old_code") for fault, w in mix.items()])
    kinds = rng.choice(list(mix), count, p=share / share.sum())
    free = list(rng.permutation(np.setdiff1d(np.arange(n), shared_name))[:count])
    named = list(shared_name)
    faults: list[tuple[object, ...]] = []
    for fault in map(str, kinds):
        source = named if fault == "ambiguous_name" else free
        if not source:
            continue
        row = int(source.pop())
        for column, value in _spoil(fault, row, ledger, villages, facts, rng):
            if column == "region_code" and not coded:
                continue
            faults.append((ledger.kind, ledger.year, row, fault, column, value, OUTCOME[fault]))
    return faults


def _spoil(
    fault: str,
    row: int,
    ledger: _Ledger,
    villages: pd.DataFrame,
    facts: Facts,
    rng: np.random.Generator,
) -> list[tuple[str, str]]:
    """Cells to overwrite: (column, written text)."""
    policy = ledger.kind == "policy"
    year = ledger.year
    if fault == "rounded_id":
        return [("id_number", f"{int(ledger.identity[row][:17] + '0'):.5E}")]
    if fault == "swapped_dates":
        return [("start_date", f"{year}-12-31"), ("end_date", f"{year}-01-01")]
    if fault == "out_of_scheme":
        return [[("premium_household_money", "15")], [("sum_insured_money", "25000")]][
            int(rng.integers(2))
        ]
    if fault == "unknown_word":
        return [("structure", "窑洞")] if policy else [("peril", "原因不明")]
    if fault == "missing_cell":
        return [("start_date", "")] if policy else [("loss_at", "")]
    if fault == "impossible_date":
        return [("loss_at", f"{year}-13-05")]
    if fault == "old_code":
        code = str(villages["code"].iloc[ledger.village[row]])
        return [("region_code", facts.county.places.former_county_codes[0] + code[6:])]
    if fault == "ambiguous_name":
        return [("township_name", ""), ("region_code", "")]
    return [("", f"{ledger.policy_id[row]}-2" if policy else "")]
