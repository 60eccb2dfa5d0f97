"""The risk-control ledger: risk, place, level, cause, measure, owner, date, state."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from dashboards.report.brief import Brief
from dashboards.report.content import Block, Chapter, Paragraph, Section
from dashboards.report.risk import HIGH, level_name, rows_of
from dashboards.report.year_plan import seasons
from dashboards.story.findings import reader, said
from dashboards.story.levels import UNSURE_BELOW, reasons_of
from dashboards.story.quality import current_rejects

ROADS_SHOWN = 20
VILLAGES_SHOWN = 15
WORST = 5
PASSABLE = ("open",)
DONE = "measured"  # a measure of which the outcome is on record stands in chapter 7 alone


@dataclass(frozen=True)
class Entry:
    """A row of the ledger, in words; "" is left for the office to fill in.

    ``state`` is a key of ``report.state``.
    """

    source: str
    risk: str
    place: str
    level: str
    cause: str
    measure: str
    owner: str
    due: str
    state: str


def chapter(b: Brief) -> Chapter:
    """The chapter."""
    return Chapter(b.words("ledger.title"), (Section(b.words("ledger.list.title"), ledger(b)),))


def entries(b: Brief) -> list[Entry]:
    """Every risk on the ledger: places, findings, decided measures, roads, records."""
    parts: list[Callable[[Brief], list[Entry]]] = [places, findings, decided, roads, records]
    return [entry for part in parts for entry in part(b)]


def ledger(b: Brief) -> tuple[Block, ...]:
    """The table, how many rows have an owner and a date, and what the office has to add."""
    w, told = b.words, entries(b)
    if not told:
        return (Paragraph(w("ledger.none")),)
    columns = [
        b.col("no", weight=0.75), b.col("risk", number=False, weight=1.5),
        b.col("where", number=False, weight=1.2), b.col("grade_of", number=False, weight=1.7),
        b.col("cause", number=False, weight=1.7), b.col("measure", number=False, weight=2.2),
        b.col("owner", number=False, weight=1), b.col("due", number=False, weight=1.6),
        b.col("state", number=False, weight=1.1),
    ]  # fmt: skip
    rows = [
        (
            w.n(i + 1), e.risk, e.place, e.level, e.cause, e.measure, e.owner or w("to_name"),
            e.due or w("to_date_set"), w(f"state.{e.state}"),
        )
        for i, e in enumerate(told)
    ]  # fmt: skip
    text = w(
        "ledger.text", n=w.n(len(told)), owned=w.n(sum(bool(e.owner) for e in told)),
        dated=w.n(sum(bool(e.due) for e in told)),
        overdue=w.n(sum(e.state == "overdue" for e in told)),
    )  # fmt: skip
    if villages := len(worst_villages(b)):
        text += w("ledger.villages", n=w.n(villages))
    used = ("claim", "policy", "measure", "road_state")
    return Paragraph(text), b.table(
        "table.ledger", columns, rows, b.ledgers(*used) + w("note.ledger")
    )


def places(b: Brief) -> list[Entry]:
    """Townships at level 4 or 5, then the surest villages at 5 of highest rate."""
    towns = rows_of(b, "township")
    return [
        *(place(b, r._asdict()) for r in towns[towns["risk_level"] >= HIGH].itertuples()),
        *(place(b, r._asdict()) for r in worst_villages(b).itertuples()),
    ]


def worst_villages(b: Brief) -> pd.DataFrame:
    """Villages at level 5, that level more likely than not; highest rates first."""
    rows = rows_of(b, "village")
    sure = rows[(rows["risk_level"] == WORST) & (rows["p_level"] >= UNSURE_BELOW)]
    return sure.head(VILLAGES_SHOWN)


def place(b: Brief, row: Mapping[str, Any]) -> Entry:
    """A region of high level, with the family that brings it most claims."""
    w, code = b.words, str(row["region_code"])
    family = worst_family(b, code)
    risk = w("ledger.risk.place", family=w.inline(w.family(family))) if family else w(
        "ledger.risk.all"
    )  # fmt: skip
    level = level_name(b, int(row["risk_level"]))
    return Entry(
        "score", risk, named(b, code),
        w("with_range", value=level, range=w.chance(row["p_level"])), cause(b, row),
        w(f"ledger.measure.{family or 'none'}"), "", before_season(b, family), "open",
    )  # fmt: skip


def named(b: Brief, code: str) -> str:
    """A village with its township, a township alone."""
    w, regions = b.words, b.story.facts.regions.set_index("code")
    above = regions["township_code"].get(code)
    if above is None or above != above or above == code:
        return b.place(code)
    return w("in_township", village=b.place(code), township=b.place(above))


def worst_family(b: Brief, code: str) -> str:
    """The family of most claims of a region over all years; "" where none is known."""
    claims = b.story.facts.claims
    inside = (claims["township_code"] == code) | (claims["region_code"] == code)
    counted = claims.loc[inside, "peril_family"].value_counts()
    return str(counted.index[0]) if len(counted) else ""


def cause(b: Brief, row: Mapping[str, Any]) -> str:
    """What raises a place's rate over the county's most."""
    w = b.words
    parts = reasons_of(b.story, "all", row)
    raising = parts[parts["part"] > 0]
    if raising.empty:
        return w("cause.unknown")
    return w.join([w.term("reason", x) for x in raising["reason"].head(2)])


def before_season(b: Brief, family: str) -> str:
    """The day before a family's season first begins in the year planned; "" for one without."""
    begins = {f.value: first for f, first, _ in seasons()}
    if family not in begins:
        return ""
    start, end = b.story.facts.county.contract_year_bounds(b.plan_year)
    first = next(
        d.date() for d in pd.date_range(start, end, freq="MS") if d.month == begins[family]
    )
    return (first - timedelta(days=1)).isoformat()


