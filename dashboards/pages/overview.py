"""Overview: this contract year against the last and against plan, and what needs attention."""

from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import Dash, html
from dash.development.base_component import Component

from dashboards.components.panels import card, chart, columns, empty, heading, table, tile
from dashboards.figures.history import monthly_claims, promise_by_year
from dashboards.i18n import MISSING, current_lang, day, money, number, percent, span, t, term, year
from dashboards.pages import overview_account as account
from dashboards.story import Context
from dashboards.story.narrowed import narrowed_story
from dashboards.story.overview import (
    Compared,
    Finding,
    attention,
    contract_year,
    monthly_by_family,
    overview_tiles,
    promise_tiles,
    promise_years,
    same_day_last_year,
    top_townships,
)
from dashboards.story.promise import MEASURED_MIN, promise_verdict
from dashboards.story.scope import FAMILY, TOWNSHIP, Scope
from dashboards.story.units import RATE, digits, say
from risk.flow import Story

PATH = "/"
TITLE = "overview.title"
KEPT = True
SCOPE = (FAMILY, TOWNSHIP)
FOLLOWS = True


def layout(context: Context, **given: Any) -> Component:
    """The page; the scope narrows what is counted from claims, the rest is the whole county's."""
    whole, lang = context.story(), current_lang()
    scope = Scope.read(given).on(whole.facts)
    story = narrowed_story(context.past, whole, scope)
    this = contract_year(story)
    return html.Div(
        [
            heading(
                t("overview.heading", lang, year=year(this, lang)),
                t("overview.question", lang, day=day(story.facts.as_of, lang)),
            ),
            *_tiles(story, scope, lang),
            columns(
                [_months(story, lang), _promise(story, lang), _townships(story, lang)],
                [account.findings(whole, lang), _attention(whole, lang)],
            ),
        ],
        className="page",
    )


def register(app: Dash, context: Context) -> None:
    """Nothing to register: the page only shows."""


def _tiles(story: Story, scope: Scope, lang: str) -> list[Component]:
    """Figures of the year; the account's stand apart where claims are narrowed and it is not."""
    claims, promise = (scope.carry(account.HISTORY + tab) for tab in ("experience", "promise"))
    tiles = [_compared(c, story, claims, lang) for c in overview_tiles(story)]
    tiles += [_kept(row, story, promise, lang) for row in promise_tiles(story).to_dict("records")]
    told = account.tiles(story, lang)
    if not scope.narrowed(*SCOPE):
        return [_grid([*tiles, *told])]
    return [_grid(tiles), dmc.Text(t("overview.county_follows", lang), fw=700), _grid(told)]


def _grid(tiles: list[Component]) -> Component:
    return dmc.SimpleGrid(tiles, cols={"base": 1, "xs": 2, "md": 3, "xl": 5})


def _compared(figure: Compared, story: Story, link: str, lang: str) -> Component:
    currency = story.facts.county.currency

    def show(value: float | None) -> str:
        if figure.kind == "money":
            return money(value, lang, currency)
        return percent(value, lang) if figure.kind == "ratio" else number(value, lang)

    until = day(same_day_last_year(story.facts.as_of), lang)
    last = year(contract_year(story) - 1, lang)
    lines = [t("overview.whole_year", lang, year=last, value=show(figure.whole))]
    if figure.same_days is not None:
        lines.insert(0, t("overview.same_days", lang, day=until, value=show(figure.same_days)))
    return tile(t(f"overview.{figure.name}", lang), show(figure.now), lines, link=link)


def _kept(row: dict[str, Any], story: Story, link: str, lang: str) -> Component:
    limit = story.facts.county.promise.limit_min(row["tier"])
    label = t(
        "overview.kept", lang, tier=term("tier", row["tier"], lang), minutes=number(limit, lang)
    )
    target = story.facts.county.staffing.share_target
    verdict = promise_verdict(row, target)
    said = t(
        f"overview.verdict.{verdict}", lang,
        target=percent(target, lang, 0), least=number(MEASURED_MIN, lang),
    )  # fmt: skip
    lines = [said, *_kept_lines(row, lang)]
    if not row["measured"]:
        return tile(label, t("overview.not_known", lang), lines, link=link)
    share, missed = percent(row["share_measured"], lang), verdict == "missed"
    return tile(label, share, lines, grave=missed, link=link)


