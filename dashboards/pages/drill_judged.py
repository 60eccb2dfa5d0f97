"""Whether plans' chances were true: the back-test on past events, the log of real plans, drills."""

from collections.abc import Sequence

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components.job import job_view
from dashboards.components.panels import card, chart, empty, table
from dashboards.components.shell import synthetic_badge
from dashboards.figures.drill import reliability, said_and_came
from dashboards.i18n import MISSING, chance, moment, number, percent, span, t, term
from dashboards.story import Context
from dashboards.story.calibration import calibration_words
from dashboards.story.plans_judged import JudgedPlans, last_plans_judged
from dashboards.story.works import Name
from risk.follow.calibration import CALIBRATED_FROM, Calibration
from risk.operations.drills import KeptDrill

SHOWN_DRILLS = 20


def past_drills(drills: Sequence[KeptDrill], lang: str) -> Component:
    """Drills so far, newest first."""
    title = t("drill.past_drills", lang)
    if not drills:
        return card(title, empty(t("drill.no_drill", lang)))
    rows = []
    for d in drills[:SHOWN_DRILLS]:
        link = dcc.Link(d.name, href=f"/drill?drill={d.id}")
        name = html.Span([link, " ", synthetic_badge(lang)] if d.synthetic else link)
        share, plan = (_share_of(d, way, lang) for way in ("drill", "plan"))
        rows.append((d.id, name, moment(d.begun_at, lang), d.participants or MISSING, share, plan))
    names = ["number", "event", "begun", "participants", "share", "plan_share"]
    return card(title, table(pd.DataFrame(rows), [t(f"drill.list.{n}", lang) for n in names]))


def _share_of(kept: KeptDrill, way: str, lang: str) -> str:
    if kept.score is None:
        return t("drill.open", lang) if way == "drill" else ""
    rows = [r for r in kept.score["ways"] if r["way"] == way and r["tier"] == "all"]
    return percent(rows[0]["share"], lang) if rows else MISSING


def judged_view(context: Context, lang: str) -> Component:
    """The back-test under way, the newest one kept, or what to do; and the log's own words."""
    state = context.works.state(Name.PLAN_JUDGING)
    working = t("drill.judging", lang, step=state.step)
    run = job_view(state, working, t("drill.judge_failed", lang), lang)
    shown = [] if run is None else [run]
    judged = last_plans_judged(context.ws)
    if judged is None or judged.rows.empty:
        none = empty(t("drill.not_judged", lang), t("drill.not_judged_remedy", lang))
        shown.append(card(t("drill.judged", lang), none))
    else:
        shown.append(_judged(judged, lang))
    log = empty(calibration_words(context.ws, lang))
    shown.append(card(t("drill.calibration", lang), log, note=t("drill.calibration_note", lang)))
    return html.Div(shown, className="stack")


def _judged(judged: JudgedPlans, lang: str) -> Component:
    rows, found = judged.rows, judged.calibration
    whole = rows[(rows["tier"] == "all")].copy()
    whole["label"] = [f"{s}<br>{term('peril_family', f, lang)}" for s, f in
                      zip(whole["season"], whole["peril_family"], strict=True)]  # fmt: skip
    whole["label"] = whole["label"] + "<br>" + whole["event_id"].str[-2:]
    few = found.events < CALIBRATED_FROM
    note = t(
        "drill.judged_note", lang, at=moment(judged.made_at, lang), version=judged.data_version
    )
    drawn = said_and_came(whole, lang)
    return card(
        t("drill.judged", lang),
        *([empty(t("drill.few_events", lang, n=CALIBRATED_FROM, events=found.events))]
          if few else []),
        chart(drawn, lang, label=t("drill.judged", lang)),
        _events(whole, lang),
        _scores(found, lang),
        chart(reliability(found.reliability[found.reliability["tier"] == "all"], lang), lang,
              label=t("drill.reliability", lang)),
        note=note,
    )  # fmt: skip


def _events(whole: pd.DataFrame, lang: str) -> Component:
    shown = []
    for event, rows in whole.groupby("event_id", sort=False):
        by = rows.set_index("way")
        plan = by.loc["plan"]
        shown.append(
            (
                str(plan["name"]) or str(event), number(plan["claims_said"], lang),
                number(plan["claims"], lang), chance(plan["p_event_share"], lang),
                percent(plan["expected_share"], lang, 0), _share(plan["share"], lang),
                span(plan["share_lo"], plan["share_hi"], lang, _share),
                t("drill.yes" if plan["kept"] >= 0.5 else "drill.no", lang),
                _share(by["share"].get("own"), lang),
                _share(by["share"].get("erlang_c"), lang),
            )
        )  # fmt: skip
    names = ["event", "claims_said", "claims", "p_said", "share_said", "share", "band", "kept",
             "own", "erlang_c"]  # fmt: skip
    return table(pd.DataFrame(shown), [t(f"drill.judge.{n}", lang) for n in names])


def _share(value: float | None, lang: str) -> str:
    """A simulated share in whole per cent, never a certainty."""
    return ">99%" if value is not None and value > 0.99 else percent(value, lang, 0)


def _scores(found: Calibration, lang: str) -> Component:
    rows = found.scores
    shown = pd.DataFrame(
        {
            "tier": [term("tier", v, lang) for v in rows["tier"]],
            "events": [number(v, lang) for v in rows["events"]],
            "p_said": [chance(v, lang) for v in rows["p_said"]],
            "kept": [
                f"{percent(r.kept, lang, 0)} ("
                f"{span(r.kept_lo, r.kept_hi, lang, lambda v, x: percent(v, x, 0))})"
                for r in rows.itertuples()
            ],
            "brier": [number(v, lang, 3) for v in rows["brier"]],
            "brier_base": [number(v, lang, 3) for v in rows["brier_base"]],
            "share_mae": [percent(v, lang) for v in rows["share_mae"]],
        }
    )
    return table(shown, [t(f"drill.scored.{c}", lang) for c in shown])
