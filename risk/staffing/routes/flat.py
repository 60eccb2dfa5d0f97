"""A problem as other people's engines can hold it: one table of minutes, one clock, hard windows.

What they cannot hold is put into the table or into the clock, near enough for a proposal, which is
then judged by the true cost and improved on it:

- **Sweep.** Every job has its own row. A survey lasts its shorter time; what a house costs more
  when the crew comes from another village is added to the drive.
- **Split.** Entering a village of several jobs costs its price each time.
- **Pace.** The mean of the hours on duty.
- **Break.** Everybody's clock stands still in the middle of the window of the break.
- **Cuts.** A pocket that stays closed has no way in or out; one that opens later is ready then.
"""

from dataclasses import dataclass

import numpy as np

from risk.staffing.routes.problem import HOURS, Bools, Floats, Ints, Problem


@dataclass(frozen=True)
class Flat:
    """Nodes are jobs (J), then starts and ends of crews; N in all.

    Attributes:
        minutes: from node to node, drive and what a survey takes longer after it (N, N);
            inf: no way.
        money: price of going there (N, N).
        survey_min, ready_min, due_min, last_min: of jobs (J,); windows by the engines' clock.
        start, end: nodes of crews (K,); end −1: anywhere.
        from_min, until_min: of crews by the engines' clock (K,).
        kind: crews of one kind are the same to an engine (K,).
        may: which kinds may go to which job (kinds, J).
    """

    minutes: Floats
    money: Floats
    survey_min: Floats
    ready_min: Floats
    due_min: Floats
    last_min: Floats
    start: Ints
    end: Ints
    from_min: Floats
    until_min: Floats
    kind: Ints
    may: Bools


def flatten(problem: Problem, *, rests: bool = True) -> Flat:
    """Lay a problem out for an engine; ``rests``: breaks are taken out of its clock."""
    jobs, crews = problem.jobs, problem.crews
    stands = {
        key: len(jobs) + i
        for i, key in enumerate(
            dict.fromkeys(
                [
                    *zip(crews.start_place.tolist(), crews.start_village.tolist(), strict=True),
                    *((place, -1) for place in crews.end_place.tolist() if place >= 0),
                ]
            )
        )
    }
    place = np.r_[jobs.place, np.array([p for p, _ in stands], int)]
    village = np.r_[jobs.village, np.array([v for _, v in stands], int)]
    other = village[:, None] != village[None, :]
    drive = _drives(problem)[np.ix_(place, place)]
    survey = np.minimum(jobs.first_min, jobs.next_min)
    longer = np.where(other[:, : len(jobs)], jobs.first_min, jobs.next_min) - survey
    shared = np.bincount(jobs.village, minlength=1)[jobs.village] > 1
    minutes, money = drive.copy(), drive * problem.travel_money_per_min
    minutes[:, : len(jobs)] += longer
    money[:, : len(jobs)] += problem.split_money * (other[:, : len(jobs)] & shared)
    np.fill_diagonal(minutes, 0.0)  # engines ask for that; nobody drives from a node to itself
    np.fill_diagonal(money, 0.0)
    ends = [stands[place, -1] if place >= 0 else -1 for place in crews.end_place.tolist()]
    kind, may = _kinds(problem)
    return Flat(
        minutes=minutes,
        money=money,
        survey_min=survey,
        ready_min=_clock(problem, rests, _opened(problem)),
        due_min=_clock(problem, rests, jobs.due_min),
        last_min=_clock(problem, rests, jobs.last_min),
        start=np.array(
            [
                stands[key]
                for key in zip(
                    crews.start_place.tolist(), crews.start_village.tolist(), strict=True
                )
            ]
        ),
        end=np.array(ends),
        from_min=_clock(problem, rests, crews.from_min),
        until_min=_clock(problem, rests, crews.until_min),
        kind=kind,
        may=may,
    )


def _drives(problem: Problem) -> Floats:
    """Minutes from place to place at the mean pace, inf where a pocket stays closed (P, P)."""
    roads, crews = problem.roads, problem.crews
    begin = float(crews.from_min.min())
    hours = np.arange(HOURS) * 60.0
    on_duty = (hours + 60 > begin) & (hours < crews.until_min.max(initial=0.0))
    drives: Floats = roads.minutes * (
        roads.pace[on_duty].mean() if on_duty.any() else roads.pace[-1]
    )
    for cut in roads.cuts:
        if cut.from_min <= begin and cut.until_min == np.inf:
            drives[cut.inside[:, None] != cut.inside[None, :]] = np.inf
    return drives


def _opened(problem: Problem) -> Floats:
    """When each job can be reached at all (J,): its pocket's opening, if no crew is inside."""
    jobs, crews, ready = problem.jobs, problem.crews, problem.jobs.ready_min.copy()
    begin = float(crews.from_min.min())
    for cut in problem.roads.cuts:
        inside = cut.inside[jobs.place]
        shut = cut.from_min <= begin and cut.until_min < np.inf
        if shut and not cut.inside[crews.start_place].any():
            ready[inside] = np.maximum(ready[inside], cut.until_min)
    return ready


def _clock(problem: Problem, without: bool, at_min: Floats) -> Floats:
    """The engines' clock: from the first crew's begin, ``without`` the minutes of the break."""
    crews = problem.crews
    zero, rests = float(crews.from_min.min()), crews.break_min > 0
    if not without or not rests.any():
        return np.asarray(at_min - zero)
    length = float(np.median(crews.break_min[rests]))
    begin = float(np.median((crews.break_from_min + crews.break_until_min)[rests]) - length) / 2
    return np.asarray(np.where(at_min <= begin, at_min, np.maximum(begin, at_min - length)) - zero)


def _kinds(problem: Problem) -> tuple[Ints, Bools]:
    """Crews that are the same to an engine, and which jobs each kind may go to."""
    crews, needs = problem.crews, problem.jobs.needs
    asked = int(np.bitwise_or.reduce(needs, initial=0))
    told = np.column_stack(
        [
            crews.start_place, crews.start_village, crews.end_place, crews.from_min,
            crews.until_min, crews.overtime_max_min, crews.skills & asked, crews.capacity,
            crews.fixed_money,
        ]
    )  # fmt: skip
    _, first, kind = np.unique(told, axis=0, return_index=True, return_inverse=True)
    skills = crews.skills[first]
    return kind.ravel(), (needs[None, :] & ~skills[:, None]) == 0


def deal(problem: Problem, flat: Flat, proposed: list[tuple[int, list[int]]]) -> list[list[int]]:
    """Give each proposed route of a kind to a crew of it: first to whom holds most of it now."""
    held = problem.jobs.held_by
    routes: list[list[int]] = [[] for _ in range(len(problem.crews))]
    free = set(range(len(routes)))
    share = [
        (-int((held[route] == crew).sum()), n, crew)
        for n, (kind, route) in enumerate(proposed)
        for crew in np.flatnonzero(flat.kind == kind).tolist()
    ]
    given: set[int] = set()
    for _, n, crew in sorted(share):
        if n not in given and crew in free:
            routes[crew] = proposed[n][1]
            given.add(n)
            free.remove(crew)
    return routes
