"""Chapters of the summary: claims and payments, events handled, special households."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

import pandas as pd

from dashboards.report import coverage, facts, happened, whole_year
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Chapter, Column, Paragraph, Section, Table
from dashboards.report.event_state import ALL, judged, promise_rows
from risk.terms import ClaimStatus, Group

YEARS_SHOWN = 3


def claims(b: Brief) -> Chapter:
    """Claims, payments and loss ratio: actual and estimate, beside the years before, by family."""
    w = b.words
    drawn = tuple(x for x in happened.months(b) if not isinstance(x, Table))
    return Chapter(
        w("summary.claims.title"),
        (
            Section(w("whole.title"), whole_year.whole_year(b)),
            Section(w("happened.year.title"), years(b)),
            Section(w("happened.family.title"), happened.families(b)),
            Section(w("happened.month.title"), drawn),
        ),
    )


def years(b: Brief) -> tuple[Block, ...]:
    """This year beside the last ones; the same days of last year, so that a part meets a part."""
    opening, ratio, table = happened.years(b)
    return opening, ratio, *same_days(b), recent(table)


def recent(block: Block) -> Block:
    """A table by year cut to its last years; what is no table stays as it is."""
    if not isinstance(block, Table):
        return block
    return replace(block, rows=block.rows[-YEARS_SHOWN:])


def same_days(b: Brief) -> tuple[Block, ...]:
    """Claims and payments of the same days a year earlier; nothing where the record is shorter."""
    w, told = b.words, b.story.facts
    first, _ = told.county.contract_year_bounds(b.year - 1)
    if told.claims.empty or told.claims["loss_at"].min().date() > first + timedelta(
        days=facts.EDGE_DAYS
    ):
        return ()
    own = told.claims[told.claims["year"] == b.year]
    then = (pd.Timestamp(told.as_of) - pd.DateOffset(years=1)).normalize()
    days = told.claims["loss_at"].dt.normalize() <= then
    last = told.claims[(told.claims["year"] == b.year - 1) & days]
    values = {
        "day": w.day(then.date()), "n": w.n(len(own)), "before": w.n(len(last)),
        "change": change(b, len(own), len(last)),
    }  # fmt: skip
    return (Paragraph(w("summary.same_days", **values)),)


def change(b: Brief, now: float, before: float) -> str:
    """More or fewer, in words; few claims carry no per cent."""
    w = b.words
    if now == before:
        return w("summary.change.same")
    key = "more" if now > before else "fewer"
    return w(f"summary.change.{key}", n=w.n(abs(now - before)))


@dataclass(frozen=True)
class Handled:
    """Claims of one event or group: how many, reached in time, still open, paid."""

    claims: int
    share: str
    late: int
    open: int
    paid_money: float


def handled(b: Brief, own: pd.DataFrame) -> Handled:
    """How claims were handled by the report's last day."""
    told = b.story.facts
    moment = datetime.combine(told.as_of + timedelta(days=1), time())
    found = judged(own, told.county.promise, moment)
    rows = promise_rows(found).set_index("tier")
    kept = b.share(dict(rows.loc[ALL]), "share") if len(found) else b.words("no_verdict")
    late = int(rows.loc[ALL, ["late", "overdue"]].sum()) if len(found) else 0
    opened = int((own["status"] == ClaimStatus.OPEN.value).sum())
    return Handled(len(own), kept, late, opened, float(own["paid_money"].sum()))


def handled_columns(b: Brief) -> list[Column]:
    """Headings of :func:`handled_cells`."""
    return [
        b.col("claims", unit="claims"), b.col("share_in_time", weight=1.8),
        b.col("late", unit="claims"), b.col("open", unit="claims"),
        b.col("paid", unit=b.words.money_unit, weight=1.1),
    ]  # fmt: skip


def handled_cells(b: Brief, h: Handled) -> tuple[str, ...]:
    """Cells of claims handled."""
    w = b.words
    return w.n(h.claims), h.share, w.n(h.late), w.n(h.open), w.sum(h.paid_money)


def events(b: Brief) -> Chapter:
    """Disaster events that began in the contract year."""
    w = b.words
    return Chapter(w("summary.events.title"), (Section("", events_handled(b)),))


def events_handled(b: Brief) -> tuple[Block, ...]:
    """What each event of the year brought and how its claims were handled."""
    w, told = b.words, b.story.facts
    first, end = told.county.contract_year_bounds(b.year)
    began = told.events["started_at"]
    own = told.events[(began >= pd.Timestamp(first)) & (began < pd.Timestamp(end))]
    if told.events.empty:
        return (Paragraph(w("happened.events.none")),)
    if own.empty:
        return (Paragraph(w("summary.events.none", year=w.year(b.year))),)
    this = told.claims[told.claims["year"] == b.year]
    rows, n = [], 0
    for r in own.sort_values("started_at").itertuples():
        of_event = told.claims[told.claims["event_id"] == r.event_id]
        n += int((this["event_id"] == r.event_id).sum())
        rows.append(
            (
                str(r.name), w.family(r.peril_family), w.stamp(r.started_at),
                *handled_cells(b, handled(b, of_event)),
            )
        )  # fmt: skip
    columns = [
        b.col("event", number=False, weight=1.9), b.col("family", number=False, weight=1.1),
        b.col("started", number=False, weight=1.4), *handled_columns(b),
    ]  # fmt: skip
    text = w(
        "summary.events.text", year=w.year(b.year), events=w.n(len(own)), n=w.n(n),
        share=w.pct(n / max(len(this), 1), 0),
    )  # fmt: skip
    note = b.ledgers("event", "claim") + w("summary.note.handled")
    return Paragraph(text), b.table("table.events_handled", columns, rows, note)


def special(b: Brief) -> Chapter:
    """Special households: who is insured, how their claims were handled beside the others'."""
    w = b.words
    return Chapter(
        w("summary.special.title"),
        (
            Section(w("coverage.group.title"), coverage.by_group(b)),
            Section(w("summary.special.claims.title"), special_claims(b)),
        ),
    )


def special_claims(b: Brief) -> tuple[Block, ...]:
    """This year's claims of special and ordinary households; unknown ones stand apart."""
    w, frame = b.words, b.story.facts.claims
    this = frame[frame["year"] == b.year]
    if this.empty:
        return (Paragraph(w("promise.clocks.none", year=w.year(b.year))),)
    group = this["household_group"]
    ordinary = group == Group.ORDINARY.value
    parts = {
        "special": this[group.notna() & ~ordinary], "ordinary": this[ordinary],
        "unknown": this[group.isna()],
    }  # fmt: skip
    told = {name: handled(b, own) for name, own in parts.items() if len(own)}
    rows = [(w(f"summary.group.{name}"), *handled_cells(b, h)) for name, h in told.items()]
    columns = [b.col("group", number=False, weight=1.6), *handled_columns(b)]
    key = "summary.special.text" if "special" in told else "summary.special.no_claims"
    n = told["special"].claims if "special" in told else 0
    text = w(key, year=w.year(b.year), n=w.n(n), total=w.n(len(this)))
    note = b.ledgers("claim", "policy") + w("summary.note.handled")
    return Paragraph(text), b.table("table.special_claims", columns, rows, note)
