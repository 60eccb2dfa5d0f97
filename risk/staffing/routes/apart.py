"""Work in a process of its own, ended when its time is over."""

import multiprocessing
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from threading import Thread
from typing import Any

SPAWN = multiprocessing.get_context("spawn")  # a fork would copy open stores and held locks


def run_apart(
    work: Callable[..., Any], *arguments: Any, limit_s: float, **named: Any
) -> Any | None:
    """What a function returns, or None if it takes longer or dies.

    For libraries that hold the interpreter, or look at no clock while they work.

    Args:
        work: function at the top of a module.
        arguments, named: what it is given; they are copied into the process.
        limit_s: it is ended after so many seconds, its start included.
    """
    mine, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=_answer, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    # it reads only when it has started: nobody waits for that beyond the limit
    giver = Thread(target=_give, args=(mine, (work, arguments, named)))
    giver.start()
    try:
        return mine.recv() if mine.poll(limit_s) else None
    except (EOFError, ConnectionResetError):  # it died without an answer
        return None
    finally:
        process.terminate()
        process.join()
        process.close()
        giver.join()
        mine.close()


def _give(to: Connection, what: Any) -> None:
    with suppress(BrokenPipeError, ConnectionResetError):  # its time was over before it had begun
        to.send(what)


def _answer(pipe: Connection) -> None:
    work, arguments, named = pipe.recv()
    pipe.send(work(*arguments, **named))
