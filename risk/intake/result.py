"""What a load did, in one record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from risk.ledger import Batch
from risk.warehouse import Published


@dataclass(frozen=True)
class LoadResult:
    """What a load did.

    Args:
        version: the version in force afterwards (for a check: the one there would be).
        loads: one row a file: columns of table ``load``.
        rejects: faults of refused rows, with ``kind`` and ``load_id``.
        flags: doubts about stored rows, likewise.
        rows_in: source rows read; ``rows_stored + rows_rejected``.
        changed: whether a new version came of it.
        unrecognised: a line for each file of the folder that is no ledger: file, reason, remedy.
        ignored: per file, headings that no column knows.
        relocated: stored rows that lie elsewhere now, by table.
    """

    version: str | None
    loads: pd.DataFrame
    rejects: pd.DataFrame
    flags: pd.DataFrame
    rows_in: int
    rows_stored: int
    rows_rejected: int
    changed: bool
    unrecognised: tuple[str, ...] = ()
    ignored: tuple[tuple[str, tuple[str, ...]], ...] = ()
    relocated: Mapping[str, int] = field(default_factory=dict)


def summary(
    published: Published, batches: Sequence[Batch], relocated: Mapping[str, int]
) -> LoadResult:
    """The result of a load from what was published and what was read."""
    load_ids = published.loads["load_id"].tolist()
    return LoadResult(
        version=published.version,
        loads=published.loads,
        rejects=faults("rejects", batches, load_ids),
        flags=faults("flags", batches, load_ids),
        rows_in=sum(b.rows_in for b in batches),
        rows_stored=sum(b.rows_stored for b in batches),
        rows_rejected=sum(b.rejects["row"].nunique() for b in batches),
        changed=published.changed,
        ignored=tuple((b.path.name, b.ignored) for b in batches if b.ignored),
        relocated=relocated,
    )


def faults(which: str, batches: Sequence[Batch], load_ids: Sequence[int]) -> pd.DataFrame:
    """Rejects or flags of all batches, with kind and load."""
    frames = [
        getattr(b, which).assign(kind=b.kind, load_id=load_id)
        for b, load_id in zip(batches, load_ids, strict=True)
    ]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
