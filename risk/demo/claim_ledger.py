"""The claim ledger of all years: losses reported, visited, settled, as known when the data end."""

import numpy as np
import pandas as pd

from risk.demo.dispatch import build_dispatch
from risk.demo.events import Event
from risk.demo.facts import Facts
from risk.demo.land import Land
from risk.demo.policies import policy_list
from risk.demo.reporting import build_reporting
from risk.demo.settling import build_settlement
from risk.demo.sizes import Sizes, stream
from risk.settings import Promise

POINT_SHARE = 0.55  # of claims with a telephone's position
EVENT_NAMED_SHARE = 0.94  # of event claims whose ledger row names the event
CLOCK = ("acknowledged_at", "dispatched_at", "arrived_at", "surveyed_at")


def build_claims(
    losses: pd.DataFrame,
    land: Land,
    houses: pd.DataFrame,
    policies: pd.DataFrame,
    events: list[Event],
    bases: pd.DataFrame,
    facts: Facts,
    sizes: Sizes,
    seed: int,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The claim ledger of all years, sorted by report, and the losses behind its rows."""
    reporting = build_reporting(losses, events, seed)
    known = reporting["reported_at"] < pd.Timestamp(sizes.as_of) + pd.Timedelta(days=1)
    order = reporting[known].sort_values("reported_at", kind="stable").index
    losses = losses.loc[order].reset_index(drop=True)
    reporting = reporting.loc[order].reset_index(drop=True)
    clock = build_dispatch(
        land, bases, losses, reporting["reported_at"], events, facts.county, seed
    )
    homes = houses.iloc[losses["house"]].reset_index(drop=True)
    policy = policies.iloc[losses["policy"]]
    listed = policy_list(policy, houses, land.villages, facts.county)
    settled = build_settlement(
        losses, clock, homes, listed["sum_insured_money"].to_numpy(float), sizes, seed
    )
    claims = _who_and_where(losses, listed, homes, events, seed)
    claims = pd.concat([claims, reporting, clock, settled], axis=1)
    claims = _known_clock(claims, sizes)
    claims["late_reason"] = _late_reason(claims, losses, facts.county.promise)
    return losses, claims


def _known_clock(claims: pd.DataFrame, sizes: Sizes) -> pd.DataFrame:
    """Blank the moments after the data end, and arrivals that nobody wrote down."""
    end = pd.Timestamp(sizes.as_of) + pd.Timedelta(days=1)
    for name in CLOCK:
        claims[name] = claims[name].where(claims[name] < end)
    claims["arrived_at"] = claims["arrived_at"].where(claims["arrival_quality"].notna())
    return claims


def _late_reason(claims: pd.DataFrame, losses: pd.DataFrame, promise: Promise) -> pd.Series:
    limit = pd.Timedelta(minutes=promise.on_scene_rural_min)
    late = (claims["arrived_at"] - claims["reported_at"]) > limit
    busy = np.where(losses["event"] >= 0, "集中报案，查勘力量不足", "夜间报案，约定次日到场")
    return pd.Series(busy, index=claims.index, dtype="string").where(late)


def _who_and_where(
    losses: pd.DataFrame,
    listed: pd.DataFrame,
    homes: pd.DataFrame,
    events: list[Event],
    seed: int,
) -> pd.DataFrame:
    rng = stream(seed, "claim rows")
    n = len(losses)
    serial = losses.groupby("year").cumcount() + 1
    pointed = rng.random(n) < POINT_SHARE
    ids = np.array([*(e.event_id for e in events), None], dtype=object)
    named = np.where(rng.random(n) < EVENT_NAMED_SHARE, losses["event"], -1)
    return pd.DataFrame(
        {
            "claim_id": "LA"
            + losses["year"].astype("string")
            + serial.astype("string").str.zfill(5),
            "policy_id": listed["policy_id"],
            "reporter_name": listed["householder_name"],
            "phone": listed["phone"],
            "township_name": listed["township_name"],
            "region_name": listed["region_name"],
            "region_code": listed["region_code"],
            "lon": np.where(pointed, homes["lon"], np.nan),
            "lat": np.where(pointed, homes["lat"], np.nan),
            "peril": losses["peril"],
            "event_id": ids[named],
        }
    )
