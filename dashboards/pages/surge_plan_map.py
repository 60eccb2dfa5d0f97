"""Surge planner: where the load lies, where the crews stand, who lends."""

from collections.abc import Sequence

import dash_leaflet as dl
import dash_mantine_components as dmc
import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.components.panels import card
from dashboards.components.riskmap import hideout, legend, risk_map
from dashboards.figures.geometry import Layer
from dashboards.i18n import number, t
from dashboards.pages.surge_words import class_labels
from dashboards.story import Context
from dashboards.story.levels import township_places
from dashboards.story.surge import Answer, claim_classes, claim_digits, village_claims
from risk.flow import Story

P_CUTS = (0.99, 0.9, 0.8, 0.5)  # darker = less likely kept
MARK_PX = (18, 46)


def where_card(context: Context, answer: Answer, lang: str) -> Component:
    """Two maps of one county: expected claims, and the chance of keeping the promise today."""
    story, layers = context.story(), context.layers()
    marks = [*base_marks(answer, lang), *lender_marks(story, answer, lang)]
    tabs = dmc.Tabs(
        [
            dmc.TabsList(
                [dmc.TabsTab(t(f"plan.map.{x}", lang), value=x) for x in ("load", "today")]
            ),
            dmc.TabsPanel(_load(story, answer, layers, marks, lang), value="load"),
            dmc.TabsPanel(_today(story, answer, layers, marks, lang), value="today"),
        ],
        value="load", keepMounted=False,
    )  # fmt: skip
    return card(t("plan.map", lang), tabs, note=t("plan.map_note", lang))


def _load(
    story: Story, answer: Answer, layers: dict[str, Layer], marks: Sequence[Component], lang: str
) -> list[Component]:
    frame = village_claims(story, answer.surge.forecast)
    cuts = claim_classes(frame["mean"].tolist())
    labels = class_labels(cuts, lang)
    colours = hideout(claim_digits(frame, layers["village"].codes, cuts), labels)
    return _drawn(story, layers, colours, labels, t("answer.map_legend", lang), marks, lang)


def _today(
    story: Story, answer: Answer, layers: dict[str, Layer], marks: Sequence[Component], lang: str
) -> list[Component]:
    frame = answer.surge.plan.outcome.by_village
    digits = chance_digits(frame, layers["village"].codes)
    labels = [t("plan.no_claims_today", lang), *(t(f"plan.p_class.{n}", lang) for n in range(1, 6))]
    title = t("plan.map.today_legend", lang)
    return _drawn(story, layers, hideout(digits, labels), labels, title, marks, lang)


def chance_digits(frame: pd.DataFrame, codes: Sequence[str]) -> str:
    """One digit a region: 0 without claims today, 1 (kept) to 5 (hardly ever kept)."""
    p = frame.set_index("region_code")["p_today"].reindex(codes)
    return "".join(
        "0" if pd.isna(value) else str(1 + sum(value < cut for cut in P_CUTS)) for value in p
    )


def _drawn(
    story: Story, layers: dict[str, Layer], colours: dict[str, object], labels: list[str],
    title: str, marks: Sequence[Component], lang: str,
) -> list[Component]:  # fmt: skip
    drawn = risk_map(
        layers, "village", colours, township_places(story), lang,
        extra=[dl.Pane(list(marks), name="crews", style={"zIndex": 460})],
    )  # fmt: skip
    key = legend(title, labels, lang, hatched=False, derived=layers["village"].derived)
    crews = html.Ul(
        [
            html.Li([html.Span(className="swatch base"), t("plan.map.base", lang)]),
            html.Li([html.Span(className="swatch lender"), t("plan.map.lender", lang)]),
        ],
        className="legend",
    )
    return [drawn, key, crews]


def base_marks(answer: Answer, lang: str) -> list[Component]:
    """Bases as discs as large as their crews on the fullest day, with that number."""
    plan = answer.surge.plan
    by_day = plan.crews_by_day.groupby(["base_id", "day"])["crews"].sum()
    most = by_day.groupby("base_id").max() if len(by_day) else pd.Series(dtype=int)
    top = max(int(most.max()) if len(most) else 0, 1)
    return [
        _mark(row.lat, row.lon, "base-crews", int(most.get(row.base_id, 0)), top,
              t("plan.map.base_tip", lang, name=row.name,
                n=number(int(most.get(row.base_id, 0)), lang)))
        for row in plan.bases.dropna(subset=["lon", "lat"]).itertuples(index=False)
    ]  # fmt: skip


def lender_marks(story: Story, answer: Answer, lang: str) -> list[Component]:
    """Lenders with a place, as large as what they send."""
    places = story.facts.lenders.dropna(subset=["lon", "lat"]) if (
        {"lon", "lat"} <= set(story.facts.lenders.columns)
    ) else story.facts.lenders.iloc[:0]  # fmt: skip
    sent = answer.surge.plan.lenders.set_index("lender_id")["crews"]
    top = max(int(sent.max()) if len(sent) else 0, 1)
    return [
        _mark(row.lat, row.lon, "lender-crews", int(sent.get(str(row.lender_id), 0)), top,
              t("plan.map.lender_tip", lang, name=row.name,
                n=number(int(sent.get(str(row.lender_id), 0)), lang),
                most=number(row.crews_max, lang)))
        for row in places.itertuples(index=False)
    ]  # fmt: skip


def _mark(lat: float, lon: float, style: str, crews: int, top: int, tip: str) -> Component:
    low, high = MARK_PX
    size = round(low + (high - low) * (crews / top) ** 0.5)
    return dl.DivMarker(
        dl.Tooltip(tip),
        position=[lat, lon],
        iconOptions={"html": f"<span>{crews}</span>", "className": style, "iconSize": [size, size]},
    )
