"""As `engine_rows`, for what is told of an event, a plan and a village."""

from typing import Any

import pandas as pd

from dashboards import i18n
from dashboards.report.brief import Brief
from dashboards.report.orders import spells
from dashboards.story.levels import level_table, record_by_year, scored_families
from dashboards.story.travel import county_drives
from tests.dashboards.report.engine_rows import Cells, Rule, share
from tests.tiny_world import TOWNSHIPS, VILLAGE

STORM = ((8, 10, 20.0, 45.0), (7, 10, 120.0, 200.0), (15, 20, 82.5, 200.0))
"""Of the storm by tier and in all: in time, claims, minutes that half and nine tenths took."""


def against(b: Brief, given: Any) -> Cells:
    """At seven and at five: 20 claims, 10 more reached, 13 more surveyed, nothing paid."""
    w, now, then = b.words, given.now, given.before
    none = (w("not_given"), w("not_given"), w("none_left"))
    no = "±" + w.n(0)
    ends = [
        (*(w("with_range", value=w.n(t["p50"]), range=w.span(t["p05"], t["p95"])) for t in pair),
         moved(b, pair[0]["p50"] - pair[1]["p50"]))
        for pair in ((now.final, then.final), (now.to_come, then.to_come))
    ]  # fmt: skip
    of = [w("bulletin.in_time", share=w.pct(k / n, 0), kept=w.n(k), n=w.n(n))
          for k, n in ((15, 20), (8, 10))]  # fmt: skip
    return [
        none, none, none, (w.n(20), w.n(20), no), (w.n(20), w.n(10), "+10"),
        (w.n(20), w.n(7), "+13"), (*of, w("bulletin.points", n="−5")), (w.n(5), w.n(2), "+3"),
        (w.n(0), w.n(0), no), (w.money(0), w.money(0), "±" + w.money(0)), *ends,
    ]  # fmt: skip


def moved(b: Brief, change: float) -> str:
    """A change with its sign."""
    sign = "+" if change > 0 else "−" if change < 0 else "±"
    return sign + b.words.n(abs(change))


def bulletin_towns(b: Brief, given: Any) -> Cells:
    """Twenty claims in the west, five of them late; what is to come as the nowcast draws it."""
    w, frame = b.words, given.townships.set_index("code")
    counts = {next(iter(TOWNSHIPS)): (20, 20, 0, 5)}
    return [
        (
            *(w.n(n) for n in counts.get(code, (0, 0, 0, 0))),
            w.n(r["p50"]),
            w.span(r["p05"], r["p95"]),
        )
        for code, r in frame.iterrows()
    ]


def timeline(b: Brief, given: Any) -> Cells:
    """Hours after noon of the tenth of July."""
    start = pd.Timestamp(2024, 7, 10, 12)
    return [(b.words.n((at - start).total_seconds() / 3600, 1),) for at in given.timeline["at"]]


def moments(b: Brief, given: Any) -> Cells:
    """Told on the eve and at some hours, beside twenty that came."""
    w, told = b.words, []
    for r in given.said.itertuples():
        off = r.p50 / 20 - 1
        sign = "+" if off > 0 else "−" if off < 0 else "±"
        told.append((w.n(r.reported), w.n(r.p50), w.span(r.p05, r.p95), sign + w.pct(abs(off), 0)))
    return told


def event_towns(b: Brief, given: Any) -> Cells:
    """Told on the eve of each township; all twenty came in the west."""
    w, west = b.words, next(iter(TOWNSHIPS))
    return [
        (w.n(r.p50), w.span(r.p05, r.p95), w.n(20 if r.code == west else 0))
        for r in given.townships.itertuples()
    ]


def event_promise(b: Brief, _: Any) -> Cells:
    """Eight of ten in the town, seven of ten outside, all of them measured."""
    w = b.words
    return [
        (w.n(of), w.n(n), w.n(of - n), w.n(0), share(b, n, of), share(b, n, of), b.took(half),
         b.took(most))
        for n, of, half, most in STORM
    ]  # fmt: skip


def late(b: Brief, _: Any) -> Cells:
    """Three outside the town 20 minutes over their three hours, two in it 15 over 30 minutes."""
    w = b.words
    rows = [(180, 200)] * 3 + [(30, 45)] * 2
    return [(w.limit(limit), b.took(took), b.took(took - limit)) for limit, took in rows]


def losses(b: Brief, _: Any) -> Cells:
    """Twenty claims of a thousand each."""
    w = b.words
    return [(w.n(20), w.n(20), w.sum(20_000.0), w.n(1000), w.n(0))]


def grades(b: Brief, _: Any) -> Cells:
    """All of one grade."""
    w = b.words
    return [(w.n(20), w.pct(1.0, 0), w.sum(20_000.0))]


