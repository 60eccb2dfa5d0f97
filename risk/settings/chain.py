"""The steps before and after the visit: hotline, review, payment."""

from dataclasses import dataclass

from risk.errors import SettingsError
from risk.settings.section import Section, term


@dataclass(frozen=True)
class Chain(Section):
    """Hotline, review and payment desks: the steps before and after the visit."""

    answered_target: float = term(
        0.9,
        "share of calls to be answered within the rings promised",
        "ratio",
        low=0.01,
        high=0.999,
    )
    assumed_seconds_per_ring: float = term(
        6.0, "a ring and its pause, while the promise does not say it", "s", low=1, high=20
    )
    handling_min: float = term(6.0, "talk and notes of a call", "min", low=0.2, high=120)
    handling_cv: float = term(0.8, "spread of a call's minutes", "ratio", low=0, high=3)
    patience_min: float = term(
        1.5, "mean time a caller waits before giving up", "min", low=0.05, high=60
    )
    redial_share: float = term(
        0.5, "share of callers given up who call again", "ratio", low=0, high=0.95
    )
    redial_min: float = term(10.0, "a caller given up calls again after", "min", low=0.1, high=1440)
    hotline_share: float = term(
        0.6, "share of claims first told to the hotline, where reports do not tell", "ratio",
        low=0, high=1,
    )  # fmt: skip
    further_calls: float = term(
        0.8, "further calls of a claim, where calls do not tell", "calls", low=0, high=20
    )
    further_after_days: float = term(
        2.0, "a further call comes so long after the report, in the mean", "days", low=1, high=30
    )
    ordinary_calls_day: float = term(
        3.0, "calls of a day without an event, where calls do not tell", "calls", low=0, high=10000
    )
    seat_shift_h: int = term(8, "length of a hotline shift: 4, 8 or 12", "h", low=4, high=12)
    seats_day: int | None = term(
        None, "hotline seats manned 08:00 to 20:00", "seats", low=0, high=1000
    )
    seats_night: int | None = term(None, "hotline seats manned at night", "seats", low=0, high=1000)
    desk_start_h: float = term(9.0, "desks open on working days from", "h", low=0, high=23)
    desk_end_h: float = term(17.0, "desks open on working days until", "h", low=1, high=24)
    documents_days: float = term(
        5.0, "from survey to complete documents, where own claims do not tell", "days",
        low=0, high=90,
    )  # fmt: skip
    documents_cv: float = term(
        0.8, "spread of the days to complete documents", "ratio", low=0, high=3
    )
    photo_days: float = term(1.0, "photographs assessed within", "days", low=0.1, high=30)
    review_min: float = term(20.0, "review of one claim", "min", low=1, high=600)
    notice_days: float = term(
        7.0, "public notice between approval and payment", "days", low=0, high=60
    )
    payment_min: float = term(8.0, "payment of one claim", "min", low=1, high=600)
    desk_cv: float = term(0.5, "spread of the minutes at a desk", "ratio", low=0, high=3)
    photo_heads: int | None = term(None, "photo assessors on record", "people", low=0, high=1000)
    review_heads: int | None = term(None, "reviewers on record", "people", low=0, high=1000)
    payment_heads: int | None = term(None, "payment clerks on record", "people", low=0, high=1000)

    def __post_init__(self) -> None:
        """Refuse a shift that is no multiple of four hours, and desks that never open."""
        super().__post_init__()
        if self.seat_shift_h % 4:
            raise SettingsError(
                f"seat_shift_h is {self.seat_shift_h}, expected 4, 8 or 12 h",
                where="county.toml [chain]",
                remedy="correct the value",
            )
        if self.desk_end_h <= self.desk_start_h:
            raise SettingsError(
                f"desks close at {self.desk_end_h:g} and open at {self.desk_start_h:g}",
                where="county.toml [chain]",
                remedy="correct the values",
            )
