"""Load source files: read → key and part persons → locate → one new version."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from risk.geography.faults import MapFault, fault_rows
from risk.intake.again import KEYS, follow_policies, relocate_all
from risk.intake.atlas import Atlas, Known, as_rows, build_atlas, known_map, latest
from risk.intake.check_ins import judge_all
from risk.intake.datum import Stated
from risk.intake.datum_check import settle_datums
from risk.intake.inherit import Locate
from risk.intake.job import Decisions, Job, decisions_to_check, read_decisions, silent
from risk.intake.kept import keep_source
from risk.intake.people import (
    add_contact_keys,
    add_household_keys,
    household_contacts,
    keep_people,
    keep_rejects,
    keys_to_check,
)
from risk.intake.places import frames_of, locator, place_all, refuse_other_names
from risk.intake.result import LoadResult, summary
from risk.intake.sources import (
    Progress,
    Source,
    find_sources,
    in_order,
    read_sources,
)
from risk.intake.terrain import COMPUTED, computed_terrain, is_raster, read_raster
from risk.ledger import KINDS, Batch
from risk.operations import open_operations, purge
from risk.operations.keys import Keys, open_keys
from risk.terms import Datum
from risk.warehouse import Changes, Upsert, Warehouse, current_version, table_columns
from risk.workspace import Workspace

TABLES = {"roads": "road"}
KEYED_BY_HOUSEHOLD = {"household_group": ("household_key", "group", "valid_from")}
CONTACTS = "household_contact"
MAP_KINDS = frozenset({"region", "crosswalk", "tier_area"})
REASON = "load"


def load_all(
    ws: Workspace,
    folder: Path,
    *,
    datum: str | Sequence[str] = (),
    check: bool = False,
    now: datetime,
    lang: str = "zh",
    progress: Progress = silent,
) -> LoadResult:
    """Load every ledger of a folder as one version; files that are none are named in the result.

    ``datum`` states the datum of coordinates: DATUM for all files, FILE=DATUM for one.

    Raises:
        LedgerError: no ledger in the folder, or a file that cannot be read as what it is.
    """
    stated = Stated.parse([datum] if isinstance(datum, str) else datum)
    sources, unrecognised = find_sources(folder, stated=stated)
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

    A load that changes the map, the crosswalk or a tier area, or that finds an alias newer than
    the version in force, locates the stored claims and policies again in the same version.

    Args:
        ws: the workspace.
        sources: files with their kinds, in any order.
        check: do everything, store nothing.
        now: local wall time of the county.
        lang: language of rules and remedies, ``zh`` or ``en``.
        progress: called with the share done and what is being done.

    Raises:
        LedgerError: a file cannot be read as its ledger, or its unstated datum is not WGS84.
        WarehouseError: no map yet, another load is running, or the store is damaged.
    """
    if check:
        return try_load(ws, sources, now=now, lang=lang, progress=progress)[0]
    job, ordered = Job(ws, ws.county(), now, lang, progress), in_order(sources)
    batches, datums = read_all(job, ordered)
    con = open_operations(ws)
    try:
        return store(job, con, batches, datums)
    finally:
        con.close()


def try_load(
    ws: Workspace,
    sources: Sequence[Source],
    *,
    now: datetime,
    lang: str = "zh",
    progress: Progress = silent,
) -> tuple[LoadResult, list[Batch]]:
    """What :func:`load` would do, and what each file gave, its rejected rows in clear.

    Nothing is stored.

    Raises:
        LedgerError, WarehouseError: as :func:`load`.
    """
    job, ordered = Job(ws, ws.county(), now, lang, progress), in_order(sources)
    return try_out(job, *read_all(job, ordered))


def read_all(job: Job, sources: Sequence[Source]) -> tuple[list[Batch], list[Datum | None]]:
    """Every source as a batch, in the order given, and the datum stated for each."""
    tables = [s for s in sources if not is_raster(s)]
    read = zip(*read_sources(tables, job.county, job.lang, job.part(0.0, 0.4)), strict=True)
    done = [(read_raster(s), None) if is_raster(s) else next(read) for s in sources]
    return [batch for batch, _ in done], [datum for _, datum in done]


@dataclass(frozen=True)
class Prepared:
    """What a load will change, and its batches as they came out.

    Args:
        changes: for the warehouse.
        batches: one a file, refused rows taken out.
        relocated: stored rows that lie elsewhere now, by table.
    """

    changes: Changes
    batches: list[Batch]
    relocated: dict[str, int]


def try_out(
    job: Job, batches: Sequence[Batch], datums: Sequence[Datum | None]
) -> tuple[LoadResult, list[Batch]]:
    """Do everything, store nothing."""
    based_on, keys = current_version(job.ws), keys_to_check(job.ws, job.county)
    prepared = prepare(job, batches, datums, keys, decisions_to_check(job.ws))
    published = job.publish(prepared.changes, based_on, reason=REASON, check=True)
    return summary(published, prepared.batches, prepared.relocated), prepared.batches


