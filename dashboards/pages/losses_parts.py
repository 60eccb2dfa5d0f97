"""Parts of the page Losses: figures, curve, map, lists, terms, what it all rests on."""

from dataclasses import asdict
from enum import StrEnum
from itertools import pairwise
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.components.grid import Column, grid
from dashboards.components.panels import card, chart, table, tile
from dashboards.components.riskmap import hideout, legend, risk_map
from dashboards.figures.losses import exceedance_curve
from dashboards.i18n import MISSING, chance, currency_name, figure, money, number, t
from dashboards.pages.history_export import may_export
from dashboards.pages.losses_export import ADDRESS
from dashboards.story import Context
from dashboards.story.levels import township_places
from dashboards.story.loss_file import rests_on
from dashboards.story.losses import (
    MEASURES,
    bases_told,
    cuts_of,
    digits_of,
    event_rows,
    money_range,
    period_table,
    terms_told,
    village_rows,
)
from risk.flow import Story
from risk.surge.county_losses import CountyLosses

PERIOD_HEADS = ("period", "chance", "aep", "range", "oep", "range")


class Id(StrEnum):
    """Components of this page."""

    MEASURE = "losses-measure"
    LAYER = "losses-layer"
    KEY = "losses-key"
    LIST = "losses-list"
    HERE = "losses-here"


def tiles(story: Story, losses: CountyLosses, lang: str) -> Component:
    """Average annual loss, its rate, the dearest event, what lies outside."""
    e, currency = losses.exceedance, story.facts.county.currency
    insured = losses.sum_insured_money
    top = losses.events.loc[losses.events["cost_now_money"].idxmax()]
    per_1000 = [1000 * x / insured for x in (e.annual_money, e.annual_money_lo, e.annual_money_hi)]
    shown = [
        tile(
            t("losses.annual", lang),
            money(e.annual_money, lang, currency),
            [_ranged(e.annual_money_lo, e.annual_money_hi, lang, currency), rests_on(losses, lang)],
        ),
        tile(
            t("losses.per_1000", lang),
            number(per_1000[0], lang, 3),
            [
                t("losses.ninety", lang, span=f"{per_1000[1]:.3f}–{per_1000[2]:.3f}"),
                t("losses.insured", lang, houses=number(losses.houses, lang),
                  insured=money(insured, lang, currency)),
            ],
        ),
        tile(
            t("losses.top_event", lang),
            money(top["cost_now_money"], lang, currency),
            [
                _ranged(top["cost_now_money_lo"], top["cost_now_money_hi"], lang, currency),
                str(top["name"]),
            ],
        ),
        tile(
            t("losses.ordinary", lang),
            money(losses.ordinary_money, lang, currency),
            [t("losses.ordinary_note", lang, years=number(losses.ordinary_years, lang, 1))],
        ),
    ]  # fmt: skip
    return dmc.SimpleGrid(shown, cols={"base": 1, "xs": 2, "lg": 4})


def _ranged(low: float, high: float, lang: str, currency: str) -> str:
    return t("losses.ninety", lang, span=money_range(low, high, lang, currency))


def curve_card(story: Story, losses: CountyLosses, lang: str) -> Component:
    """The exceedance curve, as far as the record reaches."""
    curve, title = losses.exceedance.curve, t("losses.curve", lang)
    unit = currency_name(story.facts.county.currency, lang)
    drawn = exceedance_curve(curve[~curve["beyond_record"]], lang, currency=unit)
    note = t("losses.curve_note", lang, years=number(losses.years, lang, 1))
    return card(title, chart(drawn, lang, label=title), note=note)


def periods_card(story: Story, losses: CountyLosses, lang: str) -> Component:
    """The same in numbers; what lies beyond the record is said to."""
    currency = story.facts.county.currency
    rows = []
    for row in period_table(losses).to_dict("records"):
        cells = [
            t("losses.once_in", lang, years=figure(row["return_period_years"], lang)),
            chance(1 / row["return_period_years"], lang),
        ]
        for kind in ("aep", "oep"):
            if row["beyond"]:
                cells += [t("losses.beyond", lang), MISSING]
                continue
            ends = money_range(row[f"{kind}_lo"], row[f"{kind}_hi"], lang, currency)
            cells += [money(row[kind], lang, currency), ends]
        rows.append(cells)
    heads = [t(f"losses.head.{name}", lang) for name in PERIOD_HEADS]
    body = table(pd.DataFrame(rows), heads)
    return card(t("losses.periods", lang), body, note=t("losses.periods_note", lang))


def colours(
    context: Context, losses: CountyLosses, measure: str, lang: str, chosen: str = ""
) -> dict[str, Any]:
    """What colours the map by a measure."""
    cuts = cuts_of(losses.villages[measure].tolist())
    digits = digits_of(losses.villages, measure, context.layers()["village"].codes, cuts)
    return hideout(digits, class_labels(cuts, lang), selected=chosen)


