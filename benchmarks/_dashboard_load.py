"""Users without a browser: they send again what a browser sent, and time the answers."""

import http.client
import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

import numpy as np

THINK_S = (1.0, 3.0)
SEED = 1
TIMEOUT_S = 60
GIVE_UP_S = 2 * TIMEOUT_S  # the slowest answer of all, and another connection after it
BURSTS = 5


@dataclass(frozen=True)
class Click:
    """One request of the page: what was clicked, where to, and its body."""

    name: str
    path: str
    body: str


@dataclass(frozen=True)
class Timed:
    """One answer."""

    name: str
    milliseconds: float
    status: int


def steady(
    url: str, cookie: str, clicks: Sequence[Click], *, users: int, seconds: float
) -> dict[str, Any]:
    """Users who click, wait for the answer, think, and click again."""
    told = _elsewhere("steady", url, cookie, clicks, users=users, seconds=seconds)
    took = [t.milliseconds for t in told]
    worst = sorted(told, key=lambda t: -t.milliseconds)[:3]
    return {
        "p50_ms_50_users": _percentile(took, 50),
        "p95_ms_50_users": _percentile(took, 95),
        "clicks": len(told),
        "errors": sum(t.status not in (200, 204) for t in told),
        "slowest": ", ".join(f"{t.name} {t.milliseconds:.0f} ms" for t in worst),
    }


def burst(url: str, cookie: str, clicks: Sequence[Click], *, users: int) -> dict[str, Any]:
    """All users click in one instant, several times over."""
    told = _elsewhere("burst", url, cookie, clicks, users=users, seconds=0.0)
    return {
        "p95_ms_burst": _percentile([t.milliseconds for t in told], 95),
        "errors_burst": sum(t.status not in (200, 204) for t in told),
    }


def _percentile(values: Sequence[float], q: float) -> float:
    return round(float(np.percentile(values, q)), 1)


def _elsewhere(
    way: str, url: str, cookie: str, clicks: Sequence[Click], **asked: Any
) -> list[Timed]:
    """Run the users in a process of their own: an interpreter of its own, too."""
    job = {"way": way, "url": url, "cookie": cookie, "clicks": [asdict(c) for c in clicks], **asked}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks._dashboard_load"],
        input=json.dumps(job), stdout=subprocess.PIPE, text=True, check=True,
        timeout=asked["seconds"] + BURSTS * GIVE_UP_S,
    )  # fmt: skip
    return [Timed(*row) for row in json.loads(done.stdout)]


class User:
    """Somebody with a connection of their own."""

    def __init__(self, url: str, cookie: str, clicks: Sequence[Click], seed: int) -> None:
        parts = urlsplit(url)
        self._connection = http.client.HTTPConnection(parts.netloc, timeout=TIMEOUT_S)
        self._headers = {
            "Content-Type": "application/json", "Cookie": cookie, "Accept-Encoding": "gzip",
            "Sec-Fetch-Site": "same-origin", "User-Agent": "huzhu-benchmark",
        }  # fmt: skip
        self._clicks, self._random = clicks, random.Random(seed)
        self.told: list[Timed] = []

    def click(self) -> None:
        """One click, anything of what was recorded."""
        chosen = self._random.choice(self._clicks)
        start = time.perf_counter()
        try:
            try:
                status = self._send(chosen)
            except http.client.RemoteDisconnected:  # closed while idle: a browser opens another
                self._connection.close()
                status = self._send(chosen)
        except (OSError, http.client.HTTPException):
            self._connection.close()
            status = 0
        self.told.append(Timed(chosen.name, 1000 * (time.perf_counter() - start), status))

    def _send(self, chosen: Click) -> int:
        self._connection.request("POST", chosen.path, chosen.body.encode(), self._headers)
        answer = self._connection.getresponse()
        answer.read()
        return answer.status

    def work(self, seconds: float) -> None:
        """Click and think until the time is over."""
        until = time.monotonic() + seconds
        time.sleep(self._random.uniform(0, THINK_S[1]))  # they did not all come in at once
        while time.monotonic() < until:
            self.click()
            time.sleep(self._random.uniform(*THINK_S))


def main() -> None:
    """Read a job from standard input, write the timed answers."""
    job = json.load(sys.stdin)
    clicks = [Click(**c) for c in job["clicks"]]
    users = [User(job["url"], job["cookie"], clicks, SEED + n) for n in range(job["users"])]
    if job["way"] == "steady":
        _together([(u.work, (job["seconds"],)) for u in users])
    else:
        for _ in range(BURSTS):
            gate = threading.Barrier(len(users))
            _together([(_at_once, (u, gate)) for u in users])
    print(json.dumps([[t.name, t.milliseconds, t.status] for u in users for t in u.told]))


def _at_once(user: User, gate: threading.Barrier) -> None:
    gate.wait()
    user.click()


def _together(calls: Sequence[tuple[Any, tuple[Any, ...]]]) -> None:
    threads = [threading.Thread(target=f, args=a) for f, a in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main()
