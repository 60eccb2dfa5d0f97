"""The bulletin of an event: figures at an hour, against the last one; what is asked of whom."""

from datetime import timedelta

from dashboards.report import bulletin_asks, event_charts
from dashboards.report.brief import Brief
from dashboards.report.bulletin_read import BulletinRead
from dashboards.report.content import Block, Bullets, Chapter, Column, Paragraph, Report, Section
from dashboards.report.event_state import Figures
from dashboards.report.framed import framed
from dashboards.report.material import Material

TOWNSHIPS_SHOWN = 8
FIRST_COLUMNS = 2  # of a bulletin with nothing before it: the figure, and how it stands


def bulletin_report(m: Material) -> Report:
    """A bulletin of one or two pages."""
    w, b, read = m.words, m.brief, m.given
    now = read.now
    chapters = (
        ("headline", headline(b, read)),
        ("against", against(b, read)),
        ("asks", bulletin_asks.problems_and_asks(b, read)),
        ("townships", townships(b, read)),
        ("people", bulletin_asks.people(b, read)),
        ("roads", bulletin_asks.roads(b, read)),
        ("sent", sent(b)),
    )
    return framed(
        m,
        w("bulletin.title", name=read.name),
        w("bulletin.subtitle", county=m.county_name, at=w.stamp(now.at), hours=w.n(hours(read))),
        tuple(Chapter(w(f"bulletin.{key}"), (Section("", blocks),)) for key, blocks in chapters),
        facts=((w("bulletin.at"), w.stamp(now.at)), (w("bulletin.last"), last_words(b, read))),
        key_figures={
            "reported": w.n(now.reported), "surveyed": w.n(now.surveyed),
            "final": w.n(now.final["p50"]), "final_range": range_of(b, now.final),
            "to_come": w.n(now.to_come["p50"]), "to_come_range": range_of(b, now.to_come),
            "late": w.n(now.late),
        },
        short=True,
    )  # fmt: skip


def hours(read: BulletinRead) -> float:
    """Hours since the event began."""
    return (read.now.at - read.started_at) / timedelta(hours=1)


def range_of(b: Brief, summary: dict[str, float]) -> str:
    """The 90 % range of a count."""
    return b.words.span(summary["p05"], summary["p95"])


def last_words(b: Brief, read: BulletinRead) -> str:
    """What the figures are set beside."""
    w = b.words
    if read.before is None:
        return w("bulletin.last.none")
    if not read.last:
        return w("bulletin.last.day", at=w.stamp(read.before.at))
    key = "bulletin.last.made" if read.last_known else "bulletin.last.gone"
    return w(key, number=read.last, at=w.stamp(read.before.at))


def headline(b: Brief, read: BulletinRead) -> tuple[Block, ...]:
    """The answer first: how many, how many more, how sure; the data's own end where it is early."""
    w, now = b.words, read.now
    text = w(
        "bulletin.headline.text", name=read.name, at=w.stamp(now.at), reported=w.n(now.reported),
        surveyed=w.n(now.surveyed), claims=w.n(now.claims), final=w.n(now.final["p50"]),
        final_range=range_of(b, now.final), to_come=w.n(now.to_come["p50"]),
        to_come_range=range_of(b, now.to_come), day=w.n(now.next_day["mean"]),
        day_range=w.span(now.next_day["p10"], now.next_day["p90"]),
    )  # fmt: skip
    gap = w("bulletin.headline.early", asked=w.stamp(read.asked), known=w.stamp(now.at))
    figure = b.figure(
        "event_path",
        lambda: event_charts.path(read.seen, read.ahead, now.at, w),
        b.ledgers("report", "claim") + w("bulletin.note.nowcast"),
        alt=w("alt.event_path"), event=read.name, at=w.stamp(now.at),
    )  # fmt: skip
    early = (Paragraph(gap),) if read.asked > now.at else ()
    return (Paragraph(text + sure(b, now)), *early, figure)


def sure(b: Brief, now: Figures) -> str:
    """How sure the estimate is, by the width of its range beside its middle."""
    width = (now.final["p95"] - now.final["p05"]) / max(now.final["p50"], 1)
    key = "narrow" if width < 0.5 else "wide" if width < 1.5 else "open"
    return b.words(f"bulletin.sure.{key}", share=b.words.pct(known_share(now), 0))


def known_share(now: Figures) -> float:
    """Share of the claims expected in the end that are reported."""
    return now.reported / max(now.final["p50"], now.reported, 1)


