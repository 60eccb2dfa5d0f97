"""Every assumption with its standing, the quality of the data, their sources."""

import dataclasses
from typing import Any

from dashboards.report import facts, outlook
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Bullets, Chapter, Column, Paragraph, Section
from dashboards.report.outlook import lag_text, rate_text, scenario_name
from dashboards.report.risk_method import models_used
from dashboards.story.quality import current_flags, current_loads, current_rejects
from risk.hazard import Assumption
from risk.planned import Surge
from risk.settings import Section as Settings
from risk.settings import Surge as SurgeSettings
from risk.terms import Status

REJECTS_SHOWN = 15
LONG = 24  # characters a cell can hold
TEN_THOUSAND = 10_000


def chapter(b: Brief) -> Chapter:
    """The chapter."""
    w = b.words
    sections = [
        Section(w("annex.settings.title"), settings(b)),
        Section(w("annex.assumptions.title"), assumptions(b)),
        Section(w("annex.quality.title"), quality(b)),
        Section(w("annex.match.title"), matches(b)),
        Section(w("annex.sources.title"), sources(b)),
    ]
    return Chapter(w("annex.title"), tuple(sections))


def columns(b: Brief) -> list[Column]:
    """Headings of a table of settings or assumptions."""
    return [
        b.col("setting", number=False, weight=2), b.col("value", number=False),
        b.col("unit", number=False, weight=0.9), b.col("allowed", number=False),
        b.col("status", number=False), b.col("basis", number=False, weight=3.4),
    ]  # fmt: skip


def settings(b: Brief) -> tuple[Block, ...]:
    """Every setting of county.toml and of its defaults, one table a section."""
    w = b.words
    rows_by_section = {
        name: [setting_row(b, name, section, f) for f in setting_fields(section)]
        for name, section in b.story.facts.county.sections()
    }
    standings = [
        section.standing(f.name).status
        for _, section in b.story.facts.county.sections()
        for f in setting_fields(section)
    ]
    text = w(
        "annex.settings.text",
        n=w.n(len(standings)),
        **{s.value: w.n(sum(x is s for x in standings)) for s in Status},
    )
    note = b.source(w("settings_file"))
    sections = dict(b.story.facts.county.sections())
    blocks: list[Block] = []
    for name, rows in rows_by_section.items():
        blocks.append(b.table(f"table.settings.{name}", columns(b), rows, note))
        blocks += long_values(b, name, sections[name])
    return Paragraph(text), *blocks


def setting_fields(section: Settings) -> list[dataclasses.Field[Any]]:
    """Fields that are settings, in their order."""
    return [f for f in dataclasses.fields(section) if "meaning" in f.metadata]


def setting_row(
    b: Brief, name: str, section: Settings, field: dataclasses.Field[Any]
) -> tuple[str, ...]:
    """One setting: meaning, value, unit, range, standing, source."""
    w, meta = b.words, field.metadata
    standing = section.standing(field.name)
    return (
        w(f"setting.{name}.{field.name}"), named(b, name, field.name, getattr(section, field.name)),
        unit(b, meta["unit"]), allowed(b, meta["low"], meta["high"]),
        w.term("status", standing.status), w.cited(standing.source),
    )  # fmt: skip


def named(b: Brief, name: str, field: str, value: Any) -> str:
    """A setting's value; a code by its name."""
    key = f"value.{name}.{field}.{value}"
    return b.words(key) if isinstance(value, str) and b.words.has(key) else shown(b, value)


def shown(b: Brief, value: Any) -> str:
    """A setting's value as people read it; ``None`` is "not provided"."""
    w = b.words
    if value is None:
        return w.term("status", Status.NOT_PROVIDED)
    if isinstance(value, tuple):
        return items(b, value)
    if isinstance(value, bool):
        return w("yes" if value else "no")
    if isinstance(value, int | float):
        return f"{value:,.4g}" if abs(value) < TEN_THOUSAND else w.n(value)
    return (w("see_below") if is_long(value) else str(value)) or w("none")


