"""What a map shows, as records, and how they are had from a story."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import pandas as pd
from shapely.geometry.base import BaseGeometry

from dashboards.i18n import MISSING
from dashboards.report.brief import Brief
from dashboards.report.style import GREY_STEPS, RAMP
from dashboards.story import sights
from dashboards.story.levels import UNSURE_BELOW, level_table
from risk.hazard.units import QUANTITIES

Look = tuple[str, str]
"""Fill and hatching of a class."""
STEPS: tuple[Look, ...] = tuple((fill, "") for fill in RAMP)
"""Five steps of one direction, in order in colour and in grey."""
MOVED: tuple[Look, ...] = (
    (GREY_STEPS[0], "...."), (GREY_STEPS[0], ".."), ("#ffffff", ""), (RAMP[2], ""), (RAMP[4], ""),
)  # fmt: skip
"""Fell by two or more, fell, same, rose, rose by two or more: down is dotted, up is dark."""


@dataclass(frozen=True)
class Classes:
    """Regions by class.

    Attributes:
        title: of the legend.
        labels: of the classes, lowest first; at most five.
        of: region code → class, counted from 1; a region that is not in it stays white.
        unsure: codes hatched on top, said by ``unsure_label``.
        unknown_label: what white means; shown where there is a white region.
        looks: fill and hatching of each class.
    """

    title: str
    labels: tuple[str, ...]
    of: Mapping[str, int]
    unsure: Collection[str] = ()
    unsure_label: str = ""
    unknown_label: str = ""
    looks: tuple[Look, ...] = STEPS


@dataclass(frozen=True)
class Points:
    """Places of one kind.

    Attributes:
        label: in the legend.
        lon, lat: degrees, WGS 84.
        names: written beside them; none: unnamed.
        mark: ``base`` (square), ``dot``, ``cross`` or ``star``.
    """

    label: str
    lon: Sequence[float]
    lat: Sequence[float]
    names: Sequence[str] = ()
    mark: str = "dot"


@dataclass(frozen=True)
class Lines:
    """Lines of one kind: ``road``, ``closed`` or ``edge`` (of an area, thick)."""

    label: str
    geometry: Sequence[BaseGeometry]
    look: str = "road"


def level_classes(
    b: Brief, family: str = "all", level: str = "village", *, counted: bool = True
) -> Classes:
    """Risk levels; hatched where the level shown is less likely than not.

    ``counted``: the legend tells how many regions of the county have each level.
    """
    name = f"classes {family} {level} {counted}"
    return b.once(name, lambda: _levels(b, family, level, counted=counted))


def _levels(b: Brief, family: str, level: str, *, counted: bool) -> Classes:
    w, scoring = b.words, b.story.facts.county.scoring
    names = scoring.level_names_zh if w.lang == "zh" else scoring.level_names_en
    table = level_table(b.story, family, level)
    counts = table["risk_level"].value_counts()
    labels = [
        w("map.level_count", level=k, name=name, n=w.n(int(counts.get(k, 0))))
        if counted
        else w("level", level=k, name=name)
        for k, name in enumerate(names, start=1)
    ]
    unsure = table.loc[table["p_level"] < UNSURE_BELOW, "region_code"]
    return Classes(
        title=w(f"map.level.{level}"),
        labels=tuple(labels),
        of=dict(zip(table["region_code"], table["risk_level"].astype(int), strict=True)),
        unsure=frozenset(unsure),
        unsure_label=w("map.unsure"),
        unknown_label=w("map.unscored"),
    )


def value_classes(
    b: Brief, values: "pd.Series[float]", title: str, *, digits: int = 0,
    cuts: sights.Cuts | None = None,
) -> Classes:  # fmt: skip
    """Numbers by region in five classes; zero and unknown stay white.

    Args:
        values: by region code; must be of one level.
        title: what is counted, and its unit.
        digits: decimals in the legend; 0: cut points are whole numbers.
        cuts: four rising cut points; default: a fifth of what is above zero in each class.
    """
    w = b.words
    edges = cuts or sights.class_cuts(values, whole=digits == 0)
    codes = list(values.index)
    digit = sights.class_digits(values, codes, edges)
    told = [w.n(cut, digits) for cut in edges]
    labels = (
        w("map.up_to", n=told[0]),
        *(w("map.between", low=low, high=high) for low, high in pairwise(told)),
        w("map.above", n=told[-1]),
    )
    of = {str(code): int(d) for code, d in zip(codes, digit, strict=True) if d != "0"}
    return Classes(title, labels, of, unknown_label=w("map.none"))


def footprint_classes(b: Brief, event_id: str, level: str = "village") -> Classes | None:
    """Recorded intensity of an event by region; None: none is recorded."""
    w = b.words
    values, quantity = sights.footprint(b.story.facts, event_id, level)
    if values.empty:
        return None
    unit = w.term("unit_of", QUANTITIES[quantity].unit) if quantity in QUANTITIES else MISSING
    title = w("map.intensity", quantity=w.term("quantity", quantity), unit=unit)
    classes = value_classes(b, values, title, digits=1)
    return replace(classes, unknown_label=w("map.not_recorded"))


def moved_classes(
    b: Brief, steps: Mapping[str, int], title: str, thin: Collection[str] = ()
) -> Classes:
    """How many levels each region moved: dotted fell, white kept, dark rose; hatched: ``thin``."""
    w = b.words
    kinds = ("fell_far", "fell", "kept", "rose", "rose_far")
    of = {code: 3 + max(-2, min(2, int(step))) for code, step in steps.items()}
    counts = pd.Series(of, dtype=int).value_counts()
    labels = [
        w(f"map.{kind}", n=w.n(int(counts.get(k, 0)))) for k, kind in enumerate(kinds, start=1)
    ]
    return Classes(
        title, tuple(labels), of, frozenset(thin), w("map.thin"), w("map.unscored"), MOVED
    )


def base_points(b: Brief, *, named: bool = True) -> Points:
    """The county's bases."""
    rows = b.story.facts.bases
    names = tuple(rows["name"]) if named else ()
    return Points(b.words("map.bases"), tuple(rows["lon"]), tuple(rows["lat"]), names, "base")


def claim_points(b: Brief, claims: pd.DataFrame) -> Points:
    """Claims that have a point of their own."""
    rows = claims.dropna(subset=["lon", "lat"])
    label = b.words("map.claims", n=b.words.n(len(rows)))
    return Points(label, tuple(rows["lon"]), tuple(rows["lat"]))


def road_lines(b: Brief, closed: Collection[str] = ()) -> tuple[Lines, ...]:
    """The roads that have lines, those closed apart."""
    rows = b.story.facts.roads
    if rows.empty:
        return ()
    rows = rows[rows.geometry.notna()]
    shut = rows["road_id"].isin(list(closed))
    drawn = (
        Lines(b.words("map.roads"), tuple(rows.geometry[~shut])),
        Lines(b.words("map.closed"), tuple(rows.geometry[shut]), "closed"),
    )
    return tuple(lines for lines in drawn if lines.geometry)
