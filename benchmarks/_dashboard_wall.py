"""The wallboard's page over time, while a dispatch day is played before its eyes."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, Response

from benchmarks._run import step
from dashboards.clock import wall_clock
from dashboards.story.dispatch_desk import DispatchDesk
from risk.flow import Story
from risk.kept_story import story_of
from risk.operations import User
from risk.terms import Role
from risk.workspace import Workspace

MB = 1024**2
SAMPLES = 10
PLAYER = User("benchmark", Role.MANAGER)
SEED = 1
STEP_S = 5.0  # by the machine's clock
BEFORE_MIN = 60.0  # of the day, before anybody looks: claims have come, crews are out
STATE = "/wall/state"


class Player:
    """Somebody who replays the county's busiest day, in a process that is not the server's.

    Args:
        ws: the workspace; a dispatch day is added to its operations store.
        speed: how many times faster than the clock the day goes.
    """

    def __init__(self, ws: Workspace, speed: float) -> None:
        self._clock, self._story = wall_clock(ws.county()), story_of(ws)
        self._desk, self._speed = DispatchDesk(ws, self._clock), speed
        self._over, self._failed = threading.Event(), list[BaseException]()
        self._day = self._desk.open_replay(
            self._story, _busiest(self._desk, self._story), seed=SEED, user=PLAYER,
            at=self._clock(),
        )  # fmt: skip
        self._forward(BEFORE_MIN)
        self._desk.route(self._day, user=PLAYER)
        self._desk.wait()

    @contextmanager
    def playing(self) -> Iterator[None]:
        """The day goes on until the end of the block; what went wrong is raised there."""
        thread = threading.Thread(target=self._play, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._over.set()
            thread.join()
            self._desk.wait()
        if self._failed:
            raise self._failed[0]

    def _play(self) -> None:
        while not self._over.wait(STEP_S):
            try:
                self._forward(STEP_S * self._speed / 60)
            except BaseException as error:  # noqa: BLE001 - raised where the block ends
                self._failed.append(error)
                return

    def _forward(self, minutes: float) -> None:
        self._desk.forward(
            self._day, minutes, story=self._story, user=PLAYER, at=self._clock()
        )  # fmt: skip


def _busiest(desk: DispatchDesk, story: Story) -> str:
    return str(desk.origins(story)["origin"].iloc[0])


def watch(
    context: BrowserContext, url: str, player: Player, *, seconds: float, speed: int
) -> dict[str, float]:
    """Memory of the wallboard's page while the day goes on, garbage collected before each look."""
    page, states = context.new_page(), set[str]()
    protocol = context.new_cdp_session(page)

    def heard(answer: Response) -> None:
        if STATE in answer.url and answer.status == 200:
            states.add(answer.headers.get("etag", ""))

    page.on("response", heard)
    page.goto(f"{url}/wall" + (f"?speed={speed}" if speed > 1 else ""))
    held = []
    with player.playing():
        for n in range(SAMPLES):
            page.wait_for_timeout(1000 * seconds / SAMPLES)
            held.append(_held_mb(protocol))
            step(f"wallboard: {n + 1} of {SAMPLES}, {held[-1]:.2f} MB, {len(states)} states")
    page.close()
    return {
        "wallboard_mb_growth": round(held[-1] - held[0], 2),
        "wallboard_mb": round(held[-1], 1),
        "wallboard_states": len(states),
        "wallboard_s": seconds,
        "wallboard_speed": speed,
    }


def _held_mb(protocol: CDPSession) -> float:
    protocol.send("HeapProfiler.collectGarbage")
    told: dict[str, Any] = protocol.send("Runtime.getHeapUsage")
    return float(told["usedSize"]) / MB
