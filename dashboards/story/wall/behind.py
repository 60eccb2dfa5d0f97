"""Values told behind the requests, one at a time: a screen never waits for one."""

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from dashboards.story.shelf import Shelf

V = TypeVar("V")


class Behind(Generic[V]):
    """Values by key; a key asked for that is not told yet is told in a thread."""

    def __init__(self, most: int) -> None:
        self._kept: Shelf[Hashable, V] = Shelf(most)
        self._lock = threading.Lock()
        self._worker: threading.Thread | None = None
        self._failed: dict[Hashable, str] = {}
        self.ended = 0
        """Grows with each telling that ends: who keeps what was told of them sees there is more."""

    def get(self, key: Hashable, tell: Callable[[], V]) -> V | None:
        """The value; None: it is being told, or waits for another that is."""
        known = self._kept.get(key)
        with self._lock:
            busy = self._worker is not None and self._worker.is_alive()
            if known is None and not busy and key not in self._failed:
                self._worker = threading.Thread(target=self._run, args=(key, tell), daemon=True)
                self._worker.start()
        return known

    def wait(self) -> None:
        """Wait for what is being told."""
        worker = self._worker
        if worker is not None:
            worker.join()

    def failure(self, key: Hashable) -> str:
        """Kind of the error that ended a telling; "": none did. It stands in the server's log."""
        return self._failed.get(key, "")

    def _run(self, key: Hashable, tell: Callable[[], V]) -> None:
        try:
            self._kept.put(key, tell())
        except Exception as e:
            self._failed = {key: type(e).__name__}  # the newest: an older one may be tried again
            raise
        finally:
            self.ended += 1
