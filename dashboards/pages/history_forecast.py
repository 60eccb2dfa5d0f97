"""History, forecast: the next twelve months, and how such forecasts did on years not seen."""

import pandas as pd
import plotly.graph_objects as go
from dash.development.base_component import Component

from dashboards.components.panels import card, chart, empty
from dashboards.figures.ranges import fan
from dashboards.i18n import number, percent, reword, t, term
from dashboards.pages.history_scene import Scene, chips, sentence, sheet
from risk.history.forecast import Forecast
from risk.views import patterns

PAST_MONTHS = 36
ALL = "all"
NAIVE = "seasonal_naive"


def view(s: Scene) -> list[Component]:
    """The tab."""
    made: Forecast = s.answer(patterns.forecast)
    if made.note:
        return [card(s.t("history.tab.forecast"), empty(reword(made.note, s.lang)))]
    return [
        families(s, made),
        card(
            s.t("history.table.forecast_months"),
            sentence(in_words(s, made)),
            _chart(s, made),
            note=s.t("history.note.forecast_months"),
        ),
        sheet(s, "forecast_years"),
        sheet(s, "forecast_backtest", frame=of_all(s, made), more=[sentence(judged(s, made))]),
        sheet(s, "forecast_months", frame=own(s, made.by_month)),
    ]


def family(s: Scene) -> str:
    """Which family is drawn: the one looked at, else all together."""
    return s.look.families[0] if len(s.look.families) == 1 else ALL


def families(s: Scene, made: Forecast) -> Component:
    """One family's forecast, or that of all."""
    known = [f for f in made.by_month["peril_family"].unique() if f != ALL]
    here = family(s)
    options = [(term("peril_family", ALL, s.lang), s.look.address(families=()), here == ALL)]
    shown = dict.fromkeys([*known, *s.look.families])
    options += [
        (term("peril_family", f, s.lang), s.look.address(families=(f,)), here == f) for f in shown
    ]
    return chips(s.t("history.families"), options)


def own(s: Scene, frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of the family drawn."""
    return frame[frame["peril_family"] == family(s)].reset_index(drop=True)


def of_all(s: Scene, made: Forecast) -> pd.DataFrame:
    """The backtest of the family drawn, the smallest error of years first."""
    rows = own(s, made.backtest)
    if rows.empty:
        return rows
    return rows.sort_values(["period", "crps"], ascending=[False, True], ignore_index=True)


def in_words(s: Scene, made: Forecast) -> str:
    """The year ahead in a sentence."""
    row = own(s, made.by_year).iloc[0]
    if row["note"]:
        return reword(str(row["note"]), s.lang)
    return s.t(
        "history.ahead", p50=number(row["p50"], s.lang), low=number(row["p05"], s.lang),
        high=number(row["p95"], s.lang), last=number(row["last_12_months"], s.lang),
        mean=number(row["mean"], s.lang), growth=percent(made.growth, s.lang),
    )  # fmt: skip


def judged(s: Scene, made: Forecast) -> str:
    """Whether it beat last year's same months, and what its ranges held."""
    rows = own(s, made.backtest)
    rows = rows[rows["period"] == "year"].set_index("method")
    method = own(s, made.by_year)["method"].iloc[0]
    ours = rows.loc[method] if method in rows.index else rows.loc["level"] if len(rows) else None
    if ours is None or NAIVE not in rows.index:
        return s.t("history.backtest_thin")
    naive = rows.loc[NAIVE]
    key = "history.backtest_won" if ours["crps"] < naive["crps"] else "history.backtest_lost"
    return s.t(
        key, ours=number(ours["crps"], s.lang), naive=number(naive["crps"], s.lang),
        n=number(ours["n"], s.lang), held=percent(ours["held"], s.lang, 0),
    )  # fmt: skip


def _chart(s: Scene, made: Forecast) -> Component:
    label = s.t("history.table.forecast_months")
    return chart(drawn(s, made), s.lang, label=label)


def drawn(s: Scene, made: Forecast) -> go.Figure:
    """The last three years by month, and the range of the next one."""
    ahead = own(s, made.by_month)
    start = made.first - pd.DateOffset(months=PAST_MONTHS)
    counted = s.table("experience", "year", "month")
    first = s.story.facts.county.contract_year_start_month
    at = pd.to_datetime(
        {"year": counted["year"] + (counted["month"] < first), "month": counted["month"], "day": 1}
    )
    past = pd.DataFrame({"month": at, "claims": counted["claims"]})
    past = past[(past["month"] >= start) & (past["month"] < made.first)].sort_values("month")
    return fan(ahead, past, y_title=t("unit.claims", s.lang), lang=s.lang)
