"""Which cells of a file fill which column of a ledger."""

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from risk.errors import LedgerError
from risk.ledger.coerce import map_distinct
from risk.ledger.headings import OWN_HEADINGS, index_headings, match
from risk.ledger.mapping import Mapping, Step
from risk.ledger.model import Kind
from risk.ledger.source import Source
from risk.ledger.words import fold


@dataclass(frozen=True)
class Origin:
    """Where a column's text comes from: a heading of the file, or a constant."""

    heading: str
    index: int | None
    factor: float = 1.0
    step: Step | None = None
    constant: str = ""
    joined: tuple[int, ...] = ()

    def text(self, source: Source, missing: frozenset[str]) -> pa.Array:
        """The column's text for every row."""
        if self.index is None:
            return pa.repeat(pa.scalar(self.constant, pa.string()), len(source))
        cells = source.cells[self.index]
        for other in self.joined:
            cells = pc.binary_join_element_wise(cells, source.cells[other], " ")
        step = self.step
        if (step is None or step.plain) and not missing:
            return cells

        def change(raw: str) -> str:
            text = "" if raw.strip() in missing else raw
            return text if step is None else step.text(text)

        words, places = map_distinct(cells, change)
        return pa.array(words, pa.string()).take(pa.array(places))


@dataclass(frozen=True)
class Binding:
    """Origins by column of the ledger, and the headings nobody wants."""

    origins: dict[str, Origin]
    ignored: tuple[str, ...] = ()

    def headings(self) -> dict[str, str]:
        """The user's own heading of each column the file has."""
        return {name: o.heading for name, o in self.origins.items() if o.index is not None}


def bind(kind: Kind, source: Source, mapping: Mapping, path: Path) -> Binding:
    """Bind a file's headings to a ledger's columns; the mapping goes first.

    Raises:
        LedgerError: two headings for one column, a mapping that names nothing here, or a required
            column that is missing.
    """
    origins = {**_mapped(kind, source, mapping, path), **_constants(kind, mapping, path)}
    taken = {o.index for o in origins.values()}
    index = index_headings(kind)
    ignored = []
    found: dict[str, Origin] = {}
    for position, heading in enumerate(source.headings):
        hit = match(heading, index)
        if position in taken or (hit is not None and hit[0].name in origins):
            continue
        if hit is None:
            ignored.append(heading)
            continue
        column, factor = hit
        if column.name in found:
            raise LedgerError(
                f"headings {found[column.name].heading!r} and {heading!r} both mean {column.title}",
                where=str(path), remedy="drop one, or say with --mapping which is meant",
            )  # fmt: skip
        found[column.name] = Origin(heading, position, factor)
    origins |= found
    _require(kind, origins, source, path)
    own = {heading for headings in OWN_HEADINGS.values() for heading in headings}
    return Binding(origins, tuple(h for h in ignored if h not in own))


def _mapped(kind: Kind, source: Source, mapping: Mapping, path: Path) -> dict[str, Origin]:
    places = {fold(heading): i for i, heading in enumerate(source.headings)}
    origins = {}
    for name, step in mapping.columns.items():
        _check_column(kind, name, path)
        place, *joined = [_place(places, h, source, path) for h in (step.column, *step.join)]
        origins[name] = Origin(
            source.headings[place], place, step.scale, step, joined=tuple(joined)
        )
    return origins


def _place(places: dict[str, int], heading: str, source: Source, path: Path) -> int:
    place = places.get(fold(heading))
    if place is None:
        raise LedgerError(
            f"the mapping names {heading!r}, which is no heading here", where=str(path),
            remedy=_found(source),
        )  # fmt: skip
    return place


def _constants(kind: Kind, mapping: Mapping, path: Path) -> dict[str, Origin]:
    for name in mapping.constants:
        _check_column(kind, name, path)
    return {
        name: Origin(kind.column(name).title, None, constant=text)
        for name, text in mapping.constants.items()
    }


def _check_column(kind: Kind, name: str, path: Path) -> None:
    names = [c.name for c in kind.columns]
    if name not in names:
        raise LedgerError(
            f"the mapping fills {name!r}, which the {kind.name} ledger does not have",
            where=str(path), remedy=f"known are {', '.join(names)}",
        )  # fmt: skip


def _require(kind: Kind, origins: dict[str, Origin], source: Source, path: Path) -> None:
    missing = kind.lacking(origins)
    if missing:
        raise LedgerError(
            f"not a {kind.name} ledger ({kind.title_zh}): missing columns {', '.join(missing)}",
            where=f"{path}{f' [{source.sheet}]' if source.sheet else ''}",
            remedy=_found(source),
        )


def _found(source: Source) -> str:
    shown = ", ".join(h[:30] for h in source.headings[:40])
    return f"headings found: {shown or 'none'}"
