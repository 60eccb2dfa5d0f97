"""A made-up store of any size, written through the real schema into a real version file."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import shapely

from risk.demo.facts import county_toml
from risk.warehouse import files
from risk.warehouse.database import open_writer, sql
from risk.warehouse.publish import add_version
from risk.workspace import Workspace

FIRST_YEAR = 2018
STEP_DEG = 0.03  # side of a village
NAME = "v0001-00000000"
NOW = datetime(2026, 1, 2)


@dataclass(frozen=True)
class Size:
    """How much of everything; houses are insured anew each year, 94 of a hundred."""

    villages: int
    townships: int
    houses: int
    years: int
    claims: int


def write_store(root: Path, size: Size) -> Workspace:
    """Make a workspace whose one version holds a store of that size."""
    ws = Workspace(root)
    ws.warehouse_dir.mkdir(parents=True)
    ws.county_file.write_text(county_toml(), "utf-8")
    temporary = ws.warehouse_dir / f"{files.TEMPORARY}store"
    made = Path(__file__).with_suffix(".sql").read_text("utf-8")
    with open_writer(temporary) as connection:
        connection.execute(sql("schema"))
        connection.register("incoming", regions(size))
        connection.execute(
            "INSERT INTO region BY NAME SELECT * REPLACE ("
            "ST_GeomFromWKB(geometry)::GEOMETRY('OGC:CRS84') AS geometry) FROM incoming"
        )
        connection.execute(
            "INSERT INTO load VALUES (1, ?, 'claim', 'made up', '', ?, NULL, 1, 1, 0, 1, 0, 0)",
            [NAME, NOW],
        )
        for name, value in (vars(size) | {"first_year": FIRST_YEAR}).items():
            connection.execute(f"SET VARIABLE {name} = {int(value)}")
        connection.execute(made)
        connection.execute(sql("houses"))
        add_version(connection, NAME, None, "made up", ws.county(), NOW)
        connection.execute("CHECKPOINT")
    files.settle(temporary, files.version_path(ws, NAME))
    files.move_pointer(ws, NAME)
    return ws


def regions(size: Size) -> pa.Table:
    """A county of square villages, row by row; each township a run of them."""
    v = np.arange(size.villages)
    wide = int(np.ceil(np.sqrt(size.villages)))
    x, y = 100 + STEP_DEG * (v % wide), 34 + STEP_DEG * (v // wide)
    squares = shapely.to_wkb(shapely.box(x, y, x + STEP_DEG, y + STEP_DEG))
    t = np.arange(size.townships)
    home = v * size.townships // size.villages
    codes = ["63", *(f"63{k:04d}000000" for k in t)]
    villages = [f"63{h:04d}{k + 1:06d}" for h, k in zip(home, v, strict=True)]
    few = len(codes)
    return pa.table(
        {
            "code": codes + villages,
            "level": ["county"] + ["township"] * size.townships + ["village"] * size.villages,
            "name": codes + villages,
            "parent_code": [None, *[codes[0]] * size.townships, *(codes[1 + h] for h in home)],
            "tier": [None] * few + ["town" if k % 12 == 0 else "rural" for k in v],
            "kind": [None] * few + ["village"] * size.villages,
            "lon": [None] * few + list(x + STEP_DEG / 2),
            "lat": [None] * few + list(y + STEP_DEG / 2),
            "geometry": pa.array([None] * few + list(squares), pa.binary()),
            "geometry_source": ["none"] * few + ["imported"] * size.villages,
            "village_key": [None] * few + list(map(int, v)),
        }
    )
