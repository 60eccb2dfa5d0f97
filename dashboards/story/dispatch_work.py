"""Routes sought behind the dispatcher: the day's first, and better ones after each change.

What is found becomes a deed of its own, if nobody has changed those routes meanwhile; else it is
dropped (a polish) or sought again (first routes). Nothing of it is lost with this process but time.
"""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime

from risk.errors import HuzhuError
from risk.operations import User, open_operations
from risk.operations.dispatch import HOUSE, KeptDay, do_deed
from risk.staffing.live import DayState, Deed, DeedKind, polish, problem_of
from risk.staffing.live.crews import frozen_stops
from risk.staffing.routes.first import first_routes
from risk.workspace import Workspace

TRIES = 3
LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Work:
    """How far routes are that are sought in the background.

    Attributes:
        running: whether first routes are being sought.
        share: share done of them, 0–1.
        refused: why there are none; empty: they came, or nobody asked.
        failed: whether the search broke off; the reason stands in the server's log.
        version: grows with every change of it.
    """

    running: bool = False
    share: float = 0.0
    refused: str = ""
    failed: bool = False
    version: int = 0


Stand = Callable[[int], tuple[KeptDay, DayState]]


class Worker:
    """One search at a time; a polish asked for twice is done once."""

    def __init__(self, ws: Workspace, clock: Callable[[], datetime], stand: Stand) -> None:
        self._ws, self._clock, self._stand = ws, clock, stand
        self._lock = threading.Lock()
        self._works: dict[int, Work] = {}
        self._asked: set[int] = set()
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="dispatch")

    def state(self, day_id: int) -> Work:
        """How far it is."""
        with self._lock:
            return self._works.get(day_id, Work())

    def stamp(self, day_id: int) -> int:
        """Changes when there is something new to tell of the work."""
        return self.state(day_id).version

    def wait(self) -> None:
        """Wait until all that was asked for so far is done."""
        self._pool.submit(lambda: None).result()

    def route(self, day_id: int, user: User) -> None:
        """Seek routes for all that is not frozen."""
        if not self.state(day_id).running:
            self._tell(day_id, running=True, share=0.0, refused="", failed=False)
            self._pool.submit(self._route, day_id, user)

    def polish(self, day_id: int) -> None:
        """Seek a better set of routes behind the last change."""
        with self._lock:
            if day_id in self._asked:
                return
            self._asked.add(day_id)
        self._pool.submit(self._polish, day_id)

    def _tell(self, day_id: int, **changed: object) -> None:
        with self._lock:
            was = self._works.get(day_id, Work())
            self._works[day_id] = replace(was, version=was.version + 1, **changed)  # type: ignore[arg-type]

    def _route(self, day_id: int, user: User) -> None:
        """Seek, and once more from where the day stands if it has moved on meanwhile."""
        refused, failed = "", True
        try:
            for _ in range(TRIES):
                try:
                    self._routed(day_id, user)
                    refused = ""
                    break
                except HuzhuError as error:
                    refused = str(error)
            failed = False
        except Exception:
            LOG.exception("seeking routes of dispatch day %d broke off", day_id)
        finally:
            self._tell(day_id, running=False, share=1.0, refused=refused, failed=failed)

    def _routed(self, day_id: int, user: User) -> None:
        kept, state = self._stand(day_id)
        movable = problem_of(state)
        solved = first_routes(
            movable.problem, seconds=state.ground.routing.first_seconds, seed=kept.head.id,
            clock=time.monotonic, progress=lambda share: self._tell(day_id, share=share),
        )  # fmt: skip
        told = movable.told(solved.routes)
        routes = {crew: (*frozen_stops(state, crew), *ahead) for crew, ahead in told.items()}
        deed = Deed(DeedKind.ROUTED, state.now_min, routes=routes)
        self._keep(day_id, deed, state, user.name, user.role)

    def _polish(self, day_id: int) -> None:
        with self._lock:
            self._asked.discard(day_id)
        try:
            _, state = self._stand(day_id)
            deed = polish(
                state, clock=time.monotonic, seconds=state.ground.routing.polish_seconds,
                seed=state.number,
            )  # fmt: skip
            if deed is not None:
                self._keep(day_id, deed, state, HOUSE, HOUSE)
        except HuzhuError as error:  # the day has moved on: the next change asks again
            LOG.info("a better set of routes came too late: %s", error)
        except Exception:
            LOG.exception("polishing dispatch day %d broke off", day_id)

    def _keep(self, day_id: int, deed: Deed, state: DayState, user: str, role: str) -> None:
        with closing(open_operations(self._ws)) as con:
            do_deed(con, day_id, deed, seen=state.number, user=user, role=role, at=self._clock(),
                    known=state)  # fmt: skip
