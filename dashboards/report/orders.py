"""The order sheet of a surge: whom to call by when, who goes where, what it promises, sign-off."""

from datetime import date, timedelta

import pandas as pd

from dashboards import i18n
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Bullets, Chapter, Column, Paragraph, Report, Section
from dashboards.report.content import Table as Grid
from dashboards.report.framed import framed
from dashboards.report.material import Material
from dashboards.report.orders_calls import blank, calls, source
from dashboards.report.orders_read import Orders
from dashboards.story.order_sheet import ORDER_COLUMNS
from dashboards.story.words import choice_words

VILLAGES_SHOWN = 12
BESIDE_DAY = [c for c in ORDER_COLUMNS if c not in ("date", "from_at", "until_at")]


def order_report(m: Material) -> Report:
    """The order sheet of a saved plan."""
    w, b, read = m.words, m.brief, m.given
    sheet = read.sheet
    chapters = (
        ("calls", calls(b, read)), ("points", points(b, read)), ("days", days(b, read)),
        ("first", first(b, read)), ("promise", promise(b, read)), ("sign", sign(b)),
    )  # fmt: skip
    return framed(
        m,
        w("orders.title", county=m.county_name, name=sheet.name),
        w("orders.subtitle", scenario=choice_words(b.story, read.kept.choice, m.lang),
          at=w.stamp(sheet.scenario.starts_at)),
        tuple(Chapter(w(f"orders.{k}.title"), (Section("", blocks),)) for k, blocks in chapters),
        facts=(
            (w("orders.plan"), w("orders.plan_of", number=w.n(sheet.number), author=sheet.author,
                                 at=w.stamp(sheet.saved_at))),
            (w("orders.cost"), w.money(sheet.outcome.cost_money)),
        ),
        key_figures={"crew_days": w.n(crew_days(sheet.orders)), "calls": w.n(len(sheet.calls)),
                     "cost": w.money(sheet.outcome.cost_money)},
        short=True,
    )  # fmt: skip


def crew_days(orders: pd.DataFrame) -> float:
    """Crew-shifts ordered."""
    return float(orders["crews"].sum())


def points(b: Brief, read: Orders) -> tuple[Block, ...]:
    """Where crews report: every base of the plan, its place, the most crews there at once."""
    w, orders = b.words, read.sheet.orders
    most = orders.groupby(["base_id", "date", "shift"])["crews"].sum().groupby("base_id").max()
    lent = orders[orders["source"] != "own"].groupby("base_id")["from_at"].min()
    rows = [
        (
            str(r.name), b.place(r.region_code),
            w("orders.point", lat=w.n(r.lat, 4), lon=w.n(r.lon, 4)), w.n(most[r.base_id]),
            w.stamp(lent[r.base_id]) if r.base_id in lent.index else w("none_left"),
        )
        for r in read.bases.itertuples()
        if r.base_id in most.index
    ]  # fmt: skip
    if not rows:
        return (Paragraph(w("orders.days.none")),)
    columns = [
        b.col("base", number=False, weight=1.8), Column(w("orders.col.place"), "", False, 1.3),
        Column(w("orders.col.point"), "WGS-84", False, 1.5),
        Column(w("orders.col.most"), w("unit.crews"), True),
        Column(w("orders.col.others_from"), "", False, 1.5),
    ]  # fmt: skip
    text = Paragraph(w("orders.points.text"))
    return text, b.table("orders.table.points", columns, rows, b.ledgers("base", "region"))


def days(b: Brief, read: Orders) -> tuple[Block, ...]:
    """Crews by day, base and shift; days with the same orders share a table."""
    w, orders = b.words, read.sheet.orders
    if orders.empty:
        return (Paragraph(w("orders.days.none")),)
    return tuple(day_table(b, first, last, own) for first, last, own in spells(orders))


def spells(orders: pd.DataFrame) -> list[tuple[date, date, pd.DataFrame]]:
    """First and last day of days in a row with the same orders, and the orders of the first."""
    found: list[tuple[date, date, pd.DataFrame]] = []
    for day, own in orders.groupby("date", sort=True):
        same = found and day - found[-1][1] == timedelta(days=1) and _same(found[-1][2], own)
        if same:
            found[-1] = (found[-1][0], day, found[-1][2])
        else:
            found.append((day, day, own))
    return found


