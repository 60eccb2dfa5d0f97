"""What Dash tells every browser of all pages: their components by id, and nothing they hold.

Dash asks every layout once, for whoever comes first, and writes them all into every page it serves,
so that the browser can check ids. That would carry data across users, roles and versions.
"""

from collections.abc import Iterator
from typing import Any

from dash import Dash, html
from dash.development.base_component import Component


def install_skeleton(app: Dash) -> None:
    """Reduce the layouts right after Dash has asked for them, before the first page is served."""
    reduced: list[Component] = []

    def reduce() -> None:
        found = app.validation_layout
        if isinstance(found, Component) and found not in reduced:
            reduced[:] = [skeleton(found)]
            app.validation_layout = reduced[0]

    app.server.before_request(reduce)


def skeleton(layout: Component) -> Component:
    """One bare component for each id, of its own kind: the browser checks property names too."""
    bare: list[dict[str, Any]] = [
        {"type": found._type, "namespace": found._namespace, "props": {"id": found.id}}
        for found in every(layout)
        if getattr(found, "id", None) is not None
    ]
    return html.Div(bare)


def every(node: Any) -> Iterator[Component]:
    """Every component of a layout, those in other properties than the children too."""
    if isinstance(node, Component):
        yield node
        node = [getattr(node, name, None) for name in node._prop_names]
    if isinstance(node, dict):
        node = list(node.values())
    if isinstance(node, list | tuple):
        for inner in node:
            yield from every(inner)
