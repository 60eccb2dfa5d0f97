"""One peril family's emergency plan: thresholds, claims by grade, whom to call by when."""

from datetime import datetime, timedelta

import pandas as pd

from dashboards import i18n
from dashboards.report import facts
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Paragraph
from dashboards.report.outlook import preset_name, refused, scenario_name
from dashboards.report.resources import kept_rows, short_tiers
from dashboards.story.order_sheet import call_rows, order_rows
from risk import reference
from risk.planned import Surge
from risk.reference import Preset, Signal
from risk.terms import PERIL_FAMILY, PerilFamily, WarningColour

COLOURS = tuple(WarningColour)
FIRST_SHOWN = 5


def grades(family: PerilFamily) -> list[Preset]:
    """Presets of the family's first kind, mildest first."""
    own = [p for p in reference.presets() if p.family is family]
    return [p for p in own if p.kind == own[0].kind]


def criteria(family: PerilFamily) -> list[Signal]:
    """National criteria of the warning signals of its perils, those its scenarios bring included.

    Rain opens a flood plan, though the scheme counts rain itself as storm.
    """
    perils = {word.signal: word.peril for word in reference.signal_words()}
    brought = {peril for preset in grades(family) for peril in preset.perils}
    return [
        row
        for row in reference.signals()
        if (peril := perils.get(row.signal)) is not None
        and (PERIL_FAMILY[peril] is family or peril in brought)
    ]


def plan(b: Brief, family: PerilFamily) -> tuple[Block, ...]:
    """Signals, grades, and the crews of the scenario planned for; a gap where none is planned."""
    w = b.words
    surge = next((s for s in b.story.surges.values() if s.scenario.family is family), None)
    blocks: list[Block] = [Paragraph(w(f"focus.{family.value}"))]
    blocks += signal_table(b, family)
    blocks += grade_table(b, family, surge)
    if surge is None:
        gone = [p for p in b.story.refusals if reference.preset(p).family is family]
        told = refused(b) if gone else (Paragraph(w("emergency.family.gap")),)
        return (*blocks, *told)
    blocks += unplanned(b, family, surge)
    return (*blocks, Paragraph(opening(b, surge)), *calls(b, surge), *lenders(b, surge))


def signal_table(b: Brief, family: PerilFamily) -> list[Block]:
    """What each colour of the family's signals means."""
    w, rows = b.words, [r for r in criteria(family) if r.valid_from <= b.story.facts.as_of]
    if not rows:
        return [Paragraph(w("emergency.family.no_signal"))]
    columns = [
        b.col("signal", number=False, weight=1.2),
        *(b.col(f"colour.{c.value}", number=False, weight=1.7) for c in COLOURS),
    ]
    by: dict[str, dict[WarningColour, list[str]]] = {}
    for row in rows:
        by.setdefault(row.signal, {}).setdefault(row.colour, []).append(criterion(b, row))
    cells = [
        (
            w.term("signal", signal),
            *(w("semicolon").join(said[c]) if c in said else w("none_left") for c in COLOURS),
        )
        for signal, said in by.items()
    ]  # fmt: skip
    sources = w("semicolon").join(dict.fromkeys(w.cited(r.source) for r in rows))
    note = b.source(w("reference_data")) + w("note.signals", source=sources)
    return [b.table("table.signals", columns, cells, note)]


def criterion(b: Brief, row: Signal) -> str:
    """One criterion: what is expected or reached, within how many hours."""
    lang, key = b.words.lang, f"warnings.criterion.{row.measure}"
    if row.threshold is None or not i18n.has_text(key, lang):
        return i18n.t("warnings.criterion.other", lang, hours=row.window_h)
    return i18n.t(key, lang, hours=row.window_h, value=i18n.figure(row.threshold, lang))


def grade_table(b: Brief, family: PerilFamily, surge: Surge | None) -> list[Block]:
    """How strong each grade is, the claims the houses insured now would bring, what is planned."""
    w, presets = b.words, grades(family)
    if not presets:
        return []
    houses = facts.houses_in_force(b.story) if facts.has_exposure(b.story) else float("nan")
    columns = [
        b.col("grade", number=False, weight=1.8), b.col("core_intensity", number=False, weight=1.2),
        b.col("lead_time", unit="h"), b.col("claims_rate_county", unit="per_1000_houses"),
        b.col("claims_to_expect", unit="claims", weight=1.6),
        b.col("planned_as", number=False, weight=1.6),
    ]  # fmt: skip
    rows = [
        (
            preset_name(b, p.code), f"{p.core_intensity:g} {_unit(b, p)}", w.n(p.lead_time_h),
            w.n(p.claims_per_1000_county, 1), expected(b, p, houses),
            w("planned.crews", n=w.n(surge.plan.totals_by_day["total"].max()))
            if surge is not None and surge.scenario.preset == p.code else w("planned.not"),
        )
        for p in presets
    ]  # fmt: skip
    note = b.source(w("reference_data"), w.term("table", "policy")) + w("note.grades")
    return [b.table("table.grades", columns, rows, note)]


def unplanned(b: Brief, family: PerilFamily, surge: Surge) -> list[Block]:
    """Which grades have expected claims and no crew plan, and why."""
    w = b.words
    others = [preset_name(b, p.code) for p in grades(family) if p.code != surge.scenario.preset]
    if not others:
        return []
    said = {"planned": scenario_name(b, surge), "others": w("semicolon").join(others)}
    return [Paragraph(w("emergency.family.unplanned", **said))]


