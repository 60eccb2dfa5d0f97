"""Cards, tiles, and the panels that say why there is nothing to see."""

import re
from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
import plotly.graph_objects as go
from dash import dcc, html
from dash.development.base_component import Component

from dashboards.i18n import MISSING, reword, t
from risk.errors import HuzhuError

COLUMN_PX = 92
# a figure as i18n.format writes it, with at most a unit behind it: 1,800  9万元  4.6–7.8  <1%
FIGURE = re.compile(
    r"(?:[A-Z]{3} )?[<>≤≥+−-]?\d[\d,.]*(?:[–-]-?\d[\d,.]*)?\s?\D{0,4}(?:–[<>]?\d[\d,.]*\s?\D{0,4})?"
)
PLOTLY_LOCALE = {"zh": "zh-CN", "en": "en-US"}


def heading(title: str, question: str) -> Component:
    """A page's title and the question it answers."""
    return html.Div(
        [dmc.Title(title, order=1, size="h2"), dmc.Text(question, c="dimmed", size="sm")],
        className="page-heading",
    )


def card(title: str, *children: Any, note: str = "") -> Component:
    """A titled card; ``note`` is small print under it (unit, source)."""
    body = [dmc.Title(title, order=2, size="h4"), *children]
    if note:
        body.append(dmc.Text(note, size="xs", c="dimmed", className="note"))
    return html.Section(dmc.Card(body, withBorder=True, padding="md", radius="md"))


def tile(
    label: str, value: str, lines: Sequence[str] = (), *, grave: bool = False, link: str = ""
) -> Component:
    """One figure large, with what it is compared to below; ``link`` leads to what is behind it."""
    return dmc.Card(
        [
            dmc.Anchor(label, href=link, size="sm", underline="always")
            if link
            else dmc.Text(label, size="sm", c="dimmed"),
            html.Div(value, className="tile-value grave" if grave else "tile-value"),
            *(dmc.Text(line, size="sm") for line in lines),
        ],
        withBorder=True,
        padding="md",
        radius="md",
        className="tile",
    )


def empty(why: str, remedy: str = "") -> Component:
    """Says why there is nothing here, and what to do."""
    return dmc.Alert([why, " ", remedy], color="gray", variant="light", className="empty")


def refusal(error: HuzhuError, lang: str) -> Component:
    """A refusal as the user sees it: what, where, remedy."""
    return dmc.Alert(
        refused_words(str(error), lang),
        title=t("panel.refused", lang),
        color="red",
        variant="light",
        className="refusal",
    )


def refused_words(text: str, lang: str) -> str:
    """A refusal's line in the reader's language: as a whole, else what and remedy one by one."""
    whole = reword(text, lang)
    what, apart, remedy = text.rpartition("; ")
    if whole != text or not apart:
        return whole
    return t("list.semicolon", lang).join((reword(what, lang), reword(remedy, lang)))


def chart(figure: go.Figure, lang: str, *, label: str) -> Component:
    """A chart without network access, in the page's language; ``label`` names it to a reader."""
    config = {"displayModeBar": False, "displaylogo": False, "locale": PLOTLY_LOCALE[lang]}
    height = figure.layout.height
    graph = dcc.Graph(
        figure=figure, config=config, style={"height": f"{height}px"}, responsive=True
    )
    return html.Div(graph, role="img", **{"aria-label": label})


def table(frame: pd.DataFrame, headers: Sequence[str]) -> Component:
    """A small table of ready texts; first column is the row's name, figures stand to the right."""
    sides = ["right" if _are_figures(frame.iloc[:, at]) else "left" for at in range(len(headers))]
    head = dmc.TableThead(
        dmc.TableTr([dmc.TableTh(h, ta=side) for h, side in zip(headers, sides, strict=True)])
    )
    rows = [
        dmc.TableTr(
            [
                dmc.TableTd(x, ta=side, className="figure-cell" if side == "right" else None)
                for x, side in zip(row, sides, strict=True)
            ]
        )
        for row in frame.itertuples(index=False)
    ]
    return dmc.TableScrollContainer(
        dmc.Table([head, dmc.TableTbody(rows)], striped=True, verticalSpacing="xs"),
        minWidth=COLUMN_PX * len(headers),
        type="native",
        tabIndex=0,
    )


def _are_figures(cells: pd.Series) -> bool:
    """Whether a column of ready texts holds numbers, sums, shares or ranges, and nothing else."""
    texts = [cell for cell in cells if isinstance(cell, str) and cell != MISSING]
    return len(texts) > 0 and all(FIGURE.fullmatch(text) for text in texts)


def columns(left: Sequence[Any], right: Sequence[Any]) -> Component:
    """Two columns of cards, one below the other on a narrow screen."""
    stacks = [html.Div(list(cards), className="stack") for cards in (left, right)]
    return dmc.SimpleGrid(stacks, cols={"base": 1, "md": 2})


def facts(pairs: Sequence[tuple[str, Any]]) -> Component:
    """Names and values below one another."""
    items = [x for name, value in pairs for x in (html.Dt(name), html.Dd(value))]
    return html.Dl(items, className="facts")
