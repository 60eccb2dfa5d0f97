"""What a nowcast is told: the claims expected before the storm, and the reports so far."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from risk.errors import ModelError
from risk.surge.clock import Clock
from risk.surge.lag import LagLaw

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Damage:
    """The bureau's damage table: a second signal of the event's size.

    Attributes:
        region_codes: villages the table covers.
        households: damaged, over all those villages.
        log_ratio_mean: log of claims (in the end) to households, over past events.
        log_ratio_sd: its spread between past events, the doubt of the mean included.
    """

    region_codes: NDArray[np.object_]
    households: float
    log_ratio_mean: float
    log_ratio_sd: float


@dataclass(frozen=True)
class Prior:
    """What was believed before the first report.

    Attributes:
        region_codes: villages (V,).
        expected: claims expected of each village (V,).
        size_cv: coefficient of variation of the event's size factor, which has mean 1.
        dispersion: negative-binomial size of the villages' own luck; larger is less luck.
        lag: what is known of this event's reporting lag.
        houses: insured houses of each village (V,): a house claims once.
        hit: hours since the hazard's start at which the first and the last house is hit.
        clock: wall clock of the hazard's start, with night, week-end and cut roads.
        dispersion_log_sd: doubt of the dispersion, sd of its log.
        damage: the bureau's table, if it has come.
    """

    region_codes: NDArray[np.object_]
    expected: Floats
    size_cv: float
    dispersion: float
    lag: LagLaw
    houses: Floats
    hit: tuple[float, float] = (0.0, 0.0)
    clock: Clock = field(default_factory=Clock)
    dispersion_log_sd: float = 0.0
    damage: Damage | None = None

    def __post_init__(self) -> None:
        """Refuse what no update could mend.

        Raises:
            ModelError: lengths differ, nothing is expected, or a spread is not above 0.
        """
        number = len(self.region_codes)
        if len(self.expected) != number or len(self.houses) != number:
            raise ModelError("expected claims and houses are not by village", where="nowcast prior")
        if not np.isfinite(self.expected).all() or (self.expected < 0).any():
            raise ModelError("expected claims are negative or missing", where="nowcast prior")
        if self.expected.sum() <= 0:
            raise ModelError(
                "no claim is expected anywhere",
                where="nowcast prior",
                remedy="enlarge the footprint, or load policies in force on the day",
            )
        if self.size_cv <= 0 or self.dispersion <= 0 or self.hit[1] < self.hit[0]:
            raise ModelError(
                "size_cv and dispersion must be above 0, the last hit not before the first",
                where="nowcast prior",
            )


@dataclass(frozen=True)
class ReportPath:
    """Distinct houses reported so far, by village and interval.

    Attributes:
        edges_h: hours since the hazard's start, rising (K + 1,); the last one is now.
        counts: houses first reported in each interval (V, K).
    """

    edges_h: Floats
    counts: Ints

    def __post_init__(self) -> None:
        """Refuse a path that does not fit its edges.

        Raises:
            ModelError: edges do not rise, counts are negative or of another length.
        """
        if len(self.edges_h) < 2 or (np.diff(self.edges_h) <= 0).any():
            raise ModelError("edges must rise and be at least two", where="report path")
        if self.counts.ndim != 2 or self.counts.shape[1] != len(self.edges_h) - 1:
            raise ModelError("counts are not villages × intervals", where="report path")
        if (self.counts < 0).any():
            raise ModelError("a count is negative", where="report path")

    @property
    def now_h(self) -> float:
        """Hours since the hazard's start."""
        return float(self.edges_h[-1])

    def until(self, now_h: float) -> "ReportPath":
        """The path as it was known at an earlier edge.

        Raises:
            ModelError: there is no such edge.
        """
        at = int(np.searchsorted(self.edges_h, now_h))
        if at < 1 or at >= len(self.edges_h) or self.edges_h[at] != now_h:
            raise ModelError(f"the path has no edge at {now_h} h", where="report path")
        return ReportPath(self.edges_h[: at + 1], self.counts[:, :at])


def path_of(village: Ints, reported_h: Floats, *, villages: int, edges_h: Floats) -> ReportPath:
    """Count houses by village and interval.

    Args:
        village: row of each house's village (N,).
        reported_h: hours since the hazard's start of its first report (N,).
        villages: how many there are.
        edges_h: hours since the hazard's start; later reports are left out, earlier ones refused.

    Raises:
        ModelError: a report lies before the first edge.
    """
    if len(reported_h) and reported_h.min() < edges_h[0]:
        raise ModelError("a report lies before the first edge", where="report path")
    within = reported_h <= edges_h[-1]
    column = np.clip(np.searchsorted(edges_h, reported_h[within], side="left") - 1, 0, None)
    width = len(edges_h) - 1
    flat = np.bincount(village[within] * width + column, minlength=villages * width)
    return ReportPath(np.asarray(edges_h, np.float64), flat.reshape(villages, width))
