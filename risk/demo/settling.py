"""From the survey to the payment: grade, rooms, money, documents, notice, follow-up."""

import numpy as np
import pandas as pd

from risk.demo.sizes import Floats, Sizes, stream
from risk.terms import ArrivalQuality, ClaimStatus, DamageGrade

GRADES = tuple(DamageGrade)
GRADE_SHARE = (0.045, 0.2, 0.755)  # of those payable
PAYABLE_SHARE = 0.73
WITHDRAWN_SHARE = 0.02
MEAN_PAID = (13_500.0, 4_600.0, 1_250.0)
PAID_CV = 0.55
REJECT_REASONS = (
    "未达起赔标准",
    "附属建筑不在保险范围",
    "非保险责任事故",
    "房屋长期空置",
    "不在保险期间",
)
REJECT_SHARES = (0.58, 0.2, 0.12, 0.06, 0.04)
DECIDERS = ("公司查勘员", "乡镇住建站", "第三方鉴定机构")
MOMENTS_AFTER_SURVEY = (
    "documents_requested_at", "documents_complete_at", "approved_at", "paid_at", "followed_up_at",
)  # fmt: skip
DAY = 86400.0
OFFICE_H = (9.0, 17.5)


def build_settlement(
    losses: pd.DataFrame,
    clock: pd.DataFrame,
    homes: pd.DataFrame,
    sum_insured: Floats,
    sizes: Sizes,
    seed: int,
) -> pd.DataFrame:
    """What the claim ledger says after the survey; rows as ``losses``.

    Args:
        clock: reported_at, arrived_at, surveyed_at of each claim.
        homes: rooms_total, structure of each claim's house.
        sum_insured: of each claim's policy.
    """
    rng = stream(seed, "settling")
    n = len(losses)
    payable = rng.random(n) < PAYABLE_SHARE
    withdrawn = rng.random(n) < WITHDRAWN_SHARE
    grade = rng.choice(3, n, p=GRADE_SHARE)
    grade = np.where(payable, grade, GRADES.index(DamageGrade.BELOW))
    frame = pd.DataFrame({"damage_grade": np.array([g.value for g in GRADES])[grade]})
    _rooms(frame, grade, homes, rng)
    paid = _money(grade, sum_insured, rng)
    frame["estimate_money"] = (paid * rng.lognormal(0, 0.15, n)).round(-2)
    frame["paid_money"] = np.where(payable & ~withdrawn, paid, np.nan)
    early = payable & ~withdrawn & (grade == 0) & (losses["event"].to_numpy() >= 0)
    advance = np.where(early & (rng.random(n) < 0.5), (paid * 0.3).round(-2), np.nan)
    frame["advance_paid_money"] = advance
    frame["grade_decided_by"] = rng.choice(DECIDERS, n, p=(0.86, 0.1, 0.04))
    reasons = rng.choice(REJECT_REASONS, n, p=REJECT_SHARES)
    frame["reject_reason"] = pd.Series(reasons, dtype="string").mask(payable | withdrawn)
    frame["survey_mode"] = _survey_mode(losses, grade, rng)
    frame["satisfaction"] = rng.choice(
        ("satisfied", "basically_satisfied", "dissatisfied"), n, p=(0.8, 0.165, 0.035)
    )
    frame["arrival_quality"] = _arrival_quality(losses, rng)
    status = np.where(payable, ClaimStatus.PAID.value, ClaimStatus.REJECTED.value)
    frame["status"] = np.where(withdrawn, ClaimStatus.WITHDRAWN.value, status)
    _moments(frame, clock["surveyed_at"].to_numpy(), payable & ~withdrawn, rng)
    return _as_known(frame, clock, sizes)


def _rooms(
    frame: pd.DataFrame, grade: np.ndarray, homes: pd.DataFrame, rng: np.random.Generator
) -> None:
    rooms = homes["rooms_total"].to_numpy()
    hit = 1 + rng.binomial(np.maximum(rooms - 1, 0), np.array([0.5, 0.35, 0.25, 0.0])[grade])
    for number, name in enumerate(("rooms_collapsed", "rooms_severe", "rooms_slight")):
        frame[name] = np.where(grade == number, hit, 0)


