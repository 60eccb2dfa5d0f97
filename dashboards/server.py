"""The process that serves the dashboard: one gunicorn worker with threads, on loopback."""

import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from dashboards.app import create_app
from dashboards.security import first_code, refuse_public_host
from risk.flow import Story
from risk.workspace import Workspace

THREADS = 8
KEEP_ALIVE_S = 75  # a browser's next click comes on the connection it has
TIMEOUT_S = 120


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn around a ready Flask application; gunicorn itself asks for a class."""

    def __init__(self, flask: Flask, bind: str) -> None:
        self.flask, self.bind = flask, bind
        super().__init__()

    def load_config(self) -> None:
        """One worker: the story lives in its memory; threads share it."""
        settings: dict[str, Any] = {
            "bind": self.bind,
            "workers": 1,
            "threads": THREADS,
            "worker_class": "gthread",
            "timeout": TIMEOUT_S,
            "keepalive": KEEP_ALIVE_S,
            "loglevel": "warning",
            "server_software": "huzhu",
        }
        for name, value in settings.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application to serve; told and laid out before anybody asks, if nobody is early."""
        early = threading.Thread(target=ask_first, args=(self.flask, self.bind), daemon=True)
        early.start()
        return self.flask


def ask_first(flask: Flask, bind: str) -> int:
    """Be the first to ask, once the story is told: Dash lays out every page at its first request.

    Returns:
        The answer's status; 503: there is no story to show.
    """
    flask.extensions["huzhu.context"].store.wait()
    return flask.test_client().get("/login", base_url=f"http://{bind}").status_code


def run(
    ws: Workspace,
    *,
    host: str,
    port: int,
    story: Story | None = None,
    tell_code: Callable[[str], None] = print,
) -> None:
    """Serve until interrupted.

    Args:
        ws: the workspace.
        host: a loopback address.
        port: to listen on.
        story: told of the version in force, if it was already.
        tell_code: is given the one-time code of the first administrator, where there are no users.

    Raises:
        HuzhuError: the host is not a loopback address.
    """
    refuse_public_host(host)
    app = create_app(ws, story=story)
    if code := first_code(app.server):
        tell_code(code)
    # in a process of its own: compiling holds the interpreter, and is done once an installation
    subprocess.Popen([sys.executable, "-m", "risk.follow.warm"])
    Server(app.server, f"{host}:{port}").run()
