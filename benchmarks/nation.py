"""The nation's 661,925 streets and villages of 2023 as regions without outlines, in one load.

Goal: 60 s and 6 GB. ``--small`` loads one province. Real data: ``HUZHU_REAL_DATA``.
"""

import argparse
import os
import resource
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from benchmarks._run import run
from risk import intake
from risk.ledger import read_mapping
from risk.workspace import Workspace

CHECKOUT = Path(__file__).resolve().parent.parent
REAL = Path(os.environ.get("HUZHU_REAL_DATA") or CHECKOUT.parent / "shared" / "data")
FILES = CHECKOUT / "tests" / "real" / "files"
PROVINCE = "63"
NOW = datetime(2026, 1, 5, 9)


def measure(options: argparse.Namespace) -> Mapping[str, Any]:
    """Seconds and gigabytes of loading, and of loading the same again."""
    with TemporaryDirectory(prefix="huzhu-nation-") as name:
        folder = Path(name)
        ws = Workspace(folder / "county")
        intake.create_workspace(ws, FILES / "nation.toml")
        mapping = read_mapping(FILES / "nbs_villages_mapping.toml")
        sources = [
            intake.Source("region", given(folder, "streets", small=options.small)),
            intake.Source(
                "region", given(folder, "villages", small=options.small), mapping=mapping
            ),
        ]
        start = time.perf_counter()
        first = intake.load(ws, sources, now=NOW)
        loaded = time.perf_counter()
        again = intake.load(ws, sources, now=NOW)
        return {
            "rows": first.rows_stored,
            "rejected": first.rows_rejected,
            "load_s": round(loaded - start, 1),
            "same_again_s": round(time.perf_counter() - loaded, 1),
            "same_again_changed": again.changed,
            "peak_gb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, 2),
        }


def given(folder: Path, name: str, *, small: bool) -> Path:
    """The list, or the part of one province."""
    path = REAL / "china_villages" / f"nbs_{name}_latest.parquet"
    if not small:
        return path
    rows = pd.read_parquet(path)
    part = folder / path.name
    rows[rows["provinceCode"].astype(str) == PROVINCE].to_parquet(part)
    return part


if __name__ == "__main__":
    run(measure, about=str(__doc__), packages=["duckdb", "pandas", "pyarrow", "geopandas"])
