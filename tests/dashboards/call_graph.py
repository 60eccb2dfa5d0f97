"""Which functions of the dashboard come to write the store: read from the source, not run.

Names a function takes from its module or an import are followed; so are methods asked of a field of
the pages' context, and methods whose name one class of ``dashboards.story`` alone has.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import dashboards
import risk.operations
from dashboards.security.writes import TABLES, Writes

SQL = re.compile(r"\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) (\w+)")
KIND = {table: kind for kind, tables in TABLES.items() for table in tables}
BUILT_IN = {name for kind in (list, dict, set, str, bytes) for name in dir(kind)}
ROOMS = ("risk.operations", "risk.intake")
"""Packages that pass on their modules' functions: one name, one function."""


@dataclass
class Found:
    """A function as its source tells it: what it asks for, and what it comes to write."""

    module: str
    name: str
    node: ast.FunctionDef
    uses: set[str] = field(default_factory=set)
    writes: set[Writes] = field(default_factory=set)


def _sources() -> Iterator[tuple[str, ast.Module]]:
    here = Path(dashboards.__file__).parent
    parts = ("pages", "story", "components")
    paths = [p for part in parts for p in (here / part).glob("*.py")] + [here / "app.py"]
    below = Path(risk.operations.__file__).parents[1]
    stores = [p for part in ("operations", "intake") for p in (below / part).glob("*.py")]
    for path in (*paths, *stores):
        module = ".".join(path.relative_to(here.parent).with_suffix("").parts)
        yield module.removesuffix(".__init__"), ast.parse(path.read_text("utf-8"))


def _room(module: str) -> str:
    return next((room for room in ROOMS if module.startswith(room)), module)


def _imports(tree: ast.Module) -> dict[str, str]:
    return {
        (a.asname or a.name): f"{_room(node.module)}:{a.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
        for a in node.names
    }


def _read(module: str, node: ast.FunctionDef, known: dict[str, str]) -> Found:
    found = Found(module, node.name, node)
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name) and inner.id in known:
            found.uses.add(known[inner.id])
        elif isinstance(inner, ast.Attribute):
            owner = inner.value
            of = owner.attr if isinstance(owner, ast.Attribute) else ""
            package = known.get(getattr(owner, "id", ""), "").replace(":", ".")
            found.uses.add(f"{package}:{inner.attr}" if package in ROOMS else f".{of}.{inner.attr}")
        elif isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            table = SQL.match(inner.value)
            found.writes |= {KIND[table[1]]} - {Writes.NOTHING} if table else set()
    return found


def _fields(tree: ast.Module) -> dict[str, str]:
    """Name of a field of the pages' context → its class."""
    owner = next(n for n in tree.body if getattr(n, "name", "") == "Context")
    named = [n for n in owner.body if isinstance(n, ast.AnnAssign)]
    return {n.target.id: getattr(n.annotation, "id", "") for n in named}


@cache
def functions() -> tuple[Found, ...]:
    """Every function and method of the dashboard and of the store, with what it comes to write."""
    every: list[Found] = []
    places: dict[str, list[Found]] = {}
    methods: Counter[str] = Counter()
    fields: dict[str, str] = {}
    for module, tree in _sources():
        room, known = _room(module), _imports(tree)
        known |= {n.name: f"{room}:{n.name}" for n in tree.body if isinstance(n, ast.FunctionDef)}
        if module == "dashboards.story":
            fields = _fields(tree)
        for owner in (tree, *(n for n in tree.body if isinstance(n, ast.ClassDef))):
            whole = ast.walk(owner) if owner is tree else owner.body
            for node in (n for n in whole if isinstance(n, ast.FunctionDef)):
                found = _read(module, node, known)
                every.append(found)
                if owner is tree:
                    places.setdefault(f"{room}:{node.name}", []).append(found)
                else:
                    places.setdefault(f"{owner.name}.{node.name}", []).append(found)
                    places.setdefault(f"..{node.name}", []).append(found)
                    methods[node.name] += 1
    _follow(every, places, methods, fields)
    return tuple(every)


def _follow(
    every: list[Found], places: dict[str, list[Found]], methods: Counter[str],
    fields: dict[str, str],
) -> None:  # fmt: skip
    def places_of(use: str) -> list[Found]:
        if not use.startswith("."):
            return places.get(use, [])
        _, of, name = use.split(".")
        if of in fields:
            return places.get(f"{fields[of]}.{name}", [])
        alone = methods[name] == 1 and name not in BUILT_IN
        return places.get(f"..{name}", []) if alone else []

    asked = {id(f): [g for use in f.uses for g in places_of(use)] for f in every}
    changed = True
    while changed:
        changed = False
        for f in every:
            new = {kind for g in asked[id(f)] for kind in g.writes} - f.writes
            f.writes |= new
            changed = changed or bool(new)


def callbacks() -> Iterator[tuple[Found, ast.Call]]:
    """Functions registered by ``@callback(app, …)``, with the decorator's call."""
    seen = set()
    for f in functions():
        for d in f.node.decorator_list:
            mine = isinstance(d, ast.Call) and getattr(d.func, "id", "") == "callback"
            if mine and id(f.node) not in seen:
                seen.add(id(f.node))
                yield f, d


def declared(decorator: ast.Call) -> Writes:
    """What ``writes=`` says."""
    for k in decorator.keywords:
        if k.arg == "writes":
            return Writes[k.value.attr]
    return Writes.NOTHING
