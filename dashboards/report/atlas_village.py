"""One village of the atlas: how risky and why, its record, who lives there, how it is reached."""

from collections.abc import Sequence

import pandas as pd

from dashboards.i18n import MISSING
from dashboards.report.atlas_facts import NO_ROW, Row, Told
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Column, Paragraph, Section
from dashboards.report.mapmaking import village_map
from dashboards.report.mapmaking.ground import ground_of
from dashboards.report.risk import level_name
from dashboards.story.levels import P_COLUMNS, UNSURE_BELOW, likeliest
from dashboards.story.units import counts_regions, digits
from risk.terms import RegionLevel, Tier

REASONS_SHOWN = 2
NAMES_SHOWN = 6  # of roads, of posts
ALL = "all"


def page(b: Brief, told: Told, code: str) -> Section:
    """The village's page."""
    name = b.place(code)
    has_area = code in b.once("drawn", lambda: set(ground_of(b, RegionLevel.VILLAGE.value).codes))
    picture: Sequence[Block] = (village_map(b, code),) if has_area else ()
    gap = () if has_area else (Paragraph(b.words("atlas.no_area")),)
    blocks = (
        Paragraph(opening(b, told, code)),
        *picture,
        *gap,
        perils(b, told, code),
        record(b, told, code),
        place(b, told, code),
        Paragraph(roads(b, told, code)),
    )
    return Section(b.words("atlas.village", name=name, code=code), blocks, new_page=True)


def opening(b: Brief, told: Told, code: str) -> str:
    """Level, how sure, rate and its place, why, and what next year may bring, in sentences."""
    w, row = b.words, told.levels[ALL].get(code)
    if row is None:
        return w("atlas.unscored")
    parts = [
        w(
            "atlas.opening", level=level_name(b, row["risk_level"]),
            chance=w.chance(row["p_level"]), rate=rate(b, row), unit=w("unit.rate"),
            place=w.n(told.place[code]), n=w.n(len(told.place)),
        )
    ]  # fmt: skip
    likely = likeliest(row)
    if likely and row["p_level"] < UNSURE_BELOW:
        other = next(k for k in likely if k != row["risk_level"]) if len(likely) > 1 else likely[0]
        chance = w.chance(row[P_COLUMNS[other - 1]])
        parts.append(w("atlas.unsure", level=level_name(b, other), chance=chance))
    if why := reasons(b, told, ALL, code, REASONS_SHOWN):
        parts.append(w("atlas.why", reasons=why))
    ahead = told.ahead.get(code)
    if ahead is not None:
        ends = w.span(ahead["claims_lo90"], ahead["claims_hi90"])
        parts.append(w("atlas.ahead", n=w.n(ahead["claims"], 1), range=ends))
    return w.gap.join(parts)


def rate(b: Brief, row: Row) -> str:
    """A rate with its 90 % interval, in the unit rates are shown in."""
    w, places = b.words, digits(b.story.facts)
    ends = w.span(row["rate_lo"], row["rate_hi"], places)
    return w("with_range", value=w.n(row["rate"], places), range=ends)


def reasons(b: Brief, told: Told, family: str, code: str, most: int) -> str:
    """What moved its rate most from the county's, each with its part; "" where not told."""
    w = b.words
    places = digits(b.story.facts)
    shown = [
        w("atlas.reason", reason=w.term("reason", reason), part=w.signed(part, places))
        for reason, part in told.reasons.get((family, code), ())[:most]
        if round(part, places)
    ]
    return w.join(shown) if shown else ""


def perils(b: Brief, told: Told, code: str) -> Block:
    """Level, chance, rate, claims and reasons, family by family."""
    w = b.words
    columns = [
        Column(w("atlas.col.family"), "", False, 1.3),
        Column(w("atlas.col.level"), "", False, 0.9), Column(w("atlas.col.chance"), "", True, 0.8),
        Column(w("atlas.col.rate"), w("unit.rate"), True, 1.9),
        Column(w("atlas.col.claims"), "", True, 0.8),
        Column(w("atlas.col.why"), w("unit.rate"), False, 3.4),
    ]  # fmt: skip
    rows = []
    for family, table in told.levels.items():
        row = table.get(code)
        if row is not None:
            rows.append(
                (
                    w("atlas.all") if family == ALL else w.family(family),
                    level_name(b, row["risk_level"]), w.chance(row["p_level"]), rate(b, row),
                    w.n(row["claims"]), reasons(b, told, family, code, 1) or w("none"),
                )
            )  # fmt: skip
    return b.table("atlas.table.perils", columns, rows, "")


def record(b: Brief, told: Told, code: str) -> Block:
    """Claims and payments by contract year; families too rare for levels of their own beside."""
    w = b.words
    columns = [
        Column(w("atlas.col.record"), "", False, 2.6),
        *(Column(str(year), "", True) for year in told.years),
    ]
    paid = [w.sum(told.paid_money.get((code, y), 0.0)) for y in told.years]
    lines: list[tuple[str, list[str]]] = [
        (w("atlas.record.claims"), [w.n(told.claims.get((code, y), 0)) for y in told.years]),
        (w("atlas.record.paid", unit=w.money_unit), paid),
    ]
    if not counts_regions(b.story.facts):
        houses = [w.n(told.house_years.get((code, y), 0.0)) for y in told.years]
        lines.append((w("atlas.record.house_years"), houses))
    rare = [
        w("atlas.count", name=w.family(f), n=w.n(n))
        for f, n in told.families.get(code, ())
        if f not in told.levels
    ]
    note = b.ledgers("claim", "policy")
    if rare:
        note += w("atlas.record.note", kinds=w.join(rare))
    return b.table("atlas.table.record", columns, [(name, *cells) for name, cells in lines], note)


