"""Work too heavy for a request: in a process of its own, one run at a time, watched from a page."""

import multiprocessing
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from risk.errors import HuzhuError

SPAWN = multiprocessing.get_context("spawn")  # a fork would copy open stores and held locks
GRACE_S = 10.0  # a stopped process may tidy up that long


@dataclass(frozen=True)
class JobState:
    """How far a job is, and how its last run ended.

    Args:
        running: whether a run is under way.
        share: share done of the run, 0–1.
        step: what is being done.
        runs: runs that have ended.
        result: what the last ended run returned; None: none has, or it did not end well.
        refusal: one line, where the last run was refused.
        failed: whether the last run broke off; the reason stands in the server's log.
        cancelled: whether the last run was stopped by a person.
    """

    running: bool = False
    share: float = 0.0
    step: str = ""
    runs: int = 0
    result: Any = None
    refusal: str = ""
    failed: bool = False
    cancelled: bool = False


class Job:
    """Runs one function in a process of its own.

    A start during a run is not lost: another run follows it, with the newest arguments, because
    what the run under way has read may have changed since. Many starts make one more run.

    Args:
        function: an importable function that takes the arguments of :meth:`start` and a keyword
            ``progress(share, step)``; arguments and result must be picklable.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function
        self._lock = threading.Lock()
        self._state = JobState()
        self._waiting: tuple[Any, ...] | None = None
        self._watcher: threading.Thread | None = None
        self._process: BaseProcess | None = None
        self._on_end: Callable[[JobState], None] | None = None

    def on_end(self, told: Callable[[JobState], None]) -> None:
        """Tell a function of the end of every run, from the thread that watches the run."""
        self._on_end = told

    @property
    def state(self) -> JobState:
        """How far it is now."""
        return self._state

    def start(self, *arguments: Any, follows: bool = True) -> bool:
        """Run with these arguments, at once or after the run under way.

        Args:
            arguments: of the function.
            follows: whether to run after a run under way.

        Returns:
            Whether it will run: not, where another is under way that it may not follow.
        """
        with self._lock:
            if self._state.running and not follows:
                return False
            self._waiting = arguments
            if not self._state.running:
                self._state = replace(
                    self._state, running=True, share=0.0, step="", cancelled=False
                )
                self._watcher = threading.Thread(target=self._run_all, daemon=True)
                self._watcher.start()
            return True

    def cancel(self) -> None:
        """Stop the run under way, and whatever was to follow it; the function must bear that."""
        with self._lock:
            self._waiting = None
            if self._state.running:  # a process not yet begun sees it before it begins
                self._state = replace(self._state, cancelled=True)
            if self._process is not None and self._process.is_alive():
                self._process.terminate()
                last_word = threading.Timer(GRACE_S, self._process.kill)
                last_word.daemon = True
                last_word.start()

    def wait(self, timeout_s: float | None = None) -> JobState:
        """Wait until nothing runs any more."""
        if self._watcher is not None:
            self._watcher.join(timeout_s)
        return self._state

    def _run_all(self) -> None:
        while (arguments := self._next()) is not None:
            ended = self._run(arguments)
            with self._lock:
                self._state = replace(ended, runs=self._state.runs + 1)
            if self._on_end is not None:
                self._on_end(self._state)

    def _next(self) -> tuple[Any, ...] | None:
        with self._lock:
            arguments, self._waiting = self._waiting, None
            running = arguments is not None
            state = replace(self._state, running=running, share=0.0, step="")
            self._state = replace(state, cancelled=False) if running else state
            return arguments

    def _run(self, arguments: tuple[Any, ...]) -> JobState:
        """One run, to its end."""
        receiver, sender = SPAWN.Pipe(duplex=False)
        with receiver:
            with sender:  # closed here, else the end of the process would not be seen
                process = self._begin(sender, arguments)
            kind, value, text = self._follow(receiver)
        if process is not None:
            process.join()
        told = kind in ("done", "refused")  # and then a person's stop came too late
        state = self._state
        return replace(
            state,
            result=value if kind == "done" else None,
            refusal=text if kind == "refused" else "",
            failed=not told and not state.cancelled,
            cancelled=not told and state.cancelled,
        )

    def _begin(self, sender: Connection, arguments: tuple[Any, ...]) -> BaseProcess | None:
        """Start the process; none, where the run was stopped before it began."""
        with self._lock:
            if self._state.cancelled:
                return None
            work = (sender, self._function, arguments)
            self._process = SPAWN.Process(target=_work, args=work, daemon=True)
            self._process.start()
            return self._process

    def _follow(self, receiver: Connection) -> tuple[str, Any, str]:
        """Take in the progress of the process; returns the last it said."""
        last: tuple[str, Any, str] = ("broken", None, "")
        try:
            while True:
                last = receiver.recv()
                if last[0] == "progress":
                    with self._lock:
                        self._state = replace(self._state, share=last[1], step=last[2])
        except (EOFError, OSError):  # ended, or stopped in the middle of a message
            return last


def _work(sender: Connection, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    """What the process does: the function, its progress and its end told through the pipe.

    Stopped, it leaves as from an exception, so that what it wrote for a while is removed.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        result = function(
            *arguments, progress=lambda share, step: sender.send(("progress", share, step))
        )
    except HuzhuError as e:
        sender.send(("refused", None, str(e)))
    else:
        sender.send(("done", result, ""))
