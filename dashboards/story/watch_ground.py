"""What lies under a warning: villages and houses inside, roads, crews' line, liaisons to call."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd

from risk.facts import Facts
from risk.hazard.crews import CrewLine, crew_line
from risk.hazard.inside import Inside
from risk.operations.watch_field import INFORMED
from risk.settings import County, Watch
from risk.terms import RegionLevel, WarningColour

SUMS = ("houses", "special_households", "sum_insured_money")
ROAD_COLUMNS = ("region_code", "state", "from_at", "note", "user", "source")
SHEET_COLUMNS = (
    "liaison_id", "region_code", "name", "township_name", "role", "houses", "special_households",
    "tries", "outcome", "informed", "note", "user", "at",
)  # fmt: skip


@dataclass(frozen=True)
class Township:
    """One township on the line: the rule, what a person said over it, and what lies there."""

    code: str
    name: str
    line: CrewLine
    road: Mapping[str, object]
    decided: Mapping[str, object] | None
    houses: float
    special_households: float
    sum_insured_money: float


def roads_now(
    ledger: pd.DataFrame, reports: pd.DataFrame, at: datetime, known: datetime
) -> pd.DataFrame:
    """State of the roads into each township at a time: the latest of ledger and reports.

    Args:
        ledger: warehouse table ``road_state``.
        reports: ``road_reports`` of operations.
        at: states that begin later do not hold yet.
        known: reports written down later are left out.

    Returns:
        region_code, state, from_at, note, user (empty: the ledger), source; one row a region.
    """
    told = reports[reports["at"] <= known].assign(source="reported")
    loaded = ledger.rename(columns={"observed_at": "from_at"}).assign(user="", source="ledger")
    both = [f.reindex(columns=list(ROAD_COLUMNS)) for f in (loaded, told) if len(f)]
    if not both:
        return pd.DataFrame(columns=list(ROAD_COLUMNS))
    # of two from the same moment the one written down last holds
    frame = pd.concat(both, ignore_index=True)
    frame = frame[(frame["from_at"] <= at) & frame["region_code"].notna()]
    latest = frame.sort_values("from_at", kind="stable").drop_duplicates("region_code", keep="last")
    return latest.sort_values("region_code", ignore_index=True)


def township_sums(facts: Facts) -> pd.DataFrame:
    """Houses, special households and sums insured by township: what a closed road cuts off."""
    regions = facts.regions.drop_duplicates("code").set_index("code")
    held = facts.in_force.groupby("region_code")[list(SUMS)].sum(min_count=1)
    township = regions["township_code"].reindex(held.index)
    sums = held.groupby(township.to_numpy()).sum(min_count=1)
    towns = regions[regions["level"] == RegionLevel.TOWNSHIP.value]
    return sums.reindex(towns.index).assign(name=towns["name"]).rename_axis("region_code")


def signals_by_township(
    inside: Iterable[tuple[str | None, WarningColour | None, Inside]],
) -> dict[str, list[tuple[str | None, WarningColour | None]]]:
    """Signals in force by township: (signal, colour) of each warning that touches a village."""
    found: dict[str, list[tuple[str | None, WarningColour | None]]] = {}
    for signal, colour, area in inside:
        for code in area.villages["township_code"].dropna().unique():
            found.setdefault(str(code), []).append((signal, colour))
    return found


def crew_lines(
    sums: pd.DataFrame,
    roads: pd.DataFrame,
    signals: Mapping[str, list[tuple[str | None, WarningColour | None]]],
    decisions: pd.DataFrame,
    *,
    at: datetime,
    county: County,
) -> list[Township]:
    """The crews' line of every township, worst first."""
    road = {str(r["region_code"]): r for r in roads.to_dict("records")}
    said = {str(r["region_code"]): r for r in decisions.to_dict("records")}
    lines = []
    for code, row in zip(sums.index.astype(str), sums.to_dict("records"), strict=True):
        own = road.get(code, {})
        line = crew_line(
            road=held_state(own, at, county.watch), signals=signals.get(code, []), at=at,
            watch=county.watch, staffing=county.staffing,
        )  # fmt: skip
        lines.append(
            Township(
                code, str(row["name"]), line, own, said.get(code),
                row["houses"], row["special_households"], row["sum_insured_money"],
            )
        )  # fmt: skip
    order = ("no_go", "care", "go")
    return sorted(lines, key=lambda x: (order.index(verdict_of(x)), -_filled(x.houses)))


def held_state(road: Mapping[str, object], at: datetime, watch: Watch) -> str | None:
    """State that still holds; None where nobody has reported, or too long ago to say open."""
    if not road:
        return None
    state, since = str(road["state"]), pd.Timestamp(road["from_at"])  # type: ignore[arg-type]
    lapses = state in ("open", "slow") and at - since > timedelta(hours=watch.road_holds_h)
    return None if lapses else state


def verdict_of(township: Township) -> str:
    """What holds: a person's word, else the rule's."""
    return str(township.decided["decision"]) if township.decided else township.line.verdict.value


def _filled(value: float) -> float:
    return 0.0 if pd.isna(value) else value


def call_sheet(liaisons: pd.DataFrame, inside: Inside, calls: pd.DataFrame) -> pd.DataFrame:
    """Whom to call about a warning, and what came of it; a village nobody stands for has a row too.

    Args:
        liaisons: warehouse table ``liaison``: liaison_id, region_code, role.
        inside: what lies inside the warning.
        calls: calls about it (``watch_field.calls``), oldest first.

    Returns:
        `SHEET_COLUMNS`: those not informed first, most special households and houses first.
        ``tries`` counts calls, ``outcome`` is the last one's, ``informed`` that of any.
    """
    villages = inside.villages[
        ["region_code", "name", "township_name", "houses", "special_households"]
    ]
    own = liaisons[["liaison_id", "region_code", "role"]]
    sheet = villages.merge(own, on="region_code", how="left")
    done = calls.assign(informed=calls["outcome"].isin(list(INFORMED)))
    summed = done.groupby("liaison_id").agg(
        tries=("outcome", "size"), outcome=("outcome", "last"), informed=("informed", "any"),
        note=("note", "last"), user=("user", "last"), at=("at", "last"),
    )  # fmt: skip
    sheet = sheet.merge(summed.reset_index(), on="liaison_id", how="left")
    sheet["tries"] = sheet["tries"].fillna(0).astype(int)
    sheet["informed"] = sheet["informed"].eq(True)
    return sheet.sort_values(
        ["informed", "special_households", "houses", "region_code"],
        ascending=[True, False, False, True], ignore_index=True, na_position="last",
    )[list(SHEET_COLUMNS)]  # fmt: skip
