"""What may come: the next twelve months, and scenarios with their claims and rates."""

import pandas as pd

from dashboards.report import ahead, charts, facts
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Bullets, Chapter, Paragraph, Section
from risk import reference
from risk.hazard import Zone
from risk.planned import Surge
from risk.surge import Way

TOWNSHIPS_SHOWN = 6


def chapter(b: Brief) -> Chapter:
    """The chapter: the year ahead, all scenarios beside one another, then one section each."""
    w = b.words
    sections = [
        Section(w("ahead.title"), ahead.twelve_months(b)),
        Section(w("outlook.all.title"), together(b)),
    ]
    sections += [
        Section(scenario_name(b, surge), one(b, name, surge))
        for name, surge in b.story.surges.items()
    ]
    return Chapter(w("outlook.title"), tuple(sections))


def scenario_name(b: Brief, surge: Surge) -> str:
    """Name of a scenario in the report's language."""
    scenario = surge.scenario
    return preset_name(b, scenario.preset) if scenario.preset else scenario.name


def preset_name(b: Brief, code: str) -> str:
    """Name of a preset in the report's language."""
    preset = reference.preset(code)
    return preset.zh if b.words.lang == "zh" else preset.en


def together(b: Brief) -> tuple[Block, ...]:
    """What a scenario is, and the figures of all of them."""
    w = b.words
    gaps = refused(b)
    if not b.story.surges:
        return (Paragraph(w("outlook.none")), *gaps)
    columns = [
        b.col("scenario", number=False, weight=2), b.col("villages_hit", unit="villages"),
        b.col("duration", unit="h"), b.col("rate_core", unit="per_1000_houses", weight=1.8),
        b.col("claims_p50", unit="claims"), b.col("claims_80", unit="claims", weight=1.3),
        b.col("claims_mean", unit="claims"),
    ]  # fmt: skip
    rows = [scenario_row(b, surge) for surge in b.story.surges.values()]
    table = b.table("table.scenarios", columns, rows, b.ledgers("policy", "claim", "event"))
    return Paragraph(w("outlook.all.text", n=w.n(len(rows)))), table, *gaps


def refused(b: Brief) -> tuple[Paragraph, ...]:
    """Scenarios that the data cannot carry, each with its reason."""
    w = b.words
    return tuple(
        Paragraph(w("outlook.refused", name=preset_name(b, name), why=w.said(why)))
        for name, why in b.story.refusals.items()
    )


def scenario_row(b: Brief, surge: Surge) -> tuple[str, ...]:
    """One scenario's figures."""
    w, scenario, total = b.words, surge.scenario, surge.forecast.total
    core = int((scenario.footprint["zone"].astype(str) == Zone.CORE.value).sum())
    rate = surge.forecast.rate
    return (
        scenario_name(b, surge),
        w("core_fringe", core=w.n(core), fringe=w.n(len(scenario.footprint) - core)),
        w.n(scenario.duration_h),
        w("with_range", value=w.n(rate.value, 1), range=w.span(rate.low, rate.high, 1)),
        w.n(total["p50"]), w.span(total["p10"], total["p90"]), w.n(total["mean"]),
    )  # fmt: skip


def one(b: Brief, name: str, surge: Surge) -> tuple[Block, ...]:
    """One scenario: claims by day and township, and what its figures rest on."""
    w, total = b.words, surge.forecast.total
    towns = facts.scenario_townships(b.story, surge.forecast.by_village)
    shown = towns.head(TOWNSHIPS_SHOWN)
    text = w(
        "outlook.one.text" if len(shown) else "outlook.one.no_townships",
        p50=w.n(total["p50"]), range=w.span(total["p10"], total["p90"]),
        names=w.join([b.names[c] for c in shown["township_code"].head(3)]),
        share=w.pct(float(shown["mean"].head(3).sum() / max(towns["mean"].sum(), 1e-9)), 0),
    )  # fmt: skip
    days = shown_days(surge)
    figure = b.figure(
        f"fan-{name}",
        lambda: charts.claims_fan(days, [day_label(b, d) for d in days["day"]], w),
        b.ledgers("policy", "claim", "event"),
        alt=w("alt.fan"), scenario=scenario_name(b, surge),
    )  # fmt: skip
    basis = (
        rate_text(b, surge),
        lag_text(b, surge),
        w("outlook.start", day=w.day(surge.scenario.starts_at.date())),
    )
    table = [township_table(b, shown, float(towns["mean"].sum()))] if len(shown) else []
    return Paragraph(text), figure, *table, Bullets(basis)


def rate_text(b: Brief, surge: Surge) -> str:
    """Where the claim rate comes from."""
    events = surge.forecast.rate.events
    w, way = b.words, surge.forecast.way
    if way != Way.PRESET:
        key = "mean" if way == Way.MEAN else "curve" if events else "curve_alone"
        return w(f"outlook.rate.{key}", n=w.n(events))
    return w("outlook.rate.own", n=w.n(events)) if events else w("outlook.rate.preset")


def lag_text(b: Brief, surge: Surge) -> str:
    """How late reports come, and what that rests on."""
    w, lag = b.words, surge.forecast.lag
    key = "outlook.lag.fitted" if lag.events else "outlook.lag.assumed"
    return w(key, hours=w.n(lag.median_h, 1), claims=w.n(lag.claims), events=w.n(lag.events))


def shown_days(surge: Surge) -> pd.DataFrame:
    """Days up to the last on which one draw in ten still brings a claim."""
    by_day = surge.forecast.by_day
    busy = by_day.index[by_day["p90"] >= 1]
    last = int(busy.max()) if len(busy) else 0
    return by_day.loc[: max(last, 2)]


def day_label(b: Brief, day: int) -> str:
    """Day of the event, the first is 1."""
    return b.words("axis.day", n=int(day) + 1)


def township_table(b: Brief, shown: pd.DataFrame, total: float) -> Block:
    """Townships expected to be hit hardest."""
    w = b.words
    columns = [
        b.col("township", number=False, weight=2),
        b.col("claims_mean", unit="claims"),
        b.col("share"),
    ]
    rows = [
        (b.names[r.township_code], w.n(r.mean, 1), w.pct(r.mean / total, 0))
        for r in shown.itertuples()
    ]
    return b.table("table.scenario_townships", columns, rows, b.ledgers("policy", "claim"))
