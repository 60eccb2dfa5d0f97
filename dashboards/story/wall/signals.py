"""Warnings in force, in words, with what lies inside them."""

from collections.abc import Sequence
from typing import Any

from dashboards.i18n import number, t, term
from dashboards.story.wall.moment import seconds
from dashboards.story.watch import Warned
from dashboards.story.watch_desk import WatchDesk
from risk.facts import Facts

LEVELS = {"red": "Ⅰ", "orange": "Ⅱ", "yellow": "Ⅲ", "blue": "Ⅳ"}
"""The national levels, written on a colour so that it is never told by colour alone."""
MOST = 5


def signals(
    facts: Facts, warned: Sequence[Warned], watch: WatchDesk, lang: str
) -> list[dict[str, Any]]:
    """Warnings in force, gravest first: colour, level, name, until (second; None), words."""
    return [_signal(facts, one, watch, lang) for one in warned[:MOST]]


def _signal(facts: Facts, warned: Warned, watch: WatchDesk, lang: str) -> dict[str, Any]:
    info, inside = warned.info(lang), watch.inside(facts, warned)
    colour = warned.colour.value.value if warned.colour else ""
    ends = info.expires if info else None
    name = term("signal", warned.signal, lang) if warned.signal else (info.event if info else "")
    houses = inside.total("houses")[1]
    return {
        "colour": colour,
        "level": LEVELS.get(colour, "?"),
        "name": t("wall.signal.name", lang, name=name,
                  colour=term("warning_colour", colour, lang) if colour else "").strip(),
        "until": None if ends is None else seconds(ends),
        "words": t("wall.signal.inside", lang, villages=number(len(inside.villages), lang),
                   houses=number(houses, lang)),
    }  # fmt: skip
