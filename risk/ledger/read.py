"""One ledger file → typed rows, rejects and flags: the story of reading."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from risk.ledger.binding import Binding, bind
from risk.ledger.coerce import coerce, map_distinct
from risk.ledger.complete import complete, content_id, expand
from risk.ledger.dates import Moment, read_moment
from risk.ledger.doubts import doubts, point_faults
from risk.ledger.faults import Fault, Finding
from risk.ledger.kinds import kind_of
from risk.ledger.listing import correction_rows, fault_rows, raw_rows
from risk.ledger.mapping import Mapping
from risk.ledger.model import Batch, Kind
from risk.ledger.opening import open_source
from risk.ledger.parsers import Reading, arrow_type, plain
from risk.ledger.rules import repeat_faults, row_faults
from risk.ledger.shapes import merge_parts, points_to_columns, repair_outlines
from risk.ledger.source import Source
from risk.settings import County
from risk.terms import TimePrecision


def read_ledger(
    kind: str,
    path: Path,
    *,
    county: County,
    mapping: Mapping | None = None,
    sheet: str | None = None,
    lang: str = "zh",
) -> Batch:
    """Read one file as a ledger: every row is in ``frame`` or in ``rejects``.

    Args:
        kind: name of the ledger, a key of ``KINDS``.
        path: XLSX, XLS, CSV, Parquet; for regions and roads also GeoPackage, zipped Shapefile,
            GeoJSON, GeoParquet.
        county: gives time zone, currency's scheme and contract year.
        mapping: from ``read_mapping``, for headings the ledger does not know.
        sheet: sheet of a workbook; None takes the one whose headings fit.
        lang: language of rules and remedies, ``zh`` or ``en``.

    Raises:
        LedgerError: the file cannot be read as that ledger.
    """
    ledger, wanted = kind_of(kind), mapping or Mapping()
    source = open_source(ledger, path, wanted, sheet)
    binding = bind(ledger, source, wanted, path)
    text = {name: o.text(source, wanted.missing) for name, o in binding.origins.items()}
    sorted_ = _sort_rows(ledger, source, text, binding, county)
    place = fault_rows(ledger, source, binding, text, path.name, lang)
    frame = _finish(ledger, sorted_.frame, source.rows)
    return Batch(
        kind=ledger.name,
        path=path,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        sheet=source.sheet,
        frame=frame,
        rejects=place(sorted_.faults),
        flags=place(sorted_.flags),
        raw_rejected=raw_rows(source, {f.position for f in sorted_.faults}),
        rows_in=len(source),
        rows_stored=sorted_.stored,
        corrections=correction_rows(source, sorted_.repaired),
        ignored=binding.ignored,
        headings=binding.headings(),
    )


@dataclass(frozen=True)
class _Sorted:
    """Good rows indexed by position, what the others lost by, and what is doubted."""

    frame: pd.DataFrame
    faults: list[Finding]
    flags: list[Finding]
    stored: int
    repaired: list[int]


def _sort_rows(
    kind: Kind, source: Source, text: dict[str, pa.Array], binding: Binding, county: County
) -> _Sorted:
    """The rules one after the other; a row that fell to one is not tried by the next."""
    frame, faults, flags = _typed(kind, source, text, binding, county)
    frame = _without(frame, faults)
    repaired: list[int] = []
    if kind.geometry:
        frame, repaired = repair_outlines(points_to_columns(frame))
    frame, found = complete(kind.name, frame)
    bad_points, odd_points = point_faults(kind, frame)
    found = [*found, *bad_points, *row_faults(kind, frame, frozenset(binding.origins))]
    frame, faults = _without(frame, found), faults + found
    frame, made = _with_ids(kind, frame, source)
    merged: list[Finding] = []
    if source.geometry is not None:
        frame, merged = merge_parts(frame, [k for k in kind.key if k in frame], source.rows)
    found = repeat_faults(kind, frame, source.rows, made)
    frame, faults = _without(frame, found), faults + found
    flags = flags + odd_points + merged + doubts(kind, frame, source.rows, county)
    lost = {f.position for f in faults}
    return _Sorted(
        frame, faults, [f for f in flags if f.position not in lost], len(source) - len(lost),
        [p for p in repaired if p not in lost],
    )  # fmt: skip


def _typed(
    kind: Kind, source: Source, text: dict[str, pa.Array], binding: Binding, county: County
) -> tuple[pd.DataFrame, list[Finding], list[Finding]]:
    """Every column of the ledger, typed; null where the file has none."""
    zone = ZoneInfo(county.timezone)
    faults = [Finding(p, "", Fault("cells")) for p in sorted(source.overflow)]
    flags: list[Finding] = []
    arrays: dict[str, pa.Array] = {}
    for column in kind.columns:
        if column.name not in text:
            arrays[column.name] = pa.nulls(len(source), arrow_type(column))
            continue
        reading = Reading(zone, binding.origins[column.name].factor)
        done = coerce(column, text[column.name], reading)
        arrays[column.name] = done.values
        faults += done.faults
        flags += done.flags
    if kind.name == "claim":
        arrays["time_precision"] = _precision(arrays["time_precision"], text["loss_at"], zone)
    return _to_frame(arrays, source, kind), faults, flags


def _precision(given: pa.Array, loss_text: pa.Array, zone: ZoneInfo) -> pa.Array:
    """Precision of the loss time as it is written, where the file does not say."""

    def told(raw: str) -> str:
        moment = read_moment(plain(raw.strip()), zone)
        return moment.precision if isinstance(moment, Moment) else TimePrecision.DAY

    words, places = map_distinct(loss_text, told)
    return pc.coalesce(given, pa.array([str(w) for w in words], pa.string()).take(pa.array(places)))


PANDAS_TYPES = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}


def _to_frame(arrays: dict[str, pa.Array], source: Source, kind: Kind) -> pd.DataFrame:
    frame: pd.DataFrame = pa.table(arrays).to_pandas(types_mapper=PANDAS_TYPES.get)
    if kind.geometry:
        shapes = np.full(len(source), None, dtype=object)
        frame["geometry"] = shapes if source.geometry is None else source.geometry
    return frame


def _without(frame: pd.DataFrame, faults: Sequence[Finding]) -> pd.DataFrame:
    lost = {f.position for f in faults}
    return frame.drop(index=[p for p in lost if p in frame.index]) if lost else frame


def _with_ids(kind: Kind, frame: pd.DataFrame, source: Source) -> tuple[pd.DataFrame, pd.Series]:
    """Ids for rows that have none, and which they are."""
    if not kind.own_id:
        return frame, pd.Series([], dtype="str", index=pd.Index([], dtype="int64"))
    without = frame.index[frame[kind.own_id].isna()]
    made = pd.Series(
        [content_id(cells) for cells in source.rows_text(list(without))], index=without, dtype="str"
    )
    return frame.assign(**{kind.own_id: frame[kind.own_id].fillna(made)}), made


def _finish(kind: Kind, frame: pd.DataFrame, rows: np.ndarray) -> pd.DataFrame:
    done = frame.assign(source_row=rows[frame.index.to_numpy()]).reset_index(drop=True)
    return expand(done) if kind.name == "claim" else done
