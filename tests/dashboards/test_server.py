"""The server's own first request."""

from dashboards.app import create_app
from dashboards.server import ask_first
from risk.workspace import Workspace
from tests.tiny_world import unwritten

BIND = "127.0.0.1:8050"


def test_the_server_asks_itself_before_anybody_does(tiny_story, tiny_ws, tmp_path):
    """With a story the pages are laid out; without data there is nothing to lay out."""
    app = create_app(unwritten(tiny_ws, tmp_path / "told"), tiny_story)
    assert ask_first(app.server, BIND) == 200


def test_a_county_without_data_waits(tiny_ws, tmp_path):
    """The refusal everybody gets, and no error."""
    empty = Workspace(tmp_path)
    (tmp_path / "county.toml").write_bytes((tiny_ws.root / "county.toml").read_bytes())
    assert ask_first(create_app(empty).server, BIND) == 503
