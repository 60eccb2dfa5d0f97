"""``huzhu relocate``: every stored claim and policy located again, on the map as it is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from risk.intake.again import KEYS, WHY, relocate_all
from risk.intake.atlas import all_faults, build_atlas, known_map
from risk.intake.job import Job, read_decisions, silent
from risk.intake.places import locator
from risk.intake.sources import Progress
from risk.intake.terrain import COMPUTED, computed_terrain
from risk.operations import open_operations
from risk.warehouse import Changes, current_version, open_version
from risk.workspace import Workspace


@dataclass(frozen=True)
class Relocated:
    """What locating again did.

    Args:
        version: the version in force afterwards.
        changed: whether a new version came of it.
        looked_at: stored rows that were located again.
        rows: of those, rows that lie elsewhere now, by table.
        unwritten: stored rows that do not say what was written, as they are of an older layout;
            they stay where they are until their ledger is loaded again.
    """

    version: str
    changed: bool
    looked_at: int
    rows: Mapping[str, int]
    unwritten: int


def relocate(
    ws: Workspace, *, now: datetime, progress: Progress = silent, lang: str = "zh"
) -> Relocated:
    """Locate every stored claim and policy again from its place as written.

    One new version holds the rows that change, each change in ``correction`` with why
    ``relocated``; if nothing changes there is none. The faults of the map and what its terrain
    tells are made anew as well. A version of an older layout is first written anew.

    Args:
        ws: the workspace.
        now: local wall time of the county.
        progress: called with the share done and what is being done.
        lang: language of refusals, ``zh`` or ``en``.

    Raises:
        WarehouseError: nothing is loaded yet, a load is running, or the store is damaged.
    """
    job = Job(ws, ws.county(), now, lang, progress)
    before = current_version(ws)
    job.lay_out()
    based_on = current_version(ws)
    con = open_operations(ws)
    try:
        decisions = read_decisions(con)
    finally:
        con.close()
    with open_version(ws) as warehouse:
        progress(0.1, "reading the map")
        known = known_map(warehouse)
        atlas = build_atlas(known, [], [], [], county=job.county)
        faults = all_faults(known.regions, [known.mended])
        atlas = replace(atlas, faults=faults)
        progress(0.2, "locating stored rows again")
        find = locator(atlas, job.county, decisions.aliases)
        moved, looked_at = relocate_all(warehouse, atlas, find, {})
        counts = warehouse.counts()
        land = computed_terrain(job, warehouse, [], atlas)
    made = {"map_fault": faults, **({} if land is None else {COMPUTED: land})}
    published = job.publish(Changes(moved, made), based_on, reason=WHY)
    version = str(published.version)
    return Relocated(
        version=version,
        changed=version != before,
        looked_at=looked_at,
        rows={change.table: len(change.frame) for change in moved},
        unwritten=sum(counts[table] for table in KEYS) - looked_at,
    )
