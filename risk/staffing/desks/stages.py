"""Steps after the report: visit, photo assessment, review, payment; waits and backlogs by day."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.settings import Chain, County, Promise, Standing
from risk.staffing.desks.calls import lognormal
from risk.staffing.desks.kept import event_share, shares
from risk.staffing.desks.stage_kernel import work_through
from risk.staffing.desks.strain import strain

SURVEY, PHOTO, REVIEW, PAYMENT = "survey", "photo", "review", "payment"
DESKS = (PHOTO, REVIEW, PAYMENT)
DAY_H = 24.0
DESK_STREAM = 12
TOLERANCE_H = 1e-9

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Surveyed:
    """Claims of some draws as the visits leave them; hours from the first midnight, inf: never.

    Attributes:
        start: claims of draw i are ``start[i]:start[i + 1]``.
        reported_h: reported.
        arrived_h: a crew on scene; of a photographed claim inf, unless it is agreed in writing that
            photographs count as arrival.
        limit_h: promised hours to the scene, of each claim.
        done_h: survey done; of a claim photographed by the liaison, the photographs are in.
        photo: photographed by the liaison, so that a desk assessor decides.
        days: calendar days told, the desks' included.
    """

    start: Ints
    reported_h: Floats
    arrived_h: Floats
    limit_h: Floats
    done_h: Floats
    photo: Bools
    days: int

    @property
    def draws(self) -> int:
        """Number of draws."""
        return len(self.start) - 1

    @property
    def draw(self) -> Ints:
        """Draw of each claim."""
        return np.repeat(np.arange(self.draws), np.diff(self.start))


@dataclass(frozen=True)
class Work:
    """What chance has in store for each claim at the desks (common random numbers).

    Attributes:
        documents_h: from survey to complete documents.
        desk_h: desk → hours of work of each claim.
    """

    documents_h: Floats
    desk_h: dict[str, Floats]


@dataclass(frozen=True)
class Passage:
    """One step of each claim; hours from the first midnight, inf: not within the days told.

    Attributes:
        entered_h: the promise's clock begins.
        until_h: it stops.
        limit_h: hours it may take.
        left_h: the claim no longer waits there.
    """

    entered_h: Floats
    until_h: Floats
    limit_h: Floats
    left_h: Floats


def draw_work(claims: int, county: County, *, documents_days: float, seed: int) -> Work:
    """Desk work of so many claims: lognormal minutes, lognormal days to complete documents."""
    settings = county.chain
    rng = np.random.default_rng([seed, DESK_STREAM])
    minutes = {
        PHOTO: county.staffing.photo_desk_min,
        REVIEW: settings.review_min,
        PAYMENT: settings.payment_min,
    }
    days = documents_days * lognormal(rng, settings.documents_cv, claims)
    work = {d: m / 60 * lognormal(rng, settings.desk_cv, claims) for d, m in minutes.items()}
    return Work(DAY_H * days, work)


def limit_days(county: County, desk: str) -> tuple[float, Standing]:
    """Days a desk may take, and whose rule it is: the contract's, else the law's ceiling.

    Review runs from complete documents, payment from approval. Where the contract allows more than
    the law, the law's ceiling holds. Photo assessment, of which neither speaks, has a setting.
    """
    if desk == PHOTO:
        return county.chain.photo_days, county.chain.standing("photo_days")
    promise: Promise = county.promise
    name, most = f"{desk}_days", f"{desk}_ceiling_days"
    given, ceiling = getattr(promise, name), getattr(promise, most)
    if given is None or given > ceiling:
        return ceiling, promise.standing(most)
    return given, promise.standing(name)


def days_told(forecast_days: int, county: County, documents_days: float) -> int:
    """Days until nearly every claim surveyed in the forecast's days has to be paid."""
    limits = sum(limit_days(county, desk)[0] for desk in (REVIEW, PAYMENT))
    return int(np.ceil(forecast_days + 2 * documents_days + limits))


def open_days(dates: pd.DatetimeIndex, working_days: "pd.Series[int]") -> Bools:
    """Which days the desks work, from the running number of working days of `risk.history`.

    It has to begin on the day before the first date.
    """
    number = working_days.reindex(dates - pd.Timedelta(days=1)).to_numpy()
    return np.asarray(working_days.reindex(dates).to_numpy() > number)


Desk = Callable[[str, Floats, Floats, Floats], Floats]
"""Desk, entered_h, ready_h (work can begin), limit_h → hour at which each claim leaves it."""


