"""What is chosen on a page stands in its address: a link or a reload shows the same."""

from collections.abc import Iterable, Mapping
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, dcc
from dash.development.base_component import Component

KEEP = ClientsideFunction("frame", "keep")


def keeper(id_: str, names: Iterable[str]) -> Component:
    """To be laid beside the controls of a page; ``names`` are those of :func:`keep_in_address`."""
    return dcc.Store(id=id_, data=list(names))


def keep_in_address(app: Dash, id_: str, controls: Mapping[str, tuple[str, str]]) -> None:
    """Write what is chosen into the address, without asking the server or telling the page anew.

    The page's ``layout`` reads the parameters, when a link is opened and when newer data arrive.
    A value of nothing (null, "", an empty list) takes its parameter away.

    Args:
        app: the dashboard.
        id_: of the page's :func:`keeper`.
        controls: parameter → id and property of the component whose value it is.
    """
    inputs: list[Any] = [Input(id_of, prop) for id_of, prop in controls.values()]
    app.clientside_callback(
        KEEP,
        Output(id_, "data"),
        *inputs,
        State(id_, "data"),
        prevent_initial_call=True,
    )
