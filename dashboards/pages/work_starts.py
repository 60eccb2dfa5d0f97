"""Work: what may be begun here, for which data its result stands, and beginning it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dashboards.story import Context
from dashboards.story.event_judging import last_judged
from dashboards.story.plans_judged import last_plans_judged
from dashboards.story.scorings import judged_scores
from dashboards.story.works import Name
from risk.operations import User


@dataclass(frozen=True)
class Start:
    """Work that may be begun.

    Args:
        name: of the work.
        link: page that shows its result.
        stands: the data version its newest result was made from; None: there is none.
        arguments: of its function.
        exact: whether ``stands`` minds settings, seed and code too: another run is of no use.
    """

    name: Name
    link: str
    stands: Callable[[Context], str | None]
    arguments: Callable[[Context], tuple[Any, ...]]
    exact: bool = False


def _scores_of(context: Context) -> str | None:
    story = context.story()
    return story.facts.version if judged_scores(context.ws, story) is not None else None


def _nowcasts_of(context: Context) -> str | None:
    judged = last_judged(context.ws)
    return None if judged is None else judged.data_version


def _plans_of(context: Context) -> str | None:
    judged = last_plans_judged(context.ws)
    return None if judged is None else judged.data_version


def _scoring(context: Context) -> tuple[Any, ...]:
    return context.ws.root, context.story().seed, context.clock()


def _judging(context: Context) -> tuple[Any, ...]:
    story = context.story()
    models = story.scores.chosen()
    return context.ws.root, story.facts.version, story.seed, models, context.clock()


def _relocating(context: Context) -> tuple[Any, ...]:
    return context.ws.root, context.clock()


STARTS = (
    Start(Name.SCORES, "/map", _scores_of, _scoring, exact=True),
    Start(Name.JUDGING, "/event", _nowcasts_of, _judging),
    Start(Name.PLAN_JUDGING, "/drill", _plans_of, _judging),
    Start(Name.RELOCATION, "/quality", lambda _: None, _relocating),
)


def begin(context: Context, name: str, user: User) -> None:
    """Begin work of that name on the version in force.

    Raises:
        OperationsError: it runs already, or the role may not.
        KeyError: no such work is begun here.
    """
    start = {one.name.value: one for one in STARTS}[name]
    context.works.start(name, *start.arguments(context), user=user, about=context.version())