def walk(surveyed: Surveyed, work: Work, county: County, desk: Desk) -> dict[str, Passage]:
    """Every claim through its steps, each desk as ``desk`` works it.

    A photographed claim waits for an assessor; then, as every claim, for its documents to be
    complete, for review, for the public notice to end, and for payment.
    """
    n = len(surveyed.done_h)
    gone_h = np.where(surveyed.photo, surveyed.done_h, surveyed.arrived_h)
    found = {SURVEY: Passage(surveyed.reported_h, surveyed.arrived_h, surveyed.limit_h, gone_h)}

    def through(name: str, entered_h: Floats, ready_h: Floats) -> Floats:
        limit_h = np.full(n, DAY_H * limit_days(county, name)[0])
        left_h = desk(name, entered_h, ready_h, limit_h)
        found[name] = Passage(entered_h, left_h, limit_h, left_h)
        return left_h

    assessed = surveyed.done_h
    if surveyed.photo.any():
        in_photos = np.where(surveyed.photo, surveyed.done_h, np.inf)
        assessed = np.where(surveyed.photo, through(PHOTO, in_photos, in_photos), surveyed.done_h)
    complete = assessed + work.documents_h
    approved = through(REVIEW, complete, complete)
    through(PAYMENT, approved, approved + DAY_H * county.chain.notice_days)
    return found


def pass_through(
    surveyed: Surveyed, work: Work, heads: dict[str, Ints], county: County
) -> dict[str, Passage]:
    """Every claim through its steps with heads by day at each desk (days,)."""

    def desk(name: str, entered_h: Floats, ready_h: Floats, limit_h: Floats) -> Floats:  # noqa: ARG001
        return through_desk(surveyed, ready_h, work.desk_h[name], heads[name], county.chain)

    return walk(surveyed, work, county, desk)


def through_desk(
    surveyed: Surveyed, ready_h: Floats, work_h: Floats, heads: Ints, settings: Chain
) -> Floats:
    """When each claim's work at a desk ends, at heads by day (days,)."""
    begun, done = np.empty(len(ready_h)), np.empty(len(ready_h))
    work_through(
        surveyed.start, ready_h, work_h, np.asarray(heads, np.int64),
        settings.desk_start_h, settings.desk_end_h, begun, done,
    )  # fmt: skip
    return done


def kept(surveyed: Surveyed, passage: Passage, target: float) -> dict[str, float]:
    """P(promise kept) of one step, of claims whose limit falls within the days told."""
    judged = passage.entered_h + passage.limit_h <= DAY_H * surveyed.days
    took = passage.until_h[judged] - passage.entered_h[judged]
    draw, draws = surveyed.draw[judged], surveyed.draws
    in_time = took <= passage.limit_h[judged] + TOLERANCE_H
    return event_share(
        np.bincount(draw[in_time], minlength=draws), np.bincount(draw, minlength=draws), target
    )


def by_day(
    surveyed: Surveyed, passage: Passage, dates: pd.DatetimeIndex, target: float, p_goal: float
) -> pd.DataFrame:
    """One step by day.

    Returns:
        day, date, entered_mean, left_mean (claims of the mean event), backlog_p50, backlog_p90
        (waiting there at midnight), in_time_share (of claims that entered that day and
        whose limit falls within the days told), strain (see :func:`~.strain.strain`).
    """
    days = len(dates)
    entered, left = (_counts(surveyed, x, days) for x in (passage.entered_h, passage.left_h))
    backlog = (entered - left).cumsum(axis=1)
    judged = passage.entered_h + passage.limit_h <= DAY_H * days
    day = np.maximum(passage.entered_h[judged] // DAY_H, 0).astype(np.int64)
    ratio = (passage.until_h[judged] - passage.entered_h[judged]) / passage.limit_h[judged]
    shape, draw = (surveyed.draws, days), surveyed.draw[judged]
    good = np.bincount(day[ratio <= 1 + TOLERANCE_H], minlength=days)
    number = np.bincount(day, minlength=days)
    return pd.DataFrame(
        {
            "day": np.arange(days),
            "date": dates,
            "entered_mean": entered.mean(axis=0),
            "left_mean": left.mean(axis=0),
            "backlog_p50": np.quantile(backlog, 0.5, axis=0),
            "backlog_p90": np.quantile(backlog, 0.9, axis=0),
            "in_time_share": shares(good, number),
            "strain": strain(ratio, draw, day, shape, target=target, p_goal=p_goal),
        }
    )


def _counts(surveyed: Surveyed, at_h: Floats, days: int) -> Ints:
    inside = at_h < DAY_H * days
    cell = surveyed.draw[inside] * days + np.maximum(at_h[inside] // DAY_H, 0).astype(np.int64)
    shape = (surveyed.draws, days)
    return np.bincount(cell, minlength=surveyed.draws * days).reshape(shape)
