"""Two code lists on disk → a crosswalk file to check and load."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from risk.errors import LedgerError
from risk.geography.lists import compare_lists
from risk.ledger import KINDS, Mapping, read_ledger
from risk.settings import County

COUNTED = ["change", "reason"]
UNCHANGED = "unchanged"
WRITERS = {".csv": "utf-8-sig", ".xlsx": ""}


@dataclass(frozen=True)
class Compared:
    """What became of the regions of one list in another.

    Args:
        counts: change, reason, rows: every row of both lists is in one of them.
        written: rows of the crosswalk file: pairs that changed.
        unpaired: rows without a partner, in a file of their own; 0: none, and no such file.
        unpaired_file: that file.
        refused: rows of the lists that could not be read.
    """

    counts: pd.DataFrame
    written: int
    unpaired: int
    unpaired_file: Path | None
    refused: int


def write_crosswalk(
    old: Path,
    new: Path,
    target: Path,
    *,
    old_mapping: Mapping | None = None,
    new_mapping: Mapping | None = None,
) -> Compared:
    """Compare two region lists and write what changed as a crosswalk ledger.

    Regions that did not change are left out; rows that found no partner stand beside it, in
    ``TARGET-unpaired``, to be settled by a person. Changes that are only likely bear the word of
    their doubt (check, conflict) in the column of the change, and are not used until it is
    replaced.

    Args:
        old, new: files of the region ledger.
        target: .csv or .xlsx.
        old_mapping, new_mapping: of headings the ledger does not know.

    Raises:
        LedgerError: a list cannot be read, or the target is of another format.
    """
    if target.suffix.lower() not in WRITERS:
        raise LedgerError("is no table", where=str(target), remedy="name a .csv or .xlsx file")
    lists, refused = [], 0
    for path, mapping in ((old, old_mapping), (new, new_mapping)):
        batch = read_ledger("region", path, county=County("", ""), mapping=mapping)
        lists.append(batch.frame[batch.frame["valid_to"].isna()])
        refused += int(batch.rejects["row"].nunique())
    told = compare_lists(*lists)
    counts = told.groupby(COUNTED, dropna=False).size().rename("rows").reset_index()
    paired = told["old_code"].notna() & told["new_code"].notna()
    changed = told[paired & (told["change"] != UNCHANGED)]
    rest, beside = told[~paired], target.with_stem(f"{target.stem}-unpaired")
    source = f"{old.name} → {new.name}: "
    write_table(changed.assign(source=source + changed["reason"]), target)
    if len(rest):
        write_table(rest.assign(source=source + rest["reason"]), beside)
    return Compared(counts, len(changed), len(rest), beside if len(rest) else None, refused)


def write_table(rows: pd.DataFrame, target: Path) -> None:
    """Write rows under the headings of the crosswalk ledger, every code as text."""
    titles = {c.name: c.title for c in KINDS["crosswalk"].columns}
    table = rows.reindex(columns=list(titles)).rename(columns=titles)
    if target.suffix.lower() == ".csv":
        table.to_csv(target, index=False, encoding=WRITERS[".csv"])
        return
    with pd.ExcelWriter(target, engine="xlsxwriter") as book:
        table.to_excel(book, index=False)
