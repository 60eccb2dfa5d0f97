"""Closed roads → pockets nobody drives into: from road states told, or drawn on the map."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from risk.hazard.roads import CLOSED, RoadGraph, cut_off, pockets
from risk.staffing.simulator.rules import Closure
from risk.terms import RegionLevel

STATE_COLUMNS = ("road_id", "observed_at", "region_code", "state")


@dataclass(frozen=True)
class Drawn:
    """An area (EPSG:4326) in which roads are closed for some hours of the scenario."""

    shape: BaseGeometry
    from_h: float
    until_h: float


@dataclass(frozen=True)
class _Spell:
    """One thing closed: a road, the villages of a place, or an area."""

    from_h: float
    until_h: float
    road_id: str | None = None
    region_codes: tuple[str, ...] = ()
    shape: BaseGeometry | None = None


def states_of_reports(reports: pd.DataFrame) -> pd.DataFrame:
    """Road reports of the watch (region_code, state, from_at) as road states."""
    given = reports.rename(columns={"from_at": "observed_at"})
    return given.assign(road_id=given["region_code"])[list(STATE_COLUMNS)]


def still_closed(states: pd.DataFrame) -> bool:
    """Whether a road told last is closed."""
    last = states.sort_values("observed_at").drop_duplicates(
        ["road_id", "region_code"], keep="last"
    )
    return bool((last["state"] == CLOSED).any())


def closures_of(
    states: pd.DataFrame,
    regions: pd.DataFrame,
    *,
    starts_at: datetime,
    hours: float,
    graph: RoadGraph | None = None,
    drawn: Sequence[Drawn] = (),
) -> tuple[Closure, ...]:
    """Pockets cut off during a scenario, with the hours they are.

    A road told closed stays so until it is told otherwise, at the longest for all the scenario.
    With a graph, a closed road of the map and a drawn area cut off what no base reaches then; a
    road that is not on the map closes its township. Without a graph, a drawn area closes the
    villages in it.

    Args:
        states: road_id, observed_at, region_code, state; what was known, no later rows.
        regions: the warehouse's regions.
        starts_at: begin of the scenario; hours count from it.
        hours: of the scenario.
        graph: the county's roads; None: no road lines.
        drawn: areas closed by hand.
    """
    spells = [*_told(states, regions, starts_at, graph), *_by_hand(drawn, regions, graph)]
    cut = sorted({0.0, hours, *(min(max(h, 0.0), hours) for s in spells
                                for h in (s.from_h, s.until_h))})  # fmt: skip
    open_since: dict[tuple[str, ...], float] = {}
    out: list[Closure] = []
    for begin, end in [*itertools.pairwise(cut), (hours, np.inf)]:
        now = [s for s in spells if s.from_h < end and s.until_h > begin] if begin < hours else []
        here = set(_pockets(now, graph)) if now else set()
        out += [Closure(p, open_since.pop(p), begin) for p in sorted({*open_since} - here)]
        open_since |= {p: begin for p in here if p not in open_since}
    return tuple(sorted(out, key=lambda c: (c.from_h, c.region_codes)))


def _told(
    states: pd.DataFrame, regions: pd.DataFrame, starts_at: datetime, graph: RoadGraph | None
) -> list[_Spell]:
    known = set(graph.roads()) if graph else set()
    villages = regions[regions["level"] == RegionLevel.VILLAGE.value]
    out = []
    named = states.assign(
        road=states["road_id"].astype(str), place=states["region_code"].fillna("").astype(str)
    )
    for (road, place), rows in named.sort_values("observed_at").groupby(["road", "place"]):
        at_h = (rows["observed_at"] - pd.Timestamp(starts_at)).dt.total_seconds().to_numpy() / 3600
        for begin, end, state in zip(at_h, [*at_h[1:], np.inf], rows["state"], strict=True):
            if state != CLOSED:
                continue
            if road in known:
                out.append(_Spell(float(begin), float(end), road_id=str(road)))
            elif place:
                inside = (villages["township_code"] == place) | (villages["code"] == place)
                codes = tuple(sorted(villages.loc[inside, "code"].astype(str)))
                out.append(_Spell(float(begin), float(end), region_codes=codes))
    return out


def _by_hand(
    drawn: Sequence[Drawn], regions: pd.DataFrame, graph: RoadGraph | None
) -> list[_Spell]:
    if graph is not None:
        return [_Spell(d.from_h, d.until_h, shape=d.shape) for d in drawn]
    villages = regions[regions["level"] == RegionLevel.VILLAGE.value]
    points = shapely.points(villages["lon"], villages["lat"])
    codes = villages["code"].astype(str).to_numpy()
    return [
        _Spell(d.from_h, d.until_h,
               region_codes=tuple(sorted(codes[shapely.intersects(d.shape, points)])))
        for d in drawn
    ]  # fmt: skip


def _pockets(spells: Sequence[_Spell], graph: RoadGraph | None) -> list[tuple[str, ...]]:
    """What is cut off while all of these are closed; a village lies in one pocket."""
    out, taken = [], set[str]()
    if graph is not None:
        closed = {s.road_id for s in spells if s.road_id is not None}
        areas = [s.shape for s in spells if s.shape is not None]
        found = cut_off(graph, closed=closed, inside=areas) if closed or areas else None
        if found is not None:
            out = pockets(graph, found.region_codes, closed=closed, inside=areas)
            taken = set(found.region_codes)
    for spell in sorted(spells, key=lambda s: -len(s.region_codes)):
        rest = tuple(c for c in spell.region_codes if c not in taken)
        taken |= set(rest)
        out += [rest] if rest else []
    return out