def findings(b: Brief) -> list[Entry]:
    """Findings somebody is to act on."""
    w, to = b.words, reader(b.story, b.words.lang)
    found = []
    for finding in b.account.findings:
        if not finding.to_act:
            continue
        s = said(finding, to)
        days = finding.due_days
        due = (b.story.facts.as_of + timedelta(days=days)).isoformat() if days is not None else ""
        township = finding.values.get("township")
        found.append(
            Entry(
                "finding", s.metric, b.place(township) if township else w("whole_county"), s.value,
                s.conclusion, s.measure, s.owner, due, "proposed",
            )
        )  # fmt: skip
    return found


def decided(b: Brief) -> list[Entry]:
    """Measures decided on whose outcome is not on record yet."""
    w, today, found = b.words, b.story.facts.as_of, []
    for m in b.account.measures:
        if m.standing == DONE:
            continue
        found.append(
            Entry(
                "measure", w.text(m.finding), w("whole_county"), w.text(m.metric_name),
                w("ledger.decided", day=m.decided_on.isoformat()), w.text(m.action), m.owner or "",
                m.due.isoformat() if m.due else "", state_of(m.due, today),
            )
        )  # fmt: skip
    return found


def state_of(due: date | None, today: date) -> str:
    """Whether a decided measure runs or is overdue."""
    return "overdue" if due is not None and due < today else "running"


def roads(b: Brief) -> list[Entry]:
    """Roads told not to be open, as last told."""
    w, states = b.words, b.story.facts.road_states
    if states.empty:
        return []
    last = states.sort_values("observed_at").drop_duplicates(
        ["road_id", "region_code"], keep="last"
    )
    shut = last[~last["state"].isin(PASSABLE)].sort_values(["state", "road_id"]).head(ROADS_SHOWN)
    return [
        Entry(
            "road", w("ledger.risk.road"), b.place(r.region_code),
            w.term("road_state", r.state), w("ledger.told", day=r.observed_at.date().isoformat()),
            w("ledger.measure.road"), "", "", "open",
        )
        for r in shut.itertuples()
    ]  # fmt: skip


def records(b: Brief) -> list[Entry]:
    """What records leave open: claims known to no village, rows refused."""
    w, claims = b.words, b.story.facts.claims
    this = claims[claims["year"] == b.year]
    lost, found = int(this["village_key"].isna().sum()), []
    if lost:
        found.append(
            Entry(
                "record", w("ledger.risk.unplaced"), w("whole_county"),
                w("of_claims", n=w.n(lost), total=w.n(len(this))), w("ledger.cause.unplaced"),
                w("ledger.measure.unplaced"), "", "", "open",
            )
        )  # fmt: skip
    refused = current_rejects(b.story)
    if len(refused):
        kinds = w.join([w.term("table", kind) for kind in refused["kind"].value_counts().index[:3]])
        found.append(
            Entry(
                "record", w("ledger.risk.refused"), kinds, w("n_faults", n=w.n(len(refused))),
                w("ledger.cause.refused"), w("ledger.measure.refused"), "", "", "open",
            )
        )  # fmt: skip
    return found
