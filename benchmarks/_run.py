"""What every benchmark shares: its options, its machine, its last line of JSON."""

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from typing import Any


def run(
    measure: Callable[[argparse.Namespace], Mapping[str, Any]],
    *,
    about: str,
    packages: Sequence[str],
    add_options: Callable[[argparse.ArgumentParser], None] | None = None,
) -> None:
    """Parse the options, measure, print a readable table, and with ``--json`` one last object."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--json", action="store_true", help="print one JSON object as last line")
    parser.add_argument("--small", action="store_true", help="the quick form")
    parser.add_argument("--long", action="store_true", help="also what takes longest")
    parser.add_argument("--no-peers", action="store_true", help="measure ours alone")
    if add_options is not None:
        add_options(parser)
    options = parser.parse_args()
    start = time.perf_counter()
    measured = dict(measure(options))
    measured |= {
        "seconds": round(time.perf_counter() - start, 1),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        "versions": {name: version(name) for name in packages},
    }
    width = max(map(len, measured))
    for key, value in measured.items():
        print(f"{key:<{width}}  {value}")
    if options.json:
        print(json.dumps(measured))


def step(words: str) -> None:
    """Say on standard error how far a benchmark is, and when: what does not end is found by it."""
    print(f"{time.strftime('%H:%M:%S')} {words}", file=sys.stderr, flush=True)
