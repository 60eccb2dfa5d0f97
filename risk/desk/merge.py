"""Reports → distinct houses: merged where sure, split where one call means many, doubts kept open.

The result does not depend on the order of reports, and no report is lost: each stands in
``assigned`` once. What a person decided comes before what the evidence says.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from risk.desk.bulk import count_bulk
from risk.desk.clusters import Clusters, has_rival
from risk.desk.decisions import Decisions, pair_subject
from risk.desk.households import (
    DOUBTFUL,
    NONE,
    SURE,
    Insured,
    Matched,
    looked_up,
    match_households,
)
from risk.desk.match import compare
from risk.settings import Desk

MANY = 1
"""Reports that speak of more houses than this are split, not merged."""
HOUSES = (
    "house_id", "region_code", "group_name", "reported_at", "reports", "report_ids", "channels",
    "household_key", "insured", "p_insured", "damage_grade", "peril", "claim_id", "p_same",
    "component", "origin",
)  # fmt: skip
PAIRS = ("a", "b", "house_a", "house_b", "p", "reasons", "effect", "later")
CONTACT_COLUMNS = {
    "household_key": "household", "phone_key": "phone", "name_key": "name", "door_key": "door",
}  # fmt: skip


RECORD = {"report_id": "record_id"}


@dataclass(frozen=True)
class Merged:
    """What a set of reports comes to.

    Args:
        houses: columns `HOUSES`: one row a distinct house, `p_same` the chance that it is another
            house of the table (0 for those counted for sure), `component` the houses that may be
            one, `origin` ``reports`` or ``bulk`` (one of many houses of one call).
        assigned: report_id, house_ids (tuple; empty: no house), outcome (house, split, covered,
            no_house).
        doubtful: pairs of reports of two houses that may be one, columns `PAIRS`; `effect` says how
            many houses hang on it, what matters most stands first.
        bulk: calls of many houses: report_id, region_code, group_name, n, overlap (houses that may
            be among the others), settled.
        homes: houses and the households they may be.
    """

    houses: pd.DataFrame
    assigned: pd.DataFrame
    doubtful: pd.DataFrame
    bulk: pd.DataFrame
    homes: Matched


def merge(
    reports: pd.DataFrame,
    insured: Insured,
    *,
    settings: Desk,
    decisions: Decisions | None = None,
    households_of_claims: Mapping[str, str] | None = None,
) -> Merged:
    """Distinct houses of a set of reports (of one event, or of some days).

    Args:
        reports: report_id (each once), own_at (the report's own time: told_at or reported_at,
            whichever is earlier), channel, region_code, group_name, household_key, phone_key,
            name_key, door_key, claim_id, houses, loss_day, peril, peril_family, damage_grade,
            list_no; missing where not known.
        insured: households in force.
        settings: thresholds.
        decisions: what people said.
        households_of_claims: claim_id → household of its policy.
    """
    said = decisions or Decisions()
    rows = reports.sort_values("report_id", kind="stable", ignore_index=True)
    rows = rows.assign(**_stated(rows, said, households_of_claims or {}))
    single = rows[(rows["n"] <= MANY) & ~rows["out"]]
    insured = insured.narrowed(contact_values(single.rename(columns=RECORD)))
    homes = _sure_homes(single, insured, settings)
    given = single["household_key"]
    single = single.assign(household_key=looked_up(single["report_id"], homes).fillna(given))
    pairs = compare(single, insured, settings=settings)
    clusters = _grow(single, pairs, homes, said, settings)
    houses = _houses(single, clusters)
    matched = _match_houses(houses, single, insured, said, settings)
    while _join_by_home(clusters, matched):
        houses = _houses(single, clusters)
        matched = _match_houses(houses, single, insured, said, settings)
    houses = _with_homes(houses, matched)
    doubtful = _chances(_between(pairs, clusters, houses), settings)
    houses = _with_doubts(houses, doubtful)
    calls = rows[(rows["n"] > MANY) & ~rows["out"]]
    bulk, units = count_bulk(calls, houses, share=insured.share, settings=settings, said=said)
    whole = pd.concat([houses, units], ignore_index=True) if len(units) else houses
    shown = doubtful[(doubtful["p"] >= settings.doubtful_p) | (doubtful["effect"] > 0)]
    return Merged(
        whole.reindex(columns=list(HOUSES)), _assigned(rows, clusters, units, said),
        _in_order(shown, said), bulk, matched,
    )  # fmt: skip


def _stated(
    rows: pd.DataFrame, said: Decisions, of_claims: Mapping[str, str]
) -> dict[str, pd.Series]:
    """How many houses each report speaks of, which are none, and the household that is known."""
    known = rows["household_key"].astype("str").fillna(looked_up(rows["claim_id"], of_claims))
    home = (
        looked_up(rows["report_id"], said.household)
        .fillna(known)
        .where(~rows["report_id"].isin(_not_insured(said)))
    )
    return {
        "n": rows["houses"].fillna(1).astype(int).mask(
            rows["report_id"].isin(said.split), rows["report_id"].map(said.split)
        ).astype(int),
        "out": rows["report_id"].isin(said.no_house),
        "household_key": home,
    }  # fmt: skip


def _not_insured(said: Decisions) -> set[str]:
    return {report for report, home in said.household.items() if home is None}


def _sure_homes(rows: pd.DataFrame, insured: Insured, settings: Desk) -> dict[str, str]:
    """Households of reports that are sure by themselves."""
    records = rows.rename(columns=RECORD)
    values = contact_values(records)
    found = match_households(records, values, insured, settings=settings).records
    sure = found[found["verdict"] == SURE]["household_key"]
    return {str(r): str(h) for r, h in sure.items()}


def contact_values(records: pd.DataFrame) -> pd.DataFrame:
    """record_id, contact, contact_key of all contacts given."""
    parts = [
        records[["record_id"]].assign(contact=contact, contact_key=records[column])
        for column, contact in CONTACT_COLUMNS.items()
    ]
    return pd.concat(parts, ignore_index=True).dropna()


def _grow(
    rows: pd.DataFrame, pairs: pd.DataFrame, homes: Mapping[str, str], said: Decisions,
    settings: Desk,
) -> Clusters:  # fmt: skip
    listed = rows.dropna(subset=["list_no"])
    lists = dict(zip(listed["report_id"], listed["list_no"].astype("str"), strict=True))
    clusters = Clusters(lists, homes, said.apart)
    for report in rows["report_id"]:
        clusters.add(report)
    for a, b in sorted(said.same):
        if a in clusters.parent and b in clusters.parent:
            clusters.join(a, b, force=True)
    sure = pairs[pairs["p"] >= settings.sure_p]
    sure = sure[sure["decided"] | ~has_rival(sure, clusters, settings.sure_p)]
    for a, b, decided in zip(sure["a"], sure["b"], sure["decided"], strict=True):
        clusters.join(a, b, force=decided and (a, b) not in said.apart)
    return clusters


def _join_by_home(clusters: Clusters, matched: Matched) -> bool:
    """Houses whose reports together make the same household sure are one; True if any were."""
    told = matched.records["household_key"].dropna()
    joined = False
    for _, names in told.groupby(told):
        first, *others = sorted(names.index)
        for other in others:
            joined |= clusters.join(first, other)
    return joined


def _houses(rows: pd.DataFrame, clusters: Clusters) -> pd.DataFrame:
    """One row a group: its time is that of its earliest own report, its place that report's."""
    by_time = rows.assign(root=[clusters.root(r) for r in rows["report_id"]]).sort_values(
        ["own_at", "report_id"], ignore_index=True
    )
    grouped = by_time.groupby("root", sort=True)
    first = grouped[["region_code", "group_name", "damage_grade", "peril", "claim_id",
                     "household_key"]].first()  # fmt: skip
    return first.assign(
        reported_at=grouped["own_at"].min(),
        reports=grouped.size(),
        report_ids=grouped["report_id"].agg(lambda s: tuple(sorted(s))),
        channels=grouped["channel"].agg(lambda s: tuple(sorted(set(s.dropna())))),
        origin="reports",
    ).reset_index(names="house_id")


