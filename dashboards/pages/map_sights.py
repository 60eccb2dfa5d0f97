"""Risk map: what it can be coloured by, in words: classes, tooltips, legends."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.components.riskmap import CHANCE, Told, legend
from dashboards.figures.geometry import Layer
from dashboards.i18n import day, figure, number, percent, t, term, year
from dashboards.pages.map_sheet import level_names
from dashboards.story.levels import level_digits, level_table
from dashboards.story.scope import Scope
from dashboards.story.sights import (
    CHANCE_CUTS,
    Cuts,
    chance_digits,
    claims_of,
    class_cuts,
    class_digits,
    event_of,
    footprint,
)
from dashboards.story.units import digits, say
from risk.flow import Story


@dataclass(frozen=True)
class Sight:
    """One way to colour the map.

    Attributes:
        key: of `SIGHTS`.
        title: of its legend: what, of when, in which unit.
        digits: one a region in the layer's order.
        labels: words of digits 0–5.
        told: number of each region for its tooltip.
        unsure: "1" for a region that is hatched.
        note: what is to be said below the legend.
    """

    key: str
    title: str
    digits: str
    labels: Sequence[str]
    told: Told | None
    unsure: str = ""
    note: str = ""


@dataclass(frozen=True)
class Asked:
    """What the map is asked to show: one day's story, family, level, event and period."""

    story: Story
    family: str
    level: str
    event: str | None
    scope: Scope
    layer: Layer
    lang: str

    @property
    def codes(self) -> Sequence[str]:
        """Codes of the regions drawn, in order."""
        return self.layer.codes


def sights(asked: Asked) -> list[Sight]:
    """All of them, in the order of ``SIGHTS``."""
    table = level_table(asked.story, asked.family, asked.level).set_index("region_code")
    return [
        _level(asked, table), _chance(asked, table), _claims(asked), _rate(asked, table),
        *_event(asked),
    ]  # fmt: skip


def painted(asked: Asked, made: Sequence[Sight]) -> dict[str, Any]:
    """What the browser keeps to change sights by itself, with their legends."""
    unsure = t("map.unsure", asked.lang)
    told = {
        s.key: {
            "digits": s.digits, "labels": list(s.labels), "told": s.told and s.told.plain(),
            "unsure": s.unsure, "unsureLabel": unsure,
        }
        for s in made
    }  # fmt: skip
    return {"sights": told, "legends": legends(asked, made)}


def legends(asked: Asked, made: Sequence[Sight]) -> list[Component]:
    """A legend for each sight; the page shows the one of the sight chosen."""
    derived = asked.layer.derived
    return [
        html.Div(
            [
                legend(s.title, s.labels, asked.lang, hatched=bool(s.unsure), derived=derived),
                *([html.P(s.note, className="note")] if s.note else []),
            ],
            className=f"of-{s.key}",
        )
        for s in made
    ]


def _level(asked: Asked, table: pd.DataFrame) -> Sight:
    drawn, unsure = level_digits(table.reset_index(), asked.codes)
    names = level_names(asked.story, asked.lang)
    labels = [t("map.not_scored", asked.lang), *names]
    told = _told(table["p_level"], asked, "{label} · {v}", CHANCE)
    return Sight("level", t("map.legend", asked.lang), drawn, labels, told, unsure)


def _chance(asked: Asked, table: pd.DataFrame) -> Sight:
    lang, values = asked.lang, table["p_level"].astype(float)
    ends = [percent(c, lang, 0) for c in CHANCE_CUTS]
    steps = [f"<{ends[0]}", *(f"{a}–{b}" for a, b in pairwise(ends)), f"≥{ends[-1]}"]
    labels = [t("map.not_scored", lang), *steps]
    told = _told(values, asked, "{v}", CHANCE)
    title, note = t("layers.chance", lang), t("layers.chance_note", lang)
    return Sight("chance", title, chance_digits(values, asked.codes), labels, told, note=note)


