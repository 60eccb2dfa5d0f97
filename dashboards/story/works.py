"""Long work by name: started once, watched by everybody, stopped by those who may, its end kept.

works.add("report", make_report, Role.ANALYST)          # once, when the dashboard is made
works.start("report", root, "annual", "zh", user=user)  # from a callback; refused while it runs
works.state("report").share                             # how far; .result, .refusal, .failed
works.cancel("report")
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from dashboards.jobs import Job, JobState
from dashboards.security import Writes, refuse_demo
from risk.errors import OperationsError
from risk.operations import User
from risk.terms import Role

ENDS_KEPT = 50
ROLES = tuple(Role)  # least first


class Name(StrEnum):
    """Work every dashboard knows; pages may add more. Its words: ``works.name.…``."""

    RELOCATION = "relocation"
    JUDGING = "judging"
    PLAN_JUDGING = "plan_judging"
    BASES = "bases"
    SCORES = "scores"


class End(StrEnum):
    """How a run ended."""

    DONE = "done"
    REFUSED = "refused"
    """Why is said in one line."""
    FAILED = "failed"
    """It broke off; the reason stands in the server's log."""
    CANCELLED = "cancelled"


@dataclass(frozen=True, eq=False)
class Begun:
    """A run asked for: by whom, when (local wall time), and what about, in a few words."""

    user: str
    at: datetime
    about: str = ""


@dataclass(frozen=True)
class Ended:
    """A run that has ended.

    Args:
        name: of the work.
        begun: who asked for it, and when; of several that one run answered, the last.
        ended_at: local wall time.
        end: how.
        why: one line, where it was refused.
        result: what it returned, where it was done.
    """

    name: str
    begun: Begun
    ended_at: datetime
    end: End
    why: str = ""
    result: Any = field(default=None, repr=False)


@dataclass
class Work:
    """One kind of work.

    Args:
        name: of the work.
        job: that runs it.
        role: least role that may start and stop it.
        follows: whether a start during a run makes another run follow; else it is refused.
        writes: what it comes to write; the demo's account may start what it may write only.
        begun: of the newest run, under way or ended.
    """

    name: str
    job: Job
    role: Role
    follows: bool = False
    writes: Writes = Writes.RECORDS
    begun: Begun | None = None


class Works:
    """The long work of one dashboard. What it knows of past runs lasts as long as the server.

    Args:
        clock: gives the county's local wall time.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._works: dict[str, Work] = {}
        self._ended: deque[Ended] = deque(maxlen=ENDS_KEPT)
        self._beside: list[Callable[[], int]] = []

    def add(
        self,
        name: str,
        function: Callable[..., Any],
        role: Role,
        *,
        follows: bool = False,
        writes: Writes = Writes.RECORDS,
    ) -> Job:
        """Make a function known as work of that name; it must be importable, see :class:`Job`.

        Raises:
            ValueError: there is other work of that name.
        """
        return self.take(name, Job(function), role, follows=follows, writes=writes)

    def take(
        self,
        name: str,
        job: Job,
        role: Role,
        *,
        follows: bool = False,
        writes: Writes = Writes.RECORDS,
    ) -> Job:
        """Make a job that exists known as work of that name.

        Raises:
            ValueError: there is other work of that name.
        """
        if name in self._works:
            raise ValueError(f"work {name!r} is known already")
        work = self._works[name] = Work(name, job, role, follows, writes)
        job.on_end(lambda state: self._note(work, state))
        return job

    def start(self, name: str, *arguments: Any, user: User, about: str = "") -> Begun:
        """Run work of that name in a process of its own.

        Args:
            name: of the work.
            arguments: of its function.
            user: who asks for it.
            about: what the run is about, shown beside its name: a file, a report.

        Returns:
            The run, to :meth:`find` its end by.

        Raises:
            OperationsError: it runs already, or the role may not start it.
        """
        work = self._works[name]
        self.check_role(name, user)
        if not work.job.start(*arguments, follows=work.follows):
            begun = work.begun
            since = f", asked for by {begun.user} at {begun.at:%Y-%m-%d %H:%M}" if begun else ""
            raise OperationsError(
                f"{name} is running already{since}",
                remedy="wait until it has ended, or stop it on the page Work",
            )
        work.begun = Begun(user.name, self._clock(), about)
        return work.begun

    def check_role(self, name: str, user: User) -> None:
        """Refuse somebody who may neither start nor stop work of that name.

        Raises:
            OperationsError: the role is not enough, or the demo's account asks for more than plans.
        """
        refuse_demo(user, self._works[name].writes)
        least = self._works[name].role
        if ROLES.index(user.role) < ROLES.index(least):
            raise OperationsError(
                f"the role {user.role} may not start or stop {name}",
                remedy=f"ask somebody with the role {least}",
            )

    def state(self, name: str) -> JobState:
        """How far work of that name is, and how its last run ended; unknown work has never run."""
        return self._works[name].job.state if name in self._works else JobState()

    def wait(self, name: str, timeout_s: float | None = None) -> JobState:
        """The state after all runs asked for have ended."""
        return self._works[name].job.wait(timeout_s)

    def cancel(self, name: str) -> None:
        """Stop the run under way, and what was to follow it."""
        self._works[name].job.cancel()

    def running(self) -> int:
        """How much work is under way."""
        jobs = sum(work.job.state.running for work in self._works.values())
        return jobs + sum(running() for running in self._beside)

    def beside(self, running: Callable[[], int]) -> None:
        """Count work that runs otherwise than by a job, too."""
        self._beside.append(running)

    def work(self, name: str) -> Work:
        """Work of that name."""
        return self._works[name]

    def known(self) -> list[Work]:
        """All work, in the order it was made known."""
        return list(self._works.values())

    def ended(self) -> list[Ended]:
        """The last runs that ended, newest first."""
        return list(reversed(self._ended))

    def last(self, name: str) -> Ended | None:
        """The newest run of that name that ended."""
        return next((run for run in self.ended() if run.name == name), None)

    def find(self, begun: Begun) -> Ended | None:
        """How a run ended; None: it has not, or it was long ago."""
        return next((run for run in self.ended() if run.begun is begun), None)

    def _note(self, work: Work, state: JobState) -> None:
        now = self._clock()
        begun = work.begun or Begun("", now)  # a job started past this class names nobody
        how = end_of(state)
        run = Ended(work.name, begun, now, how, state.refusal, state.result)
        self._ended.append(run)


def end_of(state: JobState) -> End:
    """How the last run of a job ended."""
    if state.cancelled:
        return End.CANCELLED
    if state.refusal:
        return End.REFUSED
    return End.FAILED if state.failed else End.DONE
