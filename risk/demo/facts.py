"""The demo's packaged files: real outline, names, codes and seats; made-up facts of world.toml."""

import csv
import json
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from risk.settings import County, parse_county

FILES = files("risk.demo") / "files"


@dataclass(frozen=True)
class Facts:
    """The packaged files: ``seats`` by township code, ``made_up`` is parsed world.toml."""

    county: County
    outline: BaseGeometry
    neighbours: dict[str, tuple[str, BaseGeometry]]
    regions: tuple[dict[str, str], ...]
    seats: dict[str, tuple[float, float]]
    made_up: dict[str, Any]


def county_toml() -> str:
    """The demo's county.toml as text."""
    return (FILES / "county.toml").read_text("utf-8")


def read_facts() -> Facts:
    """Read the packaged files of the demo county."""
    collection = json.loads((FILES / "outline.geojson").read_text("utf-8"))
    shapes = {f["properties"]["code"]: f for f in collection["features"]}
    county = parse_county(tomllib.loads(county_toml()))
    made_up = tomllib.loads((FILES / "world.toml").read_text("utf-8"))
    seats = {row["code"]: (float(row["lon"]), float(row["lat"])) for row in _rows("seats.csv")}
    seats |= {park["code"]: (park["lon"], park["lat"]) for park in made_up["park"]}
    return Facts(
        county=county,
        outline=shape(shapes[county.code]["geometry"]),
        neighbours={
            code: (f["properties"]["name"], shape(f["geometry"]))
            for code, f in shapes.items()
            if f["properties"]["role"] == "neighbour"
        },
        regions=tuple(_rows("regions.csv")),
        seats=seats,
        made_up=made_up,
    )


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((FILES / name).read_text("utf-8").splitlines()))
