"""Imports point only downwards, the model knows no dashboard, and pure rooms do no I/O."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

LAYERS = [
    "dashboards.cli",
    "dashboards.server",
    "dashboards.app",
    "dashboards.pages | dashboards.checkin | dashboards.wall | dashboards.web"
    " | dashboards.kept_answers",
    "dashboards.report",
    "dashboards.story",
    "dashboards.components",
    "dashboards.security | dashboards.figures",
    "dashboards.i18n | dashboards.clock | dashboards.jobs | dashboards.typeset",
    "risk.follow",
    "risk.kept_story",
    "risk.flow",
    "risk.scored | risk.planned",
    "risk.facts",
    "risk.views",
    "risk.intake",
    "risk.demo",
    "risk.ledger | risk.warehouse | risk.operations",
    "risk.workspace | risk.version",
    "risk.staffing",
    "risk.surge",
    "risk.losses",
    "risk.hazard",
    "risk.desk",
    "risk.scoring",
    "risk.history",
    "risk.geography",
    "risk.reference",
    "risk.settings",
    "risk.errors",
    "risk.terms | risk.progress",
]
"""Highest first; rooms on one line stand side by side and do not import each other."""

RANK = {room: -i for i, line in enumerate(LAYERS) for room in line.split(" | ")}
PACKAGES = ("risk", "dashboards")
PURE = {"risk.terms", "risk.errors", "risk.progress"} | {
    f"risk.{name}"
    for name in ["geography", "history", "scoring", "desk", "hazard", "losses", "surge", "staffing"]
}
MAY_READ = {"risk.geography.io", "risk.hazard.io", "risk.hazard.files"}

WEB = re.compile(r"(dash|plotly|flask|werkzeug|gunicorn|jinja2)(_\w+)?$", re.IGNORECASE)
OUTSIDE = {
    "os", "time", "shutil", "tempfile", "subprocess", "socket", "sqlite3", "duckdb", "secrets",
    "urllib", "http", "requests",
}  # fmt: skip
"""Modules a pure room has no use for: the file system, the clock, the environment, the network."""
FILE_CALLS = {
    "open", "read_text", "read_bytes", "write_text", "write_bytes", "unlink", "mkdir", "rmdir",
    "iterdir", "touch", "to_csv", "to_excel", "to_feather", "to_file", "to_hdf", "to_parquet",
    "to_pickle", "to_sql", "tofile", "fromfile", "genfromtxt", "loadtxt", "savetxt", "savez",
    "memmap",
}  # fmt: skip
READERS = {"pd", "pandas", "gpd", "geopandas", "pyogrio", "pyarrow", "pa", "pq", "np", "numpy"}
"""Libraries whose ``read_…`` functions, and numpy's ``load`` and ``save``, open files."""


