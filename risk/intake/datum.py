"""The datum a file is stated to be in, and its coordinates brought to WGS84.

A datum is stated by the command (``--datum gcj02``, ``--datum FILE=gcj02``) or by the headings of
longitude and latitude (``lng_gcj02``, ``经度(GCJ02)``). A reference system inside a map file states
none: it tells the projection, and maps in GCJ-02 routinely claim EPSG:4326.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from risk.errors import LedgerError
from risk.geography.datum import convert, to_wgs84
from risk.geography.points import check_points
from risk.intake.places import LOCATED_KINDS
from risk.ledger import KINDS, Batch, Mapping
from risk.ledger.mapping import Step
from risk.ledger.model import Kind
from risk.ledger.words import fold
from risk.terms import Datum

WORDS = {**{d.value: d for d in Datum}, "cgcs2000": Datum.WGS84}
KNOWN = ", ".join(WORDS)
HEADING = re.compile(rf"^(.+?)[(（]?({'|'.join(WORDS)})[)）]?$")
WORLD_DEG = np.array([-180.0, -90.0, 180.0, 90.0])


def read_datum(text: str, *, where: str) -> Datum:
    """The datum a word means: wgs84, cgcs2000, gcj02, bd09; GCJ-02 and the like are understood.

    Raises:
        LedgerError: another word.
    """
    datum = WORDS.get(fold(text))
    if datum is None:
        raise LedgerError(f"unknown datum {text!r}", where=where, remedy=f"known are {KNOWN}")
    return datum


@dataclass(frozen=True)
class Stated:
    """What a command states: one datum for all its files, and others for single ones."""

    for_all: str | None = None
    by_file: dict[str, str] = field(default_factory=dict, hash=False)

    @classmethod
    def parse(cls, words: Sequence[str]) -> "Stated":
        """From the values of ``--datum``: DATUM or FILE=DATUM.

        Raises:
            LedgerError: an unknown datum, or two for the same.
        """
        by_file: dict[str, str] = {}
        for word in words:
            file, _, text = word.rpartition("=")
            read_datum(text, where="--datum")
            if by_file.setdefault(file, text) != text:
                raise LedgerError(
                    f"two datums for {file or 'all files'}: {by_file[file]} and {text}",
                    where="--datum", remedy="say one; FILE=DATUM states it for a single file",
                )  # fmt: skip
        return cls(by_file.pop("", None), by_file)

    def check(self, paths: Sequence[Path]) -> None:
        """Refuse a file that is not among those to be loaded.

        Raises:
            LedgerError: ``FILE=`` names none of them.
        """
        names = {p.name for p in paths}
        for file in self.by_file:
            if Path(file).name not in names:
                raise LedgerError(
                    f"{file!r} is not among the files to load",
                    where="--datum", remedy=f"files are {', '.join(sorted(names))}",
                )  # fmt: skip

    def of(self, path: Path) -> str | None:
        """The datum stated for a file; None: not stated."""
        single = {Path(file).name: text for file, text in self.by_file.items()}
        return single.get(path.name, self.for_all)


def point_headings(kind: Kind, headings: Sequence[str], mapping: Mapping | None) -> Mapping | None:
    """The mapping that takes lon and lat from headings that name a datum; None: there are none.

    Of several pairs (``lng_gcj02, lat_gcj02, lng_wgs84, lat_wgs84``) the WGS84 one is taken.
    """
    if all(column.name != "lon" for column in kind.columns):
        return None
    found: dict[Datum, dict[str, str]] = {}
    for heading in headings:
        datum, bare = _datum_of(heading)
        for name in ("lon", "lat"):
            if datum and bare in {fold(known) for known in kind.column(name).headings}:
                found.setdefault(datum, {})[name] = heading
    for datum in Datum:
        if len(pair := found.get(datum, {})) == 2:
            given = mapping or Mapping()
            steps = {name: Step(heading) for name, heading in pair.items()}
            return replace(given, columns={**given.columns, **steps})
    return None


def stated_datum(batch: Batch, option: str | None) -> Datum | None:
    """The datum that the command or the headings state; None: unstated.

    Raises:
        LedgerError: an unknown datum, or one that the headings contradict.
    """
    where = str(batch.path)
    said = None if option is None else read_datum(option, where=where)
    for name in ("lon", "lat"):
        heading = batch.headings.get(name, "")
        written, _ = _datum_of(heading)
        if written and said not in (None, written):
            raise LedgerError(
                f"heading {heading!r} says {written}, --datum says {said}", where=where,
                remedy=f"say --datum {batch.path.name}={written}, or mend the heading",
            )  # fmt: skip
        said = said or written
    return said


def _datum_of(heading: str) -> tuple[Datum | None, str]:
    """The datum at the end of a heading, and the folded heading without it."""
    hit = HEADING.match(fold(heading))
    return (WORDS[hit[2]], hit[1]) if hit else (None, fold(heading))


def converted_late(kind: str) -> bool:
    """Whether rows may still be sent back for their region code.

    Such rows must go back as they were written, so they are converted after that.
    """
    has_code = any(c.name == "region_code" for c in KINDS[kind].columns)
    return has_code and kind not in LOCATED_KINDS


def in_wgs84(batch: Batch, datum: Datum | None) -> Batch:
    """The batch with its coordinates in WGS84.

    A point rounded to 0.1° or 1° is left alone: it would look exact, and the shift is a hundredth
    of what the rounding took.
    """
    if datum is None or datum is Datum.WGS84:
        return batch
    frame = batch.frame
    if "geometry" in frame:
        frame = frame.assign(geometry=convert(frame["geometry"].to_numpy(), datum))
    if "lon" in frame:
        lon, lat = (frame[c].to_numpy(dtype=float) for c in ("lon", "lat"))
        exact = check_points(lon, lat, WORLD_DEG) == ""
        x, y = to_wgs84(lon, lat, datum)
        frame = frame.assign(lon=np.where(exact, x, lon), lat=np.where(exact, y, lat))
    return replace(batch, frame=frame)