def place(b: Brief, told: Told, code: str) -> Block:
    """Who lives there and how it is reached, two facts a row."""
    w = b.words
    facts = [*people(b, told, code), *reached(b, told, code)]
    columns = [
        Column(w(f"atlas.col.{name}"), "", False, weight)
        for name, weight in (("fact", 0.8), ("value", 2.0), ("fact", 0.8), ("value", 2.4))
    ]
    if len(facts) % 2:
        facts.append((MISSING, MISSING))
    rows = [(*a, *z) for a, z in zip(facts[::2], facts[1::2], strict=True)]
    ledgers = ("policy", "roster", "base", "terrain", "liaison")
    listed = told.households.get(code, NO_ROW).get("listed_on")
    when = w("atlas.listed", day=w.day(listed)) if pd.notna(listed) else ""
    return b.table("atlas.table.place", columns, rows, b.ledgers(*ledgers) + when)


def people(b: Brief, told: Told, code: str) -> list[tuple[str, str]]:
    """Houses insured, special households, coverage, liaison by post."""
    w = b.words
    houses, listed = told.houses.get(code, NO_ROW), told.households.get(code, NO_ROW)
    expected = listed.get("households_expected")
    if expected is None or pd.isna(expected):
        covered = w("atlas.no_roster")
    else:
        insured = listed["households_insured"]
        covered = w(
            "atlas.covered", share=w.pct(insured / expected) if expected else w("unknown"),
            insured=w.n(insured), expected=w.n(expected),
        )  # fmt: skip
    posts = [w("atlas.count", name=role or w("unknown"), n=w.n(n))
             for role, n in told.liaisons.get(code, ())]  # fmt: skip
    insured_houses = w(
        "atlas.insured", n=w.n(houses.get("houses", 0)),
        sum=w.money(float(houses.get("sum_insured_money", 0.0))),
    )  # fmt: skip
    special = w("atlas.households", n=w.n(houses.get("special_households", 0)))
    none = w("atlas.no_policies")
    return [
        (w("atlas.fact.houses"), insured_houses if told.houses else none),
        (w("atlas.fact.special"), special if told.houses else none),
        (w("atlas.fact.coverage"), covered),
        (w("atlas.fact.liaison"), some(b, posts) if posts else w("atlas.no_liaison")),
    ]


def reached(b: Brief, told: Told, code: str) -> list[tuple[str, str]]:
    """Promise tier, nearest base and minutes, height, slope, river and town."""
    w, promise = b.words, b.story.facts.county.promise
    tier = told.villages[code].get("tier")
    limits = {
        Tier.TOWN.value: promise.on_scene_town_min,
        Tier.RURAL.value: promise.on_scene_rural_min,
    }
    shown = (
        w("atlas.tier", tier=w.tier(str(tier)), limit=w.limit(limits[str(tier)]))
        if tier in limits
        else w("unknown")
    )
    drive = told.drives.get(code)
    base = (
        w("atlas.no_base")
        if drive is None
        else w(
            "atlas.base", base=drive["base"], minutes=w.duration(drive["minutes"]),
            source=w.term("travel_source", drive["source"]), error=w.pct(drive["error_cv"], 0),
        )
    )  # fmt: skip
    ground = told.terrain.get(code, NO_ROW)
    height = [
        w(f"atlas.ground.{name}", n=w.n(ground[name], places))
        for name, places in (("elevation_m", 0), ("slope_deg", 1))
        if pd.notna(ground.get(name))
    ]
    away = [
        w(f"atlas.ground.{name}", n=w.n(ground[name], 1))
        for name in ("river_km", "road_km", "town_km")
        if pd.notna(ground.get(name))
    ]
    return [
        (w("atlas.fact.tier"), shown),
        (w("atlas.fact.base"), base),
        (w("atlas.fact.height"), w.join(height) if height else w("atlas.no_terrain")),
        (w("atlas.fact.away"), w.join(away) if away else w("atlas.no_terrain")),
    ]


def some(b: Brief, names: Sequence[str]) -> str:
    """The first names and how many there are beside: a page has room for no more."""
    w, more = b.words, len(names) - NAMES_SHOWN
    shown = w.join(names[:NAMES_SHOWN])
    return w("atlas.and_more", names=shown, n=w.n(more)) if more > 0 else shown


def roads(b: Brief, told: Told, code: str) -> str:
    """Whether a closed road cuts it off, and what the record says of its township's roads."""
    w, found = b.words, told.roads
    if not found.known:
        said = w(f"atlas.roads.{found.gap}")
    elif code in found.before:
        said = w("atlas.roads.before")
    elif code in found.unknown:
        said = w("atlas.roads.far")
    elif code in found.cut_by:
        said = w("atlas.roads.cut", names=some(b, sorted(set(found.cut_by[code]))))
    else:
        said = w("atlas.roads.safe")
    town = told.villages[code].get("township_code")
    record = found.record.get(code) or found.record.get(str(town))
    if record is None:
        return said + w("atlas.roads.no_record")
    return said + w(
        "atlas.roads.record", closed=w.n(record.closed), restricted=w.n(record.restricted),
        day=w.day(record.last.date()),
    )  # fmt: skip
