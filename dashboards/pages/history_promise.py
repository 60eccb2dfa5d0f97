"""History, the promise: every clock, who kept it, why not."""

import plotly.graph_objects as go
from dash.development.base_component import Component

from dashboards.components.panels import columns
from dashboards.figures.ranges import bars, points
from dashboards.figures.theme import GREY, TIER_COLOURS
from dashboards.i18n import day, t, term
from dashboards.pages.history_experience import grouping
from dashboards.pages.history_scene import Scene, chips, sentence, sheet, texts
from dashboards.story.sheets import DIMENSION_COLUMNS, Col
from risk.history import calendar_known_until
from risk.warehouse.experience import Stage

GROUPINGS = (
    "year", "month", "township_code", "event", "event_id", "report_hour", "report_weekday",
    "peril_family", "damage_grade", "survey_mode", "crew_id",
)  # fmt: skip
DRAWN_MAX = 40
PAY_CLOCKS = ("from_approval", "from_approval_less_notice")


def view(s: Scene) -> list[Component]:
    """The tab."""
    return [
        sheet(s, "timeliness", more=[sentence(calendar_words(s))]),
        stages(s),
        grouping(s, GROUPINGS),
        sheet(s, "promise", figure=shares(s)),
        columns(
            [sheet(s, "late_reasons", figure=reasons(s))],
            [sheet(s, "payment_times", figure=payment_bars(s))],
        ),
        sheet(s, "hotline_hours", figure=hotline_bars(s)),
        sheet(s, "hotline"),
    ]


def calendar_words(s: Scene) -> str:
    """Until when make-up workdays are known, and which limits nobody gave."""
    known = calendar_known_until(s.story.facts.as_of)
    return s.t("history.calendar", day=day(known, s.lang))


def stages(s: Scene) -> Component:
    """Which clock the table below is of."""
    options = [
        (term("stage", stage.value, s.lang), s.look.address(stage=stage.value),
         s.look.stage == stage.value)
        for stage in Stage
    ]  # fmt: skip
    return chips(s.t("history.stage"), options)


def shares(s: Scene) -> go.Figure | None:
    """Share kept by group and tier: measured arrivals where the clock is the arrival's."""
    frame = s.table("promise")
    arrival = s.look.stage == Stage.ARRIVAL.value
    value = "share_measured" if arrival else "share"
    told = frame[frame[value].notna()]
    if told.empty or len(told) > DRAWN_MAX * 2:
        return None
    by = tuple(DIMENSION_COLUMNS[name] for name in s.look.by)
    drawn = told.assign(label=texts(told, by, s).tolist() if by else s.t("history.whole"))
    split, colours = None, tuple(TIER_COLOURS.values())
    if "tier" in drawn:
        drawn["tier_name"], split = (
            [term("tier", code, s.lang) for code in drawn["tier"]],
            "tier_name",
        )
        colours = tuple(TIER_COLOURS.get(code, GREY) for code in dict.fromkeys(drawn["tier"]))
    title = s.t("history.share_measured" if arrival else "chart.share_kept")
    return points(
        drawn, x="label", y=value, y_title=title, split=split, colours=colours, share=True,
        joined=s.look.by[-1:] == ("year",),
    )  # fmt: skip


def reasons(s: Scene) -> go.Figure | None:
    """Late arrivals by reason."""
    frame = s.table("late_reasons")
    if frame.empty:
        return None
    known = frame["late_reason"].fillna(s.t("history.not_given"))
    wide = (
        frame.assign(reason=known)
        .pivot_table(index="reason", columns="tier", values="late", aggfunc="sum", fill_value=0)
        .reset_index()
    )
    tiers = {tier: term("tier", tier, s.lang) for tier in ("town", "rural") if tier in wide}
    return bars(wide, x="reason", values=tiers, y_title=t("unit.claims", s.lang))


def payment_bars(s: Scene) -> go.Figure | None:
    """Payments by days from approval, the village notice counted and not."""
    frame = s.table("payment_times")
    timed = frame[(frame["standing"] == "timed") & frame["clock"].isin(PAY_CLOCKS)]
    if timed.empty:
        return None
    label = [
        s.t("history.days_bin", first=f"{a:g}", last=f"{b:g}") if b != float("inf")
        else s.t("history.days_over", first=f"{a:g}")
        for a, b in zip(timed["from_day"], timed["to_day"], strict=True)
    ]  # fmt: skip
    wide = (
        timed.assign(label=label)
        .pivot_table(index="label", columns="clock", values="share", sort=False)
        .reset_index()
    )
    names = {clock: term("pay_clock", clock, s.lang) for clock in PAY_CLOCKS if clock in wide}
    figure = bars(wide, x="label", values=names, y_title=s.t("history.share_of_payments"),
                  share=True)  # fmt: skip
    figure.update_layout(barmode="group")
    return figure


def hotline_bars(s: Scene) -> go.Figure | None:
    """Calls by hour, answered and not."""
    frame = s.table("hotline_hours")
    if frame.empty:
        return None
    drawn = frame.assign(label=texts(frame, (Col("hour", "hour"),), s))
    names = {c: s.t(f"history.col.{c}") for c in ("answered", "unanswered", "end_not_given")}
    return bars(drawn, x="label", values=names, y_title=s.t("history.calls_axis"))
