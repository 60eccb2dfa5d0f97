"""What the village atlas tells, laid out once by village: no page searches a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboards.report.atlas_roads import RoadsTold, roads_told
from dashboards.report.material import About, Given, Material
from dashboards.story.judging import all_next_year
from dashboards.story.levels import level_table, scored_families
from dashboards.story.travel import county_drives, of_base
from dashboards.story.units import counts_regions, in_unit
from risk.facts import Facts
from risk.flow import Story
from risk.terms import RegionLevel
from risk.warehouse import open_version
from risk.warehouse.coverage import village_households
from risk.workspace import Workspace

Row = Mapping[str, Any]
Rows = Mapping[str, Row]
"""A row by region code."""
NO_ROW: Row = {}
YEARS = 8  # newest contract years of a village's record
LIAISONS = "SELECT region_code, role, count(*) AS people FROM liaison GROUP BY ALL ORDER BY ALL"


@dataclass(frozen=True)
class Beside:
    """What the story does not hold.

    Attributes:
        liaisons: region_code, role, people: posts, never names or numbers.
        households: as ``risk.warehouse.coverage.village_households``.
    """

    liaisons: pd.DataFrame
    households: pd.DataFrame


def read_atlas(ws: Workspace, story: Story, _: About) -> Given:
    """Liaisons by post and households by village, of the story's own version: it is their mark."""
    with open_version(ws, story.facts.version) as warehouse:
        read = Beside(
            warehouse.frame(LIAISONS, []), village_households(warehouse, story.facts.as_of)
        )
    return Given(read, "")


@dataclass(frozen=True)
class Told:
    """Everything of every village, by code.

    Attributes:
        villages: rows of the regions, in the order of their codes.
        levels: by family (``all`` first), rows of ``story.levels.level_table``.
        place: place of a village among all by its rate, 1 the highest.
        reasons: by family and code: reason and its part of the rate, greatest first.
        ahead: claims of next year with ranges; empty: cannot be told.
        years: contract years of the record, oldest first.
        claims, paid_money, house_years: by code and year.
        families: claims of the whole record by code and family.
        houses: houses, sum_insured_money, special_households in force; empty: no policies.
        households: insured and expected.
        drives: nearest base: base, minutes, source, error_cv; empty: no base.
        terrain: rows of the table ``terrain``.
        liaisons: posts and people by code.
        roads: what a closed road does.
    """

    villages: Rows
    levels: Mapping[str, Rows]
    place: Mapping[str, int]
    reasons: Mapping[tuple[str, str], Sequence[tuple[str, float]]]
    ahead: Rows
    years: tuple[int, ...]
    claims: Mapping[tuple[str, int], int]
    paid_money: Mapping[tuple[str, int], float]
    house_years: Mapping[tuple[str, int], float]
    families: Mapping[str, Sequence[tuple[str, int]]]
    houses: Rows
    households: Rows
    drives: Rows
    terrain: Rows
    liaisons: Mapping[str, Sequence[tuple[str, int]]]
    roads: RoadsTold


def told_of(m: Material) -> Told:
    """Lay out a story and what was read beside it."""
    story, facts = m.story, m.story.facts
    beside: Beside = m.given
    levels = {f: level_table(story, f, RegionLevel.VILLAGE.value) for f in scored_families(story)}
    overall = next(iter(levels.values()))
    order = overall.sort_values("rate", ascending=False)["region_code"]
    years = _years(facts)
    claims = facts.claims
    by_year = ["region_code", "year"]
    ahead = all_next_year(story, "all")
    families = (
        claims.dropna(subset=["peril_family"]).groupby(["region_code", "peril_family"]).size()
    )
    regions = facts.regions.drop(columns="geometry")
    villages = regions[regions["level"] == RegionLevel.VILLAGE.value].sort_values("code")
    return Told(
        villages=_rows(villages, "code"),
        levels={family: _rows(table, "region_code") for family, table in levels.items()},
        place={code: i for i, code in enumerate(order, start=1)},
        reasons=_reasons(story),
        ahead={} if ahead is None else _rows(ahead.rename_axis("code").reset_index(), "code"),
        years=years,
        claims=claims.groupby(by_year).size().to_dict(),
        paid_money=claims.groupby(by_year)["paid_money"].sum().to_dict(),
        house_years=facts.exposure.groupby(by_year)["house_years"].sum().to_dict(),
        families=_pairs(families.sort_values(ascending=False)),
        houses={} if counts_regions(facts) else _houses(facts),
        households=_rows(beside.households),
        drives=_drives(facts),
        terrain=_rows(facts.terrain),
        liaisons=_pairs(beside.liaisons.set_index(["region_code", "role"])["people"]),
        roads=roads_told(facts),
    )


def _rows(frame: pd.DataFrame, key: str = "region_code") -> dict[str, Row]:
    """Rows by their code; of a code that stands twice the last."""
    return {str(row[key]): row for row in frame.to_dict("records")} if len(frame) else {}


def _houses(facts: Facts) -> dict[str, Row]:
    """Houses in force; where regions stand in for them there is nothing to tell."""
    names = ["houses", "sum_insured_money", "special_households"]
    return _rows(facts.in_force.groupby("region_code")[names].sum().reset_index())


def _pairs(counts: "pd.Series[int]") -> dict[str, list[tuple[str, int]]]:
    """Counts by code and name → lists by code, in the order given."""
    found: dict[str, list[tuple[str, int]]] = {}
    for (code, name), n in counts.items():
        found.setdefault(str(code), []).append((name, int(n)))
    return found


def _years(facts: Facts) -> tuple[int, ...]:
    """The newest contract years of the county's record."""
    known = facts.exposure["year"] if facts.claims.empty else facts.claims["year"]
    newest = facts.county.contract_year(facts.as_of)
    first = newest if known.empty else int(known.min())
    return tuple(range(max(first, newest - YEARS + 1), newest + 1))


def _reasons(story: Story) -> dict[tuple[str, str], list[tuple[str, float]]]:
    """What moved each village's rate from the county's, in the unit rates are shown in."""
    frame = story.scores.reasons
    found: dict[tuple[str, str], list[tuple[str, float]]] = {}
    if frame.empty:
        return found
    frame = frame[frame["level"] == RegionLevel.VILLAGE.value]
    for family, rows in frame.groupby("peril_family"):
        part = rows["claims_per_1000_house_years"].astype(float)
        parts = in_unit(story.facts, story.scores.frame, str(family), part)
        table = rows.assign(part=parts).sort_values("part", key=abs, ascending=False, kind="stable")
        for code, reason, value in table[["region_code", "reason", "part"]].itertuples(index=False):
            found.setdefault((str(family), str(code)), []).append((str(reason), float(value)))
    return found


def _drives(facts: Facts) -> dict[str, Row]:
    """The nearest base of each village, on dry roads."""
    return {} if facts.bases.empty else _rows(of_base(county_drives(facts).minutes, None))
