"""The village atlas: a chapter a township, a page a village; all of them or those chosen."""

from collections.abc import Sequence

import pandas as pd

from dashboards.report.atlas_facts import Told, told_of
from dashboards.report.atlas_village import page, rate
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Bullets, Chapter, Paragraph, Report, Section
from dashboards.report.framed import framed
from dashboards.report.mapmaking import base_points, level_classes, level_map, map_figure
from dashboards.report.mapmaking.ground import ground_of
from dashboards.report.mapmaking.usual import LEVEL_LEDGERS
from dashboards.report.material import Material
from dashboards.report.risk import HIGH, level_name
from dashboards.story.levels import UNSURE_BELOW
from dashboards.story.units import counts_regions
from risk.errors import ReportError
from risk.terms import RegionLevel

ALL = "all"
VILLAGE = RegionLevel.VILLAGE.value
WIDE_CM, HIGH_CM = 16.0, 11.0
NO_TOWNSHIP = ""
READ = ("level", "chance", "rate", "why", "drive")


def atlas_report(m: Material) -> Report:
    """The whole atlas."""
    w, told = m.words, told_of(m)
    chosen = chosen_villages(told, m.about.places)
    towns = by_township(told, chosen)
    chapters = [guide(m.brief, told, towns)]
    done = 0
    for town, codes in towns.items():
        m.progress(done / len(chosen), m.brief.names.get(town, town))
        chapters.append(township(m.brief, told, town, codes))
        done += len(codes)
    return framed(
        m, w("atlas.title", county=m.county_name), w("atlas.subtitle", n=w.n(len(chosen))),
        tuple(chapters),
        facts=((w("atlas.fact.villages"), w.n(len(chosen))),
               (w("atlas.fact.townships"), w.n(len(towns)))),
        key_figures={"villages": w.n(len(chosen)), "townships": w.n(len(towns))},
    )  # fmt: skip


def chosen_villages(told: Told, places: Sequence[str]) -> tuple[str, ...]:
    """Codes of the villages asked for, in the order of their codes; none asked for: all.

    Raises:
        ReportError: a place is neither a village nor a township with villages; or there is no
            village.
    """
    if not told.villages:
        raise ReportError(
            "the map has no village", where="atlas", remedy="load regions with villages"
        )
    if not places:
        return tuple(told.villages)
    towns = {str(row["township_code"]) for row in told.villages.values()}
    unknown = [code for code in places if code not in told.villages and code not in towns]
    if unknown:
        raise ReportError(
            f"no village or township {', '.join(unknown)}", where="atlas",
            remedy="name codes of villages or townships of the map",
        )  # fmt: skip
    wanted = set(places)
    return tuple(
        code
        for code, row in told.villages.items()
        if code in wanted or str(row["township_code"]) in wanted
    )


def by_township(told: Told, codes: Sequence[str]) -> dict[str, list[str]]:
    """The villages of each township, townships in the order of their codes."""
    found: dict[str, list[str]] = {}
    for code in codes:
        town = told.villages[code]["township_code"]
        found.setdefault(NO_TOWNSHIP if pd.isna(town) else str(town), []).append(code)
    return dict(sorted(found.items()))


def guide(b: Brief, told: Told, towns: dict[str, list[str]]) -> Chapter:
    """How to read it, what is missing, the county's map, and the index by township."""
    w = b.words
    gaps = [w(f"atlas.gap.{name}") for name in missing(b, told)]
    drawn = len(ground_of(b, VILLAGE)) > 0
    picture: tuple[Block, ...] = (
        (level_map(b),) if drawn else (Paragraph(w("risk.map.no_outline")),)
    )
    return Chapter(
        w("atlas.guide.title"),
        (
            Section(w("atlas.guide.read"), (
                Bullets(tuple(w(f"atlas.read.{name}") for name in READ)),
            )),
            Section(w("atlas.guide.gaps"), (
                Bullets(tuple(gaps)) if gaps else Paragraph(w("atlas.gap.none")),
            )),
            Section(w("atlas.guide.index"), (*picture, index(b, told, towns))),
        ),
    )  # fmt: skip


def missing(b: Brief, told: Told) -> list[str]:
    """What the county has not supplied, by name of its text."""
    facts = b.story.facts
    lacking = {
        "policies": counts_regions(facts),
        "roster": not any(pd.notna(r["households_expected"]) for r in told.households.values()),
        "liaison": not told.liaisons,
        "base": not told.drives,
        "terrain": not told.terrain,
        "roads": not told.roads.known,
        "outline": len(ground_of(b, VILLAGE)) < len(told.villages),
    }
    return [name for name, lacks in lacking.items() if lacks]


