"""Columns of every table of history, as data: page, print and Excel file show the same ones."""

from collections.abc import Mapping
from dataclasses import dataclass

NUMERIC = ("number", "percent", "money", "minutes", "days", "by_unit")


@dataclass(frozen=True)
class Col:
    """A column of a view.

    Args:
        field: of the view's frame.
        kind: text, number, percent (a ratio), money, minutes, days, day, moment, place (a region's
            code), yes, month, weekday, hour, year, month_of_year, decade, fault (a rule of a
            ledger's reader), groups (codes with spaces between), by_unit (a number in the unit the
            row names: a share is told as per cent), or the kind of a term whose code it is
            (``tier``, ``structure`` …).
        digits: decimals of a number.
        ranged: ``field_lo`` and ``field_hi`` are its interval.
        head: heading, where the field's own name says too little.
        width: pixels.
    """

    field: str
    kind: str = "text"
    digits: int = 0
    ranged: bool = False
    head: str = ""
    width: int = 95

    @property
    def heading(self) -> str:
        """Key of the heading's text."""
        return f"history.col.{self.head or self.field}"


def num(field: str, digits: int = 0, *, ranged: bool = False, head: str = "") -> Col:
    """A count or measure."""
    return Col(field, "number", digits, ranged, head)


def pct(field: str, *, ranged: bool = False, head: str = "", digits: int = 1) -> Col:
    """A ratio as per cent."""
    return Col(field, "percent", digits, ranged, head)


def by_unit(field: str, *, ranged: bool = False) -> Col:
    """A measure whose unit the row's column ``unit`` names; in files with three decimals."""
    return Col(field, "by_unit", 3, ranged)


def cny(field: str, digits: int = 0, *, ranged: bool = False, head: str = "") -> Col:
    """Money."""
    return Col(field, "money", digits, ranged, head, 110)


def code(field: str, kind: str, *, head: str = "", width: int = 110) -> Col:
    """A stored code told in words."""
    return Col(field, kind, head=head, width=width)


def txt(field: str, width: int = 140, *, head: str = "") -> Col:
    """Text as it is stored."""
    return Col(field, "text", head=head, width=width)


def at(field: str, *, head: str = "") -> Col:
    """A moment."""
    return Col(field, "moment", head=head, width=190)


def on(field: str, *, head: str = "") -> Col:
    """A day."""
    return Col(field, "day", head=head, width=130)


def place(field: str = "region_code") -> Col:
    """A region."""
    return Col(field, "place", head="place", width=150)


DIMENSION_COLUMNS: Mapping[str, Col] = {
    "year": code("year", "year", head="year", width=90),
    "month": code("month", "month", width=80),
    "season": code("season", "season", width=80),
    "region_code": place(),
    "township_code": Col("township_code", "place", head="township_code", width=130),
    "tier": code("tier", "tier", width=85),
    "structure": code("structure", "structure"),
    "built_decade": code("built_decade", "decade"),
    "household_group": code("household_group", "group"),
    "peril_family": code("peril_family", "peril_family"),
    "peril": code("peril", "peril", width=150),
    "event": code("event", "in_event"),
    "event_id": txt("event_id", 150),
    "damage_grade": code("damage_grade", "damage_grade"),
    "report_weekday": code("report_weekday", "weekday"),
    "report_hour": code("report_hour", "hour"),
    "late_reason": txt("late_reason", 180),
    "crew_id": txt("crew_id", 110),
    "survey_mode": code("survey_mode", "survey_mode"),
    "satisfaction": code("satisfaction", "satisfaction"),
}
"""How a grouping's column is shown; every dimension has one."""

