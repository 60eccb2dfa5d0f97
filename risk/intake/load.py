"""Load source files: read → key and part persons → locate → one new version."""

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pandas as pd
import shapely

from risk.intake.atlas import Atlas, as_rows, build_atlas
from risk.intake.people import (
    add_household_keys,
    keep_people,
    keep_rejects,
    keys_to_check,
    personal_columns,
)
from risk.intake.places import place_all
from risk.intake.sources import (
    Progress,
    Source,
    find_sources,
    in_order,
    read_sources,
    stated_datum,
)
from risk.ledger import KINDS, Batch
from risk.operations import open_operations, purge
from risk.operations.keys import Keys, open_keys
from risk.settings import County
from risk.warehouse import (
    Changes,
    Published,
    Upsert,
    current_version,
    open_version,
    publish_loads,
    table_columns,
)
from risk.workspace import Workspace

TABLES = {"roads": "road"}
KEYED_BY_HOUSEHOLD = {"household_group": ("household_key", "group", "valid_from")}


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


def silent(_done: float, _text: str) -> None:
    """Progress that nobody watches."""


def load_all(
    ws: Workspace,
    folder: Path,
    *,
    datum: str | None = None,
    check: bool = False,
    now: datetime,
    lang: str = "zh",
    progress: Progress = silent,
) -> LoadResult:
    """Load every ledger of a folder as one version; files that are none are named in the result.

    Raises:
        LedgerError: no ledger in the folder, or a file that cannot be read as what it is.
    """
    sources, unrecognised = find_sources(folder, datum=datum)
    result = load(ws, sources, check=check, now=now, lang=lang, progress=progress)
    return replace(result, unrecognised=tuple(unrecognised))


def load(
    ws: Workspace,
    sources: Sequence[Source],
    *,
    check: bool = False,
    now: datetime,
    lang: str = "zh",
    progress: Progress = silent,
) -> LoadResult:
    """Load source files as one new version; all of them take effect, or none.

    Args:
        ws: the workspace.
        sources: files with their kinds, in any order.
        check: do everything, store nothing.
        now: local wall time of the county.
        lang: language of rules and remedies, ``zh`` or ``en``.
        progress: called with the share done and what is being done.

    Raises:
        LedgerError: a file cannot be read as its ledger, or its datum is not converted.
        WarehouseError: no map yet, another load is running, or the store is damaged.
    """
    job, ordered = Job(ws, ws.county(), now, lang, progress), in_order(sources)
    datums = [stated_datum(s) for s in ordered]
    batches = read_sources(ordered, job.county, lang, job.part(0.0, 0.4))
    if check:
        return try_out(job, batches, datums)
    con = open_operations(ws)
    try:
        return store(job, con, batches, datums)
    finally:
        con.close()


@dataclass(frozen=True)
class Job:
    """One load: where, by which settings, when, in which language, watched by whom."""

    ws: Workspace
    county: County
    now: datetime
    lang: str
    progress: Progress

    def part(self, low: float, high: float) -> Progress:
        """Progress of one part of the work."""
        return lambda done, text: self.progress(low + (high - low) * done, text)

    def publish(self, changes: Changes, based_on: str | None, *, check: bool) -> Published:
        """Write the version."""
        return publish_loads(
            self.ws, changes, reason="load", county=self.county, now=self.now,
            based_on=based_on, check=check, progress=self.part(0.7, 1.0),
        )  # fmt: skip


def try_out(job: Job, batches: Sequence[Batch], datums: Sequence[str | None]) -> LoadResult:
    """Do everything, store nothing."""
    based_on = current_version(job.ws)
    changes, batches = prepare(job, batches, datums, keys_to_check(job.ws, job.county))
    return summary(job.publish(changes, based_on, check=True), batches)


def store(
    job: Job, con: sqlite3.Connection, batches: Sequence[Batch], datums: Sequence[str | None]
) -> LoadResult:
    """Store a load.

    Persons are stored before the version comes into force, rejected rows after it. Both may be
    repeated without harm, so loading the same files again mends whatever a kill interrupted.
    """
    based_on, keys = current_version(job.ws), open_keys(job.ws, con)
    changes, batches = prepare(job, batches, datums, keys)
    job.progress(0.6, "storing personal data apart")
    keep_people(con, keys, batches)
    published = job.publish(changes, based_on, check=False)
    purge(con, job.now)
    for batch, load_id in zip(batches, published.loads["load_id"], strict=True):
        keep_rejects(con, keys, int(load_id), batch, job.now)
        keep_source(job.ws, batch)
    return summary(published, batches)


