"""Problems owned up to, computed from the records; what was decided and what came of it."""

from collections.abc import Callable
from typing import Any

from dashboards.report import findings
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Bullets, Chapter, Paragraph, Section
from dashboards.report.promise import measured_share, of_year
from dashboards.report.stages import LIMITED
from dashboards.report.summary_goals import counts
from dashboards.story.findings import reader, said
from dashboards.story.promise import promise_verdict
from risk.terms import Status, Tier

OLD_DAYS = 60
HALF = 0.5


def chapter(b: Brief) -> Chapter:
    """The chapter."""
    w = b.words
    return Chapter(
        w("summary.problems.title"),
        (
            Section(w("summary.problems.list.title"), problems(b)),
            Section(w("summary.measures.title"), proposed(b)),
            Section(w("measures.title"), findings.measures(b)),
        ),
    )


def problems(b: Brief) -> tuple[Block, ...]:
    """Everything the records say went wrong, and everything they cannot tell."""
    w = b.words
    rules: list[Callable[[Brief], list[str]]] = [
        promise, late, missed_goals, old_cases, complaints, unplaced, blanks, overdue,
    ]  # fmt: skip
    told = [line for rule in rules for line in rule(b)]
    if not told:
        return (Paragraph(w("summary.problems.none")),)
    return Paragraph(w("summary.problems.text", n=w.n(len(told)))), Bullets(tuple(told))


def promise(b: Brief) -> list[str]:
    """Tiers whose promise is not kept, or cannot be certified."""
    w, target = b.words, b.story.facts.county.staffing.share_target
    found = []
    for row in of_year(b).to_dict("records"):
        verdict = promise_verdict(row, target)
        if row["tier"] not in {t.value for t in Tier} or verdict == "kept":
            continue
        values = {
            "tier": w.tier(row["tier"]), "share": measured_share(b, row),
            "target": w.pct(target, 0), "measured": w.n(row["measured"]),
            "claims": w.n(row["claims"]),
        }  # fmt: skip
        found.append(w(f"summary.problem.promise.{verdict}", **values))
    return found


def late(b: Brief) -> list[str]:
    """Late and overdue arrivals, and how many have no reason written beside them."""
    w, service = b.words, b.account.service
    if service.late_arrivals.empty:
        return []
    n = int(service.late_arrivals["rows_in_all"].iloc[0])
    reasons = service.late_reasons
    blank = reasons[reasons["late_reason"].isna() | (reasons["late_reason"] == "")]["late"].sum()
    key = "late" if blank else "late_told"
    return [w(f"summary.problem.{key}", n=w.n(n), blank=w.n(blank))]


def missed_goals(b: Brief) -> list[str]:
    """Monthly targets missed, and those that cannot be told."""
    w, frame = b.words, b.account.targets
    if frame.empty:
        return [w("summary.problem.no_goals", year=w.year(b.year))]
    told, found = counts(frame), []
    if told["missed"]:
        over = told["met"] + told["missed"]
        found.append(w("summary.problem.goals", n=w.n(told["missed"]), over=w.n(over)))
    blind = int(frame["verdict"].isin(["no_data", "cannot_tell", "unknown_metric"]).sum())
    return [*found, *([w("summary.problem.goals_blind", n=w.n(blind))] if blind else [])]


def old_cases(b: Brief) -> list[str]:
    """Open claims older than two months, and those expected to outlive the contract year."""
    w, ages, run_off = b.words, b.account.open_ages, b.account.run_off
    old, found = int(ages.loc[ages["from_day"] > OLD_DAYS, "claims"].sum()), []
    if old:
        found.append(w("summary.problem.old", n=w.n(old), days=w.n(OLD_DAYS)))
    if not run_off.days and run_off.open_now:
        found.append(w("summary.problem.open_end", n=w.n(run_off.open_now)))
    elif not run_off.note and run_off.mean >= HALF:
        found.append(
            w("summary.problem.run_off", n=w.n(run_off.mean, 1),
              range=w.span(run_off.low, run_off.high))
        )  # fmt: skip
    return found


def complaints(b: Brief) -> list[str]:
    """More complaints than the year before; some open; answers that say dissatisfied."""
    w, service, found = b.words, b.account.service, []
    by_year = service.complaints.set_index("year")
    if b.year in by_year.index:
        now = by_year.loc[b.year]
        before: Any = by_year["complaints"].get(b.year - 1)
        if before is not None and now["complaints"] > before:
            found.append(
                w("summary.problem.complaints", n=w.n(now["complaints"]), before=w.n(before))
            )
        if now["open"]:
            found.append(w("summary.problem.complaints_open", n=w.n(now["open"])))
    asked = service.satisfaction[service.satisfaction["year"] == b.year]
    if len(asked) and asked["dissatisfied"].iloc[0]:
        row = asked.iloc[0]
        found.append(
            w("summary.problem.dissatisfied", n=w.n(row["dissatisfied"]), of=w.n(row["answers"]))
        )
    return found


def unplaced(b: Brief) -> list[str]:
    """Claims known to no village."""
    w, claims = b.words, b.story.facts.claims
    this = claims[claims["year"] == b.year]
    lost = int(this["village_key"].isna().sum())
    return [w("summary.problem.unplaced", n=w.n(lost), total=w.n(len(this)))] if lost else []


def blanks(b: Brief) -> list[str]:
    """Limits the contract leaves open: nothing can be judged against them."""
    w, frame = b.words, b.account.service.timeliness
    names = [
        w(f"stage.{r.stage}")
        for r in frame.itertuples()
        if r.stage in LIMITED and r.standing == Status.NOT_PROVIDED.value
    ]
    return [w("summary.problem.blanks", names=w("summary.semicolon").join(names))] if names else []


def overdue(b: Brief) -> list[str]:
    """Decided measures past their date without an outcome on record."""
    w, today = b.words, b.story.facts.as_of
    late_ = [
        m for m in b.account.measures
        if m.standing != "measured" and m.due is not None and m.due < today
    ]  # fmt: skip
    return [
        w("summary.problem.overdue", action=w.text(m.action), day=w.day(m.due))
        for m in late_ if m.due is not None
    ]  # fmt: skip


def proposed(b: Brief) -> tuple[Block, ...]:
    """Findings that ask for a measure: what they show, what is proposed, who, by when."""
    w, to = b.words, reader(b.story, b.words.lang)
    acts = [said(f, to) for f in b.account.findings if f.to_act]
    if not acts:
        return (Paragraph(w("brief.decide.none")),)
    columns = [
        b.col("metric", number=False, weight=1.3), b.col("value", number=False, weight=1.6),
        b.col("conclusion", number=False, weight=2.1), b.col("measure", number=False, weight=2.3),
        b.col("owner_due", number=False, weight=1.2),
    ]  # fmt: skip
    rows = [
        (s.metric, s.value, s.conclusion, s.measure, findings.owner_due(b, s)) for s in acts
    ]  # fmt: skip
    note = findings.used(b) + w("summary.note.proposed")
    table = b.table("table.proposed", columns, rows, note)
    return Paragraph(w("summary.measures.text", n=w.n(len(acts)))), table
