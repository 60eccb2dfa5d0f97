"""Surge planner, the answer on one screen: claims, people, chances, cost, whom to ask by when."""

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.components.panels import card, chart, columns, empty, table, tile
from dashboards.figures.surge import people_by_day, source_colours
from dashboards.i18n import chance, moment, money, number, percent, span, t, term
from dashboards.pages.surge_plan import feasible, headline
from dashboards.pages.surge_plan_form import source_words
from dashboards.pages.surge_plan_parts import gain_words
from dashboards.pages.surge_plan_words import TIERS, bands, day_words
from dashboards.story import Context
from dashboards.story.crew_grid import sources_of
from dashboards.story.whatif import Ground
from risk.flow import Story
from risk.staffing import Outcome


def answer_view(context: Context, ground: Ground, outcome: Outcome, lang: str) -> Component:
    """What a manager decides by, of the plan found or of the one saved.

    Args:
        context: the story in force.
        ground: the plan, and the crews told of it.
        outcome: of those crews.
        lang: language.
    """
    story, answer = context.story(), ground.answer
    return html.Div(
        [
            headline(story, answer, lang),
            *feasible(answer, lang),
            html.Div(_tiles(story, ground, outcome, lang), className="told-tiles"),
            columns([_people(context, ground, lang)], [_chances(story, outcome, lang)]),
            _calls(story, ground, lang),
        ],
        className="page",
    )


def _tiles(story: Story, ground: Ground, outcome: Outcome, lang: str) -> list[Component]:
    county, total = story.facts.county, ground.answer.surge.forecast.total
    kept = outcome.kept.set_index("tier")
    worst = min(("town", "rural"), key=lambda tier: _worse(kept, tier))
    mc, _ = bands(kept.loc[worst], lang)
    low = kept.loc[worst, "p_event_share"] < county.staffing.p_goal
    return [
        tile(
            t("manage.claims", lang), number(total["mean"], lang),
            [t("answer.range_90", lang, span=span(total["p05"], total["p95"], lang))],
        ),
        _people_tile(story, ground, lang),
        tile(
            t("manage.p", lang), chance(kept.loc[worst, "p_event_share"], lang),
            [t("manage.p_of", lang, tier=term("tier", worst, lang), band=mc),
             t("manage.p_goal", lang, p=percent(county.staffing.p_goal, lang, 0))],
            grave=bool(low),
        ),
        tile(
            t("answer.cost", lang), money(outcome.cost_money, lang, county.currency),
            [t("manage.clear", lang, day=day_words(outcome.clear_day_p50, lang),
               bad=day_words(outcome.clear_day_p90, lang))],
        ),
    ]  # fmt: skip


def _worse(kept: pd.DataFrame, tier: str) -> float:
    """The chance of a tier; a tier without claims cannot be the worse one."""
    p = float(kept.loc[tier, "p_event_share"])
    return 2.0 if pd.isna(p) else p


def _people_tile(story: Story, ground: Ground, lang: str) -> Component:
    heads, crews = story.facts.county.staffing.heads_per_crew, ground.crews
    by_day = crews.groupby("day")["crews"].sum()
    if by_day.empty:
        return tile(t("manage.people", lang), number(0, lang))
    fullest = crews[crews["day"] == by_day.idxmax()]
    kind = fullest["source"].where(fullest["source"].isin(["own", "standby"]), "borrowed")
    n = (fullest.groupby(kind)["crews"].sum() * heads).to_dict()
    of = t(
        "manage.people_of", lang, own=number(n.get("own", 0), lang),
        standby=number(n.get("standby", 0), lang), borrowed=number(n.get("borrowed", 0), lang),
    )  # fmt: skip
    crews_of = t("manage.crews_of", lang, n=number(by_day.max(), lang), heads=number(heads, lang))
    return tile(t("manage.people", lang), number(by_day.max() * heads, lang), [of, crews_of])


def _people(context: Context, ground: Ground, lang: str) -> Component:
    """People on duty by day and where they come from."""
    story, title = context.story(), t("manage.people_by_day", lang)
    heads = story.facts.county.staffing.heads_per_crew
    crews = ground.crews.assign(people=ground.crews["crews"] * heads)
    scenario, days = ground.answer.surge.scenario, ground.answer.surge.plan.days
    by_source = crews.pivot_table(index="day", columns="source", values="people", aggfunc="sum")
    frame = by_source.reindex(range(days)).fillna(0)
    frame.index = pd.Index([scenario.date_of(day) for day in range(days)])
    names = {
        source: source_words(context, source, lang)
        for source in sources_of(story) if source in frame
    }  # fmt: skip
    drawn = chart(people_by_day(frame, names, lang), lang, label=title)
    return card(title, drawn, _sources(frame, names, lang), note=t("manage.people_note", lang))


def _sources(frame: pd.DataFrame, names: dict[str, str], lang: str) -> Component:
    """The chart's key, with how many each sends on its fullest day."""
    items = [
        html.Li(
            [
                html.Span(className="swatch", style={"background": colour}),
                t("manage.source_of", lang, name=names[s], n=number(frame[s].max(), lang)),
            ]
        )
        for s, colour in source_colours(names).items()
    ]
    return html.Ul(items, className="legend told-key")


def _chances(story: Story, outcome: Outcome, lang: str) -> Component:
    """The chance by tier, with its bands."""
    kept = outcome.kept.set_index("tier")
    target = percent(story.facts.county.staffing.share_target, lang, 0)
    rows = []
    for tier in TIERS:
        row = kept.loc[tier]
        mc, model = bands(row, lang)
        rows.append((term("tier", tier, lang), chance(row["p_event_share"], lang), mc, model))
    heads = [
        t("answer.tier", lang), t("manage.p_short", lang), t("plan.band_mc", lang),
        t("plan.band_model", lang),
    ]  # fmt: skip
    note = t("manage.p_note", lang, target=target)
    return card(t("answer.kept", lang), table(pd.DataFrame(rows), heads), note=note)


def _calls(story: Story, ground: Ground, lang: str) -> Component:
    """The last hour to ask each lender, the most pressing first."""
    title, lenders = t("manage.calls", lang), ground.answer.surge.plan.lenders
    if lenders.empty:
        return card(title, empty(t("plan.no_lender", lang)))
    rows = [
        (
            r["name"],
            t("plan.never_useful", lang) if pd.isna(r["last_useful_at"])
            else moment(pd.Timestamp(r["last_useful_at"]).to_pydatetime(), lang),
            t("plan.not_asked", lang) if not r["crew_days"] else number(r["crews"], lang),
            gain_words(r["p_gain"], lang),
            money(r["cost_money"], lang, story.facts.county.currency),
        )
        for r in lenders.sort_values("last_useful_at", na_position="last").to_dict("records")
    ]  # fmt: skip
    heads = [t(f"manage.call.{name}", lang) for name in ("name", "last", "crews", "gain", "cost")]
    told = html.Div(table(pd.DataFrame(rows), heads), className="told-calls")
    return card(title, told, note=t("manage.calls_note", lang))
