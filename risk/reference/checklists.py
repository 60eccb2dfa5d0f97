"""Checklists under a warning and at each response tier: dated package data."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from risk.terms import PerilFamily, ResponseTier, Status


@dataclass(frozen=True)
class Task:
    """One thing to do.

    Attributes:
        key: stable name, under which its doing is noted.
        tiers: response tiers it belongs to; empty: any warning.
        families: peril families it belongs to; empty: all.
        role, role_zh, role_en: who.
        due_h: hours after the warning or the opening of the tier.
        tell: whether somebody must be told.
    """

    key: str
    tiers: tuple[ResponseTier, ...]
    families: tuple[PerilFamily, ...]
    role: str
    role_zh: str
    role_en: str
    due_h: float
    tell: bool
    zh: str
    en: str
    status: Status
    source: str
    date: date


@cache
def tasks() -> tuple[Task, ...]:
    """Every task of the starting list."""
    table = tomllib.loads((files(__package__) / "checklists.toml").read_text("utf-8"))
    return tuple(
        Task(
            key=row["key"],
            tiers=tuple(ResponseTier(t) for t in row["tiers"]),
            families=tuple(PerilFamily(f) for f in row.get("families", ())),
            role=row["role"],
            role_zh=table["roles"][row["role"]]["zh"],
            role_en=table["roles"][row["role"]]["en"],
            due_h=float(row["due_h"]),
            tell=bool(row.get("tell", False)),
            zh=row["zh"],
            en=row["en"],
            status=Status(table["status"]),
            source=table["source"],
            date=table["date"],
        )
        for row in table["tasks"]
    )


def checklist(tier: ResponseTier | None, family: PerilFamily | None) -> tuple[Task, ...]:
    """Tasks at a tier, the soonest first: those of any warning, and those of the tier.

    Args:
        tier: None where none is opened.
        family: None where the warning's signal belongs to none: only tasks of all families.
    """
    chosen = [
        task
        for task in tasks()
        if (not task.tiers or tier in task.tiers) and (not task.families or family in task.families)
    ]
    return tuple(sorted(chosen, key=lambda task: task.due_h))