def prepare(
    job: Job, batches: Sequence[Batch], datums: Sequence[str | None], keys: Keys
) -> tuple[Changes, list[Batch]]:
    """Key, locate and shape the rows; returns the changes, and the batches as they came out."""
    based_on = current_version(job.ws)
    atlas = read_atlas(job, batches)
    job.progress(0.45, "locating")
    keyed = add_household_keys(batches, keys)
    with nullcontext() if based_on is None else open_version(job.ws, based_on) as warehouse:
        prepared = place_all(keyed, atlas, job.county, job.lang, warehouse)
    areas = iter(atlas.by_file)
    upserts = []
    for batch, datum in zip(prepared, datums, strict=True):
        balance(batch)
        frame = as_rows(next(areas)) if batch.kind == "region" else rows_of(batch)
        upserts.append(upsert_of(batch, frame, datum, job.now))
    if len(atlas.others):
        upserts.append(Upsert("region", as_rows(atlas.others), KINDS["region"].key, None))
    return Changes(upserts), prepared


def read_atlas(job: Job, batches: Sequence[Batch]) -> Atlas:
    """The map after this load."""
    regions = [b.frame for b in batches if b.kind == "region"]
    crosswalks = [b.frame for b in batches if b.kind == "crosswalk"]
    if current_version(job.ws) is None:
        return build_atlas(None, regions, crosswalks, job.county)
    with open_version(job.ws) as warehouse:
        return build_atlas(warehouse, regions, crosswalks, job.county)


def rows_of(batch: Batch) -> pd.DataFrame:
    """Rows as their table takes them: its columns only, geometry as WKB."""
    known = table_columns(table_of(batch.kind))
    frame = pd.DataFrame(batch.frame[[c for c in known if c in batch.frame]])
    if "geometry" in frame:
        frame["geometry"] = shapely.to_wkb(frame["geometry"].to_numpy(dtype=object))
    return frame


def table_of(kind: str) -> str:
    """Warehouse table of a ledger."""
    return TABLES.get(kind, kind)


def upsert_of(batch: Batch, frame: pd.DataFrame, datum: str | None, now: datetime) -> Upsert:
    """One batch as the warehouse takes it."""
    return Upsert(
        table=table_of(batch.kind),
        frame=frame,
        key=KEYED_BY_HOUSEHOLD.get(batch.kind, KINDS[batch.kind].key),
        load={
            "kind": batch.kind, "file": batch.path.name, "sha256": batch.sha256,
            "loaded_at": now, "datum": datum, "rows_in": batch.rows_in,
        },
        rejects=batch.rejects,
        flags=batch.flags,
        corrections=batch.corrections,
    )  # fmt: skip


def balance(batch: Batch) -> None:
    """Prove that no row was lost or counted twice."""
    rejected = batch.rejects["row"].nunique()
    if batch.rows_in != batch.rows_stored + rejected:
        raise AssertionError(
            f"{batch.path.name}: {batch.rows_in} rows in, {batch.rows_stored} stored, "
            f"{rejected} rejected"
        )


def keep_source(ws: Workspace, batch: Batch) -> None:
    """Keep a copy of what was loaded, by hash; never of a ledger with personal columns."""
    if personal_columns(batch.kind):
        return
    ws.sources_dir.mkdir(parents=True, exist_ok=True)
    kept = ws.sources_dir / f"{batch.sha256}{batch.path.suffix.lower()}"
    if not kept.exists():
        temporary = kept.with_name(f".{kept.name}")
        shutil.copyfile(batch.path, temporary)
        temporary.replace(kept)


def summary(published: Published, batches: Sequence[Batch]) -> LoadResult:
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
    )


def faults(which: str, batches: Sequence[Batch], load_ids: Sequence[int]) -> pd.DataFrame:
    """Rejects or flags of all batches, with kind and load."""
    frames = [
        getattr(b, which).assign(kind=b.kind, load_id=load_id)
        for b, load_id in zip(batches, load_ids, strict=True)
    ]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