def _match_houses(
    houses: pd.DataFrame, rows: pd.DataFrame, insured: Insured, said: Decisions, settings: Desk
) -> Matched:
    """Households of the houses, by all contacts their reports give together."""
    records = houses.rename(columns={"house_id": "record_id"})
    owner = {
        r: house
        for house, ids in zip(houses["house_id"], houses["report_ids"], strict=True)
        for r in ids
    }
    values = contact_values(rows.rename(columns=RECORD))
    values = values.assign(record_id=values["record_id"].map(owner))
    found = match_households(records, values, insured, settings=settings)
    none = {owner[r] for r in _not_insured(said) if r in owner}
    chosen = {owner[r]: h for r, h in said.household.items() if h is not None and r in owner}
    table = found.records.copy()
    for ids, verdict, p in ((none, NONE, 0.0), (set(chosen), SURE, 1.0)):
        at = table.index.isin(list(ids))
        table.loc[at, "verdict"], table.loc[at, "p_insured"] = verdict, p
        table.loc[at, "household_key"] = table.index[at].map(chosen.get) if p else None
    return Matched(table, found.candidates)


def _with_homes(houses: pd.DataFrame, matched: Matched) -> pd.DataFrame:
    told = matched.records.reindex(houses["house_id"]).reset_index(drop=True)
    return houses.assign(
        household_key=told["household_key"], insured=told["verdict"], p_insured=told["p_insured"]
    )


