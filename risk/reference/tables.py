"""Readers of this room's tables."""

import csv
import tomllib
from importlib.resources import files
from typing import Any


def read_csv(name: str) -> list[dict[str, str]]:
    """Rows of a CSV file of this package, as text."""
    text = (files(__package__) / name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def read_toml(name: str) -> dict[str, Any]:
    """A TOML file of this package."""
    return tomllib.loads((files(__package__) / name).read_text("utf-8"))
