"""History, experience: how often, how dear, by anything; then one level further down."""

from collections.abc import Callable
from dataclasses import replace

import dash_mantine_components as dmc
import pandas as pd
import plotly.graph_objects as go
from dash.development.base_component import Component

from dashboards.components.panels import chart, tile
from dashboards.figures.ranges import bars, developed, points
from dashboards.i18n import currency_name, money, number, percent, span, t
from dashboards.pages.history_scene import Scene, chips, sentence, sheet, texts
from dashboards.story.look import next_level
from dashboards.story.sheets import DIMENSION_COLUMNS
from risk.views import claims

GROUPINGS = (
    "year", "month", "season", "township_code", "region_code", "peril_family", "peril",
    "structure", "built_decade", "household_group", "tier", "event", "event_id", "damage_grade",
    "report_weekday", "report_hour",
)  # fmt: skip
RATE = "claims_per_1000_house_years"
DRAWN_MAX = 40
ORDERED = ("year", "month", "built_decade", "report_weekday", "report_hour")


def view(s: Scene) -> list[Component]:
    """The tab."""
    parts: list[Component] = [tiles(s), grouping(s, GROUPINGS)]
    parts.append(by_group(s))
    below = places(s)
    parts += [below] if below is not None else []
    parts += [sheet(s, "largest"), development(s)]
    return parts


def tiles(s: Scene) -> Component:
    """The whole of the look in five figures."""
    frame = replace(s, look=replace(s.look, by=())).table("experience")
    row = frame.iloc[0]
    lang, currency = s.lang, s.to.currency
    rate = span(row[f"{RATE}_lo"], row[f"{RATE}_hi"], lang, lambda v, x: number(v, x, 2))
    mean = span(
        row["mean_paid_money_lo"], row["mean_paid_money_hi"], lang,
        lambda v, x: money(v, x, currency),
    )  # fmt: skip
    opened = t("history.open_of", lang, n=number(row["open_claims"], lang))
    by_source = t(f"history.exposure.{row['exposure_source']}", lang)
    return dmc.SimpleGrid(
        [
            tile(s.t("history.col.claims"), number(row["claims"], lang), [opened]),
            tile(s.t("history.tile.rate"), number(row[RATE], lang, 2), [
                s.t("history.interval_90", range=rate), by_source,
            ]),
            tile(s.t("history.tile.mean"), money(row["mean_paid_money"], lang, currency), [
                s.t("history.interval_90", range=mean),
            ]),
            tile(s.t("history.tile.paid"), money(row["paid_money"], lang, currency), [
                s.t("history.cost", cost=number(row["loss_cost_money"], lang, 2),
                    currency=currency_name(currency, s.lang)),
            ]),
            tile(s.t("history.tile.ratio"), percent(row["loss_ratio"], lang), [
                s.t("history.of_premium", premium=money(row["premium_money"], lang, currency)),
            ]),
        ],
        cols={"base": 1, "xs": 2, "lg": 5},
    )  # fmt: skip


def grouping(s: Scene, names: tuple[str, ...]) -> Component:
    """What the tables are grouped by: one column, or each of the two with years."""
    first = s.look.by[0] if s.look.by else "year"
    options = [
        (s.t(f"history.col.{name}"), s.look.address(by=(name,)),
         s.look.by == (name,))
        for name in names
    ]  # fmt: skip
    if first != "year":
        both = (first, "year")
        options.append((s.t("history.and_year"), s.look.address(by=both), s.look.by == both))
    return chips(s.t("history.by"), options)


def by_group(s: Scene) -> Component:
    """Frequency with its interval over the groups, and their table."""
    frame = ordered(s.table("experience"), s.look.by)
    if not 0 < len(frame) <= DRAWN_MAX * 6:
        return sheet(s, "experience", frame=frame)
    unit = currency_name(s.to.currency, s.lang)
    drawn = [
        ranged(s, frame, RATE, s.t("history.tile.rate")),
        ranged(s, frame, "mean_paid_money", s.t("history.mean_axis", currency=unit)),
        loss_ratios(s, frame),
    ]
    charts = [chart(f, s.lang, label=f.layout.yaxis.title.text) for f in drawn if f is not None]
    grid = dmc.SimpleGrid(charts, cols={"base": 1, "md": len(charts)})
    return sheet(s, "experience", frame=frame, more=[grid])


