"""The map on the wall: levels, open claims, warned villages, bases, routes of the dispatch day."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dashboards.figures.geometry import Layer
from dashboards.figures.theme import RAMP
from dashboards.story.dispatch_rows import OPEN, place_point
from dashboards.story.dispatch_seen import Seen
from dashboards.story.levels import level_digits, level_table
from dashboards.story.wall.moment import Shown, data_until
from dashboards.story.watch import COLOURS
from risk.facts import Facts
from risk.flow import Story
from risk.follow.day import waits_at
from risk.staffing.live import Stage
from risk.terms import RegionLevel

BUSIEST = 6
Warnings = Sequence[tuple[str, pd.DataFrame]]
"""Colour of each warning in force, and the villages inside it (``risk.hazard.inside``)."""


def ground(
    story: Story, layers: Mapping[str, Layer], shown: Shown, warned: Warnings, lang: str
) -> dict[str, Any]:
    """The sight of the map.

    Returns:
        villages, townships: url of the outlines (None: there are none); bounds: west, south, east,
        north; digits: level of each outline, in its order; level_names, ramp; open: index, claims;
        warned: index, colour; busiest: name, township, claims; bases: lon, lat; routes: points of
        each crew still to be driven; derived: whether outlines are derived.
    """
    villages, townships = layers["village"], layers["township"]
    table = level_table(story, "all", "village")
    counts = open_by_village(story.facts, shown)
    (south, west), (north, east) = villages.bounds
    at = {code: i for i, code in enumerate(villages.codes)}
    scoring, bases = story.facts.county.scoring, story.facts.bases.dropna(subset=["lon", "lat"])
    return {
        "villages": None if villages.is_empty else villages.url,
        "townships": None if townships.is_empty else townships.url,
        "bounds": [west, south, east, north],
        "digits": level_digits(table, villages.codes)[0],
        "level_names": list(scoring.level_names_zh if lang == "zh" else scoring.level_names_en),
        "ramp": list(RAMP),
        "open": [[at[code], n] for code, n in counts.items() if code in at],
        "unplaced": sum(n for code, n in counts.items() if code not in at),
        "warned": [[at[code], colour] for code, colour in gravest(warned).items() if code in at],
        "busiest": busiest(story.facts, counts),
        "bases": bases[["lon", "lat"]].round(5).to_numpy().tolist(),
        "routes": [] if shown.day is None else routes(shown.day),
        "derived": villages.derived,
    }


def open_by_village(facts: Facts, shown: Shown) -> dict[str, int]:
    """Claims nobody has reached by village code; "" where the village is not known."""
    if shown.day is not None:
        rows = shown.day.rows
        codes = rows.loc[rows["stage"].isin([s.value for s in OPEN]), "place_code"]
    else:
        until = min(shown.at, data_until(facts.as_of))
        codes = facts.claims.loc[waits_at(facts.claims, until), "region_code"]
    villages = set(facts.regions.loc[facts.regions["level"] == RegionLevel.VILLAGE.value, "code"])
    parent = facts.regions.drop_duplicates("code").set_index("code")["parent_code"].to_dict()
    placed = [c if c in villages else parent.get(c, "") for c in codes.fillna("")]
    counts = pd.Series([c if c in villages else "" for c in placed], dtype=str).value_counts()
    return {str(code): int(n) for code, n in counts.items()}


def busiest(facts: Facts, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """Villages with most open claims: name, township, claims."""
    places = facts.regions.drop_duplicates("code").set_index("code")
    named = [(code, n) for code, n in counts.items() if code in places.index]
    most = sorted(named, key=lambda pair: (-pair[1], pair[0]))[:BUSIEST]
    rows = [(places.loc[code], n) for code, n in most]
    return [
        {"name": str(place["name"]), "township": _text(place["township_name"]), "claims": n}
        for place, n in rows
    ]


def gravest(warned: Warnings) -> dict[str, str]:
    """Village code → the gravest colour it is warned of."""
    rank = {colour.value: i for i, colour in enumerate(COLOURS)}
    found: dict[str, str] = {}
    for colour, villages in warned:
        for code in villages["region_code"].astype(str):
            if rank.get(colour, -1) > rank.get(found.get(code, ""), -2):
                found[code] = colour
    return found


def routes(seen: Seen) -> list[list[list[float]]]:
    """Points of each crew from where it was last to the end of its route; none still to drive."""
    state, rows = seen.state, seen.rows
    places = zip(rows["lon"], rows["lat"], strict=True)
    at = dict(zip(rows["claim_id"], places, strict=True))
    lines = []
    for crew_id, crew in state.crews.items():
        points = [place_point(state, crew.base_code)]
        ahead = 0
        for claim_id in state.routes.get(crew_id, ()):
            if claim_id not in at:
                continue  # cancelled
            point = at[claim_id]
            reached = state.progress[claim_id].stage in (Stage.ARRIVED, Stage.DONE)
            points, ahead = ([point], 0) if reached else ([*points, point], ahead + 1)
        known = [[round(x, 5), round(y, 5)] for x, y in points if x == x and y == y]
        if ahead and len(known) > 1:
            lines.append(known)
    return lines


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
