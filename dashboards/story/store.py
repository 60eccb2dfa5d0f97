"""Stories held in memory: of the version in force, told again when the pointer moves, and of a few
earlier ones that links ask for."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from risk.errors import HuzhuError
from risk.flow import Story
from risk.kept_story import story_of
from risk.warehouse import current_version, open_version
from risk.workspace import Workspace

PAST_KEPT = 2  # a story is some hundred megabytes


@dataclass(frozen=True)
class Progress:
    """How far the computation is: share 0–1 and the step's name."""

    share: float = 0.0
    step: str = ""


class Telling:
    """One story being told in a thread of its own, and how that ended.

    Args:
        tell: tells it; calls its ``progress`` with the share done and the step's name.
    """

    def __init__(self, tell: Callable[..., Story]) -> None:
        self._tell = tell
        self.story: Story | None = None
        self.error: Exception | None = None
        self.progress = Progress()
        self._worker = threading.Thread(target=self._run, daemon=True)
        self._worker.start()

    @property
    def working(self) -> bool:
        """Whether it is under way."""
        return self._worker.is_alive()

    def wait(self) -> Story | None:
        """The story, once the telling has ended; None: it ended without one."""
        self._worker.join()
        return self.story

    def _run(self) -> None:
        def note(share: float, step: str) -> None:
            self.progress = Progress(share, step)

        try:
            self.story = self._tell(progress=note)
        except HuzhuError as e:
            self.error = e
        except Exception as e:
            # a thread's exception has no caller: keep it for the page, and let it reach the log
            self.error = e
            raise


class StoryStore:
    """Holds one :class:`Story` of the newest data; readers never wait for a recomputation.

    Args:
        ws: the county's workspace.
        story: a story already told of the version in force; ``None``: tell it at the first asking.
        clock: gives the county's local wall time; the age of data is counted to its day.
    """

    def __init__(
        self,
        ws: Workspace,
        story: Story | None = None,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self._ws = ws
        self._clock = clock
        self._story = story
        self._version = current_version(ws) if story is not None else None
        self._lock = threading.Lock()
        self._telling: Telling | None = None
        self._past: OrderedDict[str, Telling] = OrderedDict()

    def get(self) -> Story | None:
        """The newest finished story, or None before the first; starts a new telling if needed."""
        wanted = current_version(self._ws)
        with self._lock:
            if wanted is not None and wanted != self._version and not self.working:
                self._take()
                self._version = wanted
                today = self._clock().date() if self._clock else None
                self._telling = Telling(partial(story_of, self._ws, today=today))
            self._take()
            return self._story

    def past(self, version: str) -> Telling | None:
        """The telling of an earlier version, begun at the first asking.

        One is told at a time; None: it waits for another.
        """
        with self._lock:
            if version in self._past:
                self._past.move_to_end(version)
                return self._past[version]
            if any(telling.working for telling in self._past.values()):
                return None
            self._past[version] = Telling(partial(_tell_past, self._ws, version))
            while len(self._past) > PAST_KEPT:
                self._past.popitem(last=False)
            return self._past[version]

    @property
    def working(self) -> bool:
        """Whether a telling of the newest data is under way."""
        return self._telling is not None and self._telling.working

    @property
    def progress(self) -> Progress:
        """How far the last telling of the newest data came."""
        return self._telling.progress if self._telling else Progress()

    @property
    def error(self) -> Exception | None:
        """Why it ended without a story."""
        return self._telling.error if self._telling else None

    def wait(self) -> Story | None:
        """Like :meth:`get`, after any telling under way has ended."""
        self.get()
        if self._telling is not None:
            self._telling.wait()
        return self.get()

    def _take(self) -> None:
        if self._telling is not None and self._telling.story is not None:
            self._story = self._telling.story


def _tell_past(ws: Workspace, version: str, *, progress: Callable[[float, str], None]) -> Story:
    """An earlier version's story; the age of its data is counted to the day it was made."""
    with open_version(ws, version) as warehouse:
        made = warehouse.version["created_at"]
    return story_of(ws, version=version, today=made.date(), progress=progress)
