"""Emergency plans: what opens each tier, who does what by when, when crews stay."""

from dashboards.i18n import t
from dashboards.report import emergency_family
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Bullets, Chapter, Paragraph, Section
from risk.reference import TierRule, response_tiers
from risk.reference.checklists import Task, tasks
from risk.settings import CountyTier
from risk.terms import PerilFamily, ResponseTier


def chapter(b: Brief) -> Chapter:
    """The chapter: tiers, tasks, when crews stay, then a plan for each peril family."""
    w = b.words
    sections = [
        Section(w("emergency.tiers.title"), tiers(b)),
        Section(w("emergency.tasks.title"), duties(b)),
        Section(w("emergency.stay.title"), stay(b)),
    ]
    sections += [
        Section(w("emergency.family.title", family=w.family(f.value)), emergency_family.plan(b, f))
        for f in PerilFamily
    ]
    return Chapter(w("emergency.title"), tuple(sections))


def tiers(b: Brief) -> tuple[Block, ...]:
    """What opens each tier by the county's own numbers; a gap where it has given none."""
    w, own = b.words, b.story.facts.county.response.tiers
    if own is None:
        return Paragraph(w("emergency.tiers.gap")), *national(b)
    columns = [
        b.col("response_tier", number=False, weight=1.1), b.col("opens", number=False, weight=3),
        b.col("basis", number=False, weight=2),
    ]  # fmt: skip
    ordered = sorted(own, key=lambda tier: -int(tier.tier))
    rows = [
        (tier_name(b, x.tier), opens(b, x), w.text(x.source, "source_missing")) for x in ordered
    ]
    missing = [x for x in ResponseTier if x not in {tier.tier for tier in own}]
    gap = (
        [Paragraph(w("emergency.tiers.part", names=w.join([tier_name(b, x) for x in missing])))]
        if missing else []
    )  # fmt: skip
    note = b.source(w("settings_file")) + w("note.tiers")
    table = b.table("table.tiers", columns, rows, note)
    return Paragraph(w("emergency.tiers.text", n=w.n(len(own)))), *gap, table


def tier_name(b: Brief, tier: ResponseTier) -> str:
    """Display name of a tier."""
    return b.words.term("response_tier", tier.value)


def opens(b: Brief, tier: CountyTier) -> str:
    """A tier's conditions, any of which is enough."""
    w = b.words
    said = []
    if tier.colours:
        colours = w.join([w.term("warning_colour", c.value) for c in tier.colours])
        signals = w.join([w.term("signal", s) for s in tier.signals])
        key = "opens.signals" if tier.signals else "opens.any_signal"
        said.append(w(key, colours=colours, signals=signals))
    if tier.rooms_min is not None:
        said.append(w("opens.rooms", n=w.n(tier.rooms_min)))
    if tier.households_min is not None:
        said.append(w("opens.households", n=w.n(tier.households_min)))
    return w("semicolon").join(said)


def national(b: Brief) -> tuple[Block, ...]:
    """The national figures in force, for comparison: they are a province's."""
    w, day = b.words, b.story.facts.as_of
    rules = [
        r
        for r in response_tiers()
        if r.place == "national"
        and (r.valid_from is None or r.valid_from <= day)
        and (r.valid_to is None or day < r.valid_to)
    ]
    columns = [
        b.col("response_tier", number=False), b.col("rooms_min", unit="rooms"),
        b.col("households_min", unit="households"), b.col("basis", number=False, weight=3.4),
    ]  # fmt: skip
    rows = [
        (tier_name(b, r.tier), *figures(b, r), w.cited(r.source))
        for r in sorted(rules, key=lambda r: -int(r.tier))
    ]
    if not rows:
        return ()
    table = b.table(
        "table.national_tiers", columns, rows, b.source(w("reference_data")) + w("note.national")
    )
    return (table,)


def figures(b: Brief, rule: TierRule) -> tuple[str, str]:
    """Rooms and households of a rule; not recorded where it has none."""
    w = b.words
    told = [
        w("not_recorded") if n is None else w.n(n) for n in (rule.rooms_min, rule.households_min)
    ]
    return told[0], told[1]


def duties(b: Brief) -> tuple[Block, ...]:
    """Who does or is told what, within how long, under any warning and at each tier."""
    w = b.words
    ordered = sorted(tasks(), key=lambda x: (bool(x.tiers), -max(x.tiers, default=0), x.due_h))
    columns = [
        b.col("at_tier", number=False, weight=1.4), b.col("within", weight=0.8),
        b.col("who", number=False, weight=1.1), b.col("what", number=False, weight=3.6),
        b.col("family", number=False, weight=1), b.col("told", number=False, weight=0.7),
    ]  # fmt: skip
    rows = [
        (
            at_tiers(b, task), within(b, task.due_h),
            task.role_zh if w.lang == "zh" else task.role_en,
            task.zh if w.lang == "zh" else task.en,
            w.join([w.family(f.value) for f in task.families]) if task.families else w("all"),
            w("yes") if task.tell else w("none_left"),
        )
        for task in ordered
    ]  # fmt: skip
    first = ordered[0]
    note = b.source(w("reference_data")) + w(
        "note.standing", status=w.term("status", first.status.value), source=w.cited(first.source)
    )
    text = w("emergency.tasks.text", n=w.n(len(rows)), told=w.n(sum(x.tell for x in ordered)))
    return Paragraph(text), b.table("table.duties", columns, rows, note)


def at_tiers(b: Brief, task: Task) -> str:
    """The tiers a task belongs to."""
    if not task.tiers:
        return b.words("any_warning")
    mildest = max(task.tiers)
    if set(task.tiers) == {tier for tier in ResponseTier if tier <= mildest}:
        alone = tier_name(b, mildest)
        return alone if len(task.tiers) == 1 else b.words("tier_up", tier=alone)
    return b.words.join([tier_name(b, tier) for tier in sorted(task.tiers, reverse=True)])


def within(b: Brief, hours: float) -> str:
    """Hours a task has; minutes below one."""
    return b.words.limit(hours * 60)


def stay(b: Brief) -> tuple[Block, ...]:
    """The county's rules for when crews stay at home, and who may say otherwise."""
    w, watch, staffing = b.words, b.story.facts.county.watch, b.story.facts.county.staffing
    lines = [
        w("stay.colour", colour=w.inline(t(f"warning_colour.{watch.crews_stay_colour}", w.lang))),
        w("stay.road", state=w.inline(w.term("road_state", watch.crews_stay_road))),
        w("stay.night" if watch.crews_stay_night_snow else "stay.night_off",
          start=_clock(staffing.day_end_h), end=_clock(staffing.day_start_h)),
        w("stay.person", n=w.n(watch.decision_h)),
    ]  # fmt: skip
    return Paragraph(w("emergency.stay.text")), Bullets(tuple(lines))


def _clock(hour: float) -> str:
    return f"{int(hour):02d}:{round(hour % 1 * 60):02d}"
