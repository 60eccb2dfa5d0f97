"""A person's decision for a writing, checked against the map before it is kept."""

from contextlib import closing
from datetime import datetime

from risk.errors import LedgerError
from risk.operations import add_alias, open_operations, remove_alias
from risk.terms import RegionLevel, Role
from risk.warehouse import open_version
from risk.workspace import Workspace

VILLAGES = (RegionLevel.VILLAGE.value, RegionLevel.GROUP.value)
KNOWN = "SELECT name FROM place WHERE code = ? AND level IN (SELECT unnest(?))"


def set_alias(
    ws: Workspace,
    name: str,
    code: str,
    township: str | None = None,
    *,
    user: str,
    role: Role,
    at: datetime,
) -> str:
    """Decide that a village name as written means a village of the map; returns that one's name.

    Raises:
        LedgerError: the code is no village of the map in force.
        OperationsError: the role may not decide.
        WarehouseError: nothing is loaded yet.
    """
    with open_version(ws) as warehouse:
        found = warehouse.frame(KNOWN, [code, list(VILLAGES)])
    if found.empty:
        raise LedgerError(
            f"{code} is no village of the map",
            where=f"alias {name}",
            remedy="give the code under which the village stands in the region ledger",
        )
    with closing(open_operations(ws)) as con:
        add_alias(con, township, name, code, user=user, role=role, at=at)
    return str(found["name"].iloc[0])


def unset_alias(
    ws: Workspace, name: str, township: str | None = None, *, user: str, role: Role, at: datetime
) -> None:
    """Take a decision back.

    Raises:
        OperationsError: the role may not decide, or there is no such alias.
    """
    with closing(open_operations(ws)) as con:
        remove_alias(con, township, name, user=user, role=role, at=at)
