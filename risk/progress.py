"""How long work tells how far it is."""

from collections.abc import Callable

Progress = Callable[[float, str], None]


def silent(done: float, text: str) -> None:
    """Progress that nobody watches."""
