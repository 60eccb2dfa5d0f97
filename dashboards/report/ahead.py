"""Claims of the next twelve months: ranges, and how such forecasts did before."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboards.report import charts
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Paragraph
from dashboards.report.findings import told_of
from risk.history.forecast import ALL, LEAST_CLAIMS, LEAST_MONTHS

METHODS = ("level", "trend", "last_year", "seasonal_naive", "seasonal_mean")


def twelve_months(b: Brief) -> tuple[Block, ...]:
    """What is expected, by family and by month, and the test on years unseen."""
    w, ahead = b.words, b.account.forecast
    if ahead.note:
        return (Paragraph(w("ahead.none", months=w.n(LEAST_MONTHS), n=w.n(LEAST_CLAIMS))),)
    figure = b.figure(
        "ahead", lambda: charts.months_ahead(of_all(ahead.by_month), w),
        b.ledgers("claim", "policy") + w("note.ahead"), alt=w("alt.ahead"),
    )  # fmt: skip
    return (
        Paragraph(opening(b)), *told_of(b, "ahead"), figure, families(b), month_table(b),
        *tested(b),
    )  # fmt: skip


def of_all(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of all families together."""
    return frame[frame["peril_family"] == ALL]


def opening(b: Brief) -> str:
    """The year ahead in two sentences."""
    w, ahead = b.words, b.account.forecast
    row = of_all(ahead.by_year).iloc[0]
    last = (ahead.first + pd.DateOffset(months=12, days=-1)).date()
    return w(
        "ahead.text", first=w.day(ahead.first.date()), last=w.day(last), p50=w.n(row["p50"]),
        range=w.span(row["p05"], row["p95"]), mean=w.n(row["mean"]),
        before=w.n(row["last_12_months"]), growth=w.pct(ahead.growth),
    )  # fmt: skip


def families(b: Brief) -> Block:
    """The year ahead by family beside the last twelve months, with how ranges held before."""
    w, ahead = b.words, b.account.forecast
    columns = [
        b.col("family", number=False, weight=1.3), b.col("last_12", unit="claims"),
        b.col("claims_mean", unit="claims"), b.col("claims_p50", unit="claims"),
        b.col("range_90", unit="claims", weight=1.3),
        b.col("method", number=False, weight=1.3), b.col("held", weight=1.6),
    ]  # fmt: skip
    rows = [family_row(b, row) for row in ahead.by_year.to_dict("records")]
    note = b.ledgers("claim", "policy") + w("note.ahead") + w("note.held")
    return b.table("table.ahead", columns, rows, note)


def family_row(b: Brief, row: Mapping[Any, Any]) -> tuple[str, ...]:
    """One family; a family of few claims has no numbers of its own."""
    w, family = b.words, row["peril_family"]
    name = w("all_families") if family == ALL else w.family(family)
    last = w.n(row["last_12_months"])
    if row["note"]:
        few = w("not_enough_short")
        return name, last, few, few, few, w("none_left"), few
    method = str(row["method"]) if row["method"] in METHODS else "sum"
    return (
        name, last, w.n(row["mean"]), w.n(row["p50"]), w.span(row["p05"], row["p95"]),
        w(f"method.{method}"), held(b, family, method),
    )  # fmt: skip


def held(b: Brief, family: str, method: str) -> str:
    """Share of months whose count lay in the 90 % range of an earlier forecast."""
    w, tried = b.words, b.account.forecast.backtest
    used = "level" if method == "sum" else method
    own = tried[
        (tried["peril_family"] == family) & (tried["method"] == used) & (tried["period"] == "month")
    ]
    if own.empty:
        return w("not_tested")
    row = own.iloc[0]
    return w("held_of", share=w.pct(row["held"], 0), n=w.n(row["n"]))


def month_table(b: Brief) -> Block:
    """All families month by month."""
    w = b.words
    columns = [
        b.col("month", number=False, weight=1.4), b.col("claims_mean", unit="claims"),
        b.col("claims_p50", unit="claims"), b.col("range_90", unit="claims", weight=1.3),
    ]  # fmt: skip
    rows = [
        (
            w("year_month", year=r.month.year, month=w.month(r.month.month)), w.n(r.mean),
            w.n(r.p50), w.span(r.p05, r.p95),
        )
        for r in of_all(b.account.forecast.by_month).itertuples()
    ]  # fmt: skip
    note = b.ledgers("claim", "policy") + w("note.ahead")
    return b.table("table.ahead_months", columns, rows, note)


def tested(b: Brief) -> tuple[Block, ...]:
    """Forecasts from the ends of past years against what came, beside simple rules."""
    w, tried = b.words, of_all(b.account.forecast.backtest)
    if tried.empty:
        return (Paragraph(w("ahead.not_tested")),)
    by = tried.set_index(["method", "period"])
    columns = [
        b.col("method", number=False, weight=1.7), b.col("error_year", unit="claims"),
        b.col("crps_year", unit="claims"), b.col("error_month", unit="claims"),
        b.col("crps_month", unit="claims"), b.col("held", weight=1.6),
    ]  # fmt: skip
    rows = [
        (
            w(f"method.{method}"), *(
                w.n(by.loc[(method, period), score], 1)
                for period in ("year", "month") for score in ("absolute_error", "crps")
            ), held_text(b, by.loc[(method, "month")]),
        )
        for method in METHODS if (method, "year") in by.index
    ]  # fmt: skip
    origins = int(by.xs("year", level="period")["n"].max())
    note = b.ledgers("claim", "policy") + w("note.tested")
    return (
        Paragraph(w("ahead.tested", n=w.n(origins))), b.table("table.tested", columns, rows, note),
    )  # fmt: skip


def held_text(b: Brief, row: "pd.Series[Any]") -> str:
    """Share of months held; simple rules have no range."""
    w = b.words
    if pd.isna(row["held"]):
        return w("no_range")
    return w("held_of", share=w.pct(row["held"], 0), n=w.n(row["n"]))
