"""The year against plan, for hours in which nothing is on: the same figures as the overview."""

from typing import Any

import pandas as pd

from dashboards.i18n import money, number, percent, span, t, term, year
from dashboards.story.glance import JUDGED, ahead, coverage_row, target_counts
from dashboards.story.overview import Compared, contract_year, overview_tiles, promise_tiles
from dashboards.story.promise import promise_verdict
from risk.flow import Story

Tile = dict[str, Any]


def year_sight(story: Story, lang: str) -> dict[str, Any]:
    """The sight of the year.

    Returns:
        title; tiles: label, value, words, look ("grave": a goal is missed; "faint": too little is
        known).
    """
    tiles = [_compared(one, story, lang) for one in overview_tiles(story)]
    tiles += [_kept(row, story, lang) for row in promise_tiles(story).to_dict("records")]
    tiles += [_coverage(story, lang), _targets(story, lang), _ahead(story, lang)]
    title = t("wall.year.title", lang, year=year(contract_year(story), lang))
    return {"title": title, "tiles": tiles}


def _tile(label: str, value: str, words: str, *, look: str = "") -> Tile:
    return {"label": label, "value": value, "words": words, "look": look}


def _compared(one: Compared, story: Story, lang: str) -> Tile:
    def show(value: float | None) -> str:
        if one.kind == "money":
            return money(value, lang, story.facts.county.currency)
        return percent(value, lang) if one.kind == "ratio" else number(value, lang)

    before, key = one.same_days, "wall.year.same_days"
    if before is None:
        before, key = one.whole, "wall.year.whole"
    return _tile(t(f"wall.year.{one.name}", lang), show(one.now), t(key, lang, value=show(before)))


def _kept(row: dict[Any, Any], story: Story, lang: str) -> Tile:
    target = story.facts.county.staffing.share_target
    label = t("wall.year.kept", lang, tier=term("tier", row["tier"], lang))
    goal = percent(target, lang, 0)
    if not row["measured"]:
        return _tile(label, "—", t("wall.backlog.unmeasured", lang))
    verdict = promise_verdict(row, target)
    range_ = span(row["share_measured_lo"], row["share_measured_hi"], lang, percent)
    words = t(f"wall.year.verdict.{verdict}", lang, target=goal, range=range_)
    look = {"missed": "grave", "too_few": "faint"}.get(verdict, "")
    return _tile(label, percent(row["share_measured"], lang), words, look=look)


def _coverage(story: Story, lang: str) -> Tile:
    label, row = t("wall.year.coverage", lang), coverage_row(story)
    if row is None or pd.isna(row["coverage_rate"]):
        return _tile(label, "—", t("wall.year.no_coverage", lang))
    words = t(
        "wall.year.insured", lang, n=number(row["households_insured_listed"], lang),
        of=number(row["households_expected"], lang),
    )  # fmt: skip
    return _tile(label, percent(row["coverage_rate"], lang), words)


def _targets(story: Story, lang: str) -> Tile:
    label, (_, whole) = t("wall.year.targets", lang), target_counts(story)
    judged = sum(whole.get(verdict, 0) for verdict in JUDGED)
    if not judged:
        return _tile(label, "—", t("wall.year.no_targets", lang))
    met, missed = whole.get("met", 0), whole.get("missed", 0)
    value = t("wall.crews.of", lang, n=number(met, lang), of=number(judged, lang))
    words = t("wall.year.missed", lang, n=number(missed, lang))
    return _tile(label, value, words, look="grave" if missed else "")


def _ahead(story: Story, lang: str) -> Tile:
    label, made = t("wall.year.ahead", lang), ahead(story)
    if made is None:
        return _tile(label, "—", t("wall.year.no_ahead", lang))
    words = t(
        "wall.year.range", lang, range=span(made.low, made.high, lang),
        before=number(made.before, lang),
    )  # fmt: skip
    return _tile(label, number(made.p50, lang), words)