def modules() -> Iterator[tuple[str, bool, ast.Module]]:
    """Name, whether it is a package, and syntax tree of every module of the product."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            is_package = parts[-1] == "__init__"
            name = ".".join(parts[:-1] if is_package else parts)
            yield name, is_package, ast.parse(path.read_text("utf-8"), str(path))


def room(module: str) -> str:
    """The room a module lies in: its first two names."""
    return ".".join(module.split(".")[:2])


def imports(name: str, is_package: bool, tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and full name of everything imported anywhere: in functions, for types only, by call."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _base(node, name, is_package)
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and _called(node) in ("import_module", "__import__"):
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant) and not str(first.value).startswith("."):
                yield node.lineno, str(first.value)


def _base(node: ast.ImportFrom, name: str, is_package: bool) -> str:
    if not node.level:
        return node.module or ""
    here = name.split(".")
    kept = here[: len(here) - node.level + is_package]
    return ".".join([*kept, node.module] if node.module else kept)


def _called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def upward(name: str, is_package: bool, tree: ast.Module) -> list[str]:
    """Imports that point up, sideways, or to a room that stands in no layer."""
    here, found = room(name), []
    if here not in RANK and name not in PACKAGES:
        return [f"{name}: room {here} stands in no layer"]
    for line, target in imports(name, is_package, tree):
        there = room(target)
        if target.split(".")[0] not in PACKAGES or there == here:
            continue
        known = there in RANK or _is_name_of_package(target)
        if not known or RANK.get(there, -99) >= RANK.get(here, -99):
            found.append(f"{name}:{line} imports {target}")
    return found


def _is_name_of_package(target: str) -> bool:
    """``risk`` itself, or a name such as ``risk.__version__`` that is no module."""
    return target in PACKAGES or target.split(".")[1].startswith("__")


def web_in_model(name: str, is_package: bool, tree: ast.Module) -> list[str]:
    """Imports of web and chart libraries, wanted in no module of ``risk``."""
    return [
        f"{name}:{line} imports {target}"
        for line, target in imports(name, is_package, tree)
        if WEB.match(target.split(".")[0])
    ]


def outside_access(name: str, is_package: bool, tree: ast.Module) -> list[str]:
    """Where a pure module reaches for a file, the clock, the environment or fresh randomness."""
    imported = [
        f"{name}:{line} imports {target}"
        for line, target in imports(name, is_package, tree)
        if target.split(".")[0] in OUTSIDE or _is_reader(target)
    ]
    called = [
        f"{name}:{node.lineno} calls {ast.unparse(node.func)}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _reaches_out(node)
    ]
    return imported + called


def _is_reader(target: str) -> bool:
    """``pandas.read_csv`` and the like: a function of a library that opens files."""
    first, last = target.split(".")[0], target.split(".")[-1]
    return first in READERS and (last.startswith("read_") or last in ("load", "save"))


def _reaches_out(node: ast.Call) -> bool:
    called, function = _called(node), ast.unparse(node.func)
    clock = called in ("now", "utcnow") or (called == "today" and not node.args)
    return (
        called in FILE_CALLS
        or _is_reader(function)
        or (clock and isinstance(node.func, ast.Attribute))
        or (called == "default_rng" and not node.args and not node.keywords)
    )


# --- the product -----------------------------------------------------------------------------


def test_imports_point_only_downwards():
    """No module imports from its own height or above, also inside functions."""
    faults = [fault for module in modules() for fault in upward(*module)]
    assert faults == []


def test_the_model_knows_no_web_library():
    """``risk`` can be used, tested and moved without Dash, Plotly or Flask."""
    faults = [f for m in modules() if m[0].startswith("risk") for f in web_in_model(*m)]
    assert faults == []


def test_pure_rooms_reach_for_nothing_outside():
    """The same arguments give the same result: no file, clock or environment in pure rooms."""
    pure = [m for m in modules() if room(m[0]) in PURE and m[0] not in MAY_READ]
    assert len(pure) >= len(PURE)
    assert [fault for m in pure for fault in outside_access(*m)] == []


def test_the_layers_are_those_of_the_documentation():
    """Every chain of rooms in docs/ARCHITECTURE.md falls, in the order of the list above."""
    text = (ROOT / "docs" / "ARCHITECTURE.md").read_text("utf-8")
    chains = re.findall(r"`((?:dashboards|risk)\.[\w. |]+→[^`]+)`", text)
    assert len(chains) == 2
    for chain in chains:
        package = chain.split(".")[0]
        steps = [step.removeprefix(f"{package}.") for step in re.split(r" *[→|] *", chain)]
        ranks = [RANK[f"{package}.{step}"] for step in steps]
        assert ranks == sorted(ranks, reverse=True), chain


# --- the checks themselves -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("risk.scoring.levels", "from risk.surge import forecast"),
        ("risk.scoring.levels", "import risk.flow"),
        ("risk.scoring.levels", "from risk import flow"),
        ("risk.scoring.levels", "from dashboards.i18n import t"),
        ("risk.scoring.levels", "from ..surge.lag import fit_lag"),
        ("risk.scoring.levels", "def f():\n    from risk.warehouse import publish"),
        ("risk.scoring.levels", "class A:\n    def f(self):\n        import risk.intake as i"),
        ("risk.scoring.levels", "if TYPE_CHECKING:\n    from risk.workspace import Workspace"),
        ("risk.scoring.levels", "import_module('risk.flow')"),
        ("risk.scoring.levels", "importlib.import_module('risk.flow')"),
        ("risk.scoring.levels", "from risk.unheard_of import x"),
        ("risk.ledger.read", "from risk.warehouse import open_version"),
        ("risk.terms", "from risk.errors import HuzhuError"),
        ("dashboards.figures.map", "from dashboards.components import theme"),
        ("dashboards.pages.map", "from dashboards.checkin import sent"),
        ("dashboards.report.annual", "from dashboards.app import create_app"),
        ("risk.unheard_of", "x = 1"),
    ],
)
def test_an_arrow_that_points_up_is_caught(name, source):
    """Up, sideways, relative, hidden in a function, for types only, or into no layer at all."""
    assert len(upward(name, False, ast.parse(source))) == 1


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("risk.scoring.levels", "from risk.history import experience\nimport numpy as np"),
        ("risk.scoring.levels", "from .credibility import CredibilityRate"),
        ("risk.scoring.levels", "from ..terms import RiskLevel"),
        ("risk.scoring.levels", "from risk import __version__"),
        ("risk.flow", "def f():\n    from risk.demo import write_demo"),
        ("dashboards.app", "from dashboards.pages import map\nfrom risk.flow import tell"),
    ],
)
def test_an_arrow_that_points_down_passes(name, source):
    """Lower rooms, the own room, and other people's packages."""
    assert upward(name, False, ast.parse(source)) == []


