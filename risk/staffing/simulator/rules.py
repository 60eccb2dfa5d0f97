"""What a run is asked to do: the dispatch rule, the modes, and what the world has in store."""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.errors import ModelError, SettingsError
from risk.settings import Staffing
from risk.staffing.travel import Ways

BACKLOG_COLUMNS = ("region_code", "reported_h")


class Dispatch(StrEnum):
    """Whom a crew that becomes free visits next."""

    OLDEST = "oldest"  # first come, first served
    NEAREST = "nearest"  # the nearest village with a waiting claim
    SAVEABLE = "saveable"  # the nearest village with a claim still in time, else the nearest
    TOWN_SAVEABLE = "town_saveable"  # the same for the town tier alone, else the nearest


@dataclass(frozen=True)
class Modes:
    """How claims are served.

    Attributes:
        dispatch: the rule for a free crew.
        sweep: a crew surveys all open claims of a village before it leaves it; else each claim is
            a visit of its own, with its own drive and its own full survey.
        photo: small claims are photographed by the village liaison instead of visited.
        green: collapsed houses and special groups go before all others.
    """

    dispatch: Dispatch = Dispatch.TOWN_SAVEABLE
    sweep: bool = True
    photo: bool = False
    green: bool = False

    @classmethod
    def of(cls, settings: Staffing) -> "Modes":
        """The settings' choice.

        Raises:
            SettingsError: ``dispatch`` names no rule.
        """
        try:
            dispatch = Dispatch(settings.dispatch)
        except ValueError as error:
            raise SettingsError(
                f"dispatch is {settings.dispatch!r}",
                where="county.toml [staffing]",
                remedy=f"one of {', '.join(Dispatch)}",
            ) from error
        return cls(dispatch, settings.sweep, settings.photo_survey, settings.green_channel)


@dataclass(frozen=True)
class Closure:
    """A pocket cut off for some hours: nobody drives in or out, crews inside go on inside.

    Attributes:
        region_codes: villages inside; a base whose region_code is one of them lies inside.
        from_h: hour from the scenario's start at which the road closes.
        until_h: hour at which it opens again.
    """

    region_codes: tuple[str, ...]
    from_h: float
    until_h: float

    def __post_init__(self) -> None:
        """Refuse a closure that names nothing or ends before it begins."""
        if not self.region_codes or not self.from_h < self.until_h:
            raise ModelError(
                f"a closure of {len(self.region_codes)} villages from {self.from_h} to"
                f" {self.until_h} h",
                where="closures",
                remedy="name its villages, and an end after its beginning",
            )


def no_backlog() -> pd.DataFrame:
    """A backlog without a claim."""
    return pd.DataFrame(
        {"region_code": np.array([], object), "reported_h": np.array([], np.float64)}
    )


def even_pace() -> NDArray[np.float64]:
    """No hour slower than the travel table."""
    return np.ones(0)


@dataclass(frozen=True)
class Conditions:
    """What the world has in store beside the event's claims.

    Attributes:
        closures: pockets cut off for some hours.
        pace: travel time by hour from the scenario's start as a multiple of the travel table, for
            snow that comes and goes; 1 beyond its end.
        backlog: region_code, reported_h (≤ 0) of claims open when the scenario begins.
        ways: what is known of the drive between two places; empty: drives are estimated.
    """

    closures: tuple[Closure, ...] = ()
    pace: NDArray[np.float64] = field(default_factory=even_pace)
    backlog: pd.DataFrame = field(default_factory=no_backlog)
    ways: Ways = field(default_factory=Ways)

    def __post_init__(self) -> None:
        """Refuse a pace that is not above 0 and a backlog that is reported later."""
        if not (np.isfinite(self.pace).all() and (np.asarray(self.pace) > 0).all()):
            raise ModelError(
                "a travel multiple is not above 0", where="pace by hour", remedy="1 is the table"
            )
        missing = sorted(set(BACKLOG_COLUMNS) - set(self.backlog.columns))
        if missing or not (self.backlog["reported_h"] <= 0).all():
            raise ModelError(
                f"column {missing[0]} is missing"
                if missing
                else "a claim is reported after hour 0",
                where="backlog",
                remedy="region_code and reported_h, hours before the scenario's start (≤ 0)",
            )