def _claims(asked: Asked) -> Sight:
    facts, lang = asked.story.facts, asked.lang
    rows = asked.scope.years(facts.claims)
    if asked.family != "all" and not rows.empty:  # without claims there are no families either
        rows = rows[rows["peril_family"] == asked.family]
    when = _period(asked.scope, facts.claims["year"], lang)
    title = t("layers.claims", lang, when=when, family=term("peril_family", asked.family, lang))
    return _counted("claims", title, claims_of(rows, asked.level), asked)


def _rate(asked: Asked, table: pd.DataFrame) -> Sight:
    facts, lang = asked.story.facts, asked.lang
    values, places = table["rate"].astype(float), digits(asked.story.facts)
    cuts = class_cuts(values)
    labels = _labels(cuts, t("map.not_scored", lang), lambda v: number(v, lang, places))
    told = _told(values, asked, t("layers.rate_told", lang), places)
    title = t("layers.rate", lang, unit=say(facts, "unit.rate", lang))
    return Sight("rate", title, class_digits(values, asked.codes, cuts), labels, told)


def _event(asked: Asked) -> list[Sight]:
    lang, event = asked.lang, event_of(asked.story, asked.event)
    nothing = ["", "", "", "", "", ""]
    if event is None:
        title, none = t("layers.no_event", lang), "0" * len(asked.codes)
        return [Sight(key, title, none, nothing, None) for key in ("footprint", "event")]
    name = t("layers.event_name", lang, name=event["name"], day=day(event["started_at"], lang))
    claims = asked.story.facts.claims
    came = claims_of(claims[claims["event_id"] == event["event_id"]], asked.level)
    counted = _counted("event", t("layers.event", lang, name=name), came, asked)
    return [_footprint(asked, event["event_id"], name), counted]


def _footprint(asked: Asked, event_id: str, name: str) -> Sight:
    lang = asked.lang
    values, quantity = footprint(asked.story.facts, event_id, asked.level)
    cuts = class_cuts(values)
    labels = _labels(cuts, t("layers.not_measured", lang), lambda v: figure(v, lang))
    what = term("quantity", quantity, lang) if quantity else t("layers.nothing_measured", lang)
    title = t("layers.footprint", lang, name=name, quantity=what)
    told = _told(values, asked, f"{what} {{v}}", 1)
    return Sight("footprint", title, class_digits(values, asked.codes, cuts), labels, told)


def _counted(key: str, title: str, values: "pd.Series[float]", asked: Asked) -> Sight:
    lang = asked.lang
    cuts = class_cuts(values, whole=True)
    labels = _labels(cuts, t("layers.no_claims", lang), lambda v: number(v, lang), whole=True)
    told = _told(values, asked, t("layers.n_claims", lang), 0)
    return Sight(key, title, class_digits(values, asked.codes, cuts), labels, told)


def _told(values: "pd.Series[float]", asked: Asked, word: str, written: int | str) -> Told:
    return Told(values.astype(float).reindex(asked.codes).to_numpy(), word, written)


def _labels(
    cuts: Cuts, none: str, write: Callable[[float], str], *, whole: bool = False
) -> list[str]:
    """Words of digits 0–5; counts are said as the whole numbers that lie between the cuts."""
    if not whole:
        steps = [f"{write(a)}–{write(b)}" for a, b in pairwise(cuts)]
        return [none, f"≤{write(cuts[0])}", *steps, f">{write(cuts[-1])}"]
    ends = [(a + 1, b) for a, b in pairwise((0.0, *cuts))]
    steps = [write(a) if a == b else f"{write(a)}–{write(b)}" for a, b in ends]
    return [none, *steps, f"≥{write(cuts[-1] + 1)}"]


def _period(scope: Scope, years: "pd.Series[int]", lang: str) -> str:
    """The contract years whose claims are counted."""
    if years.empty:
        return ""
    first, last = scope.year_from or int(years.min()), scope.year_to or int(years.max())
    return year(first, lang) if first == last else f"{year(first, lang)}–{year(last, lang)}"
