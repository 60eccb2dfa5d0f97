"""Page Dispatch: the clock, the chance of the promise, what a change does, the log of changes."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.components.job import progress_bar
from dashboards.components.panels import empty, refused_words
from dashboards.components.shell import synthetic_badge
from dashboards.i18n import chance, day, number, percent, span, t, term
from dashboards.pages.dispatch_words import (
    BY_ITSELF,
    at_words,
    crew_name,
    day_name,
    reason_words,
    stages_line,
)
from dashboards.story.dispatch_open import Outside
from dashboards.story.dispatch_seen import Preview, Seen
from dashboards.story.dispatch_work import Work
from risk.operations.dispatch import HOUSE, Entry, KeptDay
from risk.operations.dispatch_days import LIVE
from risk.staffing.live import DayState, DeedKind, Move
from risk.staffing.routes.chance import DayChance

TIERS = ("town", "rural", "all")
MOVES_SHOWN, LOG_SHOWN = 10, 60


def clock_line(seen: Seen, out: Outside, lang: str) -> Component:
    """Which day, which moment, how many claims stand how."""
    head, state = seen.kept.head, seen.state
    key = "dispatch.clock" if head.origin == LIVE else "dispatch.clock_replay"
    text = t(key, lang, at=at_words(state.now_min, lang), day=day(state.ground.day, lang),
             name=day_name(head, lang))  # fmt: skip
    badge = [" ", synthetic_badge(lang)] if head.synthetic else []
    notes = [
        t(f"dispatch.{key}", lang, n=number(n, lang))
        for key, n in (("not_in_yet", out.new), ("not_placed", out.unplaced)) if n
    ]  # fmt: skip
    return html.Div(
        [html.Strong(text, className="day-now"), *badge,
         dmc.Text(stages_line(seen.rows, lang), size="sm"),
         *(dmc.Text(note, size="sm", className="grave") for note in notes)]
    )  # fmt: skip


def chance_tiles(
    told: DayChance, limits: Mapping[str, float], target: float, lang: str, *, planned: bool
) -> list[Component]:
    """The promise by tier: the chance that the day's share reaches the target, and that share."""
    by = told.by_tier.set_index("tier")
    return [_tile(name, by.loc[name].to_dict(), limits, target, lang, planned) for name in TIERS]


def _tile(
    name: str, row: Mapping[str, Any], limits: Mapping[str, float], target: float, lang: str,
    planned: bool,
) -> Component:  # fmt: skip
    label = term("tier", name, lang)
    if name in limits:
        label = t("dispatch.tier_limit", lang, tier=label, n=number(limits[name], lang))
    if not row["claims"]:
        return html.Div([dmc.Text(label, size="sm", c="dimmed"),
                         dmc.Text(t("dispatch.no_claims", lang), size="sm")],
                        className="day-chance")  # fmt: skip
    if not planned:
        return html.Div([dmc.Text(label, size="sm", c="dimmed"),
                         dmc.Text(t("dispatch.not_planned", lang), size="sm"),
                         dmc.Text(t("dispatch.of_claims", lang, n=number(row["claims"], lang)),
                                  size="sm")], className="day-chance")  # fmt: skip
    low = row["expected_share"] < target
    lines = [
        t("dispatch.expected", lang, share=chance(row["expected_share"], lang),
          span=span(row["share_lo"], row["share_hi"], lang, chance)),
        t("dispatch.of_claims", lang, n=number(row["claims"], lang)),
    ]  # fmt: skip
    return html.Div(
        [
            dmc.Text(label, size="sm", c="dimmed"),
            html.Div(
                [html.Span(chance(row["p_share"], lang),
                           className="tile-value grave" if low else "tile-value"),
                 html.Span(t("dispatch.p_target", lang, target=percent(target, lang, 0)))],
                className="day-p",
            ),
            *(dmc.Text(line, size="sm") for line in lines),
        ],
        className="day-chance",
    )  # fmt: skip


def effect_view(state: DayState, told: Preview, words: str, lang: str) -> Component:
    """What a change would do: the promise before and after by tier, and the claims that move."""
    before = told.before.by_tier.set_index("tier")
    after = told.after.by_tier.set_index("tier")
    gained = told.gained.set_index("tier")
    rows = [
        [
            term("tier", name, lang),
            _step(before, after, name, "p_share", chance, lang),
            _step(before, after, name, "expected_share", share_words, lang),
            signed(gained.loc[name, "claims"], lang),
        ]
        for name in TIERS
        if after.loc[name, "claims"]
    ]
    heads = [t(f"dispatch.effect.{c}", lang) for c in ("tier", "p", "share", "claims")]
    effect = html.Table(
        [
            html.Thead(html.Tr([html.Th(h) for h in heads])),
            html.Tbody([html.Tr([html.Td(x) for x in row]) for row in rows]),
        ]
    )
    return html.Div(
        [html.Strong(words), effect, moves_view(state, told.changed.moves, lang)],
        className="day-effect",
    )


