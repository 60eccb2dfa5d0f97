"""Page Dispatch: what stands about the claim or the crew somebody looks at."""

from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.components.panels import facts
from dashboards.i18n import MISSING, duration, number, t, term
from dashboards.pages.dispatch_words import LATE, at_words, left_words
from risk.staffing.live import DayState, Stage

NEIGHBOURS = 8


def claim_told(state: DayState, rows: pd.DataFrame, claim_id: str, lang: str) -> Component:
    """A claim: state, times, crew; and what else is open in its village."""
    row = rows.set_index("claim_id", drop=False).loc[claim_id].to_dict()
    progress, claim = state.progress[claim_id], state.claims[claim_id]
    late = row["look"] in LATE
    title = t("dispatch.claim_title", lang, id=claim_id, village=row["village"])
    pairs: list[tuple[str, Any]] = [
        (t("dispatch.fact.state", lang), html.Span(
            t(f"dispatch.look.{row['look']}", lang), className=f"look-cell {row['look']}")),
        (t("dispatch.fact.left", lang), html.Span(left_words(row, lang),
                                                  className="grave" if late else "")),
        (t("dispatch.fact.times", lang), t(
            "dispatch.times", lang, reported=at_words(row["reported_min"], lang),
            due=at_words(row["due_min"], lang), eta=at_words(row["eta_min"], lang))),
        (t("dispatch.fact.crew", lang), row["crew"] or t("dispatch.nobody", lang)),
        (t("dispatch.fact.kind", lang), kind_words(row, lang)),
        (t("dispatch.fact.survey", lang), duration(claim.survey_min + progress.more_min, lang)),
    ]  # fmt: skip
    if claim.household:
        pairs.append((t("dispatch.fact.household", lang), claim.household))
    if claim.needs:
        pairs.append((t("dispatch.fact.needs", lang), t("list.comma", lang).join(claim.needs)))
    if claim.last_min is not None:
        pairs.append((t("dispatch.fact.bound", lang), at_words(claim.last_min, lang)))
    if progress.quality is not None:
        pairs.append((t("dispatch.fact.quality", lang),
                      term("arrival_quality", progress.quality.value, lang)))  # fmt: skip
    if row["pinned"]:
        pairs.append((t("dispatch.fact.pinned", lang), t("dispatch.pinned_words", lang)))
    return html.Div([dmc.Title(title, order=3, size="h5"), facts(pairs),
                     _neighbours(rows, row, lang)])  # fmt: skip


def kind_words(row: Mapping[str, Any], lang: str) -> str:
    """Tier, grade of damage, special group."""
    parts = [term("tier", row["tier"], lang)]
    if row["grade"]:
        parts.append(term("damage_grade", row["grade"], lang))
    if row["special"]:
        parts.append(t("dispatch.special", lang))
    return " · ".join(parts)


def _neighbours(rows: pd.DataFrame, row: Mapping[str, Any], lang: str) -> Component | None:
    """Other claims of the village nobody has reached yet, in a line each."""
    same = rows[(rows["place_code"] == row["place_code"]) & (rows["claim_id"] != row["claim_id"])]
    still = same[~same["look"].isin(["arrived", "done"])]
    if still.empty:
        return None
    lines = [
        html.Li(t("dispatch.neighbour", lang, id=r["claim_id"], crew=r["crew"] or MISSING,
                  eta=at_words(r["eta_min"], lang)))
        for r in still.head(NEIGHBOURS).to_dict("records")
    ]  # fmt: skip
    head = t("dispatch.neighbours", lang, n=number(len(still), lang))
    return html.Details([html.Summary(head), html.Ul(lines, className="tight")])


def crew_told(state: DayState, rows: pd.DataFrame, crew_id: str, lang: str) -> Component:
    """A crew: its shift, skills, what it has done, is doing, and has still to do."""
    crew = state.crews[crew_id]
    own = rows[rows["crew_id"] == crew_id].sort_values("seq")
    ahead = own[own["stage"].isin([Stage.PLANNED.value])]
    here = own[own["stage"].isin([Stage.UNDERWAY.value, Stage.ARRIVED.value])]
    pairs: list[tuple[str, Any]] = [
        (t("dispatch.fact.shift", lang), t("dispatch.shift", lang,
                                           of=at_words(crew.from_min, lang),
                                           to=at_words(crew.until_min, lang))),
        (t("dispatch.fact.done", lang), number(int((own["stage"] == Stage.DONE.value).sum()),
                                               lang)),
        (t("dispatch.fact.now", lang), _doing(here, lang)),
        (t("dispatch.fact.ahead", lang), t(
            "dispatch.ahead", lang, n=number(len(ahead), lang),
            late=number(int(ahead["look"].isin(LATE).sum()), lang))),
    ]  # fmt: skip
    if crew.skills:
        pairs.append((t("dispatch.fact.skills", lang), _skills(crew.skills, lang)))
    if crew.out_since_min is not None:
        out = t("dispatch.out_since", lang, at=at_words(crew.out_since_min, lang))
        pairs.append((t("dispatch.fact.state", lang), html.Span(out, className="grave")))
    lines = [
        html.Li(t("dispatch.next_stop", lang, id=r["claim_id"], village=r["village"],
                  eta=at_words(r["eta_min"], lang), left=left_words(r, lang)))
        for r in ahead.head(NEIGHBOURS).to_dict("records")
    ]  # fmt: skip
    return html.Div(
        [dmc.Title(t("dispatch.crew_title", lang, name=crew.name), order=3, size="h5"),
         facts(pairs), html.Ol(lines, className="tight")]
    )  # fmt: skip


def _skills(skills: Sequence[str], lang: str) -> str:
    words = (t("dispatch.4wd", lang) if s == "4wd" else s for s in skills)
    return t("list.comma", lang).join(words)


def _doing(here: pd.DataFrame, lang: str) -> str:
    if here.empty:
        return t("dispatch.free", lang)
    row = here.iloc[-1].to_dict()
    return t("dispatch.doing", lang, id=row["claim_id"], village=row["village"],
             look=t(f"dispatch.look.{row['stage']}", lang))  # fmt: skip