def items(b: Brief, values: tuple[Any, ...]) -> str:
    """A list of values: perils by name, long or structured lists by their number."""
    w = b.words
    if not values:
        return w("none")
    if all(isinstance(v, int | float) for v in values):
        return w.join([w.n(v, 2) for v in values])
    if is_long(values):
        return w("n_below", n=w.n(len(values)))
    if all(isinstance(v, str) for v in values):
        return w.join([str(v) for v in values])
    return w("n_rows", n=w.n(len(values)))


def is_long(value: Any) -> bool:
    """Whether a value is told below the table: a text or list that no cell should hold."""
    if isinstance(value, str):
        return len(value) > LONG
    if not isinstance(value, tuple) or not all(isinstance(v, str) for v in value):
        return False
    return sum(len(v) for v in value) > LONG


def long_values(b: Brief, name: str, section: Settings) -> list[Block]:
    """Long texts and lists of a section, one line each."""
    w = b.words
    lines = []
    for field in setting_fields(section):
        value = getattr(section, field.name)
        if is_long(value):
            parts = [value] if isinstance(value, str) else [_item(b, v) for v in value]
            lines.append(
                w(
                    "long_value",
                    name=w(f"setting.{name}.{field.name}"),
                    text=w("semicolon").join(parts),
                )
            )
    return [Bullets(tuple(lines))] if lines else []


def _item(b: Brief, value: str) -> str:
    """A region by its name, a peril by its; any other text as it stands."""
    return b.names.get(value) or b.words.term("peril", value)


def unit(b: Brief, code: str) -> str:
    """Name of a unit of the settings."""
    w = b.words
    if not code:
        return w("none")
    if code == "money":
        return w.currency_name
    return w(f"unit.{code}") if w.has(f"unit.{code}") else code


def allowed(b: Brief, low: float | None, high: float | None) -> str:
    """The range a value may take."""
    w = b.words
    if low is None and high is None:
        return w("none")
    if high is None:
        return f"≥ {low:g}"
    return f"{low:g}–{high:g}"


def assumptions(b: Brief) -> tuple[Block, ...]:
    """What each scenario rests on, beyond the settings."""
    w = b.words
    if not b.story.surges:
        return Paragraph(w("outlook.none")), *outlook.refused(b)
    tables = [
        b.table(
            "table.assumptions",
            columns(b),
            [assumption_row(b, surge, a) for a in surge.forecast.assumptions if is_own(a)],
            b.source(w("reference_data")) + w("note.scenario", name=scenario_name(b, surge)),
        )
        for surge in b.story.surges.values()
    ]
    return Paragraph(w("annex.assumptions.text")), *tables


def is_own(a: Assumption) -> bool:
    """Whether an assumption is a scenario's own and not one of the settings told above."""
    return a.name not in {f.name for f in dataclasses.fields(SurgeSettings)}


def assumption_row(b: Brief, surge: Surge, a: Assumption) -> tuple[str, ...]:
    """One assumption: meaning, value, unit, range, standing, source."""
    w = b.words
    name = w(f"assumption.{a.name}")
    computed = {
        "claims_per_1000_core_used": rate_text,
        "reporting_lag_median_h": lag_text,
        "reporting_lag_shape": lag_text,
    }
    basis = computed[a.name](b, surge) if a.name in computed else w.cited(w.said(a.source))
    return (
        name, shown(b, a.value), unit(b, a.unit), allowed_shown(b, a), w.term("status", a.status),
        basis,
    )  # fmt: skip


def allowed_shown(b: Brief, a: Assumption) -> str:
    """The range of an assumption, rounded for reading."""
    if a.low is None or a.high is None:
        return b.words("none")
    return f"{a.low:.3g}–{a.high:.3g}"