def signed(claims: float, lang: str) -> str:
    """Claims more or fewer in time, with their sign; nothing worth a word near zero."""
    if abs(claims) < 0.05:
        return t("dispatch.same", lang)
    return ("+" if claims > 0 else "−") + number(abs(claims), lang, 1)


def _step(
    before: pd.DataFrame, after: pd.DataFrame, tier: str, column: str,
    show: Callable[[float | None, str], str], lang: str,
) -> str:  # fmt: skip
    return f"{show(before.loc[tier, column], lang)} → {show(after.loc[tier, column], lang)}"


def share_words(value: float | None, lang: str) -> str:
    """An expected share with a digit, as changes are small; never all."""
    return ">99.5%" if value is not None and value > 0.995 else percent(value, lang)


def moves_view(state: DayState, moves: Sequence[Move], lang: str) -> Component:
    """Claims that change their crew, then those whose arrival changes."""
    if not moves:
        return dmc.Text(t("dispatch.no_moves", lang), size="sm")
    given = [m for m in moves if m.from_crew != m.to_crew]
    head = t("dispatch.moves", lang, given=number(len(given), lang),
             times=number(len(moves) - len(given), lang))  # fmt: skip
    lines = [html.Li(move_words(state, m, lang)) for m in moves[:MOVES_SHOWN]]
    if len(moves) > MOVES_SHOWN:
        lines.append(html.Li(t("dispatch.moves_more", lang,
                               n=number(len(moves) - MOVES_SHOWN, lang))))  # fmt: skip
    return html.Div([dmc.Text(head, size="sm", fw=600), html.Ul(lines, className="tight")])


def move_words(state: DayState, move: Move, lang: str) -> str:
    """One claim that moves: from whom to whom, from when to when."""
    claim = state.claims.get(move.claim_id)
    times = {"before": at_words(move.eta_before_min, lang),
             "after": at_words(move.eta_after_min, lang)}  # fmt: skip
    about = {"id": move.claim_id, "village": claim.village_name if claim else ""}
    if move.from_crew == move.to_crew:
        return t("dispatch.move_time", lang, crew=crew_name(state, move.to_crew, lang), **about,
                 **times)  # fmt: skip
    return t("dispatch.move_crew", lang, of=crew_name(state, move.from_crew, lang),
             to=crew_name(state, move.to_crew, lang), **about, **times)  # fmt: skip


def log_view(kept: KeptDay, state: DayState, lang: str) -> Component:
    """Changes in words, the newest first: decisions, then what crews and callers told."""
    told = [d for d in reversed(kept.entries) if d.deed.kind is not DeedKind.CLOCK]
    ours = [d for d in told if d.deed.kind not in BY_ITSELF]
    theirs = [d for d in told if d.deed.kind in BY_ITSELF]
    if not told:
        return empty(t("dispatch.no_changes", lang))
    more = html.Details(
        [html.Summary(t("dispatch.log_more", lang, n=number(len(theirs), lang))),
         _log(theirs, state, lang)],
        className="day-more",
    )  # fmt: skip
    return html.Div([_log(ours, state, lang), more])


def _log(told: Sequence[Entry], state: DayState, lang: str) -> Component:
    lines = [
        html.Li(
            [
                html.Span(at_words(d.deed.at_min, lang), className="day-log-at"),
                html.Span(reason_words(state, d.reason, d.values, lang)),
                *([html.Q(d.deed.words)] if d.deed.words else []),
                html.Span(
                    t("dispatch.log_who", lang, n=d.number, who=who_words(d.user, lang),
                      at=f"{d.made_at:%H:%M:%S}"),
                    className="day-log-who",
                ),
            ]
        )
        for d in told[:LOG_SHOWN]
    ]  # fmt: skip
    return html.Ul(lines, className="day-log", tabIndex=0)


def who_words(user: str, lang: str) -> str:
    """Whoever made a change; the system's own work has a name."""
    return t("dispatch.house", lang) if user == HOUSE else user


def work_view(work: Work, lang: str) -> Component | None:
    """How far routes sought in the background are, or why there are none."""
    if work.running:
        return progress_bar(t("dispatch.routing", lang), work.share)
    if work.refused or work.failed:
        why = refused_words(work.refused, lang) if work.refused else t("dispatch.broke_off", lang)
        return dmc.Alert(why, color="red", variant="light", className="refusal")
    return None
