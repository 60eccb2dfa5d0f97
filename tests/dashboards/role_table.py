"""The table of docs/SECURITY.md: who may call what, and what it writes, read from the source.

Write it anew after adding a callback or route (from the repository's root):
    PYTHONPATH=.:tests/dashboards python tests/dashboards/role_table.py
"""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import dashboards
from dashboards.security.guard import CHECK_IN, PUBLIC
from dashboards.security.writes import Writes
from risk.terms import Role

if __name__ == "__main__":
    import call_graph
else:  # under pytest
    from tests.dashboards import call_graph

PAGE = Path(dashboards.__file__).parents[1] / "docs" / "SECURITY.md"
BEGIN, END = "<!-- roles -->\n", "<!-- end of roles -->\n"
PASSED = {
    "wall.state": "viewer, or a wallboard's pass",
    "geometry": "viewer, or a wallboard's pass",
}
OWN = {"security.account": ("any", "accounts"), "security.logout": ("any", "nothing")}
"""Endpoints outside the pages: anybody signed in."""


def _value(node: ast.expr, module: str) -> object:
    """What ``Role.X``, ``Writes.X`` or a name of the module stands for."""
    if isinstance(node, ast.Attribute):
        return {"Role": Role, "Writes": Writes}[node.value.id][node.attr]
    return getattr(import_module(module), node.id)


def callbacks() -> Iterator[tuple[str, str, str, str]]:
    """Module, function, least role, what it writes."""
    for f, decorator in call_graph.callbacks():
        role = next(k.value for k in decorator.keywords if k.arg == "role")
        writes = call_graph.declared(decorator).value
        yield f.module.removeprefix("dashboards."), f.name, _value(role, f.module).value, writes


def routes() -> Iterator[tuple[str, str, str]]:
    """Endpoint, least role, what it writes, of every route of ours."""
    for endpoint in sorted(PUBLIC):
        yield endpoint, "a crew's pass" if endpoint in CHECK_IN else "nobody signed in", ""
    for endpoint, words in PASSED.items():
        yield endpoint, words, "nothing"
    for endpoint, (role, writes) in OWN.items():
        yield endpoint, role, writes
    for path in sorted((Path(dashboards.__file__).parent / "pages").glob("*.py")):
        module = f"dashboards.pages.{path.stem}"
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and (endpoint := _endpoint(node)):
                yield endpoint, *_required(node, module)


def _endpoint(node: ast.FunctionDef) -> str:
    for d in node.decorator_list:
        if isinstance(d, ast.Call) and getattr(d.func, "attr", "") in ("route", "get", "post"):
            return next(k.value.value for k in d.keywords if k.arg == "endpoint")
    return ""


def _required(node: ast.FunctionDef, module: str) -> tuple[str, str]:
    for call in (n for n in ast.walk(node) if isinstance(n, ast.Call)):
        if getattr(call.func, "id", "") == "require_role":
            said = [_value(argument, module).value for argument in call.args]
            return said[0], said[1] if len(said) > 1 else "nothing"
    return "NONE", "nothing"


def table() -> str:
    """Both tables as Markdown."""
    lines = ["| route | least role | writes |", "|---|---|---|"]
    lines += [f"| `{endpoint}` | {role} | {writes} |" for endpoint, role, writes in routes()]
    lines += ["", "| module | callback | least role | writes |", "|---|---|---|---|"]
    lines += [
        f"| `{module}` | {name} | {role} | {writes} |"
        for module, name, role, writes in sorted(callbacks())
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    PAGE.write_text(before + BEGIN + table() + END + rest.partition(END)[2], "utf-8")
