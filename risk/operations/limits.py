"""What may be written for whoever is being answered: a limit set from above, kept by the store."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from risk.errors import OperationsError

CHANGES = frozenset({sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE})


@dataclass(frozen=True)
class Limit:
    """The tables that may be written, and the words for anything else.

    ``refused`` gathers the tables a write was refused to: a refusal is itself to be audited, which
    cannot be done inside the transaction it breaks.
    """

    tables: frozenset[str]
    why: str
    remedy: str
    refused: list[str] = field(default_factory=list)


_limit: ContextVar[Limit | None] = ContextVar("limit", default=None)


def set_limit(limit: Limit | None) -> None:
    """Limit the connections this thread opens from now on; ``None``: no limit."""
    _limit.set(limit)


def limit_set() -> Limit | None:
    """The limit of this thread."""
    return _limit.get()


@contextmanager
def unlimited() -> Iterator[None]:
    """For the house's own work that somebody's request happens to carry: taking files in."""
    token = _limit.set(None)
    try:
        yield
    finally:
        _limit.reset(token)


class LimitedConnection(sqlite3.Connection):
    """A connection that writes only where its limit lets it; the refusal is one of ours."""

    limit: Limit | None = None

    def keep_to(self, limit: Limit) -> None:
        """From now on; SQLite asks :meth:`_authorize` about each part of each statement."""
        self.limit = limit
        self.set_authorizer(self._authorize)

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """As sqlite3's.

        Raises:
            OperationsError: it writes to a table beyond the limit.
        """
        try:
            return super().execute(sql, parameters)
        except sqlite3.DatabaseError as error:
            raise self._explained(error) from None

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> sqlite3.Cursor:
        """As sqlite3's; raises as :meth:`execute`."""
        try:
            return super().executemany(sql, parameters)
        except sqlite3.DatabaseError as error:
            raise self._explained(error) from None

    def _authorize(self, action: int, table: str | None, *_: str | None) -> int:
        if self.limit is None or action not in CHANGES or table in self.limit.tables:
            return sqlite3.SQLITE_OK
        self.limit.refused.append(str(table))
        return sqlite3.SQLITE_DENY

    def _explained(self, error: sqlite3.DatabaseError) -> Exception:
        if self.limit is None or "not authorized" not in str(error):
            return error
        return OperationsError(self.limit.why, remedy=self.limit.remedy)
