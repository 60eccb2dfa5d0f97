"""Findings → the tables a person reads: file, sheet, row, column, value, rule, remedy."""

from collections.abc import Callable, Collection, Sequence

import pandas as pd
import pyarrow as pa

from risk.ledger.binding import Binding
from risk.ledger.faults import Finding
from risk.ledger.model import FAULT_COLUMNS, Kind
from risk.ledger.shapes import REPAIRED
from risk.ledger.source import Source

VALUE_MAX = 200  # as much of a value as a table shows


def fault_rows(
    kind: Kind,
    source: Source,
    binding: Binding,
    text: dict[str, pa.Array],
    file: str,
    lang: str,
) -> Callable[[Sequence[Finding]], pd.DataFrame]:
    """A function that lists findings in the order of the file; personal values are masked."""
    personal = {c.name for c in kind.columns if c.personal}

    def value(finding: Finding) -> str:
        if finding.column not in text:
            return ""
        shown: str = text[finding.column][finding.position].as_py()
        return mask(shown) if finding.column in personal else shown[:VALUE_MAX]

    def heading(finding: Finding) -> str:
        if not finding.column:
            return ""
        origin = binding.origins.get(finding.column)
        return kind.column(finding.column).title if origin is None else origin.heading

    def listed(findings: Sequence[Finding]) -> pd.DataFrame:
        rows = [
            (file, source.sheet, int(source.rows[f.position]), heading(f), value(f),
             *f.fault.text(lang))
            for f in sorted(findings, key=lambda f: f.position)
        ]  # fmt: skip
        frame = pd.DataFrame(rows, columns=list(FAULT_COLUMNS))
        return frame.astype({c: "str" for c in FAULT_COLUMNS if c != "row"} | {"row": "int64"})

    return listed


def mask(text: str) -> str:
    """A personal value that can be recognised by its owner and told by nobody else."""
    bare = text.strip()
    keep = 2 if len(bare) >= 8 else 1
    return (
        bare[:keep] + "*" * max(len(bare) - 2 * keep, 1) + (bare[-keep:] if len(bare) > 2 else "")
    )


def raw_rows(source: Source, positions: Collection[int]) -> pd.DataFrame:
    """Rejected rows as they stand in the file: ``row`` and the file's headings."""
    places = sorted(positions)
    take = pa.array(places, pa.int64())
    columns = {
        heading: pd.Series(cells.take(take).to_pylist(), dtype="str")
        for heading, cells in zip(source.headings, source.cells, strict=True)
    }
    row = pd.Series(source.rows[places] if places else [], dtype="int64")
    name = "row" if "row" not in columns else "row.1"
    return pd.DataFrame({name: row, **columns})


def correction_rows(source: Source, repaired: Sequence[int]) -> pd.DataFrame:
    """Values that reading changed by a rule."""
    rows = [(int(source.rows[p]), "geometry", None, None, REPAIRED) for p in repaired]
    return pd.DataFrame(rows, columns=["row", "column", "old", "new", "why"])
