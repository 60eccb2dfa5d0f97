"""M.toml: how a foreign file's columns become a ledger's.

Example::

    missing = ["Currently Unavailable"]      # texts that mean "no value"
    [columns]
    claim_id = "id"                                              # rename
    loss_at = {column = "dateOfLoss", take = [0, 10]}            # slice of the text
    region_code = {column = "censusTract", pad = 11}             # zeros to the left
    status = {column = "paid", values = {"" = "rejected"}, default = "paid"}
    elevation_m = {column = "elevationFt", scale = 0.3048}       # unit
    started_at = {column = "Date", join = ["Time"], suffix = "Z"}   # two headings; Z: told in UTC
    [constants]
    time_precision = "day"

Steps of one column run in this order: join (with a space), take, pad, values/default,
prefix/suffix, then the ledger's own parser, then scale. An empty text stays empty. ``default``
stands for every text that ``values`` does not name, except an empty one.
"""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from risk.errors import LedgerError

KEYS = {"column", "join", "take", "values", "default", "scale", "pad", "prefix", "suffix"}


@dataclass(frozen=True)
class Step:
    """Where one column of the ledger comes from and what is done to its text."""

    column: str
    take: tuple[int, int] | None = None
    pad: int | None = None
    values: dict[str, str] = field(default_factory=dict, hash=False)
    default: str | None = None
    scale: float = 1.0
    join: tuple[str, ...] = ()
    prefix: str = ""
    suffix: str = ""

    def text(self, raw: str) -> str:
        """The text the ledger's parser is given."""
        text = self._changed(raw.strip())
        return f"{self.prefix}{text}{self.suffix}" if text else text

    def _changed(self, text: str) -> str:
        if self.take is not None:
            text = text[self.take[0] : self.take[1]]
        if self.pad is not None and text:
            text = text.removesuffix(".0").zfill(self.pad)
        if text in self.values:
            return self.values[text]
        return self.default if self.default is not None and text else text

    @property
    def plain(self) -> bool:
        """Whether the text passes unchanged."""
        changed = (self.take, self.pad, self.default) != (None, None, None)
        return not (changed or self.values or self.join or self.prefix or self.suffix)


@dataclass(frozen=True)
class Mapping:
    """A checked mapping: steps by column of the ledger, constants, and texts that mean nothing."""

    columns: dict[str, Step] = field(default_factory=dict, hash=False)
    constants: dict[str, str] = field(default_factory=dict, hash=False)
    missing: frozenset[str] = frozenset()


def read_mapping(path: Path) -> Mapping:
    """Read and check M.toml.

    Raises:
        LedgerError: no such file, no TOML, or a key or value that means nothing.
    """
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except OSError as e:
        raise LedgerError(f"cannot be read ({e.strerror})", where=str(path)) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as e:
        raise LedgerError(
            f"not valid TOML ({e})", where=str(path), remedy="mend the line it names"
        ) from None
    return parse_mapping(table, where=str(path))


def parse_mapping(table: dict[str, Any], *, where: str = "mapping") -> Mapping:
    """Build a mapping from its TOML table.

    Raises:
        LedgerError: a key or value that means nothing.
    """
    unknown = sorted(set(table) - {"columns", "constants", "missing"})
    if unknown:
        raise LedgerError(
            f"unknown key {unknown[0]!r}", where=where,
            remedy="known are [columns], [constants] and missing",
        )  # fmt: skip
    columns = {name: _step(name, raw, where) for name, raw in table.get("columns", {}).items()}
    constants = {name: _scalar(raw) for name, raw in table.get("constants", {}).items()}
    both = sorted(set(columns) & set(constants))
    if both:
        raise LedgerError(
            f"{both[0]} is both a column and a constant", where=where, remedy="drop one"
        )
    return Mapping(columns, constants, frozenset(str(m) for m in table.get("missing", ())))


def _scalar(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _step(name: str, raw: Any, where: str) -> Step:
    if isinstance(raw, str):
        return Step(raw)
    place = f"{where} [columns] {name}"
    if not isinstance(raw, dict) or not isinstance(raw.get("column"), str):
        raise LedgerError(
            "names no column", where=place, remedy='write "heading" or {column = "heading", …}'
        )
    unknown = sorted(set(raw) - KEYS)
    if unknown:
        raise LedgerError(
            f"unknown key {unknown[0]!r}",
            where=place,
            remedy=f"known are {', '.join(sorted(KEYS))}",
        )
    return Step(
        raw["column"],
        take=_take(raw.get("take"), place),
        pad=_number(raw.get("pad"), place, "pad", int),
        values={str(k): _scalar(v) for k, v in raw.get("values", {}).items()},
        default=None if raw.get("default") is None else _scalar(raw["default"]),
        scale=_number(raw.get("scale"), place, "scale", int | float) or 1.0,
        join=_headings(raw.get("join", []), place),
        prefix=_scalar(raw.get("prefix", "")),
        suffix=_scalar(raw.get("suffix", "")),
    )


def _headings(raw: Any, place: str) -> tuple[str, ...]:
    if isinstance(raw, list) and all(isinstance(heading, str) for heading in raw):
        return tuple(raw)
    raise LedgerError("join is not a list of headings", where=place, remedy='e.g. join = ["Time"]')


def _take(raw: Any, place: str) -> tuple[int, int] | None:
    if raw is None:
        return None
    if isinstance(raw, list) and len(raw) == 2 and all(type(n) is int for n in raw):
        return raw[0], raw[1]
    raise LedgerError("take is not [from, to]", where=place, remedy="e.g. take = [0, 5]")


def _number(raw: Any, place: str, key: str, kind: Any) -> Any:
    if raw is None or (isinstance(raw, kind) and not isinstance(raw, bool) and raw > 0):
        return raw
    raise LedgerError(f"{key} is not a positive number", where=place, remedy=f"e.g. {key} = 5")
