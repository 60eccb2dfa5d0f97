"""Reports → the household that is meant: candidates with their chances, never one of two equals."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from risk.desk.evidence import (
    LEAST_SHARED,
    LISTED_DOOR,
    LISTED_GROUP,
    LISTED_HOUSEHOLD,
    LISTED_NAME,
    LISTED_PHONE,
    Evidence,
    Floats,
)
from risk.settings import Desk

CONTACTS: dict[str, Evidence] = {
    "household": LISTED_HOUSEHOLD, "phone": LISTED_PHONE, "name": LISTED_NAME, "door": LISTED_DOOR,
}  # fmt: skip
FINDING = ("household", "phone", "name")
"""Contacts that find a household anywhere; a door number only in its village."""
OWN_U = ("household", "door")
"""Contacts whose chance to agree does not follow from how many households there are."""
CANDIDATES_MAX = 5
SURE, DOUBTFUL, NONE = "sure", "doubtful", "none"


@dataclass(frozen=True)
class Insured:
    """The households in force.

    Args:
        households: household_key (each once), region_code, group_name (may be missing).
        contacts: household_key, contact (phone, name, door), contact_key: keyed hashes.
        share: share of all houses that are insured, 0 to 1.
    """

    households: pd.DataFrame
    contacts: pd.DataFrame
    share: float
    sizes: "pd.Series[int] | None" = None
    """Households by region, where ``households`` holds only some of them."""

    @property
    def by_region(self) -> "pd.Series[int]":
        """Households of each region."""
        if self.sizes is not None:
            return self.sizes
        return self.households["region_code"].value_counts()

    @property
    def n(self) -> int:
        """Households of the county."""
        return len(self.households) if self.sizes is None else int(self.sizes.sum())

    def narrowed(self, values: pd.DataFrame) -> "Insured":
        """Only the households that some contact or household key of ``values`` points to."""
        keys = values["contact_key"]
        hit = self.contacts.loc[is_in(self.contacts["contact_key"], keys), "household_key"]
        wanted = pd.concat([hit, keys]).drop_duplicates()
        return Insured(
            households=self.households[is_in(self.households["household_key"], wanted)],
            contacts=self.contacts[is_in(self.contacts["household_key"], wanted)],
            share=self.share,
            sizes=self.by_region,
        )


def is_in(values: pd.Series, wanted: pd.Series) -> NDArray[np.bool_]:
    """``values.isin(wanted)`` for long text columns, in a tenth of the time."""
    held = pa.array(wanted.dropna().astype(object), pa.string())
    found = pc.is_in(pa.array(values, pa.string(), from_pandas=True), value_set=held)
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=bool)


@dataclass(frozen=True)
class Matched:
    """What matching records to households found.

    Args:
        records: by record_id: verdict (sure, doubtful, none), household_key (where sure),
            p_insured (1 where sure, 0 where surely none), p_best.
        candidates: record_id, household_key, p, reasons (contacts that agree, then ``!contact``
            for those that do not), the likeliest first; at most five a record.
    """

    records: pd.DataFrame
    candidates: pd.DataFrame


def match_households(
    records: pd.DataFrame, values: pd.DataFrame, insured: Insured, *, settings: Desk
) -> Matched:
    """Chances that each record is each insured household, or none of them.

    A household of the record's village starts with its share of ``village_right_share``, others
    share the rest; every contact then weighs as in :mod:`risk.desk.evidence`. The chances of all
    households and of a house that is not insured add up to one, so two households with the same
    evidence have at most one half each.

    Args:
        records: record_id (each once), region_code, group_name; both may be missing.
        values: record_id, contact (household, phone, name, door), contact_key; several of a
            contact may be known.
        insured: households in force.
        settings: thresholds.
    """
    values = values.dropna().drop_duplicates()
    pairs = _candidates(records, values, insured)
    sizes = insured.by_region
    before = _prior(records, pairs, sizes, insured.n, insured.share, settings)
    bits, reasons = _weigh(records, values, pairs, insured)
    pairs = pairs.assign(weight=before.to_numpy() * np.exp2(bits), reasons=reasons)
    rest = _others(records, values, pairs, sizes, insured.share, settings)
    total = pairs.groupby("record_id")["weight"].sum().reindex(rest.index, fill_value=0.0)
    whole = total + rest + (1 - insured.share)
    pairs["p"] = pairs["weight"] / pairs["record_id"].map(whole).astype(float)
    pairs = pairs.sort_values(["record_id", "p", "household_key"], ascending=[True, False, True])
    best = pairs.drop_duplicates("record_id").set_index("record_id")
    p_best = best["p"].reindex(rest.index, fill_value=0.0)
    p_none = (1 - insured.share) / whole
    verdict = np.select(
        [p_best >= settings.sure_p, p_none >= settings.sure_p], [SURE, NONE], DOUBTFUL
    )
    told = pd.DataFrame(
        {
            "verdict": verdict,
            "household_key": best["household_key"].reindex(rest.index).where(verdict == SURE),
            "p_insured": np.select([verdict == SURE, verdict == NONE], [1.0, 0.0], 1 - p_none),
            "p_best": p_best,
        },
        index=rest.index,
    )
    shown = pairs.groupby("record_id").head(CANDIDATES_MAX)
    shown = shown[["record_id", "household_key", "p", "reasons"]].reset_index(drop=True)
    return Matched(told, shown)


def looked_up(keys: pd.Series, table: Mapping[Any, Any]) -> "pd.Series[str]":
    """``keys.map(table)`` as text, whatever the table holds."""
    told = [table.get(key) if isinstance(key, str) else None for key in keys]
    return pd.Series(told, index=keys.index, dtype="str")


def _candidates(records: pd.DataFrame, values: pd.DataFrame, insured: Insured) -> pd.DataFrame:
    """Pairs worth weighing: record_id, household_key, and where each lies."""
    homes = insured.households
    own = pd.DataFrame(
        {"household_key": homes["household_key"], "contact": "household",
         "contact_key": homes["household_key"]}
    )  # fmt: skip
    known = insured.contacts[insured.contacts["household_key"].isin(homes["household_key"])]
    every = pd.concat([own, known[["household_key", "contact", "contact_key"]]])
    wanted = every[every["contact_key"].isin(values["contact_key"])]
    hits = values.merge(wanted, on=["contact", "contact_key"])
    at = homes.set_index("household_key")
    hits = hits.assign(
        region_code=hits["household_key"].map(at["region_code"]),
        group_name=hits["household_key"].map(at["group_name"]),
    )
    places = records.set_index("record_id")
    here = hits["region_code"] == hits["record_id"].map(places["region_code"])
    hits = hits[here | hits["contact"].isin(FINDING)]
    columns = ["record_id", "household_key", "region_code", "group_name"]
    return hits[columns].drop_duplicates(["record_id", "household_key"]).reset_index(drop=True)


def _prior(
    records: pd.DataFrame, pairs: pd.DataFrame, sizes: "pd.Series[int]", n: int, share: float,
    settings: Desk,
) -> "pd.Series[float]":  # fmt: skip
    """Chance of each pair before the contacts speak."""
    place = pairs["record_id"].map(records.set_index("record_id")["region_code"])
    located = place.isin(sizes.index)
    here = place == pairs["region_code"]
    right = settings.village_right_share
    in_village = share * right / place.map(sizes).astype(float)
    elsewhere = share * (1 - right) / max(n, 1)
    known = pd.Series(np.where(here, in_village, elsewhere), index=pairs.index)
    return known.where(located, share / max(n, 1)).astype(float)


def _weigh(
    records: pd.DataFrame, values: pd.DataFrame, pairs: pd.DataFrame, insured: Insured
) -> tuple[Floats, list[str]]:
    """Bits of evidence for each pair, and what agreed or did not."""
    bits, said = np.zeros(len(pairs)), []
    n = max(insured.n, 1)
    for contact, evidence in CONTACTS.items():
        own = values.loc[values["contact"] == contact, ["record_id", "contact_key"]]
        listed = _listed(pairs, insured, contact)
        rows = pairs[["record_id", "household_key"]].assign(row=np.arange(len(pairs)))
        agreed = rows.merge(own, on="record_id").merge(listed, on=["household_key", "contact_key"])
        agree = np.isin(rows["row"], agreed["row"])
        known = (
            pairs["record_id"].isin(own["record_id"])
            & pairs["household_key"].isin(listed["household_key"])
        ).to_numpy()
        bearers = agreed.groupby("row")["contact_key"].first().reindex(rows["row"])
        counted = bearers.map(_bearers(insured, contact, own["contact_key"])).fillna(1.0)
        u = np.maximum(counted.to_numpy(float), 1 + LEAST_SHARED) / n
        bits += evidence.bits(agree, known, evidence.u if contact in OWN_U else u)
        said.append(np.where(~known, "", np.where(agree, contact, f"!{contact}")))
    group = pairs["record_id"].map(records.set_index("record_id")["group_name"])
    known = (group.notna() & pairs["group_name"].notna()).to_numpy()
    agree = (group == pairs["group_name"]).to_numpy()
    bits += LISTED_GROUP.bits(agree, known)
    said.append(np.where(~known, "", np.where(agree, "group", "!group")))
    place = pairs["record_id"].map(records.set_index("record_id")["region_code"])
    here = (place == pairs["region_code"]).to_numpy()
    said.append(np.where(place.isna(), "", np.where(here, "village", "!village")))
    return bits, [" ".join(w for w in row if w) for row in zip(*said, strict=True)]


def _listed(pairs: pd.DataFrame, insured: Insured, contact: str) -> pd.DataFrame:
    """household_key, contact_key of the pairs' households for one contact."""
    if contact == "household":
        own = pairs[["household_key"]].drop_duplicates()
        return own.assign(contact_key=own["household_key"])
    rows = insured.contacts[insured.contacts["contact"] == contact]
    rows = rows[rows["household_key"].isin(pairs["household_key"])]
    return rows[["household_key", "contact_key"]]