def quality(b: Brief) -> tuple[Block, ...]:
    """Rows in = stored + rejected by ledger, of each file's newest load; why rows were refused."""
    w, loads = b.words, current_loads(b.story)
    names = ["rows_in", "rows_stored", "rows_rejected"]
    grouped = loads.groupby("kind")[names].sum()
    files = loads.groupby("kind").size()
    rows = [
        (
            w.term("table", kind), w.n(files[kind]), w.n(r["rows_in"]), w.n(r["rows_stored"]),
            w.n(r["rows_rejected"]),
        )
        for kind, r in grouped.iterrows()
    ]  # fmt: skip
    heads = [
        b.col("ledger", number=False, weight=1.6), b.col("files", unit="files"),
        b.col("rows_in", unit="rows"), b.col("rows_stored", unit="rows"),
        b.col("rows_rejected", unit="rows"),
    ]  # fmt: skip
    total = {name: w.n(loads[name].sum()) for name in names}
    even = bool((loads["rows_in"] == loads["rows_stored"] + loads["rows_rejected"]).all())
    text = w("annex.quality.even" if even else "annex.quality.uneven", **total)
    flags = Paragraph(w("annex.quality.flags", n=w.n(len(current_flags(b.story)))))
    table = b.table("table.loads", heads, rows, b.source(w("load_records")))
    return Paragraph(text), flags, table, *refused(b)


def refused(b: Brief) -> tuple[Block, ...]:
    """The commonest reasons for which rows were refused."""
    w, rejects = b.words, current_rejects(b.story)
    if rejects.empty:
        return ()
    # a rule that names a row ("same as row 274") counts as one rule
    rule = rejects["rule"].str.replace(r"\d+", "#", regex=True)
    counted = rejects.groupby(["kind", rule]).size().sort_values(ascending=False)
    heads = [
        b.col("ledger", number=False), b.col("rule", number=False, weight=4),
        b.col("faults", unit="faults"),
    ]  # fmt: skip
    rows = [
        (w.term("table", kind), str(rule), w.n(n))
        for (kind, rule), n in counted.head(REJECTS_SHOWN).items()
    ]
    return (b.table("table.rejects", heads, rows, b.source(w("load_records"))),)


def matches(b: Brief) -> tuple[Block, ...]:
    """How records found their village."""
    w = b.words
    frame = b.story.quality.match_quality
    counted = frame.groupby(["kind", "match_quality"])["rows"].sum().unstack(fill_value=0)
    if counted.empty:
        return (Paragraph(w("annex.match.none")),)
    heads = [
        b.col("match", number=False, weight=2),
        *(Column(w.term("table", kind), w("unit.rows"), True) for kind in counted.index),
        *(Column(w.term("table", kind), "%", True) for kind in counted.index),
    ]
    share = counted.div(counted.sum(axis=1), axis=0)
    rows = [
        (
            w.term("match_quality", quality),
            *(w.n(counted.loc[k, quality]) for k in counted.index),
            *(w.pct(share.loc[k, quality]) for k in counted.index),
        )
        for quality in counted.sum().sort_values(ascending=False).index
    ]  # fmt: skip
    table = b.table("table.match", heads, rows, b.source(w("load_records")))
    return Paragraph(w("annex.match.text")), table


def sources(b: Brief) -> tuple[Block, ...]:
    """Where the data come from; the synthetic statement; how to make this report again."""
    w, story = b.words, b.story
    lines = [
        w("annex.sources.files", n=w.n(len(current_loads(story))), version=story.facts.version),
        w("annex.sources.exposure")
        if facts.has_exposure(story)
        else w("annex.sources.no_exposure"),
        w("annex.sources.seed", seed=story.seed, day=w.day(story.facts.as_of)),
        w("annex.sources.method", method=models_used(b)),
    ]
    if b.synthetic:
        lines.append(b.synthetic)
    return (Bullets(tuple(lines)),)
