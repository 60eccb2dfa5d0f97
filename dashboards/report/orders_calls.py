"""Whom an order sheet says to call by when, and who is still to be called."""

from dashboards import i18n
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Column, Paragraph
from dashboards.report.orders_read import Orders
from dashboards.story.plan_calls import still_to_call
from risk.operations.plan_calls import CallAnswer


def source(b: Brief, code: str) -> str:
    """Own, standby, or a lender's name."""
    lenders = b.story.facts.lenders
    names = dict(zip(lenders["lender_id"].astype(str), lenders["name"], strict=True))
    return str(names.get(code, b.words.term("source", code)))


def blank(b: Brief) -> str:
    """A cell written in by hand."""
    return b.words("orders.blank")


def calls(b: Brief, read: Orders) -> tuple[Block, ...]:
    """Whom to call by when, in order of the last hour; who was reached is written in by hand."""
    w, rows = b.words, read.sheet.calls
    if rows.empty:
        return (Paragraph(w("orders.calls.none")),)
    columns = [
        Column(w("orders.col.call_by"), "", False, 1.5),
        Column(w("orders.col.who"), "", False, 1.7),
        Column(w("orders.col.crews"), w("unit.crews"), True, 0.7),
        Column(w("orders.col.where"), "", False, 1.7),
        Column(w("orders.col.there"), "", False, 1.5),
        Column(w("orders.col.called"), "", False, 1.3),
    ]  # fmt: skip
    told = [
        (
            w.stamp(r.call_by), source(b, str(r.source)), w.n(r.crews), str(r.base),
            w.stamp(r.arrive_at), called(b, read, str(r.source)),
        )
        for r in rows.itertuples()
    ]  # fmt: skip
    text = w("orders.calls.text", first=w.stamp(rows["call_by"].min()), n=w.n(rows["crews"].sum()))
    note = b.ledgers("base", "lender") + w("orders.note.calls")
    note += w("orders.note.called") if read.called["tries"].any() else ""
    table = b.table("orders.table.calls", columns, told, note)
    return Paragraph(text), *still(b, read), table


def called(b: Brief, read: Orders, code: str) -> str:
    """What was written down of the last call; else a line to write on."""
    w, row = b.words, read.called.set_index("source").loc[code]
    if not row["answer"]:
        return blank(b)
    said = i18n.t(f"plan.calls.answer.{row['answer']}", w.lang)
    crews = w("orders.promised", n=w.n(row["promised"])) if row["promised"] else ""
    return w("orders.called", at=w.stamp(row["last_at"]), said=said) + crews


def still(b: Brief, read: Orders) -> tuple[Paragraph, ...]:
    """Who is still to be called by when, and who refused, once calls were written down."""
    w, rows = b.words, read.called
    if not rows["tries"].any():
        return ()
    open_ = [
        w("orders.calls.who_by", who=source(b, r.source), at=w.stamp(r.call_by))
        for r in still_to_call(rows).itertuples()
    ]
    no = [source(b, s) for s in rows.loc[rows["answer"] == CallAnswer.REFUSED.value, "source"]]
    text = w("orders.calls.still", names=w.join(open_)) if open_ else w("orders.calls.all_called")
    return (Paragraph(text + (w("orders.calls.refused", names=w.join(no)) if no else "")),)
