"""What changed: levels today beside those of a year ago, and how thin the evidence is."""

import pandas as pd

from dashboards.i18n import reword, t
from dashboards.report.annual_read import AnnualRead, Then
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Figure, Paragraph, Table
from dashboards.report.mapmaking import base_points, drawable, map_figure, moved_classes
from dashboards.report.risk import level_name
from dashboards.story.units import shown
from risk.scoring.change import COUNTY, MODEL, RATE, compare_scores

SURE = 0.8  # chance that a level lies beyond the earlier one, below which the evidence is thin
VILLAGES_SHOWN = 15
RISEN = 4  # villages that rose to this level are listed


def changed(b: Brief, read: AnnualRead) -> tuple[Block, ...]:
    """What rose and fell, townships then villages; why; what is thin."""
    w = b.words
    if read.then is None:
        return (Paragraph(w("change.none", why=reword(read.why, w.lang) or w("change.not_asked"))),)
    towns = moves(b, read.then, "township")
    villages = moves(b, read.then, "village")
    moved = towns[towns["risk_level"] != towns["risk_level_then"]]
    blocks: list[Block] = [Paragraph(w("change.method", sure=w.pct(SURE, 0)))]
    if len(towns):
        blocks.insert(0, Paragraph(told(b, "township", towns, read.then)))
    if len(moved):
        blocks.append(table(b, "table.change_townships", "township", moved))
    blocks.append(Paragraph(told(b, "village", villages, read.then)))
    blocks += moved_map(b, villages, read.then)
    risen = villages[
        (villages["risk_level"] > villages["risk_level_then"]) & (villages["risk_level"] >= RISEN)
    ]
    if len(risen):
        blocks.append(table(b, "table.change_villages", "village", risen.head(VILLAGES_SHOWN)))
        if len(risen) > VILLAGES_SHOWN:
            blocks.append(Paragraph(w("change.more", n=w.n(len(risen)), shown=w.n(VILLAGES_SHOWN))))
    return tuple(blocks)


def moves(b: Brief, then: Then, level: str) -> pd.DataFrame:
    """Levels of all perils together, then and now, highest first.

    Columns region_code, risk_level_then, risk_level, rate_then, rate (in the unit shown),
    claims_new, why, p_beyond: the chance that today's level lies beyond the earlier one, on the
    side it moved to; NaN where it did not move.
    """
    now, facts = b.story.scores, b.story.facts
    other = {f for f, model in now.chosen().items() if then.models.get(f, model) != model}
    frame = compare_scores(now.frame, then.frame, now.reasons, then.reasons, other_models=other)
    frame = frame[(frame["level"] == level) & (frame["peril_family"] == "all")]
    frame = frame.set_index("region_code")
    own = now.frame[(now.frame["level"] == level) & (now.frame["peril_family"] == "all")]
    old = then.frame[(then.frame["level"] == level) & (then.frame["peril_family"] == "all")]
    rate = shown(facts, own, now.frame).set_index("region_code")[RATE]
    rate_then = shown(facts, old, then.frame).set_index("region_code")[RATE]
    chances = own.set_index("region_code")
    frame = frame.assign(
        rate=rate.reindex(frame.index), rate_then=rate_then.reindex(frame.index),
        p_beyond=[_beyond(chances.loc[code], row) for code, row in frame.iterrows()],
    )  # fmt: skip
    return frame.sort_values(["risk_level", "rate"], ascending=False).reset_index()


def _beyond(chances: "pd.Series[float]", row: "pd.Series[float]") -> float:
    """Chance of a level beyond the earlier one, on the side moved to."""
    now, then = int(row["risk_level"]), int(row["risk_level_then"])
    if now == then:
        return float("nan")
    side = range(then + 1, 6) if now > then else range(1, then)
    return float(sum(float(chances[f"p_level_{k}"]) for k in side))


def counts(frame: pd.DataFrame) -> tuple[int, int, int, int]:
    """Regions in all, risen, fallen, and of those moved the ones whose evidence is thin."""
    rose = frame["risk_level"] > frame["risk_level_then"]
    fell = frame["risk_level"] < frame["risk_level_then"]
    thin = (rose | fell) & ~(frame["p_beyond"] >= SURE)
    return len(frame), int(rose.sum()), int(fell.sum()), int(thin.sum())


def told(b: Brief, level: str, frame: pd.DataFrame, then: Then) -> str:
    """How many rose and fell since then, and for how many the evidence is thin."""
    w = b.words
    n, rose, fell, thin = counts(frame)
    values = {"n": w.n(n), "day": w.day(then.day)}
    if not rose + fell:
        return w(f"change.{level}.still", **values)
    said = w(f"change.{level}.text", **values, rose=w.n(rose), fell=w.n(fell))
    said += w("change.thin", n=w.n(thin)) if thin else w("change.firm")
    moved = frame[frame["risk_level"] != frame["risk_level_then"]]
    common = int((moved["why"] == COUNTY).sum())
    return said + (w("change.common", n=w.n(common)) if common else "")


def moved_map(b: Brief, frame: pd.DataFrame, then: Then) -> list[Figure]:
    """Villages that rose and fell since then; none where none moved or none has an outline."""
    w = b.words
    steps = (frame["risk_level"] - frame["risk_level_then"]).set_axis(frame["region_code"])
    if not steps.any() or drawable(b.story.facts.regions, "village").empty:
        return []
    thin = frame.loc[frame["p_beyond"] < SURE, "region_code"]
    figure = map_figure(
        b, "map_moved", alt=w("alt.map_moved"),
        classes=moved_classes(b, steps.to_dict(), w("map.moved"), list(thin)),
        points=(base_points(b, named=False),), ledgers=("region", "claim", "policy"),
        day=w.day(b.story.facts.as_of), then=w.day(then.day),
    )  # fmt: skip
    return [figure]


def table(b: Brief, caption: str, level: str, frame: pd.DataFrame) -> Table:
    """What moved: levels, rates, new claims, why, how sure."""
    w = b.words
    columns = [
        b.col(level, number=False, weight=1.5), b.col("level_then", number=False, weight=1.1),
        b.col("level_now", number=False, weight=1.1), b.col("rate_change", unit="rate", weight=1.4),
        b.col("claims_new", unit="claims", weight=0.9), b.col("moved_by", number=False, weight=1.7),
        b.col("p_beyond", weight=1.1), b.col("evidence", number=False, weight=0.9),
    ]  # fmt: skip
    rows = [
        (
            b.place(r.region_code), level_name(b, int(r.risk_level_then)),
            level_name(b, int(r.risk_level)), f"{w.n(r.rate_then, 2)} → {w.n(r.rate, 2)}",
            w.n(r.claims_new), why(b, str(r.why)), w.chance(r.p_beyond),
            w("evidence.firm" if r.p_beyond >= SURE else "evidence.thin"),
        )
        for r in frame.itertuples()
    ]  # fmt: skip
    return b.table(caption, columns, rows, b.ledgers("claim", "policy") + w("note.change"))


def why(b: Brief, code: str) -> str:
    """What changed most in the rate, in words."""
    whole = code in (COUNTY, MODEL)
    return t(f"map.why.{code}", b.words.lang) if whole else b.words.term("reason", code)
