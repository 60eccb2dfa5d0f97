"""How a plan is carried out: dispatch rule, modes, roads closed, backlog, crews placed ahead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import pandas as pd

from risk.errors import HuzhuError, OperationsError
from risk.flow import Story
from risk.hazard import village_places
from risk.settings import County, Staffing
from risk.staffing import Closure, Conditions, Dispatch, Modes
from risk.surge import Forecast
from risk.terms import RegionLevel

CLOSURES_MAX, AHEAD_MAX, BACKLOG_LINES_MAX, CLAIMS_MAX = 3, 5, 500, 20_000
HOURS_MAX = 24.0 * 60
EARLIER_H_MAX = 72.0
AHEAD = "ahead-"


@dataclass(frozen=True)
class Waiting:
    """Claims of a village open when the scenario begins, reported so many hours before."""

    region_code: str
    claims: int
    hours: float


@dataclass(frozen=True)
class Setup:
    """What a manager sets beside the scenario and the crews.

    Attributes:
        modes: dispatch rule and modes.
        closures: pockets cut off, hours from the scenario's start.
        backlog: claims open at the start.
        ahead: villages in which crews are placed before the event; each is a base of its own.
        lenders: ids of those who may be asked; None: all that are known.
        earlier_h: hours before the scenario's own warning at which standby and lenders are called;
            below 0, after it.
        photo_share: share of claims small enough for a liaison's photographs; None: the county's.
    """

    modes: Modes
    closures: tuple[Closure, ...] = ()
    backlog: tuple[Waiting, ...] = ()
    ahead: tuple[str, ...] = ()
    lenders: tuple[str, ...] | None = None
    earlier_h: float = 0.0
    photo_share: float | None = None

    @classmethod
    def usual(cls, settings: Staffing) -> Self:
        """The county's own rule and modes, all roads open, nothing waiting."""
        return cls(Modes.of(settings))

    @property
    def world(self) -> Self:
        """The same with rule and calls of no consequence: what fixes the scenarios."""
        return replace(self, modes=Modes(), lenders=None, earlier_h=0.0, photo_share=None)

    def conditions(self) -> Conditions:
        """Closures and backlog as the simulator takes them."""
        rows = [(w.region_code, -w.hours) for w in self.backlog for _ in range(w.claims)]
        backlog = pd.DataFrame(rows, columns=["region_code", "reported_h"])
        return Conditions(self.closures, backlog=backlog) if rows else Conditions(self.closures)

    def payload(self) -> dict[str, Any]:
        """As it is stored."""
        modes = self.modes
        return {
            "dispatch": modes.dispatch.value, "sweep": modes.sweep, "photo": modes.photo,
            "green": modes.green,
            "closures": [[list(c.region_codes), c.from_h, c.until_h] for c in self.closures],
            "backlog": [[w.region_code, w.claims, w.hours] for w in self.backlog],
            "ahead": list(self.ahead),
            "lenders": None if self.lenders is None else list(self.lenders),
            "earlier_h": self.earlier_h, "photo_share": self.photo_share,
        }  # fmt: skip

    @classmethod
    def read(cls, payload: Mapping[str, Any], story: Story) -> Self:
        """From a form or a store.

        Raises:
            OperationsError: a value is missing, too large, or names a village there is not.
        """
        try:
            modes = Modes(
                Dispatch(str(payload["dispatch"])),
                *(bool(payload[name]) for name in ("sweep", "photo", "green")),
            )
            closures = tuple(
                Closure(tuple(map(str, codes)), float(a), float(b))
                for codes, a, b in payload["closures"]
            )
            backlog = tuple(Waiting(str(c), int(n), float(h)) for c, n, h in payload["backlog"])
            ahead = tuple(dict.fromkeys(map(str, payload["ahead"])))
            asked = payload.get("lenders")
            lenders = None if asked is None else tuple(sorted({str(x) for x in asked}))
            earlier_h = float(payload.get("earlier_h") or 0.0)
            given = payload.get("photo_share")
            photo_share = None if given is None else float(given)
        except HuzhuError:
            raise
        except (KeyError, TypeError, ValueError) as e:
            raise OperationsError(f"not a plan's setup ({e})", remedy="choose again") from None
        found = cls(modes, closures, backlog, ahead, lenders, earlier_h, photo_share)
        found.check(story)
        return found

    def check(self, story: Story) -> None:
        """Refuse what is too much, and villages that are not on the map."""
        known = set(villages(story))
        named = [c for x in self.closures for c in x.region_codes]
        named += [w.region_code for w in self.backlog] + list(self.ahead)
        strange = next((c for c in named if c not in known), None)
        if strange is not None:
            raise OperationsError(
                f"village {strange} is not on the map", remedy="choose a village of the list"
            )
        if self.ahead and story.facts.bases.empty:
            raise OperationsError(
                "crews are placed ahead of bases, and no base is given",
                remedy="load the base ledger",
            )
        ids = lender_ids(story)
        unknown = next((x for x in self.lenders or () if x not in ids), None)
        if unknown is not None:
            raise OperationsError(
                f"no lender {unknown!r} is known", remedy="choose of the list, or load the ledger"
            )
        small = abs(self.earlier_h) <= EARLIER_H_MAX and 0 <= (self.photo_share or 0) <= 1
        small &= len(self.closures) <= CLOSURES_MAX and len(self.ahead) <= AHEAD_MAX
        small &= len(self.backlog) <= BACKLOG_LINES_MAX
        small &= all(0 < w.claims <= CLAIMS_MAX for w in self.backlog)
        small &= sum(w.claims for w in self.backlog) <= CLAIMS_MAX
        small &= all(0 <= w.hours <= HOURS_MAX for w in self.backlog)
        if not small:
            raise OperationsError(
                "a backlog, closure or base is beyond what can be set",
                remedy="numbers above 0; see the limits beside the form",
            )


