"""The report after an event: its course, what was told before, the promise, what to change."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pandas as pd

from dashboards.report import after_event_kept, event_charts
from dashboards.report.after_event_calls import calls
from dashboards.report.after_event_changes import changes
from dashboards.report.after_event_read import AfterEvent
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Chapter, Column, Paragraph, Report, Section
from dashboards.report.framed import framed
from dashboards.report.mapmaking import drawable, event_map
from dashboards.report.material import Material

TOWNSHIPS_SHOWN = 20


def after_event_report(m: Material) -> Report:
    """The report after an event."""
    w, b, read = m.words, m.brief, m.given
    chapters = (
        ("course", (("brief", brief_text(b, read)), ("timeline", timeline(b, read)))),
        ("place", (("", footprint(b, read)),)),
        ("forecast", (("moments", moments(b, read)), ("townships", townships(b, read)))),
        ("promise", (("kept", after_event_kept.promise(b, read)),
                     ("late", after_event_kept.late(b, read)))),
        ("losses", (("", after_event_kept.losses(b, read)),)),
        ("crews", (("", (*after_event_kept.crews(b, read), *calls(b, read))),)),
        ("changes", (("", changes(b, read)),)),
    )  # fmt: skip
    total, now = b.words.n(read.came), read.now
    return framed(
        m,
        w("after.title", name=read.name),
        w("after.subtitle", county=m.county_name, first=w.day(read.started_at.date()),
          day=w.day(known_day(read))),
        tuple(
            Chapter(
                w(f"after.{key}.title"),
                tuple(
                    Section(w(f"after.{key}.{name}") if len(sections) > 1 else "", blocks)
                    for name, blocks in sections
                ),
            )
            for key, sections in chapters
        ),
        facts=((w("after.event"), f"{read.name} ({read.event_id})"),),
        key_figures={
            "claims": total, "paid": w.money(now.paid_money), "late": w.n(now.late),
            "eve_p50": w.n(read.said["p50"].iloc[0]),
            "eve_range": w.span(read.said["p05"].iloc[0], read.said["p95"].iloc[0]),
        },
        short=True,
    )  # fmt: skip


def known_day(read: AfterEvent) -> Any:
    """The last day known: the data reach to its midnight."""
    return (read.known_until - timedelta(seconds=1)).date()


def brief_text(b: Brief, read: AfterEvent) -> tuple[Block, ...]:
    """The event in four sentences, and whether its account is closed."""
    w, now, eve = b.words, read.now, read.said.iloc[0]
    held = eve["p05"] <= read.came <= eve["p95"]
    row = read.promise[read.promise["tier"] == "all"]
    share = w("no_verdict")
    if len(row) and row["share"].notna().iloc[0]:
        share = b.share(row.iloc[0].to_dict(), "share")
    text = w(
        "after.brief.text", name=read.name, start=w.stamp(read.started_at),
        end=w.stamp(read.ended_at) if read.ended_at else w("unknown"), n=w.n(read.came),
        eve=w.n(eve["p50"]), range=w.span(eve["p05"], eve["p95"]),
        held=w("after.held" if held else "after.missed"), share=share, late=w.n(now.late),
        of=w.n(now.judged), paid=w.n(now.paid), money=w.money(now.paid_money),
        open=w.n(int((read.claims["status"] == "open").sum())),
    )  # fmt: skip
    registered = w(
        "after.brief.desk", messages=w.n(now.messages), houses=w.n(now.houses),
        insured=w.n(now.insured),
    ) if now.messages is not None else w("bulletin.no_register")  # fmt: skip
    standing = w(
        "after.brief.over" if read.over else "after.brief.open", day=w.day(known_day(read))
    )
    return Paragraph(text), Paragraph(registered), Paragraph(standing)


def timeline(b: Brief, read: AfterEvent) -> tuple[Block, ...]:
    """What happened when, in order."""
    w = b.words
    columns = [
        Column(w("after.col.at"), "", False, 1.7), Column(w("after.col.after"), w("unit.h"), True),
        Column(w("after.col.what"), "", False, 5),
    ]  # fmt: skip
    rows = [
        (
            w.stamp(r.at), w.n((r.at - read.started_at) / timedelta(hours=1), 1),
            line(b, str(r.key), r.given),
        )
        for r in read.timeline.itertuples()
    ]  # fmt: skip
    note = b.ledgers("event", "warning", "road_state", "report", "claim", "government_damage")
    return (b.table("after.table.timeline", columns, rows, note),)


def line(b: Brief, key: str, given: Mapping[str, Any]) -> str:
    """One line of the timeline."""
    w = b.words
    told: dict[str, object] = {}
    for name, value in given.items():
        if name == "code":
            told["name"] = b.place(value)
        elif name == "signal":
            told[name] = w.term("signal", value) if value else w("unknown")
        elif name == "colour":
            told[name] = w.term("warning_colour", value) if value else w("unknown")
        else:
            told[name] = value if isinstance(value, str) else w.n(value, 0)
    return w(f"after.line.{key}", **told)


def footprint(b: Brief, read: AfterEvent) -> tuple[Block, ...]:
    """Where it struck; a gap where no intensities are on record."""
    w = b.words
    if read.recorded:
        text = w("after.place.text", core=w.n(read.core), fringe=w.n(read.fringe))
    else:
        text = w("after.place.gap")
    regions = b.story.facts.regions
    if drawable(regions, "village").empty:
        return (Paragraph(text), Paragraph(w("after.place.no_map")))
    return Paragraph(text), event_map(b, read.event_id, claims=read.claims)


def moment_name(b: Brief, hours: float) -> str:
    """The eve, or so many hours in."""
    w = b.words
    return w("after.eve") if hours == 0 else w("after.hours", n=w.n(hours))


def moments(b: Brief, read: AfterEvent) -> tuple[Block, ...]:
    """What was told on the eve and at some hours, beside what came."""
    w = b.words
    said = read.said.assign(label=[moment_name(b, h) for h in read.said["at_h"]])
    figure = b.figure(
        "event_told", lambda: event_charts.forecasts(said, read.came, w),
        b.ledgers("report", "claim"), alt=w("alt.event_told"), event=read.name,
    )  # fmt: skip
    columns = [
        Column(w("after.col.moment"), "", False, 1.4),
        Column(w("after.col.reported"), w("unit.claims"), True),
        Column(w("after.col.p50"), w("unit.claims"), True),
        Column(w("after.col.range"), w("unit.claims"), True, 1.4),
        Column(w("after.col.off"), "", True), Column(w("after.col.held"), "", False, 1.2),
    ]  # fmt: skip
    rows = [
        (
            r.label, w.n(r.reported), w.n(r.p50), w.span(r.p05, r.p95), off(b, r.p50, read.came),
            w("after.inside" if r.p05 <= read.came <= r.p95 else "after.outside"),
        )
        for r in said.itertuples()
    ]  # fmt: skip
    note = b.ledgers("report", "claim") + w("after.note.moments")
    key = "after.forecast.text" if read.over else "after.forecast.running"
    text = w(key, n=w.n(read.came), sure=sure_from(b, read))
    return Paragraph(text), figure, b.table("after.table.moments", columns, rows, note)


def off(b: Brief, told: float, came: int) -> str:
    """How far a middle estimate lay from what came, in per cent of it."""
    w = b.words
    if not came:
        return w("none_left")
    share = told / came - 1
    sign = "+" if share > 0 else "−" if share < 0 else "±"
    return sign + w.pct(abs(share), 0)


def sure_from(b: Brief, read: AfterEvent) -> str:
    """From which hour on every range held what came, and the middle was within a quarter of it."""
    w, said = b.words, read.said
    near = (said["p50"] / max(read.came, 1) - 1).abs() <= 0.25
    good = near & (said["p05"] <= read.came) & (read.came <= said["p95"])
    last_bad = good[~good].index.max() if (~good).any() else -1
    if last_bad == len(said) - 1:
        return w("after.sure.never")
    return w("after.sure.from", moment=moment_name(b, float(said["at_h"].iloc[last_bad + 1])))


def townships(b: Brief, read: AfterEvent) -> tuple[Block, ...]:
    """By township: told on the eve, and came."""
    w, rows = b.words, read.townships
    inside = ((rows["p05"] <= rows["came"]) & (rows["came"] <= rows["p95"])).sum()
    columns = [
        Column(w("col.township"), "", False, 1.6),
        Column(w("after.col.eve"), w("unit.claims"), True),
        Column(w("after.col.range"), w("unit.claims"), True, 1.4),
        Column(w("after.col.came"), w("unit.claims"), True),
        Column(w("after.col.held"), "", False, 1.2),
    ]  # fmt: skip
    told = [
        (
            b.place(r.code) if r.code else w("bulletin.no_place"), w.n(r.p50), w.span(r.p05, r.p95),
            w.n(r.came), w("after.inside" if r.p05 <= r.came <= r.p95 else "after.outside"),
        )
        for r in rows.head(TOWNSHIPS_SHOWN).itertuples()
    ]  # fmt: skip
    if not told:
        return (Paragraph(w("bulletin.townships.none")),)
    text = w("after.townships.text", n=w.n(len(rows)), inside=w.n(inside), first=first(b, rows))
    note = b.ledgers("event_intensity", "policy", "claim") + w("after.note.townships")
    return Paragraph(text), b.table("after.table.townships", columns, told, note)


def first(b: Brief, rows: pd.DataFrame) -> str:
    """The township with most claims."""
    row = rows.iloc[0]
    name = b.place(row["code"]) if row["code"] else b.words("bulletin.no_place")
    return b.words("after.townships.first", name=name, n=b.words.n(row["came"]))
