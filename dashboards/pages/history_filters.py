"""The History page's filter: what is cut away, in words and as a form; all of it in the address."""

from enum import StrEnum
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboards.i18n import month, t, term, year
from dashboards.pages.history_scene import Scene
from dashboards.story.look import Look, trail
from risk.terms import CoverLine, Group, Peril, PerilFamily, Structure, Tier

Options = list[dict[str, str]]


class Id(StrEnum):
    """Components of this page that callbacks use."""

    GO = "history-go"
    APPLY = "history-apply"
    HERE = "history-here"
    MONTHS = "history-months"
    FAMILIES = "history-families"
    PERILS = "history-perils"
    PLACE = "history-place"
    TIERS = "history-tiers"
    STRUCTURES = "history-structures"
    GROUPS = "history-groups"
    EVENT = "history-event"
    LINE = "history-line"


def filters(s: Scene) -> Component:
    """What is looked at, and the form that changes it."""
    reset = [
        dcc.Link(s.t("history.reset"), href=s.look.bare().address(), className="step")
    ] if s.look.narrowed else []  # fmt: skip
    summary = html.Summary(
        [html.Strong(s.t("history.filter")), html.Span(in_words(s), className="filter-words")]
    )
    ignored = [
        dmc.Alert(
            s.t("history.ignored", values=", ".join(s.look.ignored)), color="yellow",
            variant="light",
        )
    ] if s.look.ignored else []  # fmt: skip
    return html.Div(
        [
            dcc.Location(id=Id.GO, refresh="callback-nav"),
            dcc.Store(id=Id.HERE, data=s.look.query()),
            *ignored,
            html.Details([summary, _form(s)], className="filter", open=False),
            *reset,
        ],
        className="filter-row",
    )


def in_words(s: Scene) -> str:
    """The filter as a sentence, for the page, the print and the file."""
    look, lang = s.look, s.lang
    parts = [years_in_words(look, lang)]
    if look.place is not None:
        parts.append(s.to.places.get(look.place, look.place))
    parts += [
        t("list.comma", lang).join(words)
        for words in (
            [month(m, lang) for m in look.months],
            [term("peril_family", f, lang) for f in look.families],
            [term("peril", p, lang) for p in look.perils],
            [term("tier", x, lang) for x in look.tiers],
            [term("structure", x, lang) for x in look.structures],
            [term("group", x, lang) for x in look.groups],
        )
        if words
    ]
    if look.event is not None:
        parts.append(t("history.in_event" if look.event else "history.no_event", lang))
    parts.append(term("cover_line", look.line, lang))
    return t("history.semicolon", lang).join(parts)


def years_in_words(look: Look, lang: str) -> str:
    """Contract years looked at."""
    first, last = look.year_from, look.year_to
    if first is None and last is None:
        return t("history.all_years", lang)
    if first == last and first is not None:
        return t("history.one_year", lang, year=year(first, lang))
    if last is None:
        return t("history.years_from", lang, year=year(first or 0, lang))
    if first is None:
        return t("history.years_to", lang, year=year(last, lang))
    return t("history.years", lang, first=year(first, lang), last=year(last, lang))


def way(s: Scene) -> Component:
    """Where one is between county and village; each step leads back up."""
    regions = s.story.facts.regions.set_index("code")
    codes = trail(s.look.place, regions["parent_code"].to_dict())
    steps: list[Any] = [dcc.Link(s.t("history.whole"), href=s.look.address(place=None))]
    for code in codes:
        if regions.at[code, "level"] == "county":
            continue
        steps += [" › ", dcc.Link(str(regions.at[code, "name"]), href=s.look.address(place=code))]
    return html.Nav(steps, className="way", **{"aria-label": s.t("history.way")})


def _form(s: Scene) -> Component:
    look, lang = s.look, s.lang
    fields = [
        _select(Id.PLACE, s.t("history.place"), _places(s), look.place),
        _several(
            Id.MONTHS, s.t("history.months"),
            [{"value": str(m), "label": month(m, lang)} for m in range(1, 13)],
            [str(m) for m in look.months],
        ),
        _several(Id.FAMILIES, s.t("history.families"), _terms("peril_family", PerilFamily, lang),
                 list(look.families)),
        _several(Id.PERILS, s.t("history.perils"), _terms("peril", Peril, lang),
                 list(look.perils)),
        _several(Id.TIERS, s.t("history.tiers"), _terms("tier", Tier, lang), list(look.tiers)),
        _several(Id.STRUCTURES, s.t("history.structures"), _terms("structure", Structure, lang),
                 list(look.structures)),
        _several(Id.GROUPS, s.t("history.groups"), _terms("group", Group, lang),
                 list(look.groups)),
        _select(Id.EVENT, s.t("history.event"), [
            {"value": "yes", "label": s.t("history.in_event")},
            {"value": "no", "label": s.t("history.no_event")},
        ], None if look.event is None else ("yes" if look.event else "no")),
        _select(Id.LINE, s.t("history.line"), _terms("cover_line", CoverLine, lang), look.line,
                clearable=False),
    ]  # fmt: skip
    return html.Div(
        [
            dmc.SimpleGrid(fields, cols={"base": 1, "xs": 2, "md": 4}),
            dmc.Button(s.t("history.apply"), id=Id.APPLY, mt="sm"),
        ],
        className="controls filter-form",
    )


def _places(s: Scene) -> Options:
    regions = s.story.facts.regions
    shown = regions[regions["level"].isin(["township", "village"])].sort_values("code")
    return [{"value": code, "label": s.to.places[code]} for code in shown["code"]]


def _terms(kind: str, codes: Any, lang: str) -> Options:
    return [{"value": c.value, "label": term(kind, c.value, lang)} for c in codes]


def _select(
    id_: Id, label: str, data: Options, value: str | None, *, clearable: bool = True
) -> Component:
    return dmc.Select(
        id=id_, label=label, data=data, value=value, clearable=clearable, searchable=True,
        size="sm",
    )  # fmt: skip


def _several(id_: Id, label: str, data: Options, value: list[str]) -> Component:
    return dmc.MultiSelect(
        id=id_, label=label, data=data, value=value, clearable=True, searchable=True, size="sm"
    )
