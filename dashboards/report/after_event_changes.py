"""What to change after an event: each row follows from a figure, and says so where none does."""

from collections.abc import Iterator

import pandas as pd

from dashboards.report.after_event_read import AfterEvent
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Column, Paragraph
from dashboards.report.event_state import LATE, OVERDUE
from risk.hazard.roads import CLOSED

Row = tuple[str, str, str, str]
MEASURED_LEAST = 0.9
UNPLACED_MOST = 0.02
NIGHT_FROM, NIGHT_UNTIL = 19, 7
NIGHT_MORE = 1.5
REPEATED_FROM = 1.2


def changes(b: Brief, read: AfterEvent) -> tuple[Block, ...]:
    """Findings of the event, each with its value, what it means and what to do."""
    w = b.words
    rows = [row for rule in RULES for row in rule(b, read)]
    if not rows:
        return (Paragraph(w("after.changes.none")),)
    columns = [
        Column(w(f"after.col.{name}"), "", False, weight)
        for name, weight in (("finding", 1.5), ("value", 1.5), ("means", 2.4), ("measure", 2.6))
    ]
    note = b.ledgers("claim", "report", "road_state") + w("after.note.changes")
    text = w("after.changes.text", n=w.n(len(rows)))
    return Paragraph(text), b.table("after.table.changes", columns, rows, note)


def row(b: Brief, key: str, value: str, **values: object) -> Row:
    """A row whose words are ``report.after.change.KEY.finding|means|measure``."""
    w = b.words
    finding, means, measure = (
        w(f"after.change.{key}.{part}", **values) for part in ("finding", "means", "measure")
    )
    return finding, value, means, measure


def of_forecast(b: Brief, read: AfterEvent) -> Iterator[Row]:
    """The eve's range held what came, or not; a footprint was recorded, or not."""
    w, eve = b.words, read.said.iloc[0]
    value = w(
        "after.change.eve.value", n=w.n(read.came), p50=w.n(eve["p50"]),
        range=w.span(eve["p05"], eve["p95"]),
    )  # fmt: skip
    if read.came > eve["p95"]:
        yield row(b, "eve_low", value)
    elif read.came < eve["p05"]:
        yield row(b, "eve_high", value)
    if not read.recorded:
        yield row(b, "footprint", w("not_given"))


def of_promise(b: Brief, read: AfterEvent) -> Iterator[Row]:
    """Tiers below the wanted share, and arrivals that certify nothing."""
    w, target = b.words, b.story.facts.county.staffing.share_target
    for tier in read.promise.to_dict("records"):
        if tier["tier"] != "all" and tier["share"] == tier["share"] and tier["share"] < target:
            key = "tier_missed" if tier["share_hi"] < target else "tier_open"
            yield row(
                b, key, b.share(tier, "share"), tier=w.tier(tier["tier"]), target=w.pct(target, 0)
            )  # fmt: skip
    reached = read.promise[read.promise["tier"] == "all"]
    if len(reached):
        counts = reached.iloc[0]
        timed = counts["kept"] + counts["late"]
        if timed and counts["measured"] / timed < MEASURED_LEAST:
            value = w("bulletin.in_time", share=w.pct(counts["measured"] / timed, 0),
                      kept=w.n(counts["measured"]), n=w.n(timed))  # fmt: skip
            yield row(b, "measured", value)


def of_causes(b: Brief, read: AfterEvent) -> Iterator[Row]:
    """The commonest cause of lateness by the dispatch days; else that none was kept."""
    w, rows = b.words, read.days.rows
    if read.days.days.empty:
        yield row(b, "no_days", w("not_given"))
    elif len(rows):
        counts = rows["cause"].value_counts()
        value = w("after.change.cause.value", n=w.n(counts.iloc[0]), of=w.n(len(rows)))
        yield row(b, f"cause.{counts.index[0]}", value)


def of_nights(b: Brief, read: AfterEvent) -> Iterator[Row]:
    """Claims reported at night were late more often than by day."""
    w = b.words
    decided = read.claims[read.claims["verdict"].isin(("kept", LATE, OVERDUE))]
    hour = decided["reported_at"].dt.hour
    night = (hour >= NIGHT_FROM) | (hour < NIGHT_UNTIL)
    late = decided["verdict"] != "kept"
    if night.sum() < 10 or (~night).sum() < 10:
        return  # too few to compare
    dark, light = float(late[night].mean()), float(late[~night].mean())
    if dark >= NIGHT_MORE * max(light, 0.01) and late[night].sum() >= 3:
        value = w("after.change.night.value", dark=w.pct(dark, 0), light=w.pct(light, 0))
        yield row(b, "night", value)


def of_roads(b: Brief, read: AfterEvent) -> Iterator[Row]:
    """Late claims in townships whose road was told closed."""
    w = b.words
    shut = [r.given["code"] for r in read.timeline.itertuples() if r.key == CLOSED]
    late = read.claims[read.claims["verdict"].isin((LATE, OVERDUE))]
    behind = late[late["township_code"].isin(shut)]
    if len(behind):
        names = w.join([b.place(c) for c in pd.unique(behind["township_code"])])
        value = w("after.change.cause.value", n=w.n(len(behind)), of=w.n(len(late)))
        yield row(b, "roads", value, names=names)


def of_data(b: Brief, read: AfterEvent) -> Iterator[Row]:
    """Claims without a village, houses reported more than once, complaints, open claims."""
    w, claims, now = b.words, read.claims, read.now
    nowhere = int(claims["region_code"].isna().sum())
    if len(claims) and nowhere / len(claims) > UNPLACED_MOST:
        value = w("after.change.cause.value", n=w.n(nowhere), of=w.n(len(claims)))
        yield row(b, "unplaced", value)
    if now.messages and now.houses and now.messages / now.houses >= REPEATED_FROM:
        yield row(b, "repeated", w.n(now.messages / now.houses, 2))
    if read.complaints:
        yield row(b, "complaints", w.n(read.complaints))
    open_ = int((claims["status"] == "open").sum())
    if read.over and open_:
        value = w("after.change.cause.value", n=w.n(open_), of=w.n(len(claims)))
        yield row(b, "open", value)


RULES = (of_forecast, of_promise, of_causes, of_nights, of_roads, of_data)
