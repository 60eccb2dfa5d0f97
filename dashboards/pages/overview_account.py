"""The overview's account of the year: coverage, satisfaction, targets, what comes, findings."""

from collections.abc import Mapping
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.components.panels import card, empty, tile
from dashboards.i18n import day, month, number, percent, span, t, year
from dashboards.story.findings import Said, reader, said
from dashboards.story.glance import (
    JUDGED,
    ahead,
    coverage_row,
    satisfaction_rows,
    strongest,
    target_counts,
)
from risk.flow import Story
from risk.history.forecast import LEAST_CLAIMS, LEAST_MONTHS

HISTORY = "/history?tab="


def tiles(story: Story, lang: str) -> list[Component]:
    """Four tiles, each with its unit, range and source."""
    return [
        coverage(story, lang),
        satisfaction(story, lang),
        targets(story, lang),
        next_months(story, lang),
    ]


def coverage(story: Story, lang: str) -> Component:
    """Households insured of those expected; unknown without a roster."""
    label, link = t("overview.coverage", lang), HISTORY + "coverage"
    row = coverage_row(story)
    if row is None:
        return tile(
            label, t("overview.unknown", lang), [t("overview.no_policies", lang)], link=link
        )
    insured = number(row["households_insured"], lang)
    if pd.isna(row["coverage_rate"]):
        lines = [t("overview.insured", lang, n=insured), t("overview.no_roster", lang)]
        return tile(label, t("overview.unknown", lang), lines, link=link)
    source = row["list_source"] if isinstance(row["list_source"], str) else ""
    lines = [
        t(
            "overview.expected", lang, n=number(row["households_insured_listed"], lang),
            expected=number(row["households_expected"], lang),
        ),
        t("overview.uninsured", lang, n=number(row["households_uninsured"], lang)),
        t("overview.roster", lang, day=day(row["listed_on"], lang), source=source).strip(),
    ]  # fmt: skip
    return tile(label, percent(row["coverage_rate"], lang), lines, link=link)


def satisfaction(story: Story, lang: str) -> Component:
    """The index with its interval, this year and last."""
    label, link = t("overview.satisfaction", lang), HISTORY + "satisfaction"
    now, before = satisfaction_rows(story)
    last = year(story.account.year - 1, lang)
    lines = []
    if before is not None:
        lines.append(
            t("overview.index_before", lang, year=last, value=number(before["index"], lang, 1),
              span=index_span(before, lang))
        )  # fmt: skip
    if now is None:
        lines.insert(0, t("overview.no_answers", lang))
        return tile(label, t("overview.unknown", lang), lines, link=link)
    lines.insert(
        0,
        t("overview.answers", lang, n=number(now["answers"], lang),
          closed=number(now["closed"], lang), span=index_span(now, lang)),
    )  # fmt: skip
    return tile(label, number(now["index"], lang, 1), lines, link=link)


def index_span(row: Mapping[str, Any], lang: str) -> str:
    """90 % interval of an index."""
    return span(row["index_lo"], row["index_hi"], lang, lambda v, to: number(v, to, 1))


def targets(story: Story, lang: str) -> Component:
    """Targets met of those that can be judged, this year; this contract month by verdict."""
    label, link = t("overview.targets", lang), HISTORY + "contract"
    now, whole = target_counts(story)
    if not whole:
        return tile(label, t("overview.unknown", lang), [t("overview.no_targets", lang)], link=link)
    judged = sum(whole.get(verdict, 0) for verdict in JUDGED)
    value = t(
        "overview.targets_met", lang,
        n=number(whole.get("met", 0), lang), judged=number(judged, lang),
    )  # fmt: skip
    lines = [t("overview.targets_year", lang, counts=counted(whole, lang))]
    if now:
        name = month(story.facts.as_of.month, lang)
        lines.insert(0, t("overview.targets_month", lang, month=name, counts=counted(now, lang)))
    return tile(label, value if judged else t("overview.not_judged", lang), lines, link=link)


def counted(counts: Mapping[str, int], lang: str) -> str:
    """Verdicts with their numbers, in a row."""
    told = [
        t("overview.target", lang, verdict=t(f"overview.target.{verdict}", lang), n=number(n, lang))
        for verdict, n in counts.items()
    ]
    return t("list.comma", lang).join(told)


def next_months(story: Story, lang: str) -> Component:
    """Claims of the next twelve months beside the last twelve."""
    label, link = t("overview.ahead", lang), HISTORY + "forecast"
    made = ahead(story)
    if made is None:
        why = t("overview.no_forecast", lang, months=LEAST_MONTHS, n=LEAST_CLAIMS)
        return tile(label, t("overview.unknown", lang), [why], link=link)
    lines = [
        t("overview.ahead_range", lang, span=span(made.low, made.high, lang)),
        t("overview.ahead_before", lang, n=number(made.before, lang)),
    ]
    if made.held is not None:
        held = percent(made.held, lang, 0)
        lines.append(t("overview.ahead_held", lang, share=held, n=number(made.tested, lang)))
    return tile(label, number(made.p50, lang), lines, link=link)


def findings(story: Story, lang: str) -> Component:
    """The strongest findings, each with its value and what to do."""
    title, to = t("overview.findings", lang), reader(story, lang)
    link = dmc.Anchor(t("overview.all_findings", lang), href=HISTORY + "findings", size="sm")
    told = [item(said(finding, to), lang, act=finding.to_act) for finding in strongest(story)]
    if not told:
        return card(title, empty(t("overview.no_findings", lang)), link)
    return card(title, html.Ul(told, className="attention"), link,
                note=t("overview.findings_note", lang))  # fmt: skip


def item(words: Said, lang: str, *, act: bool) -> Component:
    """One finding in three short lines."""
    lines = [t("overview.finding_value", lang, value=words.value, period=words.period)]
    if act:
        lines.append(
            t("overview.finding_do", lang, measure=words.measure, owner=words.owner, due=words.due)
        )
    head = t("overview.finding", lang, metric=words.metric, conclusion=words.conclusion)
    return html.Li([html.Strong(head), *(dmc.Text(line, size="sm") for line in lines)])
