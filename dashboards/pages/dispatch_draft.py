"""Page Dispatch: a deed from a button and the fields beside it, before anybody confirms it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from dashboards.pages.dispatch_ids import FIELDS, Act, Id
from dashboards.pages.dispatch_words import minute_of
from dashboards.story.dispatch_claim import KnownPlace, reported_claim
from risk.errors import ModelError
from risk.staffing.live import DayCrew, DayState, Deed, DeedKind
from risk.terms import ArrivalQuality

HOUR_MIN, HOURS = 60.0, 48
CHECKED = {
    Act.SET_OUT: DeedKind.SET_OUT, Act.ARRIVED: DeedKind.ARRIVED, Act.FINISHED: DeedKind.FINISHED,
}  # fmt: skip
CLAIM_ACTS = {
    Act.ASSIGN, Act.TAKE_OFF, Act.RELEASE, Act.PROLONG, Act.BIND, Act.CANCEL, *CHECKED,
}  # fmt: skip
CREW_ACTS = {Act.OUT, Act.BACK}


@dataclass(frozen=True)
class Draft:
    """What a person is about to do: told again as a deed at every look, so nothing goes stale.

    Attributes:
        act: the button.
        seen: number of the day's last deed when it was pressed.
        claim, crew: what was chosen.
        given: the fields' values by id.
    """

    act: Act
    seen: int
    claim: str = ""
    crew: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)

    def stored(self) -> dict[str, Any]:
        """As a store of the page holds it."""
        return asdict(self)

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> "Draft":
        """What :meth:`stored` wrote."""
        return cls(**{**told, "act": Act(told["act"])})


def draft_of(
    pressed: str, chosen: Mapping[str, str] | None, values: tuple[Any, ...], seen: int
) -> Draft:
    """The draft of a button.

    Raises:
        ModelError: a claim or a crew has to be chosen first.
    """
    act, chosen = Act(pressed), chosen or {}
    claim, crew = chosen.get("claim", ""), chosen.get("crew", "")
    if act in CLAIM_ACTS and not claim:
        raise ModelError("no claim is chosen", where="dispatch", remedy="choose one in the list")
    if act in CREW_ACTS and not crew:
        raise ModelError("no crew is chosen", where="dispatch", remedy="choose one above")
    given = {name.value: value for (name, _), value in zip(FIELDS, values, strict=True)}
    return Draft(act, seen, claim, crew, given)


def moved_draft(moved: Mapping[str, Any], seen: int) -> Draft:
    """The draft of a stop put somewhere else on the time-line."""
    claim, crew = str(moved["claim_id"]), str(moved.get("crew_id") or "")
    if not crew:
        return Draft(Act.TAKE_OFF, seen, claim)
    position = moved.get("position")
    at = None if position is None else int(position) + 1
    return Draft(Act.ASSIGN, seen, claim, given={Id.TO_CREW.value: crew, Id.POSITION.value: at})


def deed_of(
    draft: Draft, state: DayState, places: Mapping[str, KnownPlace], *, limits: Mapping[str, float]
) -> Deed:
    """What a draft comes to now.

    Args:
        draft: the button and its fields.
        state: the day where it stands.
        places: villages a new claim may lie in.
        limits: minutes promised by tier.

    Raises:
        ModelError: a field it needs is empty or out of range.
    """
    given, words = draft.given, str(draft.given.get(Id.WHY_SO) or "").strip()[:200]
    now, crew = state.now_min, draft.crew
    if draft.act in CLAIM_ACTS:
        return _claim_deed(draft, state, words)
    if draft.act is Act.OUT:
        at = minute_of(given.get(Id.CREW_AT), now, ahead=False)
        return Deed(DeedKind.CREW_OUT, now if at is None else max(at, now), crew_id=crew,
                    words=words)  # fmt: skip
    if draft.act is Act.BACK:
        return Deed(DeedKind.CREW_BACK, now, crew_id=crew, words=words)
    if draft.act is Act.JOIN:
        return _new_crew(given, state, words)
    if draft.act is Act.CLAIM:
        return _new_claim(given, state, places, limits, words)
    return _road_deed(draft, state, words)


def _claim_deed(draft: Draft, state: DayState, words: str) -> Deed:
    given, now, claim = draft.given, state.now_min, draft.claim
    crew = next((k for k, route in state.routes.items() if claim in route), "")
    about: dict[str, Any] = {"claim_id": claim, "words": words}
    if draft.act is Act.ASSIGN:
        position = given.get(Id.POSITION)
        to = str(given.get(Id.TO_CREW) or "")
        if not to:
            raise ModelError("no crew is chosen", where="dispatch", remedy="choose one above")
        at = None if position in (None, "") else int(position) - 1
        return Deed(DeedKind.ASSIGNED, now, crew_id=to, position=at, **about)
    if draft.act is Act.TAKE_OFF:
        return Deed(DeedKind.TAKEN_OFF, now, crew_id=crew, **about)
    if draft.act is Act.RELEASE:
        return Deed(DeedKind.RELEASED, now, crew_id=crew, **about)
    if draft.act is Act.CANCEL:
        return Deed(DeedKind.CANCELLED, now, crew_id=crew, **about)
    if draft.act is Act.PROLONG:
        return Deed(DeedKind.PROLONGED, now, crew_id=crew, minutes=_minutes(given), **about)
    if draft.act is Act.BIND:
        latest = minute_of(given.get(Id.LATEST), now, ahead=True)
        if latest is None:
            raise ModelError("no latest arrival is given", where="dispatch", remedy="type a time")
        return Deed(DeedKind.BOUND, now, crew_id=crew, minutes=latest, **about)
    at = minute_of(given.get(Id.AT), now, ahead=False)
    quality = ArrivalQuality.TYPED if draft.act is Act.ARRIVED else None
    return Deed(CHECKED[draft.act], now if at is None else min(at, now), crew_id=crew,
                quality=quality, **about)  # fmt: skip


def _minutes(given: Mapping[str, Any]) -> float:
    more = given.get(Id.MORE)
    if not more:
        raise ModelError("no minutes are given", where="dispatch", remedy="type how many more")
    return float(more)


def _new_crew(given: Mapping[str, Any], state: DayState, words: str) -> Deed:
    """A crew nobody had on the list: borrowed, or called in."""
    base, name = str(given.get(Id.NEW_BASE) or ""), str(given.get(Id.NEW_NAME) or "").strip()
    until = minute_of(given.get(Id.NEW_UNTIL), state.now_min, ahead=True)
    if not base or not name or until is None:
        raise ModelError("a new crew needs a base, a name and an end of its shift",
                         where="dispatch", remedy="fill in all three")  # fmt: skip
    crew_id = f"X{state.number + 1:04d}"
    crew = DayCrew(crew_id, name[:40], base, state.now_min, until)
    return Deed(DeedKind.CREW_BACK, state.now_min, crew=crew, crew_id=crew_id, words=words)


def _new_claim(
    given: Mapping[str, Any], state: DayState, places: Mapping[str, KnownPlace],
    limits: Mapping[str, float], words: str,
) -> Deed:  # fmt: skip
    place = places.get(str(given.get(Id.VILLAGE) or ""))
    if place is None:
        raise ModelError("no village is chosen", where="dispatch", remedy="choose where it lies")
    claim = reported_claim(
        state, place, limits=limits, grade=given.get(Id.GRADE) or None,
        special=bool(given.get(Id.SPECIAL)), claim_id=str(given.get(Id.CLAIM_NO) or "").strip(),
        household=str(given.get(Id.HOUSEHOLD) or "").strip(),
    )  # fmt: skip
    return Deed(DeedKind.CLAIM, state.now_min, claim=claim, claim_id=claim.claim_id, words=words)


def _road_deed(draft: Draft, state: DayState, words: str) -> Deed:
    given, now = draft.given, state.now_min
    if draft.act is Act.SLOW:
        begin = minute_of(given.get(Id.PACE_FROM), now, ahead=True)
        hour = int((now if begin is None else begin) // HOUR_MIN)
        pace = float(given.get(Id.PACE) or 1.0)
        told = tuple(pace if h >= hour else state.pace[h] for h in range(HOURS))
        return Deed(DeedKind.PACE, now, pace=told, words=words)
    codes = tuple(str(c) for c in given.get(Id.PLACES) or ())
    if not codes:
        raise ModelError(
            "no village is chosen", where="dispatch", remedy="choose where the road is"
        )
    if draft.act is Act.OPEN:
        return Deed(DeedKind.ROAD_OPENED, now, place_codes=codes, words=words)
    until = minute_of(given.get(Id.CUT_UNTIL), now, ahead=True)
    return Deed(DeedKind.ROAD_CLOSED, now, place_codes=codes, until_min=until, words=words)