def _money(grade: np.ndarray, sum_insured: Floats, rng: np.random.Generator) -> Floats:
    mean = np.array([*MEAN_PAID, 600.0])[grade]
    amount = mean * rng.gamma(1 / PAID_CV**2, PAID_CV**2, len(grade))
    return np.asarray(np.minimum(amount.clip(200), sum_insured).round(-1))


def _survey_mode(losses: pd.DataFrame, grade: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    event = losses["event"].to_numpy() >= 0
    u = rng.random(len(losses))
    mode = np.where(event & (u < 0.45), "sweep", "on_site")
    return np.where((grade == 0) & (u > 0.5), "green_channel", mode)


def _arrival_quality(losses: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """More check-ins by telephone every year; a few arrivals are nowhere."""
    since = (losses["year"] - losses["year"].min()).to_numpy()
    measured = 0.5 + 0.04 * since
    u = rng.random(len(losses))
    known = [u < measured, u < measured + 0.7 * (0.97 - measured), u < 0.97]
    words = [q.value for q in ArrivalQuality]
    which = np.where(np.any(known, axis=0), np.argmax(known, axis=0), -1)
    return np.array([*words, None], dtype=object)[which]


def _moments(
    frame: pd.DataFrame, surveyed: np.ndarray, paid: np.ndarray, rng: np.random.Generator
) -> None:
    n, second = len(frame), np.timedelta64(1, "s")
    days = {
        "documents_requested_at": np.zeros(n),
        "documents_complete_at": rng.lognormal(np.log(6), 0.9, n),
        "approved_at": rng.lognormal(np.log(6), 0.8, n),
        "notice": rng.uniform(0.3, 2, n),
        "paid_at": 7 + rng.lognormal(np.log(3.5), 0.7, n),
        "followed_up_at": rng.uniform(1, 20, n),
    }
    at = surveyed
    for name, wait in days.items():
        office_s = (rng.uniform(OFFICE_H[0], OFFICE_H[1], n) * 60).astype("int64") * 60
        day = (at + (wait * DAY).astype("int64") * second).astype("datetime64[D]")
        at = np.maximum(at + 20 * 60 * second, day + office_s * second)
        frame[name] = at
    frame["posted_from"] = frame.pop("notice").dt.normalize()
    frame["posted_to"] = frame["posted_from"] + pd.Timedelta(days=6)
    for name in ("posted_from", "posted_to", "paid_at"):
        frame[name] = frame[name].where(paid)


def _as_known(frame: pd.DataFrame, clock: pd.DataFrame, sizes: Sizes) -> pd.DataFrame:
    """Blank what lies after the day the data end; undecided claims stand open."""
    end = pd.Timestamp(sizes.as_of) + pd.Timedelta(days=1)
    decided = frame["paid_at"].where(frame["paid_at"].notna(), frame["approved_at"]) < end
    frame["status"] = frame["status"].where(decided, ClaimStatus.OPEN.value)
    for name in ("paid_money", "paid_at", "reject_reason", "satisfaction", "followed_up_at"):
        frame[name] = frame[name].where(decided)
    surveyed = clock["surveyed_at"] < end
    for name in ("damage_grade", "rooms_collapsed", "rooms_severe", "rooms_slight",
                 "estimate_money", "grade_decided_by", "survey_mode"):  # fmt: skip
        frame[name] = frame[name].where(surveyed)
    frame["satisfaction"] = frame["satisfaction"].where(frame["followed_up_at"] < end)
    frame["arrival_quality"] = frame["arrival_quality"].where(clock["arrived_at"] < end)
    for name in (*MOMENTS_AFTER_SURVEY, "posted_from", "posted_to"):
        frame[name] = frame[name].where(frame[name] < end)
    known_approval = frame["approved_at"].notna()
    frame["advance_paid_money"] = frame["advance_paid_money"].where(surveyed & known_approval)
    return frame
