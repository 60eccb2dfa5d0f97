"""A deed taken back: what it changed is put back, as far as nobody has gone on from it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from risk.staffing.live.by_hand import undone
from risk.staffing.live.change import told
from risk.staffing.live.crews import FROZEN, frozen_stops
from risk.staffing.live.records import Deed, DeedKind, Restored
from risk.staffing.live.standing import DayState, Progress, RoadCut, Stage
from risk.staffing.live.step import refuse

T = TypeVar("T")


def undo(start: DayState, log: Sequence[Deed], number: int, *, at_min: float | None = None) -> Deed:
    """The deed that takes back deed ``number`` of a log.

    Claims it gave to another crew, took up or left, and that nothing has moved or begun since, go
    back where they were, in the order they had; facts it told are put back if nothing later was
    told of them; so is the day's moment (an hour mistyped). What cannot be put back stands in
    ``restored.lost``.

    Args:
        start: the state the day began with (``KeptDay.start``), not the one it has now.
        log: its deeds, all of them, oldest first.
        number: which is undone, from 1.
        at_min: when; None: at the day's moment.

    Raises:
        ModelError: no such deed, nothing but time went on, or nothing of it can be put back.
    """
    if start.number != 0:
        raise refuse("an undoing needs the state the day began with", "give KeptDay.start")
    if not 1 <= number <= len(log):
        raise refuse(f"no deed {number}", "choose one from the log")
    before = told(start, log[: number - 1])
    after = told(before, log[number - 1 : number])
    now = told(after, log[number:])
    facts, lost_facts = _facts(before, after, now)
    moment = now.now_min if at_min is None else at_min
    deed = log[number - 1]
    back = Deed(DeedKind.UNDONE, moment, claim_id=deed.claim_id, crew_id=deed.crew_id,
                undoes=number, restored=facts)  # fmt: skip
    base = undone(now, back).state
    routes, lost = _routes(before, after, now, base)
    if not routes and replace(facts, now_min=None) == Restored():
        raise refuse(f"nothing of deed {number} can be put back", "change the routes by hand")
    left = tuple(sorted(lost | lost_facts))
    return replace(back, restored=replace(facts, lost=left), routes=routes)


def _facts(before: DayState, after: DayState, now: DayState) -> tuple[Restored, set[str]]:
    """What is put back beside routes, and the claims of which it cannot be."""
    told_of = {
        c: before.progress.get(c)
        for c in {**before.progress, **after.progress}
        if _same(before.progress.get(c)) != _same(after.progress.get(c))
    }
    claims = _changed(before.claims, after.claims)
    about = {*told_of, *claims}
    held = all(
        _same(now.progress.get(c)) == _same(after.progress.get(c))
        and now.claims.get(c) == after.claims.get(c)
        for c in about
    )
    held = held and _one_open(before, now, told_of)
    pins = {c: c in before.pinned for c in before.pinned ^ after.pinned
            if (c in now.pinned) == (c in after.pinned)}  # fmt: skip
    facts = Restored(
        claims=claims if held else {}, progress=told_of if held else {},
        crews=_unchanged(_changed(before.crews, after.crews), after.crews, now.crews),
        stands=_unchanged(_changed(before.stands, after.stands), after.stands, now.stands),
        cuts=_cuts(before.cuts, after.cuts, now.cuts),
        pace=before.pace if before.pace != after.pace == now.pace else None, pinned=pins,
        planned=before.planned if before.planned != after.planned else None,
        now_min=before.now_min if before.now_min != after.now_min == now.now_min else None,
    )  # fmt: skip
    return facts, set() if held else about


def _same(so_far: Progress | None) -> Progress | None:
    """Progress without what routes alone decide."""
    if so_far is None or so_far.stage is not Stage.PLANNED:
        return so_far
    return replace(so_far, stage=Stage.WAITING)


def _one_open(before: DayState, now: DayState, told_of: Mapping[str, Progress | None]) -> bool:
    """Whether no crew would be at two stops: those put back and one it went on to."""
    opened = {c for c, p in told_of.items() if p and p.stage in FROZEN and p.stage != Stage.DONE}
    for crew, route in before.routes.items():
        if opened.intersection(route):
            later = [c for c in frozen_stops(now, crew) if c not in told_of]
            if any(c not in route or c in _after(route, opened) for c in later):
                return False
    return True


def _after(route: Sequence[str], stops: set[str]) -> set[str]:
    last = max((i for i, c in enumerate(route) if c in stops), default=len(route))
    return set(route[last + 1 :])


def _changed(before: Mapping[str, T], after: Mapping[str, T]) -> dict[str, T | None]:
    keys = {**before, **after}
    return {k: before.get(k) for k in keys if before.get(k) != after.get(k)}


def _unchanged(
    back: Mapping[str, T | None], after: Mapping[str, T], now: Mapping[str, T]
) -> dict[str, T | None]:
    return {k: v for k, v in back.items() if now.get(k) == after.get(k)}


def _cuts(
    before: tuple[RoadCut, ...], after: tuple[RoadCut, ...], now: tuple[RoadCut, ...]
) -> tuple[RoadCut, ...] | None:
    made = [c for c in after if c not in before]
    gone = [c for c in before if c not in after]
    if not (made or gone) or any(c not in now for c in made):
        return None
    return (*(c for c in now if c not in made), *(c for c in gone if c not in now))


def _routes(
    before: DayState, after: DayState, now: DayState, base: DayState
) -> tuple[dict[str, tuple[str, ...]], set[str]]:
    """Routes put back, of the crews they change, and claims that stay where they are now."""
    was, made, has = _crews(before), _crews(after), _crews(now)
    crews = [k for k in {**before.routes, **after.routes}
             if before.routes.get(k) != after.routes.get(k)]  # fmt: skip
    goes, lost = dict(has), set[str]()
    for claim in {c for k in crews for c in (*before.routes.get(k, ()), *after.routes.get(k, ()))}:
        to = was.get(claim, "")
        if to == made.get(claim, "") and claim in base.claims:
            continue
        begun = _frozen(base, claim) and not _frozen(before, claim)
        stays = has.get(claim, "") != made.get(claim, "") or begun
        if claim not in base.claims or not (stays or _gone(base, claim, to)):
            goes[claim] = to
        else:
            lost.add(claim)
    out = {}
    for crew in base.crews:
        mine = {c for c, k in goes.items() if k == crew and c in base.claims}
        order = _order(before.routes.get(crew, ()) if crew in crews else (),
                       now.routes.get(crew, ()), mine)  # fmt: skip
        frozen = [c for c in now.routes.get(crew, ()) if c in mine and _frozen(base, c)]
        frozen += [c for c in order if _frozen(base, c) and c not in frozen]
        route = (*frozen, *(c for c in order if not _frozen(base, c)))
        if route != now.routes.get(crew, ()):
            out[crew] = route
    return out, lost


def _gone(base: DayState, claim: str, to: str) -> bool:
    """Whether a claim, or the crew it would go back to, is there no longer."""
    if base.progress[claim].stage is Stage.CANCELLED:
        return True
    if not to or _frozen(base, claim):
        return False
    crew = base.crews.get(to)
    return crew is None or crew.out_since_min is not None


def _frozen(state: DayState, claim: str) -> bool:
    return claim in state.progress and state.progress[claim].stage in FROZEN


def _crews(state: DayState) -> dict[str, str]:
    return {c: crew for crew, route in state.routes.items() for c in route}


def _order(before: Sequence[str], now: Sequence[str], mine: set[str]) -> list[str]:
    """Stops in the order of before; later ones after the stop they come after now."""
    out = [c for c in before if c in mine]
    at = 0
    for claim in now:
        if claim not in mine:
            continue
        if claim not in out:
            out.insert(at, claim)
        at = out.index(claim) + 1
    return out
