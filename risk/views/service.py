"""Views of the service: clocks, registers, hotline, complaints, answers."""

import pandas as pd

from risk.history.satisfaction import DEFAULT_WEIGHTS
from risk.history.service import by_role
from risk.views.base import Ask, Views
from risk.warehouse import service
from risk.warehouse.experience import Stage

MONTHLY = ("year", "month")
LATE = ("late", "overdue")


def promise(views: Views, ask: Ask) -> pd.DataFrame:
    """Times and shares kept of one stage by ``ask.by``."""
    return views.promise(ask.cut, *ask.by, stage=ask.stage)


def timeliness(views: Views, ask: Ask) -> pd.DataFrame:
    """Every stage in a row: required, actual, late."""
    promised = views.county.promise
    return service.timeliness(
        views.warehouse, ask.cut, promise=promised, working_days=views.calendar
    )


def stage_rows(
    views: Views, ask: Ask, stage: Stage, verdicts: tuple[str, ...] = ()
) -> pd.DataFrame:
    """One stage claim by claim."""
    return service.stage_rows(
        views.warehouse, ask.cut, stage, promise=views.county.promise, verdicts=verdicts,
        working_days=views.calendar, limit=ask.limit, offset=ask.offset,
    )  # fmt: skip


def arrivals(views: Views, ask: Ask) -> pd.DataFrame:
    """The arrival table of the contract."""
    return stage_rows(views, ask, Stage.ARRIVAL)


def late_arrivals(views: Views, ask: Ask) -> pd.DataFrame:
    """Arrivals that came late or are overdue."""
    return stage_rows(views, ask, Stage.ARRIVAL, LATE)


def reviews(views: Views, ask: Ask) -> pd.DataFrame:
    """The assessment review, from complete documents."""
    return stage_rows(views, ask, Stage.REVIEW)


def payments(views: Views, ask: Ask) -> pd.DataFrame:
    """Payments, from approval; days of the village notice beside them."""
    return stage_rows(views, ask, Stage.PAYMENT)


def payment_times(views: Views, ask: Ask) -> pd.DataFrame:
    """Time distribution of payments."""
    return service.payment_times(views.warehouse, ask.cut)


def late_reasons(views: Views, ask: Ask) -> pd.DataFrame:
    """Late arrivals by reason."""
    return service.late_reasons(views.warehouse, ask.cut, promise=views.county.promise)


def hotline_of(views: Views, ask: Ask, *by: str) -> pd.DataFrame:
    """Incoming calls by a period."""
    promised = views.county.promise
    return service.hotline(
        views.warehouse, ask.cut, *by, promise=promised,
        seconds_per_ring=promised.hotline_seconds_per_ring,
    )  # fmt: skip


def hotline(views: Views, ask: Ask) -> pd.DataFrame:
    """Incoming calls by month."""
    return hotline_of(views, ask, *MONTHLY)


def hotline_hours(views: Views, ask: Ask) -> pd.DataFrame:
    """Incoming calls by hour."""
    return hotline_of(views, ask, "hour")


def reports(views: Views, ask: Ask) -> pd.DataFrame:
    """The report register."""
    return service.report_register(views.warehouse, ask.cut, limit=ask.limit, offset=ask.offset)


def complaints(views: Views, ask: Ask) -> pd.DataFrame:
    """Complaints by year."""
    return service.complaints(views.warehouse, ask.cut, "year", promise=views.county.promise)


def complaint_reasons(views: Views, ask: Ask) -> pd.DataFrame:
    """Complaints by reason."""
    return service.complaints(views.warehouse, ask.cut, "reason", promise=views.county.promise)


def complaint_register(views: Views, ask: Ask) -> pd.DataFrame:
    """Complaints one by one."""
    return service.complaint_register(
        views.warehouse, ask.cut, promise=views.county.promise, limit=ask.limit, offset=ask.offset
    )


def call_backs(views: Views, ask: Ask) -> pd.DataFrame:
    """Calls made to households, by year."""
    return service.call_backs(views.warehouse, ask.cut, "year")


def satisfaction(views: Views, ask: Ask) -> pd.DataFrame:
    """Answers by year and month of the call-back."""
    return service.satisfaction(views.warehouse, ask.cut, *MONTHLY)


def satisfaction_years(views: Views, ask: Ask) -> pd.DataFrame:
    """Answers by year."""
    return service.satisfaction(views.warehouse, ask.cut, "year")


def satisfaction_townships(views: Views, ask: Ask) -> pd.DataFrame:
    """Answers by township."""
    return service.satisfaction(views.warehouse, ask.cut, "township_code")


def dissatisfaction(views: Views, ask: Ask) -> pd.DataFrame:
    """What stands beside dissatisfied answers."""
    return service.dissatisfaction(views.warehouse, ask.cut)


def scorecards(views: Views, ask: Ask) -> pd.DataFrame:
    """On time, re-work and satisfaction by crew or surveyor."""
    return service.scorecards(views.warehouse, ask.cut, promise=views.county.promise)


def scorecards_roles(views: Views, ask: Ask) -> pd.DataFrame:
    """The same summed up by post; crews that stand on no list of surveyors have none."""
    return by_role(scorecards(views, ask), DEFAULT_WEIGHTS)


def scorecards_deciders(views: Views, ask: Ask) -> pd.DataFrame:
    """The same by who decided the damage grade: own surveyor, township, independent expert."""
    return service.scorecards(
        views.warehouse, ask.cut, "grade_decided_by", promise=views.county.promise
    )


def complaint_owners(views: Views, ask: Ask) -> pd.DataFrame:
    """Complaints by the post in charge."""
    return service.complaints(views.warehouse, ask.cut, "owner", promise=views.county.promise)