def crews(b: Brief, given: Any) -> Cells:
    """Three crews by day on the roster; no plan, no dispatch day, no crew named by a claim."""
    w, none = b.words, b.words("none_left")
    days = len(given.by_day)
    first = (w.n(20), w.n(20), w.n(3), none, none, none)
    return [first, *[(w.n(0), w.n(0), w.n(3), none, none, w.n(0))] * (days - 1)]


def points(b: Brief, _: Any) -> Cells:
    """Two crews at most at one base, one at the other; where they stand is the base ledger's."""
    w = b.words
    return [(w.n(2),), (w.n(1),)]


def day_orders(b: Brief, given: Any) -> Cells:
    """Crews, people and overtime of the orders, days alike told once."""
    w = b.words
    return [
        (w.n(r.crews), w.n(r.people), w.n(r.overtime_h, 1))
        for _, _, own in spells(given.sheet.orders)
        for r in own.itertuples()
    ]


def first_villages(b: Brief, given: Any) -> Cells:
    """The forecast's villages, most claims first, and the simulated chance of their first day."""
    w, p = b.words, given.sheet.outcome.by_village.set_index("region_code")["p_today"]
    rows = given.forecast.by_village.sort_values(["mean", "region_code"], ascending=[False, True])
    return [
        (w.n(r.mean, 1), w.n(r.p90), w.chance(p[r.region_code]))
        for r in rows[rows["mean"] > 0].head(12).itertuples()
    ]


def order_promise(b: Brief, given: Any) -> Cells:
    """Share and chance by tier as simulated, with the band."""
    w, kept = b.words, given.sheet.outcome.kept
    return [
        (w.n(r.claims_mean, 1), w.pct(r.expected_share, 1), w.chance(r.p_event_share),
         i18n.span(r.p_lo, r.p_hi, w.lang, i18n.chance))
        for r in kept[kept["claims_mean"] > 0].itertuples()
    ]  # fmt: skip


def rate(b: Brief, row: Any) -> str:
    """A village's rate with its interval."""
    w = b.words
    ends = w.span(row["rate_lo"], row["rate_hi"], 1)
    return w("with_range", value=w.n(row["rate"], 1), range=ends)


def index(b: Brief, _: Any) -> Cells:
    """One township of three villages with ten houses each, as chapter two."""
    w = b.words
    own = level_table(b.story, "all", "village").set_index("region_code").loc[VILLAGE[:3]]
    high, unsure = (own["risk_level"] >= 4).sum(), (own["p_level"] < 0.5).sum()
    return [(w.n(2), w.n(3), w.n(high), w.n(unsure), w.n(30))]


def villages(b: Brief, _: Any) -> Cells:
    """Three villages, highest rate first, with the minutes from their nearest base."""
    w, own = b.words, scored(b, "all")
    drives = county_drives(b.story.facts).minutes.groupby("region_code")["minutes"].min()
    return [
        (w.chance(row["p_level"]), rate(b, row), w.n(10), w.n(0), w.n(drives[code]))
        for code, row in own.sort_values("rate", ascending=False, kind="stable").iterrows()
    ]


def scored(b: Brief, family: str) -> pd.DataFrame:
    """Levels of the first township's villages."""
    return level_table(b.story, family, "village").set_index("region_code").loc[VILLAGE[:3]]


def perils(b: Brief, _: Any) -> Cells:
    """Village after village, family after family: chance, rate, claims."""
    w, told = b.words, []
    levels = [scored(b, family) for family in scored_families(b.story)]
    for code in VILLAGE[:3]:
        rows = [frame.loc[code] for frame in levels]
        told += [(w.chance(r["p_level"]), rate(b, r), w.n(r["claims"])) for r in rows]
    return told


def record(b: Brief, _: Any) -> Cells:
    """By contract year claims, a thousand paid for each, house-years with the first's two more."""
    w, told = b.words, []
    for code, claims in zip(VILLAGE, ((1, 10, 1), (1, 6, 1), (1, 4, 1)), strict=False):
        years = record_by_year(b.story, code, "all").set_index("year")["house_years"]
        told += [tuple(w.n(n) for n in claims), tuple(w.sum(1000.0 * n) for n in claims),
                 tuple(w.n(years[y]) for y in (2023, 2024, 2025))]  # fmt: skip
    return told


RULES: dict[str, Rule] = {
    "bulletin.table.against": against,
    "bulletin.table.townships": bulletin_towns,
    "after.table.timeline": timeline,
    "after.table.moments": moments,
    "after.table.townships": event_towns,
    "after.table.promise": event_promise,
    "after.table.late": late,
    "after.table.losses": losses,
    "after.table.grades": grades,
    "after.table.crews": crews,
    "orders.table.points": points,
    "orders.table.first": first_villages,
    "orders.table.promise": order_promise,
    "atlas.table.index": index,
    "atlas.table.villages": villages,
    "atlas.table.perils": perils,
    "atlas.table.record": record,
}