def ordered(frame: pd.DataFrame, by: tuple[str, ...]) -> pd.DataFrame:
    """Groups in their own order (time), else the most claims first."""
    if not by or by[0] in ORDERED:
        return frame.sort_values(list(by), ignore_index=True) if by else frame
    if len(by) == 1:
        return frame.sort_values("claims", ascending=False, ignore_index=True)
    total = frame.groupby(by[0], dropna=False)["claims"].transform("sum")
    order = frame.assign(total=total).sort_values(
        ["total", by[0], by[1]], ascending=[False, True, True]
    )
    return order.drop(columns="total").reset_index(drop=True)


def ranged(s: Scene, frame: pd.DataFrame, value: str, title: str) -> go.Figure:
    """A value with its interval by group, the busiest where there are many."""
    by = s.look.by
    names = [DIMENSION_COLUMNS[name] for name in by]
    told = frame[frame[value].notna()]
    label = texts(told, tuple(names[-1:]), s).tolist()
    drawn = told.assign(label=label)
    split = None
    if len(by) == 2:
        drawn["part"] = texts(told, tuple(names[:1]), s).tolist()
        split = "part"
        kept = list(dict.fromkeys(drawn["part"]))[:6]
        drawn = drawn[drawn["part"].isin(kept)]
    else:
        drawn = drawn.head(DRAWN_MAX)
    joined = by[-1:] == ("year",)
    return points(drawn, x="label", y=value, y_title=title, split=split, joined=joined)


def loss_ratios(s: Scene, frame: pd.DataFrame) -> go.Figure | None:
    """Loss ratio by group; none where premiums cannot be split that way."""
    told = frame[frame["loss_ratio"].notna()].head(DRAWN_MAX)
    if told.empty or len(s.look.by) != 1:
        return None
    drawn = told.assign(label=texts(told, (DIMENSION_COLUMNS[s.look.by[0]],), s).tolist())
    name = s.t("history.tile.ratio")
    return bars(drawn, x="label", values={"loss_ratio": name}, y_title=name, share=True)


def places(s: Scene) -> Component | None:
    """The places below this one, each a link; none below a village: its claims are the next."""
    regions = s.story.facts.regions.set_index("code")
    place = s.look.place
    level = None if place is None else str(regions.at[place, "level"])
    below = next_level(level)
    if below is None:
        return sentence_link(s)
    frame = s.table("experience", below).sort_values("claims", ascending=False, ignore_index=True)
    frame = frame[frame[below].notna()].reset_index(drop=True)
    if below == "region_code":
        frame = frame[frame[below] != place].reset_index(drop=True)
    title = s.t(f"history.below.{below}")
    link = go_to(s, frame[below].tolist())
    return sheet(s, "experience", by=(below,), frame=frame, link=link, title=title)


def go_to(s: Scene, codes: list[str]) -> Callable[[int], str]:
    """Address of the place in each row."""
    return lambda at: s.look.address(place=codes[at])


def sentence_link(s: Scene) -> Component:
    """From a village to its claims."""
    return chips(s.t("history.further"),
        [(s.t("history.table.claims"), s.look.address(tab="claims", list="claims"), False)],
    )  # fmt: skip


def development(s: Scene) -> Component:
    """Payments still to come by year of loss, with Mack's errors."""
    frame = s.table("development")
    ladder = s.answer(claims.ladder)
    drawn = frame[frame["ultimate"].notna()] if len(frame) else frame
    y_title = s.t("history.paid_axis", currency=currency_name(s.to.currency, s.lang))
    figure = developed(drawn, y_title=y_title, lang=s.lang) if len(drawn) else None
    total = ladder.total
    told = s.t("history.ladder_total", ibnr=money(total["ibnr"], s.lang, s.to.currency),
               se=money(total["se"], s.lang, s.to.currency))  # fmt: skip
    more = [sentence(told)] if total["ibnr"] == total["ibnr"] else []
    factors = sheet(s, "factors") if len(ladder.factors) else None
    body = sheet(s, "development", figure=figure, more=more)
    return body if factors is None else dmc.Stack([body, factors])
