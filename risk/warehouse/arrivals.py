"""Claims filled by the best evidence of check-ins, at every publish that brings one or the other.

Before a batch is applied the claims say again what their ledger said, so that a ledger loaded
once more is the same; after it the best evidence is laid over them, and what differs from before
is written down as a correction.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from string import Template

import duckdb

from risk.warehouse.database import sql

TABLES = frozenset({"claim", "check_in"})
FILLED = ("crew_id", "dispatched_at", "arrived_at", "arrival_quality", "surveyed_at")

BEFORE = Template(
    "CREATE OR REPLACE TEMP TABLE filled_before AS SELECT claim_id, $columns FROM claim "
    "WHERE claim_id IN (SELECT claim_id FROM claim_told)"
)
RESTORE = Template("UPDATE claim SET $columns FROM claim_told t WHERE t.claim_id = claim.claim_id")
KEEP = Template("INSERT INTO claim_told SELECT claim_id, $columns FROM claim SEMI JOIN evidence e "
                "USING (claim_id)")  # fmt: skip
WRITE_DOWN = Template(
    "INSERT INTO correction SELECT 'claim', e.claim_id, ?, o.was::VARCHAR, e.$column::VARCHAR, "
    "'huzhu', concat('check-ins: ', coalesce(e.source, 'set out')), ?, NULL "
    "FROM evidence e JOIN (SELECT c.claim_id, CASE WHEN b.claim_id IS NULL THEN c.$column "
    "ELSE b.$column END AS was FROM claim c LEFT JOIN filled_before b USING (claim_id)) o "
    "USING (claim_id) WHERE e.$column IS DISTINCT FROM o.was"
)
FILL = Template("UPDATE claim SET $columns FROM evidence t WHERE t.claim_id = claim.claim_id")


@contextmanager
def refilled(
    connection: duckdb.DuckDBPyConnection, tables: set[str], now: datetime
) -> Iterator[None]:
    """While a batch for these tables is applied, claims say what their ledger says; then the best.

    Each value that is another than before is a correction. Nothing is done where the batch brings
    neither claims nor check-ins.
    """
    if not tables & TABLES:
        yield
        return
    connection.execute(BEFORE.substitute(columns=", ".join(FILLED)))
    connection.execute(RESTORE.substitute(columns=assignments()))
    yield
    connection.execute(sql("arrivals"))
    connection.execute("DELETE FROM claim_told")
    connection.execute(KEEP.substitute(columns=", ".join(FILLED)))
    for column in FILLED:
        connection.execute(WRITE_DOWN.substitute(column=column), [column, now])
    connection.execute(FILL.substitute(columns=assignments()))
    connection.execute("DROP TABLE evidence")
    connection.execute("DROP TABLE filled_before")


def assignments() -> str:
    """The filled columns, each set from relation ``t``."""
    return ", ".join(f"{column} = t.{column}" for column in FILLED)
