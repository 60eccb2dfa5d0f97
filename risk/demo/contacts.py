"""Reports as they came in, hotline calls and complaints around the claims."""

import numpy as np
import pandas as pd

from risk.demo.sizes import Sizes, stream

CHANNEL_SHARE = {"hotline": 0.63, "liaison": 0.25, "township_list": 0.08, "bureau": 0.04}
DOUBLE_REPORT_SHARE = 0.07
COMPLAINT_SHARE = 0.018
COMPLAINTS = ("到场慢", "对定损金额有异议", "赔款到账慢", "服务态度")
ENQUIRIES_PER_YEAR = 600.0


def build_reports(claims: pd.DataFrame, seed: int) -> pd.DataFrame:
    """One report a claim, sometimes two; place as the caller said it."""
    rng = stream(seed, "reports")
    n = len(claims)
    again = np.flatnonzero(rng.random(n) < DOUBLE_REPORT_SHARE)
    row = np.concatenate([np.arange(n), again])
    claim = claims.iloc[row].reset_index(drop=True)
    late_min = np.where(np.arange(len(row)) < n, 0, rng.integers(20, 1500, len(row)))
    frame = pd.DataFrame(
        {
            "reported_at": claim["reported_at"] + pd.to_timedelta(late_min, unit="min"),
            "claim_id": claim["claim_id"],
            "region_guess": claim["township_name"] + claim["region_name"],
            "text": "房屋受损报案（合成）",
            "channel": rng.choice(list(CHANNEL_SHARE), len(row), p=list(CHANNEL_SHARE.values())),
            "township_name": claim["township_name"],
            "region_name": claim["region_name"],
        }
    )
    wait_min = np.where(frame["channel"] == "hotline", 1, rng.integers(3, 90, len(row)))
    frame["passed_on_at"] = frame["reported_at"] + pd.to_timedelta(wait_min, unit="min")
    frame = frame.sort_values("reported_at", ignore_index=True)
    frame.insert(0, "report_id", _number("BA", frame["reported_at"]))
    return frame


def build_calls(
    reports: pd.DataFrame, claims: pd.DataFrame, sizes: Sizes, seed: int
) -> pd.DataFrame:
    """The hotline's log: reports by telephone, enquiries, follow-up calls."""
    rng = stream(seed, "calls")
    by_phone = reports[reports["channel"] == "hotline"]
    followed = claims[claims["followed_up_at"].notna()]
    first, last = pd.Timestamp(sizes.first_year, 1, 1), pd.Timestamp(sizes.as_of)
    days = (last - first).days
    n_asked = round(ENQUIRIES_PER_YEAR * days / 365 * sizes.claim_scale)
    minutes = rng.integers(0, days, n_asked) * 1440 + rng.integers(480, 1200, n_asked)
    frame = pd.concat(
        [
            pd.DataFrame(
                {
                    "called_at": by_phone["reported_at"] - pd.Timedelta(minutes=2),
                    "kind": "report",
                    "claim_id": by_phone["claim_id"],
                }
            ),
            pd.DataFrame(
                {
                    "called_at": followed["followed_up_at"],
                    "kind": "follow_up",
                    "claim_id": followed["claim_id"],
                }
            ),
            pd.DataFrame(
                {"called_at": first + pd.to_timedelta(minutes, unit="min"), "kind": "enquiry"}
            ),
        ]
    ).sort_values("called_at", ignore_index=True)
    busy = frame.groupby(frame["called_at"].dt.floor("h"))["called_at"].transform("size")
    frame["ring_s"] = rng.gamma(2.2, 3.4 + 0.5 * (busy - 1).clip(upper=12)).round(0)
    frame["abandoned"] = (frame["kind"] != "follow_up") & (
        frame["ring_s"] > rng.uniform(18, 60, len(frame))
    )
    missed = (frame["kind"] == "follow_up") & (rng.random(len(frame)) < 0.08)
    frame["outcome"] = np.where(frame["abandoned"] | missed, "no_answer", "connected")
    frame.insert(0, "call_id", _number("TH", frame["called_at"]))
    return frame


def build_complaints(claims: pd.DataFrame, sizes: Sizes, seed: int) -> pd.DataFrame:
    """Complaints about claims, likelier where the arrival was late; a few without a claim."""
    rng = stream(seed, "complaints")
    wait_h = (claims["arrived_at"] - claims["reported_at"]).dt.total_seconds() / 3600
    chance = COMPLAINT_SHARE * np.where(wait_h > 24, 2.5, 0.8)
    claim = claims[rng.random(len(claims)) < chance]
    received = claim["reported_at"] + pd.to_timedelta(rng.integers(1, 40, len(claim)), unit="D")
    end = pd.Timestamp(sizes.as_of) + pd.Timedelta(days=1)
    frame = pd.DataFrame({"claim_id": claim["claim_id"], "received_at": received})
    frame.loc[rng.random(len(frame)) < 0.1, "claim_id"] = None
    frame = frame[frame["received_at"] < end].sort_values("received_at", ignore_index=True)
    n = len(frame)
    frame["reason"] = rng.choice(COMPLAINTS, n, p=(0.35, 0.35, 0.22, 0.08))
    frame["owner"] = "客户服务部"
    answered = frame["received_at"] + pd.to_timedelta(rng.integers(30, 2000, n), unit="min")
    done = answered + pd.to_timedelta(rng.integers(60, 9000, n), unit="min")
    frame["first_answer_at"] = answered.where(answered < end)
    frame["completed_at"] = done.where(done < end)
    frame.insert(0, "complaint_id", _number("TS", frame["received_at"]))
    return frame


def _number(prefix: str, at: pd.Series) -> pd.Series:
    """Running number within the year."""
    serial = at.groupby(at.dt.year).cumcount() + 1
    year = at.dt.year.astype("string")
    number: pd.Series = year.radd(prefix) + serial.astype("string").str.zfill(6)
    return number