def _between(pairs: pd.DataFrame, clusters: Clusters, houses: pd.DataFrame) -> pd.DataFrame:
    """The likeliest pair of each two houses that may be one: the later house and an earlier one."""
    order = houses.sort_values(["reported_at", "house_id"])["house_id"].tolist()
    rank = {house: at for at, house in enumerate(order)}
    best: dict[tuple[str, str], tuple[str, str, float, str]] = {}
    columns = (pairs[c].tolist() for c in ("a", "b", "p", "reasons"))
    for a, b, p, reasons in zip(*columns, strict=True):
        earlier, later = sorted((clusters.root(a), clusters.root(b)), key=rank.__getitem__)
        if earlier == later or (earlier, later) in best or not clusters.may_join(earlier, later):
            continue
        best[earlier, later] = (a, b, p, reasons)
    rows = [(a, b, *two, p, reasons) for two, (a, b, p, reasons) in best.items()]
    return pd.DataFrame(rows, columns=["a", "b", "house_a", "house_b", "p", "reasons"])


def _chances(between: pd.DataFrame, settings: Desk) -> pd.DataFrame:
    """``p`` of a pair among all the earlier houses its later one may be, and what hangs on it.

    A report that says little may be any of its village's houses: each chance is small, their sum
    is not. The likeliest of them has effect 1, the others none.
    """
    p = between["p"].clip(upper=1 - 1e-9).astype(float)
    odds = p / (1 - p)
    whole = 1 + odds.groupby(between["house_b"]).transform("sum")
    told = between.assign(p=(odds / whole).round(9), p_same=1 - 1 / whole)
    told = told.sort_values(["house_b", "p", "house_a"], ascending=[True, False, True])
    told["effect"] = (~told["house_b"].duplicated()).astype(float)
    return told[told["p_same"] >= settings.doubtful_p]


def _with_doubts(houses: pd.DataFrame, doubtful: pd.DataFrame) -> pd.DataFrame:
    """``p_same`` of every house, and ``component``: the earliest house it may go back to."""
    likeliest = doubtful[doubtful["effect"] > 0].set_index("house_b")
    towards = likeliest["house_a"].to_dict()

    def origin(house: str) -> str:
        while house in towards:
            house = towards[house]
        return house

    return houses.assign(
        p_same=houses["house_id"].map(likeliest["p_same"]).fillna(0.0).astype(float),
        component=houses["house_id"].map(origin),
    )


def _assigned(
    rows: pd.DataFrame, clusters: Clusters, units: pd.DataFrame, said: Decisions
) -> pd.DataFrame:
    split: dict[str, list[str]] = {}
    for house, report in zip(units["house_id"], units["report_ids"], strict=True):
        split.setdefault(report[0], []).append(house)
    told: list[tuple[str, tuple[str, ...], str]] = []
    for report, n, out in zip(rows["report_id"], rows["n"], rows["out"], strict=True):
        if out:
            told.append((report, (), "no_house"))
        elif n <= MANY:
            told.append((report, (clusters.root(report),), "house"))
        else:
            outcome = "covered" if report in said.covered else "split"
            told.append((report, tuple(split.get(report, ())), outcome))
    return pd.DataFrame(told, columns=["report_id", "house_ids", "outcome"])


def _in_order(doubtful: pd.DataFrame, said: Decisions) -> pd.DataFrame:
    """What matters first: a chance near one half, and houses that hang on it."""
    later = [pair_subject(a, b) in said.later
             for a, b in zip(doubtful["a"], doubtful["b"], strict=True)]  # fmt: skip
    weight = 4 * doubtful["p"] * (1 - doubtful["p"]) * (0.25 + 0.75 * doubtful["effect"])
    order = doubtful.assign(later=later, weight=weight).sort_values(
        ["later", "weight", "a", "b"], ascending=[True, False, True, True], ignore_index=True
    )
    return order.reindex(columns=list(PAIRS))


def open_homes(merged: Merged) -> pd.DataFrame:
    """Houses whose household is in doubt, the most doubtful first: house_id, p_insured, p_best."""
    told = merged.homes.records
    doubt = told[told["verdict"] == DOUBTFUL]
    weight = doubt["p_insured"] * (1 - doubt["p_insured"]) + doubt["p_best"] * (1 - doubt["p_best"])
    order = doubt.assign(weight=weight).sort_values("weight", ascending=False, kind="stable")
    return order.reset_index(names="house_id")[["house_id", "p_insured", "p_best"]]
