"""The story of the version in force, held in memory; told again when the pointer moves."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from risk.errors import HuzhuError
from risk.flow import Story
from risk.kept_story import story_of
from risk.warehouse import current_version
from risk.workspace import Workspace


@dataclass(frozen=True)
class Progress:
    """How far the computation is: share 0–1 and the step's name."""

    share: float = 0.0
    step: str = ""


class StoryStore:
    """Holds one :class:`Story`; readers never wait for a recomputation.

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
        self._worker: threading.Thread | None = None
        self.progress = Progress()
        self.error: Exception | None = None

    def get(self) -> Story | None:
        """The newest finished story, or None before the first; starts a new telling if needed."""
        wanted = current_version(self._ws)
        with self._lock:
            if wanted is not None and wanted != self._version and not self.working:
                self._version, self.error, self.progress = wanted, None, Progress()
                self._worker = threading.Thread(target=self._tell, daemon=True)
                self._worker.start()
            return self._story

    @property
    def working(self) -> bool:
        """Whether a telling is under way."""
        return self._worker is not None and self._worker.is_alive()

    def wait(self) -> Story | None:
        """Like :meth:`get`, after any telling under way has ended."""
        self.get()
        worker = self._worker
        if worker is not None:
            worker.join()
        return self._story

    def _tell(self) -> None:
        def note(share: float, step: str) -> None:
            self.progress = Progress(share, step)

        today = self._clock().date() if self._clock else None
        try:
            self._story = story_of(self._ws, today=today, progress=note)
        except HuzhuError as e:
            self.error = e
        except Exception as e:
            # a thread's exception has no caller: keep it for the page, and let it reach the log
            self.error = e
            raise