def _same(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    def told(own: pd.DataFrame) -> list[object]:
        hours = [
            f"{a:%H:%M}{z:%H:%M}" for a, z in zip(own["from_at"], own["until_at"], strict=True)
        ]
        return [own[BESIDE_DAY].to_numpy().tolist(), hours]

    return told(one) == told(other)


def day_table(b: Brief, first: date, last: date, own: pd.DataFrame) -> Grid:
    """The orders of a day, or of days in a row."""
    w = b.words
    columns = (
        b.col("base", number=False, weight=1.8), Column(w("orders.col.shift"), "", False, 0.7),
        Column(w("orders.col.hours"), "", False, 1.6), Column(w("orders.col.who"), "", False, 1.8),
        Column(w("orders.col.crews"), w("unit.crews"), True, 0.8),
        Column(w("orders.col.people"), w("unit.people"), True, 0.8),
        Column(w("orders.col.overtime"), w("unit.h"), True, 1.0),
        Column(w("orders.col.leader"), "", False, 1.2),
    )  # fmt: skip
    rows = tuple(
        (
            str(r.base), i18n.t(f"plan.shift.{r.shift}", w.lang), hours(b, r.from_at, r.until_at),
            source(b, str(r.source)), w.n(r.crews), w.n(r.people), w.n(r.overtime_h, 1), blank(b),
        )
        for r in own.itertuples()
    )  # fmt: skip
    many = first != last
    caption = w(
        "orders.table.days" if many else "orders.table.day", first=w.day(first), last=w.day(last),
        crews=w.n(own["crews"].sum()), people=w.n(own["people"].sum()),
    )  # fmt: skip
    note = b.ledgers("base", "lender") + (w("orders.note.each") if many else "")
    return Grid(caption, columns, rows, note)


def hours(b: Brief, start: pd.Timestamp, end: pd.Timestamp) -> str:
    """Hours on duty; the end may lie on the next day."""
    text = f"{start:%H:%M}–{end:%H:%M}"
    return b.words("orders.next_day", hours=text) if end.date() > start.date() else text


def first(b: Brief, read: Orders) -> tuple[Block, ...]:
    """Villages with most expected claims, and how sure their first day's promise is; roads told."""
    w = b.words
    told = read.sheet.outcome.by_village.set_index("region_code")["p_today"]
    rows = read.forecast.by_village.sort_values(["mean", "region_code"], ascending=[False, True])
    rows = rows[rows["mean"] > 0].head(VILLAGES_SHOWN)
    regions = b.story.facts.regions.drop_duplicates("code").set_index("code")
    columns = [
        b.col("village", number=False, weight=1.5), b.col("township", number=False, weight=1.5),
        b.col("claims_mean", unit="claims"), Column(w("orders.col.p90"), w("unit.claims"), True),
        Column(w("orders.col.p_today"), "", True, 1.4),
    ]  # fmt: skip
    table = [
        (
            b.place(r.region_code), w.text(regions["township_name"].get(r.region_code), "unknown"),
            w.n(r.mean, 1), w.n(r.p90), w.chance(told.get(r.region_code)),
        )
        for r in rows.itertuples()
    ]  # fmt: skip
    note = b.ledgers("policy", "claim", "base") + w("orders.note.first")
    shut = [b.place(c) for closure in read.kept.setup.closures for c in closure.region_codes]
    roads = w("orders.first.roads", names=w.join(shut)) if shut else w("orders.first.open")
    blocks: list[Block] = [Paragraph(w("orders.first.text") + roads)]
    if table:
        blocks.append(b.table("orders.table.first", columns, table, note))
    return tuple(blocks)


def promise(b: Brief, read: Orders) -> tuple[Block, ...]:
    """What the crews promise by tier: expected share, the chance of the goal, and its band."""
    w, staffing = b.words, b.story.facts.county.staffing
    kept = read.sheet.outcome.kept
    kept = kept[kept["claims_mean"] > 0]
    columns = [
        b.col("tier", number=False), b.col("claims_mean", unit="claims"),
        b.col("expected_share", weight=1.2), b.col("p_event", weight=1.2),
        b.col("range_90", weight=1.3),
    ]  # fmt: skip
    rows = [
        (
            w.tier(r.tier) if r.tier != "all" else w("after.all"), w.n(r.claims_mean, 1),
            w.pct(r.expected_share, 1), w.chance(r.p_event_share),
            i18n.span(r.p_lo, r.p_hi, w.lang, i18n.chance),
        )
        for r in kept.itertuples()
    ]  # fmt: skip
    if not rows:
        return (Paragraph(w("orders.promise.none")),)
    tiers = kept[kept["tier"] != "all"]
    worst = tiers.loc[tiers["p_event_share"].idxmin()]
    met = worst["p_event_share"] >= staffing.p_goal
    text = w(
        "orders.promise.met" if met else "orders.promise.short",
        target=w.pct(staffing.share_target, 0), goal=w.pct(staffing.p_goal, 0),
        tier=w.tier(worst["tier"]), p=w.chance(worst["p_event_share"]),
    )  # fmt: skip
    older = ""
    if read.kept.saved.data_version != b.story.facts.version:
        older = w("orders.promise.older", version=read.kept.saved.data_version or w("unknown"))
    note = b.ledgers("base", "lender", "policy", "claim") + w("note.kept")
    return Paragraph(text + older), b.table("orders.table.promise", columns, rows, note)


def sign(b: Brief) -> tuple[Block, ...]:
    """Posts that sign, by hand."""
    w = b.words
    return (Bullets(tuple(w(f"orders.sign.{key}") for key in ("manager", "desk", "bases", "at"))),)