def villages(story: Story) -> dict[str, str]:
    """Village code → its name with its township."""
    regions = story.facts.regions.drop_duplicates("code")
    rows = regions[regions["level"] == RegionLevel.VILLAGE.value]
    township = rows["township_name"].fillna("")
    names = (township + " " + rows["name"]).str.strip()
    return dict(zip(rows["code"].astype(str), names, strict=True))


def townships(story: Story) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Township code → its name and its villages."""
    regions = story.facts.regions.drop_duplicates("code")
    rows = regions[regions["level"] == RegionLevel.VILLAGE.value].dropna(subset=["township_code"])
    return {
        str(code): (str(own["township_name"].iloc[0]), tuple(own["code"].astype(str)))
        for code, own in rows.groupby("township_code", sort=True)
    }


def spread_out(story: Story, codes: Sequence[str]) -> tuple[str, ...]:
    """Villages of a choice of townships and villages."""
    whole = townships(story)
    found = [v for c in codes for v in (whole[c][1] if c in whole else (c,))]
    return tuple(dict.fromkeys(found))


def bases_with(story: Story, bases: pd.DataFrame, setup: Setup) -> pd.DataFrame:
    """The plan's bases, and one without crews of its own in each village placed ahead."""
    if not setup.ahead:
        return bases
    places, names = village_places(story.facts.regions), villages(story)
    added = pd.DataFrame(
        {
            "base_id": [AHEAD + code for code in setup.ahead],
            "name": [names[code] for code in setup.ahead],
            "lon": places.loc[list(setup.ahead), "lon"].to_numpy(),
            "lat": places.loc[list(setup.ahead), "lat"].to_numpy(),
            "region_code": list(setup.ahead),
            "crews_day": 0,
            "crews_night": 0,
        }
    )
    return pd.concat([bases, added], ignore_index=True)


def lender_ids(story: Story) -> list[str]:
    """Ids of the lenders known."""
    return [str(x) for x in story.facts.lenders["lender_id"]]


def all_lenders(story: Story, chosen: Sequence[str] | None) -> bool:
    """Whether a choice of lenders leaves none out."""
    return chosen is None or set(chosen) >= set(lender_ids(story))


def lenders_with(story: Story, setup: Setup) -> pd.DataFrame:
    """The lenders that may be asked."""
    known = story.facts.lenders
    if setup.lenders is None:
        return known
    return known[known["lender_id"].astype(str).isin(setup.lenders)].reset_index(drop=True)


def county_with(county: County, setup: Setup) -> County:
    """The county with the setup's share of claims photographed."""
    if setup.photo_share is None:
        return county
    return replace(county, staffing=replace(county.staffing, photo_share=setup.photo_share))


def warned_earlier(forecast: Forecast, hours: float) -> Forecast:
    """The same claims, with standby and lenders called so many hours before the usual warning."""
    if not hours:
        return forecast
    lead_h = max(forecast.scenario.lead_time_h + hours, 0.0)
    return replace(forecast, scenario=replace(forecast.scenario, lead_time_h=lead_h))