def against(b: Brief, read: BulletinRead) -> tuple[Block, ...]:
    """Every figure now; where there is a last bulletin, then too, and how much more or less."""
    w, now, then = b.words, read.now, read.before
    columns = [
        Column(w("bulletin.col.figure"), "", False, 2.6), Column(w("bulletin.col.now"), "", True),
        Column(w("bulletin.col.then"), "", True), Column(w("bulletin.col.change"), "", True),
    ]  # fmt: skip
    rows = [
        (
            w(f"bulletin.figure.{name}"), _shown(b, now, name),
            _shown(b, then, name) if then else w("none_left"),
            _change(b, now, then, name),
        )
        for name in FIGURES
    ]  # fmt: skip
    told = len(columns) if then else FIRST_COLUMNS
    note = b.ledgers("report", "claim") + w("bulletin.note.against")
    cells = [row[:told] for row in rows]
    table = b.table("bulletin.table.against", columns[:told], cells, note)
    gap = (Paragraph(w("bulletin.no_register")),) if now.messages is None else ()
    return (Paragraph(w("bulletin.against.text", last=last_words(b, read))), *gap, table)


FIGURES = (
    "messages", "houses", "insured", "claims", "arrived", "surveyed", "in_time", "late", "paid",
    "paid_money", "final", "to_come",
)  # fmt: skip


def _value(now: Figures, name: str) -> float | None:
    """A figure as a number; None: not known."""
    if name in ("final", "to_come"):
        return float(getattr(now, name)["p50"])
    if name == "in_time":
        return now.kept / now.judged if now.judged else None
    value = getattr(now, name)
    return None if value is None else float(value)


def _shown(b: Brief, now: Figures, name: str) -> str:
    w, value = b.words, _value(now, name)
    if value is None:
        return w("not_given") if name != "in_time" else w("no_verdict")
    if name == "in_time":
        return w("bulletin.in_time", share=w.pct(value, 0), kept=w.n(now.kept), n=w.n(now.judged))
    if name == "paid_money":
        return w.money(value)
    if name in ("final", "to_come"):
        return w("with_range", value=w.n(value), range=range_of(b, getattr(now, name)))
    return w.n(value)


def _change(b: Brief, now: Figures, then: Figures | None, name: str) -> str:
    """More or less than before; percentage points for a share."""
    w = b.words
    values = (_value(now, name), _value(then, name) if then else None)
    if values[0] is None or values[1] is None:
        return w("none_left")
    digits = 2 if name == "in_time" else 0  # as shown: no change that the two do not show
    change = round(values[0], digits) - round(values[1], digits)
    sign = "+" if change > 0 else "−" if change < 0 else "±"
    if name == "in_time":
        return w("bulletin.points", n=f"{sign}{w.n(abs(100 * change), 0)}")
    return sign + (w.money(abs(change)) if name == "paid_money" else w.n(abs(change)))


def townships(b: Brief, read: BulletinRead) -> tuple[Block, ...]:
    """By township: so far, waiting, late, and still to come with its range."""
    w, frame = b.words, read.townships
    if frame.empty:
        return (Paragraph(w("bulletin.townships.none")),)
    shown, rest = frame.head(TOWNSHIPS_SHOWN), frame.iloc[TOWNSHIPS_SHOWN:]
    columns = [
        Column(w("col.township"), "", False, 1.7),
        *(
            Column(w(f"bulletin.col.{name}"), w("unit.claims"), True, weight)
            for name, weight in (
                ("reported", 1.0), ("surveyed", 1.0), ("waiting", 1.1), ("late", 1.0),
                ("to_come", 1.1), ("range", 1.3),
            )
        ),
    ]  # fmt: skip
    rows = [
        (
            b.place(r.code) if r.code else w("bulletin.no_place"), w.n(r.claims), w.n(r.surveyed),
            w.n(r.waiting), w.n(r.late), w.n(r.p50), w.span(r.p05, r.p95),
        )
        for r in shown.itertuples()
    ]  # fmt: skip
    if len(rest):
        sums = (w.n(rest[c].sum()) for c in ("claims", "surveyed", "waiting", "late"))
        others = w("bulletin.others", n=w.n(len(rest)))
        rows.append((others, *sums, w("none_left"), w("none_left")))
    note = b.ledgers("report", "claim") + w("bulletin.note.townships")
    text = w(
        "bulletin.townships.text",
        names=w.join([b.place(c) for c in shown.loc[shown["code"] != "", "code"].head(3)]),
    )
    return Paragraph(text), b.table("bulletin.table.townships", columns, rows, note)


def sent(b: Brief) -> tuple[Block, ...]:
    """Whom it goes to, by whom: written in by hand."""
    w = b.words
    return (Bullets(tuple(w(f"bulletin.sent.{key}") for key in ("to", "by", "next"))),)
