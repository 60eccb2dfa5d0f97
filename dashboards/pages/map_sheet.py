"""A region's sheet: its level and how sure it is, its rate and what that stands on, its record."""

from collections.abc import Mapping
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.components.panels import card, chart, empty, facts, table
from dashboards.figures.reasons import steps
from dashboards.figures.theme import RAMP
from dashboards.i18n import chance, day, money, number, percent, span, t, term, year
from dashboards.story.judging import claims_next_year
from dashboards.story.levels import (
    P_COLUMNS,
    UNSURE_BELOW,
    level_of,
    level_table,
    likeliest,
    neighbours_of,
    reasons_of,
    record_by_year,
)
from dashboards.story.units import digits, say
from risk.flow import Story

NEIGHBOUR = "map-neighbour"
"""Type of the ids of buttons that open a neighbour's sheet."""


def level_names(story: Story, lang: str) -> tuple[str, ...]:
    """Names of levels 1–5."""
    scoring = story.facts.county.scoring
    return scoring.level_names_zh if lang == "zh" else scoring.level_names_en


def one(value: float | None, lang: str) -> str:
    """A rate as it is written."""
    return number(value, lang, 1)


def signed(value: float, lang: str) -> str:
    """A part of a rate as it is written, with its sign; a rounded nothing has none."""
    text = number(value, lang, 2)
    return f"+{text}" if value > 0 and text != number(0, lang, 2) else text.replace("-", "−")


def sheet(story: Story, family: str, code: str | None, lang: str) -> Component:
    """One region's sheet."""
    title = t("map.sheet", lang)
    if not code:
        return card(title, empty(t("map.choose", lang)))
    row = level_of(story, family, code)
    if row is None:
        name = story.facts.regions.set_index("code")["name"].get(code, code)
        return card(str(name), empty(say(story.facts, "map.no_level", lang)))
    place = row["name"] if row["level"] == "township" else f"{row['township']} · {row['name']}"
    return card(
        f"{place} · {term('peril_family', family, lang)}",
        _level_facts(story, family, row, lang),
        *_chances(story, row, lang),
        _subtitle("map.record", lang),
        _record(story, code, family, lang),
    )


def why(story: Story, family: str, code: str | None, lang: str) -> list[Component]:
    """What a region's rate is made of, and the regions around it; nothing of none."""
    row = level_of(story, family, code) if code else None
    if row is None:
        return []
    cards = [_reasons(story, family, row, lang)]
    around = _neighbours(story, family, row, lang)
    return cards if around is None else [*cards, around]


def _subtitle(key: str, lang: str) -> Component:
    return dmc.Title(t(key, lang), order=3, size="h5", mt="md", mb=4)


def _level_facts(story: Story, family: str, row: Mapping[str, Any], lang: str) -> Component:
    def rated(value: float | None, lang: str) -> str:
        return number(value, lang, digits(story.facts))

    rate = f"{rated(row['rate'], lang)} ({span(row['rate_lo'], row['rate_hi'], lang, rated)})"
    pairs = [
        (t("map.level_is", lang), level_names(story, lang)[int(row["risk_level"]) - 1]),
        (t("map.p_level_is", lang), chance(row["p_level"], lang)),
        (t("map.rate_is", lang), f"{rate} {say(story.facts, 'unit.rate', lang)}"),
        (t("map.loss_rate_is", lang), number(row["loss_rate"], lang, 2)),
        (t("map.credibility_is", lang), percent(row["credibility"], lang, 0)),
        (say(story.facts, "map.house_years_is", lang), number(row["house_years"], lang)),
        (t("map.claims_is", lang), number(row["claims"], lang)),
    ]
    if (told := claims_next_year(story, family, row["region_code"])) is not None:
        ends = [span(told[f"claims_lo{x}"], told[f"claims_hi{x}"], lang) for x in (50, 90)]
        shown = t("map.next_year", lang, n=one(told["claims"], lang), half=ends[0], most=ends[1])
        pairs.append((t("map.next_year_is", lang), shown))
    if row["derived"]:
        pairs.append((t("map.outline_is", lang), t("geometry_source.derived", lang)))
    return facts(pairs)


def _chances(story: Story, row: Mapping[str, Any], lang: str) -> list[Component]:
    """The chance of each level as a bar, why the level holds, and where to look."""
    names = level_names(story, lang)
    said: list[Component] = [_subtitle("map.chances", lang), chance_bars(row, names, lang)]
    if row["band"] != row["risk_level"]:
        since = row["band_since"]
        band = t("map.held", lang, band=names[row["band"] - 1], level=names[row["risk_level"] - 1],
                 day=day(None if pd.isna(since) else since, lang))  # fmt: skip
        said.append(dmc.Text(band, size="sm", mt=4))
    likely = likeliest(row)
    if likely and row["p_level"] < UNSURE_BELOW:
        told = [f"{names[k - 1]} {chance(row[P_COLUMNS[k - 1]], lang)}" for k in likely]
        advice = t("map.inspect", lang, first=told[0], second=told[1])
        said.append(dmc.Alert(advice, color="yellow", variant="light", mt="xs", p="xs"))
    return said


