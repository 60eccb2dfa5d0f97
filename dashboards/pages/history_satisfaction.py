"""History, satisfaction: what households said, what they complained of, who was called back."""

import pandas as pd
import plotly.graph_objects as go
from dash.development.base_component import Component

from dashboards.components.panels import columns
from dashboards.figures.ranges import bars, points
from dashboards.i18n import t
from dashboards.pages.history_scene import Scene, sheet, texts
from dashboards.story.sheets import DIMENSION_COLUMNS

MONTHS_DRAWN = 36


def view(s: Scene) -> list[Component]:
    """The tab."""
    return [
        sheet(s, "satisfaction_years", figure=by_year(s)),
        sheet(s, "satisfaction", frame=newest(s), figure=by_month(s)),
        columns([sheet(s, "dissatisfaction")], [sheet(s, "call_backs")]),
        sheet(s, "complaint_reasons", figure=reasons(s)),
        sheet(s, "complaint_owners"),
        sheet(s, "complaints"),
        sheet(s, "satisfaction_townships"),
    ]


def newest(s: Scene) -> pd.DataFrame:
    """Months, the newest first: in contract order a month's number does not tell."""
    frame = s.table("satisfaction")
    return frame.assign(at=calendar(frame, s)).sort_values(
        "at", ascending=False, ignore_index=True
    ).drop(columns="at")  # fmt: skip


def calendar(frame: pd.DataFrame, s: Scene) -> pd.Series:
    """First day of each row's month; a contract year may begin in any month."""
    start = s.story.facts.county.contract_year_start_month
    year = frame["year"] + (frame["month"] < start)
    return pd.to_datetime({"year": year, "month": frame["month"], "day": 1})


def by_year(s: Scene) -> go.Figure | None:
    """The index of each year with its interval."""
    frame = s.table("satisfaction_years")
    told = frame[frame["index"].notna()]
    if told.empty:
        return None
    drawn = told.assign(label=texts(told, (DIMENSION_COLUMNS["year"],), s))
    figure = points(drawn, x="label", y="index", y_title=s.t("history.index_axis"), joined=True)
    figure.update_yaxes(range=[0, 103])
    return figure


def by_month(s: Scene) -> go.Figure | None:
    """The trend over the last three years."""
    frame = s.table("satisfaction")
    at = calendar(frame, s) if len(frame) else pd.Series(dtype="datetime64[us]")
    told = frame.assign(at=at)[frame["index"].notna()].sort_values("at").tail(MONTHS_DRAWN)
    if told.empty:
        return None
    drawn = told.assign(label=[f"{d:%Y-%m}" for d in told["at"]])
    figure = points(drawn, x="label", y="index", y_title=s.t("history.index_axis"), joined=True)
    figure.update_yaxes(range=[0, 103])
    return figure


def reasons(s: Scene) -> go.Figure | None:
    """Complaints by reason."""
    frame = s.table("complaint_reasons")
    if frame.empty:
        return None
    known = frame.assign(label=frame["reason"].fillna(t("history.not_given", s.lang)))
    drawn = known.sort_values("complaints", ascending=False)
    names = {"complaints": s.t("history.col.complaints")}
    return bars(drawn, x="label", values=names, y_title=s.t("history.complaints_axis"))