def test_relative_imports_of_a_package_are_resolved():
    """One dot in ``__init__`` means the package itself; in a module, the package around it."""
    tree = ast.parse("from . import levels\nfrom ..surge import lag")
    found = [target for _, target in imports("risk.scoring", True, tree)]
    assert found == ["risk.scoring.levels", "risk.surge.lag"]


@pytest.mark.parametrize(
    "source",
    [
        "import dash",
        "from dash import html",
        "import plotly.graph_objects as go",
        "def f():\n    from flask import request",
        "if TYPE_CHECKING:\n    import dash_ag_grid",
        "from flask_login import current_user",
    ],
)
def test_a_web_library_in_the_model_is_caught(source):
    """Dash and its family, Plotly and Flask, wherever they hide."""
    assert len(web_in_model("risk.surge.lag", False, ast.parse(source))) == 1


@pytest.mark.parametrize("source", ["import dask", "from dashboard_words import x"])
def test_other_libraries_in_the_model_pass(source):
    """Names that only look alike."""
    assert web_in_model("risk.surge.lag", False, ast.parse(source)) == []


@pytest.mark.parametrize(
    "source",
    [
        "open('a')",
        "def f(path):\n    with path.open() as g:\n        pass",
        "Path('a').read_text()",
        "Path('a').read_bytes()",
        "Path('a').write_text('b')",
        "path.write_bytes(b'')",
        "path.mkdir()",
        "datetime.now()",
        "datetime.datetime.now(tz=UTC)",
        "datetime.utcnow()",
        "date.today()",
        "pd.Timestamp.now()",
        "import time",
        "from time import time",
        "import os",
        "from os import environ",
        "def f():\n    import os.path",
        "pd.read_csv(path)",
        "pd.read_parquet(path)",
        "gpd.read_file(path)",
        "from pyogrio import read_dataframe",
        "frame.to_parquet(path)",
        "np.load('a')",
        "np.savez('a', x)",
        "import sqlite3",
        "from urllib.request import urlopen",
        "np.random.default_rng()",
    ],
)
def test_access_to_the_outside_is_caught(source):
    """Files, clock, environment, network, and randomness without a seed."""
    assert len(outside_access("risk.surge.lag", False, ast.parse(source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import datetime, time",
        "from pathlib import Path",
        "frame.rename(columns={'a': 'b'}).to_dict()",
        "np.random.default_rng(seed)",
        "frame['region_code_now']",
        "settings.now",
        "gazetteer.today(code)",
        "read_points(lon, lat, regions)",
    ],
)
def test_pure_code_passes(source):
    """Types, frames, seeded randomness, and names that only look alike."""
    assert outside_access("risk.surge.lag", False, ast.parse(source)) == []
