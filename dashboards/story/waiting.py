"""The backlog a scenario meets: claims waiting now by the ledger, or as a person pastes them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboards.story.setup import BACKLOG_LINES_MAX, HOURS_MAX, Waiting, villages
from risk.errors import OperationsError
from risk.flow import Story
from risk.follow.day import told_at, waits_at
from risk.hazard import place_houses


def waiting_now(story: Story, starts_at: datetime) -> tuple[Waiting, ...]:
    """Claims reported by the end of the last day known that nobody has reached, by village.

    Claims that name no village of the map cannot be driven to and are left out. The hours waited
    count to the scenario's start, and no further back than a backlog may.
    """
    facts, known = story.facts, set(villages(story))
    at = datetime.combine(facts.as_of + timedelta(days=1), time())
    rows = facts.claims[waits_at(facts.claims, at)]
    rows = rows[rows["region_code"].isin(known)]
    hours = (starts_at - told_at(rows)).dt.total_seconds() / 3600
    told = pd.DataFrame(
        {"code": rows["region_code"].astype(str), "h": hours.clip(0.0, HOURS_MAX).round()}
    )
    lines = told.groupby(["code", "h"]).size().reset_index(name="n")
    if len(lines) > BACKLOG_LINES_MAX:  # one line a village then, at its mean
        lines = told.groupby("code")["h"].agg(h="mean", n="size").reset_index()
    return tuple(Waiting(r["code"], int(r["n"]), float(r["h"])) for r in lines.to_dict("records"))


def as_many(story: Story, waiting: Sequence[Waiting], number: int) -> tuple[Waiting, ...]:
    """So many claims waiting, lying as those known do, else as the insured houses do.

    Args:
        story: its houses in force.
        waiting: those known; returned as they are if they are just so many.
        number: of claims.
    """
    if number == sum(w.claims for w in waiting):
        return tuple(waiting)
    if not waiting:
        placed = place_houses(story.facts.in_force, story.facts.regions)
        rows = placed.groupby("region_code")["houses"].sum()
        waiting = [Waiting(str(code), int(n), 0.0) for code, n in rows.items() if n > 0]
    shares = np.array([w.claims for w in waiting], float)
    counts = _apportioned(number, shares)
    return tuple(replace(w, claims=int(n)) for w, n in zip(waiting, counts, strict=True) if n > 0)


def _apportioned(number: int, shares: NDArray[np.float64]) -> list[int]:
    """Whole numbers in proportion, by largest remainders."""
    exact = number * shares / shares.sum()
    whole = np.floor(exact).astype(int)
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[: number - int(whole.sum())]] += 1
    return [int(n) for n in whole]


def read_backlog(story: Story, text: str) -> tuple[Waiting, ...]:
    """Lines of village, claims, hours waited, as pasted from a table (tabs, commas or spaces).

    Raises:
        OperationsError: a line cannot be read, or names no one village; the line is told.
    """
    names = villages(story)
    by_name: dict[str, list[str]] = {}
    for code, name in names.items():
        for spelled in {code, name.replace(" ", ""), name.split(" ")[-1]}:
            by_name.setdefault(spelled, []).append(code)
    found = []
    for line, row in enumerate(filter(str.strip, text.splitlines()), start=1):
        parts = row.replace("，", ",").replace("\t", ",").replace(",", " ").split()
        try:
            *place, claims, hours = parts
            codes = by_name.get("".join(place), [])
            number, waited = int(claims), float(hours)
        except ValueError:
            raise OperationsError(
                f"line {line} of the backlog is not village, claims, hours",
                remedy="one village a line, as in the example",
            ) from None
        if len(codes) != 1:
            raise OperationsError(
                f"line {line} of the backlog names {len(codes)} villages",
                remedy="write township and village, or the village's code",
            )
        found.append(Waiting(codes[0], number, waited))
    return tuple(found)


def backlog_text(story: Story, backlog: Sequence[Waiting]) -> str:
    """The inverse of :func:`read_backlog`."""
    names = villages(story)
    return "\n".join(f"{names[w.region_code]}, {w.claims}, {w.hours:g}" for w in backlog)