def index(b: Brief, told: Told, towns: dict[str, list[str]]) -> Block:
    """Townships with their chapter, villages, high ones and houses."""
    w = b.words
    columns = [
        b.col("township", number=False, weight=1.8), b.col("atlas_chapter", number=True),
        b.col("atlas_villages", unit="villages"), b.col("high_villages", unit="villages"),
        b.col("atlas_unsure", unit="villages", weight=1.3), b.col("houses", unit="houses"),
    ]  # fmt: skip
    levels = told.levels[ALL]
    rows = []
    for number, (town, codes) in enumerate(towns.items(), start=2):
        own = [levels[code] for code in codes if code in levels]
        rows.append(
            (
                town_name(b, town), w.n(number), w.n(len(codes)),
                w.n(sum(row["risk_level"] >= HIGH for row in own)),
                w.n(sum(row["p_level"] < UNSURE_BELOW for row in own)),
                houses(b, told, codes),
            )
        )  # fmt: skip
    return b.table("atlas.table.index", columns, rows, b.ledgers("region", "claim", "policy"))


def town_name(b: Brief, code: str) -> str:
    """A township's name; villages of none stand together."""
    return b.place(code) if code else b.words("atlas.no_township")


def houses(b: Brief, told: Told, codes: Sequence[str]) -> str:
    """Insured houses of some villages; "unknown" without policies."""
    if not told.houses:
        return b.words("unknown")
    return b.words.n(sum(told.houses[c]["houses"] for c in codes if c in told.houses))


def township(b: Brief, told: Told, town: str, codes: Sequence[str]) -> Chapter:
    """A township's map and list, then a page each village."""
    overview = Section(b.words("atlas.overview"), tuple(overview_blocks(b, told, town, codes)))
    return Chapter(town_name(b, town), (overview, *(page(b, told, code) for code in codes)))


def overview_blocks(b: Brief, told: Told, town: str, codes: Sequence[str]) -> list[Block]:
    """The township in a sentence, its map, its villages beside one another."""
    w, levels = b.words, told.levels[ALL]
    own = [levels[code] for code in codes if code in levels]
    high = [row["name"] for row in own if row["risk_level"] >= HIGH]
    text = w(
        "atlas.township.text" if high else "atlas.township.text_none",
        n=w.n(len(codes)), high=w.n(len(high)), names=w.join(high),
        unsure=w.n(sum(row["p_level"] < UNSURE_BELOW for row in own)),
    )  # fmt: skip
    blocks: list[Block] = [Paragraph(text)]
    all_of = by_township(told, tuple(told.villages))[town]  # seen whole, also where few are chosen
    if len(ground_of(b, VILLAGE).only(all_of)):
        blocks.append(
            map_figure(
                b, f"map_township-{town or 'none'}", alt=w("alt.map"),
                classes=level_classes(b, counted=False), points=(base_points(b),), view=all_of,
                named=all_of, outlined=codes if len(codes) < len(all_of) else (),
                ledgers=LEVEL_LEDGERS, wide_cm=WIDE_CM, high_cm=HIGH_CM,
                township=town_name(b, town),
            )
        )  # fmt: skip
    return [*blocks, village_list(b, told, codes)]


def village_list(b: Brief, told: Told, codes: Sequence[str]) -> Block:
    """The villages of a township, highest first."""
    w, levels = b.words, told.levels[ALL]
    columns = [
        b.col("village", number=False, weight=1.7), b.col("level", number=False),
        b.col("p_level", weight=0.9), b.col("rate_smoothed", unit="rate", weight=1.8),
        b.col("houses", unit="houses"), b.col("special", unit="houses"),
        b.col("atlas_minutes", unit="min", weight=1.1),
    ]  # fmt: skip
    ordered = sorted(codes, key=lambda code: (told.place.get(code, len(told.villages)), code))
    rows = []
    for code in ordered:
        row, held, drive = levels.get(code), told.houses.get(code), told.drives.get(code)
        known = row is not None
        rows.append(
            (
                b.place(code),
                level_name(b, row["risk_level"]) if known else w("unknown"),
                w.chance(row["p_level"]) if known else w("unknown"),
                rate(b, row) if known else w("unknown"),
                w.n(held["houses"] if held else 0) if told.houses else w("unknown"),
                w.n(held["special_households"] if held else 0) if told.houses else w("unknown"),
                w.n(drive["minutes"]) if drive else w("unknown"),
            )
        )  # fmt: skip
    return b.table("atlas.table.villages", columns, rows, b.ledgers("claim", "policy", "base"))
