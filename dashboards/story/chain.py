"""An event's whole chain, as chosen and as changed by hand: seats, heads, waits, backlogs, cars."""

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from risk.errors import ModelError, OperationsError
from risk.facts import Facts
from risk.flow import Story
from risk.hazard import Assumption, assume_setting
from risk.planned import Surge
from risk.settings import County
from risk.staffing import prepare
from risk.staffing.desks import (
    CallHabits,
    ChainOutcome,
    Seats,
    Setting,
    call_habits,
    cars_needed,
    prepare_chain,
    recorded_seats,
    simulate_chain,
)
from risk.staffing.desks.hotline import BLOCK_H
from risk.staffing.desks.seats import seats_of_blocks
from risk.staffing.simulator.table import overtime_from_table, placed_from_table
from risk.terms import Status
from risk.warehouse import open_version
from risk.warehouse.chain import ChainCounts, chain_counts
from risk.workspace import Workspace

KEPT = 4
FEW = 100
BLOCKS = 24 // BLOCK_H
SEATS_MAX = 1000

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Opened:
    """A scenario's chain, ready to be simulated with any seats."""

    preset: str
    surge: Surge
    setting: Setting
    plan: ChainOutcome
    recorded: Seats | None
    cars: pd.DataFrame


class ChainDesk:
    """Opens scenarios, one at a time, and keeps the latest by version, seed and preset."""

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, int, str], Opened] = OrderedDict()

    def opened(self, story: Story, preset: str) -> Opened:
        """The chain of a preset of the story with its plan's crews.

        Raises:
            ModelError: the story tells no surge of this preset.
        """
        key = (story.facts.version, story.seed, preset)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = open_chain(self._ws, story, preset)
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]


def open_chain(ws: Workspace, story: Story, preset: str) -> Opened:
    """The chain of a preset the story tells.

    Raises:
        ModelError: the story tells no surge of this preset.
    """
    surge = story.surges.get(preset)
    if surge is None:
        raise ModelError(
            story.refusals.get(preset, f"no surge of preset {preset!r} is told"),
            where="chain", remedy=f"choose one of {', '.join(story.surges) or 'none'}",
        )  # fmt: skip
    return chain_of(ws, story.facts, surge, preset, seed=story.seed)


def chain_of(ws: Workspace, facts: Facts, surge: Surge, preset: str, *, seed: int) -> Opened:
    """Find seats and heads for a surge and simulate them on fresh scenarios."""
    with open_version(ws, facts.version) as warehouse:
        counts = chain_counts(warehouse, facts.as_of)
    ground = prepare(
        surge.forecast, surge.plan.bases, facts.lenders, facts.regions, county=facts.county,
        conditions=surge.plan.conditions,
    )  # fmt: skip
    table = surge.plan.crews_by_day
    given = (table, ground.sources, ground.bases, ground.days)
    crews = ground.crews(placed_from_table(*given), overtime_from_table(*given))
    setting = prepare_chain(
        ground, crews, habits(counts, facts), documents(counts, facts.county),
        seed=seed, fresh_first=surge.plan.fresh_first, modes=surge.plan.modes,
    )  # fmt: skip
    return Opened(
        preset=preset,
        surge=surge,
        setting=setting,
        plan=simulate_chain(setting, setting.plan),
        recorded=recorded_seats(setting),
        cars=cars_needed(table, facts.vehicles),
    )


def habits(counts: ChainCounts, facts: Facts) -> CallHabits:
    """How claims become calls; days of events and of the reports after them are set apart."""
    after = pd.Timedelta(days=facts.county.desk.window_days)
    began, ended = (pd.to_datetime(facts.events[x]) for x in ("started_at", "ended_at"))
    days = [
        pd.date_range(first.normalize(), last.normalize() + after)
        for first, last in zip(began, ended.fillna(began), strict=True)
    ]
    eventful = pd.DatetimeIndex(np.concatenate(days)) if days else pd.DatetimeIndex([])
    return call_habits(counts.channels, counts.calls, eventful, facts.county.chain)


def documents(counts: ChainCounts, county: County) -> Assumption:
    """Days from survey to complete documents: own claims', else the setting's."""
    told = assume_setting(county.chain, "documents_days")
    if counts.documents_days is None or counts.documents_claims < FEW:
        return told
    source = f"own claims, {counts.documents_claims} with both dates"
    return Assumption(
        told.name, counts.documents_days, told.unit, told.low, told.high, source, Status.ASSUMED
    )


def seat_rows(setting: Setting, seats: Seats) -> list[dict[str, Any]]:
    """Seats and heads as rows of days: day, date, block_0 …, a column a desk."""
    blocks = seats.hotline.reshape(-1, BLOCKS, BLOCK_H)[:, :, 0]
    rows = []
    for day, date in enumerate(setting.dates):
        told = day < setting.call_days
        row: dict[str, Any] = {"day": day, "date": date.date().isoformat()}
        row |= {f"block_{b}": int(blocks[day, b]) if told else None for b in range(BLOCKS)}
        row |= {desk: int(heads[day]) for desk, heads in seats.heads.items()}
        rows.append(row | {"off": not bool(setting.open_[day])})
    return rows


def seats_of_rows(setting: Setting, rows: Sequence[Row]) -> Seats:
    """The inverse, for rows changed by hand.

    Raises:
        OperationsError: a day is missing, or a number is none from 0 to 1000.
    """
    by_day = {int(row["day"]): row for row in rows}
    if sorted(by_day) != list(range(len(setting.dates))):
        raise OperationsError("the days are not those of the scenario", remedy="open it again")
    blocks = [
        [_whole(by_day[day], f"block_{b}") for b in range(BLOCKS)]
        for day in range(setting.call_days)
    ]
    heads = {
        desk: np.array([_whole(by_day[day], desk) for day in range(len(setting.dates))], np.int64)
        for desk in setting.plan.heads
    }
    return Seats(seats_of_blocks(np.array(blocks, np.int64)), heads)


def _whole(row: Row, name: str) -> int:
    value = row.get(name)
    try:
        number = int(value)  # type: ignore[arg-type]
        good = number == float(value) and 0 <= number <= SEATS_MAX  # type: ignore[arg-type]
    except (TypeError, ValueError):
        good = False
    if not good:
        raise OperationsError(
            f"seats or heads of {row.get('date')} are {value!r}",
            remedy=f"give a whole number from 0 to {SEATS_MAX}",
        )
    return number


def span_of(heads: np.ndarray[Any, np.dtype[np.int64]]) -> tuple[int, int, int, int]:
    """Most heads, first and last day with so many, and person-days in all."""
    most = int(heads.max(initial=0))
    at = np.flatnonzero(heads == most)
    return most, int(at[0]), int(at[-1]), int(heads.sum())


def cars_by_base(cars: pd.DataFrame, bases: pd.DataFrame) -> pd.DataFrame:
    """Of each base: name, crews (most at once), cars, short (most), first_short (date or None)."""
    rows = []
    names = bases.set_index("base_id")["name"]
    for base, days in cars.groupby("base_id", sort=False):
        short = days[days["short"] > 0]
        rows.append(
            {
                "name": names.get(base, base), "crews": int(days["crews"].max()),
                "cars": days["cars"].iloc[0], "short": int(days["short"].max()),
                "first_short": short["date"].iloc[0] if len(short) else None,
            }
        )  # fmt: skip
    return pd.DataFrame(rows, columns=["name", "crews", "cars", "short", "first_short"])
