"""Parts of the page Bases: what was found, table, chart, map, models, what it rests on."""

import dash_mantine_components as dmc
import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.components.grid import Column, grid
from dashboards.components.panels import card, chart, columns, table
from dashboards.figures.bases import kept_beside_covered, share
from dashboards.i18n import MISSING, chance, duration, money, number, percent, reword, span, t, term
from dashboards.pages.bases_export import ADDRESS
from dashboards.pages.bases_map import map_card
from dashboards.pages.history_export import may_export
from dashboards.pages.surge_claims import assumptions_card
from dashboards.story import Context
from dashboards.story.bases import (
    TIERS,
    Answer,
    candidate_words,
    ordered,
    row_of,
    summary_table,
    trial_words,
)
from risk.flow import Story
from risk.staffing.bases import Model, Status
from risk.staffing.bases.study import TODAY

SHORT_ROWS = 5


def answer_view(context: Context, story: Story, answer: Answer, lang: str) -> Component:
    """Headline, plans, coverage beside the promise, the map, every trial in numbers."""
    best = ordered(answer)[1] if len(ordered(answer)) > 1 else TODAY
    trial = hardest(answer)
    return html.Div(
        [
            _headline(story, answer, lang),
            _plans(story, answer, lang),
            columns(
                [_chart(answer, lang), models_card(lang)],
                [map_card(context, story, answer, best, trial, lang)],
            ),
            _trials(answer, lang),
            _short(story, answer, lang),
            assumptions_card(
                context.bases.trials(story)[0].forecast.scenario.assumptions,
                t("bases.rests", lang), lang, note=t("bases.rests_note", lang),
            ),
        ],
        className="page",
    )  # fmt: skip


def _headline(story: Story, answer: Answer, lang: str) -> Component:
    """Coverage and promise in one breath, of today and of the best plan."""
    rows = summary_table(answer).set_index("candidate")
    best = ordered(answer)[1] if len(rows) > 1 else TODAY
    lines = []
    if answer.study.assumed:
        lines.append(t("bases.assumed", lang))
    for name in dict.fromkeys((TODAY, best)):
        row = rows.loc[name]
        lines.append(
            t(
                "bases.headline", lang, name=candidate_words(name, lang),
                covered=share(row["covered_share"], lang),
                p=chance(row["p_worst"], lang),
                band=span(row["p_worst_lo"], row["p_worst_hi"], lang, chance),
                trial=trial_words(row["worst_trial"], lang),
                tier=term("tier", row["worst_tier"], lang),
                claims=number(row["worst_claims"], lang, 1),
                target=percent(story.facts.county.staffing.share_target, lang, 0),
            )
        )  # fmt: skip
    lines += [
        t("bases.refused", lang, name=candidate_words(name, lang), why=reword(why, lang))
        for name, why in answer.study.refusals.items()
    ]
    return dmc.Alert(
        [html.Strong(t("bases.trap", lang)), *(html.Div(line) for line in lines)],
        color="blue", variant="light",
    )  # fmt: skip


def _plans(story: Story, answer: Answer, lang: str) -> Component:
    """One line a candidate."""
    rows = []
    for row in summary_table(answer).to_dict("records"):
        changed = t("bases.changed", lang, new=row["new"], closed=row["closed"])
        rows.append(
            {
                "name": candidate_words(row["candidate"], lang),
                "bases": f"{number(row['bases'], lang)} ({changed})",
                "crews": f"{number(row['crews_day'], lang)} (+{row['crews_extra']})",
                "moved": number(row["crews_moved"], lang),
                "covered": share(row["covered_share"], lang),
                "ordinary": _by_tier(row, "ordinary", lang),
                "surge": _by_tier(row, "surge", lang),
                "p": f"{chance(row['p_worst'], lang)} "
                f"({span(row['p_worst_lo'], row['p_worst_hi'], lang, chance)})",
                "cost": money(row["cost_year_money"], lang, story.facts.county.currency),
            }
        )
    frame = pd.DataFrame(rows)
    heads = [t(f"bases.head.{name}", lang) for name in frame]
    made: list[Component] = [table(frame, heads)]
    if may_export():
        link = html.A(t("bases.file", lang), href=ADDRESS, className="file", download="")
        made.append(html.Div(link, className="under-table"))
    note = t("bases.plans_note", lang, draws=number(answer.draws, lang))
    return card(t("bases.plans", lang), *made, note=note)


def _by_tier(row: dict[str, float], what: str, lang: str) -> str:
    return " / ".join(share(row[f"{what}_{tier}"], lang) for tier in TIERS)


