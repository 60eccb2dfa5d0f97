"""The report desk of one version: reports of an event, or of some days, as counted houses."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from risk.desk import (
    Decisions,
    Insured,
    Merged,
    by_grade,
    distinct_houses,
    explain,
    houses_of_claims,
    merge,
    payable,
)
from risk.settings import County
from risk.terms import PERIL_FAMILY, Peril
from risk.warehouse import Warehouse
from risk.warehouse import desk as store
from risk.warehouse.desk import Window, days_window, event_window

__all__ = ["DeskDay", "Window", "days_window", "event_houses", "event_window", "read_desk"]


@dataclass(frozen=True)
class DeskDay:
    """Everything the desk shows of one window.

    Args:
        window: what was looked at.
        reports: raw reports, with ``day`` of their own time and the house they went to.
        merged: how they became houses.
        houses: with ``day``, township_code, insured and payable.
        claims: of the window.
        homes: household_key → region_code, group_name, policy_id of households that may be meant.
        grades, explained, damage: the bureau's table by township and grade, why it differs, and
            all its tables.
        share: share of houses insured.
        paid_share: share of settled claims that were paid.
    """

    window: Window
    reports: pd.DataFrame
    merged: Merged
    houses: pd.DataFrame
    claims: pd.DataFrame
    homes: pd.DataFrame
    grades: pd.DataFrame
    explained: pd.DataFrame
    damage: pd.DataFrame
    share: float
    paid_share: float


def read_desk(
    warehouse: Warehouse, county: County, window: Window, decisions: Decisions
) -> DeskDay:
    """Reports of a window matched, merged and counted; see `risk.desk`."""
    told = _with_families(store.reports(warehouse, window))
    claims = store.claims(warehouse, window)
    found, contacts, sizes = store.households(warehouse, told, window.day)
    share = store.insured_share(
        warehouse, int(sizes.sum()), window.day, without=county.desk.insured_share
    )
    merged = merge(
        told,
        Insured(found, contacts, share, sizes),
        settings=county.desk,
        decisions=decisions,
    )
    paid = store.paid_share(warehouse, min(window.known, datetime(9999, 1, 1)))
    townships = _townships(warehouse)
    homes = payable(merged.houses, claims, share=paid)
    homes = homes.assign(
        day=pd.to_datetime(homes["reported_at"]).dt.normalize(),
        township_code=_township_of(homes, told, townships),
    )
    damage = store.damage(warehouse, window)
    grades = by_grade(damage, _at_level(homes, damage, townships))
    outcome = merged.assigned.set_index("report_id")
    told = told.assign(
        day=pd.to_datetime(told["own_at"]).dt.normalize(),
        house_ids=told["report_id"].map(outcome["house_ids"]),
        outcome=told["report_id"].map(outcome["outcome"]),
    )
    shares = pd.Series(share, index=grades["region_code"].unique())
    return DeskDay(
        window, told, merged, homes, claims, found.set_index("household_key"), grades,
        explain(grades, damage, shares), damage,
        share, paid,
    )  # fmt: skip


def event_houses(
    warehouse: Warehouse,
    county: County,
    event_id: str,
    *,
    decisions: Decisions | None = None,
    known: datetime | None = None,
) -> pd.DataFrame:
    """Distinct houses of an event at their own report time: what the nowcast counts.

    Args:
        warehouse, county: the version and its settings.
        event_id: of the event.
        decisions: what people decided at the report desk.
        known: what came in later does not show.

    Returns:
        house_id, region_code, reported_at, insured, payable (chances, 0–1), p_same (chance that
        the row is another row's house); the expected number is the sum of ``1 − p_same``. From
        reports where the event has any that name a house's place or claim, else from claims.
    """
    window = event_window(warehouse, event_id, window_days=county.desk.window_days, known=known)
    desk = read_desk(warehouse, county, window, decisions or Decisions())
    if desk.houses.empty:
        return houses_of_claims(desk.claims, share=desk.paid_share)
    return distinct_houses(desk.houses)


def _with_families(told: pd.DataFrame) -> pd.DataFrame:
    family = {peril.value: PERIL_FAMILY[peril].value for peril in Peril}
    return told.assign(peril_family=told["peril"].map(family))


def _townships(warehouse: Warehouse) -> "pd.Series[str]":
    """code → township_code of every region."""
    rows = warehouse.frame("SELECT code, township_code FROM place")
    return rows.drop_duplicates("code").set_index("code")["township_code"]


def _township_of(
    homes: pd.DataFrame, told: pd.DataFrame, townships: "pd.Series[str]"
) -> "pd.Series[str]":
    """Of the house's village, else as its first report named it."""
    named = told.set_index("report_id")["township_code"]
    first = homes["report_ids"].str[0].map(named)
    return homes["region_code"].map(townships).fillna(first)


def _at_level(
    homes: pd.DataFrame, damage: pd.DataFrame, townships: "pd.Series[str]"
) -> pd.DataFrame:
    """Houses at the regions of the bureau's table: villages where it names them, else townships."""
    codes = set(damage["region_code"])
    villages = homes["region_code"].where(homes["region_code"].isin(codes))
    towns = homes["township_code"]
    by_village = any(townships.get(code) != code for code in codes)
    return homes.assign(region_code=villages.fillna(towns) if by_village else towns)