def class_labels(cuts: tuple[float, ...], lang: str) -> list[str]:
    """Words for digits 0–5."""
    steps = [f"{figure(a, lang)}–{figure(b, lang)}" for a, b in pairwise((0.0, *cuts))]
    return [t("losses.not_insured", lang), *steps, f">{figure(cuts[-1], lang)}"]


def key_of(
    context: Context, story: Story, painted: dict[str, Any], measure: str, lang: str
) -> Component:
    """The legend, with the unit."""
    title = t(
        f"losses.unit.{measure}", lang, currency=currency_name(story.facts.county.currency, lang)
    )
    derived = context.layers()["village"].derived
    return legend(title, painted["labels"], lang, hatched=False, derived=derived)


def map_card(
    context: Context, story: Story, losses: CountyLosses, measure: str, lang: str
) -> Component:
    """Villages by average annual loss."""
    painted = colours(context, losses, measure, lang)
    switch = dmc.SegmentedControl(
        id=Id.MEASURE, value=measure,
        data=[{"value": m, "label": t(f"losses.measure.{m}", lang)} for m in MEASURES],
    )  # fmt: skip
    drawn = risk_map(
        context.layers(), "village", painted, township_places(story), lang, layer_id=Id.LAYER
    )
    key = html.Div(key_of(context, story, painted, measure, lang), id=Id.KEY)
    return card(t("losses.map", lang), switch, drawn, key, note=t("losses.map_note", lang))


def list_card(story: Story, losses: CountyLosses, lang: str) -> Component:
    """Villages, dearest first."""
    shown = [
        Column("name", t("grid.region", lang), width=120, flex=2),
        Column("annual_money", t("losses.annual_short", lang), "number", width=90),
        Column("annual_money_lo", t("grid.low", lang), "number", width=85),
        Column("annual_money_hi", t("grid.high", lang), "number", width=90),
        Column("per_1000_insured", t("losses.col.per_1000_insured", lang), "number", 3, width=90),
        Column("houses", t("losses.col.houses", lang), "number", width=75),
        Column("sum_insured_money", t("losses.col.sum_insured_money", lang), "number", width=130),
        Column("township", t("grid.township", lang), width=120, flex=2),
    ]
    title = t("losses.list", lang)
    body = grid(
        village_rows(losses, story.facts.regions), shown, lang, label=title, id_=Id.LIST,
        row_id="region_code", rows_max=12, select=True,
    )  # fmt: skip
    note = t("losses.list_note", lang, currency=currency_name(story.facts.county.currency, lang))
    return card(title, body, note=note)


def events_card(story: Story, losses: CountyLosses, lang: str) -> Component:
    """What each past event would cost today, against what it cost then."""
    shown = [
        Column("name", t("losses.col.name", lang), width=190, flex=3),
        Column("day", t("losses.col.day", lang), width=130, filtered=False),
        Column("family", t("losses.col.family", lang), width=110),
        Column("villages", t("losses.col.villages", lang), "number", width=80),
        Column("claims_then", t("losses.col.claims_then", lang), "number", width=90),
        Column("cost_then_money", t("losses.col.cost_then_money", lang), "number", width=110),
        Column("cost_now_money", t("losses.col.cost_now_money", lang), "number", width=110),
        Column("cost_now_money_lo", t("grid.low", lang), "number", width=95),
        Column("cost_now_money_hi", t("grid.high", lang), "number", width=95),
        Column("note", t("losses.col.note", lang), width=140, flex=2, filtered=False),
    ]
    title, body = t("losses.events", lang), event_rows(losses, lang)
    note = t("losses.events_note", lang, currency=currency_name(story.facts.county.currency, lang))
    made = [grid(body, shown, lang, label=title, rows_max=12)]
    if may_export():
        link = html.A(t("losses.file", lang), href=ADDRESS, className="file", download="")
        made.append(html.Div(link, className="under-table"))
    return card(title, *made, note=note)


def terms_card(story: Story, lang: str) -> Component:
    """Terms as used; what is not provided is computed without."""
    rows = pd.DataFrame([asdict(one) for one in terms_told(story.facts.county, lang)])
    heads = [t(f"losses.head.{name}", lang) for name in rows]
    return card(t("losses.terms", lang), table(rows, heads), note=t("losses.terms_note", lang))


def bases_card(losses: CountyLosses, lang: str) -> Component:
    """What vulnerability and frequency rest on."""
    rows = pd.DataFrame([asdict(one) for one in bases_told(losses, lang)])
    for name in ("events", "events_fitted", "claims"):
        rows[name] = [number(v, lang) for v in rows[name]]
    sources = [f"{row.family}: {row.prior_source}" for row in rows.itertuples(index=False)]
    rows = rows.drop(columns="prior_source")
    heads = [t(f"losses.head.{name}", lang) for name in rows]
    told = [dmc.Text(line, size="xs", c="dimmed") for line in sources]
    body = [table(rows, heads), dmc.Text(t("losses.head.prior_source", lang), size="xs"), *told]
    return card(t("losses.bases", lang), *body, note=t("losses.method_note", lang))