def _unit(b: Brief, preset: Preset) -> str:
    w = b.words
    return w(f"unit.{preset.unit}") if w.has(f"unit.{preset.unit}") else preset.unit


def expected(b: Brief, preset: Preset, houses: float) -> str:
    """Claims of the houses insured now, with the range of the preset's rate; a gap without any."""
    w = b.words
    if houses != houses or not houses:
        return w("houses_unknown")
    rate = preset.figure("claims_per_1000_core")
    each = preset.claims_per_1000_county * houses / 1000
    ends = w.span(each * rate.low / rate.value, each * rate.high / rate.value)
    return w("with_range", value=w.n(each), range=ends)


def opening(b: Brief, surge: Surge) -> str:
    """Claims, crews, chance by tier with its band, and the townships to go to first."""
    w, total, plan_ = b.words, surge.forecast.total, surge.plan
    chances = [
        w("chance_of", tier=w.inline(w.tier(r.tier)), p=w.chance(r.p_event_share),
          band=w.chance_span(r.p_lo, r.p_hi))
        for r in kept_rows(surge).itertuples() if r.tier != "all"
    ]  # fmt: skip
    text = w(
        "emergency.family.text", scenario=scenario_name(b, surge), p50=w.n(total["p50"]),
        range=w.span(total["p10"], total["p90"]), peak=w.n(plan_.totals_by_day["total"].max()),
        own=w.n(plan_.totals_by_day["own"].max()),
        target=w.pct(b.story.facts.county.staffing.share_target, 0), chances=w.join(chances),
        first=w.join(first_places(b, surge)),
    )  # fmt: skip
    space = "" if w.lang == "zh" else " "
    return space.join(x for x in (text, short_tiers(b, surge)) if x)


def first_places(b: Brief, surge: Surge) -> list[str]:
    """Townships of most expected claims; villages where there are no townships."""
    towns = facts.scenario_townships(b.story, surge.forecast.by_village)
    codes = towns["township_code"]
    if towns.empty:
        codes = surge.forecast.by_village.sort_values("mean", ascending=False)["region_code"]
    return [b.place(code) for code in codes.head(FIRST_SHOWN)]


def calls(b: Brief, surge: Surge) -> tuple[Block, ...]:
    """Whom to call by when, in hours from the begin of the event."""
    w = b.words
    rows = call_list(b, surge)
    if rows.empty:
        return (Paragraph(w("emergency.calls.none")),)
    columns = [
        b.col("called", number=False, weight=2), b.col("crews_called", unit="crews"),
        b.col("call_by", number=False, weight=1.4), b.col("there_by", number=False, weight=1.4),
        b.col("to_base", number=False, weight=2.4),
    ]  # fmt: skip
    start = surge.scenario.starts_at
    cells = [
        (
            w.text(r.name, "standby_own"), w.n(r.crews), from_start(b, r.call_by, start),
            from_start(b, r.arrive_at, start), w.join(str(r.base).split(", ")),
        )
        for r in rows.itertuples()
    ]  # fmt: skip
    note = b.ledgers("base", "lender") + w(
        "note.calls", lead=w.n(surge.scenario.lead_time_h), start=f"{start:%H:%M}"
    )
    return (b.table("table.calls", columns, cells, note),)


def call_list(b: Brief, surge: Surge) -> pd.DataFrame:
    """The plan's calls, as an order sheet has them."""
    known_, plan_ = b.story.facts, surge.plan
    names = [b.base(r.base_id, r.name) for r in plan_.bases.itertuples()]
    bases = plan_.bases.assign(name=names)
    orders = order_rows(
        plan_.crews_by_day, bases, known_.lenders, surge.scenario, known_.county.staffing,
        plan_.days,
    )  # fmt: skip
    return call_rows(orders, known_.lenders, surge.scenario)


def from_start(b: Brief, moment: datetime, start: datetime) -> str:
    """A moment as hours before or after the event begins."""
    w, hours = b.words, (moment - start) / timedelta(hours=1)
    if abs(hours) < 1 / 60:
        return w("hour.at")
    return w(
        "hour.before" if hours < 0 else "hour.after", n=w.n(abs(hours), 0 if hours % 1 == 0 else 1)
    )


def lenders(b: Brief, surge: Surge) -> tuple[Block, ...]:
    """Lenders: until when asking still helps, what it brings and costs."""
    w, frame, start = b.words, surge.plan.lenders, surge.scenario.starts_at
    if frame.empty:
        return (Paragraph(w("emergency.lenders.none")),)
    columns = [
        b.col("lender", number=False, weight=2.2), b.col("crews_most", unit="crews"),
        b.col("crew_days", unit="crew_days"), b.col("last_useful", number=False, weight=1.6),
        b.col("p_gain", weight=1.2), b.col("cost", unit=w.money_unit),
    ]  # fmt: skip
    rows = [
        (
            str(r.name), w.n(r.crews), w.n(r.crew_days),
            w("hour.never") if pd.isna(r.last_useful_at)
            else from_start(b, r.last_useful_at, start),
            w("points_of", n=w.n(100 * r.p_gain, 1)), w.sum(r.cost_money),
        )
        for r in frame.itertuples()
    ]  # fmt: skip
    return (b.table("table.last_hours", columns, rows, b.ledgers("lender") + w("note.last_hours")),)