def _bearers(insured: Insured, contact: str, keys: "pd.Series[str]") -> "pd.Series[int]":
    """How many households bear each key."""
    if contact == "household":
        return pd.Series(dtype="float64")
    rows = insured.contacts[insured.contacts["contact"] == contact]
    return rows.loc[rows["contact_key"].isin(keys), "contact_key"].value_counts()


def _others(
    records: pd.DataFrame, values: pd.DataFrame, pairs: pd.DataFrame, sizes: "pd.Series[int]",
    share: float, settings: Desk,
) -> "pd.Series[float]":  # fmt: skip
    """Weight of all households no contact points to: every contact the record has disagrees."""
    place = records.set_index("record_id")["region_code"]
    located = place.isin(sizes.index)
    weighed = pairs[pairs["region_code"] == pairs["record_id"].map(place)]
    named = weighed["record_id"].value_counts().reindex(place.index, fill_value=0)
    left = (1 - named / place.map(sizes).astype(float)).clip(lower=0)
    right = settings.village_right_share
    mass = share * (right * left + 1 - right)
    mass = mass.where(located, share).astype(float)
    for contact, evidence in CONTACTS.items():
        has = place.index.isin(values.loc[values["contact"] == contact, "record_id"])
        mass = mass * np.where(has, 1 - evidence.m, 1.0)
    return mass
