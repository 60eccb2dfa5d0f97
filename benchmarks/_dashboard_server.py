"""The dashboard served as ``huzhu serve`` serves it, in a process of its own."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from risk.workspace import Workspace

STARTS_WITHIN_S = 300.0
ENDS_WITHIN_S = 30.0
POLL_S = 0.2
GB = 1024**2  # of what /proc tells in kB


class Served:
    """A server under way, its memory looked at every second.

    Args:
        url: its address.
        pid: its first process; workers are below it.
    """

    def __init__(self, url: str, pid: int) -> None:
        self.url, self._pid = url, pid
        self._peak_kb, self._over = 0, threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()

    def peak_gb(self) -> float:
        """Most memory all its processes held at once; pages they share are counted once (PSS)."""
        return self._peak_kb / GB

    def end(self) -> None:
        """Stop looking."""
        self._over.set()
        self._watcher.join()

    def _watch(self) -> None:
        while not self._over.wait(1.0):
            held = sum(_held_kb(pid) for pid in (self._pid, *_children(self._pid)))
            self._peak_kb = max(self._peak_kb, held)


@contextmanager
def served(ws: Workspace) -> Iterator[Served]:
    """Start, wait until pages answer, stop at the end.

    Raises:
        RuntimeError: it ended by itself, or did not answer in time.
    """
    port = _free_port()
    called = "import sys; from dashboards.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", called, "serve", "-w", str(ws.root), "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        _await(process, port)
        server = Served(f"http://127.0.0.1:{port}", process.pid)
        yield server
        server.end()
    finally:
        os.killpg(process.pid, signal.SIGINT)  # SIGTERM would wait for answers under way
        try:
            process.wait(ENDS_WITHIN_S)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _await(process: "subprocess.Popen[bytes]", port: int) -> None:
    until = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/login")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass  # not yet listening; while the story is told it answers 503
        time.sleep(POLL_S)
    raise RuntimeError(f"the server did not answer within {STARTS_WITHIN_S:.0f} s")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _children(pid: int) -> list[int]:
    """Processes below a process, as Linux tells them."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found += [child, *_children(child)]
    return found


def _held_kb(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0  # ended meanwhile
    return next((int(x.split()[1]) for x in text.splitlines() if x.startswith("Pss:")), 0)
