"""Rejected rows back to the user: their own cells, with the reasons beside them."""

from datetime import datetime
from pathlib import Path

import pandas as pd

from risk.errors import LedgerError
from risk.intake.people import REJECTS_KEPT
from risk.ledger import export_rejects
from risk.operations import open_keys, open_operations, read_rejects
from risk.terms import Role
from risk.warehouse import open_version
from risk.workspace import Workspace

WHY = "rejected rows exported to be corrected"


def export_rejected_rows(
    ws: Workspace,
    target: Path,
    load_id: int | None,
    *,
    user: str,
    now: datetime,
    lang: str = "zh",
    role: Role = Role.ADMINISTRATOR,
) -> list[Path]:
    """Write the rejected rows of one load, or of every load that has some.

    Args:
        ws: the workspace.
        target: an .xlsx file; several loads become ``target-<load>.xlsx`` each, since ledgers
            differ in their headings.
        load_id: one load, or None for all.
        user: who asks; the read of personal data is audited under this name.
        now: local wall time.
        lang: language of the added headings.
        role: of who asks; on the command line whoever may open the key file.

    Raises:
        LedgerError: nothing was rejected, or the rows have expired.
        OperationsError: the role may not read personal data.
    """
    if target.suffix.lower() != ".xlsx":
        raise LedgerError("is no Excel name", where=str(target), remedy="name a file ending .xlsx")
    with open_version(ws) as warehouse:
        reasons = warehouse.rejects()
    if load_id is not None:
        reasons = reasons[reasons["load_id"] == load_id]
    loads = [int(n) for n in reasons["load_id"].drop_duplicates()]
    written = []
    for number in loads:
        path = target if len(loads) == 1 else target.with_stem(f"{target.stem}-{number}")
        raw = raw_rows(ws, number, user=user, role=role, now=now)
        if not raw.empty:
            export_rejects(raw, reasons[reasons["load_id"] == number], path, lang=lang)
            written.append(path)
    if not written:
        raise LedgerError(
            f"no rejected rows to export: none were rejected, or more than {REJECTS_KEPT.days} "
            "days ago",
            remedy="`huzhu rejects` lists the reasons; load the file again to get its rows back",
        )
    return written


def raw_rows(ws: Workspace, load_id: int, *, user: str, role: Role, now: datetime) -> pd.DataFrame:
    """The rows as the user wrote them; the read is audited."""
    con = open_operations(ws)
    try:
        keys = open_keys(ws, con)
        return read_rejects(con, keys, load_id, user=user, role=role, why=WHY, at=now)
    finally:
        con.close()