def chance_bars(row: Mapping[str, Any], names: tuple[str, ...], lang: str) -> Component:
    """Five bars, one a level, in the levels' colours; the level in force is marked."""
    items = []
    for k, (name, colour, column) in enumerate(zip(names, RAMP, P_COLUMNS, strict=True), start=1):
        here = k == row["risk_level"]
        told = chance(row[column], lang)
        share = 0.0 if pd.isna(row[column]) else 100 * float(row[column])
        bar = html.Span(style={"width": f"{share:.1f}%", "background": colour})
        label = t("map.in_force", lang, level=name) if here else name
        cells = [
            html.Span(name, className="chance-name"),
            html.Span(
                bar, className="chance-bar", role="img", **{"aria-label": f"{label}: {told}"}
            ),
            html.Span(told, className="chance-told"),
        ]
        items.append(html.Li(cells, className="here" if here else ""))
    return html.Ul(items, className="chances", **{"aria-label": t("map.chances", lang)})


def reason_steps(story: Story, family: str, row: Mapping[str, Any], lang: str) -> pd.DataFrame:
    """County's rate, each reason's part, the region's rate: label, value, text; empty: not told."""
    parts = reasons_of(story, family, row)
    if parts.empty:
        return pd.DataFrame({"label": [], "value": [], "text": []})
    county = float(row["rate"]) - float(parts["part"].sum())
    labels = [term("reason", reason, lang) for reason in parts["reason"]]
    own = t("map.own_rate", lang, name=row["name"])
    return pd.DataFrame(
        {
            "label": [t("map.county_rate", lang), *labels, own],
            "value": [county, *parts["part"], float(row["rate"])],
            "text": [
                number(county, lang, 2),
                *(signed(part, lang) for part in parts["part"]),
                number(row["rate"], lang, 2),
            ],
        }
    )


def _reasons(story: Story, family: str, row: Mapping[str, Any], lang: str) -> Component:
    frame = reason_steps(story, family, row, lang)
    title = f"{t('map.reasons', lang)} · {row['name']}"
    if frame.empty:
        told = "map.no_reasons" if story.scores.reasons.empty else "map.as_county"
        return card(title, dmc.Text(t(told, lang), size="sm", c="dimmed"))
    unit = say(story.facts, "unit.rate", lang)
    heads = (t("map.reason", lang), unit)
    return card(
        title,
        chart(steps(frame, x_title=unit), lang, label=title),
        table(frame[["label", "text"]], heads),
        note=t("map.reasons_note", lang),
    )


def _neighbours(story: Story, family: str, row: Mapping[str, Any], lang: str) -> Component | None:
    """Regions around, highest first; the name of each opens its sheet."""
    codes = neighbours_of(story, row["region_code"])
    rows = level_table(story, family, row["level"]).set_index("region_code")
    rows = rows[rows.index.isin(codes)]
    if rows.empty:
        return None
    names = level_names(story, lang)
    opens = [
        html.Button(r["name"], id={"type": NEIGHBOUR, "code": code}, className="plain",
                    title=t("map.open_sheet", lang, name=r["name"]))
        for code, r in rows.iterrows()
    ]  # fmt: skip
    shown = pd.DataFrame(
        {
            "name": opens,
            "level": [names[k - 1] for k in rows["risk_level"]],
            "chance": [chance(p, lang) for p in rows["p_level"]],
            "rate": [number(x, lang, digits(story.facts)) for x in rows["rate"]],
            "claims": [number(x, lang) for x in rows["claims"]],
        }
    )
    heads = ("grid.region", "grid.level", "grid.p_level", "grid.rate", "grid.claims")
    title = f"{t('map.neighbours', lang)} · {row['name']}"
    return card(title, table(shown, [t(h, lang) for h in heads]))


def _record(story: Story, code: str, family: str, lang: str) -> Component:
    currency = story.facts.county.currency
    frame = record_by_year(story, code, family)
    shown = pd.DataFrame(
        {
            "year": [year(int(y), lang) for y in frame["year"]],
            "claims": [number(n, lang) for n in frame["claims"]],
            "paid": [money(m, lang, currency) for m in frame["paid_money"]],
            "houses": [number(h, lang) for h in frame["house_years"]],
        }
    )
    heads = ("grid.year", "grid.claims", "grid.paid_short", "grid.house_years")
    return table(shown, [say(story.facts, h, lang) for h in heads])