def _chart(answer: Answer, lang: str) -> Component:
    """Coverage beside the share in time of the hardest trial."""
    trial = hardest(answer)
    frame = pd.DataFrame(
        [
            {"name": candidate_words(name, lang), **row_of(answer, name, trial, tier)}
            for name in ordered(answer)
            for tier in TIERS
        ]
    )
    title = t("bases.chart", lang, trial=trial_words(trial, lang))
    drawn = kept_beside_covered(frame, lang)
    return card(title, chart(drawn, lang, label=title), note=t("bases.chart_note", lang))


def hardest(answer: Answer) -> str:
    """The trial in which today's bases keep the smallest share."""
    rows = answer.study.ranking.table
    today = rows[(rows["candidate"] == TODAY) & (rows["tier"] == "all")]
    return str(today.loc[today["in_time_share"].idxmin(), "trial"])


def _trials(answer: Answer, lang: str) -> Component:
    """Every candidate on every trial."""
    frame = answer.study.ranking.table
    frame = frame.assign(
        name=[candidate_words(n, lang) for n in frame["candidate"]],
        trial=[trial_words(n, lang) for n in frame["trial"]],
        tier=[term("tier", n, lang) for n in frame["tier"]],
        band=[span(a, b, lang, chance) for a, b in zip(frame["p_lo"], frame["p_hi"], strict=True)],
        gain=[_points(*x, lang) for x in
              zip(frame["gain_share"], frame["gain_lo"], frame["gain_hi"], strict=True)],
    )  # fmt: skip
    shown = [
        Column("name", t("bases.candidate", lang), width=150, flex=2),
        Column("trial", t("bases.trial", lang), width=130, flex=1),
        Column("tier", t("bases.col.tier", lang), width=85),
        Column("claims_mean", t("bases.col.claims_mean", lang), "number", 1, width=90),
        Column("covered_share", t("bases.col.covered_share", lang), "chance", width=95),
        Column("expected_cover", t("bases.col.expected_cover", lang), "chance", width=110),
        Column("in_time_share", t("bases.col.in_time_share", lang), "chance", width=95),
        Column("p_event_share", t("bases.col.p_event_share", lang), "chance", width=95),
        Column("band", t("bases.col.band", lang), width=110, filtered=False),
        Column("gain", t("bases.col.gain", lang), width=150, filtered=False),
        Column("drive_min", t("bases.col.drive_min", lang), "number", 0, width=90),
        Column("busy_share", t("bases.col.busy_share", lang), "percent", 0, width=90),
    ]
    title = t("bases.trials", lang)
    body = grid(frame, shown, lang, label=title, rows_max=12)
    return card(title, body, note=t("bases.trials_note", lang))


def _points(mean: float, low: float, high: float, lang: str) -> str:
    """A difference of shares in percentage points, with its band."""
    ends = span(low, high, lang, lambda v, _: f"{100 * float(v or 0):+.1f}")
    return f"{100 * mean:+.1f} ({ends})" if mean == mean else MISSING


def _short(story: Story, answer: Answer, lang: str) -> Component | None:
    """Villages beyond every site, and by how much; too few sites."""
    names = story.facts.regions.set_index("code")["name"]
    sites = pd.concat([b.set_index("base_id")["name"] for b in answer.study.candidates.values()])
    sites = sites[~sites.index.duplicated()]
    found = answer.study.chosen.get(Model.LSCP)
    if found is None or found.status is not Status.INFEASIBLE:
        return None
    lines = []
    if found.sites_missing:
        lines.append(t("bases.sites_missing", lang, n=found.sites_missing))
    lines += [
        t("bases.short", lang, village=names.get(row.demand, row.demand),
          site=sites.get(row.site, row.site), minutes=duration(row.minutes, lang),
          limit=duration(row.limit_min, lang), short=duration(row.short_min, lang))
        for row in found.short.head(SHORT_ROWS).itertuples()
    ]  # fmt: skip
    if len(found.short) > SHORT_ROWS:
        lines.append(t("bases.short_more", lang, n=len(found.short) - SHORT_ROWS))
    return card(t("bases.infeasible", lang), html.Ul([html.Li(line) for line in lines]))


def models_card(lang: str) -> Component:
    """Each way to choose, in a sentence."""
    items = [
        x
        for name in (TODAY, "more_crews", *map(str, Model))
        for x in (html.Dt(candidate_words(name, lang)), html.Dd(t(f"bases.why.{name}", lang)))
    ]
    return card(t("bases.models", lang), html.Dl(items, className="facts"))
