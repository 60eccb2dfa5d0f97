"""Which of many areas each of many points lies in: ours, DuckDB's spatial join, geopandas.

Areas are seeded Thiessen cells with bent borders, 20 vertices on average; points are evenly spread
and in random order. Times are of this run; every peer starts from its own geometries, ready made,
and gives count and sum of the keys only (geopandas: the joined rows). Ours takes plain numbers and
gives every key. ``ratio_…_3k`` and ``ratio_total_600k`` hold the build of the index on both sides;
``ratio_duckdb_600k`` neither (DuckDB's is what a line through two lengths of points leaves at
none). ``cpu_ratio_…``: the same of processor seconds, which a busy machine disturbs less. Memory
and the stream are measured in processes of their own; making the streamed points is not counted.
``wrong``: answers on traps of shape that differ from shapely's, on a border from any that touch.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from benchmarks._run import run
from benchmarks.cases.pieces import hard_points, in_pieces, shapely_says
from benchmarks.cases.thiessen import random_points, thiessen_map
from risk.geography.bulk import find_each
from risk.geography.grid import NONE, SEVERAL, Grid, build_grid

Areas = NDArray[np.object_]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Size:
    """How many areas and points."""

    few: int
    many: int
    points: int
    streamed: int
    checked: int
    table_areas: tuple[int, ...]
    table_points: tuple[int, ...]


FULL = Size(
    3_000, 600_000, 10_000_000, 100_000_000, 1_000_000,
    (300, 3_000, 50_000, 600_000), (100_000, 1_000_000, 10_000_000),
)  # fmt: skip
SMALL = Size(3_000, 20_000, 300_000, 3_000_000, 100_000, (300, 3_000, 20_000), (30_000, 300_000))
STREAM_CHUNK = 4_000_000
SEED = 11


def measure(options: argparse.Namespace) -> Mapping[str, Any]:
    """All figures; see the module."""
    size = SMALL if options.small else FULL
    areas = {n: thiessen_map(n, SEED) for n in {size.few, size.many, *size.table_areas}}
    lon, lat = random_points(size.points, SEED + 1)
    ours(areas[size.few][:10], lon[:10], lat[:10])  # compiled, or read from the cache
    rows = cost_table(areas, lon, lat, size)
    few, many = ours(areas[size.few], lon, lat), ours(areas[size.many], lon, lat)
    measured: dict[str, Any] = {"areas": [size.few, size.many], "points": size.points}
    if not options.no_peers:
        measured |= against_peers(areas[size.few], areas[size.many], lon, lat, few, many)
    measured |= {"query_3k_s": round(few.query_s, 3), "query_600k_s": round(many.query_s, 3)}
    measured |= alone(build_alone, areas[size.many]) | alone(stream_alone, areas[size.many], size)
    return measured | {"wrong": wrong(areas[size.few], size.checked), "cost": rows}


@dataclass(frozen=True)
class Joined:
    """What a join took and found."""

    build_s: float
    query_s: float
    cpu_s: float
    found: int
    key_sum: int

    @property
    def total_s(self) -> float:
        """Build and query."""
        return self.build_s + self.query_s


def ours(areas: Areas, lon: Floats, lat: Floats) -> Joined:
    """Build the index and look every point up."""
    start, cpu = time.perf_counter(), time.process_time()
    grid = build_grid(areas)
    built = time.perf_counter()
    keys = grid.find(lon, lat)
    done, cpu = time.perf_counter(), time.process_time() - cpu
    inside = keys[keys != NONE]
    return Joined(built - start, done - built, cpu, len(inside), int(inside.sum(dtype=np.int64)))


def cost_table(
    areas: dict[int, Areas], lon: Floats, lat: Floats, size: Size
) -> list[dict[str, Any]]:
    """Build and query by areas and points; printed, and given as rows."""
    rows = []
    for n in size.table_areas:
        for points in size.table_points:
            took = ours(areas[n], lon[:points], lat[:points])
            rows.append(
                {
                    "areas": n,
                    "points": points,
                    "build_s": round(took.build_s, 3),
                    "query_s": round(took.query_s, 4),
                    "million_rows_s": round(points / took.query_s / 1e6, 1),
                }
            )
            print("  ".join(f"{key} {value:>10,}" for key, value in rows[-1].items()))
    return rows


def against_peers(
    few_areas: Areas, many_areas: Areas, lon: Floats, lat: Floats, few: Joined, many: Joined
) -> dict[str, float]:
    """The ratios, after checking that all find the same."""
    duck_few, duck_many = duckdb_join(few_areas, lon, lat), duckdb_join(many_areas, lon, lat)
    frames = geopandas_join(few_areas, lon, lat)
    for peer, mine in ((duck_few, few), (duck_many, many), (frames, few)):
        if (peer.found, peer.key_sum) != (mine.found, mine.key_sum):
            raise AssertionError(f"peer found {peer}, ours {mine}")
    return {
        "ratio_duckdb_3k": round(duck_few.total_s / few.total_s, 1),
        "ratio_geopandas_3k": round(frames.total_s / few.total_s, 1),
        "ratio_duckdb_600k": round(duck_many.query_s / many.query_s, 1),
        "ratio_total_600k": round(duck_many.total_s / many.total_s, 1),
        "cpu_ratio_duckdb_3k": round(duck_few.cpu_s / few.cpu_s, 1),
        "cpu_ratio_geopandas_3k": round(frames.cpu_s / few.cpu_s, 1),
        "cpu_ratio_total_600k": round(duck_many.cpu_s / many.cpu_s, 1),
        "duckdb_3k_s": round(duck_few.total_s, 2),
        "duckdb_600k_s": round(duck_many.total_s, 2),
        "duckdb_600k_build_s": round(duck_many.build_s, 2),
        "geopandas_3k_s": round(frames.total_s, 2),
    }


def duckdb_join(areas: Areas, lon: Floats, lat: Floats) -> Joined:
    """Its spatial join, inner; the build is what a short and a long join leave at no points."""
    import duckdb
    import duckdb_extension_spatial

    folder = Path(duckdb_extension_spatial.__path__[0]) / "extensions" / f"v{duckdb.__version__}"
    shapes = pa.table({"key": np.arange(len(areas)), "wkb": shapely.to_wkb(areas)})
    points = pa.table({"lon": lon, "lat": lat})
    with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as con:
        con.load_extension(str(folder / "spatial.duckdb_extension"))
        con.register("shapes", shapes)
        con.register("points", points)
        con.execute("CREATE TABLE area AS SELECT key, ST_GeomFromWKB(wkb) AS shape FROM shapes")
        con.execute("CREATE TABLE place AS SELECT ST_Point(lon, lat) AS spot FROM points")
        # more points than areas, or DuckDB builds on the points
        con.execute("CREATE TABLE part AS SELECT spot FROM place LIMIT ?", [2 * len(areas)])
        seconds, cpu, answer = {}, {}, (0, 0)
        for table in ("part", "place"):
            sql = f"SELECT count(*), sum(key) FROM {table} JOIN area ON ST_Contains(shape, spot)"
            if "SPATIAL_JOIN" not in str(con.execute(f"EXPLAIN {sql}").fetchall()):
                raise AssertionError("DuckDB does not use its spatial join")
            start, used = time.perf_counter(), time.process_time()
            answer = con.execute(sql).fetchone() or answer
            seconds[table] = time.perf_counter() - start
            cpu[table] = time.process_time() - used
    each = (seconds["place"] - seconds["part"]) / (len(lon) - 2 * len(areas))
    build = max(seconds["part"] - each * 2 * len(areas), 0.0)
    return Joined(build, seconds["place"] - build, cpu["place"], *map(int, answer))


def geopandas_join(areas: Areas, lon: Floats, lat: Floats) -> Joined:
    """geopandas.sjoin, inner; it builds its tree within the call."""
    import geopandas as gpd

    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat))
    shapes = gpd.GeoDataFrame({"key": np.arange(len(areas))}, geometry=areas)
    start, cpu = time.perf_counter(), time.process_time()
    joined = points.sjoin(shapes, predicate="within")
    took, cpu = time.perf_counter() - start, time.process_time() - cpu
    return Joined(0.0, took, cpu, len(joined), int(joined["key"].sum()))


def alone(work: Callable[..., dict[str, float]], areas: Areas, *given: Any) -> dict[str, float]:
    """Do the work in a new process, which reads the areas from a file first."""
    with (
        tempfile.TemporaryDirectory() as folder,
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool,
    ):
        path = Path(folder) / "areas.npz"
        np.savez(path, xy=shapely.get_coordinates(areas), n=shapely.get_num_coordinates(areas))
        return pool.submit(work, path, *given).result()


def read_areas(path: Path) -> Areas:
    """The areas `alone` wrote."""
    with np.load(path) as kept:
        rings = shapely.linearrings(
            kept["xy"], indices=np.repeat(np.arange(len(kept["n"])), kept["n"])
        )
    return np.asarray(shapely.polygons(rings))


def build_alone(path: Path) -> dict[str, float]:
    """Seconds of the build and by how many GB memory rose above what the areas take."""
    areas = read_areas(path)
    build_grid(areas[:10])
    before = reset_peak_gb()
    start = time.perf_counter()
    grid = build_grid(areas)
    took = time.perf_counter() - start
    return {
        "build_600k_s": round(took, 2),
        "build_600k_gb": round(peak_gb() - before, 2),
        "index_600k_gb": round(grid.nbytes / 1e9, 2),
    }


def stream_alone(path: Path, size: Size) -> dict[str, float]:
    """Build, then points chunk by chunk: seconds without making the points, and peak memory."""
    areas = read_areas(path)
    build_grid(areas[:10]).find(np.zeros(1), np.zeros(1))
    reset_peak_gb()
    start = time.perf_counter()
    grid = build_grid(areas)
    del areas
    built = time.perf_counter() - start
    query = stream(grid, size.streamed)
    return {
        "stream_points": size.streamed,
        "stream_100m_s": round(built + query, 2),
        "stream_100m_query_s": round(query, 2),
        "stream_100m_gb": round(peak_gb(), 2),
    }


def stream(grid: Grid, points: int) -> float:
    """Seconds to find all of a stream of points, without the time to make them."""
    making = 0.0

    def parts() -> Iterator[tuple[Floats, Floats]]:
        nonlocal making
        for first in range(0, points, STREAM_CHUNK):
            start = time.perf_counter()
            part = random_points(min(STREAM_CHUNK, points - first), SEED + 2 + first)
            making += time.perf_counter() - start
            yield part

    start = time.perf_counter()
    found = sum(int(np.count_nonzero(keys != NONE)) for keys in find_each(grid, parts()))
    if found != points:
        raise AssertionError(f"{points - found} points of a map without gaps lie nowhere")
    return time.perf_counter() - start - making


def reset_peak_gb() -> float:
    """Let the peak of this process begin anew; how much it holds now."""
    Path("/proc/self/clear_refs").write_text("5")
    return peak_gb()


def peak_gb() -> float:
    """The most memory this process has held (Linux)."""
    status = Path(f"/proc/{os.getpid()}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) * 1024 / 1e9


def wrong(cells: Areas, points: int) -> int:
    """Answers that differ from shapely's, strict ones and owners together."""
    areas = in_pieces(cells)
    at = hard_points(cells, points, SEED + 3)
    point, row, touched = shapely_says(areas, at)
    grid = build_grid(areas)
    expected = np.full(len(at), NONE)
    expected[point] = row
    expected[touched > 1] = SEVERAL
    strict = grid.find(*at.T, strict=True) != expected
    owner = grid.find(*at.T)
    touches = np.zeros(len(at), np.bool_)
    touches[point[owner[point] == row]] = True
    touches |= (touched == 0) & (owner == NONE)
    return int(np.count_nonzero(strict) + np.count_nonzero(~touches))


if __name__ == "__main__":
    run(
        measure,
        about=__doc__ or "",
        packages=["numba", "numpy", "shapely", "geopandas", "duckdb", "duckdb-extension-spatial"],
    )