RATE = num("claims_per_1000_house_years", 2, ranged=True)
STAGE_HEAD = (txt("claim_id", 130), place(), code("tier", "tier", width=80))
QUANTILES_MIN = (
    Col("p50_min", "minutes"), Col("p90_min", "minutes"), Col("p99_min", "minutes"),
)  # fmt: skip
WORKING = (num("p50_working_days", 1), num("p90_working_days", 1))
LEFT_OUT = (num("missing"), num("imprecise"), num("impossible"))
ANSWERS = (
    num("closed"), num("called_back"), num("answers"), num("index", 1, ranged=True),
    pct("satisfied_share", ranged=True), num("satisfied"), num("basically_satisfied"),
    num("dissatisfied"), num("no_answer"), pct("share_if_silent_dissatisfied"),
    pct("share_if_silent_satisfied"), Col("little_data", "little"),
)  # fmt: skip
COMPLAINTS = (
    num("complaints"), pct("share"), num("answered"), num("p50_answer_h", 1),
    num("p90_answer_h", 1), num("completed"), num("p50_completion_days", 1),
    num("p90_completion_days", 1), pct("completed_in_time_share", ranged=True), num("open"),
    num("open_over_limit"), num("impossible"), Col("little_data", "little"),
)  # fmt: skip
CARDS = (
    num("claims"), num("surveys"), pct("on_time_share", ranged=True),
    pct("measured_share", ranged=True), num("redone"), pct("redone_share", ranged=True),
    num("answers"), num("index", 1), pct("satisfied_share", ranged=True),
    code("differs", "differs"), Col("little_data", "little"),
)  # fmt: skip
CALLS = (
    num("calls"), num("answered"), num("unanswered"), num("abandoned"),
    pct("answered_share", ranged=True), num("p50_ring_s", 1), num("p90_ring_s", 1),
    pct("in_time_share", ranged=True), num("end_not_given"), num("ring_not_given"),
)  # fmt: skip
PROFILE = (
    code("peril_family", "peril_family"), num("claims"), num("per_day", 3, ranged=True),
    num("relative", 2), num("blocks"), Col("note", "note"),
)  # fmt: skip