def store(
    job: Job, con: sqlite3.Connection, batches: Sequence[Batch], datums: Sequence[Datum | None]
) -> LoadResult:
    """Store a load.

    Persons and sources are stored before the version comes into force, rejected rows after it. All
    of it may be repeated without harm, so loading the same files again mends whatever a kill
    interrupted.
    """
    job.lay_out()
    based_on, keys = current_version(job.ws), open_keys(job.ws, con)
    prepared = prepare(job, batches, datums, keys, read_decisions(con))
    job.progress(0.6, "storing personal data apart")
    keep_people(con, keys, prepared.batches)
    for batch in prepared.batches:
        keep_source(job.ws, batch)
    published = job.publish(prepared.changes, based_on, reason=REASON)
    purge(con, job.now)
    for batch, load_id in zip(prepared.batches, published.loads["load_id"], strict=True):
        keep_rejects(con, keys, int(load_id), batch, job.now)
    return summary(published, prepared.batches, prepared.relocated)


def prepare(
    job: Job,
    batches: Sequence[Batch],
    datums: Sequence[Datum | None],
    keys: Keys,
    decisions: Decisions,
) -> Prepared:
    """Key, locate and shape the rows."""
    with job.stored() as warehouse:
        known = known_map(warehouse)
        named = refuse_collisions(batches, known, job.lang)
        atlas = read_atlas(job, known, named)
        job.progress(0.45, "locating")
        find = locator(atlas, job.county, decisions.aliases)
        keyed = add_contact_keys(add_household_keys(named, keys), keys)
        contacts = household_contacts(keyed, keys)
        placed = place_all(keyed, atlas, find, job.lang, warehouse)
        settled = settle_datums(placed, datums, atlas, warehouse)
        radius_m = job.county.routing.check_in_radius_m
        settled = replace(settled, batches=judge_all(settled.batches, atlas, warehouse, radius_m))
        moved = follow(job, warehouse, atlas, find, decisions, settled.batches)
        land = computed_terrain(job, warehouse, settled.batches, atlas)
    areas = iter(atlas.by_file)
    upserts = []
    for batch, datum in zip(settled.batches, settled.texts, strict=True):
        balance(batch)
        frame = as_rows(next(areas)) if batch.kind == "region" else rows_of(batch)
        upserts.append(upsert_of(batch, frame, datum, job.now))
    if len(atlas.others):
        upserts.append(Upsert("region", as_rows(atlas.others), KINDS["region"].key, None))
    if contacts is not None:
        upserts.append(Upsert(CONTACTS, contacts, tuple(contacts.columns), None))
    replaces = {"map_fault": atlas.faults, COMPUTED: land}
    made = {table: frame for table, frame in replaces.items() if frame is not None}
    relocated = {u.table: len(u.frame) for u in moved}
    return Prepared(Changes([*upserts, *moved], made), settled.batches, relocated)


def refuse_collisions(batches: Sequence[Batch], known: Known, lang: str) -> list[Batch]:
    """Refuse regions whose code stands on the map, or in an earlier file, under another name."""
    crosswalk = latest(
        [known.crosswalk, *frames_of(batches, "crosswalk")], ["old_code", "new_code"]
    )
    on_the_map, checked = known.regions, []
    for batch in batches:
        if batch.kind == "region":
            batch = refuse_other_names(batch, on_the_map, crosswalk, lang)
            on_the_map = pd.concat([on_the_map, batch.frame.reindex(columns=on_the_map.columns)])
        checked.append(batch)
    return checked


def read_atlas(job: Job, known: Known, batches: Sequence[Batch]) -> Atlas:
    """The map after this load."""
    frames = [frames_of(batches, kind) for kind in ("region", "crosswalk", "tier_area")]
    mended = [mended_on_reading(b) for b in batches if b.kind == "region"]
    return build_atlas(known, *frames, county=job.county, mended_on_reading=mended)


def mended_on_reading(batch: Batch) -> pd.DataFrame:
    """Outlines that the ledger mended, as faults of the map; how much changed is not known."""
    done = batch.corrections[batch.corrections["column"] == "geometry"]
    rows = batch.frame.merge(done, left_on="source_row", right_on="row")
    return fault_rows(
        MapFault.INVALID,
        region_code=rows["code"],
        value=[np.nan] * len(rows),
        detail=rows["why"],
    )


def follow(
    job: Job,
    warehouse: Warehouse | None,
    atlas: Atlas,
    find: Locate,
    decisions: Decisions,
    placed: Sequence[Batch],
) -> list[Upsert]:
    """Stored rows that lie elsewhere because of this load."""
    if warehouse is None or atlas.regions.empty:
        return []
    loading = {kind: frames_of(placed, kind) for kind in KEYS}
    redrawn = any(len(b.frame) for b in placed if b.kind in MAP_KINDS)
    if redrawn or decisions.later_than(warehouse):
        job.progress(0.5, "locating stored rows again")
        return relocate_all(warehouse, atlas, find, loading)[0]
    return follow_policies(warehouse, atlas, find, loading)


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
        kept=is_raster(batch),
    )  # fmt: skip


def balance(batch: Batch) -> None:
    """Prove that no row was lost or counted twice."""
    rejected = batch.rejects["row"].nunique()
    if batch.rows_in != batch.rows_stored + rejected:
        raise AssertionError(
            f"{batch.path.name}: {batch.rows_in} rows in, {batch.rows_stored} stored, "
            f"{rejected} rejected"
        )
