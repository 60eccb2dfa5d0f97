"""People, roads, problems and requests of a bulletin: each sentence follows from a figure."""

from collections.abc import Iterator
from datetime import timedelta

import pandas as pd

from dashboards.report.brief import Brief
from dashboards.report.bulletin_read import BulletinRead
from dashboards.report.content import Block, Bullets, Column, Paragraph
from risk.hazard.roads import CLOSED

NAMED = 3
SLOW = "slow"
DAMAGE_OLD = timedelta(hours=24)


def people(b: Brief, read: BulletinRead) -> tuple[Block, ...]:
    """Crews out, out of action and coming; own crews by the roster; lenders by when they can be."""
    w, crews = b.words, read.crews
    own = w(
        "bulletin.people.own", day=w.day(read.now.at.date()), n=w.n(read.own_day),
        night=w.n(read.own_night), heads=w.n(b.story.facts.county.staffing.heads_per_crew),
    )  # fmt: skip
    if crews is None:
        told = w("bulletin.people.none")
    else:
        key = "bulletin.people.replayed" if crews.replayed else "bulletin.people.live"
        told = w(
            key, n=w.n(crews.on_duty), out=w.n(crews.out), coming=w.n(crews.coming),
            ahead=w.n(crews.ahead), waiting=w.n(crews.waiting), id=w.n(crews.day_id),
        )  # fmt: skip
        if crews.free_at is not None:
            told += w("bulletin.people.free", at=w.stamp(crews.free_at))
    return Paragraph(own + told), Paragraph(lenders(b, read))


def lenders(b: Brief, read: BulletinRead) -> str:
    """Who could help, with how many crews, and by when at the earliest."""
    w, rows = b.words, b.story.facts.lenders
    if rows.empty:
        return w("bulletin.people.no_lender")
    names = [
        w("bulletin.people.lender", name=str(r.name), n=w.n(r.crews_max),
          at=w.stamp(read.now.at + timedelta(hours=float(r.lag_h))))
        for r in rows.sort_values(["lag_h", "lender_id"]).itertuples()
    ]  # fmt: skip
    return w("bulletin.people.lenders", names=w.join(names))


def roads(b: Brief, read: BulletinRead) -> tuple[Block, ...]:
    """Warnings in force, and roads that are not open, gravest first, with who waits behind them."""
    w = b.words
    warned = [
        w(
            "bulletin.warning", signal=w.term("signal", r.signal) if r.signal else w("unknown"),
            colour=w.term("warning_colour", r.colour) if r.colour else w("unknown"),
            at=w.stamp(r.issued_at), until=w.stamp(r.expires_at),
        )
        for r in read.warnings.itertuples()
    ]  # fmt: skip
    head = Paragraph(w.join(warned) if warned else w("bulletin.warning.none"))
    if read.roads.empty:
        return head, Paragraph(w("bulletin.roads.none"))
    slow = read.roads["state"] == SLOW
    driven = [b.place(code) for code in read.roads.loc[slow, "region_code"]]
    text = (Paragraph(w("bulletin.roads.slow", names=w.join(driven))),) if driven else ()
    shut = read.roads[~slow]
    if shut.empty:
        return head, *text
    waiting = read.townships.set_index("code")["waiting"]
    columns = [
        b.col("township", number=False, weight=1.5), Column(w("bulletin.col.road"), "", False),
        Column(w("bulletin.col.since"), "", False, 1.3),
        Column(w("bulletin.col.waiting"), w("unit.claims"), True),
    ]  # fmt: skip
    rows = [
        (
            b.place(r.region_code), w.term("road_state", r.state), w.stamp(r.since),
            w.n(waiting.get(r.region_code, 0)),
        )
        for r in shut.itertuples()
    ]  # fmt: skip
    note = b.ledgers("road_state", "claim")
    return head, b.table("bulletin.table.roads", columns, rows, note), *text


def problems_and_asks(b: Brief, read: BulletinRead) -> tuple[Block, ...]:
    """What goes wrong, and what the bureau can do about it; said so where there is nothing."""
    w = b.words
    wrong, asked = tuple(problems(b, read)), tuple(asks(b, read))
    return (
        Paragraph(w("bulletin.problems.text" if wrong else "bulletin.problems.none")),
        *((Bullets(wrong),) if wrong else ()),
        Paragraph(w("bulletin.asks.text" if asked else "bulletin.asks.none")),
        *((Bullets(asked),) if asked else ()),
    )


def problems(b: Brief, read: BulletinRead) -> Iterator[str]:
    """Problems the data show at the hour."""
    w, now = b.words, read.now
    if now.late:
        yield w("bulletin.problem.late", n=w.n(now.late), of=w.n(now.judged))
    shut = behind_closed(read)
    if len(shut):
        yield w(
            "bulletin.problem.roads", n=w.n(len(shut)), names=places(b, shut["code"]),
            waiting=w.n(shut["waiting"].sum()),
        )  # fmt: skip
    if read.crews is not None and read.crews.waiting:
        yield w("bulletin.problem.no_crew", n=w.n(read.crews.waiting))
    if read.unmeasured:
        yield w("bulletin.problem.unmeasured", n=w.n(read.unmeasured), of=w.n(now.arrived))
    if read.complaints:
        yield w("bulletin.problem.complaints", n=w.n(read.complaints))
    for row in read.held.itertuples():
        yield w(
            "bulletin.problem.held", name=b.place(row.region_code), reason=str(row.reason),
            until=w.stamp(row.until_at),
        )  # fmt: skip


def asks(b: Brief, read: BulletinRead) -> Iterator[str]:
    """What is asked of the bureau, each with the figure it follows from."""
    w, rows = b.words, read.townships
    shut = behind_closed(read)
    if len(shut):
        yield w("bulletin.ask.roads", names=places(b, shut["code"]), n=w.n(shut["waiting"].sum()),
                more=w.n(shut["p50"].sum()))  # fmt: skip
    if read.damage_at is None:
        yield w("bulletin.ask.damage_none")
    elif read.now.at - read.damage_at > DAMAGE_OLD:
        yield w("bulletin.ask.damage_old", at=w.stamp(read.damage_at),
                n=w.n(read.damage["households"].sum()))  # fmt: skip
    nowhere = int(rows.loc[rows["code"] == "", "claims"].sum())
    if nowhere:
        yield w("bulletin.ask.place", n=w.n(nowhere))
    special = int(rows["special"].sum())
    if special:
        yield w("bulletin.ask.special", n=w.n(special))
    most = rows[(rows["code"] != "") & (rows["p50"] >= 1)].head(NAMED)
    if len(most):
        yield w("bulletin.ask.lists", names=places(b, most["code"]), n=w.n(most["p50"].sum()))


def behind_closed(read: BulletinRead) -> pd.DataFrame:
    """Rows of townships whose road is told closed, most waiting first."""
    closed = read.roads.loc[read.roads["state"] == CLOSED, "region_code"].astype(str)
    rows = read.townships[read.townships["code"].isin(closed)]
    return rows.sort_values(["waiting", "p50"], ascending=False)


def places(b: Brief, codes: "pd.Series[str]") -> str:
    """Names of some places."""
    return b.words.join([b.place(code) for code in codes])