def _kept_lines(row: dict[str, Any], lang: str) -> list[str]:
    """Measured arrivals first, then every clocked one, then what has no clock."""
    counts = {n: number(row[n], lang) for n in ("measured", "clocked", "typed", "inferred")}
    lines = []
    if row["measured"]:
        measured = span(row["share_measured_lo"], row["share_measured_hi"], lang, percent)
        lines.append(t("overview.measured", lang, n=counts["measured"], span=measured))
    if row["clocked"]:
        share, every = row["share"], span(row["share_lo"], row["share_hi"], lang, percent)
        lines.append(t("overview.clocked", lang, **counts, share=percent(share, lang), span=every))
    unclocked = number(row["claims"] - row["clocked"], lang)
    lines.append(t("overview.unclocked", lang, n=unclocked, claims=number(row["claims"], lang)))
    return lines


def _months(story: Story, lang: str) -> Component:
    title = t("overview.months", lang)
    frame = monthly_by_family(story)
    if frame.empty:
        return card(title, empty(t("overview.no_claims", lang)))
    figure = monthly_claims(frame, contract_year(story), lang)
    return card(title, chart(figure, lang, label=title), note=t("overview.months_note", lang))


def _promise(story: Story, lang: str) -> Component:
    title, frame = t("overview.promise", lang), promise_years(story)
    clocked = frame[frame["clocked"] > 0]
    if clocked.empty:
        return card(title, empty(t("overview.no_clock", lang), t("overview.no_clock_remedy", lang)))
    figure = promise_by_year(clocked, lang)
    return card(title, chart(figure, lang, label=title), note=t("overview.promise_note", lang))


def _townships(story: Story, lang: str) -> Component:
    title, frame = t("overview.townships", lang), top_townships(story)
    if frame.empty:
        return card(title, empty(t("overview.no_claims", lang)))
    names = _level_names(story, lang)

    def rated(value: float | None, lang: str) -> str:
        return number(value, lang, digits(story.facts))

    shown = pd.DataFrame(
        [
            {
                "name": row["name"],
                "claims": number(row["claims"], lang),
                "paid": money(row["paid_money"], lang, story.facts.county.currency),
                "rate": rated(row[RATE], lang),
                "interval": span(row[f"{RATE}_lo"], row[f"{RATE}_hi"], lang, rated),
                "level": names[int(row["risk_level"]) - 1] if row["risk_level"] > 0 else MISSING,
            }
            for row in frame.to_dict("records")
        ]
    )
    heads = ("township", "claims", "paid_short", "rate", "interval", "level")
    body = table(shown, [t(f"grid.{head}", lang) for head in heads])
    return card(title, body, note=say(story.facts, "overview.townships_note", lang))


def _level_names(story: Story, lang: str) -> tuple[str, ...]:
    scoring = story.facts.county.scoring
    return scoring.level_names_zh if lang == "zh" else scoring.level_names_en


def _attention(story: Story, lang: str) -> Component:
    found = attention(story)
    title = t("overview.attention", lang)
    if not found:
        return card(title, empty(t("overview.nothing", lang)))
    items = [html.Li(sentence(f, lang), className="grave" if f.grave else "") for f in found]
    return card(title, html.Ul(items, className="attention"))


def sentence(finding: Finding, lang: str) -> str:
    """A finding as a sentence."""
    shown = {name: _value(name, value, lang) for name, value in finding.values.items()}
    return t(finding.key, lang, **shown)


def _value(name: str, value: Any, lang: str) -> str:
    if name in ("share", "target"):
        return percent(value, lang)
    if name == "tier":
        return term("tier", value, lang)
    if name == "families":
        return t("list.comma", lang).join(term("peril_family", f, lang) for f in value)
    return number(value, lang)
