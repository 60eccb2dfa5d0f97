"""A wallboard's pass as the request carries it: what lets a screen in without a person."""

from contextlib import closing

from flask import request

from dashboards.security.roles import context
from risk.operations import open_operations
from risk.operations.wall import WallPass, read_wall_pass

BEARER = "Bearer "
PASSED = frozenset({"wall.state", "geometry"})
"""What a pass opens; nothing else."""


def wall_pass() -> WallPass | None:
    """The pass of a request for what passes open; None: it carries none that holds."""
    given = request.headers.get("Authorization", "")
    if request.endpoint not in PASSED or request.method not in ("GET", "HEAD"):
        return None
    if not given.startswith(BEARER):
        return None
    here = context()
    with closing(open_operations(here.ws)) as con:
        return read_wall_pass(con, given.removeprefix(BEARER), now=here.clock())