SHEETS: Mapping[str, tuple[Col, ...]] = {
    "experience": (
        num("claims"), num("house_years", 1), RATE, num("paid_claims"), cny("paid_money"),
        cny("mean_paid_money", ranged=True), cny("loss_cost_money", 2), cny("premium_money"),
        pct("loss_ratio"), num("open_claims"), num("rejected_claims"), cny("estimate_open_money"),
        Col("little_data", "little"),
    ),
    "largest": (
        txt("claim_id", 130), on("loss_at"), place(), code("peril", "peril", width=150),
        txt("event_id", 150), code("damage_grade", "damage_grade"), cny("paid_money"),
        pct("share_of_paid"),
    ),
    "development": (
        txt("origin", 115), cny("latest"), cny("ultimate"), cny("ibnr"), cny("se"), pct("cv"),
        num("open_claims"), num("without_estimate"), cny("estimate_money"), Col("note", "note"),
    ),
    "factors": (
        num("from_month"), num("to_month"), num("factor", 4), num("se", 4), num("origins"),
        Col("note", "note"),
    ),
    "claims": (
        txt("claim_id", 130), at("loss_at"), code("time_precision", "time_precision"), place(),
        code("match_quality", "match_quality"), code("peril", "peril", width=150),
        txt("event_id", 150), code("tier", "tier", width=80), at("reported_at"), at("arrived_at"),
        code("arrival_quality", "arrival_quality"), at("surveyed_at"),
        code("damage_grade", "damage_grade"), code("status", "claim_status"), at("paid_at"),
        cny("paid_money"), cny("estimate_money"), code("structure", "structure"),
        code("household_group", "group"), code("satisfaction", "satisfaction"),
        txt("late_reason", 180), txt("reject_reason", 180), txt("crew_id", 110),
    ),
    "promise": (
        num("claims"), num("clocked"), num("kept"), pct("share", ranged=True), num("measured"),
        pct("share_measured", ranged=True), num("typed"), pct("share_typed"), num("inferred"),
        pct("share_inferred"), *QUANTILES_MIN, *WORKING, *LEFT_OUT,
    ),
    "timeliness": (
        code("stage", "stage"), code("tier", "tier", width=80), num("required"),
        code("unit", "limit_unit", width=70), code("standing", "status"), num("ceiling_days"),
        num("claims"), num("clocked"), num("kept"), num("late"), pct("share", ranged=True),
        num("measured"), pct("share_measured", ranged=True), *QUANTILES_MIN, *WORKING,
        num("running"), num("overdue"), *LEFT_OUT,
    ),
    "late_reasons": (
        code("tier", "tier", width=80), txt("late_reason", 200), num("late"), pct("share"),
        Col("p50_min", "minutes"), Col("p90_min", "minutes"),
    ),
    "arrivals": (
        *STAGE_HEAD, at("began", head="reported_at"), at("ended", head="arrived_at"),
        Col("required_min", "minutes"), Col("actual_min", "minutes"),
        code("verdict", "verdict", width=90), code("arrival_quality", "arrival_quality"),
        txt("late_reason", 190), code("peril_family", "peril_family"), txt("event_id", 150),
        txt("crew_id", 110),
    ),
    "reviews": (
        *STAGE_HEAD, at("began", head="documents_complete_at"), at("ended", head="approved_at"),
        num("required_days", 1), num("actual_days", 1), num("actual_working_days"),
        code("verdict", "verdict", width=90), code("status", "claim_status"),
        code("damage_grade", "damage_grade"), txt("event_id", 150),
    ),
    "payments": (
        *STAGE_HEAD, at("began", head="approved_at"), at("ended", head="paid_at"),
        num("required_days", 1), num("actual_days", 1), num("actual_working_days"),
        on("posted_from"), on("posted_to"), num("notice_days"),
        code("verdict", "verdict", width=90), cny("paid_money"), cny("advance_paid_money"),
    ),
    "payment_times": (
        code("clock", "pay_clock", width=160), code("standing", "standing"), num("from_day"),
        num("to_day"), num("claims"), cny("paid_money"), pct("share"), pct("share_so_far"),
    ),
    "hotline": (code("year", "year", width=90), code("month", "month", width=80), *CALLS),
    "hotline_hours": (code("hour", "hour"), *CALLS),
    "reports": (
        txt("report_id", 130), at("reported_at"), code("channel", "channel"), at("passed_on_at"),
        num("passed_on_min"), txt("claim_id", 130), num("number", head="report_number"), place(),
        at("loss_at"), num("after_loss_h", 1),
    ),
    "complaints": (code("year", "year", width=90), *COMPLAINTS),
    "complaint_reasons": (txt("reason", 160), *COMPLAINTS),
    "complaint_owners": (txt("owner", 160), *COMPLAINTS),
    "complaint_register": (
        txt("complaint_id", 130), at("received_at"), txt("claim_id", 130), place(),
        txt("reason", 160), txt("owner", 110), at("first_answer_at"), num("answer_h", 1),
        at("completed_at"), num("completion_days", 1), num("open_days", 1), num("limit_days"),
        code("verdict", "verdict", width=90),
    ),
    "call_backs": (
        code("year", "year", width=90), num("calls"), num("reached"), num("not_reached"),
        num("end_not_given"), num("claims_called"), num("claims_reached"),
        pct("reached_share", ranged=True), Col("little_data", "little"),
    ),
    "satisfaction": (code("year", "year", width=90), code("month", "month", width=80), *ANSWERS),
    "satisfaction_years": (code("year", "year", width=90), *ANSWERS),
    "satisfaction_townships": (DIMENSION_COLUMNS["township_code"], *ANSWERS),
    "dissatisfaction": (
        code("kind", "beside"), txt("reason", 180), num("answers"), num("dissatisfied"),
        pct("dissatisfied_share", ranged=True), pct("of_dissatisfied"),
        Col("little_data", "little"),
    ),
    "scorecards": (txt("crew_id", 120), txt("role", 100), *CARDS),
    "scorecards_roles": (txt("role", 140), num("cards"), *CARDS),
    "scorecards_deciders": (txt("grade_decided_by", 150), *CARDS),
    "coverage": (
        code("level", "region_level", width=80), place(), num("policies"),
        num("households_insured"), num("households_expected"), pct("coverage_rate"),
        num("households_uninsured"), code("expected_source", "expected_source"), on("listed_on"),
        txt("list_source", 130), num("villages"), num("villages_listed"),
        cny("sum_insured_money"), Col("more_than_expected", "yes"),
    ),
    "coverage_groups": (
        code("household_group", "group", width=150), num("households_expected"),
        code("expected_source", "expected_source", width=150), txt("list_source", 130),
        num("households_insured"), pct("coverage_rate"), num("insured_as"),
    ),
    "uninsured": (
        code("level", "region_level", width=80), place(), num("households_uninsured"),
        num("lapsed"), num("not_insured_before"), num("insured_before"), pct("renewed_share"),
        num("joined"),
    ),
    "group_faults": (
        txt("policy_id", 170), txt("household", 120), place(), on("start_date"),
        code("insured_as", "group"), code("listed_at_start", "groups", width=140),
        code("listed_now", "groups", width=140),
        code("fault", "group_fault", width=190), cny("sum_insured_money"),
    ),
    "premium": (
        code("contract_year", "year", width=90), txt("premium_row", 150), num("policies"),
        num("not_given"), num("wrong"),
        *(
            cny(f"{who}_money{what}")
            for who in ("household", "province", "county")
            for what in ("", "_expected", "_difference")
        ),
        cny("sum_insured_money_difference"),
    ),
    "premium_mismatches": (
        txt("policy_id", 170), txt("household", 120), place(), on("start_date"),
        code("contract_year", "year", width=90), code("household_group", "group"),
        txt("premium_row", 150), code("what", "amount", width=130), cny("expected", 2),
        cny("actual", 2),
    ),
    "doubles": (
        code("verdict", "double", width=150), txt("policy_id", 170), txt("other_policy_id", 170),
        txt("household", 120), place(), Col("other_region_code", "place", head="other_place"),
        on("start_date"), on("end_date"), on("other_start_date"), on("other_end_date"),
        num("days"), num("apart_m"), Col("other_file", "yes"), cny("sum_insured_money"),
        cny("other_sum_insured_money"),
    ),
    "lapsed": (
        txt("policy_id", 170), txt("household", 120), place(), code("household_group", "group"),
        on("insured_to"),
    ),
    "outbuildings": (
        code("hint", "hint", width=150), txt("policy_id", 170), txt("claim_id", 130), place(),
        txt("word", 120),
    ),
    "targets": (
        num("contract_month"), on("first_day"), txt("metric", 150),
        code("how", "of_month", width=130), by_unit("target"),
        code("unit", "target_unit", width=80), by_unit("actual", ranged=True), num("n"),
        by_unit("difference"),
        code("verdict", "target_verdict", width=100), Col("little_data", "little"),
    ),
    "open_ages": (num("from_day"), num("to_day"), num("claims")),
    "open_claims": (
        txt("claim_id", 130), at("reported_at"), num("age_days"), place(),
        code("peril_family", "peril_family"), txt("event_id", 150),
        code("damage_grade", "damage_grade"), cny("estimate_money"), Col("reached", "yes"),
        Col("surveyed", "yes"), Col("approved", "yes"),
    ),
    "corrections": (
        code("ledger", "table"), txt("column"), txt("why", 200), code("year", "year", width=90),
        code("month", "month", width=80), num("changes"), num("rows_changed"), num("first_told"),
    ),
    "rejects": (
        code("ledger", "table"), code("year", "year", width=90), code("month", "month", width=80),
        Col("rule", "fault", width=220), num("faults"), num("rows_rejected"), num("rows_in"),
        pct("share", digits=2),
    ),
    "measures": (
        txt("measure_id", 110), on("decided_on"), txt("finding", 200), txt("action", 200),
        txt("owner", 100), on("due"), txt("metric", 140), num("value_before", 3),
        num("value_after", 3), num("change", 3), code("standing", "measure_standing"),
    ),
    "hours": (code("unit", "hour"), *PROFILE, num("without_hour")),
    "weekdays": (code("unit", "weekday"), *PROFILE),
    "months": (code("unit", "month"), *PROFILE),
    "contrasts": (
        code("contrast", "contrast"), code("peril_family", "peril_family"), num("claims"),
        num("at_risk"), num("claims_rest"), num("at_risk_rest"), num("ratio", 2), num("lo", 2),
        num("hi", 2), num("dispersion", 1), num("plain_lo", 2), num("plain_hi", 2), num("blocks"),
        Col("note", "note"),
    ),
    "clusters": (
        place(), num("claims"), num("house_years", 1), num("rate_per_1000", 2),
        num("neighbours"), num("gi_z", 2), num("gi_p", 5), num("gi_q", 4),
        code("gi_class", "cluster"), num("moran_i", 2), num("moran_p", 5), num("moran_q", 4),
        code("moran_class", "cluster"),
    ),
    "near_repeat": (
        code("peril_family", "peril_family"), num("from_m"), num("to_m"), num("from_days"),
        num("to_days"), num("claims"), num("pairs"), num("expected", 1), num("ratio", 2),
        num("p", 3), num("q", 3), pct("own_point_share"), Col("note", "note"),
    ),
    "forecast_months": (
        code("peril_family", "peril_family"), Col("month", "month_of_year", width=120),
        num("mean", 1), num("p05", 1), num("p50", 1), num("p95", 1),
    ),
    "forecast_years": (
        code("peril_family", "peril_family"), num("mean"), num("p05"), num("p50"), num("p95"),
        num("last_12_months"), code("method", "forecast_method"), Col("note", "note"),
    ),
    "forecast_backtest": (
        code("peril_family", "peril_family"), code("period", "period", width=80),
        code("method", "forecast_method"), num("n", head="forecasts"), num("crps", 2),
        num("absolute_error", 2), num("deviance", 2), pct("held"), pct("held_random"),
    ),
}  # fmt: skip
"""View → its columns, after those it is grouped by (`GROUPED`)."""

SHEETS = {**SHEETS, "late_arrivals": SHEETS["arrivals"]}
GROUPED = frozenset({"experience", "promise"})
"""Views whose first columns are the look's own grouping."""


def sheet_columns(name: str, by: tuple[str, ...]) -> tuple[Col, ...]:
    """The columns of a view.

    Args:
        name: of the view.
        by: what it is grouped by; an arrival's clock is always told by tier.
    """
    if name not in GROUPED:
        return SHEETS[name]
    keys = (*by, "tier") if name == "promise" and "tier" not in by else by
    return (*(DIMENSION_COLUMNS[key] for key in keys), *SHEETS[name])
